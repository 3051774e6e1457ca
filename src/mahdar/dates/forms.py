"""The forms that a date may take, as patterns over the codes of a line, each with what it says.

Every repetition is bounded, so that time grows with the text's length alone, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from mahdar.dates.calendars import LONGEST_MONTHS, gregorian_day, hijri_day, hijri_month, is_hijri, numeric_day
from mahdar.dates.counting import Count, Side
from mahdar.dates.words import KINDS, Lexeme, Line
from mahdar.model import Calendar


class Reading(Struct, frozen=True, kw_only=True):
    """What the lexemes from `start` to `end` (excluded) say. Not `exists`: a day that there is not (31 February)."""

    start: int
    end: int
    value: str | None = None
    count: Count | None = None
    calendar: Calendar = "gregorian"
    time: Literal["day", "month", "year"] = "day"
    exists: bool = True


Match = re.Match[str]
Builder = Callable[[Line, Match], Reading | None]


def _form(*parts: str) -> re.Pattern[str]:
    """The pattern of `parts`, where <kind> stands for the code of that kind: <edge>, <gregorian year>."""
    return re.compile(re.sub(r"(?<!P)<([a-z /]+)>", lambda kind: KINDS[kind[1]], "".join(parts)))


_SIDE = "[<past><next><this>]"
_HEAD = (
    "<part>{0,2}(?:<day>?[<away><today>],?)?<part>?<day>?(?P<weekday><weekday>)?",
    f"{_SIDE}?[,:-]?<match>?[(]?<day>{{0,2}}[,:]?",
)
_DAY = "(?P<day>[<number><ordinal><no day>])"
_MONTH = "<month>?(?P<month>[<gregorian><hijri>])(?P<second>[/-]?[<gregorian>]|[(]<gregorian>[)])?"
_YEAR_WORD = "[<year><the year>]"
_YEAR = (
    f"(?:[,/-]?<of>?{_YEAR_WORD}?(?P<year>[<gregorian year><hijri year>])|(?P<no_year><no year>))"
    "[<christian><of the hijra>]?"
)
_LATER = f"(?P<mark>{_SIDE})|<of>?(?:{_YEAR_WORD}(?P<year_mark>{_SIDE})|(?P<this_year><this year>))"
_OF_MONTH = f"<of>?(?:<the month>(?P<mark>{_SIDE})|<this month>)"

ANCHOR = _form(
    "[<number><no day><gregorian year><numeric><day/month><gregorian><hijri><weekday><ordinal><away><today><day>",
    "<match><part><in><time><ago><this><the month><this month><month><year><the year><this year><season><edge>",
    "<week><this week>]",
)
"""Where a date may begin."""
JOINT = _form("[,(/-]?<and>?<match>?[(]?")
"""What may stand between a day of one calendar and the same day of the other."""

_NAMED_DAY = _form(*_HEAD, _DAY, "<of>?", _MONTH, "(?:", _YEAR, "|", _LATER, ")?")
_MONTH_FIRST = _form(*_HEAD, _MONTH, "(?P<day><number>),?(?P<year><gregorian year>)<christian>?")
_NUMERIC = _form(*_HEAD, "(?P<numbers><numeric>)[<christian><of the hijra>]?")
_DAY_AND_MONTH = _form(*_HEAD, "(?P<numbers><day/month>)")
_DAY_OF_MONTH = _form(*_HEAD, _DAY, f"(?:{_OF_MONTH}|(?:(?<=<number>)|<of>)<this>)")
_BARE_MONTH = _form("(?P<word><edge>?<of>?)", _MONTH, "(?:", _YEAR, "|", _LATER, ")?")
_WEEKDAY = _form(
    "(?P<part><part>{0,2})(?:<day>?(?P<away>[<away><today>]),?)?[(]?<part>?<day>?(?P<weekday><weekday>)",
    f"(?P<night>[/-]?<weekday>)?(?:(?P<mark>{_SIDE})|<of>?<week>(?P<week>{_SIDE}))?(?P<same><same>)?",
    f"(?=<and><weekday>(?P<both>{_SIDE}))?",
)
_AWAY = _form("<part>{0,2}<day>?(?P<away>[<away><today>])(?P<same>[<same><ordinal>])?")
_HIJRI_YEAR = "(?:<hijri year><of the hijra>?[/,-]?<match>?[(]?)?"
_YEAR_WORDS = _form(
    f"<edge>?<season>?<of>?(?:{_YEAR_WORD}(?:{_HIJRI_YEAR}(?P<year><gregorian year>)<christian>?|(?P<mark>{_SIDE}))",
    "|<this year>|(?<=<edge>)<the year>)",
    "|(?P<led>[<edge><season><in><ago><time>])(?P<bare><gregorian year>)<christian>?",
)
_MONTH_WORDS = _form(f"<edge>?(?:{_OF_MONTH}|(?<=<edge>)<the month>)")
_WEEK_WORDS = _form(f"<edge>?<week>(?P<mark>{_SIDE})|<this week>")
_NOT_BEFORE_ITS_NAME = (  # منذ يوم الجمعة and منذ عام 2014 tell which day and year
    "(?![<weekday><away><today><number><ordinal><numeric><gregorian><hijri><gregorian year><hijri year>"
    "<past><next><this>])"
)
_AGO = _form(
    "<ago>(?:(?P<two><two days>)|(?P<count>[<count><number>])<days>|(?P<one><day>)<count>?)",
    f"{_NOT_BEFORE_ITS_NAME}(?P<from><of>)?",
)
_VAGUE = _form(
    f"<ago>?{_YEAR_WORD}<hijri year><of the hijra>?",
    f"|<ago>[<count><number>]?(?:[<stretch><week><month><days>]|{_YEAR_WORD})<count>?{_NOT_BEFORE_ITS_NAME}",
)

_TIMES = {KINDS[kind] for kind in ("in", "of", "time", "to", "ago", "edge", "month", "and", "day")}
_COUNTABLE = {KINDS[kind] for kind in ("in", "ago", "time")}  # before a number that may count things
_SIDES: dict[str, Side] = {KINDS["past"]: -1, KINDS["this"]: 0, KINDS["next"]: 1}


# ── what the forms say ────────────────────────────────────────────────────────────────────────────────────────────


def _reading(match: Match, value: str | None = None, count: Count | None = None) -> Reading:
    return Reading(start=match.start(), end=match.end(), value=value, count=count, time=count.unit if count else "day")


def _lexeme(line: Line, match: Match, group: str) -> Lexeme | None:
    at = match.start(group)
    return line.lexemes[at] if at >= 0 else None


def _number(line: Line, match: Match, group: str) -> int | None:
    found = _lexeme(line, match, group)
    return found.value if found else None


def _side(match: Match, group: str = "mark") -> Side | None:
    return _SIDES[match[group]] if match[group] else None


def _before(line: Line, match: Match) -> str:
    return line.codes[match.start() - 1 : match.start()]


def _month(line: Line, match: Match) -> Lexeme | None:
    """The month named, or null where two names beside each other are of two months (مايو/يونيو)."""
    found, second = line.lexemes[match.start("month")], match.end("second")
    other = line.lexemes[second - (2 if match["second"][-1] == ")" else 1)] if match["second"] else found
    return found if other.value == found.value else None


def _calendar(match: Match) -> Calendar:
    return "hijri" if match["month"] == KINDS["hijri"] else "gregorian"


def _full_day(match: Match, year: int, month: int, day: int) -> Reading:
    """A day of the month's calendar; none where the year is of the other one."""
    calendar = _calendar(match)
    value = hijri_day(year, month, day) if calendar == "hijri" else gregorian_day(year, month, day)
    return Reading(start=match.start(), end=match.end(), value=value, calendar=calendar, exists=value is not None)


