"""Whether an archive is whole: every digest recomputed, every row held against the record that it was made from.

It may run while others write: it looks at one moment of the archive, and what a writer is about to append is no fault.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from mahdar.errors import BadArchive
from mahdar.store.evidence import page_of, segment_number, tombstone_of
from mahdar.store.removal import SCOUR
from mahdar.store.schema import articles, meta, pages
from mahdar.store.snapshot import Snapshot, Tell, known_ends, silent, snapshot
from mahdar.store.store import Store
from mahdar.store.verify_rows import check_indexes, check_links, check_records

_TOLD = 200  # after so many pages


class Problem(Struct, frozen=True):
    """What does not fit, and where. One that is `harmless` is left from a run that was stopped; nothing is lost."""

    where: str
    what: str
    harmless: bool = False


def verify(store: Store, tell: Tell = silent) -> Iterator[Problem]:
    """All that does not fit in an archive, as it is found; nothing, where it is whole. `tell` is told of progress."""
    try:
        with snapshot(store) as seen:
            count = _Count(seen, tell)
            for check in (check_pages(seen, count), _leftovers(store), _rows(seen, count), _faults(seen)):
                yield from _told(check)
    except BadArchive as wrong:
        yield Problem("the database", str(wrong))


def _told(check: Iterator[Problem]) -> Iterator[Problem]:
    """What a check finds, and that the database is too damaged for it where it is; others may still be made."""
    try:
        yield from check
    except SQLAlchemyError as wrong:
        yield Problem("the database", f"cannot be read: {' '.join(str(wrong.__cause__ or wrong).split())}")


class _Count:
    """How many pages and records have been looked at."""

    def __init__(self, seen: Snapshot, tell: Tell) -> None:
        self._tell = tell
        self._done = 0
        self._all = sum(seen.view.value(select(func.count()).select_from(table)) for table in (pages, articles))

    def up(self) -> None:
        """One more."""
        self._done += 1
        if self._done % _TOLD == 0 or self._done == self._all:
            self._tell(self._done, self._all)


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────────────────────


def check_pages(seen: Snapshot, count: _Count | None = None) -> Iterator[Problem]:
    """Pages that are not where they should be or not what they were, and bytes between them that are nobody's."""
    reached: dict[int, int] = {}
    for row in seen.view.stream(select(pages).order_by(pages.c.segment, pages.c.offset)):
        file = seen.files.get(row.segment)
        if file is None:
            yield Problem(row.key, "the page has no place" if row.segment is None else f"segment {row.segment} is gone")
            continue
        at = reached.get(row.segment, 0)
        if row.offset != at:
            what = f"bytes {at} to {row.offset} are no page's" if row.offset > at else "pages lie over each other"
            yield Problem(f"segment {row.segment}, byte {min(at, row.offset)}", what)
        reached[row.segment] = max(at, row.offset + row.length)
        yield from (Problem(row.key, what) for what in _wrong(row, file))
        if count:
            count.up()


def _wrong(row: Any, file: BinaryIO) -> Iterator[str]:
    """What is wrong with the page of a row."""
    try:
        file.seek(row.offset)
        member = file.read(row.length)
        if row.state == "removed":
            if (row.key, row.sha256) != tombstone_of(member):
                yield "another page's tombstone lies in its place"
            return
        page, digest = page_of(member)
    except (BadArchive, OSError, ValueError) as wrong:
        yield f"segment {row.segment}, byte {row.offset}: {wrong}"
        return
    if digest != row.sha256:
        yield f"another page lies in its place ({digest}, it should be {row.sha256})"
    elif (page.uri, page.fetched) != (row.uri, row.fetched):
        yield f"the page says another source ({page.uri}, {page.fetched}) than the database ({row.uri}, {row.fetched})"


def _leftovers(store: Store) -> Iterator[Problem]:
    """What lies in the pages' folder that the database does not know."""
    try:
        there = sorted(store.evidence.folder.iterdir())
    except OSError as problem:
        yield Problem(str(store.evidence.folder), f"cannot be looked into: {problem.strerror}")
        return
    for path in there:
        number = segment_number(path)
        if number is None or not path.is_file():
            yield Problem(path.name, "is none of the archive's files; move it elsewhere")
            continue
        try:
            with path.open("rb") as file:
                yield from _tail(store, number, file)
        except OSError:
            continue  # deleted meanwhile; a segment that is known and gone has been told of


def _tail(store: Store, number: int, file: BinaryIO) -> Iterator[Problem]:
    """What lies behind the last page that is known of a segment, unless a writer is at it."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return
    with store.view() as now:  # as long as the lock is held, nobody appends to it
        end = known_ends(now).get(number, 0)
        moved = now.value(select(meta.c.value).where(meta.c.key == f"retired {number}"))
    size = file.seek(0, 2)
    if moved and size:
        yield Problem(f"segment {number}", "a removal was broken off; the next to write to the archive will finish it")
    elif size > end:
        what = f"{size - end} bytes behind the last page were never reported as stored; the next writer cuts them off"
        yield Problem(f"segment {number}", what, harmless=True)


# ── the database ──────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(seen: Snapshot, count: _Count) -> Iterator[Problem]:
    for check in (check_links(seen.view), check_records(seen.view, count.up), check_indexes(seen.view)):
        yield from (Problem(where, what) for where, what in check)


def _faults(seen: Snapshot) -> Iterator[Problem]:
    if seen.view.value(select(meta.c.value).where(meta.c.key == SCOUR)):
        what = "its files may still hold words of a page that was removed; the next writer leaves nothing of them"
        yield Problem("the database", what, harmless=True)
    yield from (Problem("the database", fault) for fault in seen.view.faults())
