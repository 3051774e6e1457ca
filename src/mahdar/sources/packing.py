"""Bytes unpacked from what HTTP wrapped them in, never further than a limit."""

from __future__ import annotations

import zlib
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader


def unpack(data: bytes, encodings: str, limit: int) -> bytes:
    """`data` without the `encodings` that a header names ("gzip", "chunked, br", …), cut one byte above `limit`.

    Crawlers often keep the header of what they have unpacked already: what cannot be unpacked is given back as it is.
    """
    for encoding in reversed(encodings.lower().split(",")):
        data = _unpack_one(data, encoding.strip(), limit)
    return data


def _unpack_one(data: bytes, encoding: str, limit: int) -> bytes:
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _inflate(data, 47, limit) or _inflate(data, -15, limit) or data
    readers = {"br": BrotliReader, "chunked": ChunkedReader, "zstd": ZstdReader}
    if encoding not in readers:
        return data
    try:
        return bytes(readers[encoding](BytesIO(data)).read(limit + 1)) or data
    except OSError:
        return data


def _inflate(data: bytes, window: int, limit: int) -> bytes:
    """What could be inflated: all of it, or what stands before a fault."""
    out = b""
    try:
        while data and len(out) <= limit:
            stream = zlib.decompressobj(window)
            out += stream.decompress(data, limit + 1 - len(out))
            data = stream.unused_data
    except zlib.error:
        pass
    return out
