"""Words that say who was at a meeting or in a delegation."""

from __future__ import annotations

from mahdar.arabic import key
from mahdar.tools.tables import items, rows


def load_delegations() -> dict[str, frozenset[str]]:
    """Kind ("attend", "include", "along", "meeting", "delegation", "both") -> its words, from data/delegations.tsv."""
    return {kind: frozenset(map(key, items(words))) for kind, words in rows("delegations.tsv", 2)}
