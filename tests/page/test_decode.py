from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.model import Reason
from mahdar.page.decode import decode

NEWS = (
    "التقى وزير الخارجية سالم المراغي اليوم في العاصمة وفداً من حزب النهضة الوطنية، وطالب المجتمع الدولي "
    "بدعم العملية السياسية. وأضاف: «نؤكد ضرورة وقف إطلاق النار»، مشيراً إلى أن المباحثات ستستمر حتى نهاية الشهر.\n"
)
SHORT = "قال الوزير إن الاجتماع تأجل"


def text_of(data: bytes, declared: str | None = None, media_type: str = "text/html") -> tuple[str, str]:
    found = decode(data, declared, media_type)
    assert isinstance(found, tuple), found
    return found


@pytest.mark.parametrize("text", [NEWS, SHORT, NEWS * 40])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "declared", [None, "utf-8", "windows-1256", "iso-8859-6", "iso-8859-1", "us-ascii", "no such", ""]
)
def test_the_letters_decide_whatever_is_declared(text: str, charset: str, declared: str | None) -> None:
    assert text_of(text.encode(charset), declared) == (text, charset)


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1256", "iso-8859-6", "asmo-708"])
def test_iso_8859_6(declared: str | None) -> None:
    text = NEWS.replace("«", '"').replace("»", '"')
    assert text_of(text.encode("iso-8859-6"), declared) == (text, "iso-8859-6")


@pytest.mark.parametrize(
    ("mark", "charset", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    ],
)
def test_a_byte_order_mark_is_believed_and_left_out(mark: bytes, charset: str, name: str) -> None:
    assert text_of(mark + NEWS.encode(charset), "windows-1256") == (NEWS, name)


def test_the_page_may_declare_a_charset_that_is_not_arabic() -> None:
    russian = "Президент провёл встречу с министром иностранных дел"
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r"></head>{russian}'
    assert text_of(page.encode("koi8-r")) == (page, "koi8-r")
    prolog = f'<?xml version="1.0" encoding="windows-1251"?><p>{russian}</p>'
    assert text_of(prolog.encode("windows-1251")) == (prolog, "windows-1251")
    assert text_of(russian.encode("windows-1251"), "windows-1251") == (russian, "windows-1251")


def test_text_in_latin_letters_is_not_made_arabic() -> None:
    french = "Le président a rencontré hier à Paris le ministre des affaires étrangères, où il a évoqué la situation"
    assert text_of(french.encode("windows-1252")) == (french, "windows-1252")


def test_a_wrong_declaration_in_the_page_is_no_harm() -> None:
    page = f'<html><head><meta charset="iso-8859-6"><title>خبر</title></head><body>{NEWS}</body></html>'
    assert text_of(page.encode("windows-1256"), "utf-8") == (page, "windows-1256")


def test_utf_8_with_some_bad_bytes_stays_utf_8() -> None:
    data = NEWS.encode()
    for bad in (data[:300] + b"\xff\xfe\xc7" + data[300:], data[:-2] + b"\xd8", data + "خبر".encode("windows-1256")):
        text, charset = text_of(bad)
        assert charset == "utf-8" and "\ufffd" in text and text[:100] == NEWS[:100]


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1", "cp1256"])
def test_utf_8_encoded_twice_is_undone(taken_for: str) -> None:
    twice = "".join(bytes([byte]).decode(taken_for, "ignore") or chr(byte) for byte in NEWS.encode())
    assert text_of(twice.encode()) == (NEWS, "utf-8")
    page = f"<title>{twice}</title><p>{NEWS}</p><p>النفط، فقط؛ وسط «الضغط»</p>"
    assert text_of(page.encode())[0] == page.replace(twice, NEWS)


@pytest.mark.parametrize(
    "text",
    [
        "فقط، ثم ربط، وضغط، ووسط؛ خط§ شرط… ط",
        "Ø and Ù are letters; café, Ãœ, Ø§",
        "ﻻ ﷲ ٱلله كـــتـــاب ١٢٣ ۴۵۶ \u200fنص\u200e \u00a0\ufeff",
        "سطر\n\nسطر\rسطر",
        "😀 \u2028 \u0085 عربي",
        "الكلمة فى العربیة ک گ پ",
        "a",
        " ",
    ],
)
def test_nothing_else_is_changed(text: str) -> None:
    assert text_of(text.encode(), "windows-1256") == (text, "utf-8")


def test_line_ends() -> None:
    assert text_of("سطر\r\nآخر\r\n".encode())[0] == "سطر\nآخر\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 and so on",
        b"\x89PNG\r\n\x1a\n",
        b"\x00" * 1000,
        bytes(range(256)) * 8,
        b"PK\x03\x04....",
        bytes(i * i * 7 % 251 for i in range(5000)),
    ],
)
def test_what_is_no_text_is_said_to_be_none(data: bytes) -> None:
    found = decode(data, "utf-8", "text/html")
    assert isinstance(found, Reason) and found.stage == "decode" and found.reason


@given(
    st.binary(max_size=300), st.one_of(st.none(), st.sampled_from(["utf-8", "cp1256", "utf-16", "x", "gbk", "rot13"]))
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_text_or_a_reason(data: bytes, declared: str | None) -> None:
    found = decode(data, declared, "text/html")
    if isinstance(found, tuple):
        assert found[0].encode("utf-8") is not None and codecs.lookup(found[1])
    else:
        assert isinstance(found, Reason)


@given(st.text(alphabet=st.characters(min_codepoint=0x600, max_codepoint=0x6FF), min_size=1, max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_arabic_in_utf_8_comes_back(text: str) -> None:
    assert text_of(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize(
    "hostile", ["Ø§" * 300_000, "ط§ " * 300_000, "Ø" * 500_000, "ظ" + "a" * 1_000_000, "<meta " * 200_000]
)
def test_hostile_lengths_take_no_time(hostile: str) -> None:
    assert text_of(hostile.encode())
    assert isinstance(decode(hostile.encode("cp1256", "replace"), None, "text/html"), tuple | Reason)
