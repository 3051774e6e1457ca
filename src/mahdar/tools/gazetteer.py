"""Phrases of one or more words, looked up in a run of tokens: longest first, particles split off the first word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from mahdar.arabic import key
from mahdar.model import Token, Word

T = TypeVar("T")
_Behind = dict[str, list[tuple[tuple[str, ...], T]]]
"""Second word, "" where there is none -> the words behind the first, longest first, with their entries."""
_KEPT_WORDS = 60_000


class Match(NamedTuple, Generic[T]):
    """A phrase found: how many tokens it covers, the particles before it, and its entry."""

    length: int
    lead: str
    entry: T


class Starts:
    """Which words may start something, by a test that is made once per written form: most words start nothing."""

    def __init__(self, test: Callable[[Word], bool]) -> None:
        self._test = test
        self._known: dict[str, bool] = {}

    def among(self, tokens: tuple[Token, ...]) -> list[int]:
        """The indices of the tokens that may start it."""
        known = self._known
        found = []
        for index, token in enumerate(tokens):
            starts = known.get(token.word.folded)
            if starts or (starts is None and self(token.word)):
                found.append(index)
        return found

    def __call__(self, word: Word) -> bool:
        """Whether `word` may start it."""
        known = self._known.get(word.folded)
        if known is None:
            if len(self._known) >= _KEPT_WORDS:
                self._known.clear()
            known = self._known[word.folded] = self._test(word)
        return known


class Gazetteer(Generic[T]):
    """Folded phrases -> entries. The first word may bear particles (ولبنان), the others stand as they are written."""

    def __init__(self) -> None:
        self._by_first: dict[str, _Behind[T]] = {}
        self._known: dict[str, tuple[tuple[str, _Behind[T]], ...]] = {}  # written form -> its readings that begin one
        self.starts = Starts(self.may_start)

    def add(self, phrase: str, entry: T) -> None:
        """Put `phrase` in; an earlier entry of the same phrase is kept before this one."""
        first, *others = key(phrase).split()
        self._known.clear()
        held = self._by_first.setdefault(first, {}).setdefault(others[0] if others else "", [])
        held.append((tuple(others), entry))
        held.sort(key=lambda pair: -len(pair[0]))

    def at(self, tokens: tuple[Token, ...], index: int) -> Match[T] | None:
        """The longest phrase that starts at tokens[index]; of equally long ones that with fewest particles."""
        begun = self._begun(tokens[index].word)
        if not begun:
            return None
        second = tokens[index + 1].word.folded if index + 1 < len(tokens) else ""
        best: Match[T] | None = None
        for lead, behind in begun:
            for others, entry in (*behind.get(second, ()), *behind.get("", ())) if second else behind.get("", ()):
                length = len(others) + 1
                if best is not None and length <= best.length:
                    break
                if length <= 2 or _follow(tokens, index + 1, others):
                    best = Match(length, lead, entry)
                    break
        return best

    def may_start(self, word: Word) -> bool:
        """Whether some phrase begins with `word`."""
        return bool(self._begun(word))

    def __len__(self) -> int:
        return sum(len(held) for behind in self._by_first.values() for held in behind.values())

    def _begun(self, word: Word) -> tuple[tuple[str, _Behind[T]], ...]:
        """What the phrases that `word` begins have behind it, by the particles split off: nothing for most words."""
        found = self._known.get(word.folded)
        if found is None:
            if len(self._known) >= _KEPT_WORDS:
                self._known.clear()
            behind = ((reading.lead, self._by_first.get(reading.rest)) for reading in word.readings)
            found = self._known[word.folded] = tuple((lead, phrases) for lead, phrases in behind if phrases)
        return found


def _follow(tokens: tuple[Token, ...], index: int, others: tuple[str, ...]) -> bool:
    if index + len(others) > len(tokens):
        return False
    return all(tokens[index + k].word.folded == other for k, other in enumerate(others))
