"""The grammar of Arabic dates: words -> days, months and years, in every calendar and month naming of the Arab press."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from mahdar.arabic import Folded, fold
from mahdar.calendars import gregorian_day, hijri_day, hijri_month, is_hijri, numeric_day
from mahdar.counting import Count, settle
from mahdar.date_words import KINDS, Lexeme, Line, read_line
from mahdar.model import Calendar, Span

Precision = Literal["day", "month", "year"]


class DateWords(Struct, frozen=True, kw_only=True):
    """A date as it is written. `value` is Gregorian and as precise as the words (2021, 2021-02, 2021-02-03); for words that
    count from another day (أمس، الثلاثاء الماضي، الثلاثاء) it is null and `relative` says how to count. Where both are null
    the words name a time without settling it (الأسبوع الماضي، منذ سنوات)."""

    span: Span
    words: str
    value: str | None
    calendar: Calendar = "gregorian"
    relative: Count | None = None
    time: Precision = "day"


def find_dates(text: str) -> tuple[DateWords, ...]:
    """Every date in `text`, in order and without overlaps; impossible ones (31 February, year 9999) are left out."""
    folded = fold(text)
    line = read_line(folded.text)
    found: list[DateWords] = []
    at = 0
    for anchor in _ANCHOR.finditer(line.codes):
        if anchor.start() < at:
            continue
        reading = _read_at(line, anchor.start())
        if reading is not None:
            at = reading.end
            found.append(_as_words(text, folded, line, reading))
    return tuple(found)


def resolve(date: DateWords, published: str | None, ahead: bool = False) -> str | None:
    """The day, month or year that `date` means when read on `published` (YYYY-MM-DD), or null where that is not settled.
    `ahead`: the words belong to something still to come, so that a bare weekday or month is the next one and not the last."""
    if date.relative is None or published is None:
        return date.value
    return settle(date.relative, published, ahead)


# ── one reading ───────────────────────────────────────────────────────────────────────────────────────────────────


class _Reading(Struct, frozen=True, kw_only=True):
    """What a stretch of lexemes says, `end` excluded."""

    start: int
    end: int
    value: str | None = None
    count: Count | None = None
    calendar: Calendar = "gregorian"
    time: Precision = "day"


_Match = re.Match[str]
_Builder = Callable[[Line, _Match], _Reading | None]


def _read_at(line: Line, at: int) -> _Reading | None:
    """The first form that fits at lexeme `at`, with a second calendar's date beside it and closing bracket drawn in."""
    for pattern, build in _FORMS:
        match = pattern.match(line.codes, at)
        reading = build(line, match) if match else None
        if reading is not None:
            return _bracketed(line, _both_calendars(line, reading))
    return None


def _both_calendars(line: Line, first: _Reading) -> _Reading:
    """10 شوال 1436 هـ الموافق 26 يوليو 2015 م: one date, and the Gregorian words decide."""
    joint = _JOINT.match(line.codes, first.end) if first.value and first.time == "day" else None
    if joint is None:
        return first
    for pattern, build in _FULL_DAYS:
        match = pattern.match(line.codes, joint.end())
        second = build(line, match) if match else None
        if second is not None and second.value and second.calendar != first.calendar:
            value = first.value if first.calendar == "gregorian" else second.value
            return _Reading(start=first.start, end=second.end, value=value)
    return first


def _bracketed(line: Line, reading: _Reading) -> _Reading:
    inside = line.codes[reading.start : reading.end]
    if inside.count("(") > inside.count(")") and line.codes[reading.end : reading.end + 1] == ")":
        return _Reading(**{name: getattr(reading, name) for name in reading.__struct_fields__} | {"end": reading.end + 1})
    return reading


def _as_words(text: str, folded: Folded, line: Line, reading: _Reading) -> DateWords:
    start, end = folded.span(line.lexemes[reading.start].start, line.lexemes[reading.end - 1].end)
    return DateWords(
        span=(start, end),
        words=text[start:end],
        value=reading.value,
        calendar=reading.calendar,
        relative=reading.count,
        time=reading.time,
    )