def _later(match: Match, count: Count) -> Reading:
    return Reading(start=match.start(), end=match.end(), count=count, calendar=count.calendar, time=count.unit)


def _years(match: Match) -> Side | None:
    """Which year words such as من العام الماضي name."""
    return 0 if match["this_year"] else _side(match, "year_mark")


def _named_day(line: Line, match: Match) -> Reading | None:
    month, day, year = _month(line, match), line.lexemes[match.start("day")].value, _number(line, match, "year")
    if month is None:
        return None
    if year is not None:
        return _full_day(match, year, month.value, day)
    if match["no_year"] or not 1 <= day <= LONGEST_MONTHS[_calendar(match)][month.value - 1]:
        return Reading(start=match.start(), end=match.end(), exists=False)
    if (month.alone == "full" and not match["second"]) or _before(line, match) == KINDS["before day"]:
        return None
    count = Count(
        unit="day",
        calendar=_calendar(match),
        month=month.value,
        day=day,
        side=_side(match),
        years=_years(match),
    )
    return _later(match, count)


def _month_first(line: Line, match: Match) -> Reading | None:
    month = _month(line, match)
    day, year = line.lexemes[match.start("day")].value, line.lexemes[match.start("year")].value
    return _full_day(match, year, month.value, day) if month else None


def _numeric(line: Line, match: Match) -> Reading | None:
    numbers = re.findall("[0-9]+", line.lexemes[match.start("numbers")].words)[:3]
    value = numeric_day(numbers[0], numbers[1], numbers[2], _number(line, match, "weekday"))
    calendar: Calendar = "hijri" if is_hijri(*numbers) else "gregorian"
    return Reading(start=match.start(), end=match.end(), value=value, calendar=calendar, exists=value is not None)


def _day_and_month(line: Line, match: Match) -> Reading | None:
    """5/12 is a date beside a weekday alone, and a fraction, score or number of a law elsewhere."""
    day, month = map(int, re.findall("[0-9]+", line.lexemes[match.start("numbers")].words))
    if not match["weekday"] or gregorian_day(2000, month, day) is None:
        return None
    return _reading(match, count=Count(unit="day", month=month, day=day))


