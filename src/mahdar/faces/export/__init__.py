"""Records in the forms that the field's other tools read. They come one at a time and are not held, save for graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

import msgspec
from msgspec import Struct

from mahdar.errors import MahdarError
from mahdar.faces.export.whole import whole_file, whole_folder
from mahdar.model import Record

__all__ = ["FORMATS", "Format", "export"]

_HALF = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


class Format(Struct, frozen=True):
    """A form of export. `writer` is "module:function" of this package, loaded when it is first needed; it takes the
    records and an open file or, where the form has several files (`folder`), what opens a file in their folder."""

    writer: str
    about: str
    folder: bool = False


FORMATS: dict[str, Format] = {
    "jsonl": Format("jsonl:write", "the records as they are, one a line"),
    "plover": Format("plover:write", "PLOVER 0.8 events as JSON, one a line"),
    "csv": Format("sheets:write", "tables for spreadsheets", folder=True),
    "parquet": Format("parquet:write", "the same tables with their types", folder=True),
    "ftm": Format("ftm:write", "FollowTheMoney entities, one a line"),
    "geojson": Format("geojson:write", "events on the map"),
    "gexf": Format("network:write_gexf", "who did what to whom, for Gephi"),
    "graphml": Format("network:write_graphml", "who did what to whom, for other network tools"),
    "md": Format("brief:write", "a brief for people, with footnotes to the pages"),
}


def export(format: str, records: Iterable[Record], target: str) -> int:
    """Write `records` to the file, device or folder `target`, or to standard output ("-"); how many they were.

    What stood there is replaced once all is written, and stays as it was where the export fails or is stopped.
    Unwritable where the target takes no more, MahdarError where there is no such format."""
    if format not in FORMATS:
        raise MahdarError(f"{format}: no such format; choose one of {', '.join(FORMATS)}")
    chosen = FORMATS[format]
    module, function = chosen.writer.split(":")
    write: Any = getattr(import_module(f"{__name__}.{module}"), function)
    counted = _Counted(records)
    with whole_folder(target) if chosen.folder else whole_file(target) as out:
        write(iter(counted), out)
    return counted.count


class _Counted:
    """The records as they go by, sound enough for every format."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self.count += 1
            yield _sound(record)


def _sound(record: Record) -> Record:
    """`record`, with U+FFFD for each half of a character (a lone surrogate): no format can write one. Offsets hold."""
    try:
        msgspec.json.encode(record)
    except UnicodeEncodeError:
        return msgspec.convert(_mended(msgspec.to_builtins(record)), Record)
    return record


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_HALF)
    if isinstance(value, dict):
        return {_mended(name): _mended(held) for name, held in value.items()}
    return [_mended(held) for held in value] if isinstance(value, list | tuple) else value
