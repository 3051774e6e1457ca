"""What a linking pass remembers of the records before: things, found again by the traits that they share.

Records come one at a time, in the order of their arrival, and a pass asks its memory only for what shares traits with
the record at hand. So a hundred new records cost what a hundred cost, and come out as if all had been linked at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from hashlib import blake2b
from typing import Protocol, TypeVar

from typing_extensions import override

MOST = 200
"""So many things at most are looked at for one record: what more there is shares less with it."""


class Thing(Protocol):
    """What is remembered: a frozen Struct whose `key` is a record's id, or begins with it and "/"."""

    @property
    def key(self) -> str:
        """The id of the record that it comes from, or that and "/" and more."""
        ...


T = TypeVar("T", bound=Thing)


class Memory(Protocol[T]):
    """The things of one pass."""

    def find(self, traits: Collection[int], least: int = 1, most: int = MOST) -> list[T]:
        """Things with at least `least` of these traits: those with most of them first, those with as many by key."""
        ...

    def get(self, keys: Collection[str]) -> list[T]:
        """The things with these keys, in this order, those that there are."""
        ...

    def put(self, thing: T, traits: Collection[int]) -> None:
        """Remember `thing` by these traits, in place of what had its key."""
        ...

    def tally(self, traits: Collection[int]) -> dict[int, int]:
        """How often each of these has been counted, those never counted left out."""
        ...

    def count(self, traits: Iterable[int]) -> None:
        """Count each of these once more."""
        ...


class Recall(Memory[T]):
    """A memory that lasts as long as the process."""

    def __init__(self) -> None:
        self._things: dict[str, T] = {}
        self._traits: dict[str, frozenset[int]] = {}
        self._having: defaultdict[int, set[str]] = defaultdict(set)
        self._counted: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._things)

    def __contains__(self, key: str) -> bool:
        return key in self._things

    @override
    def find(self, traits: Collection[int], least: int = 1, most: int = MOST) -> list[T]:
        found = sorted((-count, key) for key, count in self.sharing(traits).items() if count >= least)
        return [self._things[key] for _, key in found[:most]]

    def sharing(self, traits: Collection[int]) -> Counter[str]:
        """The keys of the things that have some of these traits, with how many."""
        return Counter(key for trait in set(traits) for key in self._having.get(trait, ()))

    @override
    def get(self, keys: Collection[str]) -> list[T]:
        return [self._things[key] for key in keys if key in self._things]

    @override
    def put(self, thing: T, traits: Collection[int]) -> None:
        for trait in self._traits.get(thing.key, ()):
            self._having[trait].discard(thing.key)
        self._things[thing.key] = thing
        self._traits[thing.key] = frozenset(traits)
        for trait in self._traits[thing.key]:
            self._having[trait].add(thing.key)

    @override
    def tally(self, traits: Collection[int]) -> dict[int, int]:
        return {trait: self._counted[trait] for trait in traits if trait in self._counted}

    @override
    def count(self, traits: Iterable[int]) -> None:
        self._counted.update(traits)

    def everything(self) -> dict[str, tuple[T, frozenset[int]]]:
        """Every thing with its traits, by its key."""
        return {key: (thing, self._traits[key]) for key, thing in self._things.items()}

    def counts(self) -> dict[int, int]:
        """How often each trait has been counted."""
        return dict(self._counted)


def trait(*parts: str) -> int:
    """A number for these words, the same on every machine, that a database's integer holds (63 bits)."""
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), "big") >> 1
