"""Following feeds, round after round."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import Any

from mahdar.keep import Added
from mahdar.polling.round import Pace, Round
from mahdar.settings import Settings
from mahdar.store import Store
from mahdar.watching import Delivery, deliver, match


def poll(
    store: Store, urls: Sequence[str], settings: Settings, once: bool = False, stop: Event | None = None
) -> Iterator[Added | Delivery]:
    """Follow feeds into the archive, `once` or until `stop` is set: what became of each page, feed and message. What
    is under way when `stop` comes is finished and stored; what is left waits for the next time. Without feeds, matches
    that wait are told all the same."""
    stop = stop or Event()
    pace = Pace(settings.host_delay_s, stop)
    while not stop.is_set():
        if urls:
            yield from Round(store, settings, pace.wait).run(urls)
        match(store)  # what a run that was killed had stored but not looked at
        if not stop.is_set():
            yield from deliver(store, settings, stop.wait)
        if once:
            return
        stop.wait(settings.poll_minutes * 60)


@contextmanager
def stopped_by_signals() -> Iterator[Event]:
    """An event that the first SIGINT or SIGTERM sets; the second acts as it always did. For the main thread."""
    stop = Event()
    before: dict[int, Any] = {}

    def heard(number: int, frame: FrameType | None) -> None:
        stop.set()
        put_back()

    def put_back() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, heard)
    try:
        yield stop
    finally:
        put_back()
