"""An archive made again from a backup. It may come from anywhere: nothing in it is believed that is not checked."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct, defstruct, structs
from sqlalchemy import Column, Connection, Integer, Table, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from mahdar.errors import BadArchive, Unwritable
from mahdar.model import Record
from mahdar.settings import Settings
from mahdar.store.backup import FORMAT, KEPT, KEPT_COLUMNS, NUMBERS, End, Head
from mahdar.store.engines import is_url
from mahdar.store.evidence import segment_number
from mahdar.store.reading import Reading, keep_number
from mahdar.store.schema import articles, pages, records
from mahdar.store.snapshot import Snapshot, Tell, known_ends, opened, silent
from mahdar.store.store import Store, open_store, told
from mahdar.store.verify import check_pages
from mahdar.store.verify_rows import check_links
from mahdar.store.view import Stems, View
from mahdar.store.writer import State

MOST_UNPACKED = 500_000_000
"""A part of a table that unpacks to more is none of ours: backup makes them of 8 MB, or of one record."""
_MOST_SMALL = 1_000_000  # bytes of mahdar.json and end.json
_BLOCK = 512
_PIECE = 1 << 20
_PAGE_KEY = re.compile(r"\w[\w.:@~+=-]{0,199}")
_SHA256 = re.compile(r"[0-9a-f]{64}")

_T = TypeVar("_T")
_Number = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
_Row = dict[str, Any]


def restore(file: str | Path, archive: str, settings: Settings, tell: Tell = silent) -> None:
    """Make the archive of a backup again at `archive`, a folder or an address where there is none yet or an empty one.
    BadArchive says what is wrong with the backup, or that there is an archive already; nothing is changed then."""
    path = Path(file)
    with (
        _opened(path) as packed,
        _nothing_left(archive),
        open_store(archive, settings, make=True) as store,
        _emptied(store) as restoring,
    ):
        restoring.run(_members(packed, path.stat().st_size, tell))


@contextmanager
def _nothing_left(archive: str) -> Iterator[None]:
    """A folder that was made for an archive is gone again where there is nothing to put into it."""
    folder = Path(archive)
    new = not is_url(archive) and not folder.exists()
    try:
        yield
        new = False
    finally:
        if new:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as problem:
        raise BadArchive(f"{path}: {problem.strerror}; name a file that `mahdar archive backup` wrote.") from None
    with file:
        try:
            yield file
        except _Wrong as wrong:
            raise BadArchive(f"{path}: {wrong}; nothing was restored. Take another backup.") from None


@contextmanager
def _emptied(store: Store) -> Iterator[_Restoring]:
    """What takes a backup into the empty archive, all of it or, after an error, nothing."""
    with told(store.archive), store.database.engine.connect() as connection:
        store.database.begin_writing(connection)
        _check_empty(store, connection)
        restoring = _Restoring(store, connection)
        whole = False
        try:
            yield restoring
            connection.commit()
            whole = True
        finally:
            if not whole:
                connection.rollback()
                restoring.undo()


class _Wrong(Exception):
    """What is wrong with a backup."""


def _check_empty(store: Store, connection: Connection) -> None:
    held = any(connection.execute(select(func.count()).select_from(table)).scalar() for table in KEPT)
    if held or any(store.evidence.path(segment).stat().st_size for segment in store.evidence.segments()):
        raise BadArchive("there is an archive already, and it is not empty; restore into a new folder or database.")


# ── the file ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Member(Struct, frozen=True):
    """A file in the backup: its name, its size, and what reads so many more of its bytes."""

    name: str
    size: int
    read: Callable[[int], bytes]

    def pieces(self) -> Iterator[bytes]:
        """All its bytes, a piece at a time."""
        left = self.size
        while left:
            piece = self.read(min(left, _PIECE))
            if not piece:
                raise _Wrong(f"it ends in the middle of {self.name}")
            left -= len(piece)
            yield piece

    def whole(self, most: int) -> bytes:
        """All its bytes; no more than `most`."""
        if self.size > most:
            raise _Wrong(f"{self.name} is larger than it can be")
        return b"".join(self.pieces())


def _members(packed: BinaryIO, size: int, tell: Tell) -> Iterator[_Member]:
    """The files in a tar, in their order, and each to be read before the next. Plain files alone: a link, a folder or
    a sparse file has no place in a backup."""
    while True:
        block = packed.read(_BLOCK)
        if len(block) < _BLOCK:
            raise _Wrong("it is no backup, or cut off")
        if not block.strip(b"\0"):
            return
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except (tarfile.HeaderError, ValueError) as wrong:
            raise _Wrong(f"it is no backup, or damaged ({wrong})") from None
        if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or info.size < 0:
            raise _Wrong(f"{info.name!r} in it is no plain file")
        at = packed.tell()
        yield _Member(info.name, info.size, packed.read)
        packed.seek(at + -(-info.size // _BLOCK) * _BLOCK)
        tell(min(packed.tell(), size), size)


# ── what is in it ─────────────────────────────────────────────────────────────────────────────────────────────────


class _Restoring:
    """One run of `restore`, inside a transaction."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self._store = store
        self._connection = connection
        self._reading = Reading(connection, store.database)
        self._made: list[int] = []
        self._digest = hashlib.sha256()

    def run(self, members: Iterator[_Member]) -> None:
        """Take everything in, and look whether it fits together."""
        self._reading.begin()
        first = next(members, None)
        if first is None or first.name != "mahdar.json":
            raise _Wrong("it is no backup of Mahdar's")
        head = _decoded(self._whole(first, _MOST_SMALL), Head, first.name)
        if head.format != FORMAT:
            raise _Wrong(f"it is of format {head.format}, made by another Mahdar than this one, which reads {FORMAT}")
        for member in members:
            if member.name == "end.json":
                self._end(head, _decoded(member.whole(_MOST_SMALL), End, member.name))
                return
            self._take(head, member)
        raise _Wrong("it is cut off")

    def undo(self) -> None:
        """Leave no page behind."""
        for segment in self._made:
            self._store.evidence.path(segment).unlink(missing_ok=True)

    def _take(self, head: Head, member: _Member) -> None:
        folder, _, name = member.name.partition("/")
        table = next((table for table in KEPT if re.fullmatch(rf"{table.name}/[0-9]{{6}}\.jsonl\.gz", name)), None)
        if folder == "pages":
            self._segment(head, member)
        elif folder == "tables" and table is not None:
            try:
                self._rows(table, _unpacked(self._whole(member, MOST_UNPACKED), member.name), member.name)
            except (IntegrityError, DataError) as wrong:
                raise _Wrong(f"{member.name} has rows that cannot be ({wrong.orig})") from None
        else:
            raise _Wrong(f"{member.name!r} does not belong into a backup")

    def _segment(self, head: Head, member: _Member) -> None:
        number = segment_number(Path(member.name))
        if number is None or number in self._made or head.segments.get(number) != member.size:
            raise _Wrong(f"{member.name!r} is no segment, or another than it should be")
        path = self._store.evidence.path(number)
        self._made.append(number)
        try:
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o666)
            with os.fdopen(fd, "wb", buffering=0) as out:
                for piece in self._pieces(member):
                    out.write(piece)
                os.fsync(out.fileno())
        except OSError as problem:
            raise Unwritable(f"{path}: {problem.strerror}; nothing was restored.") from None

    def _rows(self, table: Table, data: bytes, name: str) -> None:
        kind = _KINDS[table]
        rows = [structs.asdict(_decoded(line, kind, name)) for line in data.split(b"\n") if line]
        if table is articles:
            self._articles(rows, name)
        elif rows:
            if table is pages and not all(map(_could_be_a_page, rows)):
                raise _Wrong(f"{name} has a page that cannot be")
            self._connection.execute(insert(table), rows)

    def _articles(self, rows: list[_Row], name: str) -> None:
        columns = (pages.c.id, pages.c.key, pages.c.sha256)
        of = {
            page: (key, sha256)
            for page, key, sha256 in self._connection.execute(
                select(*columns).where(pages.c.id.in_([row["page"] for row in rows]), pages.c.state == "record")
            )
        }
        for row in rows:
            record: Record = row["record"]
            if of.get(row["page"]) != (record.id, record.page.sha256):
                raise _Wrong(f"{name} has a record that is not that of its page ({record.id})")
            self._reading.take(row["page"], record, row["id"])
        self._reading.write()

    def _end(self, head: Head, end: End) -> None:
        """Look whether all is there, and what it should be."""
        if end.sha256 != self._digest.hexdigest():
            raise _Wrong("its bytes have another digest than it says")
        view = View(self._connection, self._store.database, self._store.evidence, Stems())
        ends = known_ends(view)
        if ends != head.segments or set(ends) != set(self._made):
            raise _Wrong("pages are missing in it")
        with ExitStack() as stack:
            files = {each: opened(self._store.evidence, each, stack) for each in ends}
            for problem in check_pages(Snapshot(view, ends, files)):
                raise _Wrong(f"{problem.where}: {problem.what}")
        for where, what in check_links(view):
            raise _Wrong(f"{where}: {what}")
        last = view.value(select(func.max(articles.c.id))) or 0
        for name in NUMBERS:
            keep_number(self._connection, name, max(head.numbers.get(name, 0), last))

    def _whole(self, member: _Member, most: int) -> bytes:
        if member.size > most:
            raise _Wrong(f"{member.name} is larger than it can be")
        return b"".join(self._pieces(member))

    def _pieces(self, member: _Member) -> Iterator[bytes]:
        self._digest.update(member.name.encode())
        for piece in member.pieces():
            self._digest.update(piece)
            yield piece


