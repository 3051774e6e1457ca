"""Function words: prepositions, complementisers, clause breaks, negation, conditions."""

from __future__ import annotations

from mahdar.arabic import key
from mahdar.tools.tables import items, rows

_NONE: frozenset[str] = frozenset()


class Particles:
    """The words of data/particles.tsv; its first column holds their kinds."""

    def __init__(self) -> None:
        listed = [(kind, map(key, items(words))) for kind, words in rows("particles.tsv", 2)]
        kinds: dict[str, frozenset[str]] = {}
        for kind, words in listed:
            for word in words:
                kinds[word] = kinds.get(word, _NONE) | {kind}
        joined = {letter + word: found - {"whole"} for word, found in kinds.items() for letter in "وف"}
        self._kinds = {**joined, **kinds}

    def kinds(self, folded: str) -> frozenset[str]:
        """What a folded word does in a clause ("prep", "opens", "break", …), with و or ف before it too; empty for
        a word that is none of these."""
        return self._kinds.get(folded, _NONE)
