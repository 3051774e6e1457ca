"""People and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.model import Mention, Sentence

if TYPE_CHECKING:
    from mahdar.tools import Tools


def find_people(text: str, sentences: tuple[Sentence, ...], known: list[Mention], tools: Tools) -> list[Mention]:
    """People named in `text`; `known` are the places, organisations and groups found before."""
    return []
