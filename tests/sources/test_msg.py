"""Outlook messages: made by hand in every code page, and the public ones with their golds."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from inboxminer.parse import parse
from inboxminer.records import Email, RawMessage, Skipped
from inboxminer.sources import open_source, resolve
from inboxminer.sources.rtf import text_of, unpack
from tests.sources.compound import Tree, properties, text, write
from tests.sources.public import unpacked

WHEN = datetime(2026, 4, 3, 10, 0, tzinfo=UTC)
TICKS = int((WHEN - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def mail(path: Path) -> Email:
    (spec,) = resolve([str(path)])
    (found,) = open_source(spec)
    assert isinstance(found, RawMessage)
    return parse(found)


def made(page: str | None, subject: str, body: str, **numbers: int) -> Tree:
    """A message with one recipient and one attachment, in Unicode or in a code page."""
    return {
        "__properties_version1.0": properties(32, x0039_time=TICKS, **numbers),
        **text(0x0037, subject, page),
        **text(0x1000, body, page),
        **text(0x0C1A, subject.split()[0], page),
        **text(0x5D01, "dana@x.example"),
        "__recip_version1.0_#00000000": {
            "__properties_version1.0": properties(8, x0C15=1),
            **text(0x3001, "Service", page),
            **text(0x39FE, "service@y.example", page),
        },
        "__attach_version1.0_#00000000": {
            "__properties_version1.0": properties(8, x3705=1),
            **text(0x3707, f"{subject} 4711.pdf", page),
            **text(0x370E, "application/pdf"),
            "__substg1.0_37010102": b"%PDF" * 4000,
        },
    }


@pytest.mark.parametrize(
    ("page", "numbers", "subject", "body"),
    [
        (None, {}, "תלונה על משלוח", "שלום רב, המקרר לא הגיע"),
        ("cp1255", {"x3FFD": 1255}, "תלונה על משלוח", "שלום רב, המקרר לא הגיע"),
        ("cp1255", {"x3FF1": 1037}, "תלונה על משלוח", "שלום רב, המקרר לא הגיע"),
        ("cp1255", {"x3FF1": 1037, "x3FDE": 38598}, "תלונה על משלוח", "שלום רב, המקרר לא הגיע"),
        ("cp1255", {}, "תלונה על משלוח", "שלום רב, המקרר לא הגיע"),
        ("cp1255", {"x3FFD": 1252}, "תלונה על משלוח", "שלום רב, המקרר לא הגיע"),
        ("cp1251", {"x3FF1": 1049}, "Жалоба на доставку", "Здравствуйте, холодильник не привезли"),
        ("cp1256", {"x3FFD": 1256}, "شكوى على التوصيل", "مرحبا، لم تصلني الثلاجة"),
        ("cp1252", {"x3FFD": 1252}, "Réclamation", "Le réfrigérateur n'est pas arrivé"),
        ("cp932", {"x3FF1": 1041, "x3FDE": 50220}, "日本語のタイトル", "日本語の本文です"),
        ("gb18030", {"x3FF1": 2052}, "投诉", "您好，我订购的冰箱还没有到货"),
        ("cp950", {"x3FF1": 1028}, "投訴", "您好，我訂購的冰箱還沒有到貨"),
        ("cp949", {"x3FFD": 949}, "불만", "냉장고가 아직 도착하지 않았습니다"),
        ("utf-8", {"x3FFD": 65001, "x3FDE": 65001}, "תלונה", "שלום רב, המקרר לא הגיע"),
    ],
)
def test_every_code_page(
    tmp_path: Path, page: str | None, numbers: dict[str, int], subject: str, body: str
) -> None:
    found = mail(write(tmp_path / "x.msg", made(page, subject, body, **numbers)))
    assert (found.subject, found.text.rstrip()) == (subject, body)
    assert (found.sender.name, found.sender.address) == (subject.split()[0], "dana@x.example")
    assert [one.address for one in found.recipients] == ["service@y.example"]
    assert found.date == WHEN
    assert found.attachments == (f"{subject} 4711.pdf",)


def test_a_message_within_a_message_is_a_forwarded_block(tmp_path: Path) -> None:
    outer = made(None, "Fw: מצורף", "ראו מטה")
    inner = made(None, "תלונה על משלוח", "המקרר לא הגיע")
    inner["__properties_version1.0"] = properties(24, x0039_time=TICKS)
    outer["__attach_version1.0_#00000000"] = {
        "__properties_version1.0": properties(8, x3705=5),
        "__substg1.0_3701000D": inner,
    }
    found = mail(write(tmp_path / "x.msg", outer))
    assert found.text.startswith("ראו מטה\n\n---------- Forwarded message ---------\nFrom: ")
    assert "Subject: תלונה על משלוח" in found.text
    assert found.text.rstrip().endswith("המקרר לא הגיע")


RTF_HTML = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset177 Arial;}}"
    rb"{\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf {\f1\htmlrtf0 "
    rb"\'f9\'ec\'e5\'ed {\*\htmltag84 <b>}"
    rb"\htmlrtf {\b\htmlrtf0 \u1512?\'e1{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 \htmlrtf }\htmlrtf0 "
    rb"{\*\htmltag72 </p>}\htmlrtf \par\htmlrtf0 {\*\mhtmltag84 <i>}{\*\htmltag27 </html>}}"
)
RTF_PLAIN = (
    rb"{\rtf1\ansi\ansicpg1255{\fonttbl{\f0\fswiss Arial;}}{\colortbl;\red0;}{\info{\author me}}"
    rb"\pard\f0 \'f9\'ec\'e5\'ed,\par a\tab b \{c\}\line \u-10179?\u-8694?{\*\generator x}\par}"
)


@pytest.mark.parametrize(
    ("rtf", "kind", "expected"),
    [
        (RTF_HTML, "html", "<html><p>שלום <b>רב</b></p></html>"),
        (RTF_PLAIN, "plain", "שלום,\r\na\tb {c}\r\n😊"),
        (rb"{\rtf1 }}}{{{ \bin5 \'zz", "plain", None),
        (b"", "plain", ""),
    ],
)
def test_rtf(rtf: bytes, kind: str, expected: str | None) -> None:
    found = text_of(rtf)
    assert found[0] == kind
    if expected is not None:
        assert found[1] == expected


def test_a_body_of_rtf_alone(tmp_path: Path) -> None:
    message = made(None, "rtf", "")
    del message["__substg1.0_1000001F"]
    message["__substg1.0_10090102"] = (
        len(RTF_PLAIN).to_bytes(4, "little")
        + len(RTF_PLAIN).to_bytes(4, "little")
        + b"MELA"
        + b"\0" * 4
    ) + RTF_PLAIN
    assert mail(write(tmp_path / "x.msg", message)).text.startswith("שלום,\na\tb {c}")


def test_what_is_damaged_is_skipped(tmp_path: Path) -> None:
    path = write(tmp_path / "x.msg", made(None, "s", "b"))
    whole = path.read_bytes()
    (tmp_path / "all").mkdir()
    for cut in range(600, len(whole), len(whole) // 20):
        (tmp_path / "all" / f"{cut}.msg").write_bytes(whole[:cut])
    (spec,) = resolve([str(tmp_path / "all")])
    for one in open_source(spec):
        assert isinstance(one, RawMessage | Skipped)
    with pytest.raises(ValueError, match="no compressed RTF"):
        unpack(b"\0" * 40)


def _bare(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def test_public_messages_agree_with_their_golds(tmp_path: Path) -> None:
    """msgreader's files and golds: subject, sender, recipients, date, body, attachments."""
    folder = unpacked("fixtures.tar.xz", tmp_path, ("msgreader_js/", "bbottema_msg/"))
    read, compared, wrong = 0, 0, []
    for path in sorted(folder.rglob("*.msg")):
        found = mail(path)
        read += 1
        gold_path = path.with_suffix(".json")
        if not gold_path.is_file():
            continue
        gold = json.loads(gold_path.read_text("utf-8"))
        compared += 1
        # The gold of contactAnsi.msg keeps the bytes of its code page undecoded.
        if _bare(gold.get("subject")) != _bare(found.subject) and "\x83" not in gold["subject"]:
            wrong.append((path.name, "subject", found.subject))
        sender = gold.get("senderSmtpAddress") or gold.get("senderEmail") or ""
        if "@" in sender and sender.lower() != found.sender.address:
            wrong.append((path.name, "sender", found.sender.address))
        wanted = {
            (one.get("smtpAddress") or one.get("email") or "").lower()
            for one in gold["recipients"]
            if one.get("recipType") != "bcc"
        }
        if {one for one in wanted if "@" in one} != {
            one.address for one in found.recipients if one.address
        }:
            wrong.append((path.name, "recipients", str(found.recipients)))
        own = found.text.partition("---------- Forwarded message")[0]
        if gold.get("body", "").strip() and _bare(gold["body"]) != _bare(own):
            wrong.append((path.name, "body", own[:80]))
        stated = gold.get("clientSubmitTime") or gold.get("messageDeliveryTime")
        moment = parsedate_to_datetime(stated) if stated else None
        if moment and (not found.date or abs((moment - found.date).total_seconds()) > 60):
            wrong.append((path.name, "date", str(found.date)))
    assert wrong == []
    assert (read, compared) >= (70, 30)
