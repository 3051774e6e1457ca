"""The tables of `rows` as Parquet files with their types: lists as lists, dates as text, since their precision varies.

Rows go out in groups, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from mahdar.faces.export.parts import parts
from mahdar.faces.export.rows import TABLES, Row
from mahdar.faces.export.whole import Opener, Out
from mahdar.model import Record

GROUP_RECORDS = (
    500  # records whose rows make a row group: 80 MB of memory above pyarrow's own, files 3 % larger than with 1,000
)

_TYPES = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    tuple[str, ...]: pa.list_(pa.string()),
    tuple[int, ...]: pa.list_(pa.int64()),
}


def write(records: Iterable[Record], opener: Opener) -> None:
    """Write a file for each table."""
    with ExitStack() as opened:
        tables = {name: _Table(row, opener(f"{name}.parquet"), opened) for name, (row, _) in TABLES.items()}
        for count, record in enumerate(records, 1):
            of = parts(record)
            for name, (_, rows) in TABLES.items():
                tables[name].rows.extend(rows(of))
            if count % GROUP_RECORDS == 0:
                _flush(tables)
        _flush(tables)


class _Table:
    """Rows that wait for their group to be full, and the file that they go to."""

    def __init__(self, row: type[Row], out: Out, opened: ExitStack) -> None:
        self.rows: list[Row] = []
        self.schema = pa.schema([(field.name, _type(field.type)) for field in msgspec.structs.fields(row)])
        self.writer = opened.enter_context(pq.ParquetWriter(out, self.schema, compression="zstd"))


def _flush(tables: dict[str, _Table]) -> None:
    for table in tables.values():
        columns = [
            pa.array([getattr(row, field.name) for row in table.rows], type=field.type) for field in table.schema
        ]
        table.writer.write_table(pa.Table.from_arrays(columns, schema=table.schema))
        table.rows.clear()


def _type(annotation: object) -> pa.DataType:
    """Arrow's type for a field's, nothing (None) aside."""
    for plain, arrow in _TYPES.items():
        if annotation in (plain, plain | None):
            return arrow
    raise TypeError(f"no column type for {annotation}")
