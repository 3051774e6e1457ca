"""Follow-ups in the corpus: of the hundred surest, seven in ten at least were judged right by reading, and those that
were are found again where their articles alone are read."""

from __future__ import annotations

import gzip
import json

import pytest
from ledger import CORPUS, JUDGED, SUREST

from mahdar.link.ledger import Owed, link_ledger
from mahdar.link.memory import Recall
from mahdar.model import Given, Page, Record
from mahdar.read import read
from mahdar.tools import load_tools

BAR = 0.70
FOUND = 0.95  # of the right ones, each pair of articles by itself: with nothing remembered every word is rare
ROWS = [line.split("\t") for line in JUDGED.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_the_judgements_reach_the_bar() -> None:
    surest = sorted(ROWS, key=lambda row: (-float(row[3]), row[0], row[1]))[:SUREST]
    assert len(surest) == SUREST
    assert {row[4] for row in ROWS} == {"right", "wrong"}
    assert sum(row[4] == "right" for row in surest) >= BAR * SUREST


def records() -> dict[str, Record]:
    """The articles that are judged, read anew."""
    told, tools, found = {key.split("@")[0] for row in ROWS for key in row[:2]}, load_tools(), dict[str, Record]()
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for article in filter(lambda one: one["id"] in told, map(json.loads, lines)):
            given = Given(**{key: article.get(key) for key in ("id", "text", "title", "url", "outlet", "fetched")})
            record = read(Page(uri=article["id"], data=article["text"].encode(), given=given), tools)
            assert isinstance(record, Record)
            found[record.id] = record
    return found


@pytest.mark.skipif(not CORPUS.exists(), reason="the data of the gates is not here")
def test_what_was_judged_right_is_found_again() -> None:
    read_anew, found = records(), 0
    right = [row for row in ROWS if row[4] == "right"]
    for earlier, later, verdict, *_ in right:
        first, second = (read_anew[key.split("@")[0]] for key in (earlier, later))
        memory = Recall[Owed]()
        link_ledger(first, {}, memory)
        asked = {f"{first.id}/{event.id}" for event in first.events if f"{first.id}@{event.trigger[0]}" == earlier}
        links = link_ledger(second, {}, memory)
        found += any(link.left in asked and link.verdict == verdict for link in links)
    assert found >= FOUND * len(right)
