"""Events as PLOVER 0.8 JSON, one a line, by the names of the codebook's chapter "Data Fields".

| PLOVER field | filled from |
|---|---|
| id | RECORD/v3, the handle by which the event is cited |
| date | the event's day; null where no whole day is known (then see `date_known`) |
| event | list: the event's type |
| mode, context | the event's modes; its contexts, and PLOVER's special context for its status (future, hypothetical, negation, historical) |
| quad_code | 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict |
| source, recipient | lists of actor objects: the actors (all who meet, in CONSULT), the recipients |
| actor: code, sector | ISO 3166-1 alpha-3 country or IGO, null where unknown; PLOVER's sector |
| actor: actor_text, office | the name in the article; roles, joined by "؛ " |
| actor: identifier_id, identifier_text | null: Wikidata is not consulted; the usual name, where the word lists know the actor |
| actor: actor_loc | a place that acts: location object |
| event_loc | location object: geonameid, name, latitude, longitude, country code (alpha-2), cc3 |
| event_text | list: the words that name the event |
| text, text_info | the words that the event stands on; their sentence's number (from 1), start and end in the article's body |
| size | dead, injured, arrested, size (protesters) where the article gives figures |
| cite_info | citation (the handle), url, title, language, publication (the outlet), coder, codebook |
| coder | mahdar and its version |

Fields that PLOVER does not have: `status`, `said_by` (the statement's handle) and `told_by` (whose claim it is, from the
one who says it outwards; empty where the outlet reports it): who leaves claims and what did not occur out of a count must
look at these. Further `date_known` (as precise as it is known), `published`, `not_after`, `sides`, `content` (what is asked, promised,
refused) with its offsets, `score`; `actor: id, kind, names`; `cite_info: sha256, fetched`.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from mahdar.faces.export.countries import ALPHA_2
from mahdar.faces.export.parts import Parts, address, on_map, parts, whole_day
from mahdar.faces.export.whole import Out
from mahdar.model import Entity, Event, Record, Span

_QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
_SPECIAL = {"future": "future", "hypothetical": "hypothetical", "negated": "negation", "historical": "historical"}
_SIZES = {"dead": "dead", "injured": "injured", "detained": "arrested", "protesters": "size"}

_encode = msgspec.json.Encoder().encode


def write(records: Iterable[Record], out: Out) -> None:
    """Write one line for each event."""
    for record in records:
        out.write(b"".join(_encode(event) + b"\n" for event in events(record)))


def events(record: Record) -> Iterator[dict[str, Any]]:
    """The events of `record`, each as PLOVER's fields."""
    of = parts(record)
    for event in record.events:
        yield {
            "id": of.cite(event.id),
            "date": whole_day(event.date),
            "event": [event.type],
            "mode": list(event.modes),
            "context": [*event.contexts, *filter(None, [_SPECIAL.get(event.status)])],
            "quad_code": _QUADS.get(event.type),
            "source": [_actor(of, one) for one in event.actors],
            "recipient": [_actor(of, one) for one in event.recipients],
            "event_loc": _location(of.entities.get(event.place or "")),
            "event_text": [of.words(event.trigger)],
            **_text(of, event),
            "size": {_SIZES.get(what, what): count for what, count in event.counts.items()} or None,
            "cite_info": _cited(of, event),
            "coder": f"mahdar {record.made_by.mahdar}",
            **_own(of, event),
        }


def _actor(of: Parts, entity: str) -> dict[str, Any]:
    found = of.entities.get(entity) or Entity(id=entity, kind="group", name=entity)
    return {
        "code": found.country,
        "sector": found.sector,
        "actor_text": found.name,
        "identifier_id": None,
        "identifier_text": found.ids.get("name"),
        "office": "؛ ".join(found.roles) or None,
        "actor_loc": _location(found) if found.kind == "place" else None,
        "id": of.cite(entity),
        "kind": found.kind,
        "names": list(found.names),
    }


def _location(place: Entity | None) -> dict[str, Any] | None:
    if place is None:
        return None
    latitude, longitude = on_map(place) or (None, None)
    return {
        "geonameid": place.ids.get("geonames"),
        "name": place.name,
        "latitude": latitude,
        "longitude": longitude,
        "country code": ALPHA_2.get(place.country or "", "").upper() or None,
        "cc3": place.country,
    }


def _text(of: Parts, event: Event) -> dict[str, Any]:
    span = of.stands_on(event)
    number = of.sentence_number(event.trigger)
    place = {"sequence": None if number is None else number + 1, "start": span[0], "end": span[1]}
    return {"text": of.words(span), "text_info": place}


def _cited(of: Parts, event: Event) -> dict[str, Any]:
    record = of.record
    return {
        "citation": of.cite(event.id),
        "url": address(record),
        "title": record.title,
        "language": record.lang,
        "publication": record.outlet,
        "coder": f"mahdar {record.made_by.mahdar}",
        "codebook": "plover-0.8",
        "sha256": record.page.sha256,
        "fetched": record.page.fetched,
    }


def _own(of: Parts, event: Event) -> dict[str, Any]:
    return {
        "status": event.status,
        "said_by": of.cite(event.said_by) if event.said_by else None,
        "told_by": of.tellers(event.said_by),
        "date_known": event.date,
        "published": of.record.published.value,
        "not_after": of.record.published.not_after,
        "sides": [of.names(side) for side in event.sides],
        "trigger": _place(event.trigger),
        "content": of.words(event.content),
        "content_info": _place(event.content),
        "score": event.score,
    }


def _place(span: Span | None) -> dict[str, int] | None:
    return {"start": span[0], "end": span[1]} if span else None
