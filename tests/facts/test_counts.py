from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.facts.counts import find_counts
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[1] / "cases" / "counts.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("kind", "trigger", "expected", "text"), CASES)
def test_table(kind: str, trigger: str, expected: str, text: str, tools: Tools) -> None:
    (sentence,) = find_sentences(text, tools.words)
    start = max(text.find(trigger), 0)
    counts = find_counts(sentence, (start, start + len(trigger)), kind, tools)
    assert " ".join(f"{name}={value}" for name, value in counts.items()) == expected.replace("-", "")
