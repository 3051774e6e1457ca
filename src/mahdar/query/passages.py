"""The words of an article that a query found: where they stand, and a passage around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice

from msgspec import Struct
from rapidfuzz.distance import OSA

from mahdar.arabic import Folded
from mahdar.model import Span
from mahdar.query.nodes import And, Fuzzy, Named, Node, Or, Prefix, Words
from mahdar.stems import Stem, spelled, stems, written

MOST_PASSAGES = 3
MOST_MARKS = 500
"""Marks of one word or phrase that are looked for, from the beginning on."""
WIDTH = 160
"""Letters of a passage, give or take a word at either end."""


class Passage(Struct, frozen=True):
    """A stretch of the record's text with what was found in it; all offsets count from the text's beginning."""

    start: int
    end: int
    words: str
    marks: tuple[Span, ...]


def passages(text: str, node: Node | None) -> tuple[Passage, ...]:
    """The first passages of `text` with the query's words in them; without any, its beginning."""
    found = _marks(text, node, "body")  # looked for no farther than the last passage
    mark = next(found, None)
    some = [] if mark else [_passage(text, _around(text, (0, 0)), [])]
    while mark and len(some) < MOST_PASSAGES:
        stretch, inside = _around(text, mark), []
        while mark and mark[1] <= stretch[1]:
            inside.append(mark)
            mark = next(found, None)
        some.append(_passage(text, stretch, inside))
    return tuple(some)


def _passage(text: str, stretch: Span, inside: list[Span]) -> Passage:
    start, end = stretch
    return Passage(start, end, text[start:end], tuple(inside))


def marks(text: str, node: Node | None, column: str) -> tuple[Span, ...]:
    """Where in `text`, a "title" or a "body", the words stand that `node` asks for, in order and apart."""
    return tuple(_marks(text, node, column))


def _marks(text: str, node: Node | None, column: str) -> Iterator[Span]:
    wanted = [leaf for leaf in _leaves(node) if isinstance(leaf, Named) or leaf.field in ("text", column)]
    if not wanted:
        return iter(())
    source = _Source(text, spelled(text))
    found = (_spans(source, leaf.value if isinstance(leaf, Named) else leaf) for leaf in wanted)
    return _apart(merge(*(islice(spans, MOST_MARKS) for spans in found)))


class _Source(Struct, frozen=True):
    """A text, and the same in the spelling of stems."""

    text: str
    spelled: Folded


def _leaves(node: Node | None) -> Iterator[Words | Prefix | Fuzzy | Named]:
    """What the query wants to be there."""
    if isinstance(node, Words | Prefix | Fuzzy | Named):
        yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _leaves(part)


def _spans(source: _Source, leaf: Words | Prefix | Fuzzy) -> Iterator[Span]:
    """Where `leaf` stands."""
    if isinstance(leaf, Prefix):
        for (one,) in _candidates(source, (leaf.start,), 1):
            if one.text.startswith(leaf.start):
                yield one.start, one.end
    elif isinstance(leaf, Fuzzy):
        for stem in stems(source.text):
            if OSA.distance(stem.text, leaf.stem, score_cutoff=leaf.distance) <= leaf.distance:
                yield stem.start, stem.end
    else:
        length = len(leaf.stems)
        for several in _candidates(source, written(leaf.stems[0]), length):
            if tuple(stem.text for stem in several) == leaf.stems:
                yield several[0].start, several[-1].end


def _candidates(source: _Source, needles: tuple[str, ...], length: int) -> Iterator[list[Stem]]:
    """So many stems in a row, wherever the first one's word holds one of `needles`; without any, everywhere."""
    if not needles:
        every = stems(source.text)
        yield from (every[at : at + length] for at in range(len(every) - length + 1))
        return
    text, tried = source.text, -1
    for at in sorted(_places(source.spelled.text, needles)):
        start = _word_start(text, source.spelled.span(at, at + 1)[0])
        if start <= tried:
            continue
        tried = start
        several = stems(text[start : _words_end(text, start, length)])
        for first in range(len(several) - length + 1):
            chosen = several[first : first + length]
            yield [Stem(stem.text, stem.start + start, stem.end + start) for stem in chosen]


def _places(text: str, needles: tuple[str, ...]) -> Iterator[int]:
    for needle in needles:
        at = text.find(needle)
        while at >= 0:
            yield at
            at = text.find(needle, at + 1)


def _word_start(text: str, at: int) -> int:
    """Where the stretch without a space begins in which `at` stands."""
    while at and not text[at - 1].isspace():
        at -= 1
    return at


_STRETCH = 40  # letters looked ahead for each word of a phrase


def _words_end(text: str, start: int, length: int) -> int:
    """A space behind the word that begins at `start` and, of a phrase, enough words after it."""
    at = start if length == 1 else min(len(text), start + _STRETCH * length)
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """`spans`, those that overlap made one."""
    current: Span | None = None
    for start, end in spans:
        if current and start < current[1]:
            current = current[0], max(current[1], end)
        else:
            if current:
                yield current
            current = start, end
    if current:
        yield current


def _around(text: str, span: Span) -> Span:
    """About WIDTH letters around `span`, from a space or line's end to the next."""
    room = max(0, WIDTH - (span[1] - span[0])) // 2
    start, end = max(0, span[0] - room), min(len(text), span[1] + room)
    if start:
        space = max(text.find(" ", start, span[0]), text.find("\n", start, span[0]))
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = max(text.rfind(" ", span[1], end), text.rfind("\n", span[1], end))
        end = space if space >= 0 else end
    return start, end
