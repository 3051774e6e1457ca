"""Groups: a table of sentences that a linguist can extend."""

from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.mentions.groups import find_groups
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools
from mahdar.words import restored

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "cases" / "groups.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_groups_of_a_sentence(text: str, expected: str, tools: Tools) -> None:
    mentions = find_groups(text, find_sentences(text, tools.words), tools)
    assert "; ".join(restored(text, m.span, m.lead) for m in mentions) == expected.removeprefix("-")


def test_a_group_tells_its_country_and_sector(tools: Tools) -> None:
    text = "هاجم مسلحون أكراد اللاجئين السوريين"
    fighters, refugees = find_groups(text, find_sentences(text, tools.words), tools)
    assert (fighters.sector, refugees.sector, refugees.country) == ("REB", "REF", "SYR")
