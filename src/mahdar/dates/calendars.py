"""Days that exist, Gregorian and Hijri (Umm al-Qura), and how the numbers of a written date are read."""

from __future__ import annotations

import calendar
from datetime import date

from hijridate import Gregorian, Hijri
from hijridate.ummalqura import GREGORIAN_RANGE, HIJRI_RANGE

from mahdar.model import Calendar

GREGORIAN_YEARS = range(1800, 2101)
"""Years that a newspaper writes of; 9999 or 0000 is a slip."""
HIJRI_YEARS = range(1300, 1501)
"""Four-digit numbers taken for a Hijri year. Those before 1343 are known to be Hijri, yet cannot be converted."""
LONGEST_MONTHS: dict[Calendar, tuple[int, ...]] = {
    "gregorian": (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31),
    "hijri": (30,) * 12,
}
"""The days that a month may have, whatever the year."""
_CENTURY_TURNS = 50  # of two digits: 49 is 2049, 50 is 1950


def gregorian_day(year: int, month: int, day: int) -> str | None:
    """YYYY-MM-DD, or null where there is no such day or the year is out of range."""
    if year not in GREGORIAN_YEARS or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04}-{month:02}-{day:02}"


def hijri_day(year: int, month: int, day: int) -> str | None:
    """The Gregorian YYYY-MM-DD of a day of the Umm al-Qura calendar, or null where it has no such day."""
    if not HIJRI_RANGE[0][0] <= year <= HIJRI_RANGE[1][0] or not 1 <= month <= 12:
        return None
    if not 1 <= day <= Hijri(year, month, 1).month_length():
        return None
    found = Hijri(year, month, day).to_gregorian()
    return gregorian_day(found.year, found.month, found.day)


def hijri_month(year: int, month: int) -> str | None:
    """What a Hijri month settles in the Gregorian calendar: the year, where the month does not straddle two."""
    first, last = hijri_day(year, month, 1), hijri_day(year, month, 29)
    return first[:4] if first and last and first[:4] == last[:4] else None


def hijri_year_of(day: date) -> int | None:
    """The Hijri year on a Gregorian day, or null outside the calendar's tables."""
    if not date(*GREGORIAN_RANGE[0]) <= day <= date(*GREGORIAN_RANGE[1]):
        return None
    return Gregorian(day.year, day.month, day.day).to_hijri().year


def numeric_day(first: str, middle: str, last: str, weekday: int | None = None) -> str | None:
    """A date of three numbers as YYYY-MM-DD. The Arab order is day, month, year, or year first; month first only
    where nothing else is possible or the weekday beside it says so. Two-digit years: only what is possible one way."""
    a, b, c = int(first), int(middle), int(last)
    if len(first) >= 3:
        orders = [(a, b, c), (a, c, b)]
    elif len(last) >= 3:
        orders = [(c, b, a), (c, a, b)]
    else:
        orders = [(_long(c), b, a), (_long(a), b, c), (_long(c), a, b)]
    found = list(dict.fromkeys(filter(None, (_day(*order) for order in orders))))
    if weekday is not None:
        found = [day for day in found if date.fromisoformat(day).isoweekday() == weekday] or found
    if len(first) < 3 and len(last) < 3 and len(found) > 1:
        return None
    return found[0] if found else None


def is_hijri(*numbers: str) -> bool:
    """True where one of the numbers can only be a Hijri year."""
    return any(len(number) == 4 and int(number) in HIJRI_YEARS for number in numbers)


def _day(year: int, month: int, day: int) -> str | None:
    return hijri_day(year, month, day) if year in HIJRI_YEARS else gregorian_day(year, month, day)


def _long(year: int) -> int:
    return year + (2000 if year < _CENTURY_TURNS else 1900)
