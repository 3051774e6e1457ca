"""What a copy has changed: sentences, numbers, names, words, each with its place in both texts."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from mahdar.link import changes
from mahdar.link.changes import Change, Changes, compare_texts
from mahdar.model import Given, Page, Record
from mahdar.read import read
from mahdar.tools import Tools

OPENING = "أعلنت بلدية المرسى اليوم عن افتتاح الحديقة الجديدة قرب الميناء."
COUNT = "وقال المهندس سامر الجبالي إن 12 عاملا شاركوا في أعمال البناء خلال الصيف."
COST = "وبلغت كلفة المشروع 1,200 دينار دفعتها شركة محلية من أرباحها."
CLOSING = "وينتظر السكان بعد ذلك إصلاح الطريق المؤدي إلى السوق القديم."


def article(tools: Tools, *sentences: str) -> Record:
    record = read(Page(uri="page", data=b"", given=Given(id="one", text=" ".join(sentences))), tools)
    assert isinstance(record, Record)
    return record


def compared(tools: Tools, earlier: tuple[str, ...], later: tuple[str, ...]) -> Changes:
    one, other = article(tools, *earlier), article(tools, *later)
    found = compare_texts(one, other)
    for change in found.changes:
        for span, words, text in ((change.earlier, change.before, one.text), (change.later, change.after, other.text)):
            assert words == (text[slice(*span)] if span else "")
    return found


CASES = [
    ((OPENING, COUNT, COST), (OPENING, COUNT, COST), "nothing changed"),
    ((OPENING, COUNT, COST), (OPENING, COST), "1 sentence cut"),
    ((OPENING,), (OPENING, COUNT, CLOSING), "2 sentences added"),
    ((OPENING, COUNT, COST, CLOSING), (OPENING, COST, CLOSING, COUNT), "1 sentence moved"),
    ((OPENING, COUNT), (OPENING, COUNT.replace("12", "15")), "1 number altered (12 became 15)"),
    ((COST,), (COST.replace("1,200", "2100"),), "1 number altered (1,200 became 2100)"),
    ((COST,), (COST.replace("1,200", "١٢٠٠"),), "nothing changed"),
    ((COUNT,), (COUNT.replace("12 عاملا", "خمسة عمال"),), "1 number altered (12 became خمسة)"),
    (("وأصيب في الحادث 3 أشخاص.",), ("وأصيب في الحادث ثلاثة أشخاص.",), "nothing changed"),
    ((COUNT,), (COUNT.replace("الجبالي", "الحلبي"),), "1 name altered (الجبالي became الحلبي)"),
    ((OPENING,), (OPENING.replace("الجديدة", "العامة الواسعة"),), "1 passage reworded"),
    ((OPENING,), (OPENING.replace("أعلنت", "اعلنت").replace("المرسى", "المرسي").replace(".", "!"),), "nothing changed"),
    (("زار الوزير عبد العزيز الساحلي الطوارئ.",), ("زار الوزير عبدالعزيز الساحلي الطوارىء.",), "nothing changed"),
    ((OPENING, COUNT), (CLOSING, COST), "2 sentences cut, 2 sentences added"),
    (
        (OPENING, COUNT, COST),
        (OPENING.replace("اليوم", "أمس"), COUNT.replace("12", "15"), CLOSING),
        "1 sentence cut, 1 sentence added, 1 number altered (12 became 15), 1 passage reworded",
    ),
]


@pytest.mark.parametrize(("earlier", "later", "line"), CASES)
def test_what_was_changed(earlier: tuple[str, ...], later: tuple[str, ...], line: str, tools: Tools) -> None:
    assert compared(tools, earlier, later).in_words() == line


def test_a_change_has_its_place_in_both_texts(tools: Tools) -> None:
    later = COUNT.replace("12", "15")
    at, there = COUNT.index("12"), len(OPENING) + 1
    assert compared(tools, (OPENING, COUNT), (later,)).changes == (
        Change("cut", (0, len(OPENING) - 1), None, OPENING[:-1], ""),
        Change("number", (there + at, there + at + 2), (at, at + 2), "12", "15"),
    )


def test_marks_and_direction_signs_are_in_the_span(tools: Tools) -> None:
    (change,) = compared(tools, (OPENING,), (OPENING.replace("قرب", "\u200fعنــْـدَ"),)).changes
    assert (change.kind, change.before, change.after) == ("words", "قرب", "عنــْـدَ")


def test_sentences_are_told_apart_behind_marks(tools: Tools) -> None:
    marked = "\u064e".join(OPENING)
    (change,) = compared(tools, (marked, COUNT, CLOSING), (OPENING, CLOSING)).changes
    assert (change.kind, change.before) == ("cut", COUNT[:-1])


def test_what_is_compared_of_a_long_text_is_said(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "LONGEST", 12)
    found = compared(tools, (OPENING, COUNT, COST), (OPENING, COUNT, CLOSING))
    assert (found.whole, found.in_words()) == (False, "nothing changed in the first 12 words")
    assert compared(tools, (OPENING,), (OPENING, COUNT)).in_words().endswith(", in the first 12 words")


def test_hostile_texts_take_no_longer(tools: Tools) -> None:
    one = structs.replace(article(tools, OPENING), text="ا ب " * 400_000, sentences=())
    other = structs.replace(one, text="ب ج " * 400_000)
    start = time.perf_counter()
    assert not compare_texts(one, other).whole
    assert time.perf_counter() - start < 15


@settings(max_examples=150, deadline=None)
@given(*[st.text(alphabet="اب1٢,. ءئ\u064b\n", max_size=60)] * 2, st.lists(st.integers(0, 60), max_size=6))
def test_whatever_the_texts(tools: Tools, one: str, other: str, cuts: list[int]) -> None:
    ends = sorted(cuts)
    sentences = tuple(pairwise(ends))
    earlier = structs.replace(article(tools, OPENING), text=one, sentences=sentences, entities=())
    later = structs.replace(earlier, text=other)
    found = compare_texts(earlier, later)
    back = compare_texts(later, earlier)
    assert bool(found.changes) == bool(back.changes)
    assert all(change.before or change.after for change in found.changes)
    assert compare_texts(earlier, earlier).changes == ()
