"""Function words: prepositions, complementisers, clause breaks, negation, conditions."""

from __future__ import annotations

from mahdar.arabic import key
from mahdar.tools.tables import items, rows


class Particles(dict[str, frozenset[str]]):
    """Folded word -> its kinds ("prep", "opens", "break", …: the first column of data/particles.tsv), with و or ف before it too."""

    def __init__(self) -> None:
        super().__init__()
        self._by_kind = {kind: frozenset(map(key, items(words))) for kind, words in rows("particles.tsv", 2)}
        for kind, words in self._by_kind.items():
            for word in words:
                self[word] = self.get(word, frozenset()) | {kind}

    def kinds(self, folded: str) -> frozenset[str]:
        """What a folded word does in a clause; empty for a word that is none of these."""
        found = self.get(folded)
        if found is None and folded[:1] in ("و", "ف"):
            found = self.get(folded[1:])
            return found - {"whole"} if found else frozenset()
        return found or frozenset()
