"""Meetings: who attended, who came along in which delegation, and the two sides."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from mahdar.arabic import key
from mahdar.facts.cast import Cast
from mahdar.facts.line import STOPS, Line
from mahdar.model import Event, Token

if TYPE_CHECKING:
    from mahdar.tools import Tools

_NEAR = 5  # tokens between the word and the meeting or delegation that it is about
_LIST = 60  # tokens that a list of names may run
_CLAUSE = frozenset({"opens", "break", "rel"})
_TWO_SIDED = frozenset({"CONSULT", "AGREE", "COOPERATE"})
_BACK = 6  # sentences between a meeting and the list of those who attended


class Roll(Struct, frozen=True):
    """The people whom a sentence lists of a meeting: where the list stands, who they are, whose delegation they are."""

    line: int
    token: int
    members: tuple[str, ...]
    country: str | None


def with_rolls(events: list[Event], lines: tuple[Line, ...], tools: Tools) -> tuple[list[Event], dict[str, str]]:
    """The events with everybody listed at their meetings; and the country of each who is listed in a delegation."""
    starts = [line.sentence.start for line in lines]
    countries: dict[str, str] = {}
    for number, line in enumerate(lines):
        for roll in _rolls(number, line, tools):
            at = line.tokens[roll.token].start
            meeting = _meeting_of(events, starts, number, at)
            if meeting is None:
                continue
            events = [_joined(e, roll) if e is meeting else e for e in events if e is meeting or e.trigger[0] != at]
            countries |= {m: roll.country for m in roll.members if roll.country}
    return events, countries


def _rolls(number: int, line: Line, tools: Tools) -> list[Roll]:
    words = tools.delegations
    found = []
    told = words["attend"] | words["include"] | words["along"]
    for index in [i for i, token in enumerate(line.tokens) if token.word.folded in told and line.inside[i] < 0]:
        word = line.tokens[index].word.folded
        kinds = {kind for kind in ("attend", "include", "along") if word in words[kind]}
        near = line.tokens[max(0, index - _NEAR) : index + _NEAR]
        stems = frozenset().union(*(other.word.stems for other in near))
        attends = "attend" in kinds and (word.endswith(("ه", "ها")) or bool(stems & words["meeting"]))
        includes = "include" in kinds and bool(stems & words["delegation"])
        members = _members(line, index) if attends or includes or "along" in kinds else ()
        if members:
            found.append(Roll(number, index, members, _country(near, tools) if includes else None))
    return found


def _members(line: Line, start: int) -> tuple[str, ...]:
    """The people named after a word, up to the next full stop or clause."""
    limit = min(len(line.tokens), start + _LIST)
    stops = (i for i in range(start + 1, limit) if line.tokens[i].word.folded in STOPS or line.kinds[i] & _CLAUSE)
    end = next(stops, limit)
    people = (p for p in line.phrases if start < p.first < end and p.mention.kind == "person")
    return tuple(dict.fromkeys(p.mention.entity for p in people))


def _country(near: tuple[Token, ...], tools: Tools) -> str | None:
    stems = (stem for token in near for stem in token.word.stems)
    return next((tools.places.nationalities[stem] for stem in stems if stem in tools.places.nationalities), None)


def _meeting_of(events: list[Event], starts: list[int], number: int, at: int) -> Event | None:
    """The meeting that a list belongs to: told before it in its sentence or in the few before."""
    before = [
        e
        for e in events
        if e.type == "CONSULT"
        and e.trigger[0] < at
        and number - (bisect(starts, e.trigger[0]) - 1) <= _BACK
        and e.actors
    ]
    return before[-1] if before else None


def _joined(meeting: Event, roll: Roll) -> Event:
    actors = tuple(dict.fromkeys((*meeting.actors, *roll.members)))
    return replace(meeting, actors=actors, recipients=tuple(r for r in meeting.recipients if r not in roll.members))


def with_both(events: list[Event], cast: Cast, tools: Tools) -> list[Event]:
    """The events with whom «الجانبان» and «الوزيران» mean: the two of the meeting told last."""
    duals = {e.id for e in cast.entities.values() if key(e.name) in tools.delegations["both"]}
    found: list[Event] = []
    pair: tuple[str, ...] = ()
    for event in sorted(events, key=lambda e: e.trigger) if duals else events:
        told = _both_named(event, duals, pair)
        parties = (*told.actors, *told.recipients)
        if told.type in _TWO_SIDED and len(parties) > 1 and duals.isdisjoint(parties):
            pair = parties
        found.append(told)
    return found


def _both_named(event: Event, duals: set[str], pair: tuple[str, ...]) -> Event:
    if not pair or duals.isdisjoint((*event.actors, *event.recipients)):
        return event
    actors = _spelled_out(event.actors, duals, pair)
    recipients = tuple(r for r in _spelled_out(event.recipients, duals, pair) if r not in actors)
    why = f"{event.why}/definite" if event.type == "CONSULT" else event.why  # the same meeting, told on
    return replace(event, actors=actors, recipients=recipients, why=why)


def _spelled_out(side: tuple[str, ...], duals: set[str], pair: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for s in side for one in (pair if s in duals else (s,))))


def with_sides(event: Event, cast: Cast, countries: dict[str, str]) -> Event:
    """A meeting with its two sides, that of the first actor first: by country, else the first actor and the others."""
    parties = (*event.actors, *event.recipients)
    if event.type != "CONSULT" or len(parties) < 2:
        return event
    known = {p: countries.get(p) or (cast.entities[p].country if p in cast.entities else None) for p in parties}
    home = known[parties[0]]
    second = tuple(p for p in parties if known[p] and known[p] != home) if home else ()
    first = tuple(p for p in parties if p not in second) if second else parties[:1]
    return replace(event, sides=(first, second or parties[1:]))
