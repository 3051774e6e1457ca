"""All of an archive at one moment: a view, and the segments that it knows, held open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

from msgspec import Struct
from sqlalchemy import func, select

from mahdar.store.evidence import Evidence
from mahdar.store.schema import pages
from mahdar.store.store import Store
from mahdar.store.view import View

Tell = Callable[[int, int], object]
"""Is told from time to time how much is done, and of how much."""

_TRIES = 3


class Snapshot(Struct, frozen=True):
    """`ends` says how far the view knows each segment; `files` holds them open, None for one that is not there."""

    view: View
    ends: dict[int, int]
    files: dict[int, BinaryIO | None]


def silent(done: int, total: int) -> None:
    """Tells nobody."""


@contextmanager
def snapshot(store: Store) -> Iterator[Snapshot]:
    """The archive as it is now. Should a removal move a segment's pages away just now, it is looked at again; one that
    comes later takes nothing away, for what is open stays readable."""
    for tries in range(_TRIES):
        with ExitStack() as stack:
            view = stack.enter_context(store.view())
            ends = known_ends(view)
            files = {segment: opened(store.evidence, segment, stack) for segment in ends}
            if None in files.values() and tries < _TRIES - 1:
                continue
            yield Snapshot(view, ends, files)
            return


def known_ends(view: View) -> dict[int, int]:
    """The segments that hold pages, ascending, and how far the view knows each."""
    end = func.max(pages.c.offset + pages.c.length)
    chosen = select(pages.c.segment, end).where(pages.c.segment.is_not(None)).group_by(pages.c.segment)
    return dict(view.rows(chosen.order_by(pages.c.segment)))


def opened(evidence: Evidence, segment: int, stack: ExitStack) -> BinaryIO | None:
    """A segment, open until `stack` is closed; None where it is not there."""
    try:
        return stack.enter_context(evidence.path(segment).open("rb"))
    except OSError:
        return None
