"""FollowTheMoney entities as JSON lines, as Aleph, OpenSanctions' tools and `ftm` read them.

| FollowTheMoney | what of the record |
|---|---|
| Article | the page: title, author, publisher, bodyText, publishedAt, retrievedAt, sourceUrl; SHA-256 in notes |
| Person | a person; roles are `position` |
| PublicBody | an organisation of sector GOV, LEG, JUD, MIL, COP or SPY |
| Organization | any other organisation |
| LegalEntity | a group, or a place that acts ("Paris demands"); which of them is in `classification` |
| Address | a place that has coordinates or where an event took place |
| Mention | which article names whom, by which names |
| Event | an event; `proof` is the Article, `summary` the words that it stands on, with their offsets in `notes` |

Every entity but Article and Mention has its Article as `proof`. Ids are made from the record's id, the page's digest
and the part's id: the same record gives the same ids, and no two articles share an entity; whether two are one person
is for others to judge. The name of a claim says that it is one ("ASSAULT (claim of …)"), as does that of what is not
known to have occurred ("AGREE (future)").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha1
from typing import Any

import msgspec

from mahdar.faces.export.countries import ALPHA_2
from mahdar.faces.export.parts import Parts, address, on_map, parts
from mahdar.faces.export.whole import Out
from mahdar.model import Entity, Event, Record

_PUBLIC = {"GOV", "LEG", "JUD", "MIL", "COP", "SPY"}
_DATE = re.compile(r"[12]\d{3}(-\d\d){0,2}")
_LANGUAGES = {"ar": "ara"}

_encode = msgspec.json.Encoder().encode


def write(records: Iterable[Record], out: Out) -> None:
    """Write one line for each entity."""
    for record in records:
        out.write(b"".join(_encode(entity) + b"\n" for entity in entities(record)))


def entities(record: Record) -> Iterator[dict[str, Any]]:
    """The article, its parties and places, who is mentioned, and the events of `record`."""
    of = parts(record)
    yield _article(of)
    acting = _acting(record)
    where = {event.place for event in record.events}
    for entity in record.entities:
        if entity.kind != "place" or entity.id in acting:
            yield _party(of, entity)
            yield _mention(of, entity)
        if entity.kind == "place" and (on_map(entity) or entity.id in where):
            yield _place(of, entity)
    for event in record.events:
        yield _event(of, event)


def _acting(record: Record) -> set[str]:
    """Who takes part in an event or speaks; places among them act as states and cities do."""
    found = {one for event in record.events for one in (*event.actors, *event.recipients)}
    return found | {statement.speaker for statement in record.statements if statement.speaker}


def _article(of: Parts) -> dict[str, Any]:
    record = of.record
    bound = record.published.not_after
    return _made(
        of,
        "Article",
        "",
        title=record.title,
        author=record.byline,
        publisher=record.outlet,
        bodyText=record.text,
        publishedAt=_date(record.published.value),
        date=_date(record.published.value),
        retrievedAt=(record.page.fetched or "")[:19].replace("Z", ""),
        sourceUrl=address(record),
        fileName=None if address(record) else record.page.uri,
        mimeType=record.page.media_type,
        encoding=record.page.charset,
        fileSize=str(record.page.bytes),
        language=_LANGUAGES.get(record.lang),
        processingAgent=f"mahdar {record.made_by.mahdar}",
        notes=[
            f"Record {record.id}",
            f"SHA-256 of the page as received: {record.page.sha256}",
            f"Day of publication not stated; not after {bound}" if bound and not record.published.value else None,
        ],
    )


def _schema(entity: Entity) -> str:
    if entity.kind == "person":
        return "Person"
    if entity.kind == "organization":
        return "PublicBody" if entity.sector in _PUBLIC else "Organization"
    return "LegalEntity"


def _party(of: Parts, entity: Entity) -> dict[str, Any]:
    schema = _schema(entity)
    return _made(
        of,
        schema,
        entity.id,
        name=entity.name,
        weakAlias=[name for name in entity.names if name != entity.name],
        country=_country(entity),
        sector=entity.sector,
        classification=entity.kind if schema == "LegalEntity" else None,
        position=list(entity.roles) if schema == "Person" else None,
        notes=None if schema == "Person" else list(entity.roles),
        proof=_id(of, ""),
    )


def _mention(of: Parts, entity: Entity) -> dict[str, Any]:
    return _made(
        of,
        "Mention",
        f"{entity.id}-mention",
        document=_id(of, ""),
        resolved=_id(of, entity.id),
        name=[entity.name, *entity.names],
        detectedSchema=_schema(entity),
        contextCountry=_country(entity),
    )


def _place(of: Parts, entity: Entity) -> dict[str, Any]:
    latitude, longitude = on_map(entity) or (None, None)
    return _made(
        of,
        "Address",
        f"{entity.id}-place",
        name=entity.name,
        full=entity.name,
        country=_country(entity),
        latitude=None if latitude is None else str(latitude),
        longitude=None if longitude is None else str(longitude),
        notes=f"GeoNames {entity.ids['geonames']}" if "geonames" in entity.ids else None,
        proof=_id(of, ""),
    )


def _event(of: Parts, event: Event) -> dict[str, Any]:
    tellers = of.tellers(event.said_by)
    claim = f"claim of {', as told by '.join(tellers)}" if tellers else ""
    standing = ", ".join(filter(None, (event.status.replace("occurred", ""), claim)))
    start, end = of.stands_on(event)
    parties = [one for one in (*event.actors, *event.recipients) if one in of.entities]
    return _made(
        of,
        "Event",
        event.id,
        name=f"{event.type}{f' ({standing})' if standing else ''}: {of.words(event.trigger)}",
        summary=of.words((start, end)),
        date=_date(event.date),
        involved=[_id(of, one) for one in parties],
        location=of.name(event.place),
        addressEntity=_id(of, f"{event.place}-place") if _is_place(of, event.place) else None,
        keywords=[event.type, *event.modes, *event.contexts],
        recordId=of.cite(event.id),
        sourceUrl=address(of.record),
        publisher=of.record.outlet,
        notes=[
            f"status: {event.status}",
            f"who: {'؛ '.join(of.names(event.actors))}" if event.actors else None,
            f"to whom: {'؛ '.join(of.names(event.recipients))}" if event.recipients else None,
            f"told by: {'؛ '.join(tellers)}" if tellers else None,
            f"letters {start}-{end} of the article's text",
        ],
        proof=_id(of, ""),
    )


def _is_place(of: Parts, place: str | None) -> bool:
    return place in of.entities and of.entities[place].kind == "place"


def _made(of: Parts, schema: str, part: str, **properties: str | list[Any] | None) -> dict[str, Any]:
    """An entity; of its properties those that have a value, each as a list without repeats, as the schema wants."""
    held = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    found = {name: list(dict.fromkeys(one for one in values if one)) for name, values in held.items()}
    return {"id": _id(of, part), "schema": schema, "properties": {n: v for n, v in found.items() if v}}


def _id(of: Parts, part: str) -> str:
    told = "\0".join((of.record.id, of.record.page.sha256, part))
    return f"mahdar-{sha1(told.encode(), usedforsecurity=False).hexdigest()}"


def _country(entity: Entity) -> str | None:
    return ALPHA_2.get(entity.country or "")


def _date(date: str | None) -> str | None:
    return date if date and _DATE.fullmatch(date) else None
