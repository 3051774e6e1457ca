"""read_article as a whole: what is given, which day counts, what is refused, and that nothing crashes it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.model import Article, Given, Page, Reason
from mahdar.page.article import read_article
from mahdar.tools import Tools, load_tools

SENTENCE = "قال رئيس البلدية نزار الحموي إن أعمال الصيانة ستبدأ مطلع الأسبوع المقبل في الأحياء الشرقية."
BODY = f"<p>{SENTENCE}</p><p>وأضاف الحموي أن البلدية ستعوض أصحاب المحال المتضررة.</p>"
TOOLS = load_tools()


def read(data: bytes | str, media_type: str = "text/plain", **more: object) -> Article | Reason:
    raw = data.encode() if isinstance(data, str) else data
    return read_article(Page(uri="x", data=raw, media_type=media_type, **more), TOOLS)  # type: ignore[arg-type]


def html(head: str, under: str = "", foot: str = "", **more: object) -> Article:
    page = f"<html><head>{head}</head><body><h1>بدء صيانة الأحياء الشرقية</h1>{under}{BODY}{foot}</body></html>"
    article = read(page, "text/html", **more)
    assert isinstance(article, Article)
    return article


# ── what is given ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_given_text_is_untouched_and_never_too_short() -> None:
    text = "  استقال الوزير  \n\n&#34;"
    article = read(b"", given=Given(text=text, title="خبر", published="2020-05-06T10:00:00Z", outlet="الضحى"))
    assert isinstance(article, Article)
    assert (article.text, article.title, article.outlet) == (text, "خبر", "الضحى")
    assert (article.published.value, article.published.basis) == ("2020-05-06", "given")


@pytest.mark.parametrize(("text", "stage"), [("", "body"), (" \n", "body"), ("Hello", "language"), ("123", "language")])
def test_given_text_refused(text: str, stage: str) -> None:
    reason = read(b"", given=Given(text=text))
    assert isinstance(reason, Reason)
    assert reason.stage == stage


def test_given_day_that_is_none() -> None:
    article = read(b"", given=Given(text=SENTENCE, published="2020-02-31", fetched="2021-01-01T00:00:00Z"))
    assert isinstance(article, Article)
    assert (article.published.value, article.published.not_after) == (None, "2021-01-01")


@pytest.mark.parametrize(
    ("first", "day"),
    [
        ("بيروت، 3 مارس 2024", "2024-03-03"),
        ("الأحد 3 آذار 2024 - بيروت", "2024-03-03"),
        ("بيروت: 3/3/2024", "2024-03-03"),
        ("بيروت، مارس 2024", None),
        ("يمتد الاتفاق الذي وقعه الطرفان في بيروت يوم 3 مارس 2024 إلى خمس سنوات", None),
    ],
)
def test_a_first_line_with_little_but_a_day_is_a_dateline(first: str, day: str | None) -> None:
    article = read(b"", given=Given(text=f"{first}\n{SENTENCE}", fetched="2024-05-01T00:00:00Z"))
    assert isinstance(article, Article)
    assert (article.published.value, article.published.basis) == (day, "dateline" if day else None)


def test_what_a_feed_says_goes_before_what_the_page_says() -> None:
    article = html(
        "<title>عنوان آخر للصفحة نفسها</title>", given=Given(title="من الخلاصة", published="2020-01-02", outlet="الضحى")
    )
    assert (article.title, article.outlet, article.published.value) == ("من الخلاصة", "الضحى", "2020-01-02")


# ── which day counts ──────────────────────────────────────────────────────────────────────────────────────────────

META = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("head", "under", "fetched", "day", "basis"),
    [
        (META.format("2020-03-17T23:27:41+03:00"), "", None, "2020-03-17", "meta"),
        (META.format("الأربعاء، 07 أكتوبر 2020 - 12:09 م"), "", None, "2020-10-07", "meta"),
        (META.format("2025-01-01"), "<div>نشر في 3 مايو 2020</div>", "2020-06-01T00:00:00Z", "2020-05-03", "visible"),
        (META.format("9999-01-01"), "", None, None, None),
        (META.format("1970-01-01"), "", None, None, None),
        (META.format("2020-02-31"), "", None, None, None),
        ("", '<time datetime="2020-03-17T10:00">قبل ساعة</time>', None, "2020-03-17", "visible"),
        ("", "<div>الأحد 3 مايو 2020</div>", None, "2020-05-03", "visible"),
        ("", "<div>آخر تحديث: 4 مايو 2020</div>", None, "2020-05-04", "visible"),
        ("", "<div>آخر تحديث: 4 مايو 2020</div><div>نشر في 3 مايو 2020</div>", None, "2020-05-03", "visible"),
        ("", "<div>الأحد 3 مايو 2020، آخر تحديث 14:00</div>", None, None, None),
        ('<meta property="article:modified_time" content="2020-05-04">', "", None, "2020-05-04", "meta"),
        ('<link rel="canonical" href="https://x.example/2020/05/03/a">', "", None, "2020-05-03", "url"),
    ],
)
def test_day(head: str, under: str, fetched: str | None, day: str | None, basis: str | None) -> None:
    article = html(head, under, fetched=fetched)
    assert (article.published.value, article.published.basis) == (day, basis)


def test_days_of_other_news_do_not_count() -> None:
    article = html("", foot="<h3>أخبار ذات صلة</h3><div>خبر آخر قديم</div><div>1 يناير 2001</div>")
    assert article.published.value is None
    assert article.dates == ()


def test_clock_bounds_and_never_becomes_the_value() -> None:
    page = f"حلب\nالأحد 9 آذار 2025\n\nبدء صيانة الأحياء الشرقية في المدينة\n\n{SENTENCE}\n{SENTENCE[:-1]} غدا."
    article = read(page, fetched="2025-03-10T00:00:00Z")
    assert isinstance(article, Article)
    assert article.published.value is None
    assert article.published.not_after == "2025-03-09"
    clock = article.dates[0]
    assert (clock.role, clock.value, clock.span) == ("clock", "2025-03-09", None)


def test_bare_day_in_head_and_under_the_title_may_be_the_clock_twice() -> None:
    page = (
        "{}الأحد 9 آذار 2025\nبدء صيانة الأحياء الشرقية في المدينة\nالأحد 9 آذار 2025{}\n"
        + f"{SENTENCE}\n{SENTENCE[:-1]} غدا."
    )
    twice, stamped = read(page.format("", "")), read(page.format("", " - 10:30"))
    assert isinstance(twice, Article)
    assert isinstance(stamped, Article)
    assert (twice.published.value, twice.published.not_after) == (None, "2025-03-09")
    assert stamped.published.value == "2025-03-09"


# ── bad input ─────────────────────────────────────────────────────────────────────────────────────────────────────

NESTED = "<html><body>" + "<{}>" * 100_000 + SENTENCE * 3


@pytest.mark.parametrize(
    ("data", "stage"),
    [
        (b"", "decode"),
        (b"\x00" * 500, "decode"),
        (b"a", "language"),
        (b" \n\t", "language"),
        ("سلام " * 8_000_000, "body"),
        ("خبر قصير\n" * 50_000, "body"),
        (NESTED.format(*["div"] * 100_000), "body"),
        (NESTED.format(*["ul><li"] * 100_000), "body"),
        ("<html>" + "<div></b>" * 100_000 + SENTENCE * 3, "body"),
        ("الرئيسية\nسياسة\nرياضة", "body"),
    ],
    ids=[
        "empty",
        "NUL",
        "one byte",
        "white space",
        "72 MB",
        "50,000 lines",
        "nested",
        "lists",
        "wrongly closed",
        "menu",
    ],
)
def test_refused(data: bytes | str, stage: str) -> None:
    reason = read(data)
    assert isinstance(reason, Reason)
    assert reason.stage == stage
    assert reason.reason


def test_void_elements_inside_svg_do_not_nest() -> None:
    assert isinstance(read("<html><body><svg>" + "<input>" * 100_000 + SENTENCE * 3), Article)


def test_entities_in_plain_text_stay_as_they_are() -> None:
    article = read(
        f"بدء صيانة الأحياء الشرقية في المدينة\n{SENTENCE}\nوقال &#34;سنبدأ غدا&#34; في ختام الجلسة أمام الصحفيين."
    )
    assert isinstance(article, Article)
    assert "&#34;سنبدأ غدا&#34;" in article.text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_article_or_a_reason(data: bytes) -> None:
    assert isinstance(read(data), Article | Reason)
    assert isinstance(read(data, "text/html"), Article | Reason)


PIECES = [
    "<p>", "</p>", "<div>", "<a href=x>", "</a>", "<h1>", "<script>", "</", "نشر في 3 مايو 2020\n", "\n", "   ",
    "31/12/9999", "\u202b", "\ud800", SENTENCE, "أخبار ذات صلة\n", "التعليقات\n", 'content="', "1.4 C", "﷽", "\x00",
    "<meta property=article:published_time content=x>",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_page_gives_an_article_or_a_reason(pieces: list[str]) -> None:
    data = "".join(pieces).encode("utf-8", "surrogatepass")
    assert isinstance(read(data), Article | Reason)


def test_same_page_same_article(tools: Tools) -> None:
    page = Page(uri="x", data=f"بدء صيانة الأحياء الشرقية في المدينة\n{SENTENCE}\n{SENTENCE}".encode())
    assert read_article(page, tools) == read_article(page, TOOLS)
