"""Resolutions, agreements, communiqués and laws that are cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.model import Reference, Sentence

if TYPE_CHECKING:
    from mahdar.tools import Tools


def find_references(text: str, sentences: tuple[Sentence, ...], tools: Tools) -> tuple[Reference, ...]:
    """What the article cites."""
    return ()
