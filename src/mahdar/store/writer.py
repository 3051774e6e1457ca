"""The one hand that changes an archive."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from msgspec import Struct, structs
from sqlalchemy import Connection, Executable, delete, func, insert, select, update

from mahdar.errors import NotFound
from mahdar.model import MadeBy, Page, Record, Rejected
from mahdar.store.engines import Database
from mahdar.store.evidence import Evidence, Segment, warc_record
from mahdar.store.indexing import renew
from mahdar.store.linked import forget_links
from mahdar.store.reading import Reading, count_up
from mahdar.store.removal import SCOUR, delete_retired, known_end, remove_page, retired, scour_wanted
from mahdar.store.rows import plain
from mahdar.store.schema import meta, pages

_KEY = re.compile(r"\w[\w.:@+=-]{0,119}")

State = Literal["record", "rejected", "failed", "removed"]


class Kept(Struct, frozen=True):
    """What became of a page: under which id it is stored, as what, and whether the archive had it before."""

    key: str
    state: State
    change: Literal["new", "read anew", "known", "refused"]
    why: str = ""


class Writer:
    """Writes in transactions: what one of them wrote is there as a whole once it has ended, or not at all."""

    def __init__(self, connection: Connection, database: Database, evidence: Evidence) -> None:
        self._connection = connection
        self._database = database
        self._evidence = evidence
        self._segment: Segment | None = None
        self._reading = Reading(connection, database)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Whatever is written inside is stored, pages first, when the block ends without an error."""
        stored = False
        try:
            self._begin()
            yield
            self._reading.write()
            count_up(self._connection, "revision")
            if self._segment:
                self._segment.sync()
            self._connection.commit()
            stored = True
        finally:
            if not stored:
                self._take_back()
        if self._segment and self._segment.full:
            self._let_go()

    def _begin(self) -> None:
        self._database.begin_writing(self._connection)
        if self._segment and retired(self._connection, self._segment.number):
            self._let_go()
        self._reading.begin()
        renew(self._connection, self._database)

    def _take_back(self) -> None:
        """Leave everything as it was. Whoever takes the segment next cuts off what the database does not know: only so
        is nothing lost where a server did commit, and its answer alone went missing."""
        self._reading.forget()
        try:
            self._connection.rollback()
        finally:
            self._let_go()

    def known(self, sha256: str, rules: str) -> Kept | None:
        """What the archive has of a page, where these rules need not read it. Outside a transaction."""
        row = self._known(sha256)
        self._connection.rollback()
        if row is None or (row.state != "removed" and row.rules != rules):
            return None
        if row.state == "removed":
            return Kept(row.key, "removed", "refused", f"removed from the archive: {row.why}")
        return Kept(row.key, row.state, "known")

    def keep(self, page: Page, found: Record | Rejected | None, rules: str, why: str = "") -> Kept:
        """Store `page` and what these rules read from it: its record, why it gives none, or None where reading failed,
        and `why`."""
        sha256 = hashlib.sha256(page.data).hexdigest()
        known = self._known(sha256)
        if known and known.state == "removed":
            return Kept(known.key, "removed", "refused", f"removed from the archive: {known.why}")
        if known and known.rules == rules:
            return Kept(known.key, known.state, "known", known.why or "")
        state, reason = _outcome(found, why)
        if known and known.state == "record" and state != "record":
            return Kept(known.key, "record", "known", f"the earlier reading stays, as this one gave none: {reason}")
        values = {"state": state, "why": plain(reason) or None, "rules": rules if found else None}
        if known:
            number, key = known.id, known.key
            self._reading.drop(number)
            self._execute(update(pages).where(pages.c.id == number).values(**values))
        else:
            number, key = self._add(page, sha256, self._key(found.id if found else "", sha256), values)
        if isinstance(found, Record):
            self._reading.take(number, structs.replace(found, id=key))
        return Kept(key, state, "read anew" if known else "new", reason)

    def remove(self, key: str, why: str) -> None:
        """Take a page out of the archive with all that was read from it; a tombstone says that it was there, and why
        it is gone. A transaction of its own. NotFound where no page has this id, or it is removed already."""
        with self.transaction():
            row = self._connection.execute(select(pages).where(pages.c.key == key)).one_or_none()
            if row is None or row.state == "removed":
                raise NotFound(f"{key}: {'is removed already' if row else 'no page in the archive has this id'}")
            self._reading.drop(row.id, and_words=True)
            self._let_go()
            remove_page(self._connection, self._evidence, row, plain(why), now())
        self.finish_removal()

    def finish_removal(self) -> None:
        """Leave no trace of pages that have been removed: called by `remove`, and by every writer in case one before it
        was broken off, or had to leave that because somebody was reading."""
        wanted = scour_wanted(self._connection)
        if wanted:
            delete_retired(self._connection, self._evidence)
        self._connection.rollback()
        if wanted and self._database.scour():
            self._database.begin_writing(self._connection)
            self._execute(delete(meta).where(meta.c.key == SCOUR))
            self._connection.commit()

    def execute(self, change: Executable, rows: Sequence[dict[str, Any]] | None = None) -> Any:
        """Any other change, to judgements, watches, feeds, tokens or links; inside a transaction. With `rows`, the same
        for each of them."""
        return self._connection.execute(change, rows)

    def forget_links(self) -> None:
        """Take back all that the linking passes found and remember; inside a transaction."""
        forget_links(self._connection)

    def next_id(self, column: Any) -> int:
        """The number after the largest in a column."""
        return (self._value(select(func.max(column))) or 0) + 1

    def close(self) -> None:
        """Let go of the segment, so that another writer may append to it."""
        self._let_go()

    # ── inside a transaction ──────────────────────────────────────────────────────────────────────────────────────

    def _add(self, page: Page, sha256: str, key: str, values: dict[str, str | None]) -> tuple[int, str]:
        """Append the page to the evidence; its number and key."""
        added = now()
        member = warc_record(page, sha256, added)
        if self._segment is None:
            self._segment = Segment.free(self._evidence, partial(known_end, self._connection))
        number = self.next_id(pages.c.id)
        row = {"id": number, "key": key, "sha256": sha256, "uri": plain(page.uri), "fetched": plain(page.fetched)}
        self._execute(
            insert(pages).values(**row, **values, added=added, **structs.asdict(self._segment.append(member)))
        )
        return number, key

    def _key(self, own: str, sha256: str) -> str:
        """The page's id: its own where it can stand in an address and no other page has it."""
        key = own if _KEY.fullmatch(own) else sha256[:16]
        for unlike in (key, f"{key}~{sha256[:8]}"):
            if self._value(select(pages.c.id).where(pages.c.key == unlike)) is None:
                return unlike
        return f"{key}~{sha256}"

    def _known(self, sha256: str) -> Any:
        return self._connection.execute(select(pages).where(pages.c.sha256 == sha256)).one_or_none()

    def _value(self, question: Any) -> Any:
        return self._connection.execute(question).scalar()

    def _execute(self, change: Executable) -> Any:
        return self._connection.execute(change)

    def _let_go(self) -> None:
        if self._segment:
            self._segment.close()
            self._segment = None


def now() -> str:
    """This moment as RFC 3339 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _outcome(found: Record | Rejected | None, why: str) -> tuple[State, str]:
    """State and reason of an outcome."""
    if isinstance(found, Record):
        return "record", ""
    return ("rejected", f"{found.rejected.stage}: {found.rejected.reason}") if found else ("failed", why)


def maker(made: MadeBy) -> str:
    """What made a reading, as one short word: the same for readings that cannot differ."""
    made_by = " ".join(filter(None, (made.mahdar, made.rules, made.model)))
    return hashlib.sha256(made_by.encode()).hexdigest()[:16]
