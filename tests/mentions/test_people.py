"""People: a table of sentences that a linguist can extend, and what one article's names tell of each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.mentions.find import find_named
from mahdar.mentions.people import find_people
from mahdar.model import Mention
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools
from mahdar.words import restored

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "cases" / "people.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def people_in(text: str, tools: Tools) -> list[Mention]:
    sentences = find_sentences(text, tools.words)
    return find_people(text, sentences, find_named(text, sentences, tools), tools)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_people_of_a_sentence(text: str, expected: str, tools: Tools) -> None:
    told = [(restored(text, m.span, m.lead), m.role or "-", m.country or "-") for m in people_in(text, tools)]
    assert "; ".join(map("=".join, told)) == expected.removeprefix("-")


def test_the_whole_covers_role_and_name_without_the_particle(tools: Tools) -> None:
    text = "ولوزير الدفاع سالم الراوي رأي آخر."
    (mention,) = people_in(text, tools)
    assert text[slice(*mention.span)] == "سالم الراوي"
    assert text[slice(*mention.whole)] == "وزير الدفاع سالم الراوي"
    assert mention.lead == "ول"


def test_a_surname_is_found_before_and_behind_the_full_name(tools: Tools) -> None:
    text = "بيان من الكركدني.\nقال الوزير سالم الكركدني إن الأمر محسوم. وغادر الكركدني لاحقا."
    names = [text[slice(*mention.span)] for mention in people_in(text, tools)]
    assert names == ["الكركدني", "سالم الكركدني", "الكركدني"]


def test_the_sector_is_that_of_the_office(tools: Tools) -> None:
    sectors = [people_in(text, tools)[0].sector for text in ("قال النائب سالم الراوي إن", "قال الصحفي سالم الراوي إن")]
    assert sectors == ["GOV", "JRN"]


@pytest.mark.parametrize(
    "text", ["", "\n", "بن", "عبد", "رئيس", "الشيخ", "وزير الخارجية السعودي " * 300, "محمد بن " * 2000]
)
def test_odd_text_ends(text: str, tools: Tools) -> None:
    assert all(0 <= m.whole[0] <= m.span[0] < m.span[1] <= m.whole[1] <= len(text) for m in people_in(text, tools))
