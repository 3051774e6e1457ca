"""What came of asks and promises in the corpus: how many follow-ups are found, and how many of the surest are right.

    .venv/bin/python bench/ledger.py > bench/results/ledger.txt
    .venv/bin/python bench/ledger.py --report REPORT.md    both passages of the surest follow-ups side by side

Every pair was read and judged, right or wrong, in bench/results/ledger-judgements.tsv; one without a judgement counts
as wrong. The corpus' words stay out of the project, so that the report with both passages is written where you say.
`--records FILE` takes records that were read before (`mahdar read`, JSON Lines) in place of the corpus. SHARED says
where the data lies, if not in ../shared.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from time import process_time

import msgspec
from archive import CORPUS

from mahdar import Settings
from mahdar.batch import read_all
from mahdar.link.duplicates import Sketch, link_duplicates
from mahdar.link.ledger import Owed, link_ledger
from mahdar.link.memory import Recall
from mahdar.model import Link, Record
from mahdar.sources import open_source

JUDGED = Path(__file__).parent / "results" / "ledger-judgements.tsv"
SUREST = 100
BAND = (0.5, 0.7)
OF_BAND = 40
_SEED = 20
Name = tuple[str, str, str]
_BEFORE, _BEHIND = 200, 350  # letters of a passage in the report


class Kept:
    """The records seen, packed."""

    def __init__(self) -> None:
        self.lines: dict[str, bytes] = {}

    def __call__(self, keys: Collection[str]) -> Mapping[str, Record]:
        return {key: msgspec.json.decode(self.lines[key], type=Record) for key in keys if key in self.lines}


def lines_of(path: str | None) -> Iterator[bytes]:
    """The records of the corpus, or of a file of them, one JSON object a line."""
    if path:
        with Path(path).open("rb") as file:
            yield from file
    else:
        settings = Settings()
        outcomes = read_all(open_source(str(CORPUS), settings), settings)
        yield from (outcome.line for outcome in outcomes if outcome.kind == "record")


def linked(path: str | None, first: int | None) -> tuple[list[Link], Kept, Counter[str], float]:
    """All follow-ups, the records, how many there were of what, and the processor's seconds that the ledger took."""
    decoder, kept, count = msgspec.json.Decoder(Record), Kept(), Counter[str]()
    owed, sketches = Recall[Owed](), Recall[Sketch]()
    found: list[Link] = []
    seconds = 0.0
    for line in lines_of(path):
        if first is not None and count["records"] >= first:
            break
        record = decoder.decode(line)
        kept.lines[record.id] = line
        copy = bool(link_duplicates(record, sketches, kept))
        count.update(records=1, copies=copy)
        start = process_time()
        found += link_ledger(record, {}, owed, copy_of=copy)
        seconds += process_time() - start
    return sorted(found, key=lambda link: (-link.score, link.left, link.right)), kept, count, seconds


def across(links: list[Link]) -> list[Link]:
    """Those that join two articles."""
    return [link for link in links if link.left.split("/")[0] != link.right.split("/")[0]]


def sampled(links: list[Link]) -> list[Link]:
    """So many of the middle band, drawn by chance, always the same."""
    band = [link for link in links if BAND[0] <= link.score < BAND[1]]
    return random.Random(_SEED).sample(band, min(OF_BAND, len(band)))


def passage(kept: Kept, key: str) -> str:
    """The event with what stands around it, its trigger in bold."""
    record_id, event_id = key.split("/")
    record = kept([record_id])[record_id]
    event = next(event for event in record.events if event.id == event_id)
    names = {entity.id: entity.name for entity in record.entities}
    start, end = event.trigger
    by, to = ("، ".join(names[one] for one in ids) for ids in (event.actors, event.recipients))
    day = record.published.value or record.published.not_after
    around = record.text[max(0, start - _BEFORE) : start], record.text[start:end], record.text[end : end + _BEHIND]
    told = f"{around[0]}**{around[1]}**{around[2]}".replace("\n", " / ").replace("|", "¦")
    return f"{key}, {record.outlet}, {day}, {event.type} {event.status} {event.date or ''} [{by} → {to}]<br>{told}"


def report(links: list[Link], kept: Kept, judged: Mapping[Name, tuple[str, str]]) -> str:
    """The follow-ups as a table, both passages side by side."""
    rows = ["| | verdict | score | earlier | later | why | judged |", "|---|---|---|---|---|---|---|"]
    for number, link in enumerate(links, 1):
        left, right = passage(kept, link.left), passage(kept, link.right)
        told = ": ".join(judged.get(name(link, kept), ("not yet", "")))
        rows.append(f"| {number} | {link.verdict} | {link.score:.2f} | {left} | {right} | {link.why} | {told} |")
    return "\n".join(rows) + "\n"


def name(link: Link, kept: Kept) -> Name:
    """The articles and where in them the two triggers begin: the same, whatever ids another reader gives."""
    return at(link.left, kept), at(link.right, kept), link.verdict


def at(key: str, kept: Kept) -> str:
    """ "article@offset" of an event's trigger."""
    record_id, event_id = key.split("/")
    events = kept([record_id])[record_id].events
    return f"{record_id}@{next(event.trigger[0] for event in events if event.id == event_id)}"


def judgements() -> dict[Name, tuple[str, str]]:
    """Follow-up -> right or wrong, and why."""
    lines = JUDGED.read_text("utf-8").splitlines() if JUDGED.exists() else []
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(row[0], row[1], row[2]): (row[4], row[5]) for row in rows}


def told(what: str, links: list[Link], kept: Kept, judged: Mapping[Name, tuple[str, str]]) -> str:
    """How many of these are right, by verdict too."""
    found = [(link.verdict, judged.get(name(link, kept), ("",))[0]) for link in links]
    right = Counter(verdict for verdict, judgement in found if judgement == "right")
    verdicts = Counter(verdict for verdict, _ in found)
    read = sum(judgement != "" for _, judgement in found)
    parts = ", ".join(f"{verdict} {right[verdict]} of {count}" for verdict, count in verdicts.most_common())
    return f"{what}: {right.total()} of {len(links)} right ({read} judged): {parts}"


def main() -> None:
    """Print the figures; write the report where asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", metavar="FILE", help="records read before, JSON Lines")
    asked.add_argument("--first", type=int, metavar="N", help="so many articles alone")
    asked.add_argument("--report", metavar="FILE", help="write both passages of each follow-up there")
    given = asked.parse_args()
    links, kept, count, seconds = linked(given.records, given.first)
    joined, judged = across(links), judgements()
    bands = Counter(f"{link.verdict} .{int(link.score * 10)}" for link in joined)
    print(f"{count['records']:,} articles, {count['copies']:,} of them copies; the ledger took {seconds:.0f} s")
    print(f"{len(joined)} follow-ups across articles, {len(links) - len(joined)} within one")
    print("by verdict and score: " + ", ".join(f"{band} {number}" for band, number in sorted(bands.items())))
    print(told(f"the {SUREST} surest across articles", joined[:SUREST], kept, judged))
    print(told(f"{OF_BAND} by chance of {BAND[0]} to {BAND[1]}", sampled(joined), kept, judged))
    print(told("all across articles", joined, kept, judged))
    if given.report:
        shown = joined[:SUREST] + sampled(joined)
        Path(given.report).write_text(report(shown, kept, judged), "utf-8")


if __name__ == "__main__":
    main()
