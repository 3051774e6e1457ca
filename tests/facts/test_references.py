from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.facts.references import find_references
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[1] / "cases" / "references.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def cited(text: str, tools: Tools) -> str:
    found = find_references(text, find_sentences(text, tools.words), tools)
    return "; ".join(f"{r.kind}:{r.number or '-'}:{text[slice(*r.span)]}" for r in found) or "-"


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_table(text: str, expected: str, tools: Tools) -> None:
    assert cited(text, tools) == expected


def test_a_reference_is_told_once_at_its_fullest(tools: Tools) -> None:
    text = "انتقد الاتفاق النووي.\nوقال إن الاتفاق النووي مع إيران سيئ.\nالاتفاق النووي انتهى."
    assert cited(text, tools) == "agreement:-:الاتفاق النووي مع إيران"


def test_a_long_run_of_resolutions_ends(tools: Tools) -> None:
    text = "القرار " * 20_000 + "2254"
    assert [r.number for r in find_references(text, find_sentences(text, tools.words), tools)] == ["2254"]
