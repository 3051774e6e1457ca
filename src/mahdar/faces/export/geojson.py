"""Events on the map: a GeoJSON FeatureCollection (RFC 7946), one point for each event whose place has coordinates.

An event without such a place is none of the map's. Coordinates are longitude, latitude.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from mahdar.faces.export.parts import Parts, on_map, parts
from mahdar.faces.export.whole import Out
from mahdar.model import Event, Record

_encode = msgspec.json.Encoder().encode


def write(records: Iterable[Record], out: Out) -> None:
    """Write the collection, a feature a line."""
    out.write(b'{"type":"FeatureCollection","features":[')
    before = b"\n"
    for record in records:
        for feature in features(record):
            out.write(before + _encode(feature))
            before = b",\n"
    out.write(b"\n]}\n")


def features(record: Record) -> Iterator[dict[str, Any]]:
    """The events of `record` that have a point on the map."""
    of = parts(record)
    for event in record.events:
        if at := on_map(of.entities.get(event.place or "")):
            yield {
                "type": "Feature",
                "id": of.cite(event.id),
                "geometry": {"type": "Point", "coordinates": [at[1], at[0]]},
                "properties": _properties(of, event),
            }


def _properties(of: Parts, event: Event) -> dict[str, Any]:
    record, start_end = of.record, of.stands_on(event)
    return {
        "event": event.type,
        "modes": event.modes,
        "status": event.status,
        "told_by": of.tellers(event.said_by),
        "actors": of.names(event.actors),
        "recipients": of.names(event.recipients),
        "place": of.name(event.place),
        "date": event.date,
        "counts": event.counts,
        "trigger": of.words(event.trigger),
        "words": of.words(start_end),
        "start": start_end[0],
        "end": start_end[1],
        "title": record.title,
        "outlet": record.outlet,
        "published": record.published.value,
        "not_after": record.published.not_after,
        "url": record.page.uri,
        "sha256": record.page.sha256,
    }
