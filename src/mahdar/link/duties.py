"""The asks and commitments of a record, and its events, as the ledger compares them: parties, words and deeds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from msgspec import Struct

from mahdar.link.deeds import common_words, deeds_asked, deeds_told, says, telling
from mahdar.link.terms import day_of, deadline
from mahdar.model import Entity, Event, Record, Span
from mahdar.stems import indexed

MOST_DUTIES = 12
"""Of one record: 2 of 2,553 of the corpus have more, long speeches."""
_MOST_WORDS = 24  # of a content: what stands behind is seldom what is asked
_MOST_AROUND = 48  # of a passage
_WORD = 12  # letters that hold the first word of a content
_HEAD = 60  # letters of a content within which whoever is to act is named
_PASSAGE = (160, 320)  # letters before and behind a trigger that tell of its event
_BEFORE = (45, 0)  # letters before a trigger that tell whether the deed is only asked for, intended or missed
_NEAR = (50, 130)  # letters before and behind a trigger that tell whether it is still to come


class Act(Struct, frozen=True, kw_only=True):
    """An event as the ledger compares it: `by` and `to` hold the marks (see `marks`) of who acts and to whom, `content`
    and `words` the telling stems of its content and of its passage, `deeds` what it (or its content)
    tells, under the names of deeds.tsv;
    `day` is the record's, `date` the event's own; `said` holds what its words are: ahead, renewed, refers (to an ask),
    claimed, game."""

    key: str  # "record/v2"
    type: str
    status: str
    day: str | None
    date: str | None
    by: tuple[str, ...]
    to: tuple[str, ...]
    content: tuple[str, ...]
    words: tuple[str, ...]
    deeds: frozenset[str]
    places: tuple[str, ...]
    references: frozenset[str]
    said: frozenset[str]
    at: Span


class Duty(Struct, frozen=True, kw_only=True):
    """An ask or a commitment: who (`by`) wants it of whom (`to`), or has promised it to whom. `about` are the marks of
    whom its content names, `first` those whom it names at once, `people` all persons
    among parties and named; `pledged` tells a
    promise by a word of promising; `rarity` says how much each word of `content` tells;
    `due` is the day of its own term, `date` the one that it was announced for, `met` the record that
    tells surest that it was met, and how surely."""

    key: str
    kind: Literal["ask", "promise"]
    type: str
    status: str
    day: str | None
    date: str | None
    due: str | None
    by: tuple[str, ...]
    to: tuple[str, ...]
    about: tuple[str, ...]
    first: tuple[str, ...]
    people: tuple[str, ...]
    content: tuple[str, ...]
    words: tuple[str, ...]
    deeds: tuple[str, ...]
    places: tuple[str, ...]
    references: tuple[str, ...]
    pledged: bool = False
    rarity: tuple[float, ...] = ()
    met: tuple[str, float] | None = None


def duties_of(record: Record, actors: Mapping[str, str]) -> tuple[Duty, ...]:
    """The asks and commitments of `record` whose author is told, in its order; `actors` names its entities (id -> key)
    as in all records."""
    known = {entity.id: marks(entity, actors) for entity in record.entities}
    found = (_duty(record, event, known) for event in record.events if is_duty(record, event))
    return tuple(duty for duty in found if duty.content and duty.by)[:MOST_DUTIES]


def is_duty(record: Record, event: Event) -> bool:
    """True for an ask or promise that says what it is about, and for a deed that is announced."""
    if event.status not in ("occurred", "future"):
        return False
    if event.type == "REQUEST":
        return event.content is not None
    if event.type in ("AGREE", "CONCEDE"):
        return event.content is not None and (event.status == "occurred" or _ahead(record, event))
    return event.status == "future" and event.type not in ("THREATEN", "REJECT") and _ahead(record, event)


def acts_of(record: Record, actors: Mapping[str, str]) -> tuple[Act, ...]:
    """The events of `record` that may be a step in the life of an earlier ask or promise, in its order: those that
    another one's content only asks for, promises or refuses are left out."""
    known = {entity.id: marks(entity, actors) for entity in record.entities}
    contents = [event.content for event in record.events if event.content]
    return tuple(
        _act(record, event, known)
        for event in record.events
        if not any(start <= event.trigger[0] < end and event.content != (start, end) for start, end in contents)
    )


def marks(entity: Entity, actors: Mapping[str, str]) -> tuple[str, ...]:
    """What `entity` is known by across records: "a:" and its actor's key, or the stems of its usual name
    ("g:" where the name does not tell it from others: a group of no country, a minister); "c:" and the country where it
    is one or governs one. A country goes by its code, however it is named."""
    name = actors.get(entity.id) or indexed(str(entity.ids.get("name") or entity.name))
    nameless = (entity.kind == "group" and not entity.country) or common_words().issuperset(name.split())
    vague = nameless and entity.id not in actors
    own = f"{'g' if vague else 'a'}:{name}"
    if entity.country in (None, "IGO"):
        return (own,)
    if entity.kind == "place":
        is_country = entity.ids.get("geonames") in _countries()
        return (f"a:@{entity.country}", f"c:{entity.country}") if is_country else (own,)
    return (own, f"c:{entity.country}") if entity.sector == "GOV" and entity.kind != "group" else (own,)


@cache
def _countries() -> frozenset[int]:
    """The GeoNames ids of countries, to tell them from their cities."""
    lines = (files("mahdar") / "data" / "places" / "countries.tsv").read_text("utf-8").splitlines()
    ids = (line.split("\t")[1] for line in lines if line and not line.startswith("#"))
    return frozenset(int(one) for one in ids if one.isdecimal())


