"""CSV and Parquet as DuckDB reads them: the same rows, the words of the page, nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

from mahdar.faces.export.parquet import GROUP_RECORDS
from mahdar.faces.export.rows import TABLES
from mahdar.faces.export.sheets import cell
from mahdar.model import Record

Exported = Callable[[str, Iterable[Record]], Path]
READERS = {
    "csv": "read_csv('{}', all_varchar=true, header=true, delim=',', quote='\"', escape='\"', null_padding=false)",
    "parquet": "read_parquet('{}')",
}
BOTH = pytest.mark.parametrize("format", READERS)


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """The table's rows as DuckDB reads them."""
    format = folder.name
    found = duckdb.sql(f"select * from {READERS[format].format(folder / f'{table}.{format}')}")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


@BOTH
def test_every_part_has_its_row(format: str, exported: Exported, samples: list[Record]) -> None:
    folder = exported(format, samples)
    asks = [v for r in samples for v in r.events if v.type in ("REQUEST", "AGREE")]
    counts = {table: len(rows(folder, table)) for table in TABLES}
    assert counts == {
        "articles": len(samples),
        "events": sum(len(r.events) for r in samples),
        "statements": sum(len(r.statements) for r in samples),
        "asks": len(asks),
        "entities": sum(len(r.entities) for r in samples),
    }
    assert all(counts.values())
    for table, (row, _) in TABLES.items():
        assert list(rows(folder, table)[0]) == list(row.__struct_fields__)


@BOTH
def test_words_stand_where_their_row_says(format: str, exported: Exported, samples: list[Record]) -> None:
    folder = exported(format, samples)
    texts = {row["article"]: row["text"] for row in rows(folder, "articles")}
    assert texts == {record.id: record.text for record in samples}
    columns = {"events": ["words", "sentence", "content"], "statements": ["words", "cue"], "asks": ["words", "content"]}
    compared = 0
    for table, names in {**columns, "entities": ["words"]}.items():
        for row in rows(folder, table):
            for name in names:
                start, end = ("start", "end") if name == "words" else (f"{name}_start", f"{name}_end")
                if row[start] is not None:
                    assert row[name] == texts[row["article"]][int(row[start]) : int(row[end])]
                    compared += 1
    assert compared > 100


def test_types_are_kept_in_parquet(exported: Exported, samples: list[Record]) -> None:
    row = next(r for r in rows(exported("parquet", samples), "events") if r["latitude"] is not None)
    event = next(v for r in samples for v in r.events if r.id == row["article"] and v.id == row["event"])
    assert (row["actor_ids"], row["start"], row["score"]) == (list(event.actors), event.trigger[0], event.score)


def test_parquet_goes_out_in_groups(exported: Exported, samples: list[Record]) -> None:
    many = (msgspec.structs.replace(samples[0], id=f"r{number}") for number in range(GROUP_RECORDS + 1))
    folder = exported("parquet", many)
    found = duckdb.sql(f"select count(distinct row_group_id) from parquet_metadata('{folder / 'events.parquet'}')")
    assert found.fetchall() == [(2,)]
    assert len(rows(folder, "articles")) == GROUP_RECORDS + 1


def test_names_and_claims_stand_in_one_cell(exported: Exported, samples: list[Record]) -> None:
    of = {(r.id, v.id): (r, v) for r in samples for v in r.events}
    for row in rows(exported("csv", samples), "events"):
        record, event = of[row["article"], row["event"]]
        names = {entity.id: entity.name for entity in record.entities}
        assert (row["actors"] or "") == "؛ ".join(names[one] for one in event.actors)
        assert bool(row["told_by"]) == bool(event.said_by)


def test_excel_is_told_that_it_is_utf_8(exported: Exported, samples: list[Record]) -> None:
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in exported("csv", samples).iterdir())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"), ("\n=1", "'\n=1"), ("＝1", "'＝1"), (("=1", "ب"), "'=1؛ ب"), (-33.9, "-33.9"), (-1, "-1"),
        (None, ""), (True, "true"), ("", ""), ("سالم", "سالم"), ("1-1", "1-1"),
    ],
)  # fmt: skip
def test_no_cell_is_run(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_no_cell_of_a_hostile_page_is_run(exported: Exported, evil: list[Record]) -> None:
    folder = exported("csv", evil)
    for path in folder.iterdir():
        with open(path, encoding="utf-8-sig", newline="") as lines:
            found = list(csv.reader(lines))
        assert len({len(row) for row in found}) == 1
        assert not [one for row in found for one in row if one.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len(rows(folder, "events")) == 5