def _day_of_month(line: Line, match: Match) -> Reading | None:
    if match["day"] == KINDS["no day"]:
        return None
    day = line.lexemes[match.start("day")].value
    return _reading(match, count=Count(unit="day", months=_side(match) or 0, day=day))


def _bare_month(line: Line, match: Match) -> Reading | None:
    month, year = _month(line, match), _number(line, match, "year")
    if month is None:
        return None
    if match["no_year"]:
        return Reading(start=match.start(), end=match.end(), exists=False)
    if year is not None:
        return _full_month(match, year, month)
    led = match["word"] or line.codes[match.start("month") - 1 : match.start("month")]
    marked = match["mark"] or match["year_mark"] or match["this_year"] or match["second"]
    if month.alone == "full" or not (marked or _stands_alone(month, led[:1])):
        return None
    count = Count(
        unit="month", calendar=_calendar(match), month=month.value, side=_side(match), years=_years(match)
    )  # fmt: skip
    return _later(match, count)


def _stands_alone(month: Lexeme, led: str) -> bool:
    """Whether what stands before a bare month's name makes it one (data/dates/months.tsv says what each name needs)."""
    if led == KINDS["month"]:
        return True
    return led in _TIMES if month.alone == "any" else month.alone == "in" and led in (KINDS["in"], KINDS["edge"])


def _full_month(match: Match, year: int, month: Lexeme) -> Reading | None:
    start, end = match.span()
    if _calendar(match) == "hijri":
        return Reading(start=start, end=end, value=hijri_month(year, month.value), calendar="hijri", time="year")
    if month.alone == "full" or match["year"] == KINDS["hijri year"]:
        return None
    return Reading(start=start, end=end, value=f"{year}-{month.value:02}", time="month")


def _weekday(line: Line, match: Match) -> Reading | None:
    if match["same"] or _before(line, match) == KINDS["before weekday"]:
        return None
    weekday = line.lexemes[match.start("weekday")].value
    if match["night"] and not match["part"]:  # two days, and not the night between them (ليل السبت الأحد)
        return Reading(start=match.start(), end=match.start("night"), count=Count(unit="day", weekday=weekday))
    side = _side(match) if match["mark"] else _side(match, "both")
    days, weeks = _number(line, match, "away"), _side(match, "week")
    return _reading(match, count=Count(unit="day", weekday=weekday, days=days, side=side, weeks=weeks))


def _away(line: Line, match: Match) -> Reading | None:
    if match["same"] or (match["away"] == KINDS["today"] and _before(line, match) == KINDS["before today"]):
        return None
    return _reading(match, count=Count(unit="day", days=_number(line, match, "away")))


def _year_words(line: Line, match: Match) -> Reading | None:
    if match["bare"] and match["led"] in _COUNTABLE:
        if not line.closes(match.end()) and not line.reads(match.start(), "منذ"):  # في 2000 مدرسة
            return None
        return Reading(start=match.start("bare"), end=match.end(), value=str(_number(line, match, "bare")), time="year")
    year = _number(line, match, "year") or _number(line, match, "bare")
    if year is not None:
        return Reading(start=match.start(), end=match.end(), value=str(year), time="year")
    return _reading(match, count=Count(unit="year", years=_side(match) or 0))


def _month_words(line: Line, match: Match) -> Reading | None:
    return _reading(match, count=Count(unit="month", months=_side(match) or 0))


def _week_words(line: Line, match: Match) -> Reading | None:
    return _reading(match, count=Count(unit="month", weeks=_side(match) or 0))


def _ago(line: Line, match: Match) -> Reading | None:
    days = 2 if match["two"] else 1 if match["one"] else _number(line, match, "count") or 0
    if match["from"] or days == 0:  # قبل يومين من …: counted from another day than today
        return _reading(match)
    return _reading(match, count=Count(unit="day", days=-days))


def _vague(line: Line, match: Match) -> Reading | None:
    return _reading(match)


FULL_DAYS: tuple[tuple[re.Pattern[str], Builder], ...] = (
    (_NUMERIC, _numeric),
    (_NAMED_DAY, _named_day),
    (_MONTH_FIRST, _month_first),
)
"""The forms of a day with its month, in the order in which they are tried."""
FORMS: tuple[tuple[re.Pattern[str], Builder], ...] = (
    *FULL_DAYS,
    (_DAY_AND_MONTH, _day_and_month),
    (_DAY_OF_MONTH, _day_of_month),
    (_BARE_MONTH, _bare_month),
    (_WEEKDAY, _weekday),
    (_AGO, _ago),
    (_AWAY, _away),
    (_YEAR_WORDS, _year_words),
    (_MONTH_WORDS, _month_words),
    (_WEEK_WORDS, _week_words),
    (_VAGUE, _vague),
)
"""All forms, in the order in which they are tried."""
