"""Phrases of one or more words, looked up in a run of tokens: longest first, particles split off the first word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from mahdar.arabic import key
from mahdar.model import Token, Word

T = TypeVar("T")


class Match(NamedTuple, Generic[T]):
    """A phrase found: how many tokens it covers, the particles before it, and its entry."""

    length: int
    lead: str
    entry: T


class Gazetteer(Generic[T]):
    """Folded phrases -> entries. The first word may bear particles (ولبنان), the others stand as they are written."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}

    def add(self, phrase: str, entry: T) -> None:
        """Put `phrase` in; an earlier entry of the same phrase is kept before this one."""
        first, *others = key(phrase).split()
        held = self._by_first.setdefault(first, [])
        held.append((tuple(others), entry))
        held.sort(key=lambda pair: -len(pair[0]))

    def at(self, tokens: tuple[Token, ...], index: int) -> Match[T] | None:
        """The longest phrase that starts at tokens[index]; of equally long ones that with fewest particles."""
        best: Match[T] | None = None
        for reading in tokens[index].word.readings:
            for others, entry in self._by_first.get(reading.rest, ()):
                length = len(others) + 1
                if best is not None and length <= best.length:
                    break
                if _follow(tokens, index + 1, others):
                    best = Match(length, reading.lead, entry)
                    break
        return best

    def may_start(self, word: Word) -> bool:
        """Whether some phrase begins with `word`."""
        return any(reading.rest in self._by_first for reading in word.readings)

    def __len__(self) -> int:
        return sum(map(len, self._by_first.values()))


def _follow(tokens: tuple[Token, ...], index: int, others: tuple[str, ...]) -> bool:
    if index + len(others) > len(tokens):
        return False
    return all(tokens[index + k].word.folded == other for k, other in enumerate(others))


class Starts:
    """Which words may start something, by a test that is made once per written form: most words start nothing."""

    def __init__(self, test: Callable[[Word], bool]) -> None:
        self._test = test
        self._known: dict[str, bool] = {}

    def __call__(self, word: Word) -> bool:
        """Whether `word` may start it."""
        known = self._known.get(word.folded)
        if known is None:
            if len(self._known) > 120_000:
                self._known.clear()
            known = self._known[word.folded] = self._test(word)
        return known
