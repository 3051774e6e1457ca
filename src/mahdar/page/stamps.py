"""Lines that show a day and little else: a clock in the page's head, "نشر في …", "آخر تحديث …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from mahdar.arabic import key
from mahdar.dates import DateWords, find_dates

if TYPE_CHECKING:
    from mahdar.tools.furniture import Furniture

Label = Literal["", "published", "updated", "clock"]

_LONGEST = 160  # letters of a line that can be a stamp
_MOST_DAYS = 4  # published, updated, each in two calendars
_LONGEST_LABEL = 40
_MOST_OTHER_WORDS = 4  # beside the day, the hour and their labels: a writer's name, a city
_HOUR = re.compile(
    r"\(?\b\d{1,2}\s*[:.]\s*\d{2}(?:\s*:\s*\d{2})?(?:\s*(?:ص|م|صباحا|صباحاً|مساء|مساءً|ظهرا|a\.?m\.?|p\.?m\.?)\b)?"
    r"(?:\s*\(?(?:gmt|utc|بتوقيت\s+\w+|توقيت\s+\w+)\)?\s*(?:[+-]\s*\d{1,4})?)?\)?|\b(?:gmt|utc)\b(?:\s*[+-]\s*\d{1,4})?|"
    r"الساعة|\b(?:صباحا|صباحاً|مساء|مساءً|ظهرا)\b",
    re.I,
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Stamp(Struct, frozen=True):
    """A day shown on a line of its own: `label` is what the line calls it, `hour` whether a time stands there too."""

    date: DateWords
    label: Label
    hour: bool


def find_stamps(line: str, before: str, furniture: Furniture) -> tuple[Stamp, ...]:
    """The days that `line` shows if it shows little else; `before` is the line above, which may be the label."""
    if len(line) > _LONGEST or "://" in line or not _DIGIT.search(line):
        return ()
    dates = [date for date in find_dates(line) if date.value and len(date.value) == 10]
    if not 1 <= len(dates) <= _MOST_DAYS:
        return ()
    rest = _without(line, dates)
    hour = bool(_HOUR.search(rest))
    other = _HOUR.sub(" ", rest)
    labels = [label for part in other.split("\0") if (label := find_label(part, furniture))]
    unlabelled = len(_WORD.findall(other)) - sum(len(phrase.split()) for phrase, _ in labels)
    if unlabelled > _MOST_OTHER_WORDS * (2 if labels else 1):
        return ()
    above = find_label(before, furniture) if len(before) <= _LONGEST_LABEL and not _DIGIT.search(before) else None
    return tuple(Stamp(date, _label(line, dates, n, above, furniture), hour) for n, date in enumerate(dates))


def find_label(words: str, furniture: Furniture) -> tuple[str, str] | None:
    """The longest label in `words` (its phrase, and published or updated), or None."""
    found = re.findall(r"\w+", key(words))
    for length in range(min(4, len(found)), 0, -1):
        for start in range(len(found) - length, -1, -1):
            phrase = " ".join(found[start : start + length])
            if phrase in furniture.labels:
                return phrase, furniture.labels[phrase]
    return None


def _without(line: str, dates: list[DateWords]) -> str:
    """`line` with a NUL for each date."""
    parts, at = [], 0
    for date in dates:
        parts.append(line[at : date.span[0]])
        at = date.span[1]
    return "\0".join([*parts, line[at:]])


def _label(line: str, dates: list[DateWords], n: int, above: tuple[str, str] | None, furniture: Furniture) -> Label:
    """What the words before the n-th day call it, else the line above the first, else the words after the last."""
    head = line[dates[n - 1].span[1] if n else 0 : dates[n].span[1]]  # with the day's own words: بتاريخ may be one
    if found := find_label(head, furniture) or (above if n == 0 else None):
        return "updated" if found[1] == "updated" else "published"
    tail = line[dates[n].span[1] :]
    found = find_label(tail, furniture) if n + 1 == len(dates) else None
    if found is None:
        return ""
    # "28 August, last updated 14:00": the label is the hour's; the day is today's, as in a masthead.
    return "published" if found[1] == "published" else "clock" if _HOUR.search(tail) else "updated"
