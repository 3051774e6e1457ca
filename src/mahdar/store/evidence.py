"""The pages exactly as received: WARC 1.1 files, appended to and never changed.

Each page is a `resource` record in a gzip member of its own, so that file, offset and length find it again. A writer
holds a lock on the one segment that it appends to; what stands behind the last page that the database knows was never
reported as stored, and is cut off when the next writer takes the segment.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import re
import zlib
from collections.abc import Callable
from io import BytesIO
from itertools import chain, count
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecordType
from msgspec import Struct, structs

from mahdar.errors import BadArchive, Unreadable, Unwritable
from mahdar.model import Given, Page
from mahdar.store.rows import plain

SEGMENT_BYTES = 1_000_000_000
"""A segment that has reached this size is full: small enough to be copied, and rewritten when a page is removed."""
MOST_BYTES = 200_000_000
"""No page unpacks to more than this: what does is damaged, or a bomb laid into the archive."""
LONGEST_HEADER = 30_000
"""Readers of WARC give up on longer headers: FastWARC at 32 KiB."""
_ROOM = 100_000  # for the headers around a page

_SAFE = "/:?#[]@!$&'()*+,;=%~"


class Place(Struct, frozen=True, order=True):
    """Where a page lies: the segment's number, and the bytes of its gzip member."""

    segment: int
    offset: int
    length: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.offset + self.length


class _Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a WARC record's own headers cannot say of a page, kept in its WARC-JSON-Metadata."""

    uri: str
    media_type: str
    charset: str | None = None
    fetched: str | None = None
    given: Given | None = None
    tail: int = 0  # so many of the page's last bytes are the given text


class _Tombstone(Struct, frozen=True):
    """What stands where a page was."""

    removed: str
    sha256: str
    why: str
    at: str


def warc_record(page: Page, sha256: str, added: str) -> bytes:
    """`page` as a WARC 1.1 record in a gzip member; the same page, digest and moment give the same bytes. Unreadable
    where it is none that can be kept."""
    kept = _kept(page)
    address = _address(kept.uri)
    if len(page.data) > MOST_BYTES - _ROOM:
        raise Unreadable(kept.uri, f"an archive takes pages of at most {MOST_BYTES - _ROOM:,} bytes.")
    if max(len(address), len(said := json.dumps(msgspec.to_builtins(kept)))) > LONGEST_HEADER:
        raise Unreadable(kept.uri[:200] + "…", "the page's address or title is longer than an archive can keep.")
    digest = f"sha256:{sha256}"
    return _member(
        {
            "WARC-Type": "resource",
            "WARC-Record-ID": f"<urn:uuid:{UUID(hex=sha256[:32])}>",
            "WARC-Date": page.fetched or added,
            "WARC-Target-URI": address,
            "WARC-Block-Digest": digest,
            "WARC-Payload-Digest": digest,
            "WARC-JSON-Metadata": said,
            "Content-Type": page.media_type or "application/octet-stream",
        },
        page.data,
    )


def _kept(page: Page) -> _Kept:
    given, tail = page.given, 0
    if page.media_type == "application/json":
        given = None  # it stands in the line itself
    elif given and given.text and page.data.endswith(text := given.text.encode("utf-8", "replace")):
        given, tail = structs.replace(given, text=None), len(text)
    return _Kept(
        uri=plain(page.uri),
        media_type=page.media_type,
        charset=page.charset,
        fetched=page.fetched,
        given=given,
        tail=tail,
    )


def tombstone(key: str, sha256: str, why: str, at: str) -> bytes:
    """What stands where a page was that has been removed: a `metadata` record with its digest, the reason and when."""
    said = msgspec.json.encode(_Tombstone(key, sha256, why, at))
    digest = f"sha256:{hashlib.sha256(said).hexdigest()}"
    uuid = UUID(hex=hashlib.sha256(said + b"tombstone").hexdigest()[:32])
    return _member(
        {
            "WARC-Type": "metadata",
            "WARC-Record-ID": f"<urn:uuid:{uuid}>",
            "WARC-Date": at,
            "WARC-Target-URI": f"urn:sha256:{sha256}",
            "WARC-Block-Digest": digest,
            "Content-Type": "application/json",
        },
        said,
    )


def _member(headers: dict[str, str], block: bytes) -> bytes:
    lines = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in headers.items())
    head = f"WARC/1.1\r\n{lines}Content-Length: {len(block)}\r\n\r\n".encode()
    return gzip.compress(head + block + b"\r\n\r\n", compresslevel=6, mtime=0)


def _one_line(value: str) -> str:
    return value if value.isprintable() else "".join(sign if sign.isprintable() else " " for sign in value)


def _address(uri: str) -> str:
    return quote(uri, safe=_SAFE) if "://" in uri else "file:" + quote(uri)


def page_of(member: bytes) -> tuple[Page, str]:
    """The page in a gzip member and the SHA-256 of its bytes; BadArchive says why there is none."""
    headers, data = _record(member)
    try:
        page = _page(data, msgspec.json.decode(headers.get("WARC-JSON-Metadata", ""), type=_Kept))
    except ValueError as wrong:  # msgspec's errors are ValueErrors
        raise BadArchive(f"no page lies there: {wrong}") from None
    return page, _digest(headers)


def tombstone_of(member: bytes) -> tuple[str, str]:
    """Id and SHA-256 of the page whose tombstone a gzip member is; BadArchive where it is none."""
    _, data = _record(member)
    try:
        said = msgspec.json.decode(data, type=_Tombstone)
    except ValueError as wrong:
        raise BadArchive(f"no tombstone lies there: {wrong}") from None
    return said.removed, said.sha256


