"""Copies among articles that come one after the other: which, in what order, why, and how many count."""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import pytest
from msgspec import structs

from mahdar.link.duplicates import MOST_COPIES, Sketch, independent, link_duplicates
from mahdar.link.memory import Recall
from mahdar.link.shingles import grams, jaccard
from mahdar.link.wires import Credit
from mahdar.model import Given, Link, Page, Record
from mahdar.read import read
from mahdar.tools import Tools

TEXT = (
    "أعلنت بلدية المرسى اليوم عن افتتاح الحديقة الجديدة قرب الميناء القديم. "
    "وقال المهندس سامر الجبالي إن 12 عاملا شاركوا في أعمال البناء خلال الصيف. "
    "وحضر الافتتاح عدد من سكان الأحياء القريبة وتلاميذ المدارس ومعلموهم وفرقة موسيقية من المدينة. "
    "وينتظر السكان بعد ذلك إصلاح الطريق المؤدي إلى السوق."
)


class Desk:
    """Articles as they come in, and what is found of each."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.memory: Recall[Sketch] = Recall()
        self.here: dict[str, Record] = {}

    def records(self, keys: Collection[str]) -> Mapping[str, Record]:
        return {key: self.here[key] for key in keys if key in self.here}

    def take(self, key: str, text: str = TEXT, **told: str) -> list[Link]:
        value = told.pop("published", None)
        given = Given(id=key, text=text, **{name: told[name] for name in told if name != "fetched"})
        record = read(Page(uri=told.get("url", key), data=b"", given=given, fetched=told.get("fetched")), self.tools)
        assert isinstance(record, Record)
        return self.link(structs.replace(record, published=structs.replace(record.published, value=value)))

    def link(self, record: Record) -> list[Link]:
        self.here[record.id] = record
        return link_duplicates(record, self.memory, self.records)


@pytest.fixture
def desk(tools: Tools) -> Desk:
    return Desk(tools)


# ── which ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_copy_is_linked_with_its_reason(desk: Desk) -> None:
    assert desk.take("a", published="2024-03-11") == []
    cut = TEXT.replace("12", "15").rsplit(" وينتظر")[0]
    (link,) = desk.take("b", cut, published="2024-03-12", byline="المرسى - رويترز")
    assert (link.left, link.right, link.kind, link.verdict, link.by) == ("a", "b", "duplicate", "same", "rules")
    assert link.score == round(jaccard(grams(TEXT), grams(cut)), 4)
    assert link.why == (
        f"copy ({link.score:.2f}) of a, of 2024-03-11, before 2024-03-12: "
        "1 sentence cut, 1 number altered (12 became 15); credits رويترز"
    )


def test_every_pair_is_linked_and_no_other(desk: Desk) -> None:
    """Against all pairs compared, on texts made to lie on both sides of the line."""
    dice = random.Random(11)
    words = [f"كلمة{n}" for n in range(2_000)]
    texts = {}
    for family in range(12):
        text = dice.choices(words, k=120)
        for member in range(6):
            kept = len(text) - dice.randrange(0, 70)
            texts[f"{family}-{member}"] = " ".join(text[:kept] + dice.choices(words, k=dice.randrange(0, 40)))
    found = {frozenset((link.left, link.right)) for key, text in texts.items() for link in desk.take(key, text)}
    scored = {pair: jaccard(grams(texts[pair[0]]), grams(texts[pair[1]])) for pair in combinations(texts, 2)}
    true = {frozenset(pair) for pair, score in scored.items() if score >= 0.5}
    sure = {frozenset(pair) for pair, score in scored.items() if score >= 0.6}
    assert 60 < len(true) < 12 * 15
    assert found <= true
    assert sure <= found
    assert len(found) >= 0.98 * len(true)


@pytest.mark.parametrize("text", ["صورة", "بلا أي تعليق منا"])
def test_too_little_text_is_no_copy(text: str, desk: Desk) -> None:
    assert desk.take("a", text) == []
    assert desk.take("b", text) == []


def test_an_empty_text_is_no_copy(desk: Desk) -> None:
    desk.take("a")
    assert desk.link(structs.replace(desk.here["a"], id="b", text="", sentences=())) == []


def test_what_comes_again_takes_its_own_place(desk: Desk) -> None:
    desk.take("a", published="2024-03-11")
    (link,) = desk.take("b", published="2024-03-12")
    assert desk.take("a", published="2024-03-11") == [link]  # the same judgement, from its other side
    assert desk.take("b", "نص آخر لا يشبه ما كان هنا من قبل في شيء", published="2024-03-12") == []
    assert [each.left for each in desk.take("c", published="2024-03-13")] == ["a"]


def test_what_is_gone_is_not_linked(desk: Desk) -> None:
    desk.take("a")
    del desk.here["a"]
    assert desk.take("b") == []


def test_a_thousand_identical_articles_are_linked_to_few(desk: Desk) -> None:
    desk.take("0000")
    first = desk.here["0000"]
    start = time.perf_counter()
    found = [desk.link(structs.replace(first, id=f"{n:04}")) for n in range(1, 1_000)]
    assert time.perf_counter() - start < 60
    assert [len(links) for links in found] == [min(n, MOST_COPIES) for n in range(1, 1_000)]
    assert found[-1][0].why.endswith("; of its many copies 20 are linked")
    assert "many" not in found[10][0].why
    assert [each.key for each in desk.memory.get(list(desk.here))] == [f"{n:04}" for n in range(MOST_COPIES)]
    one = independent([f"{n:04}" for n in range(1_000)], [link for links in found for link in links], {})
    assert [len(group) for group in one] == [1_000]


def test_later_articles_come_out_as_if_all_came_at_once(tools: Tools) -> None:
    texts = [TEXT.replace("12", str(n)) + " تفاصيل" * (n % 4) for n in range(24)]
    whole, parts = Desk(tools), Desk(tools)
    at_once = [whole.take(f"{n}", text) for n, text in enumerate(texts)]
    first = [parts.take(f"{n}", text) for n, text in enumerate(texts[:20])]
    assert first + [parts.take(f"{n}", text) for n, text in enumerate(texts[20:], 20)] == at_once


# ── who was first ─────────────────────────────────────────────────────────────────────────────────────────────────

ORDERS = [
    # told of a, of b, who stands left, what the reason says
    (
        {"published": "2024-03-12"},
        {"published": "2024-03-11"},
        "b",
        "copy (1.00) of b, of 2024-03-11, before 2024-03-12",
    ),
    ({"published": "2024-02"}, {"published": "2024-03-11"}, "a", "of a, of 2024-02, before 2024-03-11"),
    ({"published": "2024-03"}, {"published": "2024-03-11"}, "a", "order unknown (a is of 2024-03, b is of 2024-03-11)"),
    (
        {"published": "2024-03-12"},
        {"published": "2024-03-12"},
        "a",
        "order unknown (a is of 2024-03-12, b is of 2024-03-12)",
    ),
    (
        {"fetched": "2024-03-10T08:00:00Z"},
        {"published": "2024-03-11"},
        "a",
        "of a, fetched by 2024-03-10, before 2024-03-11",
    ),
    (
        {"published": "2024-03-10"},
        {"fetched": "2024-03-11T08:00:00Z"},
        "a",
        "order unknown (a is of 2024-03-10, b was fetched by 2024-03-11)",
    ),
    (
        {"fetched": "2024-03-12T08:00:00Z"},
        {"fetched": "2024-03-11T08:00:00Z"},
        "b",
        "copy (1.00), order unknown (only the days of fetching are known: 2024-03-11, 2024-03-12)",
    ),
    ({}, {}, "a", "order unknown (no day is known)"),
    ({}, {"published": "2024-03-11"}, "b", "order unknown (b is of 2024-03-11, a is of no known day)"),
    ({"byline": "واس"}, {"outlet": "وكالة الأنباء السعودية - واس"}, "b", "copy (1.00) of b, the agency's own"),
    ({"byline": "واس"}, {"outlet": "وكالة رويترز"}, "a", "order unknown (no day is known)"),
    (
        {"byline": "واس", "published": "2024-03-10"},
        {"outlet": "وكالة الأنباء السعودية - واس", "published": "2024-03-11"},
        "a",
        "of a, of 2024-03-10, before 2024-03-11",
    ),
]


@pytest.mark.parametrize(("one", "other", "left", "why"), ORDERS)
def test_who_came_first(one: dict[str, str], other: dict[str, str], left: str, why: str, tools: Tools) -> None:
    found = []
    for first, second in (("a", "b"), ("b", "a")):  # whichever arrives first
        desk, told = Desk(tools), {"a": one, "b": other}
        desk.take(first, **told[first])
        found += desk.take(second, **told[second])
    assert found[0] == found[1]
    assert found[0].left == left
    assert why in found[0].why


# ── independent sources ───────────────────────────────────────────────────────────────────────────────────────────


def same(left: str, right: str, verdict: str = "same", by: str = "rules", kind: str = "duplicate") -> Link:
    return Link(left=left, right=right, kind=kind, verdict=verdict, score=0.9, why="", by=by)  # type: ignore[arg-type]


def credits(**agencies: str) -> dict[str, Sequence[Credit]]:
    return {key: [Credit(each, each, "byline") for each in named.split()] for key, named in agencies.items()}


@pytest.mark.parametrize(
    ("keys", "links", "credited", "groups"),
    [
        ("abc", [], {}, ["a", "b", "c"]),
        ("abcd", [same("a", "b"), same("b", "d")], {}, ["abd", "c"]),
        ("cab", [same("a", "b")], {}, ["c", "ab"]),
        ("abc", [same("a", "x"), same("x", "b")], {}, ["a", "b", "c"]),  # x is of another story
        ("ab", [same("a", "b", kind="story")], {}, ["a", "b"]),
        ("abcd", [], credits(a="spa", c="spa", d="reuters"), ["ac", "b", "d"]),
        ("abc", [], credits(a="afp reuters", b="reuters", c="afp"), ["ac", "b"]),
        ("abc", [], credits(a="agencies", b="agencies"), ["ab", "c"]),
        ("abcd", [same("a", "b")], credits(b="spa", c="spa"), ["abc", "d"]),
        ("ab", [same("a", "b", "different", "hind")], {}, ["a", "b"]),
        ("ab", [same("a", "b"), same("b", "a", "different", "hind")], {}, ["a", "b"]),
        ("ab", [same("a", "b", "different"), same("a", "b", by="hind")], {}, ["ab"]),
        ("ab", [same("a", "b", by="hind"), same("a", "b", "different", "salem")], {}, ["a", "b"]),
        ("", [], {}, []),
        ("aab", [], {}, ["a", "b"]),
    ],
)
def test_independent_sources(
    keys: str, links: list[Link], credited: dict[str, list[Credit]], groups: list[str]
) -> None:
    assert independent(list(keys), links, credited) == [tuple(group) for group in groups]


def test_a_reporter_of_its_own_makes_an_article_no_relay() -> None:
    own = {"a": [Credit("spa", "واس", "byline", None, "هند الكيلاني")], "b": [Credit("spa", "واس", "byline")]}
    assert independent("ab", [], own) == [("a",), ("b",)]


def test_the_agencys_own_article_is_one_with_what_relays_it() -> None:
    relayed = {"a": [Credit("spa", "واس", "outlet")], "b": [Credit("spa", "واس", "byline")]}
    assert independent("ab", [], relayed) == [("a", "b")]
