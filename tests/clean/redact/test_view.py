"""Hidden characters and foreign digits defeat no recogniser, and offsets lead back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxminer.clean.redact import redact, restore
from inboxminer.clean.redact.view import HOLE, folded, with_holes

SIGNS = "\u200b\u200d\u200e\u200f\u202a\u202c\u2066\u2069\u00ad\ufeff"
PRIVATE = [
    ("PHONE", "052-7719340"),
    ("ID", "ת.ז. 123456782"),
    ("CARD", "4111 1111 1111 1111"),
    ("IBAN", "GB82 WEST 1234 5698 7654 32"),
    ("EMAIL", "dana.levi@mail.example"),
]
ARABIC, PERSIAN, FULL = (
    {ord(str(n)): chr(zero + n) for n in range(10)} for zero in (0x660, 0x6F0, 0xFF10)
)


@pytest.mark.parametrize(("kind", "text"), PRIVATE)
@given(data=st.data())
def test_signs_that_nobody_sees_hide_nothing(kind: str, text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(text) - 1))
    sign = data.draw(st.sampled_from(SIGNS))
    hidden = text[:at] + sign + text[at:]
    shown, found = redact(f"כאן: {hidden}.")
    assert [one.kind for one in found] == [kind]
    assert restore(shown, found) == f"כאן: {hidden}."
    assert not any(c.isdigit() for c in shown.replace("_1]", ""))


@pytest.mark.parametrize("digits", [ARABIC, PERSIAN, FULL])
@pytest.mark.parametrize(("kind", "text"), [one for one in PRIVATE if one[0] not in ("EMAIL",)])
def test_digits_of_other_scripts_are_digits(kind: str, text: str, digits: dict[int, str]) -> None:
    shown, found = redact(f"כאן {text.translate(digits)}")
    assert [one.kind for one in found] == [kind], shown


@given(st.text(st.sampled_from("ab1 ٣\u200b\u200f–״\n\t[]_"), max_size=40), st.data())
def test_offsets_of_a_view_lead_back(text: str, data: st.DataObject) -> None:
    view = folded(text)
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    low, high = view.original(start, end)
    assert folded(text[low:high]).text == view.text[start:end]


@given(st.text(max_size=30), st.lists(st.integers(0, 30), max_size=6, unique=True))
def test_offsets_behind_holes_lead_back(text: str, cuts: list[int]) -> None:
    places = sorted(cut for cut in cuts if cut <= len(text))
    taken = list(zip(places[::2], places[1::2], strict=False))
    view = with_holes(text, taken)
    assert view.text.count(HOLE) == len(taken) + sum(
        text.count(HOLE, *part) for part in _free(taken, len(text))
    )
    for at, sign in enumerate(view.text):
        low, high = view.original(at, at + 1)
        assert text[low] == sign or any(low == start for start, _ in taken)
        assert high == low + 1


def _free(taken: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    ends = [0, *(end for _, end in taken)]
    return list(zip(ends, [*(start for start, _ in taken), length], strict=True))
