"""Characters of Arabic news text: folding with a way back to the source's letters, digits, marks, direction signs.

Folding makes one spelling of what writers spell in several ways, so that lists can be looked up. It never replaces the
text: `fold(text).span(start, end)` gives the offsets in the source of any stretch of the folded text.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache

from msgspec import Struct

# One alef, one ya at a word's end, one ta marbuta, Arabic for Persian, Urdu, Kurdish and Maghrebi letters, ASCII
# digits and marks.
_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه",
    "ۃ": "ه", "ە": "ه", "ک": "ك", "گ": "ك", "ڪ": "ك", "ڭ": "ك", "ݣ": "ك", "ی": "ي", "ې": "ي", "ے": "ي", "ێ": "ي",
    "ۆ": "و", "ڵ": "ل", "ڕ": "ر", "پ": "ب", "چ": "ج", "ڤ": "ف", "ڥ": "ف", "ڢ": "ف", "ڨ": "ق", "ڧ": "ق", "ژ": "ز",
}  # fmt: skip
_DIGITS = {chr(base + d): str(d) for base in (0x0660, 0x06F0) for d in range(10)}
_SIGNS = {"٫": ".", "٬": ",", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200a": " "}
_SAME = {**_LETTERS, **_DIGITS, **_SIGNS}
_OFTEN = {letter: _SAME[letter] for letter in "أإآىة\u00a0"}
_SELDOM = re.compile(f"[{''.join(_SAME.keys() - _OFTEN.keys())}]")
_SHORT = 60  # letters of a text whose key is kept

MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
"""Vowel and reading marks, as a character class for regular expressions."""
DIRECTION_SIGNS = "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad"
"""Signs without width or letter: direction, joiners, soft hyphen, byte order mark."""

_UNSEEN = re.compile(f"[{MARKS}{DIRECTION_SIGNS}\u0640]")
_UNEVEN = re.compile(f"[{MARKS}{DIRECTION_SIGNS}\u0640\ufb50-\ufdff\ufe70-\ufefc\uff00-\uffef\u2460-\u24ff]")
_ARABIC_LETTER = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06fa-\u06fc\u06ff\u0750-\u077f"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfb\ufe70-\ufe74\ufe76-\ufefc]+"
)
_HAMZA_ABOVE = "\u0654"


class Folded(Struct, frozen=True):
    """Folded text and, where its length differs from the source's, the source offset of each of its characters."""

    text: str
    back: array[int] | None  # one offset per folded character and one for the end; None: the same offsets

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of folded[start:end], marks behind the last letter included."""
        if self.back is None:
            return start, end
        if start >= end:
            return self.back[start], self.back[start]
        last = self.back[end - 1]
        return self.back[start], max(self.back[end] if end < len(self.back) - 1 else self.back[-1], last + 1)


def fold(text: str) -> Folded:
    """`text` in one spelling, with a way back. Any string will do; nothing is raised."""
    if not _UNEVEN.search(text):
        return Folded(_same_length(text), None)
    out: list[str] = []
    back = array("q")
    copied = 0
    for uneven in _UNEVEN.finditer(text):
        offset = uneven.start()
        # Isolated marks have a space as their letter; it is none of the text's.
        plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", uneven.group())).strip()
        before = text[copied:offset]
        if uneven.group() == _HAMZA_ABOVE and before.endswith(("و", "ي")):  # ؤ and ئ written as two characters
            before = before[:-1] + unicodedata.normalize("NFC", before[-1] + _HAMZA_ABOVE)
        out += (before, plain)
        back.extend(_offsets(copied, offset))
        back.extend([offset] * len(plain))
        copied = offset + 1
    out.append(text[copied:])
    back.extend(_offsets(copied, len(text) + 1))
    return Folded(_same_length("".join(out)), back)


_COUNTED = array("q", range(1 << 16))


def _offsets(start: int, end: int) -> array[int]:
    """The numbers from `start` on, before `end`; copied, ten times as fast as counted anew."""
    return _COUNTED[start:end] if end <= len(_COUNTED) else array("q", range(start, end))


def _same_length(text: str) -> str:
    """`text` with one letter for another, none of which is changed twice."""
    for written, folded in (_SAME if _SELDOM.search(text) else _OFTEN).items():
        text = text.replace(written, folded)  # up to fifteen times as fast as str.translate
    return text


def key(text: str) -> str:
    """`text` folded for looking up in a list: one spelling, lower case, single spaces."""
    return _short_key(text) if len(text) < _SHORT else _key(text)


def _key(text: str) -> str:
    return " ".join(fold(text).text.lower().split())


_short_key = lru_cache(maxsize=50_000)(_key)  # names, roles and menus come again and again


def arabic_share(text: str) -> float:
    """The share of Arabic letters among all letters of `text`, 0.0 where it has none."""
    letters = sum(map(str.isalpha, text))
    return sum(map(len, _ARABIC_LETTER.findall(text))) / letters if letters else 0.0
