"""Mails made to hurt a reader, by name; each grows with the size that is asked for."""

from collections.abc import Callable

HEAD = (
    b"From: Dana Levi <dana@x.example>\r\nTo: shop@y.example\r\nMessage-ID: <1@x.example>\r\n"
    b"Date: Mon, 6 Apr 2026 10:00:00 +0000\r\nSubject: hello\r\nMIME-Version: 1.0\r\n"
)
Maker = Callable[[int], bytes]
OWN = b"The fridge never came.\r\n"


def plain(text: bytes) -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text


def html(text: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + text


def repeated(unit: str) -> Maker:
    """A body of nothing but a unit, so many bytes long."""
    raw = unit.encode("utf-8")
    return lambda size: plain(raw * (size // len(raw)))


def repeated_html(unit: str) -> Maker:
    raw = unit.encode("utf-8")
    return lambda size: html(raw * (size // len(raw)))


def levels(size: int) -> bytes:
    opened = [
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(size)
    ]
    closed = [b"--b%d--\r\n" % n for n in reversed(range(size))]
    return HEAD + b"".join((*opened, b"Content-Type: text/plain\r\n\r\n", OWN, *closed))


def parts(size: int) -> bytes:
    one = b"--x\r\nContent-Type: text/plain\r\n\r\n" + OWN
    return HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + one * size + b"--x--\r\n"


def messages(size: int) -> bytes:
    one = b"Content-Type: message/rfc822\r\n\r\nSubject: n\r\n"
    return HEAD + one * size + b"\r\n" + OWN


def headers(size: int) -> bytes:
    return HEAD + b"".join(b"X-H%d: %s\r\n" % (n, b"v" * 200) for n in range(size)) + b"\r\n" + OWN


def recipients(size: int) -> bytes:
    people = b", ".join(b"u%d@x.example" % n for n in range(size))
    return HEAD + b"Cc: " + people + b"\r\n\r\n" + OWN


def subject(size: int) -> bytes:
    word = b"=?utf-8?B?15TXnden16jXqA==?= "
    return b"Subject: " + word * size + b"\r\nMessage-ID: <1@x>\r\n\r\n" + OWN


def nested_html(size: int) -> bytes:
    return html(b"<blockquote>a" * size + b"</blockquote>" * size + b"own text of mine is here")


# Name → (how it is made, size in `make test`, size in `make test-full`).
MAILS: dict[str, tuple[Maker, int, int]] = {
    "body": (repeated("המקרר לא הגיע כבר שבועיים.\r\n"), 3_000_000, 49_000_000),
    "line": (repeated("המקרר לא הגיע "), 2_000_000, 10_000_000),
    "line without spaces": (repeated("a"), 2_000_000, 10_000_000),
    "blank lines": (repeated("\r\n"), 500_000, 10_000_000),
    "levels": (levels, 300, 1_000),
    "parts": (parts, 2_000, 10_000),
    "messages in messages": (messages, 300, 1_000),
    "headers": (headers, 5_000, 50_000),
    "recipients": (recipients, 20_000, 100_000),
    "subject": (subject, 5_000, 50_000),
    "blockquotes": (nested_html, 1_000, 3_000),
    "tables": (repeated_html("<table><tr><td>"), 100_000, 1_000_000),
    "divs": (repeated_html("<div>"), 100_000, 1_000_000),
    "open brackets": (repeated_html("<"), 100_000, 2_000_000),
    "comments": (repeated_html("<!--"), 100_000, 2_000_000),
    "open tags": (repeated_html("<a b='"), 100_000, 2_000_000),
    "links": (repeated_html("<a href='x'>b</a>"), 100_000, 3_000_000),
    "entities": (repeated_html("&#"), 100_000, 2_000_000),
    "gmail quotes": (repeated_html("<div class=gmail_quote>a"), 50_000, 1_000_000),
    "preformatted": (repeated_html("<pre>a\n"), 50_000, 1_000_000),
    **{
        f"text {unit!r}": (repeated(unit), 60_000, 1_000_000)
        for unit in (
            *("05-2 ", "1/", "1 ", "(1", "052-1234567 ", "4111 1111 1111 1111 ", "€1", "1.1.2026 "),
            *(
                "IL620108000000099999999 ",
                "a@",
                "a@b.",
                "a@b.example ",
                "www.a?",
                "http://a ",
                "[1",
            ),
            *(
                ">",
                "> a\r\n",
                "> \r\n> a\r\n",
                ">> ",
                "> > a\r\n",
                "a:\r\n",
                "From: a\r\nSent: b\r\n",
            ),
            *("On 3 May 2026, ", "On 3 May 2026, a <a@b.example> ", "wrote:", "כתב: ", "-- \r\n"),
            *(
                "___\r\n",
                "-----Original Message-----\r\n",
                "Sent from my iPhone\r\n",
                "(\r\n",
                "a, \r\n",
            ),
            *("Best regards, ", "Thanks,\r\nDana\r\n", "Mr Abcde ", "Dana Levi ", "my name is A "),
            *("רחוב א 1 ", "ת.ז. 1 ", "בברכה דנה ", "unsubscribe ", "550 5.1.1 ", "order 1 "),
            *(
                "Name: a\r\nEmail: a@b.example\r\nMessage: ",
                "\u200e1",
                "\x1b$B",
                "Ù\x81",
                "×© ",
                "Ð",
            ),
            *("\ufffd", "🙂", "=\r\n", "x" * 63 + "@", ". ", "...", "a.b.", '"a'),
        )
    },
}
