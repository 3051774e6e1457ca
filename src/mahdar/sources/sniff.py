"""What some bytes are: told by their first ones, then by the file's ending, then by what the sender calls them."""

from __future__ import annotations

import codecs
import re
from typing import Literal

Kind = Literal["gzip", "warc", "feed", "jsonl", "html", "text"]

HEAD_BYTES = 65_536
_BEFORE_ROOT = re.compile(
    rb"(?:\s++|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*+(?:\[.*?\])?\s*+>)*+", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(rb"<([A-Za-z][\w:.-]*+)")
_HTML_PART = re.compile(rb"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)
_JSON_LINE = re.compile(rb'\s*+\{[ \t]*+(?:"|\}[ \t\r]*+(?:\n|$))')
_FEED_ROOTS = (b"rss", b"feed", b"rdf:rdf")
_ENDINGS: tuple[tuple[str, Kind], ...] = (
    (".jsonl", "jsonl"), (".ndjson", "jsonl"), (".warc", "warc"), (".rss", "feed"), (".atom", "feed"),
    (".html", "html"), (".htm", "html"), (".xhtml", "html"), (".shtml", "html"),
)  # fmt: skip
_MEDIA_TYPES: tuple[tuple[str, Kind], ...] = (
    ("html", "html"),
    ("ndjson", "jsonl"),
    ("jsonl", "jsonl"),
    ("json-seq", "jsonl"),
)


def sniff(head: bytes, name: str = "", media_type: str = "") -> Kind:
    """The kind of content that begins with `head`, named `name` and sent as `media_type`; of nothing: an empty text."""
    return (head and (_by_content(head) or _by_name(name, media_type))) or "text"


def _by_content(head: bytes) -> Kind | None:
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"WARC/"):
        return "warc"
    head = _plain(head)
    if _JSON_LINE.match(head):
        return "jsonl"
    if root := _ROOT.match(head, _end(head)):
        return "feed" if root[1].lower() in _FEED_ROOTS else "html"
    return "html" if _HTML_PART.search(head, 0, 4096) else None


def _end(head: bytes) -> int:
    before = _BEFORE_ROOT.match(head)
    return before.end() if before else 0


def _plain(head: bytes) -> bytes:
    """`head` without its byte order mark, UTF-16 as UTF-8."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace").encode("utf-8", "replace")
    return head.removeprefix(codecs.BOM_UTF8)


def _by_name(name: str, media_type: str) -> Kind | None:
    ending = name.lower().removesuffix(".gz")
    found = [kind for end, kind in _ENDINGS if ending.endswith(end)]
    found += [kind for part, kind in _MEDIA_TYPES if part in media_type]
    return found[0] if found else None
