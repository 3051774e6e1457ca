"""The archive as it is at one moment, to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Select, select

from mahdar.errors import BadArchive, NotFound
from mahdar.model import Page, Record
from mahdar.store.engines import Database
from mahdar.store.evidence import Evidence, Place
from mahdar.store.rows import unpacked
from mahdar.store.schema import articles, meta, pages, records, vocabulary

_AT_A_TIME = 500


class View:
    """One consistent look at an archive: `rows` answers any question put in the tables of `schema`."""

    def __init__(self, connection: Connection, database: Database, evidence: Evidence, stems: Stems) -> None:
        self._connection = connection
        self._stems = stems
        self.database = database
        self.evidence = evidence

    def rows(self, question: Select[Any]) -> Sequence[Any]:
        """All rows of an answer."""
        return self._connection.execute(question).all()

    def stream(self, question: Select[Any]) -> Iterator[Any]:
        """The rows of a long answer, a few hundred at a time."""
        yield from self._connection.execute(question, execution_options={"yield_per": _AT_A_TIME})

    def value(self, question: Select[Any]) -> Any:
        """The first column of the first row, None where there is none."""
        return self._connection.execute(question).scalar()

    def revision(self) -> int:
        """A number that every change to the archive makes larger."""
        return int(self.value(select(meta.c.value).where(meta.c.key == "revision")) or 0)

    def record(self, key: str) -> Record:
        """The record with this id; NotFound where there is none."""
        data = self.value(select(records.c.record).join(articles).where(articles.c.key == key))
        if data is None:
            raise NotFound(self._why_missing(key))
        return unpacked(data)

    def _why_missing(self, key: str) -> str:
        for state, why in self.rows(select(pages.c.state, pages.c.why).where(pages.c.key == key)):
            return f"{key}: the page gave no record ({state}: {why})"
        return f"{key}: nothing in the archive has this id"

    def records(self, ids: Sequence[int]) -> dict[int, Record]:
        """Records by `articles.id`."""
        found = self.rows(select(records).where(records.c.article.in_(ids)))
        return {number: unpacked(data) for number, data in found}

    def every_record(self, question: Select[Any] | None = None) -> Iterator[Record]:
        """All records ordered by their ids, or those that `question`, a selection of `articles.id`, names."""
        chosen = select(records.c.record).join(articles).order_by(articles.c.key)
        if question is not None:
            chosen = chosen.where(articles.c.id.in_(question))
        for (data,) in self.stream(chosen):
            yield unpacked(data)

    def page(self, key: str) -> Page:
        """The page as it was received, checked against its digest; NotFound or BadArchive where it is not there."""
        columns = (pages.c.segment, pages.c.offset, pages.c.length, pages.c.sha256)
        chosen = select(*columns).where(pages.c.key == key, pages.c.state != "removed")
        for segment, offset, length, sha256 in self.rows(chosen):
            page, digest = self.evidence.read(Place(segment, offset, length))
            if digest != sha256:
                raise BadArchive(f"{key}: another page lies in its place; run `mahdar archive verify`.")
            return page
        raise NotFound(self._why_missing(key))

    def counts(self, index: str) -> Iterable[tuple[str, int, int]]:
        """Each stem of an index, in how many rows it is and how often."""
        return self.database.counts(self._connection, index)

    def indexed(self, index: str) -> Iterable[int]:
        """The ids of the rows in an index."""
        return self.database.indexed(self._connection, index)

    def faults(self) -> Iterable[str]:
        """What the engine itself finds damaged."""
        return self.database.faults(self._connection)

    def stems(self) -> Sequence[str]:
        """Every stem that the archive knows; loaded once per process, then only what is new."""
        with self._stems.lock:
            behind = vocabulary.c.id > self._stems.last
            new = self.rows(select(vocabulary.c.id, vocabulary.c.stem).where(behind).order_by(vocabulary.c.id))
            self._stems.known.extend(row.stem for row in new)
            self._stems.last = new[-1].id if new else self._stems.last
            return self._stems.known


class Stems:
    """The stems that one process has loaded."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self.last = 0
        self.lock = Lock()
