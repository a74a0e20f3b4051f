"""International account numbers: countries are found from their digits."""

from hypothesis import given
from hypothesis import strategies as st

from inboxminer.clean.redact.ibans import COUNTRY, _countries


@given(st.text(alphabet="aAB1290 -.é\n", max_size=30))
def test_countries_stand_before_their_digits(text: str) -> None:
    assert list(_countries(text)) == [country.start() for country in COUNTRY.finditer(text)]
