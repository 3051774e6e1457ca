"""What people see of a record, in a terminal and in a notebook: all of it, and nothing that a page could do to them."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
from rich.console import Console

from mahdar.faces.notebook import record_html
from mahdar.faces.show import show
from mahdar.faces.tables import visible
from mahdar.model import (
    Dropped,
    Entity,
    Event,
    FoundDate,
    MadeBy,
    PageInfo,
    Published,
    Reason,
    Record,
    Rejected,
    Statement,
)

EVIL = "<script>alert(1)</script>\u202eسالم\x1b[31m [bold]"
TEXT = f"التقى {EVIL} نظيره في عمّان.\nوطالبه بفتح المعبر."


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def made(**changed: object) -> Record:
    page = PageInfo(
        uri="p\x1b", sha256="", fetched=None, media_type="text/plain", charset="utf-8", bytes=len(TEXT.encode())
    )
    told: dict[str, object] = {
        "id": "one",
        "made_by": MadeBy(mahdar="0", rules=""),
        "page": page,
        "outlet": EVIL,
        "lang": "ar",
        "title": EVIL,
        "byline": None,
        "text": TEXT,
        "published": Published(),
        "dates": (),
        "dropped": (Dropped("menu", "الرئيسية"),),
        "sentences": ((0, TEXT.index("\n")), (TEXT.index("\n") + 1, len(TEXT))),
        "entities": (
            Entity(id="e1", kind="person", name=EVIL, mentions=(span(EVIL),), roles=(EVIL,)),
            Entity(id="e2", kind="person", name="نظيره", mentions=(span("نظيره"),), country="JOR"),
        ),
        "statements": (Statement(id="s1", speaker="e1", cue=span("وطالبه"), content=span("فتح المعبر")),),
        "events": (
            Event(
                id="v1", type="CONSULT", trigger=span("التقى"), actors=("e1",), recipients=("e2",), date="2024-05-01"
            ),
            Event(id="v2", type="REQUEST", trigger=span("وطالبه"), actors=("e1",), content=span("فتح المعبر")),
            Event(id="v3", type="ASSAULT", trigger=span("فتح"), said_by="s1", counts={"dead": 3}),
        ),
        "references": (),
    }
    return Record(**{**told, **changed})  # type: ignore[arg-type]


def shown(found: Record | Rejected) -> str:
    console = Console(file=io.StringIO(), width=160)
    show(found, console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("sign", ["\u202e", "\u2067", "\x1b", "\x00", "\ud800", "\x9b"])
def test_signs_that_a_terminal_or_browser_obeys_are_shown_by_number(sign: str) -> None:
    assert visible(f"ا{sign}ب") == f"ا⟨U+{ord(sign):04X}⟩ب"
    assert sign not in shown(made(title=sign, text=TEXT))
    assert sign not in record_html(made(title=sign))


def test_a_notebook_shows_the_page_s_letters_and_none_of_its_tags() -> None:
    page = Tags(record_html(made()))
    assert "script" not in page.seen
    assert {"article", "mark", "bdi"} <= set(page.seen)
    assert visible(TEXT).replace("\n", "") in page.words
    assert 'dir="rtl"' in record_html(made())


def test_a_record_shows_itself_in_a_notebook() -> None:
    assert made()._repr_html_() == record_html(made())  # type: ignore[attr-defined]


def test_overlapping_marks_leave_the_text_whole() -> None:
    over = tuple(Statement(id=f"s{n}", speaker="e2", cue=(0, 1), content=(n, n + 9)) for n in range(9))
    assert visible(TEXT).replace("\n", "") in Tags(record_html(made(statements=over))).words


def test_every_line_is_isolated_and_no_markup_is_read() -> None:
    lines = shown(made()).splitlines()
    assert all(line.count("\u2068") == line.count("\u2069") for line in lines)
    assert "[bold]" in shown(made())
    assert "\x1b" not in shown(made())


def test_parties_asks_and_claims_are_told_apart() -> None:
    words = shown(made(title="عنوان", entities=(Entity(id="e1", kind="person", name="سالم"),)))
    assert "asks" in words
    assert "occurred, says" in words.replace("\u2068", "").replace("\u2069", "")
    assert "dead: 3" in words


def test_the_day_is_told_with_its_reason() -> None:
    assert "the page does not say" in shown(made())
    clock = FoundDate(value="2024-12-05", role="clock", words="الخميس, ديسمبر 5, 2024")
    bounded = shown(made(published=Published(not_after="2024-12-05"), dates=(clock,)))
    assert "not after 2024-12-05 (the page's own clock: الخميس, ديسمبر 5, 2024)" in bounded
    assert "published 2024-12-01 (shown on the page)" in shown(
        made(published=Published(value="2024-12-01", basis="visible"))
    )


def test_a_rejected_page_is_shown_with_its_reason() -> None:
    page = made().page
    assert "rejected (body): no article" in shown(Rejected(id="x", page=page, rejected=Reason("body", "no article")))
