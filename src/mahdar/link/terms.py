"""By when: the day until which an ask or a promise is to be met, where its own words say so.

A count of hours, days, weeks, months or years runs from the day of the record, which may be no more than an upper
bound of when it was written: so the day found may be late, never early.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from mahdar.arabic import key
from mahdar.dates import find_dates, resolve
from mahdar.model import Event, Record

_BEHIND = 90
"""Letters behind the content that may still hold its term: «دعا إلى الإفراج عنهم، وذلك قبل نهاية الشهر»."""
_BEFORE_DATE = 30  # letters between «قبل» and the date that it goes with
_LONGEST = 40 * 366  # days: what counts on for longer is no term


def day_of(record: Record) -> str | None:
    """The day of `record`, as precise as known: of publication, else the last on which it can have been."""
    day = record.published.value or record.published.not_after
    return day[:10] if day else None


def deadline(event: Event, record: Record) -> str | None:
    """The last day of the term that the words of `event` set, else the day that it is announced for, or null where
    neither is told."""
    start, end = event.content or event.trigger
    sentence_end = next((last for first, last in record.sentences if first <= end <= last), end)
    words, today = record.text[start : max(end, min(sentence_end, end + _BEHIND))], day_of(record)
    found = _dated(words, today) or _counted(key(words), today) or _ending(key(words), today)
    if found is None and event.status == "future" and event.date and len(event.date) == len("2024-01-31"):
        found = event.date
    return found if found and today and found >= today[: len(found)] else None


def _dated(words: str, today: str | None) -> str | None:
    """قبل 15 مارس، في موعد أقصاه الخميس المقبل: the date behind a word of terms."""
    for found in find_dates(words):
        before = key(words[max(0, found.span[0] - _BEFORE_DATE) : found.span[0]]) + " "
        if _until().search(before):
            value = resolve(found, today, ahead=True)
            return _last_day(value) if value else None
    return None


def _counted(words: str, today: str | None) -> str | None:
    """خلال 48 ساعة، في غضون أسبوعين، مهلة ثلاثة أشهر: so many units from today."""
    match = _count().search(words)
    first = _day(today)
    if match is None or first is None:
        return None
    number, unit = match["number"], match["unit"]
    if number is None and unit in _rows("several"):  # خلال الأيام المقبلة: how many, it does not say
        return None
    amount = float(number) if number and number.isdecimal() else _rows("number").get(number or "", 1.0)
    days = amount * _rows("unit")[unit]
    return (first + timedelta(-(-days // 1))).isoformat() if 0 < days < _LONGEST else None


def _ending(words: str, today: str | None) -> str | None:
    """قبل نهاية الشهر، بحلول نهاية العام المقبل: the last day of this or the next week, month or year."""
    match, first = _end().search(words), _day(today)
    if match is None or first is None:
        return None
    later, unit = int(bool(match["next"])), match["span"]
    if "سبوع" in unit:  # a week ends on Saturday in most of the Arab press
        return (first + timedelta((5 - first.weekday()) % 7 + 7 * later)).isoformat()
    if "شهر" in unit:
        month = first.month + later
        return _last_day(f"{first.year + (month > 12):04}-{(month - 1) % 12 + 1:02}")
    return f"{first.year + later:04}-12-31"


def _day(today: str | None) -> date | None:
    """`today` where it is a whole day, and one from which a term can be counted."""
    try:
        day = date.fromisoformat(today or "")
    except ValueError:
        return None
    return day if 1 < day.year < 9900 else None


def _last_day(value: str) -> str:
    """The last day of a day, month or year."""
    if len(value) == len("2024"):
        return f"{value}-12-31"
    if len(value) == len("2024-01"):
        return f"{value}-{monthrange(int(value[:4]), int(value[5:]))[1]:02}"
    return value


# ── the words ─────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _until() -> re.Pattern[str]:
    """A word of terms, with no more than a little between it and the end of the text."""
    return re.compile(rf"(?<!\w)[وف]?(?:{_any('until')})\s+(?:\w+\s+){{0,2}}$")


@cache
def _count() -> re.Pattern[str]:
    numbers = rf"(?:(?P<number>\d{{1,4}}|{_any('number')})\s+)?"
    filler = r"(?:(?:اقصاها|اقصاه|مدتها|مدته|فتره|مده|مهله|ال)\s+){0,2}"
    unit = rf"(?:ال)?(?P<unit>{_any('unit')})(?!\w)"
    gone = rf"(?!\s+(?:ال)?(?:{_any('gone')})(?!\w))"  # خلال السنوات الماضية
    return re.compile(rf"(?<!\w)[وف]?(?:{_any('within')})\s+{filler}{numbers}{unit}{gone}")


@cache
def _end() -> re.Pattern[str]:
    following = r"(?P<next>\s+(?:ال)?(?:مقبل|قادم|تالي)ه?)?"
    span = r"(?:ال|هذا ال|هذه ال)?(?P<span>اسبوع|شهر|عام|سنه)"
    return re.compile(
        rf"(?<!\w)[وف]?(?:{_any('until')}|{_any('within')})\s+(?:\w+\s+)?(?:{_any('end')})\s+{span}(?!\w){following}"
    )


def _any(kind: str) -> str:
    return "|".join(sorted(map(re.escape, _rows(kind)), key=len, reverse=True))


@cache
def _rows(kind: str) -> dict[str, float]:
    """The wordings of one kind of terms.tsv and their values."""
    text = (files("mahdar") / "data" / "ledger" / "terms.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {
        key(word): float(row[2]) if row[2:] else 0.0 for row in rows if row[0] == kind for word in row[1].split(",")
    }
