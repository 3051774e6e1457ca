"""Archives on both engines. PostgreSQL is the server that MAHDAR_TEST_POSTGRES names, or one started for the run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mahdar import Page, Record, Settings, Tools, read
from mahdar.sources import open_sources
from mahdar.store import Store, open_store


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """An empty archive in a folder."""
    with open_store(str(tmp_path / "archive"), Settings(), make=True) as store:
        yield store


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Line = Callable[..., Page]
Reader = Callable[[Page], Record]
Wire = Callable[..., Path]


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """An article as a JSON line: its text and whatever else is given."""

    def made(text: str, **others: str) -> Page:
        path = tmp_path / "line.jsonl"
        path.write_text(json.dumps({"text": text, **others}) + "\n", "utf-8")
        (page,) = open_sources([str(path)], Settings())
        assert isinstance(page, Page)
        return page

    return made


@pytest.fixture(scope="session")
def recorded(tools: Tools) -> Reader:
    """The record of a page."""

    def of(page: Page) -> Record:
        found = read(page, tools)
        assert isinstance(found, Record)
        return found

    return of


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    """A file of so many articles about invented people, each with its own number in words."""

    def made(count: int, name: str = "wire") -> Path:
        path = tmp_path / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number in range(count):
                title = f"لقاء {number} في إدلب"
                body = (
                    f"التقى الوزير سامر الحلاق رقم{name}{number} السفيرة نادين الخطيب في دمشق يوم 3 ديسمبر 2024. "
                    f"وقال الحلاق إن الجولة {number} «كانت مثمرة». ودعت الخطيب الأمم المتحدة إلى إرسال مساعدات."
                )
                line = {"id": f"{name}-{number}", "title": title, "text": body, "outlet": "وكالة الضفة"}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return path

    return made
