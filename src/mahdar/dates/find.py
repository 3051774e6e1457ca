"""Text -> the dates in it, and what they mean on the day of publication."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from mahdar.arabic import Folded, fold
from mahdar.dates.calendars import gregorian_day
from mahdar.dates.counting import Count, settle
from mahdar.dates.forms import ANCHOR, FORMS, FULL_DAYS, JOINT, Reading
from mahdar.dates.words import KINDS, Line, read_line
from mahdar.model import Calendar, Span

_MORE_DAYS = re.compile("[{number}{ordinal}][-{and}{to}]$".format_map(KINDS))
_MOST_DAYS = 4  # 5 و6 و7 و8 مايو


class DateWords(Struct, frozen=True, kw_only=True):
    """A date as it is written. `value` is Gregorian and as precise as the words (2021, 2021-02, 2021-02-03); for words
    that count from another day (أمس، الثلاثاء الماضي، الثلاثاء) it is null and `relative` says how to count. Where both
    are null the words name a time without settling it (الأسبوع الماضي، منذ سنوات)."""

    span: Span
    words: str
    value: str | None
    calendar: Calendar = "gregorian"
    relative: Count | None = None
    time: Literal["day", "month", "year"] = "day"


def find_dates(text: str) -> tuple[DateWords, ...]:
    """Every date in `text`, in order, without overlaps; impossible ones (31 February, year 9999) are left out."""
    folded = fold(text)
    line = read_line(folded.text)
    readings: list[Reading] = []
    at = 0
    for anchor in ANCHOR.finditer(line.codes):
        if anchor.start() >= at:
            reading = _read_at(line, anchor.start())
            if reading is not None:
                readings += _days_before(line, reading, at)
                readings.append(reading)
                at = reading.end
    return tuple(_as_words(text, folded, line, reading) for reading in readings if reading.exists)


def resolve(date: DateWords, published: str | None, ahead: bool = False) -> str | None:
    """The day, month or year that `date` means when read on `published` (YYYY-MM-DD), or null where not settled.
    `ahead`: the words tell of something to come, so that a bare weekday or month is the next one and not the last."""
    if date.relative is None or published is None:
        return date.value
    return settle(date.relative, published, ahead)


def _read_at(line: Line, at: int) -> Reading | None:
    """The first form that fits at lexeme `at`; with a second calendar's date beside it and a closing bracket."""
    for pattern, build in FORMS:
        match = pattern.match(line.codes, at)
        reading = build(line, match) if match else None
        if reading is not None:
            return _bracketed(line, _both_calendars(line, reading))
    return None


def _both_calendars(line: Line, first: Reading) -> Reading:
    """10 شوال 1436 هـ الموافق 26 يوليو 2015 م: one date, and the Gregorian words decide."""
    joint = JOINT.match(line.codes, first.end) if first.count is None and first.time == "day" else None
    if joint is None:
        return first
    for pattern, build in FULL_DAYS:
        match = pattern.match(line.codes, joint.end())
        second = build(line, match) if match else None
        if second is not None and second.count is None and second.calendar != first.calendar:
            western = first if first.calendar == "gregorian" else second
            return replace(western, start=first.start, end=second.end)
    return first


def _bracketed(line: Line, reading: Reading) -> Reading:
    inside = line.codes[reading.start : reading.end]
    opened = inside.count("(") > inside.count(")")
    return replace(reading, end=reading.end + 1) if opened and line.codes[reading.end :][:1] == ")" else reading


def _days_before(line: Line, last: Reading, start: int) -> list[Reading]:
    """The days that share the month of `last`: 5 in يومي 5 و6 مايو, 3 in من 3 إلى 7 يوليو."""
    found: list[Reading] = []
    at = last.start
    while len(found) < _MOST_DAYS and at - 2 >= start and _MORE_DAYS.match(line.codes[at - 2 : at]):
        at -= 2
        reading = _same_month(last, line.lexemes[at].value)
        if reading is None:
            break
        found.append(replace(reading, start=at, end=at + 1))
    return found[::-1]


def _same_month(last: Reading, day: int) -> Reading | None:
    if last.time != "day" or last.calendar != "gregorian":
        return None
    if last.value:
        year, month, _ = map(int, last.value.split("-"))
        value = gregorian_day(year, month, day)
        return replace(last, value=value) if value else None
    if last.count is None or last.count.month is None or gregorian_day(2000, last.count.month, day) is None:
        return None
    return replace(last, count=replace(last.count, day=day))


def _as_words(text: str, folded: Folded, line: Line, reading: Reading) -> DateWords:
    start, end = folded.span(line.lexemes[reading.start].start, line.lexemes[reading.end - 1].end)
    return DateWords(
        span=(start, end),
        words=text[start:end],
        value=reading.value,
        calendar=reading.calendar,
        relative=reading.count,
        time=reading.time,
    )
