"""Acts about acts: who is asked is told by the act that is asked for."""

from __future__ import annotations

from bisect import bisect, bisect_left

from msgspec.structs import replace

from mahdar.model import Event


def with_askees(events: list[Event]) -> list[Event]:
    """The events of an article, an ask of nobody with whoever is to do what it asks for (ضرورة انسحاب تركيا)."""
    ordered = sorted(events, key=lambda e: e.trigger)
    starts = [e.trigger[0] for e in ordered]
    return [_asked(event, ordered, starts) for event in events]


def _asked(event: Event, ordered: list[Event], starts: list[int]) -> Event:
    if event.type != "REQUEST" or event.recipients or event.content is None:
        return event
    inside = ordered[bisect_left(starts, event.content[0]) : bisect(starts, event.content[1])]
    first = next((e for e in inside if e.trigger != event.trigger), None)
    doers = tuple(a for a in first.actors if a not in event.actors) if first else ()
    return replace(event, recipients=doers) if doers else event
