"""Text that was misread before it was sent comes out as it was meant; other text is left alone."""

import pytest

from inboxminer.parse.mojibake import repair
from tests.parse.texts import TEXTS

MISREAD = ("latin-1", "cp1252", "cp1255", "cp1251", "cp1256", "koi8_r")


def misread(raw: bytes, codec: str) -> str:
    """Bytes read by the wrong charset; what it leaves undefined becomes a control sign."""
    out = []
    for byte in raw:
        try:
            out.append(bytes((byte,)).decode(codec))
        except UnicodeDecodeError:
            out.append(chr(byte))
    return "".join(out)


@pytest.mark.parametrize("codec", MISREAD)
@pytest.mark.parametrize("language", TEXTS)
def test_utf8_read_as_another_charset(language: str, codec: str) -> None:
    for text in TEXTS[language]:
        assert repair(misread(text.encode(), codec)) == (text, ("mojibake",))


@pytest.mark.parametrize("codec", MISREAD)
@pytest.mark.parametrize("language", TEXTS)
def test_utf8_read_as_another_charset_twice(language: str, codec: str) -> None:
    for text in TEXTS[language]:
        twice = misread(misread(text.encode(), codec).encode(), codec)
        assert repair(twice) == (text, ("mojibake", "mojibake_twice"))


@pytest.mark.parametrize(
    ("first", "second"), [("cp1255", "cp1252"), ("cp1252", "cp1255"), ("cp1251", "cp1252")]
)
def test_utf8_read_as_two_charsets_in_turn(first: str, second: str) -> None:
    for text in TEXTS["he"]:
        assert repair(misread(misread(text.encode(), first).encode(), second))[0] == text


@pytest.mark.parametrize(
    ("language", "real", "read_as"),
    [
        ("he", "cp1255", "cp1252"),
        ("he", "cp1255", "latin-1"),
        ("he", "cp1255", "cp1251"),
        ("he", "cp1255", "cp1256"),
        ("ru", "cp1251", "cp1252"),
        ("ru", "cp1251", "latin-1"),
        ("ru", "koi8_r", "cp1252"),
        ("ru", "koi8_r", "cp1251"),
        ("ru", "cp1251", "koi8_r"),
        ("ar", "cp1256", "cp1252"),
        ("ar", "cp1256", "latin-1"),
        ("fa", "cp1256", "cp1252"),
    ],
)
def test_one_charset_read_as_another(language: str, real: str, read_as: str) -> None:
    for text in TEXTS[language]:
        assert repair(misread(text.encode(real), read_as)) == (text, ("mojibake",))


@pytest.mark.parametrize(
    ("language", "codec"),
    [("he", "cp1252"), ("ar", "cp1252"), ("ru", "cp1252"), ("ru", "cp1251"), ("fr", "cp1252")],
)
def test_lost_letters_are_filled_in_and_that_is_told(language: str, codec: str) -> None:
    """What the wrong charset left undefined became U+FFFD, as Python and Java do."""
    for text in TEXTS[language]:
        spoilt = text.encode().decode(codec, errors="replace")
        fixed, defects = repair(spoilt)
        assert fixed == text
        assert ("mojibake_guessed" in defects) == ("\ufffd" in spoilt)


def test_only_the_lines_that_are_spoilt_change() -> None:
    good, quoted = TEXTS["he"][1], misread(TEXTS["he"][2].encode(), "cp1252")
    assert repair(f"{good}\n> {quoted}\n{good}")[0] == f"{good}\n> {TEXTS['he'][2]}\n{good}"


@pytest.mark.parametrize(
    "text",
    [
        *(text for texts in TEXTS.values() for text in texts),
        # Signs that look like pairs of misread ones, and are meant.
        "ז׳” ו־ג׳“ אמר: צ׳–ק ב־50 ₪",
        "СССР» и США… «Р» С– это буквы",
        "Ã, Â e À são letras. SÃO PAULO, AVENIDA Nº 5, AÇÃO",
        "ÀÉÈÊ ÇÙ Œ",
        "ФНС_РФ558.zip",
        "МВД РФ, ООО ТЖХ",
        'ת"ז, ח"פ, צה"ל',
        "ÇOK ÜZGÜNÜM, ÖĞÜT",
        "Größe × Höhe: 3×4 m², 20 °C ± 2",
        "ÄÖÜ ÄÖÜSS",
        "שָׁלוֹם עֲלֵיכֶם",
        "بِسْمِ اللَّهِ الرَّحْمَٰنِ",
        "Ελληνικά και עברית",
        "Dzień dobry, żółć",
        "naïve café — “quoted” … €5",
        "½ × ¾ ÷ ¼ ©® §5 ¶ ¿¡",
        "☎ 🙂 ✓ → ★",
        "\u200f\u202bשלום\u202c \u200eABC",
        "Ñandú AÑO ESPAÑA Ñ",
        "ÆØÅ æøå Blåbærgrød på øen",
    ],
)
def test_correct_text_is_left_alone(text: str) -> None:
    assert repair(text) == (text, ())
