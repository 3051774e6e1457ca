"""Text -> the words, numbers and marks that dates are made of, one letter for each, so that forms can be patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from mahdar.arabic import key
from mahdar.dates.calendars import GREGORIAN_YEARS, HIJRI_YEARS

KINDS = {
    "number": "D",  # 1 to 31
    "no day": "0",  # two digits too: 00, 32 to 99
    "gregorian year": "Y",  # four digits
    "hijri year": "K",
    "no year": "9",  # four digits too: 9999, 0000
    "numeric": "#",  # 5/12/2024, 2024-12-05
    "day/month": "%",  # 5/12
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
    "the year": "j",  # العام
    "season": "s",
    "edge": "e",  # مطلع
    "week": "w",
    "this week": "V",
    "two days": "2",
    "days": "z",
    "stretch": "S",
    "count": "c",
}
"""Kind of word (as in data/dates/*.tsv) -> its letter in `Line.codes`; commas, brackets, dashes, slashes stay."""
_OTHER = "x"


class Lexeme(NamedTuple):
    """One word, number or mark: its place in the folded text and what it counts for."""

    start: int
    end: int
    value: int = 0  # of a month, weekday, ordinal, number: which one; of "away": how many days
    words: str = ""  # of numbers: as written
    alone: str = ""  # of months: what a bare name needs (data/dates/months.tsv)


class Line(NamedTuple):
    """A folded text, its codes and, in step with them, the lexemes. A run of other words is one "x"."""

    text: str
    codes: str
    lexemes: list[Lexeme]

    def closes(self, at: int) -> bool:
        """True where no plain word or number follows the lexeme before `at`, so that it counts nothing."""
        end = self.lexemes[at - 1].end
        return not self.text[end : end + 2].strip(" ")[:1].isalnum()

    def reads(self, at: int, word: str) -> bool:
        """True where the lexeme at `at` is this very (folded) word."""
        return self.text[self.lexemes[at].start : self.lexemes[at].end] == word


class _Entry(NamedTuple):
    others: tuple[str, ...]  # the words after the first
    code: str
    value: int
    alone: str


_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+)"
    r"|(?P<numeric>(?<![0-9])(?<![0-9][/.-])(?:[0-9]{1,2}|[0-9]{4})(?P<sign> ?[-/.–] ?)[0-9]{1,2}(?P=sign)"
    r"(?:[0-9]{4}|[0-9]{1,2})(?![0-9]|[/.-][0-9])(?:[Tt][0-9:.]{4,15}(?:[Zz]|[+-][0-9:]{2,5})?)?)"
    r"|(?P<pair>(?<![0-9])(?<![0-9][/.-])[0-9]{1,2} ?/ ?[0-9]{1,2}(?![0-9]|[/.-][0-9]))"
    r"|(?P<number>[0-9]+(?:[.:][0-9]+|,[0-9]{3}(?![0-9]))*)"
    r"|(?P<mark>(?P<first>[^\s\w]|\n)(?P=first)*)"
)
_MARKS = {
    "،": ",", ",": ",", "/": "/", "\\": "/", "-": "-", "–": "-", "—": "-", "(": "(", "[": "(", ")": ")", "]": ")",
}  # fmt: skip
_GAP = Lexeme(0, 0)  # stands for a run of other words; no form takes it in
_NOTHING = ((_OTHER, _GAP),)
_WIDEST_GAP = 8  # spaces between the words of a phrase
_SHORTEST_AFTER_PARTICLE = 3  # باب is no ب + آب


def read_line(folded: str) -> Line:
    """The lexemes of a folded text."""
    codes, lexemes = [_OTHER], [_GAP]
    skip = 0
    for match in _TOKEN.finditer(folded):
        if skip and match.start() < skip:
            continue
        if match.lastgroup == "word":
            known = _known(match[0])
            found = _phrase(known, folded, match) if known else _NOTHING
            skip = found[-1][1].end if known else 0
        else:
            found = _sign(match)
        if found is _NOTHING and codes[-1] == _OTHER:
            continue  # most words of a text
        for code, lexeme in found:
            if code != _OTHER or codes[-1] != _OTHER:
                codes.append(code)
                lexemes.append(lexeme)
    return Line(folded, "".join(codes), lexemes)


_Known = tuple[int, tuple[_Entry, ...]]


@lru_cache(maxsize=50_000)
def _known(word: str) -> _Known | None:
    """How many letters of `word` are particles, and the entries that begin with the rest; null for other words."""
    entries = _lexicon().get(word)
    if entries:
        return 0, entries
    lead, rest = (2, "ال" + word[2:]) if word.startswith("لل") else (1, word[1:])
    if word[0] == "و" or (word[0] in "فبلك" and len(rest) >= _SHORTEST_AFTER_PARTICLE):
        entries = _lexicon().get(rest)
    return (lead, entries) if entries else None


def _phrase(known: _Known, folded: str, match: re.Match[str]) -> tuple[tuple[str, Lexeme], ...]:
    """The longest entry that stands here, with the و before it; none where only its first word does."""
    lead, entries = known
    start, end = match.span()
    for entry in entries:
        stop = _follow(folded, end, entry.others)
        if stop:
            found = (entry.code, Lexeme(start + lead, stop, entry.value, "", entry.alone))
            return ((KINDS["and"], Lexeme(start, start + 1)), found) if lead and folded[start] == "و" else (found,)
    return _NOTHING


def _follow(folded: str, end: int, others: tuple[str, ...]) -> int:
    """Where `others` end if they are the words after `end`, else 0."""
    for other in others:
        at = end + 1
        while folded[at : at + 1] == " " and at - end < _WIDEST_GAP:
            at += 1
        if folded[end : end + 1] not in (" ", "\t") or not folded.startswith(other, at):
            return 0
        end = at + len(other)
        if folded[end : end + 1].isalpha():
            return 0
    return end


def _sign(match: re.Match[str]) -> tuple[tuple[str, Lexeme], ...]:
    words, (start, end) = match.group(), match.span()
    if match.lastgroup == "number":
        return ((_number(words), Lexeme(start, end, int(words) if words.isdigit() and len(words) <= 4 else 0, words)),)
    if match.lastgroup == "mark":
        return ((_MARKS.get(words[0], _OTHER), Lexeme(start, end)),)
    return ((KINDS["numeric" if match.lastgroup == "numeric" else "day/month"], Lexeme(start, end, 0, words)),)


def _number(words: str) -> str:
    """The code of a number: a day, a year of either calendar, four digits that are no year, or any other."""
    if not words.isdigit() or len(words) not in (1, 2, 4):
        return _OTHER
    value = int(words)
    if len(words) <= 2:
        return KINDS["number" if 1 <= value <= 31 else "no day"]
    return KINDS["gregorian year" if value in GREGORIAN_YEARS else "hijri year" if value in HIJRI_YEARS else "no year"]


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
    for phrases, kind, number, alone in read_list("months.tsv"):
        yield from ((phrase, kind, int(number), alone) for phrase in phrases.split(","))
    for path, kind in (("weekdays.tsv", "weekday"), ("ordinals.tsv", "ordinal")):
        for phrases, number, *_ in read_list(path):
            yield from ((phrase, kind, int(number), "") for phrase in phrases.split(","))
    for phrases, kind, number, _ in read_list("words.tsv"):
        yield from ((phrase, kind, int(number or 0), "") for phrase in phrases.split(","))


def read_list(name: str) -> Iterator[list[str]]:
    """The rows of data/dates/`name`, each of four cells ("" where one is missing)."""
    text = (files("mahdar") / "data" / "dates" / name).read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            yield cells + [""] * (4 - len(cells))
