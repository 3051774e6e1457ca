"""GEXF and GraphML as networkx and an XML parser read them: who did what to whom, how often, when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import networkx as nx
import pytest

from mahdar.faces.export.network import PAIRS
from mahdar.model import Entity, Event, Published, Record

Exported = Callable[[str, Iterable[Record]], Path]
READERS = {"gexf": nx.read_gexf, "graphml": lambda path: nx.read_graphml(path, force_multigraph=True)}
BOTH = pytest.mark.parametrize("format", READERS)

PEOPLE = tuple(Entity(id=f"e{n}", kind="person", name=name) for n, name in enumerate(("أحمد", "سالم", "ليلى", "هدى")))


def edges(path: Path) -> list[dict[str, Any]]:
    """The edges as networkx reads them, with the names of both ends."""
    graph = READERS[path.name.partition(".")[0]](path)
    label = dict(graph.nodes(data="label"))
    return [{"from": label[one], "to": label[other], **held} for one, other, held in graph.edges(data=True)]


def record(base: Record, *events: Event, **changed: Any) -> Record:
    return msgspec.structs.replace(base, entities=PEOPLE, events=events, **changed)


def deed(type: str, actors: str, recipients: str = "", **told: Any) -> Event:
    return Event(id="v1", type=type, trigger=(0, 1), actors=tuple(actors.split()), recipients=tuple(recipients.split()),
                 **told)  # fmt: skip


@BOTH
def test_both_are_sound_xml_with_every_party(format: str, exported: Exported, samples: list[Record]) -> None:
    path = exported(format, samples)
    ElementTree.parse(path)
    happened = [(r, v) for r in samples for v in r.events if v.status in ("occurred", "historical")]
    two_sided = [(r, v) for r, v in happened if v.actors and v.recipients and v.type not in ("CONSULT", "COOPERATE")]
    assert two_sided
    found = edges(path)
    for r, v in two_sided:
        names = {entity.id: entity.name for entity in r.entities}
        ends = {(one["from"], one["to"]) for one in found if one["event"] == v.type}
        assert all((names[a], names[b]) in ends for a in v.actors for b in v.recipients if names[a] != names[b])


@BOTH
def test_events_of_one_type_are_counted_with_their_days(format: str, exported: Exported, evil: list[Record]) -> None:
    base = evil[1]
    records = [
        record(base, deed("ACCUSE", "e0", "e1", date="2024-02-05")),
        record(base, deed("ACCUSE", "e0", "e1", said_by="s1"), published=Published(value="2024-01-09")),
        record(base, deed("ACCUSE", "e0", "e1", status="negated", date="2019-01-01")),
        record(base, deed("ASSAULT", "e0", "e1")),
        record(base, deed("ACCUSE", "e1", "e0")),
    ]
    found = {(e["from"], e["to"], e["event"]): e for e in edges(exported(format, records))}
    assert found.keys() == {("أحمد", "سالم", "ACCUSE"), ("أحمد", "سالم", "ASSAULT"), ("سالم", "أحمد", "ACCUSE")}
    first = found["أحمد", "سالم", "ACCUSE"]
    told = (first["weight"], first["claimed"], first["first"], first["last"])
    assert told == (2, 1, "2024-01-09", "2024-02-05")
    assert "first" not in found["أحمد", "سالم", "ASSAULT"]  # no day is made up


@BOTH
@pytest.mark.parametrize(
    ("event", "met"),
    [
        (deed("CONSULT", "e0 e1 e2"), {"أحمد سالم", "أحمد ليلى", "سالم ليلى"}),
        (deed("CONSULT", "e0", "e1"), {"أحمد سالم"}),
        (deed("CONSULT", "e1", "e0"), {"أحمد سالم"}),
        (deed("CONSULT", "e0 e1 e2 e3", sides=(("e0", "e1"), ("e2", "e3"))),
         {"أحمد ليلى", "أحمد هدى", "سالم ليلى", "سالم هدى"}),
        (deed("ASSAULT", "e0 e1"), set()),
        (deed("CONSULT", "e0 e1", status="future"), set()),
        (deed("CONSULT", "e0 e0"), set()),
    ],
)  # fmt: skip
def test_who_met_whom(format: str, event: Event, met: set[str], exported: Exported, evil: list[Record]) -> None:
    found = edges(exported(format, [record(evil[1], event)]))
    assert {" ".join(sorted((one["from"], one["to"]))) for one in found} == met


@BOTH
def test_one_name_spelt_twice_is_one_node(format: str, exported: Exported, evil: list[Record]) -> None:
    spelt = tuple(Entity(id=f"e{n}", kind="person", name=name) for n, name in enumerate(("أحمد", "احمد", "سالم")))
    event = deed("ACCUSE", "e0 e1", "e2")
    graph = READERS[format](exported(format, [msgspec.structs.replace(evil[1], entities=spelt, events=(event,))]))
    assert sorted(label for _, label in graph.nodes(data="label")) == ["أحمد", "سالم"]


@BOTH
def test_names_that_xml_cannot_hold(format: str, exported: Exported, evil: list[Record]) -> None:
    path = exported(format, evil)
    found = edges(path)
    ElementTree.parse(path)
    met = next(one for one in found if "دوفال" in one["to"] + one["from"] and one["event"] == "CONSULT")
    assert "لوران \ufffdدوفال" in (met["from"], met["to"])
    assert "\x01" not in path.read_text() and "<script>" not in path.read_text()
    assert len(found) <= PAIRS + 10  # though three thousand met


def test_the_day_of_the_export_is_not_written(exported: Exported, samples: list[Record]) -> None:
    assert "lastmodifieddate" not in exported("gexf", samples).read_text()
