"""What a newcomer sees at the terminal: clear lines, the right exit status, nothing half done."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inboxminer.cli import COMMANDS, group
from tests.conftest import Mailbox
from tests.helpers import mail, read_jsonl

SLOW = [sys.executable, "-m", "inboxminer"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(group, [str(one) for one in arguments])


def refused(result: Result, *words: str) -> None:
    """One line on standard error with these words, exit status 1, no traceback."""
    assert result.exit_code == 1, result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("inboxminer: ")
    for word in words:
        assert word in lines[0]
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_stands_in_the_documents(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    first = result.output.split("\n\n")[1].strip().splitlines()[0]
    assert first
    docs = Path(__file__).parents[2] / "docs" / "cli.md"
    assert f"\n## {name}\n" in docs.read_text("utf-8")


def test_a_missing_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    refused(run("scan", tmp_path / "no.mbox", "--out", out), "no such file", "check the path")
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(400), ["no mailbox", "give an mbox"]),
        ("note.txt", b"milk\neggs\n", ["no mailbox"]),
        ("empty.mbox", b"", ["no message"]),
        ("table.csv", b"a,b\n1,2\n", ["--mapping"]),
        ("broken.zip", b"PK\x03\x04" + bytes(60), ["broken.zip"]),
        ("broken.gz", b"\x1f\x8b\x08\x00" + bytes(20), ["broken.gz"]),
    ],
)
def test_what_is_no_mailbox(tmp_path: Path, name: str, content: bytes, words: list[str]) -> None:
    path, out = tmp_path / name, tmp_path / "out"
    path.write_bytes(content)
    refused(run("scan", path, "--out", out), *words)
    assert not out.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == [name]


def test_an_unreadable_file(tmp_path: Path, mbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mbox(mail(1, "hello"))

    def locked(path: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr("inboxminer.sources.reader_of", locked)
    refused(run("scan", path, "--out", tmp_path / "out"), "in.mbox", "check its permissions")
    assert not (tmp_path / "out").exists()


def test_a_wrong_mapping(tmp_path: Path) -> None:
    export, mapping = tmp_path / "t.csv", tmp_path / "m.toml"
    export.write_text("when,who,words\n2026-04-01,a@x.example,hello\n", "utf-8")
    mapping.write_text('text = "wrods"\n', "utf-8")
    result = run("scan", export, "--mapping", mapping, "--out", tmp_path / "out")
    refused(result, "wrods", "words")


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--since", "2026-05-01", "--until", "2026-04-01"], ["--since must be before"]),
        (["--set", "swot.minimum=3"], ["minimum"]),
        (["--set", "swot.minimum_customers=many"], ["minimum_customers"]),
        (["--models", "/nowhere"], ["/nowhere"]),
    ],
)
def test_wrong_values(tmp_path: Path, mbox: Mailbox, extra: list[str], words: list[str]) -> None:
    path = mbox(mail(1, "The fridge never came."))
    refused(run("scan", path, "--out", tmp_path / "out", *extra), *words)
    assert not (tmp_path / "out").exists()


def test_wrong_usage_is_two() -> None:
    assert run("scan").exit_code == 2
    assert run("scan", "x", "--out", "y", "--language", "xx").exit_code == 2
    assert run("nonsense").exit_code == 2
    for option, value in (
        *(("--format", "html,docx"), ("--format", ",")),
        *(("--since", "2026-13-01"), ("--until", "yesterday")),
    ):
        assert run("scan", "x", "--out", "y", option, value).exit_code == 2, value


@pytest.mark.parametrize("value", ["nan", "inf", "-1.0"])
def test_a_setting_that_is_no_amount_is_refused(tmp_path: Path, mbox: Mailbox, value: str) -> None:
    path = mbox(mail(1, "The fridge never came."))
    for name in ("classify.mention_threshold", "swot.reach_prior"):
        result = run("scan", path, "--out", tmp_path / "o", "--set", f"{name}={value}")
        refused(result, name)


def test_every_wrong_setting_is_told_at_once(tmp_path: Path, mbox: Mailbox) -> None:
    path = mbox(mail(1, "The fridge never came."))
    faults = ("--set", "swot.minimum_customers=-1", "--set", "nope.x=2")
    result = run("scan", path, "--out", tmp_path / "o", *faults)
    refused(result, "swot.minimum_customers", "unknown setting nope")


def test_a_report_in_the_scanned_folder_is_no_mail(tmp_path: Path, mbox: Mailbox) -> None:
    mbox(mail(1, "The fridge never came."))
    first = run("scan", tmp_path, "--out", tmp_path / "report", "--json")
    second = run("scan", tmp_path, "--out", tmp_path / "report", "--json")
    assert json.loads(first.stdout)["read"] == json.loads(second.stdout)["read"] == 1


def test_two_mailboxes_named_by_their_address_stay_two(tmp_path: Path, mbox: Mailbox) -> None:
    sources = [
        mbox(
            *(mail(10 * at + n, f"The fridge {at}{n} never came.") for n in range(3)),
            name=f"{name}@shop.example.mbox",
        )
        for at, name in enumerate(("service", "sales"))
    ]
    assert run("scan", *sources, "--out", tmp_path / "out").exit_code == 0
    rows = list(read_jsonl(tmp_path / "out" / "messages.jsonl"))
    assert len({(row["source"], row["position"]) for row in rows}) == len(rows) == 6
    assert len({row["source"] for row in rows}) == 2


def test_what_is_neither_file_nor_folder_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mbox")
    refused(run("scan", tmp_path / "pipe.mbox", "--out", tmp_path / "o"), "neither a file")


def test_verify_and_explain_name_a_damaged_file(tmp_path: Path, mbox: Mailbox) -> None:
    out = tmp_path / "out"
    run("scan", mbox(mail(1, "The fridge never came.")), "--out", out)
    (out / "messages.jsonl").write_text('{"message_id": "<1')
    refused(run("explain", "1", "--in", out), "messages.jsonl, line 1")
    (out / "run.json").write_text("{}")
    refused(run("verify", out), "run.json")


def test_no_customer_mail_is_a_valid_report_with_a_warning(tmp_path: Path, mbox: Mailbox) -> None:
    bulk = mail(1, "Sale! Unsubscribe here.", Precedence="bulk", List_Unsubscribe="<http://x>")
    out = tmp_path / "out"
    result = run("scan", mbox(bulk), "--out", out)
    assert result.exit_code == 0
    assert "warning" in result.stderr
    assert json.loads((out / "swot.json").read_text("utf-8"))["items"] == []
    assert "<html" in (out / "report.html").read_text("utf-8")


def test_one_bad_source_of_two(tmp_path: Path, mbox: Mailbox) -> None:
    good = mbox(mail(1, "The fridge never came and nobody calls me back."))
    bad, out = tmp_path / "bad.bin", tmp_path / "out"
    bad.write_bytes(bytes(100))
    result = run("scan", good, bad, "--out", out)
    assert result.exit_code == 1
    assert "bad.bin" in result.stderr
    held = json.loads((out / "run.json").read_text("utf-8"))
    assert [one["source"] for one in held["failed"]] == ["bad.bin"]
    assert "bad.bin" in (out / "report.html").read_text("utf-8")


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, mbox: Mailbox) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("years of work")
    path = mbox(mail(1, "The fridge never came."))
    refused(run("scan", path, "--out", out), "--force")
    assert [p.name for p in out.iterdir()] == ["chapter.txt"]
    assert run("scan", path, "--out", out, "--force").exit_code == 0
    assert (out / "chapter.txt").read_text() == "years of work"


def test_a_report_is_replaced_by_the_next(tmp_path: Path, mbox: Mailbox) -> None:
    path, out = mbox(mail(1, "The fridge never came.")), tmp_path / "out"
    assert run("scan", path, "--out", out, "--format", "html,xlsx,json").exit_code == 0
    assert run("scan", path, "--out", out, "--format", "json").exit_code == 0
    assert not (out / "report.html").exists()
    assert run("verify", out).exit_code == 0


def test_no_text_leaves_the_words_out(tmp_path: Path, mbox: Mailbox) -> None:
    path, out = mbox(mail(1, "The zanzibar fridge never came.")), tmp_path / "out"
    formats = "html,xlsx,csv,json,md,parquet"
    assert run("scan", path, "--out", out, "--no-text", "--format", formats).exit_code == 0
    for one in out.iterdir():
        assert b"zanzibar" not in one.read_bytes(), one.name
    assert "body" not in read_jsonl(out / "messages.jsonl")[0]
    assert run("verify", out).exit_code == 0


def test_no_redact_keeps_the_words_and_the_labels(tmp_path: Path, mbox: Mailbox) -> None:
    text = "My fridge never came, call me at 052-1234567 today. Nobody answers the phone."
    path = mbox(mail(1, text, sender="Dana <dana@x.example>"))
    hidden, shown = tmp_path / "hidden", tmp_path / "shown"
    assert run("scan", path, "--out", hidden).exit_code == 0
    assert run("scan", path, "--out", shown, "--no-redact").exit_code == 0
    first, second = (read_jsonl(p / "mentions.jsonl") for p in (hidden, shown))
    assert [m["topic"] for m in first] == [m["topic"] for m in second]
    assert [m["confidence"] for m in first] == [m["confidence"] for m in second]
    assert "[PHONE_1]" in read_jsonl(hidden / "messages.jsonl")[0]["body"]
    assert "052-1234567" in read_jsonl(shown / "messages.jsonl")[0]["body"]
    assert read_jsonl(shown / "messages.jsonl")[0]["sender"] == "dana@x.example"
    assert json.loads((shown / "run.json").read_text("utf-8"))["redacted"] is False
    assert (hidden / "report.html").read_text("utf-8") != (shown / "report.html").read_text("utf-8")
    assert run("verify", shown).exit_code == 0


def test_explain_and_verify(tmp_path: Path, mbox: Mailbox) -> None:
    path, out = mbox(mail(1, "The fridge never came.")), tmp_path / "out"
    assert run("scan", path, "--out", out).exit_code == 0
    told = run("explain", "<1@x>", "--in", out)
    assert told.exit_code == 0
    assert "fridge never came" in told.output
    refused(run("explain", "<2@x>", "--in", out), "<2@x>")
    rows = (out / "messages.jsonl").read_text("utf-8")
    (out / "messages.jsonl").write_text(rows.replace("never", "often"), "utf-8")
    assert run("verify", out).exit_code == 1


def test_verify_without_a_report(tmp_path: Path) -> None:
    refused(run("verify", tmp_path), "run.json")


@pytest.mark.parametrize("name", ["models", "taxonomy", "config", "doctor"])
def test_what_shows_prints_json_too(name: str) -> None:
    assert run(name).exit_code == 0
    result = run(name, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)


def test_scan_prints_one_json_object(tmp_path: Path, mbox: Mailbox) -> None:
    result = run("scan", mbox(mail(1, "The fridge never came.")), "--out", tmp_path / "o", "--json")
    assert json.loads(result.stdout)["read"] == 1


def test_ctrl_c_is_130_and_leaves_nothing(tmp_path: Path, mbox: Mailbox) -> None:
    path = mbox(*(mail(n, f"The fridge {n} never came. Nobody called me.") for n in range(3000)))
    held = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    process = subprocess.Popen(
        [*SLOW, "scan", str(path), "--out", str(tmp_path / "out"), "--workers", "1"],
        env=held,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while process.poll() is None and not any((tmp_path / "tmp").iterdir()):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    # Where the interrupt met Python inside a library's C code, Python ends by the signal itself
    # after all is cleaned up, which a shell shows as 130 too.
    assert process.returncode in (130, -signal.SIGINT), errors
    assert errors.strip() == "inboxminer: interrupted; nothing was written"
    assert "Traceback" not in errors
    assert not (tmp_path / "out").exists()
    assert [p for p in (tmp_path / "tmp").iterdir() if "inboxminer" in p.name] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_is_one_line(tmp_path: Path, mbox: Mailbox) -> None:
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "from inboxminer.cli import main; sys.argv = ['inboxminer', *sys.argv[1:]]; main()"
    )
    path, out = mbox(mail(1, "The fridge never came.")), tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-c", code, "scan", str(path), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert not out.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.mbox"]


def test_a_table_without_a_header_spills_no_mail(tmp_path: Path) -> None:
    path = tmp_path / "headless.csv"
    path.write_text("Dana Levi,dana@post.example,The fridge never came and nobody answers me\n")
    result = run("scan", path, "--out", tmp_path / "o")
    refused(result, "the first line must name the columns")
    assert "Dana" not in result.stderr


def test_columns_of_an_export_are_redacted(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [
        f"c{n}@post.example,I was charged twice for one order.,AquaX of 052-7654321"
        for n in range(5)
    ]
    path.write_text("\n".join(["customer,text,product", *rows]) + "\n")
    assert run("scan", path, "--out", tmp_path / "o").exit_code == 0
    written = "".join(p.read_text("utf-8") for p in (tmp_path / "o").glob("*.json*"))
    assert "AquaX of" in written
    assert "7654321" not in written


def test_without_text_no_word_of_a_mail_is_written(tmp_path: Path, mbox: Mailbox) -> None:
    path = mbox(*(mail(n, "The zeppelin of my order never came.") for n in range(40)))
    assert run("scan", path, "--out", tmp_path / "o", "--no-text").exit_code == 0
    for one in (tmp_path / "o").iterdir():
        assert b"zeppelin" not in one.read_bytes().lower(), one.name


def test_a_file_without_a_labelled_row_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    path.write_text("")
    refused(run("evaluate", path), "no labelled row")


def test_the_time_of_every_stage_stands_in_run_json(tmp_path: Path, mbox: Mailbox) -> None:
    run("scan", mbox(mail(1, "The fridge never came.")), "--out", tmp_path / "o")
    seconds = json.loads((tmp_path / "o" / "run.json").read_text())["environment"]["seconds"]
    assert next(iter(seconds)) == "read"
    assert list(seconds)[-1] == "report"


def test_a_mailbox_inside_a_folder_that_cannot_be_read_is_told(
    tmp_path: Path, mbox: Mailbox
) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "good.mbox").write_bytes(mbox(mail(1, "The fridge never arrived.")).read_bytes())
    (folder / "export.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "cut.zip").write_bytes(b"PK\x03\x04" + bytes(60))
    result = run("scan", folder, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 1
    assert {one["source"] for one in json.loads(result.stdout)["failed"]} == {
        "mail/cut.zip",
        "mail/export.csv",
    }
    assert "damaged archive" in result.stderr
    assert "--mapping" in result.stderr
    found = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert found["counts"]["read"] == found["counts"]["analysed"] == 1


def test_one_mailbox_of_a_folder_that_cannot_be_read_costs_no_other(
    tmp_path: Path, mbox: Mailbox
) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "good.mbox").write_bytes(mbox(mail(1, "The fridge never arrived.")).read_bytes())
    (folder / "cut.zip").write_bytes(b"PK\x03\x04" + bytes(60))
    assert run("scan", folder, "--out", tmp_path / "out").exit_code == 1
    found = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert found["counts"]["analysed"] == len(found["failed"]) == 1


def test_every_row_says_where_it_lay(tmp_path: Path) -> None:
    folder = tmp_path / "mail" / "dana.levi@firm.example"
    folder.mkdir(parents=True)
    for number in range(2):
        own = [mail(10 * number + n, f"The lamp {n} never came.") for n in range(2)]
        lines = b"".join(b"From x Wed Apr  1 10:00:00 2026\n" + one + b"\n" for one in own)
        (folder / f"box{number}.mbox").write_bytes(lines)
    result = run("scan", tmp_path / "mail", "--out", tmp_path / "out")
    assert result.exit_code == 0
    rows = read_jsonl(tmp_path / "out" / "messages.jsonl")
    assert sorted((row["source"], row["position"], row["file"]) for row in rows) == [
        ("mail", 0, "[EMAIL_1]/box0.mbox"),
        ("mail", 1, "[EMAIL_1]/box0.mbox"),
        ("mail", 2, "[EMAIL_1]/box1.mbox"),
        ("mail", 3, "[EMAIL_1]/box1.mbox"),
    ]
    assert "dana.levi" not in (tmp_path / "out" / "run.json").read_text(encoding="utf-8")


def test_a_mailbox_without_a_name_is_named_by_the_address_that_got_it(
    tmp_path: Path, mbox: Mailbox
) -> None:
    head = "From: c{}@mail.test\nTo: Service-North@firm.test\nSubject: s\n\nIt never came, {}.\n"
    mails = [head.format(n, n).encode() for n in range(6)]
    path = tmp_path / "old.mbox"
    lines = (b"From x Wed Apr  1 10:00:00 2026\n" + one + b"\n" for one in mails)
    path.write_bytes(b"".join(lines))
    plain = mbox(mail(1, "The fridge never arrived."))
    run("scan", path, f"sales={plain}", "--out", tmp_path / "out")
    found = {row["mailbox"] for row in read_jsonl(tmp_path / "out" / "messages.jsonl")}
    assert found == {"service", "sales"}
    run("scan", plain, "--out", tmp_path / "one")
    assert {r["mailbox"] for r in read_jsonl(tmp_path / "one" / "messages.jsonl")} == {plain.stem}


def test_no_redact_keeps_the_words_of_cases(tmp_path: Path, mbox: Mailbox) -> None:
    path = mbox(mail(1, "אני רוצה לבטל את המנוי, הטלפון שלי 052-1234567, תבטלו אותו היום."))
    run("scan", path, "--out", tmp_path / "open", "--no-redact")
    run("scan", path, "--out", tmp_path / "shut")
    shut = (tmp_path / "shut" / "cases.csv").read_text(encoding="utf-8-sig")
    opened = (tmp_path / "open" / "cases.csv").read_text(encoding="utf-8-sig")
    assert "[PHONE_1]" in shut
    assert "[PHONE_1]" not in opened
    assert "052-1234567" in opened
    assert "052-1234567" in (tmp_path / "open" / "report.html").read_text(encoding="utf-8")


def test_a_full_temporary_disk_names_the_cure(
    tmp_path: Path, mbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("inboxminer.store.spool.pq.write_table", full)
    path = mbox(mail(1, "The fridge never arrived."))
    refused(run("scan", path, "--out", tmp_path / "out"), "no space left", "TMPDIR")
    assert not (tmp_path / "out").exists()


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, mbox: Mailbox) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    command = [
        *SLOW,
        "scan",
        str(mbox(mail(1, "The fridge never arrived."))),
        "--out",
        str(tmp_path / "out"),
    ]
    subprocess.run(command, check=True, env=os.environ | {"TMPDIR": str(empty)}, timeout=120)
    assert list(empty.iterdir()) == []


def test_a_small_mailbox_says_what_it_heard(tmp_path: Path, mbox: Mailbox) -> None:
    late = mail(1, "My order is three weeks late.", sender="a@one.example")
    twice = mail(2, "I was charged twice, again.", sender="b@two.example")
    path = mbox(late, twice)
    result = run("scan", path, "--out", tmp_path / "out", "--language", "en")
    assert result.exit_code == 0
    assert "Too few customers wrote to rank anything" in result.output
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "- **Wrong charges**: one of 2 customers" in text
