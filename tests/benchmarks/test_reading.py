"""Reading beside the standard library, in one run on one core: `make bench` prints the ratios.

The judge is ``email`` with its default policy, reading the header fields and the text parts alone.
The mail is the SpamAssassin corpus where it lies beside the checkout, else the demo inbox. Cutting
sentences is spaCy's work and left out, but for the last line.
"""

import random
import time
from collections.abc import Callable, Sequence
from email import message_from_bytes
from email.policy import default
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from inboxminer.assets import asset
from inboxminer.clean import clean
from inboxminer.parse import parse
from inboxminer.records import RawMessage, Redaction, Span
from inboxminer.sources import open_source, resolve
from tests.sources.public import SHARED, unpacked

CORPUS = "spamassassin_public_corpus.tar.xz"
MAILS, ROUNDS = 600, 3
SECRET = b"k" * 32


def judge(raw: RawMessage) -> int:
    """Characters of all fields and text parts, as the standard library reads them."""
    message = message_from_bytes(raw.raw, policy=default)
    read = 0
    # One broken field or part (an unknown charset) ends its reading.
    try:
        for _, value in message.items():
            read += len(str(value))
        for part in message.walk():
            if part.get_content_maintype() == "text":
                read += len(part.get_content())
    except (LookupError, ValueError, AttributeError, TypeError, IndexError):
        pass
    return read


@pytest.fixture(scope="module", params=["public", "demo"])
def mails(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    if request.param == "demo":
        sources = [str(path) for path in sorted(asset("corpora", "demo").glob("*.mbox"))]
        found = [m for s in resolve(sources) for m in open_source(s) if isinstance(m, RawMessage)]
        return "demo", found
    if not (SHARED / CORPUS).is_file():
        pytest.skip(f"public mail is not here: {SHARED / CORPUS}")
    folder: Path = unpacked(CORPUS, tmp_path_factory.mktemp("corpus"))
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    chosen = random.Random(1).sample(paths, MAILS)
    return "public", [RawMessage(p.name, 0, None, p.read_bytes()) for p in chosen]


def spent(work: Callable[[RawMessage], object], mails: Sequence[RawMessage]) -> float:
    """CPU milliseconds a mail."""
    started = time.process_time()
    for raw in mails:
        work(raw)
    return (time.process_time() - started) / len(mails) * 1000


def unchanged(text: str, **_: object) -> tuple[str, tuple[Redaction, ...]]:
    return text, ()


def uncut(text: str, _: str) -> tuple[Span, ...]:
    return (Span(0, len(text)),) if text else ()


def whole(raw: RawMessage) -> object:
    return clean(parse(raw), secret=SECRET)


@pytest.mark.parametrize(
    "what", ["parse alone", "without redaction and tagger", "with both", "sentences too"]
)
def test_reading_beside_the_standard_library(
    benchmark: Any, mails: Any, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, raws = mails
    cleaning, zones = map(import_module, ("inboxminer.clean", "inboxminer.clean.zones"))
    if what != "sentences too":
        monkeypatch.setattr(cleaning, "sentences", uncut)
    if what == "without redaction and tagger":
        monkeypatch.setattr(cleaning, "redact", unchanged)
        monkeypatch.setattr(zones, "_leave_to_tagger", lambda *_: None)
    work = parse if what == "parse alone" else whole
    for one in (judge, work):
        spent(one, raws[:100])
    rounds: list[tuple[float, float]] = []
    benchmark.pedantic(
        lambda: rounds.append((spent(judge, raws), spent(work, raws))), rounds=ROUNDS
    )
    theirs, ours = (min(held) for held in zip(*rounds, strict=True))
    benchmark.extra_info.update(
        mail=name,
        messages=len(raws),
        standard_library_ms=round(theirs, 2),
        ours_ms=round(ours, 2),
        ratio=round(theirs / ours, 2),
    )
