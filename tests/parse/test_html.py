"""HTML to text: what shows, what is quoted, and pages that are made to hurt."""

import time

import pytest

from inboxminer.parse.html import to_text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two", "one\ntwo"),
        ("a<script>b</script><style>c</style><!-- d -->e", "ae"),
        ('a<span style="display: none">b</span>c', "ac"),
        ("<ul><li>x</li><li>y</li></ul>", "* x\n* y"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ('new<blockquote type="cite">old</blockquote>', "new\n\n> old"),
        ('<div>x</div><div class="gmail_signature">D</div>', "x\n--\nD"),
        (
            'a<blockquote style="border:none;margin:0 0 0 40px">b</blockquote>c',
            "a\n\nb\n\nc",
        ),
        (
            '<div class="gmail_quote"><div class="gmail_attr">On x wrote:</div>'
            '<blockquote class="gmail_quote">q</blockquote><div>answer</div>'
            '<blockquote class="gmail_quote">r</blockquote></div>',
            "> On x wrote:\n\n> q\n\nanswer\n\n> r",
        ),
        ('a<div id="appendonsend"></div><div id="divRplyFwdMsg">b</div>c', "a\n\n> b\n> c"),
    ],
)
def test_what_a_page_says(page: str, text: str) -> None:
    assert to_text(page) == (text, ())


def test_text_below_the_deepest_level_is_not_lost() -> None:
    text, defects = to_text("<div>" * 5_000 + "deep")
    assert "deep" in text
    assert defects == ("html_too_complex",)


@pytest.mark.parametrize(
    "page",
    [
        '<div class="gmail_quote"><blockquote class="gmail_quote">' * 1_000 + "x",
        "<blockquote>a</blockquote>" * 20_000,
        "<div class=gmail_quote>" + "<div>b</div>" * 20_000 + "<blockquote class=gmail_quote>a",
        "<br>" * 200_000,
        "<p " + "a=1 " * 200_000 + ">x",
    ],
    ids=["nested", "siblings", "heads", "breaks", "attributes"],
)
def test_hostile_pages_take_no_long_time(page: str) -> None:
    start = time.perf_counter()
    to_text(page)
    assert time.perf_counter() - start < 10
