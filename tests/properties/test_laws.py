"""Laws that hold for any bytes and any text."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.clean import clean
from inboxminer.clean.redact import map_span, redact, restore
from inboxminer.clean.redact.emails import EMAIL
from inboxminer.clean.sentences import sentences
from inboxminer.clean.unicode import normalise
from inboxminer.clean.zones import own_text
from inboxminer.config import LANGUAGES
from inboxminer.parse import parse
from inboxminer.records import Address, CleanMessage, Email, RawMessage, Span

LETTERS = "אבגדהוזabcABC абв سلام ـ123 05-2.,;:!?@<>[]()\"'\n\t\u200f\u202b־-=%#"
texts = st.text(st.one_of(st.sampled_from(LETTERS), st.characters(codec="utf-8")), max_size=400)
pieces = st.sampled_from(
    [
        "שלום רב,\n",
        "052-1234567 ",
        "a.b@c.example ",
        "4111 1111 1111 1111 ",
        "IL62 0108 0000 0009 9999 999 ",
        "ת.ז. 123456782 ",
        "> ציטוט\n",
        "ב-3 באפר׳ 2026, ‏דנה כתב/ה:\n",
        "On Fri, 3 Apr 2026 at 10:00, A <a@b.example> wrote:\n",
        "-- \n",
        "נשלח מה-iPhone שלי\n",
        "המקרר לא הגיע. ",
        "https://x.example/?token=abc123 ",
        "רחוב הרצל 12, חיפה ",
    ]
)
mails = st.lists(st.one_of(pieces, texts), max_size=8).map("".join)


def email(text: str, subject: str = "") -> Email:
    return Email(
        message_id="<1@x.example>",
        source="s",
        position=0,
        mailbox=None,
        sha256="0",
        date=datetime(2026, 4, 3, tzinfo=UTC),
        sender=Address("רונית לוי", "ronit@x.example"),
        recipients=(),
        reply_to=None,
        subject=subject,
        in_reply_to=None,
        references=(),
        text=text,
    )


@given(st.binary(max_size=2000))
@settings(max_examples=300, deadline=None)
def test_parsing_never_raises(raw: bytes) -> None:
    parsed = parse(RawMessage("s", 0, None, raw))
    parsed.text.encode("utf-8", "strict")
    assert parsed.message_id


@given(st.binary(max_size=300), st.sampled_from(["utf-8", "windows-1255", "iso-8859-8-i", "x"]))
@settings(max_examples=200, deadline=None)
def test_parsing_any_body_in_any_charset_never_raises(body: bytes, charset: str) -> None:
    head = f"Subject: x\nContent-Type: text/plain; charset={charset}\n\n".encode()
    parse(RawMessage("s", 0, None, head + body))


@given(mails, texts)
@settings(max_examples=200, deadline=None)
def test_sentences_lie_in_their_text_in_order(body: str, subject: str) -> None:
    found = clean(email(body, subject))
    if isinstance(found, CleanMessage):
        for passage in found.passages:
            at = 0
            for span in passage.sentences:
                assert at <= span.start < span.end <= len(passage.text)
                assert passage.text[span.start : span.end].strip()
                at = span.end


@given(mails, st.sampled_from(LANGUAGES))
@settings(max_examples=200, deadline=None)
def test_sentences_cover_every_letter(text: str, language: str) -> None:
    held, _ = normalise(text)
    covered = {n for span in sentences(held, language) for n in range(span.start, span.end)}
    assert [n for n, c in enumerate(held) if c.isalnum() and n not in covered] == []


@given(mails, st.sampled_from(LANGUAGES))
@settings(max_examples=200, deadline=None)
def test_redaction_leaves_nothing_and_twice_is_once(text: str, language: str) -> None:
    once, found = redact(text, people=["רונית לוי"], language=language)
    assert redact(once, people=["רונית לוי"], language=language)[0] == once
    assert not EMAIL.search(once)
    assert restore(once, found) == text
    for one in found:
        assert once[one.start : one.end].startswith(f"[{one.kind}_")


@given(mails)
@settings(max_examples=200, deadline=None)
def test_spans_of_redacted_text_map_to_the_original(text: str) -> None:
    shown, found = redact(text)
    original = restore(shown, found)
    for one in found:
        span = map_span(Span(one.start, one.end), found)
        assert original[span.start : span.end] == one.original


@given(mails)
@settings(max_examples=200, deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = own_text(normalise(text)[0])
    assert own_text(normalise(once)[0]) == once


@given(texts)
@settings(max_examples=200, deadline=None)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)[0]
    assert normalise(once)[0] == once
