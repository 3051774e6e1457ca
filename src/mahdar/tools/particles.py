"""Function words: prepositions, complementisers, clause breaks, negation, conditions."""

from __future__ import annotations

from mahdar.arabic import key
from mahdar.tools.tables import items, rows

KINDS = ("prep", "opens", "break", "rel", "neg", "hyp", "fut", "adv", "aux")


def load_particles() -> dict[str, frozenset[str]]:
    """Kind -> its folded words, from data/particles.tsv."""
    return {kind: frozenset(map(key, items(words))) for kind, words in rows("particles.tsv", 2)}
