"""Forms, forwards and quotes in a whole mailbox, with the organisation found and not told."""

from pathlib import Path

import pandas as pd

from inboxminer import scan
from inboxminer.result import Report
from tests.conftest import Mailbox
from tests.helpers import mail

STAFF = "Dana <dana@shop.example>"
SERVICE = "service@shop.example"
SAID = "The oven that I bought in March does not heat and nobody answers my calls."
FORWARD = (
    "please handle\n\nFrom: Emma Stone <emma@post.example>\nSent: Monday, May 4, 2026 6:40 PM\n"
    f"To: Shop <{SERVICE}>\nSubject: oven\n\n{SAID}\n"
)
REPLY = (
    "Hello Emma, we are sorry and will send somebody.\nDana\n\n"
    f"On Mon, 4 May 2026 at 18:40, Emma Stone <emma@post.example> wrote:\n> {SAID}\n"
)


def others() -> list[bytes]:
    """Mail of three customers, so that the mailbox shows whose it is."""
    return [mail(n, f"My order {n} has not come yet.", To=SERVICE) for n in (1, 2, 3)]


def rows(report: Report) -> pd.DataFrame:
    return report.messages.set_index("message_id")


def balanced(report: Report) -> bool:
    counts = report.counts
    held = report.messages
    read = held[held["source_zone"] == "body"]
    return (
        counts["read"] == counts["analysed"] + counts["skipped"] + counts["duplicates"]
        and len(read) == counts["analysed"] + counts["duplicates"]
        and len(held) - len(read) == report.run()["quoted"]
    )


def test_a_staff_forward_is_the_customers(mbox: Mailbox) -> None:
    sent = mail(7, FORWARD, sender=STAFF, To=SERVICE, subject="FW: oven")
    report = scan(str(mbox(*others(), sent)))
    row = rows(report).loc["<7@x>"]
    assert (row["kind"], row["subject"]) == ("customer", "oven")
    assert row["body"].startswith("The oven that I bought")
    assert "unwrapped" in row["defects"]
    assert balanced(report)


def test_a_customers_forward_stays_the_customers(mbox: Mailbox) -> None:
    sent = mail(7, "Where is it?\n\n" + FORWARD, To=SERVICE, subject="FW: oven")
    row = rows(scan(str(mbox(*others(), sent)))).loc["<7@x>"]
    assert row["body"].startswith("Where is it?")
    assert "unwrapped" not in row["defects"]


def test_a_forward_of_a_mail_that_is_here_is_its_copy(mbox: Mailbox) -> None:
    first = mail(6, SAID, sender="Emma <emma@post.example>", To=SERVICE, subject="oven")
    sent = mail(7, FORWARD, sender=STAFF, To=SERVICE, subject="FW: oven")
    report = scan(str(mbox(*others(), first, sent)))
    assert rows(report).loc["<7@x>", "duplicate_of"] == "<6@x>"
    assert balanced(report)


def test_what_only_a_staff_reply_quotes_is_a_message(mbox: Mailbox) -> None:
    fields = {
        "To": "emma@post.example",
        "subject": "Re: oven",
        "In_Reply_To": "<lost@post.example>",
    }
    report = scan(str(mbox(*others(), mail(7, REPLY, sender=STAFF, **fields))))
    held = rows(report)
    (found,) = held[held["source_zone"] == "quoted"].itertuples()
    assert (found.kind, found.quoted_in, found.body) == ("customer", "<7@x>", SAID)
    assert found.thread_id == held.loc["<7@x>", "thread_id"]
    assert report.counts["read"] == 4
    assert balanced(report)
    (thread,) = [t for t in report.findings.threads if len(t.turns) > 1]
    assert [turn.side for turn in thread.turns] == ["customer", "staff"]


def test_what_two_replies_quote_is_one_message(mbox: Mailbox) -> None:
    fields = {"To": "emma@post.example", "subject": "Re: oven"}
    replies = [mail(n, REPLY + "\n" * n, sender=STAFF, **fields) for n in (7, 8)]
    report = scan(str(mbox(*others(), *replies)))
    assert report.run()["quoted"] == 1
    assert balanced(report)


def test_what_is_here_is_not_found_again_in_quotes(mbox: Mailbox) -> None:
    first = mail(6, SAID, sender="Emma <emma@post.example>", To=SERVICE, subject="oven")
    reply = mail(7, REPLY, sender=STAFF, To="emma@post.example", subject="Re: oven")
    report = scan(str(mbox(*others(), first, reply)))
    assert report.run()["quoted"] == 0
    held = rows(report)
    assert held.loc["<6@x>", "thread_id"] == held.loc["<7@x>", "thread_id"]


def test_a_quote_from_before_the_period_stays_out(mbox: Mailbox) -> None:
    reply = mail(
        7, REPLY, sender=STAFF, To="emma@post.example", date="Wed, 06 May 2026 10:00:00 +0300"
    )
    path = str(mbox(*others(), reply))
    assert scan(path, since="2026-05-05").run()["quoted"] == 0
    assert scan(path).run()["quoted"] == 1


def test_one_answer_for_two_customers_is_no_copy(mbox: Mailbox) -> None:
    text = "Thank you for writing. The part is on its way and comes within a week, we promise."
    sent = [mail(n, text, sender=STAFF, To=f"c{n}@x.example", subject="Re: part") for n in (7, 8)]
    assert scan(str(mbox(*others(), *sent))).counts["duplicates"] == 0


def test_mail_through_the_organisations_group_is_no_bulk(mbox: Mailbox) -> None:
    listed = {"To": SERVICE, "List_Id": "<service.shop.example>", "Precedence": "list"}
    foreign = {"To": SERVICE, "List_Id": "<news.z.example>", "Precedence": "list"}
    report = scan(str(mbox(*others(), mail(7, SAID, **listed), mail(8, SAID + "!", **foreign))))
    assert rows(report).loc["<7@x>", "kind"] == "customer"
    assert rows(report).loc["<8@x>", "kind"] == "bulk"


def test_the_organisation_stands_in_run_json_and_in_the_report(
    mbox: Mailbox, tmp_path: Path
) -> None:
    report = scan(str(mbox(*others())))
    held = report.run()["organisation"]
    assert (held["domains"], held["configured"]) == (["shop.example"], False)
    assert held["evidence"]["shop.example"] == {"messages": 3, "others": 1}
    out = report.write(tmp_path / "out", ["html"])
    assert "shop.example" in (out / "report.html").read_text("utf-8")
