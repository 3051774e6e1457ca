"""Authority files into an archive: entries that later runs of the passes join actors to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, insert, select

from mahdar.errors import BadArchive, Unreadable
from mahdar.link.authority import Authority, Problem, read_authority
from mahdar.link.profiles import put_by
from mahdar.linking.memory import Stored
from mahdar.store import Store, View, Writer
from mahdar.store.linked import authorities

_AT_A_TIME = 500


class Imported(Struct, frozen=True):
    """How many entries have been taken, and what was wrong with the lines that gave none since the last was told of."""

    entries: int
    problems: tuple[Problem, ...]


def import_authority(store: Store, path: Path) -> Iterator[Imported]:
    """Take all entries of a file, those with a known id in place of what was there; tells of each few hundred once they
    are stored. Unreadable where the file cannot be opened."""
    try:
        found = read_authority(path)
        with store.writer() as writer:
            taken = 0
            while some := list(islice(found, _AT_A_TIME)):
                entries = [each for each in some if isinstance(each, Authority)]
                with writer.transaction():
                    _take(writer, entries)
                taken += len(entries)
                yield Imported(taken, tuple(each for each in some if isinstance(each, Problem)))
    except OSError as problem:
        raise Unreadable(str(path), f"{problem.strerror or problem}; name a file that can be read.") from None


def count_entries(view: View) -> int:
    """How many entries the archive has."""
    return int(view.value(select(func.count()).select_from(authorities)) or 0)


def remember_entries(writer: Writer, memory: Stored[Authority]) -> None:
    """Put all entries into the passes' memory, where they are not: after links were forgotten, or a restore."""
    last = ""
    while rows := _some(writer, last):
        last = rows[-1].id
        try:
            _put(memory, [msgspec.json.decode(row.entry, type=Authority) for row in rows])
        except msgspec.DecodeError as wrong:
            raise BadArchive(f"an authority's entry is damaged ({wrong}); import its file again.") from None


def _take(writer: Writer, entries: Sequence[Authority]) -> None:
    known = {entry.id: entry for entry in entries}
    writer.execute(delete(authorities).where(authorities.c.id.in_(known)))
    rows = [{"id": each.id, "entry": msgspec.json.encode(each).decode()} for each in known.values()]
    if rows:
        writer.execute(insert(authorities), rows)
        _put(Stored(writer, "authority", Authority), known.values())


def _put(memory: Stored[Authority], entries: Iterable[Authority]) -> None:
    for entry in entries:
        memory.put(entry, put_by(entry.named))
    memory.flush()


def _some(writer: Writer, last: str) -> Sequence[Any]:
    chosen = select(authorities).where(authorities.c.id > last).order_by(authorities.c.id).limit(_AT_A_TIME)
    return list(writer.execute(chosen).all())
