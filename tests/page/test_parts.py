"""Furniture, days, languages and addresses, each against a table that a linguist can extend."""

from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.model import Reason
from mahdar.page.byline import is_byline, is_name, writer
from mahdar.page.language import find_foreign
from mahdar.page.metadata import Metadata, find_metadata, url_day
from mahdar.page.stamps import find_stamps
from mahdar.page.titles import find_outlet_name, without_outlet
from mahdar.tools import Tools

CASES = Path(__file__).parents[1] / "cases"


def table(name: str) -> list[tuple[str, ...]]:
    lines = (CASES / name).read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("kind", "line"), table("furniture.tsv"))
def test_furniture(kind: str, line: str, tools: Tools) -> None:
    entry = tools.furniture.entry(line)
    assert (entry.kind if entry else "-") == kind


@pytest.mark.parametrize(("line", "label", "day"), table("stamps.tsv"))
def test_days_shown(line: str, label: str, day: str, tools: Tools) -> None:
    stamps = find_stamps(line, "", tools.furniture)
    assert [(s.label or "-", s.date.value) for s in stamps][-1:] == ([] if day == "-" else [(label, day)])


def test_label_on_the_line_above(tools: Tools) -> None:
    (stamp,) = find_stamps("12/3/2024", "تاريخ النشر:", tools.furniture)
    assert stamp.label == "published"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("Persian", "رئیس جمهور گفت که این قرارداد برای مردم کشور مهم است و در هفته آینده امضا می شود"),
        ("Urdu", "وزیر اعظم نے کہا ہے کہ حکومت عوام کے مسائل حل کرنے کے لیے کام کر رہی ہے اور یہ جاری رہے گا"),
        (
            "Pashto",
            "د افغانستان حکومت وویل چې په کابل کې به نوې غونډه جوړه شي او د ټولو ولایتونو استازي به په کې ګډون وکړي",
        ),
        ("Kurdish", "سەرۆکی حکومەت ڕایگەیاند کە لە هەولێر کۆبوونەوەیەک لەگەڵ نوێنەران بۆ چارەسەری کێشەکان دەکات"),
        (None, "وذكرت صحيفة «كيهان» الإيرانية أن عبارة «مرگ بر آمریکا» رفعت في المظاهرة التي خرجت بعد الصلاة"),
        (None, "استقال الوزير"),
        (None, "قال ممثل شركة Siemens في بغداد إن عقد Power Up سيوقع خلال شهر"),
        ("no Arabic", "The minister resigned."),
    ],
)
def test_language(language: str | None, text: str, tools: Tools) -> None:
    reason = find_foreign(text, tools.furniture)
    if language is None:
        assert reason is None
    else:
        assert isinstance(reason, Reason)
        assert reason.stage == "language"
        assert language in reason.reason


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/2015/07/21/title", "2015-07-21"),
        ("https://news.example/story/2020/8/24/title/4943459", "2020-08-24"),
        ("http://arabic.cnn.com/2013/middle_east/8/3/syria/index.html", "2013-08-03"),
        ("https://news.example/a-20240505-b.html", "2024-05-05"),
        ("https://news.example/2024-05-05-title", "2024-05-05"),
        ("https://news.example/article/20240505123", None),
        ("https://news.example/2024/05/title", None),
        ("https://news.example/?d=2024/05/05", None),
        ("https://2024.example/", None),
    ],
)
def test_day_in_an_address(url: str, day: str | None) -> None:
    assert url_day(url) == day


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("قاسيون_متابعات", "قاسيون_متابعات"),
        ("دمشق – سانا", "دمشق – سانا"),
        ("(رويترز)", "رويترز"),
        ("كتبت: سلمى العمري", "سلمى العمري"),
        ("بقلم الدكتور نادر الصفدي", "نادر الصفدي"),
        ("عمان - بترا - رنا الخطيب", "عمان - بترا - رنا الخطيب"),
    ],
)
def test_byline(line: str, name: str, tools: Tools) -> None:
    assert is_byline(line, tools.furniture)
    assert writer(line, tools.furniture) == name


@pytest.mark.parametrize(
    "line", ["كتب الوزير رسالة إلى نظيره التركي يطلب فيها توضيحا عاجلا", "© REUTERS / AHMED", "انتهى الاجتماع."]
)
def test_no_byline(line: str, tools: Tools) -> None:
    assert not is_byline(line, tools.furniture)


def test_name_has_no_preposition(tools: Tools) -> None:
    assert is_name("سلمى العمري", tools.furniture)
    assert not is_name("اجتماع في مقر الوزارة", tools.furniture)


def test_metadata_of_a_graph() -> None:
    found = find_metadata(
        '<html><head><meta property="og:title" content="عنوان"><meta name="DC.date.issued" content="2020-02-03">'
        '<script type="application/ld+json">[{"@graph":[{"@type":"WebSite","name":"x"},{"@type":["A","NewsArticle"],'
        '"datePublished":"2020-02-01","author":{"name":"ناهد"},"publisher":{"name":"الضحى"}}]}]</script></head></html>'
    )
    assert found.titles == ("عنوان",)
    assert found.days == (("published", "2020-02-01"), ("published", "2020-02-03"))
    assert (found.author, found.publisher) == ("ناهد", "الضحى")


@pytest.mark.parametrize("script", ["{", "[" * 50_000, '{"@type": 3}', "null", '{"@type":"NewsArticle","author":[]}'])
def test_broken_json_ld_says_nothing(script: str) -> None:
    assert find_metadata(f'<script type="application/ld+json">{script}</script>').days == ()


def test_title_without_the_outlet(tools: Tools) -> None:
    own = Metadata(site="موقع الضحى")
    assert without_outlet("اتفاق على وقف إطلاق النار - موقع الضحى", own, tools.furniture) == "اتفاق على وقف إطلاق النار"
    assert without_outlet("المدينة نيوز - اتفاق على وقف النار", Metadata(), tools.furniture) == "اتفاق على وقف النار"
    assert without_outlet("حلب - إدلب: طريق جديد للمساعدات", Metadata(), tools.furniture).startswith("حلب - إدلب")


def test_outlet_by_host_and_name(tools: Tools) -> None:
    assert (
        find_outlet_name(Metadata(), ("https://www.sana.sy/?p=1",), tools.furniture)
        == "الوكالة العربية السورية للأنباء - سانا"
    )
    assert find_outlet_name(Metadata(site="Sputnik Arabic"), (), tools.furniture) == "Sputnik Arabic"
    assert find_outlet_name(Metadata(site="https://x.example/"), ("http://[bad",), tools.furniture) is None
