"""What queries find, where the words stand, and in which order."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from mahdar.errors import BadQuery
from mahdar.query.search import facets, in_order, matching, search
from mahdar.store import View

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "cases" / "search.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("query", "ids"), [(case[0], case[1].split() if len(case) > 1 else []) for case in CASES])
def test_a_query_finds(view: View, query: str, ids: list[str]) -> None:
    assert [hit.id for hit in search(view, query).hits] == ids
    assert search(view, query).total == len(ids)
    assert [row.key for row in view.rows(in_order(view, query))] == ids


@pytest.mark.parametrize(("query", "ids"), [(case[0], case[1].split()) for case in CASES if len(case) > 1])
def test_every_mark_is_a_word_of_the_source(view: View, query: str, ids: list[str]) -> None:
    for hit in search(view, query).hits:
        record = view.record(hit.id)
        for passage in hit.passages:
            assert passage.words == record.text[passage.start : passage.end]
            for start, end in passage.marks:
                assert passage.start <= start < end <= passage.end
                assert not record.text[start:end][0].isspace() and not record.text[start:end][-1].isspace()


@pytest.mark.parametrize(
    ("query", "id_", "marked"),
    [
        ("المهجرين", "raid", ["والمهجّرين"]),
        ("المهجرين", "meet", ["المهجرين"]),
        ("ادلب", "meet", ["إدلب"]),
        ("كتاب", "markup", ["كــتــاب", "ﻛﺘﺎﺏ"]),
        ('"مجلس الأمن"', "meet", ["لمجلس الأمن"]),
        ("مهجر*", "month", ["للمهجرين"]),
        ("2023", "markup", ["٢٠٢٣", "2023"]),
        ("person:العمري", "raid", ["العمري"]),
    ],
)
def test_marks_fall_on_the_letters_of_the_source(view: View, query: str, id_: str, marked: list[str]) -> None:
    hit = next(hit for hit in search(view, query).hits if hit.id == id_)
    text = view.record(id_).text
    assert [text[start:end] for passage in hit.passages for start, end in passage.marks] == marked


def test_a_page_of_hits_goes_on_where_the_one_before_ended(view: View) -> None:
    whole = [hit.id for hit in search(view, "").hits]
    assert whole == ["undated", "month", "raid", "meet", "markup"]
    assert [search(view, "", limit=1, offset=at).hits[0].id for at in range(5)] == whole
    assert [hit.id for hit in search(view, "", order="oldest").hits] == ["markup", "meet", "raid", "month", "undated"]
    assert search(view, "", offset=9).hits == ()


def test_facets_count_articles(view: View) -> None:
    found = facets(view, "المهجرين")
    assert found.counted == 3
    assert [(count.value, count.articles) for count in found.outlet] == [("وكالة السنابل", 2), ("صدى المدينة", 1)]
    assert [(count.value, count.articles) for count in found.month] == [("2024-03", 2), ("2024-04", 1)]
    assert {count.value: count.articles for count in found.type}["ASSAULT"] == 1


def test_matching_looks_behind_a_number(view: View) -> None:
    found = matching(view, "المهجرين", 0)
    assert len(found) == 3
    assert matching(view, "المهجرين", found[0][0]) == found[1:]


@pytest.mark.parametrize(
    "query", ["'; DROP TABLE pages; --", '") OR 1=1 --', "words MATCH 'a'", "{title} : x", "\0", "%_", "a:* | b"]
)
def test_nothing_a_query_says_is_obeyed(view: View, query: str) -> None:
    with suppress(BadQuery):
        search(view, query)
    assert search(view, "").total == 5
