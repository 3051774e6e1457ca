"""What `mahdar show` shows: records that were written before, or pages read now."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BufferedReader
from typing import cast

import msgspec

from mahdar.batch import read_all
from mahdar.faces.output import STANDARD
from mahdar.model import Record, Rejected
from mahdar.settings import Settings
from mahdar.sources import open_sources

_HEAD_BYTES = 4096
_WRITTEN = re.compile(
    rb'\s*\{\s*"id"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"(?:made_by|page)"\s*:'
)  # how a record's line begins


def found_in(path: str, settings: Settings) -> Iterator[Record | Rejected | str]:
    """What the file (or -) holds: its records, or what is read from its pages now; a problem as a line of text."""
    stream = cast(BufferedReader, sys.stdin.buffer) if path == STANDARD else _opened(path)
    if stream and _WRITTEN.match(stream.peek(_HEAD_BYTES)):
        yield from _records(path, stream)
        return
    for outcome in read_all(open_sources([path], settings), settings):
        yield outcome.found() or outcome.problem


def _opened(path: str) -> BufferedReader | None:
    try:
        return open(path, "rb")
    except OSError:  # a folder, an address or no file: what it is, and what is wrong with it, the sources know better
        return None


def _records(path: str, lines: BufferedReader) -> Iterator[Record | Rejected | str]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _decoded(line) or f"{path}, line {number}: no record"


def _decoded(line: bytes) -> Record | Rejected | None:
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(line, type=Record)
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(line, type=Rejected)
    return None