# ── the forms ─────────────────────────────────────────────────────────────────────────────────────────────────────
# Patterns over the codes of date_words.KINDS. Every repetition is bounded, so that time grows with the text's length alone.


def _form(pattern: str) -> re.Pattern[str]:
    """`pattern` with <kind> standing for the code of that kind: <edge>, <of>, <gregorian year>."""
    return re.compile(re.sub(r"(?<!P)<([a-z /]+)>", lambda kind: KINDS[kind[1]], pattern))


_ANCHOR = _form("[<number><gregorian year><numeric><day/month><gregorian><hijri><weekday><ordinal><away><today><day><match>"
                "<part><in><ago><this><the month><this month><month><year><this year><season><edge><week><vague>]")  # fmt: skip
_SIDE = "[<past><next><this>]"
_HEAD = "(?:<part>{0,2}(?:<day>?[<away><today>],?)?<part>?<day>?(?P<weekday><weekday>)?" + _SIDE + "?[,:-]?<match>?[(]?<day>{0,2}[,:]?)"
_MONTH = "<month>?(?P<month>[<gregorian><hijri>])(?P<second>[/-]?[<gregorian>]|[(]<gregorian>[)])?"
_YEAR = "[,/-]?<of>?<year>?(?P<year>[<gregorian year><hijri year>])[<christian><of the hijra>]?"
_LATER = "(?P<mark>" + _SIDE + ")|<of>?(?:<year>(?P<year_mark>" + _SIDE + ")|(?P<this_year><this year>))"
_JOINT = _form("[,(/-]?[<and>]?<match>?[(]?")

_NAMED_DAY = _form(_HEAD + "(?P<day>[<number><ordinal>])<of>?" + _MONTH + "(?:" + _YEAR + "|" + _LATER + ")?")
_MONTH_FIRST = _form(_HEAD + _MONTH + "(?P<day><number>),?(?P<year><gregorian year>)<christian>?")
_NUMERIC = _form(_HEAD + "(?P<numbers><numeric>)[<christian><of the hijra>]?")
_DAY_AND_MONTH = _form(_HEAD + "(?P<numbers><day/month>)")
_OF_MONTH = _form(_HEAD + "(?P<day>[<number><ordinal>])(?:<of>?(?:<the month>(?P<mark>" + _SIDE + ")|<this month>)|<of>?(?P<current><this>))")
_MONTH_ALONE = _form("(?P<word><edge>?<of>?)" + _MONTH + "(?:" + _YEAR + "|" + _LATER + ")?")
_WEEKDAY = _form(
    "(?P<part><part>{0,2})(?:<day>?(?P<away>[<away><today>]),?)?[(]?<part>?<day>?(?P<weekday><weekday>)"
    "(?P<night>[/-]?<weekday>)?(?:(?P<mark>" + _SIDE + ")|<of>?<week>(?P<week>" + _SIDE + "))?(?P<same><same>)?"
)
_AWAY = _form("<part>{0,2}<day>?(?P<away>[<away><today>])(?P<same>[<same><ordinal>])?")
_YEAR_WORDS = _form("<edge>?<season>?<of>?<year>(?:(?P<year><gregorian year>)<christian>?|(?P<mark>" + _SIDE + "))|<edge>?<season>?(?P<this><this year>)"
                    "|[<edge><season>](?P<bare><gregorian year>)<christian>?")  # fmt: skip
_MONTH_WORDS = _form("<edge>?<of>?(?:<the month>(?P<mark>" + _SIDE + ")|<this month>)")
_AGO = _form("<ago>(?:(?P<two><two days>)|(?P<count>[<count><number>])<days>|(?P<one><day>)<count>?)(?P<from><of>)?")
_VAGUE = _form("<edge>?<week>" + _SIDE + "|<vague>|<ago>[<count><number>]?[<stretch><week><month><year><days>]<count>?|<year><hijri year><of the hijra>?")

