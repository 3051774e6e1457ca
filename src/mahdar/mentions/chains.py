"""Which mentions in one article are one entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.model import Entity, Mention

if TYPE_CHECKING:
    from mahdar.tools import Tools


def chain(text: str, mentions: list[Mention], tools: Tools) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """The entities, ids e1, e2, … in order of first mention, and the mentions in text order with their `entity` set."""
    return (), ()
