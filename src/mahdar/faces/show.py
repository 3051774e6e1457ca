"""A record for people, in a terminal: title, dates, and tables of what was found, each line with its words."""

from __future__ import annotations

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table as Grid
from rich.text import Text

from mahdar.faces.tables import Table, published, tables, visible
from mahdar.model import Record, Rejected

_ISOLATE, _END = "\u2068", "\u2069"  # first strong isolate: Arabic and Latin in one line keep their own direction


class _Words:
    """Words of a page, wrapped here so that each line can be isolated from what stands beside it; no markup is read."""

    def __init__(self, words: str, style: str = "") -> None:
        self._text = Text(visible(words), style)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._text.wrap(console, options.max_width):
            words = line.plain.rstrip()
            yield Text(f"{_ISOLATE}{words}{_END}" if words else "", self._text.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._text)


def show(found: Record | Rejected, console: Console) -> None:
    """Print `found` to `console`."""
    if isinstance(found, Rejected):
        console.print(_Words(f"{found.page.uri}: rejected ({found.rejected.stage}): {found.rejected.reason}"))
        return
    console.rule()
    console.print(_Words(found.title or "—", "bold"))
    for line in (found.outlet, found.byline, published(found)):
        if line:
            console.print(_Words(line))
    console.print(_Words(f"{found.page.uri} · {found.id} · left out: {_dropped(found)}", "dim"))
    for table in tables(found):
        console.print(grid(table))


def _dropped(record: Record) -> str:
    kinds = [dropped.kind for dropped in record.dropped]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)) or "nothing"


def grid(table: Table) -> Grid:
    """`table` for a terminal, long cells folded."""
    grid = Grid(title=table.caption, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in table.columns:
        grid.add_column(column, overflow="fold")
    for row in table.rows:
        grid.add_row(*map(_Words, row))
    return grid
