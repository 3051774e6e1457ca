"""A written word and the ways to split particles and article off it."""

from __future__ import annotations

import re

from mahdar.arabic import DIRECTION_SIGNS, MARKS, fold
from mahdar.model import Reading, Span, Token, Word

_MARK = re.compile(f"[{MARKS}{DIRECTION_SIGNS}\u0640]")

_KEPT_WORDS = 120_000  # bound of the cache: about 60 MB; a newspaper's year has about twice as many forms


class Words(dict[str, Word]):
    """Written form -> Word, made once and kept; emptied when full, so that memory stays flat."""

    def __missing__(self, raw: str) -> Word:
        if len(self) >= _KEPT_WORDS:
            self.clear()
        word = self[raw] = analyse(raw)
        return word


def restored(text: str, span: Span, lead: str) -> str:
    """The letters of `span` as they stand without the particle before them: البرلمان for the لبرلمان of للبرلمان."""
    start, end = span
    written = text[start:end]
    return "ا" + written if lead.endswith("ل") and start > 0 and written[:1] == text[start - 1] == "ل" else written


def name_start(token: Token, lead: str) -> int:
    """Where `token` goes on behind the particles `lead`, vowel marks on them passed over."""
    at, left = 0, len(lead)
    while at < len(token.word.raw) and (left or (lead and _MARK.match(token.word.raw[at]))):
        left -= not _MARK.match(token.word.raw[at])
        at += 1
    return token.start + at


def analyse(raw: str) -> Word:
    """`raw`, one token's letters, with its readings: the whole form first, then with more particles split off."""
    folded = fold(raw).text.lower()
    if folded[:1].isdigit():
        return Word(raw, folded, (Reading("", folded, folded),), "number")
    if not folded or not (folded[0].isalpha()):
        return Word(raw, folded or raw, (), "mark")
    splits = list(dict.fromkeys(_splits(folded)))
    readings = tuple(Reading(lead, rest, _stem(rest)) for lead, rest in splits)
    return Word(raw, folded, readings, stems=frozenset(form for r in readings for form in (r.rest, r.stem)))


def _splits(folded: str) -> list[tuple[str, str]]:
    whole = [("", folded)]
    if folded[0] in "وف" and len(folded) >= 3:
        whole.append((folded[0], folded[1:]))
    return whole + [split for lead, rest in whole for split in _particles(lead, rest)]


def _particles(lead: str, rest: str) -> list[tuple[str, str]]:
    first, more = rest[0], rest[1:]
    if rest.startswith("لل") and len(rest) >= 4:
        return [(lead + "ل", "ا" + more), (lead + "ل", more)]  # للرئيس is ل + الرئيس, للبنان is ل + لبنان
    if first in "بلك" and len(more) >= 3:
        return [(lead + first, more)]
    if first == "س" and len(more) >= 3 and more[0] in "يتنا":
        return [(lead + first, more)]
    return []


def _stem(rest: str) -> str:
    return rest[2:] if rest.startswith("ال") and len(rest) >= 5 else rest
