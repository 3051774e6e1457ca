"""Title, body and day of the pages that are kept beside the project: what must hold, page by page."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from scores import SHARED

from mahdar.model import Article, Page, Reason
from mahdar.page.article import read_article
from mahdar.tools import Tools, load_tools

pytestmark = pytest.mark.skipif(not (SHARED / "pages").exists(), reason="the pages of the gates are not here")

TEXT_DAYS = 0.98  # of the text pages show a day that must be the value; two galleries without a sentence are refused
CNN_F1 = 0.97
MENU = re.compile(
    r"الرئيسية\s+الشرق الأوسط|راديو وتلفزيون|[آاأ]خر تحديث|content=|alt=|class=|<a |اضغط هنا|^BBC Arabic", re.M
)
DAYS_SAID = re.compile(
    r"<meta\b[^>]*>|<link\b[^>]*>|<script\b.*?</script>|\s(?:datetime|content)=(?:\"[^\"]*\"|'[^']*')", re.S
)


@cache
def tools() -> Tools:
    return load_tools()


def rows(path: str) -> list[dict[str, Any]]:
    file = SHARED / path
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def read(path: Path, media_type: str, data: bytes | None = None) -> Article | Reason:
    return read_article(Page(uri=path.name, data=data or path.read_bytes(), media_type=media_type), tools())


@pytest.mark.parametrize("gold", rows("gold/seeds.jsonl"), ids=lambda gold: str(gold["id"]))
def test_seeds_are_exact(gold: dict[str, Any]) -> None:
    article = read(SHARED / "seeds" / gold["source"], "text/plain")
    assert isinstance(article, Article)
    assert (article.title, article.text) == (gold["title"], gold["text"])
    assert (article.published.value, article.published.not_after) == (None, gold["page_clock"])


def test_text_pages() -> None:
    truth = rows("pages/text/truth.jsonl")
    articles = {row["file"]: read(SHARED / "pages/text" / row["file"], "text/plain") for row in truth}
    days = {name: a.published.value for name, a in articles.items() if isinstance(a, Article)}
    wrong = [row for row in truth if days.get(row["file"]) not in (row["published"], None)]
    right = sum(days.get(row["file"]) == row["published"] for row in truth)
    assert not wrong
    assert right >= TEXT_DAYS * len(truth)
    bodies = {name: a.text for name, a in articles.items() if isinstance(a, Article)}
    assert not {name: found.group() for name, body in bodies.items() if (found := MENU.search(body))}


@pytest.mark.parametrize("row", rows("pages/html/truth.jsonl"), ids=lambda row: str(row["file"]))
def test_html_pages(row: dict[str, Any]) -> None:
    path = SHARED / "pages/html" / row["file"]
    article = read(path, "text/html")
    assert isinstance(article, Article)
    if row["published"]:
        assert article.published.value == row["published"]
        bare = DAYS_SAID.sub("", path.read_text("utf-8")).encode()
        without = read(path, "text/html", bare)
        assert isinstance(without, Article)
        assert without.published.value in (row["published"], None)
    assert all(words in article.text for words in row.get("must_have", ()))
    assert not [words for words in row.get("must_not", ()) if words in article.text]
    assert "text" not in row or token_f1(article.text, row["text"]) >= CNN_F1


def token_f1(found: str, true: str) -> float:
    one, other = Counter(re.findall(r"\w+", found)), Counter(re.findall(r"\w+", true))
    return 2 * sum((one & other).values()) / (sum(one.values()) + sum(other.values()))
