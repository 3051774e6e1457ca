"""An archive that an older Mahdar made becomes one of this version, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select, text

from mahdar import Settings
from mahdar.keep import add
from mahdar.sources import open_sources
from mahdar.store import Store, open_store
from mahdar.store.linked import DERIVED, authorities, link_judgements
from mahdar.store.migrations import VERSION
from mahdar.store.schema import meta
from mahdar.store.verify import verify

Wire = Callable[..., Path]

FIRST = (
    "ALTER TABLE articles ADD COLUMN record {packed}",
    "UPDATE articles SET record = (SELECT record FROM records WHERE article = articles.id)",
    "DROP TABLE records",
    "DROP INDEX entities_name",
    "CREATE INDEX entities_name ON entities (name)",
    "DELETE FROM meta WHERE key = 'linked'",
    "UPDATE meta SET value = '1' WHERE key = 'version'",
)
"""What makes an archive of the first version of today's."""


def as_first(store: Store) -> None:
    with store.database.engine.begin() as connection:
        for table in (*DERIVED, authorities, link_judgements):
            connection.execute(text(f"DROP TABLE {table.name}"))
        for statement in FIRST:
            packed = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
            connection.execute(text(statement.format(packed=packed)))


def test_the_first_version_becomes_this_one(store: Store, wire: Wire) -> None:
    sources = [str(wire(3))]
    assert len(list(add(store, open_sources(sources, Settings()), Settings()))) == 3
    with store.view() as view:
        before = list(view.every_record())
    as_first(store)
    with open_store(store.archive, Settings()) as opened:
        with opened.view() as view:
            assert list(view.every_record()) == before
            assert view.value(select(meta.c.value).where(meta.c.key == "version")) == str(VERSION)
        assert list(verify(opened)) == []
        again = list(add(opened, open_sources(sources, Settings()), Settings()))
        assert {one.kept.change for one in again if one.kept} == {"known"}
