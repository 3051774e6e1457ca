"""Stories as they come: which articles join which."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import msgspec
import pytest

from mahdar.link.likeness import Report, common_words, reason_weights, standing_words
from mahdar.link.memory import Recall
from mahdar.link.stories import JOINS, LARGE, MOST_A_DAY, day_of, link_story
from mahdar.model import Link, MadeBy, PageInfo, Published, Record

CASES = Path(__file__).parents[1] / "cases" / "stories.tsv"
ROWS = [line.split("\t") for line in CASES.read_text().splitlines() if line and line[0] != "#"]
BLAST = (
    "انفجار في سوق الغزالة يقتل سبعة",
    "قتل سبعة أشخاص وأصيب عشرون في انفجار سيارة مفخخة وقع صباح اليوم في سوق الغزالة وسط بلدة الحويجة، بحسب مصدر في شرطة"
    " المحافظة. وقال شهود إن النيران التهمت عشرات المحلات وإن فرق الإطفاء وصلت متأخرة. وتعد الحويجة معبرا رئيسا للتجارة"
    " بين الضفتين.",
)


def record(id: str, day: str | None, title: str | None, text: str, not_after: str | None = None) -> Record:
    page = PageInfo(uri=id, sha256="", fetched=None, media_type="text/plain", charset=None, bytes=len(text))
    return Record(
        id=id, made_by=MadeBy(mahdar="", rules=""), page=page, outlet=None, lang="ar", title=title, byline=None,
        text=text, published=Published(value=day, not_after=not_after), dates=(), dropped=(), sentences=(), entities=(),
        statements=(), events=(), references=()
    )  # fmt: skip


def linked(*records: Record) -> list[Link | None]:
    memory: Recall[Report] = Recall()
    return [link_story(each, memory) for each in records]


@pytest.mark.parametrize("row", ROWS, ids=[row[2] for row in ROWS])
def test_two_reports_of_the_table_are_judged_as_it_says(row: list[str]) -> None:
    verdict, day, title, text, other_day, other_title, other_text = row
    first, second = record("a", day, title, text), record("b", other_day, other_title, other_text)
    for one, other in ((first, second), (second, first)):
        link = linked(one, other)[1]
        assert (link is not None) == (verdict == "same")
        assert link is None or (link.left, link.right, link.verdict) == (one.id, other.id, "same")


def test_the_reason_names_the_day_and_what_is_shared() -> None:
    later = record(
        "b", "2023-04-03", "حصيلة سوق الغزالة ترتفع", "ارتفعت حصيلة انفجار سوق الغزالة في الحويجة إلى تسعة قتلى."
    )
    link = linked(record("a", "2023-04-02", *BLAST), later)[1]
    assert link is not None
    assert link.why.startswith("one day apart; shares ")
    assert {"الغزالة", "الحويجة"} <= set(link.why.removeprefix("one day apart; shares ").split("، "))
    assert JOINS <= link.score < 1.0


def test_a_copy_joins_its_original_whatever_the_day() -> None:
    links = linked(record("a", "2023-04-02", *BLAST), record("b", None, *BLAST), record("c", "2024-01-01", *BLAST))
    assert [link and (link.left, link.score) for link in links] == [None, ("a", 1.0), ("a", 1.0)]
    assert links[1] is not None and links[1].why == "the same text as a"


def test_without_a_day_an_article_joins_none_but_its_copies() -> None:
    alike = record("b", None, "سوق الغزالة: سبعة قتلى", BLAST[1] + " وأضاف المصدر أن التحقيق بدأ.")
    month = record("c", "2023-04", *BLAST[:1], BLAST[1] + " وأضاف المصدر أن التحقيق بدأ فورا.")
    assert linked(record("a", "2023-04-02", *BLAST), alike, month) == [None, None, None]


def test_short_texts_are_no_copies_of_each_other() -> None:
    assert linked(record("a", None, "صورة", "جانب من الحفل"), record("b", None, "صورة", "جانب من الحفل")) == [
        None,
        None,
    ]


def test_what_came_later_is_not_known_before() -> None:
    assert linked(record("a", "2023-04-02", *BLAST), record("b", "2023-04-12", BLAST[0], BLAST[1] + " انتهى.")) == [
        None,
        None,
    ]


def test_the_day_bounded_from_above_counts_where_no_other_is_known() -> None:
    days = [day_of(record("x", value, "", "", bound)) for value, bound in (("2023-04-02", None), (None, "2023-04-02"))]
    assert days[0] == days[1] is not None
    unknown = [("2023-04", None), (None, None), (None, "لا يعرف"), ("9999-99-99", None), ("", "2023")]
    assert [day_of(record("x", value, "", "", bound)) for value, bound in unknown] == [None] * len(unknown)


def test_an_article_between_two_stories_does_not_join_them() -> None:
    """A report is like one of a story's by half its words, and like no other of it."""
    blasts = [record(f"a{n}", "2023-04-02", BLAST[0], BLAST[1] + f" النشرة {n}.") for n in range(4)]
    visit = "زار الوزير كمال الراوي مستشفى النور في الحويجة حيث عقد مؤتمرا عن خطة الري وسد الزاب ومشروع القناة الجديدة."
    between = record("b", "2023-04-03", "الراوي يعلن مشروع القناة", visit)
    links = linked(*blasts, between)
    assert [link and link.left for link in links] == [None, "a0", "a0", "a0", None]


