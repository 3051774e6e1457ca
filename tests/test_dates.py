"""The table of date strings, spans into marked text, and input that means harm."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from mahdar.arabic import key
from mahdar.dates import DateWords, find_dates, resolve
from mahdar.dates.calendars import gregorian_day, hijri_day, numeric_day
from mahdar.dates.words import KINDS, read_list

CASES = Path(__file__).parent / "cases" / "dates.tsv"


def cases() -> list[tuple[str, ...]]:
    lines = CASES.read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def meaning(text: str, published: str | None = None, ahead: bool = False) -> str | None:
    return resolve(find_dates(text)[0], published, ahead)


@pytest.mark.parametrize(("text", "published", "words", "value", "calendar"), cases())
def test_table(text: str, published: str, words: str, value: str, calendar: str) -> None:
    found = find_dates(text)
    day = None if published == "-" else published
    if value == "none":
        assert [d.words for d in found if resolve(d, day)] == []
        return
    assert (found[0].words, resolve(found[0], day), found[0].calendar) == (
        words,
        None if value == "-" else value,
        calendar,
    )


def test_the_table_is_wide() -> None:
    assert len(cases()) >= 90


@pytest.mark.parametrize(
    "locale", ["ar", "ar_EG", "ar_SA", "ar_LB", "ar_IQ", "ar_DZ", "ar_TN", "ar_MA", "ar_MR", "ar_LY"]
)
def test_every_month_name_of_the_cldr_is_known(locale: str) -> None:
    for number, name in get_month_names("wide", locale=locale).items():
        assert meaning(f"5 {name} 2014") == f"2014-{number:02}-05", name


def test_spans_point_into_the_source() -> None:
    text = "قالَ \u200fيوم الأحـــد، إنّه سيزور في ٥ أيّار ٢٠١٦ مدينةً و10 شوال 1436 هـ الموافق 26 يوليو 2015 م"
    found = find_dates(text)
    assert [text[slice(*d.span)] for d in found] == [d.words for d in found]
    assert [d.value for d in found] == [None, "2016-05-05", "2015-07-26"]


def test_precision() -> None:
    assert [d.time for d in find_dates("5 مايو 2014، مايو 2014، عام 2014، أمس، الشهر الماضي")] == [
        "day", "month", "year", "day", "month",
    ]  # fmt: skip


def test_words_of_something_to_come_count_forward() -> None:
    assert meaning("الأربعاء", "2015-07-20") == "2015-07-15"
    assert meaning("الأربعاء", "2015-07-20", ahead=True) == "2015-07-22"
    assert meaning("في نوفمبر", "2015-07-20", ahead=True) == "2015-11"
    assert meaning("الثلاثاء الماضي", "2015-07-20", ahead=True) == "2015-07-14"


@pytest.mark.parametrize("published", [None, "", "1112-20-16", "soon"])
def test_without_a_day_of_publication_nothing_is_counted(published: str | None) -> None:
    assert meaning("أمس", published) is None
    assert meaning("5 مايو 2014", published) == "2014-05-05"


def test_the_end_of_the_calendar() -> None:
    assert [meaning(words, "0001-01-01") for words in ("أمس", "الشهر الماضي", "العام الماضي", "5 مايو")] == [None] * 4
    assert [meaning(words, "9999-12-31") for words in ("غدا", "الشهر المقبل", "العام المقبل")] == [None] * 3


def test_a_leap_day_without_its_year_is_the_last_that_there_was() -> None:
    assert meaning("في 29 فبراير", "2017-03-05") == "2016-02-29"


def test_calendars_know_their_bounds() -> None:
    assert gregorian_day(2024, 2, 29) == "2024-02-29"
    assert gregorian_day(1799, 1, 1) is gregorian_day(2101, 1, 1) is None
    assert hijri_day(1342, 1, 1) is hijri_day(1501, 1, 1) is hijri_day(1436, 9, 30) is None
    assert numeric_day("05", "12", "2024", weekday=7) == "2024-05-12"  # 5 December 2024 was a Thursday


def test_every_kind_in_the_lists_is_known_and_no_phrase_stands_twice() -> None:
    seen: dict[str, str] = {}
    for name in ("months.tsv", "words.tsv"):
        for phrases, kind, *_ in read_list(name):
            assert kind in KINDS
            for phrase in phrases.split(","):
                assert seen.setdefault(key(phrase), kind) == kind, phrase


HOSTILE = [
    "7",
    "/",
    "(",
    "-",
    " ",
    "يناير ",
    "5 و",
    "يوم ",
    "مساء ",
    "الأحد ",
    "12 ",
    "1/",
    "5 - ",
    "2015 ",
    "أول ",
    "مَ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_input_takes_time_in_proportion(piece: str) -> None:
    def seconds(length: int) -> float:
        text, start = (piece * length)[:length], time.process_time()
        find_dates(text)
        return time.process_time() - start

    seconds(10_000)
    assert seconds(200_000) < 40 * seconds(20_000) + 0.2


@given(st.text(st.sampled_from("0123456789/-.() ،\nيناير1436هـالأحدمسغوفبلك٥\u0640\u064e\u200f"), max_size=60))
def test_any_text_gives_ordered_dates_inside_it(text: str) -> None:
    found = find_dates(text)
    edges = [edge for d in found for edge in d.span]
    assert edges == sorted(edges) and all(0 <= edge <= len(text) for edge in edges)
    assert all(_is_sound(d, text) for d in found)


def _is_sound(date: DateWords, text: str) -> bool:
    resolved = resolve(date, "2015-07-20")
    return text[slice(*date.span)] == date.words and bool(re.fullmatch(r"\d{4}(-\d\d){0,2}", resolved or "2000"))
