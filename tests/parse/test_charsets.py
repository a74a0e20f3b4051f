"""Text by real charset and by what is declared: the text comes out, and the repair is named."""

import pytest

from inboxminer.languages.letters import best_charset, reads
from inboxminer.parse.charsets import codec_of, decode
from inboxminer.parse.decoding import meant
from tests.parse.texts import CHARSETS, TEXTS

EMPTY = ("charset_missing",)
UNKNOWN = ("charset_unknown",)
WRONG = ("charset_wrong",)
# What a mailer may declare for text of another charset, and what then is to be told.
WRONGLY = ("windows-1252", "iso-8859-1", "utf-8", "windows-1251", "windows-1255", "windows-1256")
ABSENT = ((None, EMPTY), ("x-unknown", EMPTY), ("default", EMPTY), ("us-ascii", EMPTY))
INVENTED = (("iso-8859-i", UNKNOWN), ("x-foo-bar", UNKNOWN))


def rows() -> list[tuple[str, str, str | None, str, tuple[str, ...]]]:
    """(language, real charset, declared, text, defects)."""
    out: list[tuple[str, str, str | None, str, tuple[str, ...]]] = []
    for language, texts in TEXTS.items():
        for real in CHARSETS[language]:
            for number, text in enumerate(texts):
                out.append((language, real, real, text, ()))
                # DOS charsets are told without a declaration by whole sentences only.
                if real.startswith("cp") and not number:
                    continue
                out += [(language, real, name, text, told) for name, told in ABSENT + INVENTED]
                out += [
                    (language, real, name, text, WRONG)
                    for name in WRONGLY
                    if not _alike(text, real, name) and not (real.startswith("cp") or not number)
                ]
    return out


def _alike(text: str, real: str, name: str) -> bool:
    codec = codec_of(name) or name
    try:
        return text.encode(real).decode(codec) == text
    except UnicodeError:
        return codec_of(real) == codec


ROWS = rows()


def test_there_are_enough() -> None:
    assert len(ROWS) >= 400
    assert {language for language, *_ in ROWS} == set(TEXTS)


@pytest.mark.parametrize(
    ("language", "real"), [(lang, r) for lang, all_ in CHARSETS.items() for r in all_]
)
def test_text_comes_out_and_the_repair_is_named(language: str, real: str) -> None:
    wrong = []
    for lang, charset, declared, text, defects in ROWS:
        if (lang, charset) == (language, real):
            found = meant(text.encode(real), declared)
            if found != (text, defects):
                wrong.append((declared, found, text))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "charset", "declared"),
    [
        ("こんにちは、冷蔵庫がまだ届きません。", "iso-2022-jp", "iso-2022-jp"),
        ("こんにちは、冷蔵庫がまだ届きません。", "shift_jis", "x-sjis"),
        ("こんにちは、冷蔵庫がまだ届きません。", "euc_jp", "x-euc-jp"),
        ("您好，我订购的冰箱还没有到货", "gb2312", "gb2312"),
        ("您好，我订购的冰箱还没有到货", "gb18030", "x-gbk"),
        ("您好，我订购的冰箱还没有到货", "hz", "hz-gb-2312"),
        ("您好，我訂購的冰箱還沒有到貨", "big5", "chinesebig5"),
        ("안녕하세요, 냉장고가 아직 안 왔습니다", "euc_kr", "ks_c_5601-1987"),
        ("안녕하세요, 냉장고가 아직 안 왔습니다", "iso2022_kr", "iso-2022-kr"),
        ("שלום, ça va? Grüße", "utf-7", "unicode-1-1-utf-7"),
        ("שלום רב", "utf-16-le", "utf-16le"),
        ("Καλημέρα, το ψυγείο δεν έφτασε", "windows-1253", "windows-1253"),
        ("Dzień dobry, lodówka jeszcze nie dotarła", "iso-8859-2", "iso-8859-2"),
        ("Merhaba, buzdolabı hâlâ gelmedi, teşekkürler", "windows-1254", "iso-8859-9"),
        ("Dobrý den, lednička ještě nepřišla", "windows-1250", "windows-1250"),
        ("สวัสดีครับ ตู้เย็นยังไม่มา", "tis-620", "tis-620"),
        ("Привіт, холодильник ще не привезли", "koi8-u", "koi8-u"),
    ],
)
def test_other_charsets_are_read_as_declared(text: str, charset: str, declared: str) -> None:
    assert meant(text.encode(charset), declared) == (text, ())


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("こんにちは、冷蔵庫がまだ届きません。", "iso-2022-jp"),
        ("こんにちは、冷蔵庫がまだ届きません。ご確認をお願いします", "shift_jis"),
        ("您好，我订购的冰箱还没有到货，请尽快回复我，谢谢您的帮助", "gb18030"),
        ("您好，我訂購的東西還沒有到，請問什麼時候能來，謝謝", "big5"),
        ("안녕하세요, 냉장고가 아직 도착하지 않았습니다. 확인해 주세요", "cp949"),
        ("שלום רב, המקרר לא הגיע", "utf-16-le"),
    ],
)
def test_charsets_of_several_bytes_are_found_undeclared(text: str, charset: str) -> None:
    found, defects = meant(text.encode(charset), None)
    assert found == text
    assert defects == EMPTY


