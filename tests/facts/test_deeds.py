"""Sentences about force, constraint, protest, forces, giving way, penalties and help tell events of the right type."""

from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.model import Given, Page, Record
from mahdar.read import read
from mahdar.tools import Tools
from mahdar.tools.tables import items, names_in, rows

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[1] / "cases" / "deeds.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("kind", "mode", "text"), CASES)
def test_table(kind: str, mode: str, text: str, tools: Tools) -> None:
    found = read(Page(uri="x", data=b"", given=Given(id="x", text=text)), tools)
    assert isinstance(found, Record)
    assert (kind, mode) in {(event.type, event.modes[0] if event.modes else "-") for event in found.events}


def test_every_class_is_used_and_names_each_word_once() -> None:
    classes = {name: items(words) for name, words in rows("classes.tsv", 2)}
    used = {
        item.strip("+…").removeprefix("@")
        for path in names_in("triggers")
        for row in rows(path, 8)
        for cell in row[4:6]
        for item in items(cell)
        if "@" in item
    }
    assert used == set(classes)
    assert not [name for name, words in classes.items() if len(set(words)) < len(words)]
