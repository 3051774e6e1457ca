"""Search: the articles that a query finds, in the project's own order, with the words that were found.

Order: `newest` or `oldest`, by the day of publication, else by the day that bounds it; articles of which no day is
known come last, and those of one day in the order of their ids. Both engines give the same hits in the same order.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, func, select

from mahdar.query.conditions import condition, counted
from mahdar.query.nodes import Node
from mahdar.query.passages import Passage, marks, passages
from mahdar.query.syntax import parse
from mahdar.store.rows import Glance, glance
from mahdar.store.schema import articles, entities, events, names, pages, parties, records
from mahdar.store.view import View

Order = Literal["newest", "oldest"]

MOST_HITS = 200
"""Hits on one page of an answer."""
MANY = 1_000
"""With more hits, walking through all articles in their order until a page is full takes less time than sorting the
hits: 0.3 against 1.3 ms at 1,454 hits of 30,631 articles, 4.6 against 40 at 29,403."""
FACETED = 2_000
"""Facets are counted over so many hits at most, the first in order."""
FACET_VALUES = 20


class Hit(Struct, frozen=True, kw_only=True):
    """An article that was found. Marks are offsets in `title`; those of a passage are offsets in the record's text."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    not_after: str | None
    uri: str
    title_marks: tuple[tuple[int, int], ...]
    passages: tuple[Passage, ...]


class Hits(Struct, frozen=True, kw_only=True):
    """One page of an answer: how many there are in all, and `hits` from `offset` on."""

    query: str
    order: Order
    total: int
    offset: int
    hits: tuple[Hit, ...]


class Count(Struct, frozen=True):
    """How many of the articles found have `value`."""

    value: str
    articles: int


class Facets(Struct, frozen=True, kw_only=True):
    """What the first `counted` of the articles found have in common, the most frequent first."""

    query: str
    counted: int
    type: tuple[Count, ...]
    actor: tuple[Count, ...]
    place: tuple[Count, ...]
    outlet: tuple[Count, ...]
    month: tuple[Count, ...]


def search(view: View, query: str, order: Order = "newest", limit: int = 20, offset: int = 0) -> Hits:
    """One page of the articles that `query` finds; BadQuery says what is wrong with it and where."""
    node = parse(query)
    total = view.value(counted(view, node))
    found = condition(view, node, walking=total > MANY and order == "newest")
    chosen = select(articles.c.id).where(found).order_by(*_order(order)).limit(min(limit, MOST_HITS)).offset(offset)
    ids = [row.id for row in view.rows(chosen)] if total > offset else []
    return Hits(query=query, order=order, total=total, offset=offset, hits=_hits(view, ids, node))


def matching(view: View, query: str, after: int) -> list[tuple[int, int]]:
    """(`articles.id`, `articles.page`) of what `query` finds behind the article numbered `after`, ascending."""
    found = condition(view, parse(query))
    chosen = select(articles.c.id, articles.c.page).where(articles.c.id > after, found).order_by(articles.c.id)
    return [(row.id, row.page) for row in view.rows(chosen)]


def in_order(view: View, query: str, order: Order = "newest") -> Select[Any]:
    """Selects `articles.id` and `articles.key` of all that `query` finds, in their order."""
    return select(articles.c.id, articles.c.key).where(condition(view, parse(query))).order_by(*_order(order))


def chosen(view: View, query: str) -> Select[Any]:
    """The `articles.id` that `query` finds, to be streamed."""
    return select(articles.c.id).where(condition(view, parse(query)))


def facets(view: View, query: str) -> Facets:
    """What the articles found are about, where they stand and when they were published."""
    found = select(articles.c.id).where(condition(view, parse(query))).order_by(*_order("newest")).limit(FACETED)
    hits = found.subquery("hits")
    counted = view.value(select(func.count()).select_from(hits))
    mine = select(hits.c.id)
    acting = select(parties.c.entity).join(events, events.c.id == parties.c.event).where(events.c.article.in_(mine))
    return Facets(
        query=query,
        counted=counted,
        type=_counts(view, events.c.type, events.c.article, events.c.article.in_(mine)),
        actor=_names(view, entities.c.id.in_(acting)),
        place=_names(view, entities.c.article.in_(mine) & (names.c.kind == "place")),
        outlet=_counts(view, articles.c.outlet, articles.c.id, articles.c.id.in_(mine)),
        month=_counts(view, func.substr(articles.c.published, 1, 7), articles.c.id, articles.c.id.in_(mine)),
    )


def _order(order: Order) -> tuple[ColumnElement[Any], ...]:
    if order == "newest":
        return articles.c.day.desc(), articles.c.key
    return articles.c.day == "", articles.c.day, articles.c.key


def _hits(view: View, ids: list[int], node: Node | None) -> tuple[Hit, ...]:
    columns = select(articles.c.id, records.c.record, pages.c.uri).join(pages, pages.c.id == articles.c.page)
    found = {row.id: row for row in view.rows(columns.join(records).where(articles.c.id.in_(ids)))} if ids else {}
    return tuple(_hit(glance(found[number].record), found[number].uri, node) for number in ids)


def _hit(seen: Glance, uri: str, node: Node | None) -> Hit:
    return Hit(
        id=seen.id,
        title=seen.title,
        outlet=seen.outlet,
        published=seen.published.value,
        not_after=seen.published.not_after,
        uri=uri,
        title_marks=marks(seen.title or "", node, "title"),
        passages=passages(seen.text, node),
    )


def _counts(view: View, value: Any, counted: Any, where: Any) -> tuple[Count, ...]:
    number = func.count(counted.distinct())
    rows = view.rows(
        select(value.label("value"), number.label("articles"))
        .where(where, value.is_not(None))
        .group_by(value)
        .order_by(number.desc(), value)
        .limit(FACET_VALUES)
    )
    return tuple(Count(row.value, row.articles) for row in rows)


def _names(view: View, where: Any) -> tuple[Count, ...]:
    number = func.count(entities.c.article.distinct())
    rows = view.rows(
        select(names.c.name, number.label("articles"))
        .join(entities, entities.c.name == names.c.id)
        .where(where)
        .group_by(names.c.id, names.c.name)
        .order_by(number.desc(), names.c.name)
        .limit(FACET_VALUES)
    )
    return tuple(Count(row.name, row.articles) for row in rows)
