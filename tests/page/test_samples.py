"""The sample pages of tests/pages/ against expected.jsonl; a new page needs a line there and no code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mahdar.model import Article, Page, Reason
from mahdar.page.article import read_article
from mahdar.tools import Tools

PAGES = Path(__file__).parents[1] / "pages"
EXPECTED = [json.loads(line) for line in (PAGES / "expected.jsonl").read_text("utf-8").splitlines()]


def read_sample(name: str, tools: Tools) -> Article | Reason:
    media_type = "text/html" if name.endswith(".html") else "text/plain"
    return read_article(Page(uri=name, data=(PAGES / name).read_bytes(), media_type=media_type), tools)


@pytest.mark.parametrize("expected", [e for e in EXPECTED if "rejected" not in e], ids=lambda e: str(e["page"]))
def test_article(expected: dict[str, Any], tools: Tools) -> None:
    article = read_sample(expected["page"], tools)
    assert isinstance(article, Article), article
    paragraphs = article.text.split("\n")
    assert (article.title, article.byline, article.outlet) == (
        expected["title"],
        expected["byline"],
        expected["outlet"],
    )
    assert (article.published.value, article.published.basis) == (expected["published"], expected["basis"])
    assert article.published.not_after == expected["not_after"]
    assert paragraphs[0].startswith(expected["first"])
    assert paragraphs[-1].endswith(expected["last"])
    assert len(paragraphs) == expected["paragraphs"]
    for kind, words in expected["dropped"].items():
        assert any(d.kind == kind and words in d.words for d in article.dropped), (kind, words, article.dropped)


@pytest.mark.parametrize("expected", [e for e in EXPECTED if "rejected" in e], ids=lambda e: str(e["page"]))
def test_no_article(expected: dict[str, Any], tools: Tools) -> None:
    reason = read_sample(expected["page"], tools)
    assert isinstance(reason, Reason)
    assert reason.stage == expected["rejected"]
    assert expected["reason"] in reason.reason


@pytest.mark.parametrize("name", [e["page"] for e in EXPECTED if "rejected" not in e and e["page"].endswith(".txt")])
def test_every_letter_of_a_text_page_is_kept_somewhere(name: str, tools: Tools) -> None:
    article = read_sample(name, tools)
    assert isinstance(article, Article)
    page = "".join(c for c in (PAGES / name).read_text("utf-8") if c.isalnum())
    kept = "".join([article.text, article.title or "", *(d.words for d in article.dropped)])
    assert sorted(c for c in kept if c.isalnum()) == sorted(page)


@pytest.mark.parametrize("name", [e["page"] for e in EXPECTED if "rejected" not in e])
def test_dates_in_the_text_point_at_their_words(name: str, tools: Tools) -> None:
    article = read_sample(name, tools)
    assert isinstance(article, Article)
    for date in article.dates:
        assert date.span is None or article.text[slice(*date.span)] == date.words
