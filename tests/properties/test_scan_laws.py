"""Laws of a whole scan: the books balance, and the same mail gives the same bytes."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inboxminer import scan
from inboxminer.assets import asset
from inboxminer.errors import InboxminerError
from tests.conftest import Mailbox
from tests.helpers import mail, read_jsonl

TEXTS = [
    "The fridge never arrived and nobody called me back.",
    "המקרר לא הגיע, כבר שבועיים אני מחכה.",
    "Где мой заказ? Жду третью неделю.",
    "> only a quote",
    "",
    "Thanks a lot!",
    "الثلاجة لم تصل",
    "x" * 3000,
]


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(TEXTS), st.integers(0, 3), st.booleans()), min_size=1, max_size=12
    )
)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_message_is_analysed_skipped_or_a_copy(
    rows: list[tuple[str, int, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("law")
    path = folder / "in.mbox"
    mails = [mail(key if same else n, text) for n, (text, key, same) in enumerate(rows)]
    path.write_bytes(b"".join(b"From x Wed Apr  1 10:00:00 2026\n" + m + b"\n" for m in mails))
    report = scan(str(path))
    counts = report.counts
    assert counts["read"] == len(rows)
    assert counts["read"] == counts["analysed"] + counts["skipped"] + counts["duplicates"]
    messages = report.messages
    assert len(messages) == counts["analysed"] + counts["duplicates"]
    if len(messages):
        originals = set(messages.loc[messages["duplicate_of"].isna(), "message_id"])
        assert set(messages["duplicate_of"].dropna()) <= originals


def split_demo(folder: Path, parts: int) -> list[str]:
    """The demo's messages dealt over several files, shuffled."""
    mails = []
    for path in sorted(asset("corpora", "demo").glob("*.mbox")):
        mails += path.read_bytes().split(b"\nFrom ")[:60]
    held = [m if m.startswith(b"From ") else b"From " + m for m in mails]
    random.Random(5).shuffle(held)
    out = []
    for n in range(parts):
        place = folder / f"part{n}.mbox"
        place.write_bytes(b"\n".join(m.rstrip(b"\n") + b"\n" for m in held[n::parts]))
        out.append(str(place))
    return out


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file, run.json without what stands outside the law."""
    out = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "run.json"}
    run = json.loads((folder / "run.json").read_text("utf-8"))
    run.pop("environment")
    out["run.json"] = json.dumps(run, sort_keys=True).encode()
    return out


def test_same_bytes_for_any_order_of_sources_workers_and_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = split_demo(tmp_path, 3)
    formats = ("html", "xlsx", "csv", "json", "md", "parquet")
    first = bytes_of(scan(sources, workers=1).write(tmp_path / "a", formats))
    monkeypatch.setattr("inboxminer.classify.classifier.CHUNK", 17)
    label = "inboxminer.classify.classifier.Classifier.label"
    monkeypatch.setattr(f"{label}.__kwdefaults__", {"chunk": 17})
    second = bytes_of(scan(sources[::-1], workers=2).write(tmp_path / "b", formats))
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_a_copy_in_another_mailbox_is_counted_once(tmp_path: Path, mbox: Mailbox) -> None:
    one = mbox(mail(1, TEXTS[0]), mail(2, TEXTS[1]), name="a.mbox")
    two = mbox(mail(1, TEXTS[0]), mail(3, TEXTS[2]), name="b.mbox")
    out = scan([f"service={one}", f"sales={two}"]).write(tmp_path / "out")
    run = json.loads((out / "run.json").read_text("utf-8"))
    assert run["counts"] == {"read": 4, "analysed": 3, "skipped": 0, "duplicates": 1}
    copies = [row for row in read_jsonl(out / "messages.jsonl") if row["duplicate_of"]]
    assert [(row["message_id"], row["mailbox"], row["kind"]) for row in copies] == [
        ("<1@x>", "sales", copies[0]["kind"])
    ]


def test_the_period_is_half_open_and_in_the_reports_zone(mbox: Mailbox) -> None:
    path = mbox(
        mail(1, TEXTS[0], date="Tue, 31 Mar 2026 23:30:00 +0000"),
        mail(2, TEXTS[1], date="Wed, 01 Apr 2026 00:00:00 +0000"),
        mail(3, TEXTS[2], date="Thu, 30 Apr 2026 23:30:00 +0000"),
        mail(4, TEXTS[5], date="Fri, 01 May 2026 00:00:00 +0000"),
    )
    whole = {"since": "2026-04-01", "until": "2026-05-01"}
    assert sorted(scan(str(path), **whole).messages["message_id"]) == ["<2@x>", "<3@x>"]
    zoned = scan(str(path), set=["report.timezone=Asia/Jerusalem"], **whole)
    assert sorted(zoned.messages["message_id"]) == ["<1@x>", "<2@x>"]
    assert {one.reason for one in zoned.tally.skipped} == {"out_of_period"}


def test_a_limit_is_counted_as_skipped(mbox: Mailbox) -> None:
    path = mbox(*(mail(n, TEXTS[0] + str(n)) for n in range(5)))
    report = scan(str(path), set=["limits.messages=2"])
    assert report.counts == {"read": 5, "analysed": 2, "skipped": 3, "duplicates": 0}


def test_an_unknown_option_is_refused(mbox: Mailbox) -> None:
    with pytest.raises(InboxminerError, match="colour"):
        scan(str(mbox(mail(1, TEXTS[0]))), colour="blue")
