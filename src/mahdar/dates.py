"""The grammar of Arabic dates: words -> days, months and years, in every calendar and month naming of the Arab press."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mahdar.model import Calendar, Span


class DateWords(Struct, frozen=True, kw_only=True):
    """A date as it is written. `value` is Gregorian and as precise as the words (2021, 2021-02, 2021-02-03); for words that
    count from another day (أمس، الثلاثاء الماضي، الثلاثاء) it is null and `relative` says how to count."""

    span: Span
    words: str
    value: str | None
    calendar: Calendar = "gregorian"
    relative: str | None = None
    time: Literal["day", "month", "year"] = "day"


def find_dates(text: str) -> tuple[DateWords, ...]:
    """Every date in `text`, in order and without overlaps; impossible ones (31 February, year 9999) are left out."""
    return ()


def resolve(date: DateWords, published: str | None) -> str | None:
    """The day, month or year that `date` means when read on `published` (YYYY-MM-DD), or null where that is not settled."""
    return date.value
