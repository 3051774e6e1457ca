"""Phrases that name the source of the clause beside them: بحسب، وفقا لـ، نقلا عن."""

from __future__ import annotations

from mahdar.tools.gazetteer import Gazetteer
from mahdar.tools.tables import rows


def load_according() -> Gazetteer[bool]:
    """The phrases of data/according.tsv."""
    found: Gazetteer[bool] = Gazetteer()
    for (phrase,) in rows("according.tsv", 1):
        found.add(phrase, True)
    return found
