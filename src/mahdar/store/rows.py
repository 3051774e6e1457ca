"""What a record gives each table and index."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar, overload

import msgspec
from msgspec import Struct

from mahdar.arabic import key as folded
from mahdar.errors import BadArchive
from mahdar.model import Entity, Event, Published, Record
from mahdar.stems import indexed
from mahdar.store.engines import GAP

MOST_WORDS = 16_000
"""So many words of an article are indexed: PostgreSQL's positions end at 16,383."""
MOST_TIMES = 255
"""A word's further occurrences are indexed as gaps: PostgreSQL keeps 255 positions of a lexeme."""
MOST_BYTES = 500_000
"""The stems of an article together: a tsvector holds 1 MiB, positions and all."""
LONGEST_NAME = 300
MOST_UNPACKED = 1_000_000_000
"""No record is larger; what is was not packed here."""
SMALL = 30_000
REMEMBERED = 1_000
"""So many records of at most this size, packed, are kept unpacked: about 60 MB."""
_LEVEL = 6

Row = dict[str, Any]


class Name(Struct, frozen=True):
    """A name of its kind, as the table of names has it."""

    kind: str
    folded: str
    name: str


def packed(record: Record) -> bytes:
    """`record` as the database keeps it: JSON, packed with zlib and a dictionary (a fifth smaller than without)."""
    packer = _packer().copy()
    return packer.compress(msgspec.json.encode(record)) + packer.flush()


class Glance(Struct, frozen=True, kw_only=True):
    """What a list of hits shows of a record."""

    id: str
    title: str | None
    outlet: str | None
    text: str
    published: Published


_T = TypeVar("_T")


class Naming(Struct, frozen=True, kw_only=True):
    """Who and what a record names, and when it was published."""

    published: Published
    entities: tuple[Entity, ...]


def unpacked(data: bytes) -> Record:
    """The record that `packed` was given; BadArchive where these are not its bytes."""
    return _read(data, Record)


def glance(data: bytes) -> Glance:
    """A first look at the record that `packed` was given, in half the time; BadArchive as for `unpacked`."""
    return _read(data, Glance)


def naming(data: bytes) -> Naming:
    """Who and what the record names that `packed` was given; BadArchive as for `unpacked`."""
    return _read(data, Naming)


def _read(data: bytes, kind: type[_T]) -> _T:
    """Lists show the newest again and again: what is small is remembered for a while."""
    read: Callable[[bytes, Any], _T] = _remembered if len(data) <= SMALL else _decoded
    return read(data, kind)


@lru_cache(maxsize=REMEMBERED)
def _remembered(data: bytes, kind: Any) -> Any:
    return _decoded(data, kind)


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _decoded(data: bytes, kind: Any) -> Any:
    try:
        unpacker = zlib.decompressobj(zdict=_dictionary())
        said = unpacker.decompress(data, MOST_UNPACKED)
        if not unpacker.eof:
            raise ValueError("it is cut off or too large")
        return _decoder(kind).decode(said)
    except (zlib.error, ValueError) as wrong:
        raise BadArchive(f"a record in the database is damaged ({wrong}); run `mahdar archive verify`.") from None


@cache
def _dictionary() -> bytes:
    """Records of the sample pages, as what they share with others need not be packed again. The file must stay as it
    is, byte for byte: no record could be unpacked with another."""
    return (files("mahdar") / "data" / "packing" / "records.jsonl").read_bytes()[-(1 << 15) :]


@cache
def _packer() -> zlib._Compress:
    return zlib.compressobj(_LEVEL, zdict=_dictionary())


@overload
def plain(text: str) -> str: ...
@overload
def plain(text: str | None) -> str | None: ...
def plain(text: str | None) -> str | None:
    """`text` without the signs that PostgreSQL or UTF-8 cannot hold."""
    return text and text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def article_row(record: Record) -> Row:
    """The row of `articles`, but for its `id` and `page`."""
    published = record.published.value
    return {
        "key": record.id,
        "title": plain(record.title),
        "outlet": plain(record.outlet),
        "published": published,
        "day": published or record.published.not_after or "",
    }


def indexed_text(record: Record) -> tuple[str, ...]:
    """The stems of title and body, as both engines index them."""
    return _fitting(indexed(record.title or ""), indexed(record.text))


@lru_cache(maxsize=20_000)  # those who are in the news are named again and again
def indexed_name(name: str) -> str:
    """The stems of a name."""
    return _fitting(indexed(name))[0]


def _fitting(*columns: str) -> tuple[str, ...]:
    """`columns` as they are, or what an index can take of them."""
    together = " ".join(columns)
    times = Counter(together.split())
    fits = times.total() <= MOST_WORDS and len(together.encode()) <= MOST_BYTES
    return columns if fits and max(times.values(), default=0) <= MOST_TIMES else tuple(_cut(columns))


def _cut(columns: Iterable[str]) -> Iterator[str]:
    words, room = MOST_WORDS, MOST_BYTES
    times: Counter[str] = Counter()
    for column in columns:
        taken = []
        for stem in column.split()[:words]:
            times[stem] += 1
            room -= len(stem.encode()) if times[stem] == 1 else 0
            if room < 0:
                break
            taken.append(stem if times[stem] <= MOST_TIMES else GAP)
        words -= len(taken)
        yield " ".join(taken)


def names_of(entity: Entity) -> list[Name]:
    """The entity's main name and those of its other names that hold a word which the main name does not."""
    main = set(indexed_name(entity.name).split())
    others = [name for name in entity.names if set(indexed_name(name).split()) - main]
    return [_name(entity, name) for name in dict.fromkeys((entity.name, *others))]


def _name(entity: Entity, name: str) -> Name:
    written = plain(name)[:LONGEST_NAME]
    return Name(entity.kind, folded(written), written)


def entity_row(entity: Entity) -> Row:
    """The row of `entities`, but for its `id`, `article` and `name`."""
    lat, lon = entity.at or (None, None)
    return {"own": entity.id, "country": entity.country, "lat": lat, "lon": lon}


def event_row(event: Event) -> Row:
    """The row of `events`, but for its `id`, `article` and `place`."""
    return {
        "own": event.id,
        "type": event.type,
        "status": event.status,
        "modes": f" {' '.join(event.modes)} " if event.modes else "",
        "claimed": int(event.said_by is not None),
        "date": event.date,
    }


def parts_of(event: Event) -> Iterable[tuple[str, str]]:
    """Each party of `event` as (its part, the entity's own id), none twice."""
    parts = [("actor", one) for one in event.actors] + [("recipient", one) for one in event.recipients]
    parts += [(f"side{number}", one) for number, side in enumerate(event.sides, 1) for one in side]
    return dict.fromkeys(parts)
