"""Words that count (أمس، الثلاثاء الماضي، 5 مايو) and the day of publication -> the day, month or year meant."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from mahdar.dates.calendars import GREGORIAN_YEARS, gregorian_day, hijri_day, hijri_month, hijri_year_of
from mahdar.model import Calendar

Side = Literal[-1, 0, 1]
COMING = timedelta(60)
"""A day without its year that comes sooner than this is not last year's: so in 5 of 5 such days of the dev gold."""


class Count(Struct, frozen=True, kw_only=True):
    """How words count from the day of publication. What is null is not said; `side` is -1 for الماضي, 1 for المقبل and
    0 for الجاري."""

    unit: Literal["day", "month", "year"]
    calendar: Calendar = "gregorian"
    day: int | None = None  # of the month
    month: int | None = None
    weekday: int | None = None  # Monday 1 to Sunday 7
    side: Side | None = None
    days: int | None = None  # away from publication: أمس is -1
    weeks: Side | None = None  # الأسبوع الماضي: -1; with a weekday that day of it
    months: int | None = None  # الشهر الماضي: -1
    years: int | None = None  # العام الماضي: -1


def settle(count: Count, published: str, ahead: bool) -> str | None:
    """The Gregorian day, month or year that `count` means on `published`, or null where that is not settled."""
    today = _day_of(published)
    if today is None:
        return None
    if count.month is not None:
        return _in_year(count, today, ahead)
    if count.weekday is not None:
        return _weekday(count, today, ahead)
    return _of_today(count, today)


def _day_of(published: str) -> date | None:
    try:
        today = date.fromisoformat(published[:10])
    except ValueError:
        return None
    return today if today.year in GREGORIAN_YEARS else None


def _of_today(count: Count, today: date) -> str | None:
    """Days, weeks, months and years that are counted off from today."""
    if count.weeks is not None:
        return _in_week(count.weeks, today)
    if count.months is not None:
        return _in_month(count, today)
    return f"{today.year + count.years:04}" if count.years is not None else _shift(today, count.days or 0)


def _shift(today: date, days: int) -> str:
    return (today + timedelta(days)).isoformat()


def _weekday(count: Count, today: date, ahead: bool) -> str:
    """The weekday meant: near أمس or غدا where they stand beside it, else the last or (ahead) the next."""
    back = (today.isoweekday() - (count.weekday or 0)) % 7
    if count.weeks is not None:
        return _shift(today, _week_start(today) + (count.weekday or 0) % 7 + 7 * count.weeks)
    if count.days is not None:
        back = (back + count.days + 3) % 7 - count.days - 3
        return _shift(today, -back)
    if count.side == -1:
        return _shift(today, -(back or 7))
    if count.side == 1 or (ahead and count.side is None):
        return _shift(today, 7 - back if back or count.side == 1 else 0)
    return _shift(today, -back)


def _week_start(today: date) -> int:
    """Days from today back to Sunday, which begins the week in most of the Arab press."""
    return -(today.isoweekday() % 7)


def _in_week(weeks: Side, today: date) -> str | None:
    """The month that the seven days before, up to or after today fall into, where it is one."""
    first = today + timedelta({-1: -7, 0: -6, 1: 1}[weeks])
    last = first + timedelta(6)
    return f"{first.year:04}-{first.month:02}" if first.month == last.month else None


def _in_month(count: Count, today: date) -> str | None:
    number = today.year * 12 + today.month - 1 + (count.months or 0)
    year, month = divmod(number, 12)
    return gregorian_day(year, month + 1, count.day) if count.day else f"{year:04}-{month + 1:02}"


def _in_year(count: Count, today: date, ahead: bool) -> str | None:
    """A day or month without its year: the last one, or the next where words say so or it is less than COMING away.
    A weekday beside it is not asked: papers slip by one more often than they mean another year."""
    now = today.year if count.calendar == "gregorian" else hijri_year_of(today)
    if now is None:
        return None
    if count.years is not None or count.side == 0:
        return _value(count, now + (count.years or 0))
    found = [value for year in (now - 1, now, now + 1) if (value := _value(count, year))]
    past = [value for value in found if value < _edge(today, value)]
    present = [value for value in found if value == _edge(today, value)]
    future = [value for value in found if value > _edge(today, value)]
    if count.side is not None:
        return future[0] if count.side == 1 and future else past[-1] if count.side == -1 and past else None
    soon = bool(future) and count.day is not None and date.fromisoformat(future[0]) - today < COMING
    order = present + (future if ahead or soon else past[::-1] or future)
    return order[0] if order else None


def _edge(today: date, value: str) -> str:
    """Today, as precise as `value`."""
    return today.isoformat()[: len(value)]


def _value(count: Count, year: int) -> str | None:
    month, hijri = count.month or 0, count.calendar == "hijri"
    if count.day is not None:
        return hijri_day(year, month, count.day) if hijri else gregorian_day(year, month, count.day)
    return hijri_month(year, month) if hijri else f"{year:04}-{month:02}"
