"""Counts and maps: how much over time, who with whom, where, and what the archive holds."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import func, select

from mahdar.query.conditions import condition, event_condition
from mahdar.query.syntax import parse
from mahdar.store.schema import articles, entities, events, names, pages, parties, statements
from mahdar.store.view import View

Period = Literal["day", "month", "year"]

MOST_EDGES = 1_000
MOST_PLACES = 2_000
_LETTERS = {"day": 10, "month": 7, "year": 4}


class Beat(Struct, frozen=True, kw_only=True):
    """What was published in a day, month or year: articles, and the events read from them by type."""

    period: str
    articles: int
    events: dict[str, int]


class Timeline(Struct, frozen=True, kw_only=True):
    """`beats` in order; `undated` articles have no day of publication."""

    query: str
    by: Period
    beats: tuple[Beat, ...]
    undated: int


class Node(Struct, frozen=True, kw_only=True):
    """A name in the network; `weight` is the events that link it to others."""

    id: int
    name: str
    kind: str
    weight: int


class Edge(Struct, frozen=True, kw_only=True):
    """Events of one type between two names; of a meeting, both sides alike. `example` is one of them."""

    source: int
    target: int
    type: str
    events: int
    articles: int
    first: str | None
    last: str | None
    example: str


class Network(Struct, frozen=True, kw_only=True):
    """Who met, asked, accused, attacked whom: the edges with the most events, and the names that they join."""

    query: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


class Spot(Struct, frozen=True, kw_only=True):
    """A place: how many articles name it, how many events are said to have taken place there."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    articles: int
    events: int


class Stats(Struct, frozen=True, kw_only=True):
    """What an archive holds."""

    revision: int
    pages: dict[str, int]
    articles: int
    first: str | None
    last: str | None
    outlets: dict[str, int]
    entities: dict[str, int]
    statements: int
    events: dict[str, int]


def find_timeline(view: View, query: str, by: Period = "month") -> Timeline:
    """Articles that `query` finds and their events, by the time of publication."""
    node = parse(query)
    period = func.substr(articles.c.published, 1, _LETTERS[by])
    found = select(period.label("period"), func.count()).where(condition(view, node)).group_by(period).order_by(period)
    counts: dict[str | None, int] = dict(view.rows(found))
    undated = counts.pop(None, 0)
    kinds: dict[str | None, dict[str, int]] = {name: {} for name in counts}
    told: Any = (
        select(period.label("period"), events.c.type, func.count())
        .join(events, events.c.article == articles.c.id)
        .where(event_condition(view, node), articles.c.published.is_not(None))
        .group_by(period, events.c.type)
        .order_by(period, events.c.type)
    )
    for name, kind, count in view.rows(told):
        kinds[name][kind] = count
    beats = tuple(
        Beat(period=name, articles=count, events=kinds[name]) for name, count in counts.items() if name is not None
    )
    return Timeline(query=query, by=by, beats=beats, undated=undated)


def find_network(view: View, query: str, limit: int = 200) -> Network:
    """Names joined by the events that `query` finds, from actor to recipient, and between the sides of a meeting."""
    one, other = parties.alias("one"), parties.alias("other")
    first, second = entities.alias("first"), entities.alias("second")
    pair = ((one.c.part == "actor") & (other.c.part == "recipient")) | (
        (one.c.part == "side1") & (other.c.part == "side2")
    )
    count = func.count(events.c.id.distinct())
    example = func.min(articles.c.key + "/" + events.c.own)
    rows = view.rows(
        select(
            first.c.name.label("source"),
            second.c.name.label("target"),
            events.c.type,
            count.label("events"),
            func.count(events.c.article.distinct()).label("articles"),
            func.min(articles.c.published).label("first"),
            func.max(articles.c.published).label("last"),
            example.label("example"),
        )
        .select_from(events)
        .join(articles, articles.c.id == events.c.article)
        .join(one, one.c.event == events.c.id)
        .join(other, other.c.event == events.c.id)
        .join(first, first.c.id == one.c.entity)
        .join(second, second.c.id == other.c.entity)
        .where(event_condition(view, parse(query)), pair, first.c.name != second.c.name)
        .group_by(first.c.name, second.c.name, events.c.type)
        .order_by(count.desc(), first.c.name, second.c.name, events.c.type)
        .limit(min(limit, MOST_EDGES))
    )
    edges = tuple(Edge(**row._mapping) for row in rows)
    return Network(query=query, nodes=_nodes(view, edges), edges=edges)


def _nodes(view: View, edges: tuple[Edge, ...]) -> tuple[Node, ...]:
    weights: dict[int, int] = {}
    for edge in edges:
        for end in (edge.source, edge.target):
            weights[end] = weights.get(end, 0) + edge.events
    known = view.rows(select(names.c.id, names.c.name, names.c.kind).where(names.c.id.in_(weights)))
    return tuple(
        Node(id=row.id, name=row.name, kind=row.kind, weight=weights[row.id])
        for row in sorted(known, key=lambda row: (-weights[row.id], row.name, row.kind))
    )


def find_places(view: View, query: str, limit: int = 500) -> tuple[Spot, ...]:
    """Places named in the articles that `query` finds, the most frequent first."""
    count = func.count(entities.c.article.distinct())
    where = (entities.c.name, entities.c.country, entities.c.lat, entities.c.lon)
    named = view.rows(
        select(names.c.name, *where[1:], count.label("articles"), func.count(events.c.id).label("events"))
        .select_from(entities)
        .join(names, names.c.id == entities.c.name)
        .outerjoin(events, (events.c.place == entities.c.id) & (events.c.article == entities.c.article))
        .where(names.c.kind == "place", entities.c.article.in_(select(articles.c.id).where(_found(view, query))))
        .group_by(*where, names.c.name)
        .order_by(count.desc(), names.c.name, *where)
        .limit(min(limit, MOST_PLACES))
    )
    return tuple(Spot(**row._mapping) for row in named)


def _found(view: View, query: str) -> Any:
    return condition(view, parse(query))


def find_stats(view: View) -> Stats:
    """What the archive holds."""
    return Stats(
        revision=view.revision(),
        pages=_by(view, pages.c.state),
        articles=view.value(select(func.count()).select_from(articles)),
        first=view.value(select(func.min(articles.c.published))),
        last=view.value(select(func.max(articles.c.published))),
        outlets=_by(view, articles.c.outlet),
        entities=_by(view, names.c.kind, entities.join(names, names.c.id == entities.c.name)),
        statements=view.value(select(func.count()).select_from(statements)),
        events=_by(view, events.c.type),
    )


def _by(view: View, column: Any, tables: Any = None) -> dict[str, int]:
    count = func.count()
    chosen = select(column, count).where(column.is_not(None)).group_by(column).order_by(count.desc(), column)
    return {row[0]: row[1] for row in view.rows(chosen if tables is None else chosen.select_from(tables))}
