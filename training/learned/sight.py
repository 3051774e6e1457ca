"""What the network saw of one article, put together from its windows."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from learned.outputs import KIND_TAGS, RELATIONS, STATUSES, TRIGGERS
from learned.windows import Window

Floats = NDArray[np.float32]

_CUTS = np.cumsum([len(KIND_TAGS), len(TRIGGERS), len(STATUSES), 1]).tolist()


class Sight(Struct, frozen=True):
    """Log-odds of each token of an article: what it names, which event it tells, with which status, whether it is
    only told by somebody, whether it reports speech.
    `windows` hold the relations between tokens, `holder` which window is a token's."""

    kinds: Floats
    types: Floats
    statuses: Floats
    said: Floats
    cues: Floats
    windows: tuple[tuple[Window, Floats], ...]
    holder: tuple[int, ...]

    def relations(self, word: int) -> Floats:
        """The log-odds of each relation of a word to each word of its window."""
        window, pairs = self.windows[self.holder[word]]
        return pairs[:, word - window.start]

    def bounds(self, word: int) -> tuple[int, int]:
        """The first and last token of what a word says, asks or promises, as the network sees it: behind the word."""
        window, pairs = self.windows[self.holder[word]]
        at = word - window.start
        start = at + int(np.argmax(pairs[RELATIONS.index("from"), at, at:]))
        end = start + int(np.argmax(pairs[RELATIONS.index("to"), at, start:]))
        return start + window.start, end + window.start


def put_together(seen: list[tuple[Window, Floats, Floats]]) -> Sight:
    """The article's sight from each window's tags and relations; each token is seen by the window whose own it is."""
    tags = np.concatenate([tags[window.own - window.start :] for window, tags, _ in seen])
    kinds, types, statuses, said, cues = np.split(tags, _CUTS, axis=1)
    holder = tuple(number for number, (window, _, _) in enumerate(seen) for _ in range(window.own, window.end))
    windows = tuple((window, pairs) for window, _, pairs in seen)
    return Sight(_logs(kinds), _logs(types), _logs(statuses), said[:, 0], cues[:, 0], windows, holder)


def _logs(scores: Floats) -> Floats:
    """Log-probabilities of each row."""
    top = scores.max(axis=1, keepdims=True)
    return np.asarray(scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True)), dtype=np.float32)