def _duty(record: Record, event: Event, known: Mapping[str, tuple[str, ...]]) -> Duty:
    passage = _passage(record, event)
    start, end = event.content or (event.trigger[0], passage[1])
    asked = record.text[start:end]
    parties = {*event.actors, *event.recipients}
    own = _own_words(record, parties)
    return Duty(
        key=f"{record.id}/{event.id}",
        kind="ask" if event.type == "REQUEST" else "promise",
        type=event.type,
        status=event.status,
        day=day_of(record),
        date=event.date if event.status == "future" else None,
        due=deadline(event, record),
        by=_marks(event.actors, known),
        to=_marks(event.recipients, known),
        about=_marks(_named(record, (start, end), parties), known),
        first=_marks(_named(record, (start, min(end, start + _HEAD)), set(event.actors)), known),
        people=_marks(_people(record, (start, end), parties), known),
        content=tuple(word for word in telling(asked) if word not in own)[:_MOST_WORDS],
        words=telling(record.text[slice(*passage)])[:_MOST_AROUND],
        pledged=says("pledge", record.text[slice(*event.trigger)]),
        deeds=_deeds(record, event, (start, end), own),
        places=_places(record, passage),
        references=tuple(sorted(_references(record, passage))),
    )


def _act(record: Record, event: Event, known: Mapping[str, tuple[str, ...]]) -> Act:
    start, end = _passage(record, event)
    passage = record.text[start:end]
    where = event.content or (event.trigger[0], end)
    own = _own_words(record, {*event.actors, *event.recipients})
    told = [word for word in indexed(record.text[slice(*where)]).split() if word not in own]
    said = {name for name in ("renewed", "refers", "game") if says(name, passage)}
    before, _ = _around(record, event, _BEFORE)
    said |= {"unreal"} if says("unreal", record.text[before : event.trigger[0]]) else set()
    said |= {"ahead"} if _ahead(record, event) else set()
    said |= {"claimed"} if event.said_by else set()
    return Act(
        key=f"{record.id}/{event.id}",
        type=event.type,
        status=event.status,
        day=day_of(record),
        date=event.date,
        by=_marks(event.actors, known),
        to=_marks(event.recipients, known),
        content=telling(record.text[slice(*event.content)]) if event.content else (),
        words=telling(passage)[:_MOST_AROUND],
        deeds=deeds_asked(told) if event.content else deeds_told(event.type, told),
        places=_places(record, (start, end)),
        references=_references(record, (start, end)),
        said=frozenset(said),
        at=(start, end),
    )


def _deeds(record: Record, event: Event, where: Span, own: frozenset[str]) -> tuple[str, ...]:
    """What a content asks for, names left out; nothing where the importance of a deed is told, which may be done."""
    start, end = where
    told = record.text[event.trigger[0] : start] + record.text[start : min(end, start + _WORD)]
    if event.type == "REQUEST" and "همية" in told:
        return ()
    bodies = {e.id for e in record.entities if e.kind == "organization"}.intersection(_named(record, where, set()))
    names = own | _own_words(record, bodies)
    return tuple(sorted(deeds_asked([word for word in indexed(record.text[start:end]).split() if word not in names])))


def _own_words(record: Record, parties: set[str]) -> frozenset[str]:
    """The stems of the parties' names and roles, which say who acts and nothing of what."""
    names = (name for e in record.entities if e.id in parties for name in (e.name, *e.roles))
    return frozenset(word for name in names for word in indexed(name).split())


def _named(record: Record, where: Span, but: set[str]) -> list[str]:
    """Who is named within `where`, apart from `but`."""
    start, end = where
    return [e.id for e in record.entities if e.id not in but and any(start <= at < end for at, _ in e.mentions)]


def _people(record: Record, where: Span, parties: set[str]) -> list[str]:
    persons = {entity.id for entity in record.entities if entity.kind == "person"}
    return [one for one in (*sorted(parties), *_named(record, where, parties)) if one in persons]


def _marks(ids: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark for one in ids for mark in known.get(one, ())))


def _references(record: Record, where: Span) -> frozenset[str]:
    start, end = where
    return frozenset(f"{r.kind} {r.number}" for r in record.references if r.number and start <= r.span[0] < end)


def _places(record: Record, where: Span) -> tuple[str, ...]:
    """The places named within `where`, as "name@country", countries as "@country"."""
    named = set(_named(record, where, set()))
    places = (e for e in record.entities if e.id in named and e.kind == "place")
    own = (("" if e.ids.get("geonames") in _countries() else indexed(e.name), e.country or "") for e in places)
    return tuple(sorted({f"{name}@{country}" for name, country in own}))


def _ahead(record: Record, event: Event) -> bool:
    """True where words around the trigger tell of something still to come."""
    start, end = _around(record, event, _NEAR)
    return says("ahead", record.text[start:end])


def _passage(record: Record, event: Event) -> Span:
    return _around(record, event, _PASSAGE)


def _around(record: Record, event: Event, reach: tuple[int, int]) -> Span:
    """So many letters before and behind the trigger, within its sentence."""
    at = bisect_right(record.sentences, event.trigger[0], key=lambda span: span[0]) - 1
    first, last = record.sentences[at] if at >= 0 else (0, len(record.text))
    start, end = event.trigger
    return max(first, start - reach[0]), max(end, min(last, end + reach[1]))
