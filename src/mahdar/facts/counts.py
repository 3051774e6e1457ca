"""How many were killed, hurt, held or marched: the figures of an event's sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.model import Sentence, Span, Token

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.counts import CountWords

_MAY_COUNT = {"ASSAULT": ("dead", "injured"), "COERCE": ("detained",), "PROTEST": ("protesters",)}
_BACK, _AHEAD = 8, 6  # tokens between a figure and the word that tells what it counts
_MILLION = 1_000_000
_STOPS = frozenset(".؛:!؟?")
_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+\Z")
_NOT_COUNTED = frozenset(("%", "٪", ":", "/"))


class _Figure(Struct, frozen=True):
    """A number of people: its tokens from `start` up to `end`."""

    value: int
    start: int
    end: int


class _Told(Struct, frozen=True):
    """A figure with what it counts, told by the word at `cue`."""

    category: str
    value: int
    start: int
    cue: int


def find_counts(sentence: Sentence, trigger: Span, type: str, tools: Tools) -> dict[str, int]:
    """The figures of the event of `type` that `trigger` names, such as {"dead": 3, "injured": 5}; a type that has none
    to do with people gives none."""
    categories = _MAY_COUNT.get(type, ())
    if not categories:
        return {}
    told = _told(sentence.tokens, tools.counts)
    at = next((i for i, token in enumerate(sentence.tokens) if token.end > trigger[0]), 0)
    return {category: value for category in categories if (value := _chosen(told, category, at)) is not None}


def _chosen(told: list[_Told], category: str, at: int) -> int | None:
    """The figure that the trigger itself introduces, else the nearest to it."""
    figures = [figure for figure in told if figure.category == category]
    own = [figure for figure in figures if figure.cue == at]
    return (own[0] if own else min(figures, key=lambda figure: abs(figure.start - at))).value if figures else None


def _told(tokens: tuple[Token, ...], words: CountWords) -> list[_Told]:
    found: list[_Told] = []
    for figure in _figures(tokens, words):
        cue = _cue_of(tokens, figure, words)
        if cue is None:
            continue
        at, category = cue
        earlier = next((i for i, other in enumerate(found) if other.cue == at), None)
        if earlier is None:
            found.append(_Told(category, figure.value, figure.start, at))
        elif _joined(tokens, figure.start):  # مقتل جنديين وثلاثة مدنيين
            first = found[earlier]
            found[earlier] = _Told(category, first.value + figure.value, first.start, at)
    return found


def _cue_of(tokens: tuple[Token, ...], figure: _Figure, words: CountWords) -> tuple[int, str] | None:
    """Where the word stands that tells what is counted, and what that is."""
    behind = tokens[figure.end].word.folded if figure.end < len(tokens) else ""
    if words.cues.get(behind) in ("dead", "injured"):  # 7 قتلى و12 جريحا
        return figure.end, words.cues[behind]
    before = _cue_before(tokens, figure.start, words)
    if before is not None:
        return before if before[1] else None
    for index in range(figure.start, min(len(tokens), figure.end + _AHEAD)):
        word = tokens[index].word
        if word.folded in _STOPS or word.folded == "،":
            return None
        if word.folded in words.cues:
            return index, words.cues[word.folded]
    return None


def _cue_before(tokens: tuple[Token, ...], start: int, words: CountWords) -> tuple[int, str] | None:
    """The cue before tokens[start]; with "" where the figure is but a part of one told before (بينهم ثلاثة أطفال)."""
    for index in range(start - 1, max(-1, start - 1 - _BACK), -1):
        word = tokens[index].word
        if word.folded in _STOPS:
            return None
        if start - index <= 2 and word.folded.removeprefix("و") in words.among:
            return index, ""
        for reading in word.readings:
            if reading.stem in words.cues:
                return index, words.cues[reading.stem]
    return None


def _joined(tokens: tuple[Token, ...], start: int) -> bool:
    return tokens[start].word.folded.startswith("و") or (start > 0 and tokens[start - 1].word.folded == "و")


def _figures(tokens: tuple[Token, ...], words: CountWords) -> list[_Figure]:
    """Every number of people in the sentence, in order."""
    found, index = [], 0
    while index < len(tokens):
        value, end = _number(tokens, index, words)
        if end > index:
            if value and not _of_things(tokens, index, end, words):
                found.append(_Figure(value, index, end))
            index = max(end, index + 1)
            index += index < len(tokens) and _people(tokens, index, words) == 1  # the شخصا of 12 شخصا
            continue
        people = _people(tokens, index, words)
        if people == 2 or (people == 1 and _told_of_one(tokens, index, words)):
            found.append(_Figure(people, index, index + 1))
        index += 1
    return found


def _people(tokens: tuple[Token, ...], index: int, words: CountWords) -> int:
    """2 for a dual such as جنديين, 1 for a person in the singular, 0 for any other word."""
    rests = {reading.rest for reading in tokens[index].word.readings}
    return 2 if rests & words.two else 1 if rests & words.one else 0


def _told_of_one(tokens: tuple[Token, ...], index: int, words: CountWords) -> bool:
    """True where the person stands right beside the verb: مقتل رجل, أن جنديا قتل, قبضت الشرطة على شاب."""
    after = tokens[index + 1].word.folded if index + 1 < len(tokens) else ""
    if after in words.cues and index and tokens[index - 1].word.folded in ("ان", "بان", "إن"):
        return True
    before = tokens[index - 1].word if index else None
    if before is None:
        return False
    return before.folded == "علي" or any(reading.stem in words.cues for reading in before.readings)


def _of_things(tokens: tuple[Token, ...], start: int, end: int, words: CountWords) -> bool:
    """True for a number of days, kilometres, houses, and for dates."""
    behind = tokens[end].word if end < len(tokens) else None
    before = tokens[start - 1].word if start else None
    if behind is not None and (behind.folded in words.units or behind.folded in _NOT_COUNTED):
        return True
    if before is None:
        return False
    return before.folded in _NOT_COUNTED or any(reading.stem in words.units for reading in before.readings)


def _number(tokens: tuple[Token, ...], start: int, words: CountWords) -> tuple[int, int]:
    """The number that starts at tokens[start], and where it ends: (25, …) of خمسة وعشرون, (5000, …) of 5 آلاف."""
    total, group, at = 0.0, 0.0, start
    while at < len(tokens):
        text = tokens[at].word.folded
        times = words.multipliers.get(text) or (words.plural.get(text) if group else None)
        if times:
            total, group, at = total + (group or 1) * times, 0.0, at + 1
            continue
        if at > start and not text.startswith("و"):
            break
        if at > start and text == "ونصف" and total:
            return int(total + _last_multiplier(tokens[at - 1], words) / 2), at + 1
        value, length = _simple(tokens, at, words)
        if not length:
            break
        whole = value >= _MILLION  # مليونين: what follows does not multiply it
        total, group, at = total + value * whole, group + value * (not whole), at + length
    return int(total + group), at


def _last_multiplier(token: Token, words: CountWords) -> int:
    return words.multipliers.get(token.word.folded) or words.plural.get(token.word.folded, 0)


def _simple(tokens: tuple[Token, ...], at: int, words: CountWords) -> tuple[float, int]:
    """A number in figures or one or two words (سبعة, أحد عشر), with or without و before it; its length, 0 for none."""
    text = tokens[at].word.folded
    for plain in (text, text[1:]) if text[0] == "و" else (text,):
        if plain[:1].isdigit():
            value = _figures_of(plain)
            return (value, 1) if value else (0.0, 0)
        if at + 1 < len(tokens) and (pair := f"{plain} {tokens[at + 1].word.folded}") in words.numbers:
            return words.numbers[pair], 2
        if plain in words.numbers:
            return words.numbers[plain], 1
    return 0.0, 0


def _figures_of(text: str) -> float:
    """32000 of 32,000 and 32.000, 2.5 of 2.5; 0 for what is no number of people."""
    if _GROUPS.match(text):
        return float(re.sub(r"[.,]", "", text))
    return float(text) if re.fullmatch(r"\d{1,9}(?:\.\d)?", text) else 0.0
