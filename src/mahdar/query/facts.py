"""Events, meetings, asks and promises, statements: each with the words and the page that it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Table, func, select, true

from mahdar.model import Event, Record, Span, Statement
from mahdar.query.conditions import event_condition, events_of_articles, statement_condition, statements_of_articles
from mahdar.query.syntax import parse
from mahdar.store.schema import articles, events, statements
from mahdar.store.view import View

MEETINGS = ("CONSULT",)
LEDGER = ("REQUEST", "AGREE")
MOST_FACTS = 200
"""Facts on one page of an answer."""
MANY = 1_000
"""With more facts, walking through articles in their order until a page is full takes less time than sorting: 2 against
47 ms at 23,817 asks and promises of 30,631 articles."""


class Source(Struct, frozen=True, kw_only=True):
    """The page that a fact stands on."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    not_after: str | None
    uri: str
    sha256: str
    fetched: str | None


class Quote(Struct, frozen=True):
    """Letters of the record's text, by their offsets."""

    start: int
    end: int
    words: str


class Party(Struct, frozen=True, kw_only=True):
    """Somebody or something named in the article; `id` is the record's own."""

    id: str
    name: str
    kind: str
    roles: tuple[str, ...] = ()
    country: str | None = None


class Act(Struct, frozen=True, kw_only=True):
    """An event as it was read. `claimed` says that it stands in somebody's mouth, `said_by` in whose if that is known.
    `trigger` is the word that tells it, `quote` the sentence, `content` what is asked for or promised."""

    id: str
    type: str
    status: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    sides: tuple[tuple[Party, ...], ...]
    place: Party | None
    date: str | None
    counts: dict[str, int]
    claimed: bool
    said_by: Party | None
    trigger: Quote
    content: Quote | None
    quote: Quote
    score: float
    source: Source


class Said(Struct, frozen=True, kw_only=True):
    """A statement as it was read; `via` says who is said to have said so."""

    id: str
    speaker: Party | None
    addressees: tuple[Party, ...]
    via: Party | None
    direct: bool
    cue: Quote
    content: Quote
    score: float
    source: Source


class Acts(Struct, frozen=True, kw_only=True):
    """One page of events: how many there are in all, and `events` from `offset` on."""

    query: str
    total: int
    offset: int
    events: tuple[Act, ...]


class Sayings(Struct, frozen=True, kw_only=True):
    """One page of statements."""

    query: str
    total: int
    offset: int
    statements: tuple[Said, ...]


class Ground(Struct, frozen=True):
    """What facts stand on: an article's record, its page, and who is named in it by the record's own ids."""

    record: Record
    source: Source
    parties: dict[str, Party]


def find_events(view: View, query: str, types: Sequence[str] = (), limit: int = 20, offset: int = 0) -> Acts:
    """Events that `query` finds, of some types or of all, those of the newest articles first. What the query says of
    events holds of the event itself, all else of its article."""
    node = parse(query)
    of_types = events.c.type.in_(types) if types else true()
    found = event_condition(view, node) & of_types
    total = view.value(select(func.count()).select_from(events).where(found))
    chosen: Select[Any] = select(events.c.own, events.c.article)
    if total > MANY:
        of_event, of_article = events_of_articles(view, node)
        chosen = _walking(chosen, events, of_event & of_types).where(of_article)
    else:
        chosen = chosen.join(articles, articles.c.id == events.c.article).where(found)
    told = _acts(view, chosen, limit, offset) if total > offset else ()
    return Acts(query=query, offset=offset, total=total, events=told)


def _acts(view: View, chosen: Select[Any], limit: int, offset: int) -> tuple[Act, ...]:
    rows = view.rows(_newest(chosen, events.c.id).limit(min(limit, MOST_FACTS)).offset(offset))
    known = grounds(view, {row.article for row in rows})
    return tuple(act(known[row.article], row.own) for row in rows)


