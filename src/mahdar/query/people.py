"""Everything about one person, organisation, place or group: roles over time, meetings, what was said, asked and
promised, what was done by them and to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select

from mahdar.errors import NotFound
from mahdar.query.conditions import called_so
from mahdar.query.facts import LEDGER, MEETINGS, Act, Said, events_where, statements_where
from mahdar.query.nodes import Named, Words
from mahdar.stems import stems
from mahdar.store.rows import naming
from mahdar.store.schema import articles, entities, events, names, parties, statements
from mahdar.store.view import View

LOOK = 200
"""Roles and countries are gathered from so many articles at most, the newest, unless told otherwise."""
MOST_NAMES = 50
AT_HAND = 900
"""So many namings are looked up once and their numbers put into each further question; more are asked for anew."""


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
    """What the archive knows of everybody called so. `looked_at` says from how many of `articles` roles were read;
    the lists hold the newest, the numbers beside them count all."""

    asked: str
    names: tuple[Spelling, ...]
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
    """Everything about those whose names hold these words one after the other, at most `limit` facts of each kind and
    the roles of the newest `look` articles; NotFound where nobody is called so."""
    wanted = tuple(stem.text for stem in stems(name))
    if not wanted:
        raise NotFound(f"{name}: a name has letters; ask for at least one word of it.")
    mine = called_so(view, Named(kind or "entity", Words(wanted, "text", 0), 0)).subquery()
    entity: Any = select(mine.c[0])
    ids = [row[0] for row in view.rows(entity.limit(AT_HAND + 1))]
    entity = entity if len(ids) > AT_HAND else ids
    spellings = _spellings(view, entity)
    if not spellings:
        raise NotFound(f"{name}: nobody and nothing in the archive is called so; try one word of the name.")
    about = select(entities.c.article).where(entities.c.id.in_(entity))
    acts = select(parties.c.event).where(parties.c.entity.in_(entity))
    acting, acted_on = acts.where(parties.c.part == "actor"), acts.where(parties.c.part == "recipient")
    deeds = events.c.type.not_in((*MEETINGS, *LEDGER))
    spoken = statements.c.speaker.in_(entity)
    counts = select(events.c.type, func.count()).where(events.c.id.in_(acts)).group_by(events.c.type)
    looked_at, roles, countries = _roles(view, about, entity, look)
    return Who(
        asked=name,
        names=spellings,
        articles=view.value(select(func.count(entities.c.article.distinct())).where(entities.c.id.in_(entity))),
        looked_at=looked_at,
        roles=roles,
        countries=countries,
        events=dict(sorted(((kind, count) for kind, count in view.rows(counts)), key=lambda pair: (-pair[1], pair[0]))),
        meetings=events_where(view, events.c.id.in_(acts) & events.c.type.in_(MEETINGS), limit),
        asks=events_where(view, events.c.id.in_(acts) & events.c.type.in_(LEDGER), limit),
        done=events_where(view, events.c.id.in_(acting) & deeds, limit),
        suffered=events_where(view, events.c.id.in_(acted_on) & deeds, limit),
        statements=view.value(select(func.count()).select_from(statements).where(spoken)),
        said=statements_where(view, spoken, limit),
    )


def suggest(view: View, beginning: str, limit: int = 10) -> tuple[Spelling, ...]:
    """Names with a word that begins so, the most frequent first: for whoever is typing one."""
    written = stems(beginning)
    if not written:
        return ()
    parts = [view.database.phrase([stem.text], ("name",)) for stem in written[:-1]]
    expression = view.database.prefix(written[-1].text, ("name",))
    for part in parts:
        expression = view.database.both(part, expression)
    found = select(names.c.id).where(view.database.found("name_words", expression, names.c.id))
    return _counted(view, entities.c.name.in_(found), limit)


def _spellings(view: View, entity: Any) -> tuple[Spelling, ...]:
    return _counted(view, entities.c.id.in_(entity), MOST_NAMES)


def _counted(view: View, where: Any, limit: int) -> tuple[Spelling, ...]:
    count = func.count(entities.c.article.distinct())
    rows = view.rows(
        select(names.c.name, names.c.kind, count)
        .join(entities, entities.c.name == names.c.id)
        .where(where)
        .group_by(names.c.id, names.c.name, names.c.kind)
        .order_by(count.desc(), names.c.name)
        .limit(limit)
    )
    return tuple(Spelling(name=name, kind=kind, articles=count) for name, kind, count in rows)


def _roles(view: View, about: Any, entity: Any, look: int) -> tuple[int, tuple[Role, ...], tuple[str, ...]]:
    """From how many articles, which roles, and which countries, the most frequent first."""
    newest = select(articles.c.id, articles.c.record).where(articles.c.id.in_(about))
    newest = newest.order_by(articles.c.day.desc(), articles.c.key).limit(look)
    records = {row.id: naming(row.record) for row in view.rows(newest)}
    ids = list(records)
    own = defaultdict(set)
    for article, each in view.rows(
        select(entities.c.article, entities.c.own).where(entities.c.id.in_(entity), entities.c.article.in_(ids))
    ):
        own[article].add(each)
    days: dict[str, list[str | None]] = defaultdict(list)
    countries: Counter[str] = Counter()
    for number, record in records.items():
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