def test_order_of_copies_makes_no_difference_to_who_is_together() -> None:
    reports = [record(f"r{n}", f"2023-04-0{2 + n}", BLAST[0], BLAST[1] + f" تحديث {n}.") for n in range(3)]
    for order in permutations(reports):
        links = linked(*order)
        assert links[0] is None
        assert [link and link.left for link in links[1:]] == [order[0].id] * 2


def test_a_record_that_comes_again_stays_where_it_is() -> None:
    memory: Recall[Report] = Recall()
    first, second = record("a", "2023-04-02", *BLAST), record("b", "2023-04-02", BLAST[0], BLAST[1] + " انتهى.")
    before = [link_story(each, memory) for each in (first, second)]
    counted = memory.tally([*memory._counted])
    assert [link_story(each, memory) for each in (first, second)] == before
    assert memory.tally([*memory._counted]) == counted
    assert memory.get(["a"])[0].joined == {day_of(first): 1}


def test_added_later_or_at_once_is_the_same() -> None:
    rows = [(f"{at}{n}", row[1 + 3 * n], row[2 + 3 * n], row[3 + 3 * n]) for at, row in enumerate(ROWS) for n in (0, 1)]
    whole: Recall[Report] = Recall()
    links = [link_story(record(*row), whole) for row in rows]
    kept: Recall[Report] = Recall()
    for row in rows[:8]:
        link_story(record(*row), kept)
    assert [link_story(record(*row), kept) for row in rows[8:]] == links[8:]
    assert any(links[8:])


def test_a_story_that_has_grown_large_says_so_and_costs_no_more() -> None:
    memory: Recall[Report] = Recall()
    links = [
        link_story(record(f"r{n:04}", "2023-04-02", BLAST[0], f"{BLAST[1]} النشرة {n}."), memory)
        for n in range(LARGE + 5)
    ]
    assert {link.left for link in links if link} == {"r0000"}
    told = [n for n, link in enumerate(links) if link and "the story has" in link.why]
    assert told == list(range(LARGE, LARGE + 5))
    assert max(len(keys) for keys in memory._having.values()) == MOST_A_DAY + 1


def test_hostile_articles_are_taken() -> None:
    texts = [
        "",
        " ",
        "ا" * 100_000,
        "\u202e\u0000\ud800",
        "1 " * 50_000,
        "الذي في من على",
        "<script>؛'\"--",
        "ﷺ" * 10_000,
    ]
    links = linked(
        *(
            record(f"{n}{day}", day, text, text)
            for n, text in enumerate(texts)
            for day in (None, "0001-01-01", "9999-12-31")
        )
    )
    assert len(links) == 3 * len(texts)


def test_what_is_remembered_is_small_and_comes_back_whole() -> None:
    memory: Recall[Report] = Recall()
    long = " ".join(f"كلمة{chr(0x628 + n % 20)}{chr(0x628 + n // 20 % 20)}{n}" for n in range(5_000))
    for each in (record("a", "2023-04-02", *BLAST), record("b", "2023-04-02", long[:3_000], long)):
        link_story(each, memory)
    for report in memory.get(["a", "b"]):
        data = msgspec.msgpack.encode(report)
        assert len(data) < 6_000
        assert msgspec.msgpack.decode(data, type=Report) == report


def test_the_lists_hold_what_they_should() -> None:
    assert {"start", "lead", "text", "title", "days"} == set(reason_weights())
    assert len(standing_words()) > 600
    assert all(0 < share < 1 for share in common_words().values())
