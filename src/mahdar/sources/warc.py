"""WARC: the pages of a web archive. FastWARC takes the file apart, unpacking gzip and zstd as it goes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedIOBase

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from mahdar.errors import Unreadable
from mahdar.model import Page
from mahdar.sources.feeds import read_feed
from mahdar.sources.origin import Origin, moment, readable, too_large
from mahdar.sources.packing import unpack
from mahdar.sources.sniff import sniff

_WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_READABLE = ("text/", "html", "xml", "json")
_UNREADABLE = ("css", "javascript", "svg")
_PIECE = 1 << 16


def read_warc(stream: BufferedIOBase, origin: Origin) -> Iterator[Page | Unreadable]:
    """A Page for every answer with status 200 and a text in it (feeds: for every item); others are passed over.

    Ends with an Unreadable where the file is cut off; OSError where it is no WARC from some point on.
    """
    limit = origin.settings.max_page_bytes
    for record in ArchiveIterator(stream, WarcRecordType.any_type, parse_http=False):
        found = _origin(record, origin) if record.record_type & _WANTED else None
        length = record.content_length
        raw = _read(record, limit + 1) if isinstance(found, Origin) else b""
        if isinstance(found, Origin) and len(raw) > limit:
            yield found.unreadable(too_large(origin.settings))
        elif len(raw) + _skip(record) < length or not record.headers.get("Content-Length"):
            yield origin.unreadable(f"cut off in the record of {found.uri if found else 'no page'}")
            return
        elif isinstance(found, Origin):
            yield from _pages(unpack(raw, _encodings(record), limit), found)
        elif found:
            yield found


def _origin(record: WarcRecord, origin: Origin) -> Origin | Unreadable | None:
    """Where the record's page comes from; None where it is no page. Moves the record behind its HTTP headers."""
    uri = readable((record.headers.get("WARC-Target-URI") or "").strip("<>") or origin.uri)
    media_type, charset = record.headers.get("Content-Type") or "", None
    if record.is_http:
        status = _status(record)
        if status != 200:
            return None if status else Unreadable(uri, f"no HTTP answer in this record of {origin.uri}")
        media_type, charset = record.http_content_type or "", record.http_charset
    media_type = media_type.lower().partition(";")[0].strip()
    if media_type and (not any(part in media_type for part in _READABLE) or any(p in media_type for p in _UNREADABLE)):
        return None
    fetched = moment(record.headers.get("WARC-Date"))
    return Origin(uri=uri, settings=origin.settings, media_type=media_type, charset=charset, fetched=fetched)


def _status(record: WarcRecord) -> int | None:
    try:
        record.parse_http(auto_decode="none", quirks_mode=True)
    except OSError:
        return None
    return record.http_headers.status_code if record.http_headers else None


def _read(record: WarcRecord, size: int) -> bytes:
    pieces, left = [], size
    while left and (piece := record.reader.read(min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _skip(record: WarcRecord) -> int:
    """Read the rest of `record`; how many bytes it had."""
    total = 0
    while piece := record.reader.read(_PIECE):
        total += len(piece)
    return total


def _encodings(record: WarcRecord) -> str:
    headers = record.http_headers
    return f"{headers.get('Content-Encoding', '')},{headers.get('Transfer-Encoding', '')}" if headers else ""


def _pages(data: bytes, origin: Origin) -> Iterator[Page | Unreadable]:
    kind = sniff(data[:4096], media_type=origin.media_type)
    if kind == "feed" and len(data) <= origin.settings.max_page_bytes:
        yield from read_feed(data, origin)
    else:
        yield origin.page(data, "text/html" if kind == "html" else origin.media_type or "text/plain")
