"""An archive: a folder of pages as received, and the database of what was read from them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from mahdar.errors import BadArchive, MahdarError, Unwritable
from mahdar.settings import Settings
from mahdar.store.engines import Database, is_url, open_database
from mahdar.store.evidence import Evidence
from mahdar.store.migrations import VERSION, migrate, version
from mahdar.store.schema import meta
from mahdar.store.view import Stems, View
from mahdar.store.writer import Writer

DATABASE = "mahdar.sqlite"
PAGES = "pages"

_FULL = ("disk is full", "No space left", "could not extend file", "disk I/O error")
_CLOSED = ("readonly", "read-only", "permission denied", "unable to open database file")
_DAMAGED = ("malformed", "not a database")
_BUSY = ("database is locked", "lock timeout")


class Store:
    """An open archive. Any number of views and of writers may be open at a time, in this process or in others."""

    def __init__(self, archive: str, database: Database, evidence: Evidence) -> None:
        self.archive = archive
        self.archive_name = _shown(archive)  # without a password
        self.database = database
        self.evidence = evidence
        self._stems = Stems()

    @contextmanager
    def view(self) -> Iterator[View]:
        """The archive as it is now, unchanged by what is written meanwhile."""
        with told(self.archive), self.database.engine.connect() as connection:
            self.database.begin_reading(connection)
            yield View(connection, self.database, self.evidence, self._stems)

    def revision(self) -> int:
        """A number that every change to the archive makes larger, as `View.revision`: for asking often."""
        with told(self.archive), self.database.engine.connect() as connection:
            return int(connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'revision'").scalar() or 0)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """A writer; what it wrote is kept by each of its transactions."""
        with told(self.archive), self.database.engine.connect() as connection:
            writer = Writer(connection, self.database, self.evidence)
            try:
                writer.finish_removal()
                yield writer
            finally:
                writer.close()

    def close(self) -> None:
        """Let go of the database."""
        self.database.engine.dispose()


@contextmanager
def open_store(archive: str, settings: Settings, make: bool = False) -> Iterator[Store]:
    """The archive in a folder or at a postgresql address. With `make` it is made where there is none; without, an
    archive that is not there is BadArchive."""
    database = None
    try:
        with told(archive):
            database = _database(archive, make)
            with database.engine.connect() as connection:
                found = version(connection)
                connection.rollback()
                if found < VERSION:
                    if not found and not make:
                        raise _missing(archive)
                    database.begin_writing(connection)
                    migrate(connection, database)
                    if is_url(archive):
                        _remember(connection, settings.pages or str(_own_folder(archive)))
                    connection.commit()
                folder = _pages(archive, settings, connection, make)
                connection.rollback()
            store = Store(archive, database, Evidence(folder))
        yield store
    finally:
        if database:
            database.engine.dispose()


def _database(archive: str, make: bool) -> Database:
    folder = Path(archive)
    if not is_url(archive):
        if not make and not (folder / DATABASE).is_file():
            raise _missing(archive)
        if make:
            _make_folder(folder)
    try:
        return open_database(archive, folder / DATABASE)
    except ArgumentError as wrong:
        raise BadArchive(f"no address of a database: {wrong}") from None


def _missing(archive: str) -> BadArchive:
    return BadArchive(f"there is no archive; `mahdar archive add --archive {_shown(archive)} PATH` makes one.")


def _pages(archive: str, settings: Settings, connection: Connection, make: bool) -> Path:
    """The folder of the pages: beside the database, or where a server's database remembers it."""
    if not is_url(archive):
        folder = Path(archive) / PAGES
    else:
        known = connection.execute(select(meta.c.value).where(meta.c.key == "pages")).scalar()
        folder = Path(settings.pages or known or _own_folder(archive))
    if make:
        _make_folder(folder)
    return folder


def _remember(connection: Connection, folder: str) -> None:
    """Let a server's database know where its pages lie."""
    if connection.execute(select(meta.c.value).where(meta.c.key == "pages")).scalar() is None:
        connection.execute(insert(meta), {"key": "pages", "value": str(Path(folder).absolute())})


def _own_folder(archive: str) -> Path:
    """Where pages of a server's archive lie unless the setting `pages` says otherwise: the user's own data folder."""
    url = make_url(archive)
    mark = hashlib.sha256(f"{url.host}:{url.port}/{url.database}".encode()).hexdigest()[:8]
    return Path.home() / ".local" / "share" / "mahdar" / f"{url.database}-{mark}"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Unwritable(
            f"{folder}: {problem.strerror}; name another folder, or look at its owner and rights."
        ) from None


@contextmanager
def told(archive: str) -> Iterator[None]:
    """Whatever a database raises becomes a sentence that names the archive, without its password."""
    try:
        yield
    except BadArchive as wrong:
        said, name = str(wrong), _shown(archive)
        raise BadArchive(said if said.startswith(name) else f"{name}: {said}") from None
    except (SQLAlchemyError, sqlite3.Error) as wrong:
        raise _sentence(_shown(archive), wrong) from wrong


def _shown(archive: str) -> str:
    try:
        return make_url(archive).render_as_string() if is_url(archive) else archive
    except ArgumentError:
        return "the archive"


def _sentence(shown: str, wrong: Exception) -> MahdarError:
    said = " ".join(str(wrong.orig if isinstance(wrong, DBAPIError) else wrong).split()).rstrip(".")
    if any(sign in said for sign in _FULL):
        return Unwritable(f"{shown}: the disk is full ({said}); every page reported as stored is safe.")
    if any(sign in said.lower() for sign in _CLOSED):
        return Unwritable(f"{shown}: may not be written or opened ({said}); look at its owner and rights.")
    if any(sign in said for sign in _BUSY):
        return Unwritable(f"{shown}: another writer is at it for too long ({said}); try again when it has ended.")
    if any(sign in said for sign in _DAMAGED):
        return BadArchive(f"{shown}: the database is damaged ({said}); restore a backup: `mahdar archive restore`.")
    return BadArchive(f"{shown}: the database answers: {said}.")