_TIMES = {KINDS[kind] for kind in ("in", "of", "time", "to", "ago", "edge", "month", "and", "day")}
_SIDES: dict[str, Literal[-1, 0, 1]] = {KINDS["past"]: -1, KINDS["this"]: 0, KINDS["next"]: 1}


def _value(line: Line, match: _Match, group: str) -> Lexeme | None:
    at = match.start(group)
    return line.lexemes[at] if at >= 0 else None


def _before(line: Line, match: _Match) -> str:
    return line.codes[match.start() - 1 : match.start()]


def _month(line: Line, match: _Match) -> tuple[Lexeme, Calendar]:
    found = line.lexemes[match.start("month")]
    return found, "hijri" if match["month"] == KINDS["hijri"] else "gregorian"


def _side(match: _Match, group: str = "mark") -> Literal[-1, 0, 1] | None:
    return _SIDES[match[group]] if match[group] else None


def _weekday(line: Line, match: _Match) -> int | None:
    found = _value(line, match, "weekday")
    return found.value if found else None


def _named_day(line: Line, match: _Match) -> _Reading | None:
    (month, calendar), day = _month(line, match), line.lexemes[match.start("day")].value
    year = _value(line, match, "year")
    if year is not None:
        return _full_day(match, calendar, (year.value, month.value, day))
    if month.alone == "full" and not match["second"] or _before(line, match) == KINDS["before day"]:
        return None
    if gregorian_day(2000, month.value, day) is None or (calendar == "hijri" and day > 30):
        return None
    count = Count(unit="day", calendar=calendar, month=month.value, day=day, side=_side(match), weekday=_weekday(line, match))
    return _later(match, count, calendar)


def _month_first(line: Line, match: _Match) -> _Reading | None:
    (month, calendar), day = _month(line, match), line.lexemes[match.start("day")].value
    return _full_day(match, calendar, (line.lexemes[match.start("year")].value, month.value, day))


def _full_day(match: _Match, calendar: Calendar, numbers: tuple[int, int, int]) -> _Reading | None:
    hijri = numbers[0] < 1600
    if hijri != (calendar == "hijri"):
        return None
    value = hijri_day(*numbers) if hijri else gregorian_day(*numbers)
    return _Reading(start=match.start(), end=match.end(), value=value, calendar=calendar) if value else None


def _later(match: _Match, count: Count, calendar: Calendar) -> _Reading:
    """A date without its year, where words such as من العام الماضي may tell which."""
    year = 0 if match["this_year"] else _side(match, "year_mark")
    counted = Count(**{name: getattr(count, name) for name in count.__struct_fields__} | {"years": year})
    return _Reading(start=match.start(), end=match.end(), count=counted, calendar=calendar, time=count.unit)


def _numeric(line: Line, match: _Match) -> _Reading | None:
    numbers = re.findall("[0-9]+", line.lexemes[match.start("numbers")].words)[:3]
    value = numeric_day(numbers[0], numbers[1], numbers[2], _weekday(line, match))
    calendar: Calendar = "hijri" if is_hijri(*numbers) else "gregorian"
    return _Reading(start=match.start(), end=match.end(), value=value, calendar=calendar) if value else None


def _day_and_month(line: Line, match: _Match) -> _Reading | None:
    """5/12 is a date beside a weekday alone, and a fraction, score or number of a law elsewhere."""
    day, month = (int(number) for number in re.findall("[0-9]+", line.lexemes[match.start("numbers")].words))
    weekday = _weekday(line, match)
    if weekday is None or gregorian_day(2000, month, day) is None:
        return None
    return _Reading(start=match.start(), end=match.end(), count=Count(unit="day", month=month, day=day, weekday=weekday))


def _of_month(line: Line, match: _Match) -> _Reading | None:
    day = line.lexemes[match.start("day")].value
    months = _side(match) or 0
    return _Reading(start=match.start(), end=match.end(), count=Count(unit="day", months=months, day=day))


