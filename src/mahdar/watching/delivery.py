"""Sending what watches found, to webhooks and by e-mail.

What was sent is marked in the database at once, one message a transaction, so that a run that is killed loses nothing
and the next one goes on where it ended. One doubt is left: killed after a server took a message and before that was
marked, it is sent again, as is one whose receiver took it but did not answer in time. A receiver tells the second by
its Idempotency-Key (webhook) or Message-ID (e-mail, where nothing new has joined the digest), which are the same.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from msgspec import Struct
from sqlalchemy import update

from mahdar.errors import Unwritable
from mahdar.settings import Settings
from mahdar.store import Store
from mahdar.store.schema import matches
from mahdar.store.writer import now
from mahdar.watching.items import ChannelName, Found, waiting
from mahdar.watching.mail import Mail
from mahdar.watching.outcome import Outcome
from mahdar.watching.saved import Watch, watches
from mahdar.watching.webhook import Webhook

PAUSE_S = 5.0
"""How long a receiver that failed is left alone before it is tried once more; then it waits for the next run."""
MOST_REFUSED = 100
"""Items that a webhook may refuse in one run, before it is left for the next."""

TURN_S = 120.0
"""How long one watch may take in a run, where its receiver is slow; the rest waits for the next."""

_Channel = Webhook | Mail


class Delivery(Struct, frozen=True):
    """One message and how many items it tells. With a `problem` it was not taken: its items wait for the next run."""

    watch: str
    channel: ChannelName
    to: str
    items: int
    problem: str = ""


def deliver(store: Store, settings: Settings, pause: Callable[[float], object] = sleep) -> Iterator[Delivery]:
    """Send all matches that were not sent yet. A receiver that fails is tried once more after the others, and holds
    nobody up. Where another run is sending already, this one leaves it to that."""
    with _alone(store.evidence.folder) as alone:
        if alone:
            yield from _Run(store, settings).run(pause)


class _Run:
    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._desk = settings.public_url
        self._channels: tuple[_Channel, ...] = (Webhook(settings), Mail(settings))

    def run(self, pause: Callable[[float], object]) -> Iterator[Delivery]:
        with self._store.view() as view:
            todo = [(watch, channel) for watch in watches(view) if watch.waiting for channel in self._channels]
        again = yield from self._tell_all([(watch, channel) for watch, channel in todo if _to(watch, channel)])
        if again:
            pause(PAUSE_S)
            yield from self._tell_all(again)

    def _tell_all(self, todo: list[tuple[Watch, _Channel]]) -> Generator[Delivery, None, list[tuple[Watch, _Channel]]]:
        """Send what waits; those that must be tried again."""
        again: list[tuple[Watch, _Channel]] = []
        silent: set[str] = set()
        for watch, channel in todo:
            if channel.place(watch) in silent:
                again.append((watch, channel))
                continue
            kind = yield from self._tell(watch, channel)
            if kind in ("later", "unreachable"):
                again.append((watch, channel))
            if kind == "unreachable":
                silent.add(channel.place(watch))
        return again

    def _tell(self, watch: Watch, channel: _Channel) -> Generator[Delivery, None, str]:
        """Send what waits for one watch, message by message; what became of the last one."""
        after, refused, until = ("", 0), 0, monotonic() + TURN_S
        for _ in range(channel.messages):
            with self._store.view() as view:
                found = waiting(view, watch, channel.name, after, channel.most, self._desk)
            if not found:
                break
            outcome = self._send(watch, channel, found)
            yield Delivery(watch.name, channel.name, _to(watch, channel) or "", len(found), outcome.problem)
            if outcome.kind in ("later", "unreachable"):
                return outcome.kind
            refused += outcome.kind == "refused"
            if refused == MOST_REFUSED or monotonic() > until:
                break
            after = (found[-1].item.matched, found[-1].page)
        return "sent"

    def _send(self, watch: Watch, channel: _Channel, found: list[Found]) -> Outcome:
        outcome = channel.send(watch, found)
        if outcome.kind == "sent":
            mine = (matches.c.watch == watch.id) & matches.c.page.in_([each.page for each in found])
            with self._store.writer() as writer, writer.transaction():
                writer.execute(update(matches).where(mine).values({channel.name: now()}))
        return outcome


def _to(watch: Watch, channel: _Channel) -> str | None:
    return watch.webhook if channel.name == "webhook" else watch.email


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else is sending for this archive; as long as the block lasts nobody else will. The lock is one on
    the folder of the pages itself, and goes with its holder."""
    try:
        fd = os.open(folder, os.O_RDONLY)
    except OSError as problem:
        raise Unwritable(f"{folder}: {problem.strerror}; look at the folder's owner and rights.") from None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        alone = True
    except OSError:
        alone = False
    try:
        yield alone
    finally:
        os.close(fd)
