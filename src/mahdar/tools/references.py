"""The names of resolutions, agreements, communiqués, laws and other papers that news cite."""

from __future__ import annotations

from typing import cast, get_args

from msgspec import Struct

from mahdar.arabic import key
from mahdar.model import ReferenceKind, Token
from mahdar.tools.gazetteer import Gazetteer, Match
from mahdar.tools.tables import items, rows


class Numbered(Struct, frozen=True):
    """A word that a number makes a citation, and the stems that may stand between the two."""

    kind: ReferenceKind
    between: frozenset[str]


class ReferenceNames:
    """`names` holds whole names; `heads` words that any definite words behind them make a citation; `numbered` those
    that a number does, by their stem."""

    def __init__(self) -> None:
        self.names: Gazetteer[ReferenceKind] = Gazetteer()
        self.heads: Gazetteer[ReferenceKind] = Gazetteer()
        self.numbered: dict[str, Numbered] = {}
        self._starts: set[str] = set()  # first two words of each name: most words behind اتفاق name no agreement
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
                    if name != "*":
                        self._starts.add(" ".join(key(phrase[1]).split()[:2]))

    def name_at(self, tokens: tuple[Token, ...], index: int) -> Match[ReferenceKind] | None:
        """The longest name that starts at tokens[index]."""
        after = tokens[index + 1].word.folded if index + 1 < len(tokens) else ""
        rests = [reading.rest for reading in tokens[index].word.readings]
        if any(rest in self._starts or f"{rest} {after}" in self._starts for rest in rests):
            return self.names.at(tokens, index)
        return None
