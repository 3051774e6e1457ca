"""Which events of several articles are one: same type, and enough in common of who, whom, where, when and how many.

What two tellings have in common speaks for them, each thing with a weight; another place or day speaks against. Who did
it does not: that reports of one attack name different doers is just what a reader of both must see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date as calendar
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt

from msgspec import Struct

from mahdar.link.likeness import common_words, standing_words
from mahdar.link.stories import day_of
from mahdar.model import Entity, Event, Record, Span
from mahdar.stems import indexed

Actors = Mapping[tuple[str, str], str]
"""(a record's id, an entity's id) -> a key that is the same for the same actor in any article."""

ENOUGH = 3
"""Weights of what is in common from which two tellings are of one event: two parties, or a party or place with another
place, day, figure or way. Set by hand while reading two stories of the corpus; not measured."""
_PARTY, _PLACE, _CONTENT, _DATE, _COUNT, _WAY = 2, 2, 2, 1, 1, 1
_AT_A_PLACE = frozenset(("ASSAULT", "PROTEST"))  # of these a story has one at a place and day
_OWN_WAYS = frozenset(("abduct", "sexual", "torture", "strike", "hunger", "boycott"))
"""Modes of violence and protest that are never told of as another: a bombing is an attack, an abduction is not."""
_YEAR = 365
NEAR_KM = 60.0
"""Places so near may be one: a village and the town whose name stands for it."""
_ALIKE = 0.4  # share of the shorter content's stems that the other must have
_BOTH_SIDES = frozenset(("CONSULT", "AGREE", "COOPERATE"))
_BY_CONTENT = frozenset(("REQUEST", "AGREE", "REJECT", "THREATEN", "CONCEDE"))
_EARTH_KM = 6371.0


class Name(Struct, frozen=True):
    """Somebody or some place that an event names: the words, and what it is known by."""

    words: str
    marks: frozenset[str]  # shared by what may be the same


class Telling(Struct, frozen=True, kw_only=True):
    """An event as one article tells it."""

    record: str
    outlet: str | None
    event: Event
    speaker: str | None  # whose claim it is; None where the article reports it as a fact
    actors: tuple[Name, ...]
    recipients: tuple[Name, ...]
    place: Entity | None
    place_marks: frozenset[str]
    content: frozenset[str]
    way: frozenset[str]  # modes, and the trigger's stems
    past: bool  # told as history

    @property
    def marks(self) -> frozenset[str]:
        """By any of these the telling may be one with another."""
        return self.place_marks.union(*(name.marks for name in (*self.actors, *self.recipients)))


def tellings(record: Record, actors: Actors) -> list[Telling]:
    """The events of one article, in their order."""
    entities = {entity.id: entity for entity in record.entities}
    speakers = {s.id: entities[s.speaker].name for s in record.statements if s.speaker in entities}

    def names(ids: Iterable[str]) -> tuple[Name, ...]:
        known = (entities[each] for each in dict.fromkeys(ids) if each in entities)
        return tuple(Name(each.name, _marks(record.id, each, actors)) for each in known)

    return [
        Telling(
            record=record.id,
            outlet=record.outlet,
            event=event,
            speaker=None if event.said_by is None else speakers.get(event.said_by, ""),
            actors=names(event.actors),
            recipients=names(event.recipients),
            place=entities.get(event.place or ""),
            place_marks=_place_marks(record.id, entities.get(event.place or ""), actors),
            content=_stems(record, event.content),
            way=_stems(record, event.trigger).union(event.modes),
            past=event.status == "historical" or _long_ago(record, event.date),
        )
        for event in record.events
    ]


def _stems(record: Record, span: Span | None) -> frozenset[str]:
    return frozenset(indexed(record.text[slice(*span)]).split()) if span else frozenset()


def _long_ago(record: Record, date: str | None) -> bool:
    """Whether a date lies a year or more before the article's day."""
    day = day_of(record)
    return bool(date and day and date < calendar.fromordinal(max(1, day - _YEAR)).isoformat()[: len(date)])


def one_event(one: Telling, other: Telling) -> bool:
    """Whether the two tell of the same event."""
    first, second = one.event, other.event
    if first.type != second.type or one.past != other.past:
        return False
    if _other_day(first.date, second.date) or _other_place(one, other) or _other_way(first, second):
        return False
    if first.type in _BY_CONTENT and one.content and other.content and not _alike(one.content, other.content):
        return False
    if first.type not in ("ASSAULT", "COERCE") and _apart(one, other):
        return False
    return _in_common(one, other) >= ENOUGH


