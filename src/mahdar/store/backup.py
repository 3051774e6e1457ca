"""An archive in one file: the pages as they lie in the evidence, and what cannot be made again from them.

The file is a tar: `mahdar.json` says what it holds, `pages/` has the segments, `tables/` the rows as packed JSON Lines,
whichever database they come from, and `end.json` the digest of all before it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct
from sqlalchemy import Table, select

from mahdar.errors import BadArchive, Unwritable
from mahdar.store.linked import authorities, link_judgements
from mahdar.store.rows import unpacked
from mahdar.store.schema import articles, feeds, judgements, matches, meta, pages, records, tokens, watches
from mahdar.store.snapshot import Snapshot, Tell, silent, snapshot
from mahdar.store.store import Store

FORMAT = 1
KEPT: tuple[Table, ...] = (
    pages,
    articles,
    judgements,
    link_judgements,
    authorities,
    watches,
    matches,
    feeds,
    tokens,
)
"""What cannot be made again, in the order in which it is written."""
KEPT_COLUMNS = {articles: (articles.c.id, articles.c.page, records.c.record)}  # all else stands in the record
NUMBERS = ("revision", "last_article")
"""What is kept of `meta`."""

_ROWS = 500  # in one part
_PART_BYTES = 8_000_000  # of records in one part, so that memory stays flat
_ROW_BYTES = 2_000  # about what a row takes in the file
_PIECE = 1 << 20


class Head(Struct, frozen=True):
    """What a backup says of itself: its format, how far each segment goes, and the numbers of `meta`."""

    format: int
    segments: dict[int, int]
    numbers: dict[str, int]


class End(Struct, frozen=True):
    """The last file of a whole backup: the SHA-256 of the names and bytes of all others, in their order."""

    sha256: str


def backup(store: Store, file: str | Path, tell: Tell = silent) -> None:
    """Write the archive as it is now into `file`, which is there once it is whole; readers and writers go on.
    Unwritable where there is no room for it, BadArchive where a page is not there."""
    with snapshot(store) as seen, _beside(Path(file)) as out:
        _Writing(seen, out, tell).run()


class _Writing:
    def __init__(self, seen: Snapshot, out: BinaryIO, tell: Tell) -> None:
        self._seen = seen
        self._tar = tarfile.TarFile(fileobj=out, mode="w", format=tarfile.GNU_FORMAT)
        self._digest = hashlib.sha256()
        self._tell = tell
        self._done = 0
        rows = len(seen.view.rows(select(pages.c.id)))
        self._all = sum(seen.ends.values()) + 2 * rows * _ROW_BYTES

    def run(self) -> None:
        kept = self._seen.view.rows(select(meta).where(meta.c.key.in_(NUMBERS)))
        head = Head(FORMAT, self._seen.ends, {row.key: int(row.value) for row in kept})
        data = msgspec.json.encode(head)
        self._add("mahdar.json", BytesIO(data), len(data))
        for segment, end in self._seen.ends.items():
            self._segment(segment, end)
        for table in KEPT:
            for number, rows in enumerate(self._parts(table), 1):
                part = gzip.compress(b"\n".join(map(msgspec.json.encode, rows)), 6, mtime=0)
                self._add(f"tables/{table.name}/{number:06d}.jsonl.gz", BytesIO(part), len(part))
                self._advance(len(rows) * _ROW_BYTES)
        data = msgspec.json.encode(End(self._digest.hexdigest()))
        self._add("end.json", BytesIO(data), len(data))
        self._tar.close()
        self._tell(self._all, self._all)

    def _segment(self, segment: int, end: int) -> None:
        file = self._seen.files[segment]
        if file is None or os.fstat(file.fileno()).st_size < end:
            raise BadArchive(f"segment {segment} is gone or cut off; `mahdar archive verify` tells what is lost.")
        file.seek(0)
        self._add(f"pages/{segment:06d}.warc.gz", file, end)
        self._advance(end)

    def _parts(self, table: Table) -> Iterator[list[dict[str, Any]]]:
        """The rows of a table in parts."""
        columns = KEPT_COLUMNS.get(table, tuple(table.c))
        part: list[dict[str, Any]] = []
        size = 0
        tables = articles.join(records) if table is articles else table
        for found in self._seen.view.stream(select(*columns).select_from(tables).order_by(*table.primary_key)):
            row = dict(found._mapping)
            if table is articles:
                row["record"] = msgspec.Raw(msgspec.json.encode(unpacked(row["record"])))
                size += len(row["record"])
            part.append(row)
            if len(part) == _ROWS or size >= _PART_BYTES:
                yield part
                part, size = [], 0
        if part:
            yield part

    def _add(self, name: str, data: BinaryIO, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._digest.update(name.encode())
        self._tar.addfile(info, _Digested(data, self._digest))

    def _advance(self, size: int) -> None:
        self._done += size
        self._tell(min(self._done, self._all), self._all)


class _Digested:
    """A file whose bytes go into a digest as they are read."""

    def __init__(self, file: BinaryIO, digest: Any) -> None:
        self._file = file
        self._digest = digest

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._digest.update(data)
        return data


@contextmanager
def _beside(file: Path) -> Iterator[BinaryIO]:
    """A new file beside `file`, which takes its place when the block ends without an error."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    if file.exists() and not file.is_file():
        raise Unwritable(f"{file}: is a folder or a device; name a file to write.")
    try:
        fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # whose judgement is whose is nobody else's
        try:
            with os.fdopen(fd, "wb", buffering=_PIECE) as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        raise Unwritable(f"{file}: {problem.strerror or problem}; nothing was written.") from None
