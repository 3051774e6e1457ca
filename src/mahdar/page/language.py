"""Is it Arabic? Persian, Urdu, Pashto, Kurdish share the script; their letters and commonest words tell them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mahdar.arabic import arabic_share
from mahdar.model import Reason

if TYPE_CHECKING:
    from mahdar.tools.furniture import Furniture

_LEAST_SHARE = (
    0.4  # of all letters; the 288 gold articles have .93 and more, pages in English with Arabic names under .1
)
_LOOKED_AT = 4_000  # letters, from the start
_WORDS = 500
_COMMON = (
    0.05  # share of a language's commonest words; Persian and Urdu news have .15 to .35 of theirs, Arabic news none
)
_ODD = 0.15  # share of words with letters that Arabic does not write; Arabic news quoting Persian names has under .02
_WORD = re.compile(r"[^\W\d_]+")


def find_foreign(text: str, furniture: Furniture) -> Reason | None:
    """Why `text` is not Arabic, or None where it is. One Persian word in an Arabic sentence does no harm."""
    sample = text[:_LOOKED_AT]
    share = arabic_share(sample)
    if share == 0:
        return Reason("language", "no Arabic letters")
    if share < _LEAST_SHARE:
        return Reason("language", f"only {share:.0%} of the letters are Arabic")
    words = _WORD.findall(sample)[:_WORDS]
    arabic, *others = furniture.languages
    known = sum(word in arabic.words for word in words)
    if known >= _COMMON * len(words):
        return None
    for other in others:
        common = sum(word in other.words for word in words)
        if common > max(known, 1) and common >= _COMMON * len(words):
            return Reason("language", f"{other.name}: {common} of its common words, {known} of Arabic's")
    odd = {other.name: sum(not other.letters.isdisjoint(word) for word in words) for other in others}
    name = max(odd, key=lambda name: odd[name])
    if odd[name] >= max(_ODD * len(words), 2) and odd[name] > 3 * known:
        return Reason("language", f"{name}: {odd[name]} words have letters that Arabic does not write")
    return None
