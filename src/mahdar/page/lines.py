"""A page as lines: what each says, which element it stood in, how much of it is link."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

Tag = Literal["title", "heading", "paragraph", "item", "text", "code"]

# A line ends at a line break, at NUL, and at three spaces: crawlers set one table cell beside the other that way.
_BREAK = re.compile("[\\n\\r\\v\\f\\x00\\x1c-\\x1e\\x85\\u2028\\u2029]+|[ \\t]{3,}")
_EMPTY = " \t\xa0\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"
# Elements and attributes that a crawler left in its text: <a href="…">, content="…" />.
_LEFTOVER = re.compile(
    r"""</?[a-zA-Z!][^<>]{0,400}>|<a\s+href=["']?[^\s"'<>]{0,400}["']?|"""
    r"""\b(?:content|alt|class|href|src|title|style|width|height)=(?:"[^"<>]{0,3000}"|'[^'<>]{0,3000}')\s?/?>?"""
)


class Line(Struct, frozen=True):
    """A stretch of the page between two breaks. `text` is as the page has it; `links` is the share of it that is link;
    `main` says whether it stands where the article is expected (always true in plain text)."""

    text: str
    tag: Tag = "text"
    links: float = 0.0
    main: bool = True


def text_lines(text: str) -> list[Line]:
    """The lines of a page that came as plain text, left-over markup told apart."""
    lines: list[Line] = []
    for piece in _BREAK.split(text):
        if "=" in piece or "<" in piece:
            lines += _without_leftovers(piece)
        else:
            _put(lines, piece, "text")
    return lines


def _without_leftovers(piece: str) -> list[Line]:
    lines: list[Line] = []
    at = 0
    for found in _LEFTOVER.finditer(piece):
        _put(lines, piece[at : found.start()], "text")
        _put(lines, found.group(), "code")
        at = found.end()
    _put(lines, piece[at:], "text")
    return lines


def _put(lines: list[Line], text: str, tag: Tag) -> None:
    stripped = text.strip(_EMPTY)
    if stripped:
        lines.append(Line(stripped, tag))
