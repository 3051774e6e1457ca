"""A progress bar on standard error, for runs at a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

PACKED = (".gz", ".warc")  # files whose pages' sizes do not add up to the file's
EVERY_SECONDS = 0.2


class Sized(Protocol):
    """What came of a page of so many bytes."""

    @property
    def size(self) -> int:
        """Bytes of the page."""


_Outcome = TypeVar("_Outcome", bound=Sized)


def watched(outcomes: Iterable[_Outcome], paths: list[str]) -> Iterator[_Outcome]:
    """`outcomes` as they are, with a bar while they come; drawn without a thread, as workers are forked meanwhile.
    `paths` are the inputs, whose size tells how much there is to come; without any, that is unknown."""
    total = _bytes(paths)
    columns = (TextColumn("{task.fields[pages]} pages"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task("", total=total, pages=0)
        drawn = 0.0
        for pages, outcome in enumerate(outcomes, 1):
            bar.update(task, advance=outcome.size, pages=pages)
            if monotonic() - drawn > EVERY_SECONDS:
                bar.refresh()
                drawn = monotonic()
            yield outcome


@contextmanager
def told_of(what: str) -> Iterator[Callable[[int, int], None]]:
    """What long work tells how much of how much is done; a bar at a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task("")
        drawn = [0.0]

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if monotonic() - drawn[0] > EVERY_SECONDS:
                bar.refresh()
                drawn[0] = monotonic()

        yield tell


def _bytes(paths: list[str]) -> int | None:
    """How many bytes there are to read, or None where that cannot be told beforehand."""
    if not paths:
        return None
    found = 0
    for path in map(Path, paths):
        files = (
            [Path(folder, name) for folder, _, names in os.walk(path) for name in names] if path.is_dir() else [path]
        )
        if not all(file.is_file() and file.suffix not in PACKED for file in files):
            return None
        found += sum(file.stat().st_size for file in files)
    return found
