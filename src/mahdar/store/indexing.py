"""The indexes of stems, made again where another stemmer than today's has made them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, delete, insert, select, update

from mahdar.stems import version
from mahdar.store.engines import GAP, Database
from mahdar.store.reading import keep_number, kept_number
from mahdar.store.rows import indexed_name, indexed_text, unpacked
from mahdar.store.schema import meta, names, records, vocabulary

_AT_A_TIME = 200

_Indexed = list[tuple[int, tuple[str, ...]]]


def renew(connection: Connection, database: Database) -> None:
    """Make both indexes and the vocabulary anew, inside a transaction, where other stems than today's are in them: they
    could not be found, and SQLite could not take them out again. Takes about 3 ms an article."""
    if connection.execute(select(meta.c.value).where(meta.c.key == "stems")).scalar() == version():
        return
    for name in ("words", "name_words"):
        database.empty(connection, name)
    connection.execute(delete(vocabulary))
    last = kept_number(connection, "last_stem")
    known: set[str] = set()
    for name, rows in _all(connection):
        database.index(connection, name, rows)
        stems = {stem for _, columns in rows for column in columns for stem in column.split()} - known - {GAP}
        known |= stems
        learnt = [{"id": number, "stem": stem} for number, stem in enumerate(sorted(stems), last + 1)]
        last += len(learnt)
        if learnt:
            connection.execute(insert(vocabulary), learnt)
    keep_number(connection, "last_stem", last)
    connection.execute(update(meta).where(meta.c.key == "stems").values(value=version()))


def _all(connection: Connection) -> Iterator[tuple[str, _Indexed]]:
    """What belongs into the indexes, some rows at a time."""
    for some in _some(connection, records.c.article, records.c.record):
        yield "words", [(number, indexed_text(unpacked(data))) for number, data in some]
    for some in _some(connection, names.c.id, names.c.name):
        yield "name_words", [(number, (indexed_name(name),)) for number, name in some]


def _some(connection: Connection, number: Column[int], column: Column[Any]) -> Iterator[Sequence[Any]]:
    """Rows of a table, each its number and `column`, in the order of their numbers."""
    last = 0
    while True:
        chosen = select(number, column).where(number > last).order_by(number).limit(_AT_A_TIME)
        rows = connection.execute(chosen).all()
        if not rows:
            return
        last = rows[-1][0]
        yield rows
