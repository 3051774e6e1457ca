"""The records as they are: one JSON object a line, Arabic unescaped."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from mahdar.faces.export.whole import Out
from mahdar.model import Record

_encode = msgspec.json.Encoder().encode


def write(records: Iterable[Record], out: Out) -> None:
    """Write one line for each record."""
    for record in records:
        out.write(_encode(record) + b"\n")