def _unpacked(data: bytes, name: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        rows = unpacker.decompress(data, MOST_UNPACKED)
    except zlib.error as wrong:
        raise _Wrong(f"{name} cannot be unpacked ({wrong})") from None
    if not unpacker.eof or unpacker.unused_data:
        raise _Wrong(f"{name} is cut off, or unpacks to more than {MOST_UNPACKED:,} bytes")
    return rows


def _decoded(data: bytes, kind: type[_T], name: str) -> _T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (ValueError, RecursionError) as wrong:  # msgspec's errors are ValueErrors
        raise _Wrong(f"{name} does not hold what it should ({wrong})") from None


def _could_be_a_page(row: _Row) -> bool:
    states = get_args(State)
    return bool(_PAGE_KEY.fullmatch(row["key"]) and _SHA256.fullmatch(row["sha256"])) and row["state"] in states


def _kind(table: Table) -> type[Struct]:
    """What a row of a table can be."""
    columns = KEPT_COLUMNS.get(table, tuple(table.c))
    return defstruct(table.name, [(str(column.name), _type(column)) for column in columns], forbid_unknown_fields=True)


def _type(column: Column[Any]) -> Any:
    if column is records.c.record:
        return Record
    kind = _Number if isinstance(column.type, Integer) else str
    return kind | None if column.nullable else kind


_KINDS = {table: _kind(table) for table in KEPT}
