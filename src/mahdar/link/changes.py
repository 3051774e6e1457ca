"""What a later text has made of an earlier one: sentences cut, added and moved, numbers, names and words altered.

The words of both, folded, are aligned (Levenshtein's edits, by rapidfuzz). A sentence of which hardly a word stands
in the other text is cut or added; where one that was cut is added elsewhere word for word, it was moved. Within
the sentences that both have, each stretch that differs is one change. A number is the same in words and digits
(ثلاثة is 3), spelling of hamza, ة and ى makes no change, nor do marks and punctuation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Literal

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

from mahdar.arabic import Folded, fold, key
from mahdar.model import Record, Span

ChangeKind = Literal["cut", "added", "moved", "number", "name", "words"]

LONGEST = 10_000
"""Words of either text that are compared, thirty times the corpus's average: two texts without a word in common take
0.1 s and 2 MB."""
KEPT = 0.3
"""A sentence of which a smaller part is in the other text is another one. Of 9,350 sentences in 1,500 pairs of
bench/duplicates.py 865 have less, 204 have .3 to .7, all others more; of twelve that were read with .3 to .5, half are
the same sentence, shortened, of six with less, none."""

_KEPT_WORDS = 250_000  # bound of the cache: about 40 MB
_KEPT_LENGTH = 40
_SHOWN = 2  # examples of a kind that a line tells
_SHOWN_LENGTH = 40  # characters of an example
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\W_]+")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_HAMZA = str.maketrans({"ء": None, "ؤ": "و", "ئ": "ي"})
_SAID: dict[ChangeKind, str] = {
    "cut": "sentence cut",
    "added": "sentence added",
    "moved": "sentence moved",
    "number": "number altered",
    "name": "name altered",
    "words": "passage reworded",
}


class Change(Struct, frozen=True):
    """One difference, with its place in either text and its letters there; None and "" where it has none there."""

    kind: ChangeKind
    earlier: Span | None
    later: Span | None
    before: str
    after: str


class Changes(Struct, frozen=True):
    """All differences, in the order of the earlier text, what was added behind what was cut."""

    changes: tuple[Change, ...]
    whole: bool = True  # False where a text is longer than what is compared

    def in_words(self) -> str:
        """One line: "2 sentences cut, 1 number altered (12 became 15)"."""
        if not self.changes:
            return "nothing changed" if self.whole else f"nothing changed in the first {LONGEST:,} words"
        counted = Counter(change.kind for change in self.changes)
        said = ", ".join(_said(kind, counted[kind], self.changes) for kind in _SAID if counted[kind])
        return said if self.whole else f"{said}, in the first {LONGEST:,} words"


def compare_texts(earlier: Record, later: Record) -> Changes:
    """What the later record's text has made of the earlier one's; nothing where they differ in spelling alone."""
    if earlier.text == later.text:
        return Changes(())
    one, other = _words(earlier), _words(later)
    edits = _edits(one.spelled, other.spelled)
    old = _replaced(one, [range(start, end) for start, end, _, _ in edits])
    new = _replaced(other, [range(start, end) for _, _, start, end in edits])
    altered = (
        _altered(one, other, before, after)
        for start, end, new_start, new_end in edits
        if (before := [at for at in range(start, end) if one.sentence(at) not in old])
        + (after := [at for at in range(new_start, new_end) if other.sentence(at) not in new])
    )
    found = [*_sentences(one, other, old, new), *(change for change in altered if change)]
    return Changes(tuple(sorted(found, key=_place)), one.whole and other.whole)


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Words(Struct, frozen=True):
    """The words of a text in one spelling, as many as are compared, with their places in the folded text."""

    text: str
    folded: Folded
    spelled: list[str]
    places: list[Span]
    first: list[int]  # the number of the first word of each sentence
    names: list[Span]  # of persons, organisations and places, in the source, in order
    whole: bool

    def sentence(self, at: int) -> int:
        """The number of the sentence of word `at`."""
        return max(bisect_right(self.first, at) - 1, 0)

    def inside(self, sentence: int) -> range:
        """The numbers of the words of a sentence."""
        end = self.first[sentence + 1] if sentence + 1 < len(self.first) else len(self.spelled)
        return range(self.first[sentence] if sentence else 0, end)

    def is_name(self, at: int) -> bool:
        """True where word `at` is part of a name."""
        start, end = self.folded.span(*self.places[at])
        name = bisect_left(self.names, (end, 0)) - 1  # the last that begins before the word ends
        return name >= 0 and self.names[name][1] > start

    def span(self, words: Sequence[int]) -> Span | None:
        """Where these words stand in the source, None of none."""
        return self.folded.span(self.places[words[0]][0], self.places[words[-1]][1]) if words else None


def _words(record: Record) -> _Words:
    folded = fold(record.text)
    spans = [match.span() for match in islice(_WORD.finditer(folded.text), LONGEST + 1)]
    starts = [start for start, _ in spans] if folded.back is None else [folded.back[start] for start, _ in spans]
    return _Words(
        text=record.text,
        folded=folded,
        spelled=[_spellings[folded.text[start:end]] for start, end in spans[:LONGEST]],
        places=spans[:LONGEST],
        first=[bisect_left(starts, start) for start, _ in record.sentences] or [0],
        names=sorted(span for each in record.entities if each.kind != "group" for span in each.mentions),
        whole=len(spans) <= LONGEST,
    )


class _Spellings(dict[str, str]):
    """Folded word -> the spelling to compare it in, made once and kept; emptied when full, to keep memory flat."""

    def __missing__(self, word: str) -> str:
        found = _one_spelling(word)
        if len(word) <= _KEPT_LENGTH:
            if len(self) >= _KEPT_WORDS:
                self.clear()
            self[word] = found
        return found


_spellings = _Spellings()


def _one_spelling(word: str) -> str:
    """One word for what is written in several ways: 1,200 and 1.200 and 1200, ثلاثه and 3, طوارىء and طوارئ."""
    if word[0].isdigit():
        return _THOUSANDS.sub("", word).replace(",", ".").lower()
    word = word.lower()
    return number_words().get(word) or word.translate(_HAMZA) or word


@cache
def number_words() -> dict[str, str]:
    """The numbers that are one word, folded, with their digits: ثلاثه is 3. From data/counts.tsv."""
    lines = (files("mahdar") / "data" / "counts.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.startswith("number\t")]
    return {key(word): value for _, value, words in rows for word in words.split(",") if " " not in word}


# ── what differs ──────────────────────────────────────────────────────────────────────────────────────────────────


def _edits(one: list[str], other: list[str]) -> list[tuple[int, int, int, int]]:
    """The stretches that differ: words of the one, words of the other."""
    numbers: dict[str, int] = {}
    coded = [[numbers.setdefault(word, len(numbers)) for word in words] for words in (one, other)]
    found: list[tuple[int, int, int, int]] = []
    for edit in Levenshtein.opcodes(*coded):
        if edit.tag == "equal":
            continue
        if found and (found[-1][1], found[-1][3]) == (edit.src_start, edit.dest_start):
            found[-1] = (found[-1][0], edit.src_end, found[-1][2], edit.dest_end)
        else:
            found.append((edit.src_start, edit.src_end, edit.dest_start, edit.dest_end))
    return found


def _replaced(words: _Words, edited: Iterable[range]) -> frozenset[int]:
    """The sentences of which too little is left."""
    lost = Counter(words.sentence(at) for stretch in edited for at in stretch)
    lengths = {sentence: len(words.inside(sentence)) for sentence in lost}
    return frozenset(each for each, count in lost.items() if lengths[each] - count < KEPT * lengths[each])


def _sentences(one: _Words, other: _Words, old: frozenset[int], new: frozenset[int]) -> list[Change]:
    """The sentences cut, added and moved."""
    places: dict[tuple[str, ...], list[range]] = {}
    for sentence in sorted(new, reverse=True):
        places.setdefault(_wording(other, sentence), []).append(other.inside(sentence))
    found = []
    for sentence in sorted(old):
        again = places.get(_wording(one, sentence))
        to = again.pop() if again else range(0)
        found.append(_change("moved" if to else "cut", one, other, one.inside(sentence), to))
    added = (each for left in places.values() for each in left)
    return found + [_change("added", one, other, range(0), each) for each in added]


def _wording(words: _Words, sentence: int) -> tuple[str, ...]:
    inside = words.inside(sentence)
    return tuple(words.spelled[inside.start : inside.stop])


def _altered(one: _Words, other: _Words, before: list[int], after: list[int]) -> Change | None:
    """The change within a sentence: of a number or a name where both sides have one and they differ; None where only
    the spaces do (عبد العزيز, عبدالعزيز)."""
    if "".join(one.spelled[at] for at in before) == "".join(other.spelled[at] for at in after):
        return None
    kinds: tuple[tuple[ChangeKind, Callable[[_Words, int], bool]], ...] = (
        ("number", _is_number),
        ("name", _Words.is_name),
    )
    for kind, chosen in kinds:
        old = [at for at in before if chosen(one, at)]
        new = [at for at in after if chosen(other, at)]
        if old and new and [one.spelled[at] for at in old] != [other.spelled[at] for at in new]:
            return _change(kind, one, other, old, new)
    return _change("words", one, other, before, after)


def _is_number(words: _Words, at: int) -> bool:
    return words.spelled[at][0].isdigit()


def _change(kind: ChangeKind, one: _Words, other: _Words, before: Sequence[int], after: Sequence[int]) -> Change:
    old, new = one.span(before), other.span(after)
    return Change(kind, old, new, one.text[slice(*old)] if old else "", other.text[slice(*new)] if new else "")


def _place(change: Change) -> tuple[int, int, int]:
    """Where the change stands: what has no place in the earlier text goes last, in the order of the later one."""
    start = change.earlier[0] if change.earlier else -1
    return (0 if change.earlier else 1, start, change.later[0] if change.later else -1)


# ── in words ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _said(kind: ChangeKind, count: int, changes: Sequence[Change]) -> str:
    said = f"{count} {_SAID[kind]}" if count == 1 else f"{count} {_SAID[kind].replace(' ', 's ', 1)}"
    if kind not in ("number", "name"):
        return said
    told = [f"{_short(each.before)} became {_short(each.after)}" for each in changes if each.kind == kind]
    shown = list(dict.fromkeys(told))
    return f"{said} ({'; '.join(shown[:_SHOWN])}{'; …' if len(shown) > _SHOWN else ''})"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _SHOWN_LENGTH else words[: _SHOWN_LENGTH - 1].rstrip() + "…"
