"""The judged pairs and groups of tests/gate, the corpus's records and the scores: for bench/stories.py, the gate."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from scores import SHARED

from mahdar import Settings
from mahdar.batch import read_all
from mahdar.errors import Unreadable
from mahdar.link.likeness import Report
from mahdar.link.memory import Recall
from mahdar.link.stories import link_story
from mahdar.model import Page, Record
from mahdar.sources import open_source

CORPUS = SHARED / "corpus/saudinewsnet.jsonl.gz"
GATE = Path(__file__).parents[1] / "tests/gate"


class Pair(Struct, frozen=True):
    """Two articles and whether they report one occurrence."""

    left: str
    right: str
    half: str
    same: bool


class Score(Struct, frozen=True):
    """Precision, recall and F1."""

    precision: float
    recall: float
    f1: float

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


def pairs() -> list[Pair]:
    return [Pair(left, right, half, same == "yes") for left, right, _, half, _, _, same in _rows("stories.tsv")]


def groups() -> dict[str, str]:
    """Article -> its story, as grouped by hand."""
    return dict(_rows("story_groups.tsv"))


def _rows(name: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in (GATE / name).read_text().splitlines() if line and line[0] != "#")


def judged() -> set[str]:
    """The articles of all pairs and groups."""
    return {article for pair in pairs() for article in (pair.left, pair.right)} | groups().keys()


def records(wanted: set[str] | None = None, written: str | None = None) -> Iterator[Record]:
    """The corpus's records in order of arrival, those of these articles alone where told."""
    if written:
        decoder = msgspec.json.Decoder(Record)
        with Path(written).open("rb") as lines:
            yield from (record for record in map(decoder.decode, lines) if wanted is None or record.id in wanted)
        return
    settings = Settings()
    for outcome in read_all(_wanted(open_source(str(CORPUS), settings), wanted), settings, os.cpu_count() or 1):
        read = outcome.found()
        if isinstance(read, Record):
            yield read


def _wanted(pages: Iterable[Page | Unreadable], wanted: set[str] | None) -> Iterator[Page | Unreadable]:
    for page in pages:
        if wanted is None or (isinstance(page, Page) and page.given is not None and page.given.id in wanted):
            yield page


def scored(said: Iterable[bool], true: Iterable[bool]) -> Score:
    found = Counter(zip(said, true, strict=True))
    hits, false, missed = found[True, True], found[True, False], found[False, True]
    return Score(
        hits / max(1, hits + false), hits / max(1, hits + missed), 2 * hits / max(1, 2 * hits + false + missed)
    )


def b_cubed(said: dict[str, str], true: dict[str, str]) -> Score:
    """Bagga and Baldwin, "Entity-based cross-document coreferencing using the vector space model" (1998)."""
    precision = recall = 0.0
    for article, group in true.items():
        mine = {other for other in true if said[other] == said[article]}
        right = {other for other, its in true.items() if its == group}
        precision += len(mine & right) / len(mine) / len(true)
        recall += len(mine & right) / len(right) / len(true)
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def stories_of(some: Iterable[Record]) -> tuple[dict[str, str], Recall[Report]]:
    """Article -> the article that opened its story, all linked in this order; and what was remembered."""
    memory: Recall[Report] = Recall()
    openers = {}
    for record in some:
        link = link_story(record, memory)
        openers[record.id] = link.left if link else record.id
    return openers, memory


def together(openers: dict[str, str], some: Sequence[Pair]) -> Score:
    return scored((openers[pair.left] == openers[pair.right] for pair in some), (pair.same for pair in some))