def find_statements(view: View, query: str, limit: int = 20, offset: int = 0) -> Sayings:
    """Statements that `query` finds, those of the newest articles first. `speaker:` holds of the statement itself, all
    else of its article."""
    node = parse(query)
    found = statement_condition(view, node)
    total = view.value(select(func.count()).select_from(statements).where(found))
    chosen: Select[Any] = select(statements.c.own, statements.c.article)
    if total > MANY:
        of_statement, of_article = statements_of_articles(view, node)
        chosen = _walking(chosen, statements, of_statement).where(of_article)
    else:
        chosen = chosen.join(articles, articles.c.id == statements.c.article).where(found)
    told = _sayings(view, chosen, limit, offset) if total > offset else ()
    return Sayings(query=query, offset=offset, total=total, statements=told)


def _sayings(view: View, chosen: Select[Any], limit: int, offset: int) -> tuple[Said, ...]:
    rows = view.rows(_newest(chosen, statements.c.id).limit(min(limit, MOST_FACTS)).offset(offset))
    known = grounds(view, {row.article for row in rows})
    return tuple(said(known[row.article], row.own) for row in rows)


def _walking(chosen: Select[Any], facts: Table, of_fact: ColumnElement[bool]) -> Select[Any]:
    """`chosen` from all articles and, of each, its facts that meet a condition. An outer join, and a condition on what
    it gives that says nothing of its columns, since SQLite would begin with the facts else."""
    joined = articles.outerjoin(facts, (facts.c.article == articles.c.id) & of_fact)
    return chosen.select_from(joined).where(func.coalesce(facts.c.id, 0) > 0)


def _newest(chosen: Select[Any], number: ColumnElement[int]) -> Select[Any]:
    return chosen.order_by(articles.c.day.desc(), articles.c.key, number)


def grounds(view: View, ids: Iterable[int]) -> dict[int, Ground]:
    """What the facts of articles stand on, by `articles.id`."""
    return {number: ground(record) for number, record in view.records(list(ids)).items()}


def ground(record: Record) -> Ground:
    """What the facts of an article stand on."""
    parties = {
        entity.id: Party(id=entity.id, name=entity.name, kind=entity.kind, roles=entity.roles, country=entity.country)
        for entity in record.entities
    }
    source = Source(
        id=record.id,
        title=record.title,
        outlet=record.outlet,
        published=record.published.value,
        not_after=record.published.not_after,
        uri=record.page.uri,
        sha256=record.page.sha256,
        fetched=record.page.fetched,
    )
    return Ground(record, source, parties)


def act(ground: Ground, own: str) -> Act:
    """The event of an article with this id."""
    record, several = ground.record, ground.parties
    event = next(event for event in record.events if event.id == own)
    return Act(
        id=f"{record.id}/{own}",
        **{name: getattr(event, name) for name in ("type", "status", "modes", "contexts", "date", "counts", "score")},
        actors=_named(several, event.actors),
        recipients=_named(several, event.recipients),
        sides=tuple(_named(several, side) for side in event.sides),
        place=several.get(event.place or ""),
        claimed=event.said_by is not None,
        said_by=_speaker(record, several, event.said_by),
        trigger=quote(record, event.trigger),
        content=quote(record, event.content) if event.content else None,
        quote=quote(record, sentence(record, event)),
        source=ground.source,
    )


def said(ground: Ground, own: str) -> Said:
    """The statement of an article with this id."""
    record, several = ground.record, ground.parties
    statement = next(statement for statement in record.statements if statement.id == own)
    return Said(
        id=f"{record.id}/{own}",
        speaker=several.get(statement.speaker or ""),
        addressees=_named(several, statement.addressees),
        via=_speaker(record, several, statement.said_by),
        direct=statement.direct,
        cue=quote(record, statement.cue),
        content=quote(record, statement.content),
        score=statement.score,
        source=ground.source,
    )


def quote(record: Record, span: Span) -> Quote:
    """The letters of a span."""
    return Quote(span[0], span[1], record.text[span[0] : span[1]])


def sentence(record: Record, fact: Event | Statement) -> Span:
    """The sentence in which an event's trigger or a statement's cue stands."""
    at = fact.trigger if isinstance(fact, Event) else fact.cue
    return next((span for span in record.sentences if span[0] <= at[0] < span[1]), at)


def _named(several: dict[str, Party], ids: Iterable[str]) -> tuple[Party, ...]:
    return tuple(several[one] for one in ids if one in several)


def _speaker(record: Record, several: dict[str, Party], statement: str | None) -> Party | None:
    found = next((each for each in record.statements if each.id == statement), None)
    return several.get(found.speaker or "") if found else None