MIXED = "מצורפת תשובתכם:\n> Здравствуйте, мастер приедет завтра после обеда\nתודה רבה, ממתין לתשובה"


@pytest.mark.parametrize(
    ("lines", "charsets", "declared"),
    [
        (MIXED.split("\n"), ("windows-1255", "windows-1251", "windows-1255"), "windows-1255"),
        (MIXED.split("\n"), ("utf-8", "windows-1251", "utf-8"), "utf-8"),
        (MIXED.split("\n"), ("windows-1255", "utf-8", "windows-1255"), "windows-1255"),
        (MIXED.split("\n"), ("utf-8", "koi8-r", "utf-8"), None),
        (TEXTS["he"][1:] + TEXTS["fr"][1:2], ("utf-8", "windows-1255", "utf-8"), "utf-8"),
    ],
)
def test_lines_of_several_charsets(
    lines: list[str], charsets: tuple[str, ...], declared: str
) -> None:
    raw = b"\n".join(line.encode(name) for line, name in zip(lines, charsets, strict=True))
    text, defects = meant(raw, declared)
    assert text == "\n".join(lines)
    assert "charset_mixed" in defects


@pytest.mark.parametrize("language", TEXTS)
def test_a_damaged_letter_is_told_and_costs_no_other(language: str) -> None:
    whole = " ".join(TEXTS[language]).encode("utf-8")
    at = next(n for n, byte in enumerate(whole) if byte > 127)
    text, defects = meant(whole[:at] + whole[at + 1 :], "utf-8")
    assert defects == ("undecodable_bytes",)
    assert (
        sum(a == b for a, b in zip(text[::-1], " ".join(TEXTS[language])[::-1], strict=False)) > 100
    )


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("ISO-8859-8-I", "cp1255"),
        ("x-cp1255", "cp1255"),
        ('"windows-1255"', "cp1255"),
        ("cp-1255", "cp1255"),
        ("1251", "cp1251"),
        ("65001", "utf-8"),
        ("UTF8", "utf-8"),
        ("utf-8; format=flowed", "utf-8"),
        ("iso_8859_1", "cp1252"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("base64", None),
        ("rot13", None),
        ("idna", None),
        ("default", None),
        ("iso-8859-i", None),
        ("\x00\xff", None),
        ("9" * 400, None),
    ],
)
def test_names_of_charsets(name: str, codec: str | None) -> None:
    assert codec_of(name) == codec


def test_correct_mail_in_each_charset_is_left_alone() -> None:
    """Every sentence of the corpora, in every charset of its language that can write it."""
    import json
    from pathlib import Path

    corpora = Path(__file__).parents[2] / "corpora" / "mentions"
    changed = []
    for path in ("dev.jsonl", "test.jsonl"):
        for line in (corpora / path).read_text("utf-8").splitlines():
            row = json.loads(line)
            for charset in CHARSETS.get(row["lang"], ("windows-1252", "utf-8")):
                try:
                    raw = row["text"].encode(charset)
                except UnicodeEncodeError:
                    continue
                if meant(raw, charset) != (row["text"], ()):
                    changed.append((charset, row["text"], meant(raw, charset)))
    assert changed == []


def test_what_is_no_text_says_nothing() -> None:
    assert best_charset(b"plain") is None
    assert reads("plain").count == 0
    assert decode(b"", "x") == ("", ())
