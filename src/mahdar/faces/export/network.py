"""Who did what to whom, as a network: GEXF for Gephi, GraphML for others.

A node is a party, one for each kind and folded name over all articles: people of one name fall together, so look before
you conclude. An edge is all events of one type from one party to another: `weight` counts them, `claimed` how many of
them stand only in somebody's mouth, `first` and `last` are the days of the first and last, where an event's own day is
not known, of its article's publication. Those who meet or work together are linked pair by pair; of a meeting with two
sides, across the sides. What did not occur, or is yet to, makes no edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, islice, product
from xml.etree.ElementTree import Element

import msgspec
import networkx as nx  # type: ignore[import-untyped]
from networkx.readwrite.gexf import GEXFWriter  # type: ignore[import-untyped]
from networkx.readwrite.graphml import write_graphml_xml  # type: ignore[import-untyped]

from mahdar import arabic
from mahdar.faces.export.parts import Parts, parts
from mahdar.faces.export.whole import Out
from mahdar.model import Entity, Event, Record

PAIRS = 1_000  # of one event: a list of 45 who all meet; a page that names thousands must not fill the memory

_MUTUAL = {"CONSULT", "COOPERATE"}
_HAPPENED = {"occurred", "historical"}
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Node(msgspec.Struct):
    """A party: its name as first met, and in how many articles it takes part."""

    label: str
    kind: str
    country: str
    sector: str
    articles: int = 0


class Edge(msgspec.Struct):
    """All events of one type between two parties."""

    weight: int = 0
    claimed: int = 0
    first: str = ""
    last: str = ""


class Network:
    """Nodes by their key, and edges by the keys of both ends and the event's type."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: dict[tuple[str, str, str], Edge] = {}

    def add(self, record: Record) -> None:
        """Count the events of `record` in."""
        of = parts(record)
        here = set[str]()
        for event in record.events:
            if event.status in _HAPPENED:
                for one, other in islice(_pairs(event), PAIRS):
                    source, target = self._node(of, one, here), self._node(of, other, here)
                    if source != target:
                        self._count(source, target, event, record)

    def _node(self, of: Parts, entity: str, here: set[str]) -> str:
        found = of.entities.get(entity) or Entity(id=entity, kind="group", name=entity)
        name = f"{found.kind}:{_xml(arabic.key(found.name))}"
        if name not in self.nodes:
            self.nodes[name] = Node(_xml(found.name), found.kind, _xml(found.country or ""), _xml(found.sector or ""))
        if name not in here:
            here.add(name)
            self.nodes[name].articles += 1
        return name

    def _count(self, source: str, target: str, event: Event, record: Record) -> None:
        if event.type in _MUTUAL and source > target:
            source, target = target, source
        edge = self.edges.setdefault((source, target, event.type), Edge())
        edge.weight += 1
        edge.claimed += event.said_by is not None
        if day := _xml(event.date or record.published.value or ""):
            edge.first = min(edge.first or day, day)
            edge.last = max(edge.last, day)

    def graph(self) -> nx.MultiDiGraph:
        """The same as networkx has it; what is not known of a node or an edge is left out."""
        graph = nx.MultiDiGraph()
        for name, node in self.nodes.items():
            graph.add_node(name, **_known(node))
        for number, ((source, target, event), edge) in enumerate(self.edges.items(), 1):
            label = f"{event} ({edge.weight})"
            graph.add_edge(source, target, key=event, id=f"e{number}", event=event, label=label, **_known(edge))
        return graph


def write_gexf(records: Iterable[Record], out: Out) -> None:
    """Write the network of all records as GEXF."""
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(_network(records))
    meta: Element = writer.xml.find("meta")
    meta.attrib.pop("lastmodifieddate", None)  # today's: the same records give the same bytes on any day
    writer.write(out)


def write_graphml(records: Iterable[Record], out: Out) -> None:
    """Write the network of all records as GraphML."""
    write_graphml_xml(_network(records), out, edge_id_from_attribute="id")


def _network(records: Iterable[Record]) -> nx.MultiDiGraph:
    network = Network()
    for record in records:
        network.add(record)
    return network.graph()


def _pairs(event: Event) -> Iterator[tuple[str, str]]:
    """Who did it to whom; of those who meet or work together, each with each."""
    if event.type in _MUTUAL and len(event.sides) > 1:
        for side, opposite in combinations(event.sides, 2):
            yield from product(side, opposite)
    else:
        if event.type in _MUTUAL:
            yield from combinations(event.actors, 2)
        yield from product(event.actors, event.recipients)


def _known(part: Node | Edge) -> dict[str, str | int]:
    return {name: value for name, value in msgspec.structs.asdict(part).items() if value != ""}


def _xml(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)
