"""Tables for spreadsheets: one CSV file each, UTF-8 with a byte order mark, so that Excel reads the Arabic.

Several names in one cell are joined by "؛ ". A cell of text that a spreadsheet would run as a formula (it begins with
= + - @, their full-width forms, a tab or a line's end) gets an apostrophe before it; take that off to compare with the
page. Numbers are left as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from mahdar.faces.export.parts import parts
from mahdar.faces.export.rows import TABLES
from mahdar.faces.export.whole import Opener
from mahdar.model import Record

_JOINED = "؛ "
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(records: Iterable[Record], opener: Opener) -> None:
    """Write a file for each table, its first line the names of the columns."""
    outs = {}
    for name, (row, _) in TABLES.items():
        outs[name] = opener(f"{name}.csv")
        outs[name].write("\ufeff".encode() + _lines([row.__struct_fields__]))
    for record in records:
        of = parts(record)
        for name, (_, rows) in TABLES.items():
            outs[name].write(_lines([cell(getattr(row, f)) for f in row.__struct_fields__] for row in rows(of)))


def cell(value: object) -> str:
    """`value` as a cell that no spreadsheet runs."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        value = _JOINED.join(map(str, value))
    if isinstance(value, str) and value.startswith(_RUN):
        return f"'{value}"
    return str(value)


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
