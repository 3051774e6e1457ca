"""Body text -> sentences and tokens, every one a span."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mahdar.arabic import DIRECTION_SIGNS, MARKS
from mahdar.model import Sentence, Token
from mahdar.words import Words

_TOKEN = re.compile(
    rf"[^\W\d_][\w{MARKS}\u0640{DIRECTION_SIGNS}]*(?:(?<=[A-Za-z])[.&-](?=[A-Za-z])\w+)*|\d+(?:[.,٫٬]\d+)*|[^\s\w{DIRECTION_SIGNS}]"
)
# A full stop ends a sentence before white space; after one letter (أ. ف. ب) or inside a number it does not.
_END = re.compile(
    r"(?:(?<!\b\w)[.!؟?…]+[\"”»'’)\]]*|\.{2,}[\"”»]*)(?=\s)|(?<=[ء-ي][ء-ي\"”»])[.؟][\"”»]?(?=[ء-ي]{2})|\n"
)
_MAY_END = re.compile(r"[.!؟?…\n]")  # what every match of _END begins with; searched for ten times as fast
LONGEST_SENTENCE = 1_500
"""Characters; a longer stretch without a full stop is cut at a comma or space: no later step meets one unbounded."""


def find_sentences(text: str, words: Words) -> tuple[Sentence, ...]:
    """`text` in sentences, in order; white space between them belongs to none."""
    return tuple(Sentence(start, end, _tokens(text, start, end, words)) for start, end in _spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in [*_ends(text), len(text)]:
        for piece_start, piece_end in _pieces(text, start, end):
            stretch = text[piece_start:piece_end]
            left = piece_start + len(stretch) - len(stretch.lstrip())
            right = left + len(stretch.strip())
            if right > left:
                yield left, right
        start = end


def _ends(text: str) -> Iterator[int]:
    behind = 0
    for sign in _MAY_END.finditer(text):
        if sign.start() >= behind and (end := _END.match(text, sign.start())):
            behind = end.end()
            yield behind


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        cut = max(text.rfind(sign, start + LONGEST_SENTENCE // 2, limit) for sign in "،; ")
        cut = cut + 1 if cut > 0 else limit
        yield start, cut
        start = cut
    yield start, end


def _tokens(text: str, start: int, end: int, words: Words) -> tuple[Token, ...]:
    return tuple([Token(match.start(), match.end(), words[match[0]]) for match in _TOKEN.finditer(text, start, end)])
