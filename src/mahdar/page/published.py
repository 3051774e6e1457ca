"""The day of publication among all the days that a page shows or says, told from its clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from mahdar.dates import DateWords, find_dates, resolve
from mahdar.model import Basis, FoundDate, Published
from mahdar.page.body import Seen
from mahdar.page.metadata import Metadata, url_day

_FIRST = "1990-01-01"  # no page is older
_LAST = "2100-01-01"
_ISO_DAY = re.compile(r"\s*((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_ZONES = ("under", "before", "after")  # a labelled day under the title is the article's, after it perhaps other news'
_DATELINE = 160  # letters, from the text's start
_PLACE_WORDS = 4  # before a dateline's day
_WORD = re.compile(r"[^\W\d_]+")
_AFTER_DATELINE = re.compile(
    r"^[\s)،,/]*(?:[-–—:/(]|م\b|هـ|واس|سانا|وفا|بترا|كونا|قنا|وام|واج|وات|نينا|واع|بنا|سونا|سبأ)"
)


class Shown(Struct, frozen=True, kw_only=True):
    """All that can tell when an article was published."""

    given: str | None = None
    fetched: str | None = None
    metadata: Metadata = Metadata()
    urls: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    text: str


def find_published(shown: Shown) -> tuple[Published, tuple[FoundDate, ...]]:
    """The day of publication (null where the page does not say) and every date of the page, with its role."""
    in_text = find_dates(shown.text)
    fetched = _day(shown.fetched or "")
    limit = _next_day(fetched) if fetched else _LAST
    chosen = next((c for c in _candidates(shown, in_text) if c[0] and _FIRST <= c[0] <= limit), None)
    clocks = [s.stamp.date.value for s in shown.seen if _is_clock(s) and s.stamp.date.value]
    if chosen:
        published = Published(value=chosen[0], basis=chosen[1])
    else:
        published = Published(not_after=min(filter(None, [*clocks, fetched]), default=None))
    return published, (*_outside(shown), *_inside(in_text, published.value))


def _candidates(shown: Shown, in_text: Sequence[DateWords]) -> Iterator[tuple[str | None, Basis]]:
    """Days that may be the day of publication, the most trusted first."""
    if shown.given:
        yield _day(shown.given), "given"
    for role, words in shown.metadata.days:
        if role == "published":
            yield _day(words), "meta"
    for url in shown.urls:
        yield url_day(url) and _day(url_day(url) or ""), "url"
    by_zone = sorted(shown.seen, key=lambda one: _ZONES.index(one.zone))
    yield from ((s.stamp.date.value, "visible") for s in by_zone if s.stamp.label == "published")
    if len(days := {_day(words) for words in shown.metadata.times}) == 1:
        yield days.pop(), "visible"
    clocks = {s.stamp.date.value for s in shown.seen if _is_clock(s)}
    for one in shown.seen:
        # Under the title a bare day is the article's, unless the head shows the same: it may be the clock, twice.
        again = one.stamp.date.value in clocks and not one.stamp.hour
        if one.zone == "under" and not one.stamp.label and not again:
            yield one.stamp.date.value, "visible"
    yield _dateline(shown.text, in_text), "dateline"
    yield from ((s.stamp.date.value, "visible") for s in by_zone if s.stamp.label == "updated")
    yield from ((_day(words), "meta") for role, words in shown.metadata.days if role == "updated")


def _is_clock(seen: Seen) -> bool:
    return seen.stamp.label == "clock" or (not seen.stamp.label and seen.zone == "before")


def _dateline(text: str, in_text: Sequence[DateWords]) -> str | None:
    """The day in "الرياض 5 شوال 1436 هـ الموافق 21 يوليو 2015 م واس", which opens the text of an agency, or on a first
    line that holds little else: "بيروت، 3 مارس 2024"."""
    first, more, _ = text.partition("\n")
    for found in in_text:
        if found.span[0] > _DATELINE:
            return None
        before = text[: found.span[0]]
        words = len(_WORD.findall(before))
        if "\n" in before or words > _PLACE_WORDS:
            return None
        if found.value is None or len(found.value) != 10:
            continue
        alone = more and words + len(_WORD.findall(first[found.span[1] :])) <= _PLACE_WORDS
        if alone or (words and _AFTER_DATELINE.match(text[found.span[1] :])):
            return found.value
    return None


def _outside(shown: Shown) -> Iterator[FoundDate]:
    """The days shown outside the body."""
    for one in shown.seen:
        stamp = one.stamp
        role = "clock" if _is_clock(one) else "updated" if stamp.label == "updated" else "published"
        if stamp.date.value and (
            stamp.label or one.zone != "after"
        ):  # bare days below the text are those of other news
            yield FoundDate(value=stamp.date.value, role=role, calendar=stamp.date.calendar, words=stamp.date.words)  # type: ignore[arg-type]


def _inside(in_text: Sequence[DateWords], published: str | None) -> Iterator[FoundDate]:
    for found in in_text:
        if value := resolve(found, published):
            yield FoundDate(value=value, role="mentioned", calendar=found.calendar, words=found.words, span=found.span)


def _day(words: str) -> str | None:
    """The day that `words` say, in ISO form or in Arabic, or None where they say none that the calendar has."""
    if found := _ISO_DAY.match(words):
        try:
            return date(*map(int, found.groups())).isoformat()
        except ValueError:
            return None
    shown = find_dates(words[:200])
    return next((d.value for d in shown if d.value and len(d.value) == 10), None)


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()  # the outlet's clock may be ahead of ours
