"""An article as the encoder takes it: stretches of whole sentences, each word as its pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from mahdar.model import Sentence

MOST_PIECES = 448  # of a window; the encoder has 512 positions
LEAD_PIECES = 96  # of a window that repeat the sentences before it, so that a carried subject is in sight
MOST_PIECES_OF_A_WORD = 12  # the longest of the development articles has 9
LONGEST_WORD = 64  # letters that are looked at
_KEPT_WORDS = 100_000  # bound of the cache of pieces: about 15 MB
_OPENS, _CLOSES = 0, 2  # the encoder's <s> and </s>

Pieces = tuple[int, ...]


class Window(Struct, frozen=True):
    """Tokens `start` to `end` of an article, of which those before `own` belong to the window before.

    `ids` are the pieces; `first` and `last` each token's first and last piece, `sentence` its sentence's number.
    """

    start: int
    own: int
    end: int
    ids: tuple[int, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    sentence: tuple[int, ...]


class PiecesOf(dict[str, Pieces]):
    """Written word -> its pieces, asked for once and kept; emptied when full, so that memory stays flat."""

    def __init__(self, cut: Callable[[str], list[int]]) -> None:
        super().__init__()
        self.cut = cut

    def __missing__(self, raw: str) -> Pieces:
        if len(self) >= _KEPT_WORDS:
            self.clear()
        pieces = self[raw] = tuple(self.cut(raw[:LONGEST_WORD])[:MOST_PIECES_OF_A_WORD]) or (3,)
        return pieces


def find_windows(sentences: tuple[Sentence, ...], pieces_of: PiecesOf) -> Iterator[Window]:
    """The article in windows, in order; every token is some window's own."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    numbers = [number for number, sentence in enumerate(sentences) for _ in sentence.tokens]
    cut = [pieces_of[token.word.raw] for token in tokens]
    start = own = 0
    while own < len(tokens):
        end = _end(cut, numbers, start, own)
        yield _window((start, own, end), cut, numbers)
        start, own = _lead(cut, numbers, end), end


def _end(cut: list[Pieces], numbers: list[int], start: int, own: int) -> int:
    """As many sentences as a window holds; a sentence that alone is longer is cut."""
    room = MOST_PIECES - 2 - sum(map(len, cut[start:own]))
    end = own
    while end < len(cut) and len(cut[end]) <= room:
        room -= len(cut[end])
        end += 1
    if end == len(cut):
        return end
    whole = end
    while whole > own and numbers[whole - 1] == numbers[end]:
        whole -= 1
    return whole if whole > own else end


def _lead(cut: list[Pieces], numbers: list[int], end: int) -> int:
    """The first token of the whole sentences before `end` that the next window repeats."""
    start, room = end, LEAD_PIECES
    while start > 0 and len(cut[start - 1]) <= room:
        room -= len(cut[start - 1])
        start -= 1
    while 0 < start < end and numbers[start] == numbers[start - 1]:
        start += 1
    return start


def _window(span: tuple[int, int, int], cut: list[Pieces], numbers: list[int]) -> Window:
    start, own, end = span
    ids, first, last = [_OPENS], [], []
    for pieces in cut[start:end]:
        first.append(len(ids))
        ids += pieces
        last.append(len(ids) - 1)
    ids.append(_CLOSES)
    return Window(start, own, end, tuple(ids), tuple(first), tuple(last), tuple(numbers[start:end]))