def _in_common(one: Telling, other: Telling) -> int:
    counts, theirs = one.event.counts, other.event.counts
    return sum((
        _PARTY * _met(one.actors, other.actors),
        _PARTY * _met(one.recipients, other.recipients),
        _PARTY * (one.event.type in _BOTH_SIDES and _met(one.actors, other.recipients)),
        (ENOUGH if one.event.type in _AT_A_PLACE else _PLACE) * _same_place(one, other),
        _DATE * bool(one.event.date and one.event.date == other.event.date),
        _COUNT * any(theirs.get(what) == number for what, number in counts.items()),
        _CONTENT * bool(one.content and other.content),
        _WAY * bool(one.way & other.way),
    ))  # fmt: skip


def _met(some: Iterable[Name], others: Iterable[Name]) -> bool:
    marks = frozenset[str]().union(*(name.marks for name in others))
    return any(name.marks & marks for name in some)


def _apart(one: Telling, other: Telling) -> bool:
    """Whether both name a doer, and not the same one."""
    if one.event.type in _BOTH_SIDES:
        all_of = (*one.actors, *one.recipients), (*other.actors, *other.recipients)
        return bool(all_of[0] and all_of[1]) and not _met(*all_of)
    return bool(one.actors and other.actors) and not _met(one.actors, other.actors)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * min(len(one), len(other))


def _other_day(one: str | None, other: str | None) -> bool:
    """Whether two dates differ as far as both are precise."""
    return bool(one and other) and not (str(one).startswith(str(other)) or str(other).startswith(str(one)))


def _other_way(one: Event, other: Event) -> bool:
    return _OWN_WAYS.intersection(one.modes) != _OWN_WAYS.intersection(other.modes)


def _same_place(one: Telling, other: Telling) -> bool:
    return bool(one.place_marks & other.place_marks)


def _other_place(one: Telling, other: Telling) -> bool:
    first, second = one.place, other.place
    if first is None or second is None or _same_place(one, other):
        return False
    if first.country and first.country == second.country and (_is_country(first) or _is_country(second)):
        return False
    return not (first.at and second.at and _km(first.at, second.at) <= NEAR_KM)


# ── what somebody is known by ─────────────────────────────────────────────────────────────────────────────────────


def _marks(record: str, entity: Entity, actors: Actors) -> frozenset[str]:
    """The actor's key where there is one, else the name's stems together, and those alone that few articles have (سروج
    of بلدة سروج التركية). People who are only counted (ثلاثون قتيلا) are known by nothing: so many others are."""
    key = actors.get((record, entity.id))
    if key is not None:
        return frozenset((f"key {key}",))
    stems = [word for word in indexed(entity.name).split() if not word.isdigit()]
    telling = sorted({word for word in stems if word not in standing_words()})
    if not telling and entity.kind != "group":
        telling = sorted(set(stems))
    rare = [f"{entity.kind} {word}" for word in telling if word not in common_words()]
    return frozenset([f"{entity.kind} {' '.join(telling)}", *rare] if telling else ())


def _place_marks(record: str, place: Entity | None, actors: Actors) -> frozenset[str]:
    """A place's own; a country's tell nothing of where in it."""
    return frozenset() if place is None or _is_country(place) else _marks(record, place, actors)


def _is_country(place: Entity) -> bool:
    return place.ids.get("geonames") in _countries()


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance over the ground (haversine)."""
    south, west, north, east = map(radians, (*one, *other))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


@cache
def _countries() -> frozenset[int]:
    lines = (files("mahdar") / "data" / "places" / "countries.tsv").read_text("utf-8").splitlines()
    ids = (line.split("\t")[1] for line in lines if line and not line.startswith("#"))
    return frozenset(int(each) for each in ids if each.isdecimal())


# ── groups ────────────────────────────────────────────────────────────────────────────────────────────────────────


def grouped(all_told: Iterable[Telling], same: Callable[[Telling, Telling], bool] = one_event) -> list[list[Telling]]:
    """Tellings of one event together, in the order of the first of each. A telling joins the group with most tellings
    that are the same event as it; it is compared only with groups that it shares a name with."""
    groups: list[list[Telling]] = []
    by_mark: dict[tuple[str, str], list[int]] = {}
    for telling in all_told:
        marks = [(telling.event.type, mark) for mark in sorted(telling.marks)]
        near = dict.fromkeys(number for mark in marks for number in by_mark.get(mark, ()))
        agreed = {number: sum(same(telling, other) for other in groups[number][:_COMPARED]) for number in near}
        best = max(agreed, key=lambda number: (agreed[number], -number), default=None)
        if best is None or 2 * agreed[best] < min(len(groups[best]), _COMPARED):
            best = len(groups)
            groups.append([])
        groups[best].append(telling)
        for mark in marks:
            if best not in by_mark.setdefault(mark, []):
                by_mark[mark].append(best)
    return groups


_COMPARED = 10  # tellings of one event that another is compared with; half must be the same event as it
