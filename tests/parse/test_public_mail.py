"""Public mail is not repaired wrongly: where what is declared decodes and reads well, it stands."""

from pathlib import Path

import pytest

from inboxminer.languages.letters import reads
from inboxminer.parse import body, decoding, parameters, parse, words
from inboxminer.parse.charsets import GOOD, codec_of, strict
from inboxminer.records import RawMessage
from tests.sources.public import unpacked

Judged = list[tuple[bytes, str | None, str, tuple[str, ...]]]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Judged:
    """Every text that parsing decodes, with what was declared for it."""
    seen: Judged = []

    def watched(
        raw: bytes, declared: str | None, *, likely: str | None = None
    ) -> tuple[str, tuple[str, ...]]:
        text, defects = decoding.meant(raw, declared, likely=likely)
        if not raw.isascii():
            seen.append((raw, declared, text, defects))
        return text, defects

    for module in (body, words, parameters):
        monkeypatch.setattr(module, "meant", watched)
    return seen


@pytest.mark.full
@pytest.mark.parametrize(
    ("archive", "at_least"),
    [("spamassassin_public_corpus.tar.xz", 600), ("fixtures.tar.xz", 200)],
)
def test_what_is_declared_and_reads_well_is_left_alone(
    tmp_path: Path, judged: Judged, archive: str, at_least: int
) -> None:
    for path in sorted(unpacked(archive, tmp_path).rglob("*")):
        if path.is_file() and path.suffix not in (".msg", ".tnef", ".doc", ".zip"):
            parse(RawMessage(path.name, 0, None, path.read_bytes()[:3_000_000]))
    assert len(judged) >= at_least
    wrong = []
    for raw, declared, text, defects in judged:
        codec = codec_of(declared)
        stated = strict(raw, codec) if codec else None
        if stated is not None and reads(stated).mean >= GOOD and stated != text:
            wrong.append((declared, defects, text[:80], stated[:80]))
    assert wrong == []
