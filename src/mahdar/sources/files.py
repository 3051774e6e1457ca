"""Files, folders and standard input: what they hold is told by looking, gzip is unpacked on the way."""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from typing import cast

import msgspec

from mahdar.errors import Unreadable
from mahdar.model import Page
from mahdar.settings import Settings
from mahdar.sources.feeds import read_feed
from mahdar.sources.lines import read_lines
from mahdar.sources.origin import Origin, whole
from mahdar.sources.sniff import HEAD_BYTES, sniff
from mahdar.sources.warc import read_warc

ENOUGH_HEAD = 512  # bytes to tell a kind by; a pipe that gives fewer is waited for, unless a line has ended


def read_path(path: str, settings: Settings) -> Iterator[Page | Unreadable]:
    """The pages of a file, or of every file in a folder and its folders, by name; hidden ones are passed over."""
    if os.path.isdir(path):
        for file in _files(path):
            yield from [file] if isinstance(file, Unreadable) else read_path(file, settings)
        return
    origin = Origin(uri=whole(path), name=os.path.basename(path), settings=settings)
    try:
        with open(path, "rb") as stream:
            yield from read_stream(stream, origin)
    except (OSError, ValueError) as wrong:  # ValueError: a NUL in the path
        yield origin.unreadable(_reason(wrong))


def read_input(settings: Settings) -> Iterator[Page | Unreadable]:
    """The pages of standard input."""
    yield from read_stream(cast(io.BufferedIOBase, sys.stdin.buffer), Origin(uri="-", settings=settings))


def read_bytes(data: bytes, origin: Origin) -> Iterator[Page | Unreadable]:
    """The pages in `data`."""
    yield from read_stream(io.BytesIO(data), origin)


def read_stream(stream: io.BufferedIOBase, origin: Origin) -> Iterator[Page | Unreadable]:
    """The pages that `stream` gives until its end, or until it cannot be read further."""
    try:
        head = _head(stream)
        yield from _read(_Joined.of(head, stream), head, origin)
    except (OSError, EOFError, zlib.error) as wrong:
        yield origin.unreadable(_reason(wrong))


def _read(stream: io.BufferedIOBase, head: bytes, origin: Origin) -> Iterator[Page | Unreadable]:
    limit = origin.settings.max_page_bytes
    kind = sniff(head, origin.name, origin.media_type)
    if kind == "gzip":
        yield from _read_gzip(stream, head, origin)
    elif kind == "warc":
        yield from read_warc(stream, origin)
    elif kind == "jsonl":
        yield from read_lines(stream, origin)
    else:
        data = stream.read(limit + 1)
        if kind == "feed" and len(data) <= limit:
            yield from read_feed(data, origin)
        else:
            yield origin.page(data, "text/html" if kind == "html" else origin.media_type or "text/plain")


def _read_gzip(stream: io.BufferedIOBase, head: bytes, origin: Origin) -> Iterator[Page | Unreadable]:
    """What is packed in `stream`; FastWARC unpacks for itself, a record at a time."""
    inside = zlib.decompressobj(47).decompress(head, ENOUGH_HEAD)
    if inside.startswith(b"WARC/"):
        yield from read_warc(stream, origin)
    elif inside.startswith(b"\x1f\x8b"):
        yield origin.unreadable("packed with gzip twice; unpack it once")
    else:
        unpacked = cast(io.BufferedIOBase, io.BufferedReader(gzip.GzipFile(fileobj=stream), 1 << 17))
        yield from read_stream(unpacked, msgspec.structs.replace(origin, name=origin.name.lower().removesuffix(".gz")))


def _head(stream: io.BufferedIOBase) -> bytes:
    head = b""
    while len(head) < ENOUGH_HEAD and b"\n" not in head and (piece := stream.read1(HEAD_BYTES)):
        head += piece
    return head


class _Joined(io.RawIOBase):
    """A stream with the bytes that were already taken from it put back, whether or not it can be rewound."""

    def __init__(self, head: bytes, rest: io.BufferedIOBase) -> None:
        self._head, self._rest, self._taken = head, rest, 0

    @classmethod
    def of(cls, head: bytes, rest: io.BufferedIOBase) -> io.BufferedReader:
        return io.BufferedReader(cls(head, rest), 1 << 17)

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        """FastWARC asks for it, and ends the process where there is no answer."""
        return self._taken

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        piece = self._head[: len(view)] if self._head else self._rest.read1(len(view))
        self._head = self._head[len(piece) :]
        view[: len(piece)] = piece
        self._taken += len(piece)
        return len(piece)


def _files(folder: str) -> Iterator[str | Unreadable]:
    """Every file under `folder`, each folder once however many links lead to it."""
    seen: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            found = os.stat(path)
            if stat.S_ISREG(found.st_mode):
                yield path
            elif not stat.S_ISDIR(found.st_mode):
                yield Unreadable(whole(path), "neither a file nor a folder")
            elif (found.st_dev, found.st_ino) not in seen:
                seen.add((found.st_dev, found.st_ino))
                names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)
                waiting += [os.path.join(path, name) for name in names]
        except OSError as wrong:
            yield Unreadable(whole(path), _reason(wrong))


def _reason(wrong: Exception) -> str:
    if isinstance(wrong, EOFError):
        return "cut off before its end; what stands before was read"
    if isinstance(wrong, OSError) and wrong.strerror:
        return wrong.strerror[0].lower() + wrong.strerror[1:]
    return " ".join(str(wrong).split()) or type(wrong).__name__
