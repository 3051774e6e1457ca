"""How a page is taken out of the evidence.

A segment is never changed, so all that lies in it is copied to a new one, with a tombstone in the removed page's place;
the old one is retired in the same transaction, which no writer can overlap. What is left to do then, deleting the old
file and scouring the database, is noted in `meta`, and done by the next writer where it cannot be done at once.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from mahdar.errors import Unwritable
from mahdar.store.evidence import Evidence, Place, Segment, tombstone
from mahdar.store.linked import forget_links, link_judgements
from mahdar.store.schema import judgements, matches, meta, pages

SCOUR = "scour"
"""The key in `meta` that stands there until nothing of a removed page is left in the database's files."""


def known_end(connection: Connection, segment: int) -> int:
    """How far the database knows a segment; -1 where it is retired."""
    if retired(connection, segment):
        return -1
    end = func.max(pages.c.offset + pages.c.length)
    return connection.execute(select(end).where(pages.c.segment == segment)).scalar() or 0


def retired(connection: Connection, segment: int) -> bool:
    """Whether a segment's pages have been moved to another."""
    return connection.execute(select(meta.c.value).where(meta.c.key == _retired(segment))).scalar() is not None


def remove_page(connection: Connection, evidence: Evidence, row: Any, why: str, at: str) -> None:
    """Put a tombstone where the page of `row` lies, inside a transaction. Unwritable where there is no room for the
    copy; nothing is changed then."""
    old = row.segment
    last = connection.execute(select(func.max(pages.c.segment))).scalar() or 0
    new = Segment.new(evidence, max(last, *evidence.segments()) + 1)
    try:
        _move(connection, evidence, new, (old, row.id, tombstone(row.key, row.sha256, why, at)))
        new.sync()
    except (OSError, Unwritable):
        new.path.unlink(missing_ok=True)
        raise
    finally:
        new.close()
    connection.execute(insert(meta), {"key": _retired(old), "value": at})
    if not scour_wanted(connection):
        connection.execute(insert(meta), {"key": SCOUR, "value": at})
    connection.execute(delete(judgements).where(judgements.c.page == row.id))
    connection.execute(delete(matches).where(matches.c.page == row.id))
    connection.execute(
        delete(link_judgements).where(or_(link_judgements.c.left == row.id, link_judgements.c.right == row.id))
    )
    forget_links(connection)
    gone = {"state": "removed", "why": why, "uri": "", "fetched": None, "rules": None}
    connection.execute(update(pages).where(pages.c.id == row.id).values(**gone))


def _move(connection: Connection, evidence: Evidence, new: Segment, removed: tuple[int, int, bytes]) -> None:
    old, number, stone = removed
    columns = (pages.c.id, pages.c.offset, pages.c.length)
    for each, offset, length in connection.execute(
        select(*columns).where(pages.c.segment == old).order_by(pages.c.offset)
    ).all():
        place = new.append(stone if each == number else evidence.member(Place(old, offset, length)))
        moved = {"segment": place.segment, "offset": place.offset, "length": place.length}
        connection.execute(update(pages).where(pages.c.id == each).values(**moved))


def scour_wanted(connection: Connection) -> bool:
    """Whether the database's files may still hold something of a page that has been removed."""
    return connection.execute(select(meta.c.value).where(meta.c.key == SCOUR)).scalar() is not None


def delete_retired(connection: Connection, evidence: Evidence) -> None:
    """Delete the files of retired segments."""
    for key in connection.execute(select(meta.c.key).where(meta.c.key.startswith("retired "))).scalars():
        evidence.path(int(key.removeprefix("retired "))).unlink(missing_ok=True)


def _retired(segment: int) -> str:
    return f"retired {segment}"
