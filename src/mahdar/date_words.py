"""Text -> the words, numbers and marks that dates are made of: one letter for each, so that the grammar can be written as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from mahdar.arabic import key
from mahdar.calendars import GREGORIAN_YEARS, HIJRI_YEARS

KINDS = {
    "number": "D",  # 1 to 31
    "gregorian year": "Y",  # four digits
    "hijri year": "K",
    "numeric": "#",  # 5/12/2024, 2024-12-05
    "day/month": "%",  # 5/12
    "clock": ":",  # 21:59
    "gregorian": "M",  # a month's name
    "hijri": "H",  # likewise
    "weekday": "W",
    "ordinal": "O",  # a day of the month in words
    "away": "R",  # أمس, غدا: value = days from today
    "today": "T",
    "same": "Z",  # behind a day: the day is that of the story, or it is part of a name
    "none": "x",  # looks like a time and is none; also any word between
    "before weekday": "B",
    "before today": "J",
    "before day": "G",
    "day": "d",  # يوم
    "match": "q",  # الموافق
    "part": "p",  # صباح
    "of": "o",
    "in": "i",
    "time": "t",
    "to": "u",
    "ago": "g",
    "and": "&",
    "past": "P",
    "next": "F",
    "this": "C",
    "month": "m",  # شهر
    "the month": "n",
    "this month": "N",
    "year": "y",  # عام
    "this year": "v",
    "christian": "a",  # م
    "of the hijra": "h",  # هـ
    "season": "s",
    "edge": "e",  # مطلع
    "week": "w",
    "vague": "V",
    "two days": "2",
    "days": "z",
    "stretch": "S",
    "count": "c",
}
"""Kind of word (as in data/dates/*.tsv) -> its letter in `Line.codes`. Commas, brackets, dashes and slashes stand for themselves."""


class Lexeme(NamedTuple):
    """One word, number or mark: its place in the folded text and what it counts for."""

    start: int
    end: int
    value: int = 0  # of a month, weekday, ordinal, number: which one; of "away": how many days
    words: str = ""  # of numbers: as written
    alone: str = ""  # of months: what a bare name needs (data/dates/months.tsv)


class Line(NamedTuple):
    """The codes of a text and, in step with them, the lexemes. A run of other words is one "x"."""

    codes: str
    lexemes: list[Lexeme]


class _Entry(NamedTuple):
    others: tuple[str, ...]  # the words after the first
    code: str
    value: int
    alone: str


_TOKEN = re.compile(
    r"(?P<numeric>(?<![0-9])(?<![0-9][/.-])(?:[0-9]{1,2}|[0-9]{4})(?P<sign> ?[-/.–] ?)[0-9]{1,2}(?P=sign)(?:[0-9]{4}|[0-9]{1,2})"
    r"(?![0-9]|[/.-][0-9])(?:[Tt][0-9:.]{4,15}(?:[Zz]|[+-][0-9:]{2,5})?)?)"
    r"|(?P<clock>(?<![0-9:])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:]))"
    r"|(?P<pair>(?<![0-9])(?<![0-9][/.-])[0-9]{1,2} ?[/-] ?[0-9]{1,2}(?![0-9]|[/.-][0-9]))"
    r"|(?P<number>[0-9]+)|(?P<word>[^\W\d_]+)|(?P<mark>[^\s\w])|(?P<line>\n)"
)
_MARKS = {"،": ",", ",": ",", "/": "/", "\\": "/", "-": "-", "–": "-", "—": "-", "(": "(", "[": "(", ")": ")", "]": ")"}
_SHORTEST_AFTER_PARTICLE = 3  # باب is no ب + آب


def read_line(folded: str) -> Line:
    """The lexemes of a folded text."""
    codes: list[str] = []
    lexemes: list[Lexeme] = []
    for code, lexeme in _lexemes(folded):
        if code != "x" or codes[-1:] != ["x"]:
            codes.append(code)
            lexemes.append(lexeme)
    return Line("".join(codes), lexemes)


def _lexemes(folded: str) -> Iterator[tuple[str, Lexeme]]:
    lexicon, skip = _lexicon(), 0
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        if start < skip:
            continue
        group = match.lastgroup
        if group != "word":
            yield _sign(match, group or "")
            continue
        word = match.group()
        entries = lexicon.get(word)
        if entries is None:
            lead = _lead(word)
            entries = lexicon.get("ال" + word[2:] if word.startswith("لل") else word[lead:]) if lead else None
            if entries is None:
                yield "x", Lexeme(start, end)
                continue
            if word[0] == "و":
                yield "&", Lexeme(start, start + 1)
            start += lead
        found, skip = _longest(entries, folded, start, end)
        yield found


def _lead(word: str) -> int:
    """How many letters before the word may be particles: 0, 1 or (لل) 2; و stands before any word, others before long ones."""
    if word[0] == "و":
        return 1
    if word.startswith("لل"):
        return 2
    return 1 if word[0] in "فبلك" and len(word) > _SHORTEST_AFTER_PARTICLE else 0


def _longest(entries: tuple[_Entry, ...], folded: str, start: int, end: int) -> tuple[tuple[str, Lexeme], int]:
    for entry in entries:
        stop = _follow(folded, end, entry.others)
        if stop:
            return (entry.code, Lexeme(start, stop, entry.value, "", entry.alone)), stop
    return ("x", Lexeme(start, end)), end


def _follow(folded: str, end: int, others: tuple[str, ...]) -> int:
    """Where `others` end if they are the words after `end`, else 0."""
    for other in others:
        while folded[end : end + 1] in (" ", "\t"):
            end += 1
        if not folded.startswith(other, end) or folded[end + len(other) : end + len(other) + 1].isalpha():
            return 0
        end += len(other)
    return end


def _sign(match: re.Match[str], group: str) -> tuple[str, Lexeme]:
    words, (start, end) = match.group(), match.span()
    if group == "number":
        return _number(words, start, end)
    if group == "mark":
        return _MARKS.get(words, "x"), Lexeme(start, end)
    code = {"numeric": "#", "pair": "%", "clock": ":"}.get(group, "x")
    return code, Lexeme(start, end, 0, words)


def _number(words: str, start: int, end: int) -> tuple[str, Lexeme]:
    value = int(words) if len(words) <= 4 else 0
    code = "x"
    if len(words) <= 2 and 1 <= value <= 31:
        code = "D"
    elif len(words) == 4 and value in GREGORIAN_YEARS:
        code = "Y"
    elif len(words) == 4 and value in HIJRI_YEARS:
        code = "K"
    return code, Lexeme(start, end, value, words)


@cache
def _lexicon() -> dict[str, tuple[_Entry, ...]]:
    """First word -> the entries that begin with it, longest first."""
    found: dict[str, dict[tuple[str, ...], _Entry]] = {}
    for phrase, kind, value, alone in _rows():
        first, *others = key(phrase).split()
        entry = _Entry(tuple(others), KINDS[kind], value, alone)
        found.setdefault(first, {}).setdefault(entry.others, entry)
    return {
        first: tuple(sorted(entries.values(), key=lambda entry: -len(entry.others))) for first, entries in found.items()
    }


def _rows() -> Iterator[tuple[str, str, int, str]]:
    for phrases, kind, number, alone in _cells("months.tsv"):
        yield from ((phrase, kind, int(number), alone) for phrase in phrases.split(","))
    for path, kind in (("weekdays.tsv", "weekday"), ("ordinals.tsv", "ordinal")):
        for phrases, number, *_ in _cells(path):
            yield from ((phrase, kind, int(number), "") for phrase in phrases.split(","))
    for phrases, kind, number, _ in _cells("words.tsv"):
        yield from ((phrase, kind, int(number or 0), "") for phrase in phrases.split(","))


def _cells(name: str) -> Iterator[list[str]]:
    text = (files("mahdar") / "data" / "dates" / name).read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            yield cells + [""] * (4 - len(cells))
