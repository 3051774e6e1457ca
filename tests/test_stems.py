"""The stemmer of the archive: which words are found together, and what an index of stems is made of."""

from __future__ import annotations

import sqlite3
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.stems import LONGEST, Stem, indexed, stem, stems, unstemmed, version

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "stems.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
ARABIC = st.text(
    st.one_of(
        st.sampled_from("ابتةىيأإآؤئءكلمنوهسفـًَّ 12١٢,٬.\n\u200f\u200cAzﷲﷺﻻ"),
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
    ),
    max_size=40,
)
ANY = st.one_of(ARABIC, st.text(max_size=40))


@pytest.mark.parametrize(("one", "other", "wanted"), CASES)
def test_words_are_found_together_or_apart(one: str, other: str, wanted: str) -> None:
    assert ("same" if stem(one) == stem(other) else "apart") == wanted, (stem(one), stem(other))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("… — !؟ 🙂 ـ ً", ""),
        ("قال الوزير: لا!", "قال وزير لا"),
        ("كوفيد-19 وF-16", "كوفيد 19 و f 16"),
        ("10:30 1.5 ½ ²", "10 30 1 5"),
        ("1,200,300 و12,34", "1200300 و 12 34"),
        ("snake_case it's", "snake case it s"),
        ("الـCNN", "ال cnn"),
        ("İstanbul ＡＢ１", "istanbul ab 1"),
        ("صلى الله عليه وسلم ﷺ", "صلي الله علي سلم صلياللهعليهوسلم"),
        ("می‌شود", "ميشود"),
        ("a\ud800b", "a b"),
        ("क्षत्रिय", "क षत र य"),
    ],
)
def test_what_is_indexed(text: str, found: str) -> None:
    assert indexed(text) == found


def test_a_stem_points_at_the_whole_written_word() -> None:
    text = "«وَلِلـمُهَجَّرِينَ» 12,500 خيمة"
    assert stems(text) == [Stem("مهجر", 1, 19), Stem("12500", 21, 27), Stem("خيم", 28, 32)]
    assert text[1:19] == "وَلِلـمُهَجَّرِينَ"


@given(ANY)
@settings(max_examples=500)
def test_the_index_is_the_stems_in_their_order(text: str) -> None:
    found = stems(text)
    assert indexed(text).split(" ") == ([s.text for s in found] or [""])
    assert [s.text for s in found] == [stem(text[s.start : s.end]) for s in found]
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(ANY)
@settings(max_examples=500)
def test_the_stem_of_a_stem_is_itself(text: str) -> None:
    assert all(stem(s.text) == s.text for s in stems(text))


def test_every_stem_of_the_tables_is_its_own_stem() -> None:
    assert [word for row in CASES for word in row[:2] if stem(stem(word)) != stem(word)] == []


def test_the_engine_takes_every_stem_as_one_token_unchanged() -> None:
    written = (form.format(chr(code)) for code in range(sys.maxunicode + 1) for form in ("{}", "ب{}", "a{}b"))
    found = sorted({s.text for word in written for s in stems(word)})
    assert len(found) > 50_000 and all(s.isalpha() or s.isdecimal() for s in found)
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table t using fts5(x, tokenize='unicode61 remove_diacritics 0')")
    database.execute("create virtual table v using fts5vocab(t, instance)")
    database.executemany("insert into t(rowid, x) values (?, ?)", enumerate(found))
    tokens = database.execute("select doc, term from v order by doc, offset").fetchall()
    assert tokens == list(enumerate(found))


def test_long_words_are_cut_and_cost_little() -> None:
    assert len(stem("مك" * 1_000_000)) <= LONGEST
    assert len(stem("7" * 1_000_000)) == LONGEST
    assert len(stem("ا" + "\u0651" * 1_000_000)) == 1
    assert len(indexed("aب" * 200_000).split()) == 400_000


def test_the_beginning_of_a_word_is_spelled_like_stems() -> None:
    assert unstemmed("مهجّر") == "مهجر"
    assert unstemmed("المسئول") == "المسءول"
    assert unstemmed("؟") == ""


def test_the_version_is_a_digest() -> None:
    assert version() == version()
    assert version().startswith("sha256:")
