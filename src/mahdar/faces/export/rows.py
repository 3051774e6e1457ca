"""Records as the rows of five tables: events, statements, asks, entities, articles. CSV and Parquet write the same.

Every row names its article, the words that it stands on, and their place in the article's `text`: `start` and `end`
count Unicode code points, the end excluded. Parties stand there by name and by id; `cite` is the handle of the row's
part. A claim has `told_by`: whose claim it is, from the one who says it outwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from mahdar.faces.export.parts import Parts, on_map
from mahdar.model import Entity, Event, Record, Span, Statement

ASKS = {"REQUEST": "ask", "AGREE": "promise"}

Names = tuple[str, ...]


class Row(Struct, frozen=True, kw_only=True):
    """What every row says of its article."""

    article: str
    url: str
    outlet: str | None
    published: str | None


class ArticleRow(Row, frozen=True, kw_only=True):
    """An article; `text` is the body into which all offsets point."""

    title: str | None
    byline: str | None
    published_basis: str | None
    not_after: str | None
    fetched: str | None
    sha256: str
    lang: str
    made_by: str
    text: str


class EventRow(Row, frozen=True, kw_only=True):
    """An event: `words` name it, `sentence` is where they stand, `content` what is asked, promised or refused."""

    event: str
    cite: str
    type: str
    modes: Names
    contexts: Names
    status: str
    said_by: str | None
    told_by: Names
    actors: Names
    actor_ids: Names
    recipients: Names
    recipient_ids: Names
    sides: tuple[str, ...]
    place: str | None
    place_id: str | None
    geonames: int | None
    latitude: float | None
    longitude: float | None
    date: str | None
    words: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int
    content: str | None
    content_start: int | None
    content_end: int | None
    dead: int | None
    injured: int | None
    detained: int | None
    protesters: int | None
    score: float


class AskRow(Row, frozen=True, kw_only=True):
    """An ask (REQUEST) or a promise (AGREE): who asks whom for what, who promises whom what."""

    event: str
    cite: str
    kind: str
    who: Names
    who_ids: Names
    whom: Names
    whom_ids: Names
    content: str | None
    content_start: int | None
    content_end: int | None
    status: str
    said_by: str | None
    told_by: Names
    date: str | None
    words: str
    start: int
    end: int
    score: float


class StatementRow(Row, frozen=True, kw_only=True):
    """A statement: `words` are what is said, `cue` the reporting words."""

    statement: str
    cite: str
    speaker: str | None
    speaker_id: str | None
    addressees: Names
    addressee_ids: Names
    words: str
    start: int
    end: int
    cue: str
    cue_start: int
    cue_end: int
    direct: bool
    said_by: str | None
    told_by: Names
    score: float


class EntityRow(Row, frozen=True, kw_only=True):
    """A person, organisation, place or group of one article; `words` are the first that name it, `starts` and `ends`
    the places of all."""

    entity: str
    cite: str
    kind: str
    name: str
    names: Names
    known_as: str | None
    roles: Names
    country: str | None
    sector: str | None
    geonames: int | None
    latitude: float | None
    longitude: float | None
    words: str | None
    start: int | None
    end: int | None
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def article_rows(of: Parts) -> Iterator[Row]:
    """The article itself, as one row."""
    record = of.record
    yield ArticleRow(
        **_head(record),
        title=record.title,
        byline=record.byline,
        published_basis=record.published.basis,
        not_after=record.published.not_after,
        fetched=record.page.fetched,
        sha256=record.page.sha256,
        lang=record.lang,
        made_by=f"mahdar {record.made_by.mahdar}",
        text=record.text,
    )


def event_rows(of: Parts) -> Iterator[Row]:
    """A row for each event."""
    for event in of.record.events:
        place = of.entities.get(event.place or "")
        sentence = of.sentence(event.trigger)
        yield EventRow(
            **_head(of.record),
            event=event.id,
            cite=of.cite(event.id),
            type=event.type,
            modes=event.modes,
            contexts=event.contexts,
            status=event.status,
            said_by=event.said_by,
            told_by=of.tellers(event.said_by),
            actors=of.names(event.actors),
            actor_ids=event.actors,
            recipients=of.names(event.recipients),
            recipient_ids=event.recipients,
            sides=tuple("؛ ".join(of.names(side)) for side in event.sides),
            place=of.name(event.place),
            place_id=event.place,
            **_where(place),
            date=event.date,
            **_at(of, "words", event.trigger),
            **_at(of, "sentence", sentence),
            **_at(of, "content", event.content),
            dead=event.counts.get("dead"),
            injured=event.counts.get("injured"),
            detained=event.counts.get("detained"),
            protesters=event.counts.get("protesters"),
            score=event.score,
        )


def ask_rows(of: Parts) -> Iterator[Row]:
    """A row for each ask and promise."""
    for event in of.record.events:
        if event.type in ASKS:
            yield _ask(of, event)


def _ask(of: Parts, event: Event) -> AskRow:
    return AskRow(
        **_head(of.record),
        event=event.id,
        cite=of.cite(event.id),
        kind=ASKS[event.type],
        who=of.names(event.actors),
        who_ids=event.actors,
        whom=of.names(event.recipients),
        whom_ids=event.recipients,
        **_at(of, "content", event.content),
        status=event.status,
        said_by=event.said_by,
        told_by=of.tellers(event.said_by),
        date=event.date,
        **_at(of, "words", event.trigger),
        score=event.score,
    )


def statement_rows(of: Parts) -> Iterator[Row]:
    """A row for each statement."""
    for statement in of.record.statements:
        yield _statement(of, statement)


def _statement(of: Parts, statement: Statement) -> StatementRow:
    return StatementRow(
        **_head(of.record),
        statement=statement.id,
        cite=of.cite(statement.id),
        speaker=of.name(statement.speaker),
        speaker_id=statement.speaker,
        addressees=of.names(statement.addressees),
        addressee_ids=statement.addressees,
        **_at(of, "words", statement.content),
        **_at(of, "cue", statement.cue),
        direct=statement.direct,
        said_by=statement.said_by,
        told_by=of.tellers(statement.said_by),
        score=statement.score,
    )


def entity_rows(of: Parts) -> Iterator[Row]:
    """A row for each entity."""
    for entity in of.record.entities:
        yield _entity(of, entity)


def _entity(of: Parts, entity: Entity) -> EntityRow:
    return EntityRow(
        **_head(of.record),
        entity=entity.id,
        cite=of.cite(entity.id),
        kind=entity.kind,
        name=entity.name,
        names=entity.names,
        known_as=_text(entity.ids.get("name")),
        roles=entity.roles,
        country=entity.country,
        sector=entity.sector,
        **_where(entity),
        **_at(of, "words", entity.mentions[0] if entity.mentions else None),
        starts=tuple(start for start, _ in entity.mentions),
        ends=tuple(end for _, end in entity.mentions),
    )


TABLES: dict[str, tuple[type[Row], Callable[[Parts], Iterator[Row]]]] = {
    "articles": (ArticleRow, article_rows),
    "events": (EventRow, event_rows),
    "statements": (StatementRow, statement_rows),
    "asks": (AskRow, ask_rows),
    "entities": (EntityRow, entity_rows),
}
"""Each table's name, its row, and what makes its rows."""


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _head(record: Record) -> dict[str, Any]:
    return {
        "article": record.id,
        "url": record.page.uri,
        "outlet": record.outlet,
        "published": record.published.value,
    }


def _at(of: Parts, what: str, span: Span | None) -> dict[str, Any]:
    """The columns of a stretch of text: `words`, `start`, `end`, or for any other `what`, `what_start`, `what_end`."""
    start, end = ("start", "end") if what == "words" else (f"{what}_start", f"{what}_end")
    return {what: of.words(span), start: span[0] if span else None, end: span[1] if span else None}


def _where(place: Entity | None) -> dict[str, Any]:
    latitude, longitude = on_map(place) or (None, None)
    geonames = place.ids.get("geonames") if place else None
    return {"geonames": geonames if isinstance(geonames, int) else None, "latitude": latitude, "longitude": longitude}


def _text(value: int | str | None) -> str | None:
    return None if value is None else str(value)
