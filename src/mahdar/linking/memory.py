"""What the passes remember, in the archive's database: asked inside a writer's transaction, and written at its end."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select, update
from typing_extensions import override

from mahdar.link.memory import MOST, Memory, Recall, T, trait
from mahdar.store import Writer
from mahdar.store.linked import tallies, things, traits

_AT_A_TIME = 500
"""Values in one question."""
_REMEMBERED = 3_000
"""So many things are kept decoded, up to 20 kB each; all are forgotten when there are more."""
_COUNTED = 200_000
"""So many counts are kept at hand."""


_Row = dict[str, Any]


class Stored(Memory[T]):
    """The memory of one pass. What is put and counted is at hand at once, and in the database after `flush`."""

    def __init__(self, writer: Writer, name: str, kind: type[T]) -> None:
        self._execute = writer.execute
        self._name = name
        self._salt = trait("pass", name)
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(kind)
        self.forget()

    def forget(self) -> None:
        """Forget all that is at hand: after a transaction that was taken back, and where another has written."""
        self._fresh: Recall[T] = Recall()
        self._decoded: dict[int, T] = {}
        self._times: dict[int, int] = {}

    # ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────

    @override
    def find(self, traits: Collection[int], least: int = 1, most: int = MOST) -> list[T]:
        sharing = _sharing(self._salted(traits), least).subquery()
        chosen = select(things.c.id, things.c.key, things.c.data, sharing.c.shared)
        chosen = chosen.join(sharing, sharing.c.thing == things.c.id)
        rows = self._execute(chosen.order_by(sharing.c.shared.desc(), things.c.key).limit(most + len(self._fresh)))
        found = [(-row.shared, row.key, row) for row in rows if row.key not in self._fresh]
        found += [(-shared, key, None) for key, shared in self._fresh.sharing(traits).items() if shared >= least]
        best = sorted(found, key=lambda each: each[:2])[:most]
        return [self._thing(row.id, row.data) if row else self._fresh.get([key])[0] for _, key, row in best]

    @override
    def get(self, keys: Collection[str]) -> list[T]:
        found = {thing.key: thing for thing in self._fresh.get(keys)}
        missing = dict.fromkeys(key for key in keys if key not in found)
        for row in self._rows(missing, things.c.data):
            found[row.key] = self._thing(row.id, row.data)
        return [found[key] for key in keys if key in found]

    @override
    def tally(self, traits: Collection[int]) -> dict[int, int]:
        asked = set(traits)
        if len(self._times) > _COUNTED:
            self._times = {}
        unknown = asked.difference(self._times)
        self._times.update(self._counted(unknown))
        fresh = self._fresh.tally(asked)
        both = {each: self._times[each] + fresh.get(each, 0) for each in asked}
        return {each: times for each, times in both.items() if times}

    def numbers(self, keys: Collection[str]) -> dict[str, int]:
        """The number of each thing in the database by its key."""
        return {row.key: row.id for row in self._rows(keys)}

    # ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────

    @override
    def put(self, thing: T, traits: Collection[int]) -> None:
        self._fresh.put(thing, traits)

    @override
    def count(self, traits: Iterable[int]) -> None:
        self._fresh.count(traits)

    def flush(self) -> None:
        """Write what was put and counted."""
        fresh, counts = self._fresh.everything(), self._fresh.counts()
        self._fresh = Recall()
        self._write(fresh)
        self._add_up(counts)

    def _write(self, fresh: Mapping[str, tuple[T, frozenset[int]]]) -> None:
        known = {row.key: row for row in self._rows(fresh, things.c.traits)}
        last = int(self._execute(select(func.max(things.c.id))).scalar() or 0)
        new: list[_Row] = []
        old: list[_Row] = []
        added: list[_Row] = []
        for key, (thing, having) in fresh.items():
            salted = sorted(self._salted(having))
            row = {"traits": array("q", salted).tobytes(), "data": msgspec.msgpack.encode(thing)}
            before: set[int] = set()
            if key in known:
                number, before = known[key].id, set(array("q", known[key].traits))
                old.append({"number": number, **row})
                self._take(number, before.difference(salted))
            else:
                number = last = last + 1
                new.append({"id": number, "pass": self._name, "key": key, **row})
            added += [{"trait": each, "thing": number} for each in salted if each not in before]
            self._keep(number, thing)
        change = update(things).where(things.c.id == bindparam("number"))
        self._many(change.values(traits=bindparam("traits"), data=bindparam("data")), old)
        self._many(insert(things), new)
        self._many(insert(traits), added)

    def _take(self, number: int, gone: Collection[int]) -> None:
        for some in _some(gone):
            self._execute(delete(traits).where(traits.c.trait.in_(some), traits.c.thing == number))

    def _add_up(self, counts: Mapping[int, int]) -> None:
        known = self._counted(set(counts).difference(self._times)) | self._times
        old: list[_Row] = []
        new: list[_Row] = []
        for each, times in counts.items():
            self._times[each] = known[each] + times
            which = each ^ self._salt
            if known[each]:
                old.append({"which": which, "now": self._times[each]})
            else:
                new.append({"trait": which, "times": self._times[each]})
        self._many(update(tallies).where(tallies.c.trait == bindparam("which")).values(times=bindparam("now")), old)
        self._many(insert(tallies), new)

    def _many(self, change: Any, rows: list[_Row]) -> None:
        if rows:
            self._execute(change, rows)

    # ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _rows(self, keys: Iterable[str], *columns: Any) -> Iterator[Any]:
        chosen = select(things.c.id, things.c.key, *columns).where(things.c["pass"] == self._name)
        for some in _some(keys):
            yield from self._execute(chosen.where(things.c.key.in_(some)))

    def _counted(self, asked: Collection[int]) -> dict[int, int]:
        """How often each of these has been counted in the database."""
        found = dict.fromkeys(asked, 0)
        for some in _some(self._salted(asked)):
            for row in self._execute(select(tallies).where(tallies.c.trait.in_(some))):
                found[row.trait ^ self._salt] = row.times
        return found

    def _salted(self, having: Collection[int]) -> set[int]:
        """The same word in two passes is two traits."""
        return {each ^ self._salt for each in having}

    def _thing(self, number: int, data: bytes) -> T:
        if number not in self._decoded:
            self._keep(number, self._decoder.decode(data))
        return self._decoded[number]

    def _keep(self, number: int, thing: T) -> None:
        if len(self._decoded) >= _REMEMBERED:
            self._decoded = {}
        self._decoded[number] = thing


def _sharing(salted: Collection[int], least: int) -> Any:
    """Which things have at least so many of these traits, and how many."""
    shared = func.count().label("shared")
    chosen = select(traits.c.thing, shared).where(traits.c.trait.in_(sorted(salted)))
    return chosen.group_by(traits.c.thing).having(shared >= least)


def _some(values: Iterable[Any]) -> Iterator[Sequence[Any]]:
    listed = list(values)
    for start in range(0, len(listed), _AT_A_TIME):
        yield listed[start : start + _AT_A_TIME]
