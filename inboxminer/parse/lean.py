"""A large page without what nobody sees of it, so that pictures and links leave room for words."""

from __future__ import annotations

import re

# Smaller pages stay as they are, and only so many bytes are read for tags.
LARGE, TAGS = 1_000_000, 25_000_000
# A value that is longer says nothing that is asked for.
LONGEST = 2_000
ASKED = frozenset((b"class", b"id", b"name", b"style", b"type", b"cite", b"charset", b"content"))
# RFC 2397; must not match the words behind a picture that is never closed.
PICTURE = re.compile(
    rb"(data:[^\s\"'<>,]{0,200},)[\w+/=%-]{60,}+(?:\s++[\w+/=%-]{40,}+)*+", re.IGNORECASE
)
# What a tag is made of (HTML 13.2.5), so that an unclosed quote mark hides no words.
ATTRIBUTE = rb"[^\s/<>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>\"']++))?"
# Forty bytes in a row of a tag, between or in quote marks; a tag without them stays as it is.
BETWEEN = rb"[^<>\"']"
WORTH = (
    rb"(?=(?:" + BETWEEN + rb"{0,39}(?:\"[^\"]{0,39}\"|'[^']{0,39}')){0,20}+"
    rb"(?:" + BETWEEN + rb"{40}|" + BETWEEN + rb"{0,39}+(?:\"[^\"]{40}|'[^']{40})))"
)
TAG = re.compile(rb"(<[a-zA-Z][^\s<>/]*+)" + WORTH + rb"((?:[\s/]++|" + ATTRIBUTE + rb")++)")
TOKEN = re.compile(rb"[\s/]++|" + ATTRIBUTE)


def lean(page: bytes) -> bytes:
    """A page of over ``LARGE`` bytes without data: URIs and attributes that show nothing.

    What stands in doubt stays: only whole attributes in whole quote marks are left out.
    """
    if len(page) <= LARGE:
        return page
    page = PICTURE.sub(rb"\1", page)
    if len(page) <= LARGE:
        return page
    return TAG.sub(_bare, page[:TAGS]) + page[TAGS:]


def _bare(tag: re.Match[bytes]) -> bytes:
    name, rest = tag.groups()
    if tag.string[tag.end() : tag.end() + 1] != b">":
        return tag[0]
    return name + b"".join(one for one in TOKEN.findall(rest) if _kept(one))


def _kept(token: bytes) -> bool:
    name, _, value = token.partition(b"=")
    return len(value) <= LONGEST and (not value or name.strip().lower() in ASKED)
