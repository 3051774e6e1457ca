"""The line that says who wrote or relayed an article: "كتب: فلان", "دمشق – سانا", "قاسيون_متابعات"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mahdar.tools.furniture import Furniture

_MOST_WORDS = 9
_NAME_WORDS = range(2, 6)
_LONGEST_NAME = 40  # letters
_SIDES = re.compile(r"[_|/()\[\]:،,]|\s?[-–—ـ]+\s?")
_WORDS_ALONE = re.compile(r"^[^\W\d_]+(?:[ .\-][^\W\d_.]+\.?)*$")
_SIGNS = " :،,-–—_|/()[]*"


def is_byline(line: str, furniture: Furniture) -> bool:
    """True where `line` says who wrote or relayed the article, by the words that say so."""
    words = line.split()
    if not words or len(words) > _MOST_WORDS or "©" in line or line.rstrip().endswith((".", "؟", "!")):
        return False
    if find_start(line, furniture):
        return True
    sides = [side for side in map(furniture.bare, _SIDES.split(line)) if side]
    return any(side in furniture.byline_parts for side in sides) and all(len(side.split()) <= 5 for side in sides)


def is_name(line: str, furniture: Furniture) -> bool:
    """True where `line` could be a writer's name and nothing else; it tells only between a title and its text."""
    words = line.split()
    if len(words) not in _NAME_WORDS or len(line) > _LONGEST_NAME or not _WORDS_ALONE.match(line.strip(_SIGNS)):
        return False
    return furniture.languages[0].words.isdisjoint(words)  # no name has في، من، على in it


def writer(line: str, furniture: Furniture) -> str:
    """The byline without the words that introduce it: "كتبت سلمى العمري" gives the name alone."""
    start = find_start(line, furniture)
    rest = line.split(None, start)[start:] if start else [line]
    return (rest[0] if rest else line).strip(_SIGNS) or line


def find_start(line: str, furniture: Furniture) -> int:
    """How many words of `line` introduce a writer, 0 where none do or no name follows."""
    words = [furniture.bare(word) for word in line.split()]
    for length in range(min(4, len(words) - 1), 0, -1):
        if " ".join(words[:length]) in furniture.byline_starts:
            return length
    return 0