def _month_alone(line: Line, match: _Match) -> _Reading | None:
    month, calendar = _month(line, match)
    year = _value(line, match, "year")
    if year is not None:
        return _full_month(match, calendar, year.value, month)
    marked = match["mark"] or match["year_mark"] or match["this_year"] or match["second"]
    led = match["word"] or line.codes[match.start("month") - 1 : match.start("month")]
    if not (marked or _stands_alone(month, led[:1])):
        return None
    return _later(match, Count(unit="month", calendar=calendar, month=month.value, side=_side(match)), calendar)


def _stands_alone(month: Lexeme, led: str) -> bool:
    """Whether what stands before a bare month's name makes it one (data/dates/months.tsv says what each name needs)."""
    if led == KINDS["month"]:
        return month.alone != "full"
    if month.alone == "any":
        return led in _TIMES
    return month.alone == "in" and led in (KINDS["in"], KINDS["edge"])


def _full_month(match: _Match, calendar: Calendar, year: int, month: Lexeme) -> _Reading | None:
    if (year < 1600) != (calendar == "hijri") or month.alone == "full":
        return None
    if calendar == "gregorian":
        value: str | None = f"{year}-{month.value:02}"
        return _Reading(start=match.start(), end=match.end(), value=value, time="month")
    value = hijri_month(year, month.value)
    return _Reading(start=match.start(), end=match.end(), value=value, calendar="hijri", time="year")


def _weekday_alone(line: Line, match: _Match) -> _Reading | None:
    if match["same"] or _before(line, match) == KINDS["before weekday"]:
        return None
    weekday, away = line.lexemes[match.start("weekday")].value, _value(line, match, "away")
    end = match.end() if match["part"] or not match["night"] else match.start("night")
    weeks = _side(match, "week")
    if end != match.end():
        return _Reading(start=match.start(), end=end, count=Count(unit="day", weekday=weekday))
    count = Count(unit="day", weekday=weekday, days=away.value if away else None, side=_side(match), weeks=weeks)
    return _Reading(start=match.start(), end=end, count=count)


def _away(line: Line, match: _Match) -> _Reading | None:
    if match["same"] or (match["away"] == KINDS["today"] and _before(line, match) == KINDS["before today"]):
        return None
    count = Count(unit="day", days=line.lexemes[match.start("away")].value)
    return _Reading(start=match.start(), end=match.end(), count=count)


def _year_words(line: Line, match: _Match) -> _Reading | None:
    year = _value(line, match, "year") or _value(line, match, "bare")
    if year is not None:
        return _Reading(start=match.start(), end=match.end(), value=str(year.value), time="year")
    count = Count(unit="year", years=_side(match) or 0)
    return _Reading(start=match.start(), end=match.end(), count=count, time="year")


def _month_words(line: Line, match: _Match) -> _Reading | None:
    return _Reading(start=match.start(), end=match.end(), count=Count(unit="month", months=_side(match) or 0), time="month")


def _ago(line: Line, match: _Match) -> _Reading | None:
    counted = _value(line, match, "count")
    days = 2 if match["two"] else 1 if match["one"] else counted.value if counted else 0
    if match["from"] or days == 0:  # قبل يومين من …: counted from another day than today
        return _Reading(start=match.start(), end=match.end())
    return _Reading(start=match.start(), end=match.end(), count=Count(unit="day", days=-days))


def _vague(line: Line, match: _Match) -> _Reading | None:
    return _Reading(start=match.start(), end=match.end())


_FULL_DAYS: tuple[tuple[re.Pattern[str], _Builder], ...] = (
    (_NUMERIC, _numeric),
    (_NAMED_DAY, _named_day),
    (_MONTH_FIRST, _month_first),
)
_FORMS: tuple[tuple[re.Pattern[str], _Builder], ...] = (
    *_FULL_DAYS,
    (_DAY_AND_MONTH, _day_and_month),
    (_OF_MONTH, _of_month),
    (_MONTH_ALONE, _month_alone),
    (_WEEKDAY, _weekday_alone),
    (_AGO, _ago),
    (_AWAY, _away),
    (_YEAR_WORDS, _year_words),
    (_MONTH_WORDS, _month_words),
    (_VAGUE, _vague),
)
