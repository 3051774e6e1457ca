"""The names of resolutions, agreements, communiqués, laws and other papers that news cite."""

from __future__ import annotations

from typing import cast, get_args

from msgspec import Struct

from mahdar.arabic import key
from mahdar.model import ReferenceKind, Word
from mahdar.tools.gazetteer import Gazetteer, Starts
from mahdar.tools.tables import items, rows


class Numbered(Struct, frozen=True):
    """A word that a number makes a citation, and the stems that may stand between the two."""

    kind: ReferenceKind
    between: frozenset[str]


class ReferenceNames:
    """`names` holds whole names; `heads` words that any definite words behind them make a citation; `numbered` those
    that a number does, by their stem; `may_start` whether a word may start any of these."""

    def __init__(self) -> None:
        self.names: Gazetteer[ReferenceKind] = Gazetteer()
        self.heads: Gazetteer[ReferenceKind] = Gazetteer()
        self.numbered: dict[str, Numbered] = {}
        seen: set[tuple[bool, str]] = set()
        for written, heads, names in rows("references.tsv", 3):
            if written not in get_args(ReferenceKind):
                raise ValueError(f"data/references.tsv: no such kind: {written!r}")
            kind = cast(ReferenceKind, written)
            if names.startswith("#"):
                numbered = Numbered(kind, frozenset(map(key, items(names[1:]))))
                self.numbered.update({key(head): numbered for head in items(heads)})
                continue
            for head, name in [(head, name) for head in items(heads) or ("",) for name in items(names)]:
                phrase = (name == "*", head if name == "*" else f"{head} {name}".replace("-", " - "))
                if phrase not in seen:
                    seen.add(phrase)
                    (self.heads if name == "*" else self.names).add(phrase[1], kind)
        self.may_start = Starts(self._starts)

    def _starts(self, word: Word) -> bool:
        if self.names.may_start(word) or self.heads.may_start(word):
            return True
        return any(reading.stem in self.numbered for reading in word.readings)
