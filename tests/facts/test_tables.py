"""Statements and events of invented sentences, read through the whole path; the tables are in tests/cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.model import Given, Page, Record
from mahdar.read import read
from mahdar.tools import Tools

CASES = Path(__file__).parents[1] / "cases"


def table(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def record_of(sentence: str, tools: Tools) -> Record:
    given = Given(id="case", text=sentence, published="2024-03-12")
    record = read(Page(uri="case", data=sentence.encode(), given=given), tools)
    assert isinstance(record, Record)
    return record


@pytest.mark.parametrize("row", table("statements.tsv"), ids=lambda row: row[0][:40])
def test_statement(row: list[str], tools: Tools) -> None:
    sentence, cue, speaker, begins, ends = row
    record = record_of(sentence, tools)
    names = {e.id: e.name for e in record.entities}
    told = {
        (record.text[slice(*s.cue)], names.get(s.speaker or "", ""), *_ends(record.text[slice(*s.content)]))
        for s in record.statements
    }
    assert (cue, speaker, begins, ends) in told


def _ends(content: str) -> tuple[str, str]:
    words = content.split()
    return words[0], words[-1]


@pytest.mark.parametrize("row", table("events.tsv"), ids=lambda row: row[0][:40])
def test_event(row: list[str], tools: Tools) -> None:
    sentence, kind, trigger, actors, recipients, status, claim = row
    record = record_of(sentence, tools)
    names = {e.id: e.name for e in record.entities}
    told = [
        (
            e.type,
            record.text[slice(*e.trigger)],
            [names[a] for a in e.actors],
            [names[r] for r in e.recipients],
            e.status,
            "yes" if e.said_by else "no",
        )
        for e in record.events
    ]
    assert (kind, trigger, _names(actors), _names(recipients), status, claim) in told


def _names(cell: str) -> list[str]:
    return [] if cell == "-" else [name.strip() for name in cell.split(";")]
