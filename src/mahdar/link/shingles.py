"""How alike two texts are: the runs of five folded words that they share, and MinHash to find who might share them.

A word is a run of letters and digits of the folded text in lower case, so that marks, hamza, punctuation and line
breaks make no difference. A text's grams are the set of its runs of five words. A text of fewer than five words has
none: too little to tell a copy by.

MinHash: Broder, "On the resemblance and containment of documents" (1997), as rensa computes it; bands: Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets" (2014), 3.4.
"""

from __future__ import annotations

import re

from rensa import RMinHash  # type: ignore[import-untyped]

from mahdar.arabic import fold
from mahdar.link.memory import trait

WORDS = 5
"""Words of a gram."""
LONGEST = 100_000
"""Words of a text that are looked at, a book's length; what stands behind them makes no difference."""
BANDS = 16
"""Of two values each. Two texts with Jaccard .5 share one at least with probability .99, with Jaccard .6 .999: of the
pairs in bench/duplicates.py, most of them more alike, 8 bands find .982, 12 find .995 and 16 find .998."""
LEAST_EQUAL = 8
"""So many of the 32 values must be equal before the texts are compared: with Jaccard .5 fewer are once in 950 times. In
bench/duplicates.py no pair is lost by it, and a third of what the bands find need not be compared."""

_VALUES = 2 * BANDS
_SEED = 1  # any will do; another one makes other sketches
_WORD = re.compile(r"[^\W_]+")


def folded_words(text: str) -> list[str]:
    """The words of `text` in one spelling, in order, a book's length at most."""
    return _WORD.findall(fold(text).text.lower())[:LONGEST]


def grams(text: str) -> frozenset[str]:
    """The runs of five words of `text`; none of fewer than five words."""
    words = folded_words(text)
    return frozenset(map(" ".join, zip(*(words[start:] for start in range(WORDS)), strict=False)))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """How many of the grams of either are in both: 1.0 for copies, 0.0 where one has none."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def sketch(found: frozenset[str]) -> tuple[int, ...]:
    """32 numbers of 32 bits of which two texts share about as large a part as of their grams; none of no grams."""
    if not found:
        return ()
    values = RMinHash(num_perm=_VALUES, seed=_SEED)
    values.update(list(found))
    return tuple(values.digest())


def bands(values: tuple[int, ...]) -> list[int]:
    """What texts with this sketch are found by: a trait for each two of its numbers."""
    return [trait("band", str(at), str(values[at]), str(values[at + 1])) for at in range(0, len(values), 2)]


def equal_values(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How many numbers two sketches share, place by place, from 0 to 32."""
    return sum(map(int.__eq__, one, other))
