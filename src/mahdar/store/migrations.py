"""How an older archive becomes one of this version: a list of functions, each one step.

An empty database gets this version's tables at once; an archive of version N gets the steps from the Nth on, in their
order. A step never changes once released; a new one is added at the end, together with the change to `schema`.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert, inspect, select, update

from mahdar.errors import BadArchive
from mahdar.stems import version as stems_version
from mahdar.store.engines import Database
from mahdar.store.linked import DERIVED, authorities, link_judgements
from mahdar.store.schema import meta, metadata


def _add_links(connection: Connection, _: Database) -> None:
    """The tables of what is known across articles, and how far the passes have come."""
    metadata.create_all(connection, tables=[*DERIVED, link_judgements, authorities])
    connection.execute(insert(meta), {"key": "linked", "value": "0"})


def _records_apart(connection: Connection, _: Database) -> None:
    """Records in a table of their own, and an index that knows the articles of a name."""
    packed = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    for statement in (
        "CREATE TABLE records (article INTEGER NOT NULL PRIMARY KEY REFERENCES articles (id), "
        f"record {packed} NOT NULL)",
        "INSERT INTO records SELECT id, record FROM articles ORDER BY id",
        "ALTER TABLE articles DROP COLUMN record",
        "DROP INDEX entities_name",
        "CREATE INDEX entities_name ON entities (name, article)",
    ):
        connection.exec_driver_sql(statement)


STEPS: tuple[Callable[[Connection, Database], None], ...] = (_add_links, _records_apart)
VERSION = 1 + len(STEPS)


def version(connection: Connection) -> int:
    """The archive's version, 0 for an empty database. BadArchive where the database is no archive or a newer one's."""
    tables = inspect(connection).get_table_names()
    if "meta" not in tables:
        if tables:
            raise BadArchive("the database holds tables of something else; give Mahdar a database of its own.")
        return 0
    written = connection.execute(select(meta.c.value).where(meta.c.key == "version")).scalar()
    if not (written or "").isdigit():
        raise BadArchive("the database says no version; it is damaged or no archive of Mahdar's.")
    found = int(written or 0)
    if found > VERSION:
        raise BadArchive(f"made by a newer Mahdar (archive version {found}, this one knows {VERSION}); update Mahdar.")
    return found


def migrate(connection: Connection, database: Database) -> None:
    """Take the archive to this version, inside the transaction of `connection`."""
    found = version(connection)
    if found == 0:
        _make(connection, database)
    elif found < VERSION:
        for step in STEPS[found - 1 :]:
            step(connection, database)
        connection.execute(update(meta).where(meta.c.key == "version").values(value=str(VERSION)))


def _make(connection: Connection, database: Database) -> None:
    metadata.create_all(connection)
    for statement in database.index_tables():
        connection.exec_driver_sql(statement)
    counted = dict.fromkeys(("revision", "last_article", "last_stem", "dropped", "linked"), 0)
    first = {"version": VERSION, "stems": stems_version(), **counted}
    connection.execute(insert(meta), [{"key": key, "value": str(value)} for key, value in first.items()])