def _record(member: bytes) -> tuple[dict[str, str], bytes]:
    """Headers and block of the WARC record in a gzip member, whose digest is checked."""
    try:
        for record in ArchiveIterator(BytesIO(_unpacked(member)), WarcRecordType.any_type, parse_http=False):
            headers, data = dict(record.headers), record.reader.read()
            if len(data) != record.content_length:
                raise BadArchive("the page is cut off")
            actual = hashlib.sha256(data).hexdigest()
            if _digest(headers) != actual:
                raise BadArchive(f"its bytes have another digest than its header says ({actual})")
            return headers, data
    except (OSError, ValueError, zlib.error) as wrong:
        raise BadArchive(f"no page lies there: {wrong}") from None
    raise BadArchive("no page lies there")


def _digest(headers: dict[str, str]) -> str:
    return headers.get("WARC-Block-Digest", "").removeprefix("sha256:")


def _page(data: bytes, kept: _Kept) -> Page:
    given = kept.given
    if given and kept.tail:
        given = structs.replace(given, text=data[-kept.tail :].decode())
    return Page(
        uri=kept.uri, data=data, media_type=kept.media_type, charset=kept.charset, fetched=kept.fetched, given=given
    )


def _unpacked(member: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    data = unpacker.decompress(member, MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise BadArchive(f"the page unpacks to more than {MOST_BYTES:,} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise BadArchive("the page is cut off or longer than it should be")
    return data


def segment_number(path: Path) -> int | None:
    """The number of the segment that a file is named as, None for any other file."""
    number = path.name.removesuffix(".warc.gz")
    return int(number) if path.name.endswith(".warc.gz") and re.fullmatch(r"[0-9]{6}", number) else None


class Evidence:
    """The folder of segments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, segment: int) -> Path:
        """The file of a segment."""
        return self.folder / f"{segment:06d}.warc.gz"

    def segments(self) -> list[int]:
        """The numbers of all segments that are there, ascending."""
        numbers = map(segment_number, self.folder.glob("*.warc.gz"))
        return sorted(number for number in numbers if number is not None)

    def read(self, place: Place) -> tuple[Page, str]:
        """The page at `place` and its digest, checked; BadArchive where it is not there or not whole."""
        return page_of(self.member(place))

    def member(self, place: Place) -> bytes:
        """The packed bytes at `place`."""
        try:
            with self.path(place.segment).open("rb") as file:
                file.seek(place.offset)
                return file.read(place.length)
        except OSError as problem:
            raise BadArchive(f"{self.path(place.segment)}: {problem.strerror}") from None


class Segment:
    """The one segment that a writer appends to, locked against all others."""

    def __init__(self, path: Path, number: int, fd: int) -> None:
        self.path = path
        self.number = number
        self.end = 0
        self._fd = fd

    @classmethod
    def free(cls, evidence: Evidence, known_end: Callable[[int], int]) -> Segment:
        """The first segment that is neither full nor another writer's, or a new one. `known_end` tells how far the
        database knows a segment, -1 where it is retired; it is asked once the segment is locked."""
        there = evidence.segments()
        for number in chain(there, count(max(there, default=0) + 1)):
            segment = cls._locked(evidence, number)
            if segment and segment._ready(known_end(number)):
                return segment
        raise AssertionError("there is always a next number")

    @classmethod
    def new(cls, evidence: Evidence, number: int) -> Segment:
        """An empty segment of this number, which nothing has yet."""
        segment = cls._locked(evidence, number)
        if segment is None or not segment._ready(0):
            raise Unwritable(f"{evidence.path(number)}: another writer has it; try again.")
        return segment

    @classmethod
    def _locked(cls, evidence: Evidence, number: int) -> Segment | None:
        """The segment, locked; None where another writer has it."""
        path = evidence.path(number)
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as problem:
            raise Unwritable(f"{path}: {problem.strerror}; look at the folder's owner and rights.") from None
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(fd)
            return None
        return cls(path, number, fd)

    def _ready(self, end: int) -> bool:
        """Cut off what was never reported as stored; False, and let go, where the segment is full, damaged or gone."""
        held = os.fstat(self._fd)
        if end < 0 and not held.st_size:
            self.path.unlink(missing_ok=True)  # its file was deleted, and made again by being opened
        if end < 0 or end >= SEGMENT_BYTES or held.st_size < end or not held.st_nlink:
            self.close()
            return False
        if held.st_size > end:
            os.ftruncate(self._fd, end)
        self.end = end
        return True

    @property
    def full(self) -> bool:
        """Whether the next page belongs into another segment."""
        return self.end >= SEGMENT_BYTES

    def append(self, member: bytes) -> Place:
        """Where `member` lies now; on the disk for good after `sync`."""
        place = Place(self.number, self.end, len(member))
        left, at = memoryview(member), self.end
        try:
            while left:
                written = os.pwrite(self._fd, left, at)
                left, at = left[written:], at + written
        except OSError as problem:
            raise Unwritable(f"{self.path}: {problem.strerror}; every page reported as stored is safe") from None
        self.end = place.end
        return place

    def sync(self) -> None:
        """Have the disk take what was appended."""
        try:
            os.fsync(self._fd)
        except OSError as problem:
            raise Unwritable(f"{self.path}: {problem.strerror}; every page reported as stored is safe") from None

    def close(self) -> None:
        """Let go of the segment."""
        os.close(self._fd)
