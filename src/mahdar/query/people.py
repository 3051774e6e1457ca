"""Everything about one person, organisation, place or group: roles over time, meetings, what was said, asked and
promised, what was done by them and to them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import case, func, select

from mahdar.errors import NotFound
from mahdar.query.actors import Actor, bearers_of, find_actors
from mahdar.query.conditions import called_so
from mahdar.query.facts import LEDGER, MEETINGS, MOST_FACTS, Act, Said, act, grounds, said
from mahdar.query.nodes import Named, Words
from mahdar.stems import stems
from mahdar.store.rows import naming
from mahdar.store.schema import articles, entities, events, names, parties, records, statements
from mahdar.store.view import View

LOOK = 200
"""Roles and countries are gathered from so many articles at most, the newest, unless told otherwise."""
MOST_NAMES = 50
MOST_ACTORS = 10
AT_HAND = 900
"""So many namings are looked up once and their numbers put into each further question; more are asked for anew."""

_REF = re.compile(r"[^/\s]+/e[0-9]+")
_KINDS = ("meetings", "asks", "done", "suffered")
"""The lists of events in `Who`."""


class Spelling(Struct, frozen=True, kw_only=True):
    """A name in which the words asked for stand, and how many articles use it."""

    name: str
    kind: str
    articles: int


class Role(Struct, frozen=True, kw_only=True):
    """A role, the first and last day on which an article gives it, and how many articles do."""

    role: str
    first: str | None
    last: str | None
    articles: int


class Who(Struct, frozen=True, kw_only=True):
    """What the archive knows of everybody called so. `actors` tells them apart, as far as `mahdar link` has looked;
    ask with an actor's `ref` for that one alone, under all spellings. `looked_at` says from how many of `articles`
    roles were read; the lists hold the newest, the numbers beside them count all."""

    asked: str
    names: tuple[Spelling, ...]
    actors: tuple[Actor, ...]
    articles: int
    looked_at: int
    roles: tuple[Role, ...]
    countries: tuple[str, ...]
    events: dict[str, int]
    meetings: tuple[Act, ...]
    asks: tuple[Act, ...]
    done: tuple[Act, ...]
    suffered: tuple[Act, ...]
    statements: int
    said: tuple[Said, ...]


def find_who(view: View, name: str, kind: str | None = None, limit: int = 20, look: int = LOOK) -> Who:
    """Everything about those whose names hold these words one after the other, or about the one actor whom the entity
    "KEY/e3" belongs to: at most `limit` facts of each kind and the roles of the newest `look` articles. NotFound where
    nobody is called so."""
    entity: Any = bearers_of(view, name) if _REF.fullmatch(name) else _called(view, name, kind)
    spellings = _spellings(view, entity)
    if not spellings:
        raise NotFound(f"{name}: nobody and nothing in the archive is called so; try one word of the name.")
    looked_at, roles, countries = _roles(view, entity, look)
    deeds = _deeds(view, entity, min(limit, MOST_FACTS))
    spoken = _spoken(view, entity, min(limit, MOST_FACTS))
    known = grounds(view, {row.article for row in (*spoken, *deeds)})
    told = {kind: tuple(act(known[row.article], row.own) for row in deeds if row.kind == kind) for kind in _KINDS}
    return Who(
        asked=name,
        names=spellings,
        actors=find_actors(view, entity, MOST_ACTORS),
        articles=view.value(select(func.count(entities.c.article.distinct())).where(entities.c.id.in_(entity))),
        looked_at=looked_at,
        roles=roles,
        countries=countries,
        events=_numbers(view, entity),
        **told,
        statements=spoken[0].all if spoken else 0,
        said=tuple(said(known[row.article], row.own) for row in spoken),
    )


def _called(view: View, name: str, kind: str | None) -> Any:
    """The `entities.id` of those called so: a list, or where they are many a selection."""
    wanted = tuple(stem.text for stem in stems(name))
    if not wanted:
        raise NotFound(f"{name}: a name has letters; ask for at least one word of it.")
    mine = called_so(view, Named(kind or "entity", Words(wanted, "text", 0), 0)).subquery()
    entity = select(mine.c[0])
    ids = [row[0] for row in view.rows(entity.limit(AT_HAND + 1))]
    return entity if len(ids) > AT_HAND else ids


def _numbers(view: View, entity: Any) -> dict[str, int]:
    """How many events of each type they take part in, the most frequent first."""
    acts = select(parties.c.event).where(parties.c.entity.in_(entity))
    counts = select(events.c.type, func.count()).where(events.c.id.in_(acts)).group_by(events.c.type)
    return dict(sorted(((kind, count) for kind, count in view.rows(counts)), key=lambda pair: (-pair[1], pair[0])))


def _deeds(view: View, entity: Any, limit: int) -> Sequence[Any]:
    """The newest events of each kind, in their order: meetings and asks whatever their part in them, else as theirs."""
    kind = case(
        (events.c.type.in_(MEETINGS), "meetings"),
        (events.c.type.in_(LEDGER), "asks"),
        (parties.c.part == "actor", "done"),
        (parties.c.part == "recipient", "suffered"),
    ).label("kind")
    acts = select(kind, events.c.id, events.c.own, events.c.article).join(parties, parties.c.event == events.c.id)
    mine = acts.where(parties.c.entity.in_(entity)).distinct().subquery()  # both sides of a meeting may be called so
    order = (articles.c.day.desc(), articles.c.key, mine.c.id)
    place = func.row_number().over(partition_by=mine.c.kind, order_by=order).label("place")
    placed = select(mine, place).join(articles, articles.c.id == mine.c.article).subquery()
    return view.rows(select(placed).where(placed.c.place <= limit, placed.c.kind.in_(_KINDS)).order_by(placed.c.place))


def _spoken(view: View, entity: Any, limit: int) -> Sequence[Any]:
    """The newest statements, each with the number of all."""
    chosen = select(statements.c.own, statements.c.article, func.count().over().label("all"))
    chosen = chosen.join(articles, articles.c.id == statements.c.article).where(statements.c.speaker.in_(entity))
    return view.rows(chosen.order_by(articles.c.day.desc(), articles.c.key, statements.c.id).limit(limit))


def suggest(view: View, beginning: str, limit: int = 10) -> tuple[Spelling, ...]:
    """Names with a word that begins so, the most frequent first: for whoever is typing one."""
    written = stems(beginning)
    if not written:
        return ()
    parts = [view.database.phrase([stem.text], ("name",)) for stem in written[:-1]]
    expression = view.database.prefix(written[-1].text, ("name",))
    for part in parts:
        expression = view.database.both(part, expression)
    return _counted(view, view.database.found("name_words", expression, entities.c.name), limit)


def _spellings(view: View, entity: Any) -> tuple[Spelling, ...]:
    return _counted(view, entities.c.id.in_(entity), MOST_NAMES)


def _counted(view: View, where: Any, limit: int) -> tuple[Spelling, ...]:
    count = func.count(entities.c.article.distinct()).label("articles")
    used = select(entities.c.name, count).where(where).group_by(entities.c.name).subquery()
    chosen = select(names.c.name, names.c.kind, used.c.articles).join(used, used.c.name == names.c.id)
    rows = view.rows(chosen.order_by(used.c.articles.desc(), names.c.name, names.c.id).limit(limit))
    return tuple(Spelling(name=name, kind=kind, articles=number) for name, kind, number in rows)


def _roles(view: View, entity: Any, look: int) -> tuple[int, tuple[Role, ...], tuple[str, ...]]:
    """From how many articles, which roles, and which countries, the most frequent first."""
    about = select(entities.c.article).where(entities.c.id.in_(entity))
    newest = select(articles.c.id, records.c.record).join(records).where(articles.c.id.in_(about))
    newest = newest.order_by(articles.c.day.desc(), articles.c.key).limit(look)
    named = {row.id: naming(row.record) for row in view.rows(newest)}
    ids = list(named)
    own = defaultdict(set)
    for article, each in view.rows(
        select(entities.c.article, entities.c.own).where(entities.c.id.in_(entity), entities.c.article.in_(ids))
    ):
        own[article].add(each)
    days: dict[str, list[str | None]] = defaultdict(list)
    countries: Counter[str] = Counter()
    for number, record in named.items():
        mine = [each for each in record.entities if each.id in own[number]]
        for role in {role for each in mine for role in each.roles}:
            days[role].append(record.published.value)
        countries.update({each.country for each in mine if each.country})
    roles = [_role(role, given) for role, given in days.items()]
    roles.sort(key=lambda role: (-role.articles, role.role))
    return len(ids), tuple(roles), tuple(country for country, _ in countries.most_common())


def _role(role: str, days: list[str | None]) -> Role:
    known = sorted(filter(None, days))
    return Role(role=role, first=known[0] if known else None, last=known[-1] if known else None, articles=len(days))
