"""Folding and its way back, on any text."""

from __future__ import annotations

import sys
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.arabic import _ARABIC_LETTER, _UNSEEN, arabic_share, fold, key

ARABIC = st.text(
    st.one_of(
        st.sampled_from("ابتةىيأإآٱؤئءكکگلمنوهـًَّٰٕٔ 12١٢۳٫٬،.\n\u200f\u200e\u200c\u00a0\ufeffAzﷲﷺﻻﻵﮎ"),
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
    ),
    max_size=60,
)
ANY = st.one_of(ARABIC, st.text(max_size=60))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أإآٱا", "ااااا"),
        ("مدرسة على مستشفى", "مدرسه علي مستشفي"),
        ("مسؤول رئيس شيء", "مسؤول رئيس شيء"),
        ("مُحَمَّدٌ", "محمد"),
        ("الـــرئيس", "الرئيس"),
        ("هٰذا", "هذا"),
        ("١٢٫٥ و۱۲٬۰۰۰", "12.5 و12,000"),
        ("\u202bالرئيس\u202c\u200f", "الرئيس"),
        ("ﺍﻟﺮﺋﻴﺲ ﻻ ﷲ", "الرئيس لا الله"),
        ("ﺳﻠﻤﹰﺎ", "سلما"),
        ("ﺳﻠﻤﺎﹰ", "سلما"),
        ("ڨفصة وݣيليز", "قفصه وكيليز"),
        ("پاکستان گیلان چاد", "باكستان كيلان جاد"),
        (normalize("NFD", "مسؤول رئيس أإآ"), "مسؤول رئيس ااا"),
        ("ＡＢ１", "AB1"),
        ("\u00a0\u202f", "  "),
        ("", ""),
    ],
)
def test_one_spelling(written: str, folded: str) -> None:
    assert fold(written).text == folded


def test_a_key_has_single_spaces_and_small_letters() -> None:
    assert key("  وكالة\u00a0\n AFP ") == "وكاله afp"


@pytest.mark.parametrize(
    ("text", "word", "span"),
    [
        ("قال مُحَمَّدٌ أمس", "محمد", (4, 13)),
        ("قال الـــرئيس.", "الرئيس", (4, 13)),
        ("\u202bقال\u202c خبر", "قال", (1, 5)),
        ("مسؤ\u064fول", "مسؤول", (0, 6)),
        (normalize("NFD", "مسؤول كبير"), "مسؤول", (0, 6)),
        ("ﷲ أكبر", "الله", (0, 1)),
        ("بلا", "لا", (1, 3)),
    ],
)
def test_the_way_back(text: str, word: str, span: tuple[int, int]) -> None:
    found = fold(text)
    start = found.text.index(word)
    assert found.span(start, start + len(word)) == span


def test_part_of_a_ligature_is_the_whole_of_it() -> None:
    assert fold("ﻻ").span(0, 1) == fold("ﻻ").span(1, 2) == fold("ﻻ").span(0, 2) == (0, 1)


@given(ANY)
@settings(max_examples=500)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once
    assert not _UNSEEN.search(once)


@given(ANY, st.data())
@settings(max_examples=500)
def test_every_stretch_finds_its_letters_again(text: str, data: st.DataObject) -> None:
    found = fold(text)
    start = data.draw(st.integers(0, len(found.text)))
    end = data.draw(st.integers(start, len(found.text)))
    left, right = found.span(start, end)
    assert 0 <= left <= right <= len(text)
    again = fold(text[left:right]).text
    assert found.text[start:end] in again or not again.strip()
    assert found.span(0, len(found.text))[1] in (len(text), 0)


@given(ANY)
@settings(max_examples=300)
def test_neighbours_follow_each_other(text: str) -> None:
    found = fold(text)
    spans = [found.span(at, at + 1) for at in range(len(found.text))]
    assert all(left < right for left, right in spans)
    assert all(one <= two for (one, _), (two, _) in pairwise(spans))


@given(ANY)
def test_no_letter_of_the_key_is_lost(text: str) -> None:
    assert key(text) == key(key(text))


@given(ANY)
def test_the_share_is_a_share(text: str) -> None:
    assert 0.0 <= arabic_share(text) <= 1.0


def test_share() -> None:
    assert arabic_share("قال 2021") == 1.0
    assert arabic_share("قال abc") == 0.5
    assert arabic_share("") == arabic_share("123 ،") == arabic_share("﴾﷼﴿") == 0.0


def test_every_arabic_letter_is_a_letter() -> None:
    wrong = [hex(n) for n in range(sys.maxunicode + 1) if _ARABIC_LETTER.match(chr(n)) and not chr(n).isalpha()]
    assert wrong == []
