"""Organisations: a table of sentences that a linguist can extend, short names, ids, hostile input."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mahdar.mentions.find import find_named
from mahdar.mentions.organizations import find_organizations
from mahdar.model import Mention
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools
from mahdar.words import restored

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "cases" / "organizations.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def organizations(text: str, tools: Tools) -> list[Mention]:
    return find_organizations(text, find_sentences(text, tools.words), tools)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_organizations_of_a_sentence(text: str, expected: str, tools: Tools) -> None:
    told = [f"{restored(text, m.span, m.lead)}={m.country or '-'}={m.sector}" for m in organizations(text, tools)]
    assert "; ".join(told) == expected.removeprefix("-")


def test_a_bare_ministry_counts_only_after_one_named_in_full(tools: Tools) -> None:
    assert organizations("قالت الوزارة إنها تتابع.", tools) == []
    text = "أعلنت وزارة الصحة المصرية الخبر. وقالت الوزارة إنها تتابع."
    assert [text[slice(*m.span)] for m in organizations(text, tools)] == ["وزارة الصحة المصرية", "الوزارة"]


def test_two_names_of_one_body_have_one_id(tools: Tools) -> None:
    text = 'قال تنظيم الدولة الإسلامية إن "داعش" اسمه. ومجلس النواب اليمني غير مجلس النواب الليبي.'
    first, second, third, fourth = organizations(text, tools)
    assert first.ids == second.ids != {}
    assert third.ids != fourth.ids or third.ids == {}


def test_a_place_within_a_body_is_no_mention_of_its_own_but_within_a_group_it_is(tools: Tools) -> None:
    text = "حكومة بوروندي استقبلت رؤساء كينيا وأوغندا"
    told = [(m.kind, text[slice(*m.span)]) for m in find_named(text, find_sentences(text, tools.words), tools)]
    assert told == [
        ("organization", "حكومة بوروندي"),
        ("group", "رؤساء كينيا وأوغندا"),
        ("place", "كينيا"),
        ("place", "أوغندا"),
    ]


@pytest.mark.parametrize("piece", ["وزارة ", '"', "شؤون ", "لجنة شؤون ", "عدد من ", "مدينة ", "12 ", "وال", "تل "])
def test_hostile_repetition_is_read_in_linear_time(piece: str, tools: Tools) -> None:
    text = piece * 8_000
    sentences = find_sentences(text, tools.words)
    start = time.process_time()
    find_named(text, sentences, tools)
    assert time.process_time() - start < 5
