"""One event per type, parties and occasion in an article; nothing that is only asked for, promised or refused."""

from __future__ import annotations

from bisect import bisect, bisect_left

from msgspec.structs import replace

from mahdar.facts.events import WITH_CONTENT
from mahdar.facts.line import Line
from mahdar.model import Event

_AUTHORLESS = frozenset({"ASSAULT", "PROTEST"})  # types often told without naming who acts
_DEEDS = frozenset({"AID", "COERCE", "MOBILIZE", "RETREAT", "SANCTION"})  # or whom they struck is enough
_LONGEST_CONTENT = 3_000  # characters: the longest sentence and the longest quotation


def settle_events(events: list[Event], lines: tuple[Line, ...]) -> list[Event]:
    """The article's events, each told once, in order of the text."""
    ends = [line.sentence.end for line in lines]
    kept: list[Event] = []
    for event in _not_only_asked(events):
        twin = next((i for i in reversed(range(len(kept))) if _same_occasion(kept[i], event, ends)), None)
        if twin is None:
            kept.append(event)
        else:
            struck = tuple(dict.fromkeys((*kept[twin].recipients, *event.recipients)))
            kept[twin] = _fuller(kept[twin], event)
            if event.type == "ASSAULT":
                kept[twin] = replace(kept[twin], recipients=tuple(r for r in struck if r not in kept[twin].actors))
    return sorted(filter(_is_told, kept), key=lambda e: e.trigger)


def _is_told(event: Event) -> bool:
    """False for a noun or a verb in the present that has no doer, unless its type needs none: of 324 such, 5 have the
    parties of the development articles' gold, and one in five is there at all."""
    struck = event.type in _DEEDS and event.recipients
    if event.type == "AID" and "/noun" in event.why and not event.recipients:
        return False  # مساعدات, دعم: of 22 that name nobody helped, 6 are in that gold, none with its parties
    return bool(event.actors or event.type in _AUTHORLESS or "/past" in event.why or struck)


def _not_only_asked(events: list[Event]) -> list[Event]:
    contents = sorted(e.content for e in events if e.content and e.type in WITH_CONTENT)
    starts = [start for start, _ in contents]

    def asked(event: Event) -> bool:
        if "/past" in event.why:
            return False  # طالب بالتحقيق في هجوم قتل فيه جندي: told in the past, it took place
        at = event.trigger[0]
        near = contents[bisect_left(starts, at - _LONGEST_CONTENT) : bisect(starts, at)]
        return any(at < end for start, end in near if (start, end) != event.content)

    return [event for event in events if not asked(event)]


def _same_occasion(one: Event, other: Event, ends: list[int]) -> bool:
    """True for two tellings of one event: in one sentence, or the later by a noun that refers back (الهجوم، زيارته)."""
    if one.type != other.type or (one.type in WITH_CONTENT and one.content != other.content):
        return False
    if ("visit" in one.modes) != ("visit" in other.modes):
        return False
    together = bisect(ends, one.trigger[0]) == bisect(ends, other.trigger[0])
    if together and one.type == "ASSAULT":
        return _compatible(one.actors, other.actors)  # the attack and the deaths that it led to
    if together or other.why.endswith("definite"):
        return _compatible(one.actors, other.actors) and _compatible(one.recipients, other.recipients)
    return False


def _compatible(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not some or not others or bool(set(some) & set(others))


def _fuller(one: Event, other: Event) -> Event:
    """The event as it was told first, or at all with a party, with what only the other tells."""
    best, rest = (one, other) if one.actors or not other.actors else (other, one)
    return replace(
        best,
        actors=best.actors or rest.actors,
        recipients=best.recipients or rest.recipients,
        place=best.place or rest.place,
        date=best.date or rest.date,
        modes=best.modes or rest.modes,
    )
