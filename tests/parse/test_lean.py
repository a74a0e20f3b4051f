"""A large page loses what nobody sees of it, and never a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxminer.parse.html import to_text
from inboxminer.parse.lean import LARGE, lean

WORDS = b"<p>The fridge never came.</p>"
PAD = b"<i>\n</i>" * (LARGE // 8)


@pytest.mark.parametrize(
    ("tag", "left"),
    [
        (b'<img src="data:image/png;base64,' + b"A" * 5_000 + b'" id="x">', 
         b'<img src="data:image/png;base64," id="x">'),
        (b"<img src='data:image/png;base64," + (b"A+/" * 20 + b"\r\n") * 9 + b"'>",
         b"<img src='data:image/png;base64,\r\n'>"),
        (b'<img src="data:image/svg+xml;utf8,<svg>' + b"a" * 90 + b'</svg>"/>', b"<img />"),
        (b'<a href="https://x.example/?' + b"u" * 90 + b'">', b"<a >"),
        (b'<td data-mail="{a > b < c}' + b"z" * 3_000 + b'" class="gmail_quote">',
         b'<td  class="gmail_quote">'),
        (b'<div class="' + b"x " * 3_000 + b'">', b"<div >"),
        (b'<div class="a" style="border-left: 1px solid red; margin: 0 0 0 1ex">', None),
        (b"<a href='x'>", None),
        (b'<a title="never closed ' + b"w" * 90 + b">", None),
        (b"<a title=" + b"w" * 90 + b">", b"<a >"),
    ],
)  # fmt: skip
def test_attributes_that_show_nothing_are_left_out(tag: bytes, left: bytes | None) -> None:
    assert lean(tag + WORDS) == tag + WORDS
    # A quote mark that is never closed has none behind it here.
    assert lean(PAD + tag + WORDS) == PAD + (left or tag) + WORDS


def test_the_words_behind_a_picture_that_is_never_closed_stay() -> None:
    open_ = b'<img src="data:image/png;base64,' + b"A" * 500
    assert lean(PAD + open_ + b" The fridge <b>never</b> came.").endswith(
        b"base64, The fridge <b>never</b> came."
    )


pieces = st.lists(
    st.one_of(
        st.sampled_from(
            [b'<a href="', b"<p title='", b'" ', b"' ", b">", b"<", b"=", b"</p>", b"/"]
        ),
        st.sampled_from([b"x" * 45, b" y" * 25, b"words ", b'<img alt="a>b" src=x>', b"class=q "]),
        st.binary(max_size=4),
    ),
    max_size=25,
)


@given(pieces)
@settings(max_examples=150, deadline=None)
def test_words_of_any_page_stay(parts: list[bytes]) -> None:
    page = b"".join(parts).decode("latin-1").encode()
    small = lean(PAD + page)[len(PAD) :]
    assert to_text(small.decode())[0] == to_text(page.decode())[0]
