from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from mahdar import Settings
from mahdar.keep import add
from mahdar.linking import link
from mahdar.sources import open_sources
from mahdar.store import Store

Add = Callable[[Store, Iterable[dict[str, str]]], None]

MEETING = (
    "استقبل وزير الخارجية الأردني ماهر السرحاني، اليوم الاثنين في عمّان، وزير الخارجية الفرنسي لوران {name}، وبحثا "
    "أوضاع اللاجئين السوريين في الأردن والمساعدات المقدمة إلى المجتمعات المضيفة.\nوطالب السرحاني فرنسا بزيادة دعمها "
    "لبرامج التعليم في مخيمات اللاجئين، لافتا إلى أن أكثر من {number} ألف طفل يدرسون في صفوف مكتظة."
)
ANSWER = (
    "أعلن وزير الخارجية الفرنسي لوران دوفال، اليوم الخميس في باريس، موافقة بلاده على زيادة دعمها لبرامج التعليم في "
    "مخيمات اللاجئين في الأردن، استجابة لطلب وزير الخارجية الأردني ماهر السرحاني."
)
STRIKE = "أضرب عمال الميناء في صور يوم الخميس احتجاجا على تأخر رواتبهم، ودعوا الحكومة إلى الحوار معهم قبل نهاية الشهر."


def article(key: str, text: str, day: str, outlet: str) -> dict[str, str]:
    return {"id": key, "title": text[:60], "text": text, "published": day, "outlet": outlet}


ARTICLES = (
    article("one", MEETING.format(name="دوفال", number=120), "2025-03-17", "صحيفة الشرفة"),
    article("strike", STRIKE, "2025-03-18", "إذاعة الواحة"),
    article("copy", MEETING.format(name="ديفال", number=150), "2025-03-18", "موقع الضفة"),
    article("answer", ANSWER, "2025-04-24", "وكالة السنديان"),
)


@pytest.fixture
def put(tmp_path: Path) -> Add:
    """Reads articles into an archive, in this order."""

    def into(store: Store, articles: Iterable[dict[str, str]]) -> None:
        path = tmp_path / "articles.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in articles), "utf-8")
        assert all(told.kept for told in add(store, open_sources([str(path)], Settings()), Settings()))

    return into


@pytest.fixture
def linked(store: Store, put: Add) -> Store:
    """An archive of four articles, linked."""
    put(store, ARTICLES)
    list(link(store))
    return store
