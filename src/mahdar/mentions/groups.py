"""Groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.model import Mention, Sentence

if TYPE_CHECKING:
    from mahdar.tools import Tools


def find_groups(text: str, sentences: tuple[Sentence, ...], tools: Tools) -> list[Mention]:
    """Groups named in `text`."""
    return []
