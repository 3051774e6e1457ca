"""Keywords of PLOVER's general contexts."""

from __future__ import annotations

from mahdar.arabic import key
from mahdar.tools.tables import items, rows


class ContextKeywords:
    """Word stems -> contexts. A keyword of several words stands under its first, with the others."""

    def __init__(self) -> None:
        self.order: tuple[str, ...] = ()
        self.by_stem: dict[str, list[tuple[frozenset[str], str]]] = {}
        for context, keywords in rows("contexts.tsv", 2):
            self.order += (context,)
            for keyword in items(keywords):
                first, *others = key(keyword).split()
                self.by_stem.setdefault(first, []).append((frozenset(others), context))
