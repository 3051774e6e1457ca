"""What SQLite and PostgreSQL do each in its own way: opening, one writer at a time, and the index of stems.

An index of stems holds for each row the stems of its columns, in their order. Both engines take a stem as it is:
SQLite's `ascii` tokenizer parts at the spaces between them, and PostgreSQL is given lexemes with their positions, so
that neither's own idea of Arabic letters can make a difference.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, create_engine, event, func, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql import column, literal, select, table
from typing_extensions import override

from mahdar.errors import BadArchive

GAP = "_"
"""Stands in an index for a word that is not to be found; no stem has this sign."""
INDEXES = {"words": ("title", "body"), "name_words": ("name",)}
"""The indexes of stems and their columns: of articles by `articles.id`, of names by `names.id`."""

BUSY_SECONDS = 120
SCOUR_SECONDS = 2
READERS = 40
_CACHE_KIB = 64_000
_MAPPED_BYTES = 4_000_000_000


class Database(ABC):
    """One engine's ways."""

    engine: Engine

    @abstractmethod
    def index_tables(self) -> Sequence[str]:
        """The statements that make the indexes of stems."""

    @abstractmethod
    def begin_writing(self, connection: Connection) -> None:
        """Begin a transaction that no other writer's can overlap."""

    @abstractmethod
    def begin_reading(self, connection: Connection) -> None:
        """Begin a transaction that sees the archive as it is now until its end."""

    @abstractmethod
    def scour(self) -> bool:
        """Leave nothing in the files of what was deleted; False where readers hold on to it for now."""

    @abstractmethod
    def index(self, connection: Connection, name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Put rows, each its id and its columns' stems joined by spaces, into an index."""

    @abstractmethod
    def unindex(self, connection: Connection, name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Take rows out of an index; they must be what was put in."""

    @abstractmethod
    def empty(self, connection: Connection, name: str) -> None:
        """Take all rows out of an index, whatever they hold."""

    @abstractmethod
    def indexed(self, connection: Connection, name: str) -> Iterable[int]:
        """The ids of the rows in an index."""

    @abstractmethod
    def counts(self, connection: Connection, name: str) -> Iterable[tuple[str, int, int]]:
        """Each stem of an index, in how many rows it is and how often."""

    @abstractmethod
    def faults(self, connection: Connection) -> Iterable[str]:
        """What the engine itself finds damaged."""

    @abstractmethod
    def phrase(self, stems: Sequence[str], columns: Sequence[str]) -> str:
        """What finds these stems one after the other in one of `columns`, as part of an expression."""

    @abstractmethod
    def prefix(self, start: str, columns: Sequence[str]) -> str:
        """What finds a stem that begins with `start`."""

    @abstractmethod
    def both(self, first: str, second: str) -> str:
        """What finds what both expressions find."""

    @abstractmethod
    def either(self, first: str, second: str) -> str:
        """What finds what one of two expressions finds."""

    @abstractmethod
    def without(self, first: str, second: str) -> str:
        """What finds what the first expression finds and the second does not."""

    @abstractmethod
    def counted(self, name: str, expression: str) -> Select[Any]:
        """How many rows `expression` finds in an index."""

    @abstractmethod
    def found(self, name: str, expression: str, rows: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether `rows`, a column of ids, is among what `expression` finds in an index."""


class Sqlite(Database):
    """A file, in WAL mode: readers go on while one writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = create_engine(
            URL.create("sqlite", database=str(path)),
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
            poolclass=QueuePool,
            pool_size=READERS,
            max_overflow=READERS,
            pool_use_lifo=True,  # the connection whose pages were read last
        )
        event.listen(self.engine, "connect", _prepare)

    @override
    def index_tables(self) -> Sequence[str]:
        return [
            f"CREATE VIRTUAL TABLE {name} USING fts5({', '.join(columns)}, content='', "
            f"tokenize=\"ascii tokenchars '{GAP}'\")"
            for name, columns in INDEXES.items()
        ]

    @override
    def begin_writing(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @override
    def begin_reading(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT value FROM meta LIMIT 1")  # only the first look takes the snapshot

    @override
    def scour(self) -> bool:
        with self.engine.connect() as connection:
            for name in INDEXES:
                connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('optimize')")
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {SCOUR_SECONDS * 1000}")  # other writers wait as long
            waits, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        return not waits

    @override
    def index(self, connection: Connection, name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        _change(connection, name, rows)

    @override
    def unindex(self, connection: Connection, name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        _change(connection, name, rows, deleting=True)

    @override
    def empty(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('delete-all')")

    @override
    def indexed(self, connection: Connection, name: str) -> Iterable[int]:
        return connection.exec_driver_sql(f"SELECT id FROM {name}_docsize").scalars()

    @override
    def counts(self, connection: Connection, name: str) -> Iterable[tuple[str, int, int]]:
        terms = f"temp.{name}_terms"
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE IF NOT EXISTS {terms} USING fts5vocab(main, {name}, row)")
        return (tuple(row) for row in connection.exec_driver_sql(f"SELECT term, doc, cnt FROM {terms}"))

    @override
    def faults(self, connection: Connection) -> Iterable[str]:
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
        return [fault for fault in found if fault != "ok"]

    @override
    def phrase(self, stems: Sequence[str], columns: Sequence[str]) -> str:
        return f'{{{" ".join(columns)}}} : "{" ".join(stems)}"'

    @override
    def prefix(self, start: str, columns: Sequence[str]) -> str:
        return f'{{{" ".join(columns)}}} : "{start}" *'

    @override
    def both(self, first: str, second: str) -> str:
        return f"({first}) AND ({second})"

    @override
    def either(self, first: str, second: str) -> str:
        return f"({first}) OR ({second})"

    @override
    def without(self, first: str, second: str) -> str:
        return f"({first}) NOT ({second})"

    @override
    def counted(self, name: str, expression: str) -> Select[Any]:
        return self._matching(func.count(), name, expression)

    @override
    def found(self, name: str, expression: str, rows: ColumnElement[int]) -> ColumnElement[bool]:
        return rows.in_(self._matching(column("rowid"), name, expression))

    def _matching(self, what: ColumnElement[Any], name: str, expression: str) -> Select[Any]:
        index = table(name, column(name))
        return select(what).select_from(index).where(index.c[name].match(literal(expression)))


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    for pragma in (
        "page_size=16384",  # of a new file: records of 3 kB fill it better than the usual 4 kB
        "journal_mode=WAL",
        "synchronous=FULL",  # what was reported stored outlives a power cut
        "foreign_keys=OFF",  # the writer alone makes rows, and `verify` looks at them
        "secure_delete=ON",  # what is removed is gone from the file
        f"cache_size=-{_CACHE_KIB}",
        f"mmap_size={_MAPPED_BYTES}",  # the system's own copy of the file, which all connections share
    ):
        connection.execute(f"PRAGMA {pragma}")


def _change(
    connection: Connection, name: str, rows: Iterable[tuple[int, Sequence[str]]], deleting: bool = False
) -> None:
    """Put rows into an FTS5 index or, with its command `delete`, take them out."""
    columns = ", ".join((*([name] if deleting else []), "rowid", *INDEXES[name]))
    marks = ", ".join((*(["'delete'"] if deleting else []), "?", *("?" for _ in INDEXES[name])))
    values = [(number, *stems) for number, stems in rows]
    if values:
        connection.exec_driver_sql(f"INSERT INTO {name}({columns}) VALUES ({marks})", values)


class Postgres(Database):
    """A server's database. Stems are lexemes with positions; a column is a weight: the first A, the second B."""

    _WRITING = 0x6D616864_6172  # "mahdar": the advisory lock that writers hold

    def __init__(self, url: str) -> None:
        try:
            self.engine = create_engine(url, pool_size=READERS, max_overflow=READERS, pool_pre_ping=True)
        except ModuleNotFoundError:
            raise BadArchive("PostgreSQL needs `pip install 'mahdar[postgres]'`.") from None

    @override
    def index_tables(self) -> Sequence[str]:
        return [
            statement
            for name in INDEXES
            for statement in (
                f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, stems TSVECTOR NOT NULL)",
                f"CREATE INDEX {name}_stems ON {name} USING gin (stems) WITH (fastupdate = off)",
            )
        ]

    @override
    def begin_writing(self, connection: Connection) -> None:
        # What was committed while this waited must be seen, whatever the server's default is.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
        connection.execute(text(f"SELECT pg_advisory_xact_lock({self._WRITING})"))

    @override
    def begin_reading(self, connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    @override
    def scour(self) -> bool:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
        return True

    @override
    def index(self, connection: Connection, name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        values = [{"id": number, "stems": _vector(columns)} for number, columns in rows]
        if values:
            connection.execute(text(f"INSERT INTO {name} VALUES (:id, CAST(:stems AS tsvector))"), values)

    @override
    def unindex(self, connection: Connection, name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        values = [{"id": number} for number, _ in rows]
        if values:
            connection.execute(text(f"DELETE FROM {name} WHERE id = :id"), values)

    @override
    def empty(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"DELETE FROM {name}")

    @override
    def indexed(self, connection: Connection, name: str) -> Iterable[int]:
        return connection.exec_driver_sql(f"SELECT id FROM {name}").scalars()

    @override
    def counts(self, connection: Connection, name: str) -> Iterable[tuple[str, int, int]]:
        sql = f"SELECT word, ndoc, nentry FROM ts_stat('SELECT stems FROM {name}')"
        return (tuple(row) for row in connection.exec_driver_sql(sql))

    @override
    def faults(self, connection: Connection) -> Iterable[str]:
        return []  # a server looks after its own files: pg_amcheck, data checksums

    @override
    def phrase(self, stems: Sequence[str], columns: Sequence[str]) -> str:
        return _in_each(columns, lambda weight: " <-> ".join(f"'{stem}':{weight}" for stem in stems))

    @override
    def prefix(self, start: str, columns: Sequence[str]) -> str:
        return _in_each(columns, lambda weight: f"'{start}':*{weight}")

    @override
    def both(self, first: str, second: str) -> str:
        return f"({first}) & ({second})"

    @override
    def either(self, first: str, second: str) -> str:
        return f"({first}) | ({second})"

    @override
    def without(self, first: str, second: str) -> str:
        return f"({first}) & !({second})"

    @override
    def counted(self, name: str, expression: str) -> Select[Any]:
        return self._matching(func.count(), name, expression)

    @override
    def found(self, name: str, expression: str, rows: ColumnElement[int]) -> ColumnElement[bool]:
        return rows.in_(self._matching(column("id"), name, expression))

    def _matching(self, what: ColumnElement[Any], name: str, expression: str) -> Select[Any]:
        index = table(name, column("stems"))
        query = literal(expression).op("::")(text("tsquery"))
        return select(what).select_from(index).where(index.c.stems.op("@@")(query))


_WEIGHTS = {"title": "A", "body": "B", "name": "A"}


def _in_each(columns: Sequence[str], expression: Callable[[str], str]) -> str:
    return " | ".join(f"({expression(_WEIGHTS[column])})" for column in columns)


def _vector(columns: Sequence[str]) -> str:
    """A tsvector's text: 'stem':1A,7B …; a column begins behind the end of the one before, with a gap between."""
    positions: dict[str, list[str]] = {}
    at = 0
    for weight, stems in zip("AB", columns, strict=False):
        for stem in stems.split():
            at += 1
            if stem != GAP:
                positions.setdefault(stem, []).append(f"{at}{weight}")
        at += 1
    return " ".join(f"'{stem}':{','.join(places)}" for stem, places in positions.items())


def open_database(archive: str, path: Path) -> Database:
    """The database that `archive` names: a postgresql address, or else the file `path`."""
    if not is_url(archive):
        return Sqlite(path)
    url = make_url(archive)
    if url.get_backend_name() != "postgresql":
        raise BadArchive("an archive is a folder or a postgresql+psycopg:// address.")
    return Postgres(url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False))


def is_url(archive: str) -> bool:
    """Whether `archive` is an address and no folder."""
    return "://" in archive
