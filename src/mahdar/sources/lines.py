"""JSON Lines: one article a line, its text taken as it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from io import BufferedIOBase

import msgspec
from msgspec import Struct

from mahdar.errors import Unreadable
from mahdar.model import Given, Page
from mahdar.sources.origin import Origin, moment, readable, too_large, whole

SKIPPED_LIMITS = 50
"""A line so many times above the size limit ends the reading: it is a gzip bomb or no text at all."""
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


class _Line(Struct):
    text: str
    id: str | int | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    fetched: str | None = None


_decoder = msgspec.json.Decoder(_Line)


def read_lines(stream: BufferedIOBase, origin: Origin) -> Iterator[Page | Unreadable]:
    """A Page for every line that is an article, an Unreadable naming the line for any other but blank ones."""
    limit, number = origin.settings.max_page_bytes, 0
    while line := stream.readline(limit + 1):
        number += 1
        at = f"{origin.uri}:{number}"
        if len(line) > limit and not line.endswith(b"\n"):
            yield Unreadable(at, f"the line is {too_large(origin.settings)}")
            if not _skip_line(stream, limit):
                yield Unreadable(at, "the line has no end within reach; nothing behind it was read")
                return
        elif content := line.removeprefix(b"\xef\xbb\xbf" if number == 1 else b"").strip():
            yield _article(content, at, origin)


def _skip_line(stream: BufferedIOBase, limit: int) -> bool:
    for _ in range(SKIPPED_LIMITS):
        part = stream.readline(limit)
        if not part or part.endswith(b"\n"):
            return True
    return False


def _article(line: bytes, at: str, origin: Origin) -> Page | Unreadable:
    try:
        found = _decode(line)
    except UnicodeDecodeError as wrong:
        return Unreadable(at, f"the line is not UTF-8: {wrong.reason} at byte {wrong.start}")
    except (ValueError, RecursionError) as wrong:  # msgspec's and json's errors are ValueErrors
        return Unreadable(at, f"the line is no article in JSON: {whole(str(wrong))}")
    return Page(
        uri=readable(found.url) if found.url else at,
        data=line,
        media_type="application/json",
        charset="utf-8",
        fetched=moment(found.fetched) or origin.fetched,
        given=_given(found),
    )


def _decode(line: bytes) -> _Line:
    if _SURROGATE.search(line):  # msgspec refuses a lone one, json takes it
        found = msgspec.convert(json.loads(line.decode("utf-8")), _Line)
        return _Line(*(whole(value) if isinstance(value, str) else value for value in msgspec.structs.astuple(found)))
    line.decode("utf-8")  # msgspec's own message counts from the string's start, not the line's
    return _decoder.decode(line)


def _given(found: _Line) -> Given:
    return Given(
        id=None if found.id is None else str(found.id),
        text=found.text,
        title=found.title,
        url=found.url,
        outlet=found.outlet,
        byline=found.byline,
        published=day(found.published),
        fetched=found.fetched,
    )


def day(written: str | None) -> str | None:
    """The day that an ISO date or date and time begins with, None where there is no such day."""
    match = _DAY.match(written or "")
    try:
        return date.fromisoformat(match.group()).isoformat() if match else None
    except ValueError:
        return None
