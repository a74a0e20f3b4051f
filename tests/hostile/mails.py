"""Mails made to hurt a reader, or broken by an exporter, by name; each grows with its size."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass

HEAD = (
    b"From: Dana Levi <dana@x.example>\r\nTo: shop@y.example\r\nMessage-ID: <1@x.example>\r\n"
    b"Date: Mon, 6 Apr 2026 10:00:00 +0000\r\nSubject: hello\r\nMIME-Version: 1.0\r\n"
)
OWN = b"The fridge never came.\r\n"
PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Hostile:
    """How a mail is made in a size, and the size that it has in the long tests."""

    make: Callable[[int], bytes]
    size: int


def plain(text: bytes) -> bytes:
    return HEAD + PLAIN + text


def html(text: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + text


def times(unit: bytes, size: int) -> bytes:
    return unit * max(1, size // len(unit))


def body(unit: str | bytes, size: int = 1_000_000, *, own: bool = False) -> Hostile:
    """A body of nothing but a unit, so many bytes long; own words below where asked for."""
    raw = unit.encode() if isinstance(unit, str) else unit
    return Hostile(lambda n: plain(times(raw, n) + OWN * own), size)


def page(unit: str | bytes, size: int = 1_000_000, *, end: bytes = b"") -> Hostile:
    """A page that begins with own words and goes on with a unit."""
    raw = unit.encode() if isinstance(unit, str) else unit
    return Hostile(lambda n: html(b"<p>" + OWN + b"</p>" + times(raw, n) + end), size)


def lead(unit: str | bytes, size: int = 1_000_000, *, start: bytes = b"") -> Hostile:
    """A page that ends with own words."""
    raw = unit.encode() if isinstance(unit, str) else unit
    return Hostile(lambda n: html(start + times(raw, n) + b"<p>" + OWN + b"</p>"), size)


def subject(unit: str | bytes, size: int = 2_000_000) -> Hostile:
    raw = unit.encode() if isinstance(unit, str) else unit
    return Hostile(lambda n: HEAD.replace(b"hello", times(raw, n)) + b"\r\n" + OWN, size)


def field(name: bytes, unit: bytes, size: int = 1_000_000, *, start: bytes = b"") -> Hostile:
    """One endless header field."""
    return Hostile(lambda n: HEAD + name + b": " + start + times(unit, n) + b"\r\n\r\n" + OWN, size)


def counted(name: bytes, unit: bytes, size: int, *, start: bytes = b"") -> Hostile:
    """One field of so many numbered units."""
    return Hostile(
        lambda n: (
            HEAD
            + name
            + b": "
            + start
            + b"".join(unit.replace(b"#", b"%d" % k) for k in range(n))
            + b"\r\n\r\n"
            + OWN
        ),
        size,
    )


def fields(line: bytes, size: int, head: bytes = HEAD) -> Hostile:
    """So many header fields."""
    return Hostile(
        lambda n: b"".join(line.replace(b"#", b"%d" % k) for k in range(n)) + head + b"\r\n" + OWN,
        size,
    )


def typed(fields_: bytes, unit: str | bytes, size: int = 2_000_000) -> Hostile:
    """A text of a declared type, charset or encoding, made of a unit."""
    raw = unit.encode() if isinstance(unit, str) else unit
    return Hostile(lambda n: HEAD + fields_ + b"\r\n\r\n" + times(raw, n), size)


def mixed(part: bytes, size: int, kind: bytes = b"mixed", *, first: bytes = b"") -> Hostile:
    """So many parts."""
    top = HEAD + b"Content-Type: multipart/" + kind + b"; boundary=x\r\n\r\n" + first
    return Hostile(lambda n: top + (b"--x\r\n" + part + b"\r\n") * n + b"--x--\r\n", size)


def levels(kind: bytes, size: int, *, rest: bytes = OWN) -> Hostile:
    """Parts in parts in parts."""
    one = b"Content-Type: multipart/" + kind + b"; boundary=b%d\r\n\r\n--b%d\r\n"
    return Hostile(
        lambda n: (
            HEAD
            + b"".join(one % (k, k) for k in range(n))
            + b"Content-Type: text/plain\r\n\r\n"
            + rest
            + b"".join(b"--b%d--\r\n" % k for k in reversed(range(n)))
        ),
        size,
    )


def messages(size: int) -> bytes:
    one = b"Content-Type: message/rfc822\r\n\r\nSubject: n\r\n"
    return HEAD + one * size + b"\r\n" + OWN


def junk(size: int, low: int = 0) -> bytes:
    chance = random.Random(1)
    return bytes(chance.randrange(low, 256) for _ in range(max(1, size // 10))) * 10


def pictures(size: int) -> bytes:
    one = b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    inside = base64.encodebytes(junk(100_000))
    first = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + one
    return first + times(inside, size) + b"\r\n--x\r\n" + PLAIN + OWN + b"--x--\r\n"


def attributes(unit: bytes) -> Hostile:
    return Hostile(
        lambda n: html(b"<p " + b"".join(unit % k for k in range(n)) + b">" + OWN), 100_000
    )


def within(tag: str, unit: bytes, size: int) -> Hostile:
    """A page that holds a unit in place of a number sign, and own words behind it."""
    before, after = (part.encode() for part in tag.split("#"))
    return Hostile(lambda n: html(before + times(unit, n) + after + b" " + OWN), size)


def nested_quotes(size: int) -> bytes:
    return html(b"<blockquote>a" * size + b"</blockquote>" * size + OWN)


FLOODS = (
    *("05-2 ", "1/", "1 ", "(1", "052-1234567 ", "4111 1111 1111 1111 ", "€1", "1.1.2026 "),
    *("IL620108000000099999999 ", "a@", "a@b.", "a@b.example ", "www.a?", "http://a ", "[1"),
    *(">", "> a\r\n", "> \r\n> a\r\n", ">> ", "> > a\r\n", "a:\r\n", "From: a\r\nSent: b\r\n"),
    *("On 3 May 2026, ", "On 3 May 2026, a <a@b.example> ", "wrote:", "כתב: ", "-- \r\n"),
    *("___\r\n", "-----Original Message-----\r\n", "Sent from my iPhone\r\n", "(\r\n", "a, \r\n"),
    *("Best regards, ", "Thanks,\r\nDana\r\n", "Mr Abcde ", "Dana Levi ", "my name is A "),
    *("רחוב א 1 ", "ת.ז. 1 ", "בברכה דנה ", "unsubscribe ", "550 5.1.1 ", "order 1 "),
    *("Name: a\r\nEmail: a@b.example\r\nMessage: ", "\u200e1", "\x1b$B", "Ù\x81", "×© ", "Ð"),
    *("\ufffd", "🙂", "👩\u200d", "=\r\n", "x" * 63 + "@", ". ", "...", "a.b.", '"a', "12-"),
    *("\u202e\u2066א", "a\u0301\u0327", "\u1112\u1161\u11ab", "a\u2028", "\x00", "a\x00", "的一是"),
    *("a\r\n", "a\r", "\xa0", "\t", "{", "\\", "%41", "/", "|", "a|b\r\n", "*" * 40 + "\r\n"),
)
MAILS: dict[str, Hostile] = {
    "body": body("המקרר לא הגיע כבר שבועיים.\r\n", 49_000_000),
    "line": body("המקרר לא הגיע ", 10_000_000),
    "line without spaces": body("a", 10_000_000),
    "blank lines": body("\r\n", 10_000_000, own=True),
    "spaces": body(" ", 10_000_000, own=True),
    "lines of one letter": body("a\r\n", 10_000_000),
    "marks on one letter": body("\u0301\u0327", 1_000_000),
    "points on one letter": body("\u05b0\u05bc\u05c1", 1_000_000),
    "levels of quotes": Hostile(
        lambda n: plain(b"".join(b"> " * k + b"a\r\n" for k in range(n)) + OWN), 2_000
    ),
    # Structure.
    "levels": levels(b"mixed", 1_000),
    "levels of alternatives": levels(b"alternative", 100),
    "levels above a long text": levels(b"mixed", 900, rest=OWN * 5_000),
    "parts": mixed(PLAIN + OWN, 10_000),
    "alternatives": mixed(PLAIN + OWN, 10_000, b"alternative"),
    "digest": mixed(b"\r\nSubject: a\r\n\r\n" + OWN, 10_000, b"digest"),
    "attached messages": mixed(
        b"Content-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\nb",
        300,
        first=b"--x\r\n" + PLAIN + OWN,
    ),
    "messages in messages": Hostile(messages, 1_000),
    "delivery status": Hostile(
        lambda n: (
            HEAD + b"Content-Type: message/delivery-status\r\n\r\n" + b"Status: 5\r\n\r\n" * n
        ),
        100_000,
    ),
    "prefixes of a boundary": typed(b"Content-Type: multipart/mixed; boundary=x", b"--xx\r\n"),
    "boundary of a dash": typed(b'Content-Type: multipart/mixed; boundary="-"', b"---\r\n"),
    "no boundary": typed(b"Content-Type: multipart/mixed", OWN),
    "a boundary like a pattern": typed(
        b'Content-Type: multipart/mixed; boundary="(a+)+$[("', b"--(a+)+$[(\r\n\r\naaa!\r\n", 10_000
    ),
    "blanks behind boundaries": typed(
        b"Content-Type: multipart/mixed; boundary=x", b"--x" + b" " * 1000 + b"y\r\n"
    ),
    "a large picture": Hostile(pictures, 45_000_000),
    # Header fields.
    "fields": fields(b"X-H#: " + b"v" * 200 + b"\r\n", 50_000),
    "fields without a name": fields(b":\r\n", 500_000),
    "fields of one name": fields(b"From: <a@x.example>\r\n", 50_000),
    "received": fields(b"Received: from a by b; Mon, 6 Apr 2026 10:00:00 +0000\r\n", 50_000),
    "columns": fields(b"X-Inboxminer-C#: a\r\n", 20_000),
    "a field without a colon": Hostile(lambda n: HEAD + b"x" * n + b"\r\n\r\n" + OWN, 5_000_000),
    "a long field": field(b"X-A", b"x", 10_000_000),
    "a folded field": field(b"X-A", b"b\r\n ", 4_000_000),
    "recipients": counted(b"Cc", b"u#@x.example, ", 100_000),
    "named recipients": counted(b"Cc", b"=?windows-1255?q?=F9=EC?= <u#@x.example>, ", 20_000),
    "groups": field(b"Cc", b"a:b;"),
    "commas": field(b"Cc", b","),
    "brackets": field(b"Cc", b"("),
    "angles": field(b"Cc", b"<"),
    "quotes": field(b"Cc", b'"'),
    "quoted pairs": field(b"Cc", b"\\", start=b'"'),
    "at at": field(b"Reply-To", b"a at b.c "),
    "references": counted(b"References", b"<#@x.example> ", 100_000),
    "open references": field(b"References", b"<a"),
    "unsubscribe": field(b"List-Unsubscribe", b"<mailto:a@b>, "),
    "digits of a date": field(b"X-Inboxminer-Date", b"9"),
    "colons of a date": field(b"X-Inboxminer-Date", b"1:"),
    "parameters": field(b"Content-Type", b"; a=", start=b"text/plain"),
    "semicolons": field(b"Content-Type", b"; ", start=b"text/plain"),
    "quotes in parameters": field(b"Content-Type", b'a="b;', start=b"text/plain; "),
    "sections": counted(b"Content-Type", b"; a*#*=%41", 100_000, start=b"text/plain"),
    "sections of a boundary": counted(
        b"Content-Type", b"; boundary*#*=%41", 100_000, start=b"multipart/mixed"
    ),
    "number of a section": field(b"Content-Type", b"9", 10_000, start=b"text/plain; a*"),
    "charset": field(b"Content-Type", b"x", start=b"text/plain; charset="),
    "encoding": field(b"Content-Transfer-Encoding", b"base64 "),
    # Subjects.
    "subject of a letter": subject(b"a", 5_000_000),
    "subject of words": subject(b"hello there ", 5_000_000),
    "subject of answers": subject(b"Re: "),
    "subject of lists": subject(b"[x] "),
    "subject of digits": subject(b"12345 "),
    "subject in UTF-8": subject("המקרר "),
    "subject in windows-1255": subject("המקרר ".encode("cp1255")),
    "subject of encoded words": subject(b"=?utf-8?B?15TXnden16jXqA==?= "),
    "subject of open words": subject(b"=?utf-8?q?a"),
    "subject of openings": subject(b"=?"),
    "subject of unknown charsets": subject(b"=?x-1?q?=F9=C8?= =?x-2?q?=C8=F0?= "),
    "subject of folds": subject(b"hello\r\n "),
    # Encodings and charsets.
    "base64 without end": typed(b"Content-Transfer-Encoding: base64", b"A", 10_000_000),
    "base64 of padding": typed(b"Content-Transfer-Encoding: base64", b"=", 5_000_000),
    "base64 of letters": typed(b"Content-Transfer-Encoding: base64", b"A\r\n", 3_000_000),
    "base64 of a text": typed(
        b"Content-Transfer-Encoding: base64", base64.encodebytes(OWN * 54), 45_000_000
    ),
    "quoted-printable signs": typed(b"Content-Transfer-Encoding: quoted-printable", b"="),
    "quoted-printable breaks": typed(b"Content-Transfer-Encoding: quoted-printable", b"=\r\n"),
    "quoted-printable letters": typed(b"Content-Transfer-Encoding: quoted-printable", b"=D7=90"),
    "uuencode": typed(b"Content-Transfer-Encoding: x-uuencode", b"begin 644 a\r\n"),
    "flowed": typed(b"Content-Type: text/plain; format=flowed", b"a \r\n"),
    "flowed quotes": typed(b"Content-Type: text/plain; format=flowed; delsp=yes", b"> a \r\n"),
    "junk": Hostile(lambda n: plain(junk(n)), 1_000_000),
    "junk of no type": Hostile(lambda n: HEAD + b"\r\n" + junk(n), 1_000_000),
    "junk alone": Hostile(junk, 5_000_000),
    "junk in a page": Hostile(lambda n: html(junk(n)), 1_000_000),
    "high junk": Hostile(lambda n: plain(junk(n, 128)), 1_000_000),
    "UTF-16 junk": Hostile(
        lambda n: HEAD + b"Content-Type: text/plain; charset=utf-16\r\n\r\n" + junk(n), 1_000_000
    ),
    "an archive": Hostile(lambda n: b"PK\x03\x04" + junk(n), 2_000_000),
    "Hebrew declared as UTF-8": body("המקרר לא הגיע\r\n".encode("cp1255"), 5_000_000),
    "visual Hebrew": typed(
        b"Content-Type: text/plain; charset=iso-8859-8",
        ("המקרר לא הגיע"[::-1] + "\r\n").encode("iso-8859-8"),
    ),
    "two charsets": body("המקרר\r\n".encode("cp1255") + "המקרר\r\n".encode(), 2_000_000),
    "misread twice": body(
        "המקרר לא הגיע\r\n".encode().decode("latin-1").encode().decode("latin-1").encode()
    ),
    "surrogates": body(b"\xed\xa0\x80"),
    "UTF-7": typed(b"Content-Type: text/plain; charset=utf-7", b"+AGE-"),
    "escapes": typed(b"Content-Type: text/plain; charset=iso-2022-jp", b"\x1b$B!!\x1b(B"),
    # Pages.
    "blockquotes": Hostile(nested_quotes, 3_000),
    "attributes": attributes(b"a%d=1 "),
    "bare attributes": attributes(b"a%d "),
    "attributes and brackets": attributes(b"a%d <b "),
    "classes": Hostile(lambda n: html(b'<div class="' + b"x " * n + b'">' + OWN), 500_000),
    "styles": page(b"a{b:c}", end=b"", size=2_000_000),
    "open styles": page(b"<style>a{b:c}"),
    "declarations": lead(b'<p style="border-left:0;display   :  ">a</p>'),
    "an entity bomb": lead(
        b"&a;" * 10,
        start=b"<!DOCTYPE a [<!ENTITY b 'aaaaaaaaaaaaaaaa'><!ENTITY a '&b;&b;&b;&b;&b;'>]>",
    ),
    "references without a letter": page(b"&#x10ffff;&#xd800;&#0;"),
    "entities": page(b"&lt;"),
    "open entities": page(b"&#"),
    "ampersands": page(b"&"),
    "tables": page(b"<table><tr><td>"),
    "cells": page(b"<td>a</td>"),
    "divs": page(b"<div>"),
    "bold": page(b"<b><p>"),
    "crossed tags": page(b"<b><i></b>"),
    "lists": page(b"<ul><li>"),
    "forms": page(b"<form><select><option>"),
    "frames": page(b"<frameset><frame>"),
    "drawings": page(b"<svg><math>"),
    "closing tags": page(b"</div>"),
    "breaks": page(b"a<br>"),
    "links": page(b"<a href='x'>b</a>", 3_000_000),
    "comments": page(b"<!--"),
    "empty comments": page(b"<!-->"),
    "conditions": page(b"<!--[if mso]>"),
    "sections of data": page(b"<![CDATA["),
    "instructions": page(b"<?xml "),
    "types": page(b"<!DOCTYPE "),
    "metas": page(b"<meta charset="),
    "scripts": page(b"<script>a<b</scrip"),
    "areas": page(b"<textarea>a\n"),
    "preformatted": page(b"<pre>a\n"),
    "titles": page(b"<title>"),
    "open brackets": page(b"<"),
    "open tags": page(b"<a b='"),
    "opening signs": page(b"<a <b "),
    "closing brackets": page(b">"),
    "zero bytes": page(b"<b>\0"),
    "zero bytes among letters": body("המקרר\0".encode("cp1255"), own=True),
    "hidden paragraphs": page(b'<p style="display:none">a</p>'),
    "gmail quotes": page(b"<div class=gmail_quote>a"),
    "gmail quotes within": page(b"<div class=gmail_quote><blockquote class=gmail_quote>a"),
    "gmail boxes": page(b"<blockquote class=gmail_quote>a</blockquote>", end=b"</div>"),
    "bare quotes": page(b"<blockquote>a</blockquote>"),
    "a picture in a page": within('<img src="data:image/png;base64,#"><p>', b"A", 12_000_000),
    "a wrapped picture in a page": within(
        "<img src='data:image/png;base64,#'><p>", b"A" * 76 + b"\r\n", 12_000_000
    ),
    "a drawing in a page": within(
        '<img src="data:image/svg+xml;utf8,#"><p>', b"<svg d='a'/>", 8_000_000
    ),
    "a long attribute": within('<td data-mail="#">', b"{a: 1>0}", 8_000_000),
    "an open picture": within("<p>data:image/png;base64,#", b"A", 8_000_000),
    "long links": lead(b"<a href='https://x.example/?" + b"u" * 300 + b"'>b</a>", 5_000_000),
    **{f"text {unit!r}": body(unit) for unit in FLOODS},
}  # fmt: skip
