"""Reading the word lists in data/: tab-separated lines, # for comments, source and licence at the top of each."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

DATA: Traversable = files("mahdar") / "data"


def rows(path: str, columns: int) -> Iterator[tuple[str, ...]]:
    """The rows of data/`path`, each of exactly `columns` cells ("" where a cell is missing or a hyphen)."""
    for number, line in enumerate((DATA / path).read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > columns:
            raise ValueError(f"data/{path}, line {number}: {len(cells)} cells where {columns} are allowed: {line!r}")
        yield tuple("" if cell == "-" else cell for cell in cells) + ("",) * (columns - len(cells))


def names_in(folder: str) -> list[str]:
    """The .tsv files of data/`folder`, as paths for `rows`, in order."""
    return sorted(f"{folder}/{entry.name}" for entry in (DATA / folder).iterdir() if entry.name.endswith(".tsv"))


def items(cell: str) -> tuple[str, ...]:
    """A cell's comma-separated items; Arabic commas too."""
    return tuple(item.strip() for item in cell.replace("،", ",").split(",") if item.strip())
