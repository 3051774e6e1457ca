"""What the archive remembers of a feed: what it gave last, and when it may be asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from msgspec import Struct, structs
from sqlalchemy import delete, insert, select

from mahdar.settings import Settings
from mahdar.sources.origin import utc
from mahdar.store import Store, View
from mahdar.store.rows import plain
from mahdar.store.schema import feeds as table
from mahdar.store.schema import pages

LONGEST_WAIT = timedelta(days=1)
"""A feed that fails is left alone twice as long each time, and as long as it asks for, but no longer than this."""
LONGEST_MARK = 1_000
LONGEST_PROBLEM = 500
_AT_A_TIME = 400


class FeedState(Struct, frozen=True, kw_only=True):
    """A feed: its marks of what it gave last, when it was asked, when it may be asked again, and what went wrong."""

    url: str
    etag: str | None = None
    modified: str | None = None
    asked: str | None = None
    next: str | None = None
    failures: int = 0
    problem: str | None = None

    def due(self, now: datetime) -> bool:
        """Whether it may be asked."""
        return self.next is None or self.next <= utc(now)

    def known(self) -> dict[str, str]:
        """The headers that ask for something new alone."""
        marks = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: mark for name, mark in marks.items() if mark}

    def answered(self, headers: Mapping[str, str], now: datetime) -> FeedState:
        """The state after an answer with these headers."""
        etag, modified = _mark(headers.get("etag")), _mark(headers.get("last-modified"))
        return FeedState(url=self.url, etag=etag, modified=modified, asked=utc(now))

    def unchanged(self, now: datetime) -> FeedState:
        """The state after the answer that nothing is new."""
        return structs.replace(self, asked=utc(now), next=None, failures=0, problem=None)

    def failed(self, problem: str, settings: Settings, now: datetime, retry_after: str | None = None) -> FeedState:
        """The state after a failure; `retry_after` is the header in which the site says when to come again."""
        waited = timedelta(minutes=settings.poll_minutes) * 2 ** min(self.failures, 20)
        until = now + min(LONGEST_WAIT, max(waited, _asked_for(retry_after, now)))
        told = plain(problem)[:LONGEST_PROBLEM]
        return structs.replace(self, asked=utc(now), next=utc(until), failures=self.failures + 1, problem=told)

    def forgotten(self) -> FeedState:
        """The same without its marks, so that all it holds comes again."""
        return structs.replace(self, etag=None, modified=None)


def feeds(view: View) -> list[FeedState]:
    """All feeds that were ever asked, by address."""
    return [FeedState(**row._mapping) for row in view.rows(select(table).order_by(table.c.url))]


def states(view: View, urls: Iterable[str]) -> list[FeedState]:
    """The states of these feeds, new ones among them."""
    known = {state.url: state for state in feeds(view)}
    return [known.get(url) or FeedState(url=url) for url in urls]


def keep_states(store: Store, changed: Iterable[FeedState]) -> None:
    """Remember the states of feeds."""
    rows = [structs.asdict(state) for state in changed]
    if rows:
        with store.writer() as writer, writer.transaction():
            for row in rows:
                writer.execute(delete(table).where(table.c.url == row["url"]))
                writer.execute(insert(table).values(row))


def stored(view: View, uris: Iterable[str]) -> set[str]:
    """Those of the addresses that the archive has a page of."""
    wanted = list(uris)
    found: set[str] = set()
    for at in range(0, len(wanted), _AT_A_TIME):
        some = wanted[at : at + _AT_A_TIME]
        found |= {uri for (uri,) in view.rows(select(pages.c.uri).where(pages.c.uri.in_(some)))}
    return found


def _mark(value: str | None) -> str | None:
    """`value` where it can be sent back."""
    return value if value and len(value) <= LONGEST_MARK and value.isascii() and value.isprintable() else None


def _asked_for(retry_after: str | None, now: datetime) -> timedelta:
    """How long a Retry-After header asks to wait: seconds or a date; nothing where it says neither."""
    written = (retry_after or "").strip()
    if written.isascii() and written.isdigit():
        return timedelta(seconds=int(written[:9]))
    try:
        until = parsedate_to_datetime(written)
        return until - now if until.tzinfo else timedelta(0)
    except (ValueError, IndexError, OverflowError):
        return timedelta(0)
