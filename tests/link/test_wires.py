"""Credits of agencies: a table of bylines, openings and endings that a linguist can extend."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from mahdar.link.wires import Credit, find_credits
from mahdar.model import Given, Page, Record
from mahdar.read import read
from mahdar.tools import Tools

TESTS = Path(__file__).parents[1]
DATA = TESTS.parent / "src" / "mahdar" / "data"
BODY = "افتتحت بلدية المرسى الحديقة الجديدة بعد عام من العمل، وحضر الافتتاح عدد من السكان."
CASES = [
    line.split("\t")
    for line in (TESTS / "cases" / "wires.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def article(tools: Tools, text: str = BODY, **told: str) -> Record:
    told = {"outlet": "صحيفة الشاطئ", **told}
    record = read(Page(uri=told.get("url", "page"), data=b"", given=Given(id="one", text=text, **told)), tools)
    assert isinstance(record, Record)
    return record


@pytest.mark.parametrize(("where", "words", "expected"), CASES)
def test_whom_an_article_credits(where: str, words: str, expected: str, tools: Tools) -> None:
    words = words.replace("⏎", "\n").replace("BODY", BODY)
    record = article(tools, **{where: words})
    found = find_credits(record)
    assert " ".join(credit.agency for credit in found) == expected.removeprefix("-")
    for credit in found:
        assert credit.where == "outlet" if where in ("outlet", "url") else credit.where in ("byline", "opening", "end")
        assert credit.span is None or record.text[slice(*credit.span)] == credit.name


def test_a_credit_tells_where_it_stands_and_who_stands_beside_it(tools: Tools) -> None:
    end = find_credits(article(tools, f"{BODY}\n(أ. ف. ب)"))
    assert end == (Credit("afp", "أ. ف. ب", "end", (len(BODY) + 2, len(BODY) + 9)),)
    (mixed,) = find_credits(article(tools, byline="المرسى - محمود الساحلي، رويترز"))
    assert (mixed.agency, mixed.where, mixed.reporter) == ("reuters", "byline", "محمود الساحلي")
    (alone,) = find_credits(article(tools, byline="ديار بكر - رويترز"))
    assert alone.reporter is None


def test_no_name_credits_two_agencies() -> None:
    rows = [line.split("\t") for line in (DATA / "wires.tsv").read_text("utf-8").splitlines() if line[0] != "#"]
    names = Counter(name.strip() for row in rows for name in set(row[2].split("،")) if name.strip() != "-")
    assert [name for name, count in names.items() if count > 1] == []
    assert len(rows) == len({row[0] for row in rows})


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="واسرتز أفب.()«»-–:/\n\u0640\u200f\u064bلكن1", max_size=80), st.text(max_size=40))
def test_no_text_is_too_odd(tools: Tools, text: str, byline: str) -> None:
    for credit in find_credits(structs.replace(article(tools), text=text, byline=byline)):
        assert credit.span is None or text[slice(*credit.span)] == credit.name
