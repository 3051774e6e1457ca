"""By when: words of terms, and words that only look like them."""

from __future__ import annotations

import pytest

from mahdar import Page, Record, Tools, read
from mahdar.link.terms import deadline
from mahdar.model import Given


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("خلال 48 ساعة", "2025-03-20"),
        ("خلال أسبوع", "2025-03-25"),
        ("في غضون ثلاثة أشهر", "2025-06-19"),
        ("قبل نهاية الشهر", "2025-03-31"),
        ("قبل نهاية العام", "2025-12-31"),
        ("قبل 15 أبريل 2025", "2025-04-15"),
        ("خلال الأيام المقبلة", None),
        ("بعد ما جرى خلال السنوات الماضية", None),
        ("بعد ما جرى خلال العام الماضي", None),
        ("في أقرب وقت", None),
    ],
)
def test_terms(tools: Tools, words: str, due: str | None) -> None:
    text = f"دعا وزير الخارجية الأردني ماهر السرحاني فرنسا إلى زيادة دعمها لبرامج التعليم في المخيمات {words}. وشكرها."
    record = read(Page(uri="x", data=text.encode(), given=Given(id="x", text=text, published="2025-03-18")), tools)
    assert isinstance(record, Record)
    (asked, *_) = [event for event in record.events if event.type == "REQUEST"]
    assert deadline(asked, record) == due
