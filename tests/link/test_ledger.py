"""What came of asks and promises: invented sentences through the whole path, and what a ledger must never do."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.link.duties import Duty, duties_of
from mahdar.link.ledger import Owed, link_ledger, state
from mahdar.link.memory import Recall
from mahdar.model import Given, Link, Page, Record
from mahdar.read import read
from mahdar.tools import Tools

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "cases" / "follow_ups.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
ASK = "طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي."
DONE = "أفرجت إيران عن الصحفية ليلى المراكشي."
FIRST = date(2024, 3, 12)


def record_of(tools: Tools, key: str, text: str, day: str | None = "2024-03-12") -> Record:
    page = Page(uri=key, data=text.encode(), given=Given(id=key, text=text, published=day))
    record = read(page, tools)
    assert isinstance(record, Record)
    return record


def in_order(*records: Record) -> list[list[Link]]:
    memory = Recall[Owed]()
    return [link_ledger(record, {}, memory) for record in records]


@pytest.mark.parametrize("row", CASES, ids=lambda row: f"{row[3]}: {row[0][:30]} {row[2]}")
def test_what_came_of_it(row: list[str], tools: Tools) -> None:
    first, later, days, wanted = row
    records = record_of(tools, "a", first), record_of(tools, "b", later, (FIRST + timedelta(int(days))).isoformat())
    _, links = in_order(*records)
    assert [link.verdict for link in links] == ([] if wanted == "-" else [wanted])
    for link in links:
        assert (link.left.split("/")[0], link.right.split("/")[0], link.kind) == ("a", "b", "ledger")
        assert 0 < link.score <= 1 and link.why


def test_the_table_is_wide_enough() -> None:
    steps = {row[3] for row in CASES}
    assert steps == {"met", "answered", "refused", "repeated", "contradicted", "-"}
    assert len(CASES) >= 80
    assert sum(row[3] == "-" for row in CASES) >= 25


def test_an_ask_announced_made_and_met(tools: Tools) -> None:
    records = (
        record_of(tools, "a", "سيطلب الوفد السوري من فرنسا عقد جلسة لمجلس الأمن بشأن إدلب.", "2024-03-12"),
        record_of(tools, "b", "طلب الوفد السوري من فرنسا عقد جلسة لمجلس الأمن بشأن إدلب.", "2024-03-14"),
        record_of(tools, "c", "عقد مجلس الأمن الدولي جلسة بشأن إدلب.", "2024-03-18"),
    )
    _, asked, held = in_order(*records)
    assert [(link.left[0], link.right[0], link.verdict) for link in asked] == [("a", "b", "repeated")]
    assert sorted((link.left[0], link.verdict) for link in held) == [("a", "met"), ("b", "met")]


def test_a_copy_tells_nothing_and_is_not_remembered(tools: Tools) -> None:
    memory = Recall[Owed]()
    assert link_ledger(record_of(tools, "a", ASK), {}, memory, copy_of=True) == []
    assert link_ledger(record_of(tools, "b", DONE, "2024-03-20"), {}, memory) == []
    link_ledger(record_of(tools, "c", ASK, "2024-03-21"), {}, memory)
    assert link_ledger(record_of(tools, "d", DONE, "2024-03-25"), {}, memory, copy_of=True) == []


def test_an_answer_in_the_same_article(tools: Tools) -> None:
    text = f"{ASK} وقالت الخارجية إن الوضع خطير جدا.\nورفضت إيران مطالب الإفراج عن الصحفية ليلى المراكشي."
    (links,) = in_order(record_of(tools, "a", text))
    assert [link.verdict for link in links] == ["refused"]
    assert all(link.left.startswith("a/") and link.right.startswith("a/") for link in links)


def test_a_record_that_comes_again_takes_the_place_of_its_first_reading(tools: Tools) -> None:
    memory = Recall[Owed]()
    link_ledger(record_of(tools, "a", ASK), {}, memory)
    assert len(memory.get(["a"])[0].duties) == 1
    link_ledger(record_of(tools, "a", "تساقطت الأمطار على المدينة وقالت فرنسا إن الجو بارد."), {}, memory)
    assert memory.get(["a"])[0].duties == ()
    assert link_ledger(record_of(tools, "b", DONE, "2024-03-20"), {}, memory) == []


def test_read_again_it_is_told_alike(tools: Tools) -> None:
    memory = Recall[Owed]()
    ask, done = record_of(tools, "a", ASK), record_of(tools, "b", DONE, "2024-03-20")
    link_ledger(ask, {}, memory)
    once = link_ledger(done, {}, memory)
    link_ledger(ask, {}, memory)
    again = link_ledger(done, {}, memory)
    assert [(link.left, link.right, link.verdict) for link in again] == [("a/v1", "b/v1", "met")]
    assert again[0].score == pytest.approx(once[0].score, abs=0.05)  # the marks have been met once more since


def test_met_is_told_once_and_again_by_a_surer_report_alone(tools: Tools) -> None:
    records = (
        record_of(tools, "a", ASK),
        record_of(tools, "b", DONE, "2024-03-20"),
        record_of(tools, "c", "أفرجت إيران أمس عن الصحفية ليلى المراكشي.", "2024-03-21"),
        record_of(tools, "d", "قال الوزير سالم الراوي إن إيران أفرجت عن الصحفية ليلى المراكشي.", "2024-03-22"),
    )
    _, first, second, third = in_order(*records)
    assert [link.verdict for link in first] == ["met"]
    assert all(link.score > first[0].score for link in second)
    assert third == []


def test_days_unknown_count_against_it_and_are_said(tools: Tools) -> None:
    _, dated = in_order(record_of(tools, "a", ASK), record_of(tools, "b", DONE, "2024-03-20"))
    _, undated = in_order(record_of(tools, "a", ASK, None), record_of(tools, "b", DONE, None))
    assert [link.verdict for link in undated] == ["met"]
    assert undated[0].score < dated[0].score
    assert "arrival" in undated[0].why


def test_actors_join_what_names_do_not(tools: Tools) -> None:
    ask = record_of(tools, "a", "طالبت حركة الفجر حزب النهضة الجديد بالإفراج عن الصحفية ليلى المراكشي.")
    done = record_of(tools, "b", "أفرجت جماعة الوفاق الجديدة عن الصحفية ليلى المراكشي.", "2024-03-20")
    asked = next(e for e in ask.events if e.type == "REQUEST").recipients
    doer = next(e for e in done.events if e.type == "RETREAT").actors
    assert asked and doer
    memory = Recall[Owed]()
    link_ledger(ask, {asked[0]: "party-7"}, memory)
    assert [link.verdict for link in link_ledger(done, {doer[0]: "party-7"}, memory)] == ["met"]
    memory = Recall[Owed]()
    link_ledger(ask, {asked[0]: "party-7"}, memory)
    assert link_ledger(done, {doer[0]: "party-8"}, memory) == []


def test_what_is_remembered_is_small_and_can_be_stored(tools: Tools) -> None:
    text = " ".join(f"طالب الوزير سالم الراوي إيران بالإفراج عن الأسير رقم {number} فورا." for number in range(300))
    memory = Recall[Owed]()
    link_ledger(record_of(tools, "a", text), {}, memory)
    packed = msgspec.json.encode(memory.get(["a"])[0])
    assert msgspec.json.decode(packed, type=Owed) == memory.get(["a"])[0]
    assert len(packed) < 40_000


class Counting(Recall[Owed]):
    """A memory that counts what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = self.traits = 0

    def find(self, traits, least=1, most=200):  # type: ignore[no-untyped-def]
        self.calls, self.traits = self.calls + 1, max(self.traits, len(traits))
        return super().find(traits, least, most)

    def tally(self, traits):  # type: ignore[no-untyped-def]
        self.calls += 1
        return super().tally(traits)


def test_a_record_asks_few_things_of_its_memory_whatever_it_holds(tools: Tools) -> None:
    memory = Counting()
    for number in range(400):
        link_ledger(record_of(tools, f"a{number:03}", ASK), {}, memory)
    memory.calls = memory.traits = 0
    links = link_ledger(record_of(tools, "b", DONE, "2024-03-20"), {}, memory)
    assert memory.calls <= 3
    assert memory.traits <= 600
    assert len(links) <= 200


@settings(max_examples=25, deadline=None)
@given(st.text(st.sampled_from("طالبت فرنسا إيران سيزور خلال قبل 48ساعة عن.«»:\n\u200f\u064b٣"), max_size=200))
def test_no_text_breaks_it(tools: Tools, text: str) -> None:
    page = Page(uri="x", data=text.encode(), given=Given(id="x", text=text, published="2024-13-45"))
    record = read(page, tools)
    if isinstance(record, Record):
        in_order(record, record)


# ── terms and states ──────────────────────────────────────────────────────────────────────────────────────────────

TERMS = [
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي قبل نهاية الشهر.", "2024-03-31"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي قبل نهاية الشهر المقبل.", "2024-04-30"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي خلال 48 ساعة.", "2024-03-14"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي خلال ثمان وأربعين ساعة.", "2024-03-14"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي في غضون أسبوع.", "2024-03-19"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي في غضون أسبوعين.", "2024-03-26"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي خلال عشرة أيام.", "2024-03-22"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي في مهلة أقصاها ثلاثة أيام.", "2024-03-15"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي خلال شهرين.", "2024-05-13"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي قبل 20 أبريل 2024.", "2024-04-20"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي قبل الخميس المقبل.", "2024-03-14"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي بحلول مايو 2024.", "2024-05-31"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي في موعد أقصاه 30 مارس.", "2024-03-30"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي قبل نهاية العام.", "2024-12-31"),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي فورا.", None),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي في أقرب وقت.", None),
    ("طالبت فرنسا إيران بالإفراج عن الصحفية ليلى المراكشي خلال 99999 سنة.", None),
]


@pytest.mark.parametrize(("text", "due"), TERMS, ids=lambda text: str(text)[-30:])
def test_term(text: str, due: str | None, tools: Tools) -> None:
    (duty,) = duties_of(record_of(tools, "a", text), {})
    assert duty.due == due


def test_without_a_day_a_count_settles_no_term(tools: Tools) -> None:
    (duty,) = duties_of(record_of(tools, "a", TERMS[2][0], None), {})
    assert (duty.day, duty.due) == (None, None)


def duty(tools: Tools) -> Duty:
    (found,) = duties_of(record_of(tools, "a", TERMS[0][0]), {})
    return found


def step(key: str, *verdicts: str) -> list[Link]:
    return [
        Link(left=key, right=f"r{number}/v1", kind="ledger", verdict=verdict, score=0.9, why="")
        for number, verdict in enumerate(verdicts)
    ]


@pytest.mark.parametrize(
    ("verdicts", "today", "name", "by"),
    [
        ((), "2024-03-20", "open", None),
        ((), "2024-03-31", "open", None),
        ((), "2024-04-01", "lapsed", None),
        ((), None, "open", None),
        (("repeated",), "2024-03-20", "repeated", "r0/v1"),
        (("repeated", "answered"), "2024-03-20", "answered", "r1/v1"),
        (("answered", "repeated"), "2024-03-20", "answered", "r0/v1"),
        (("answered",), "2024-04-01", "lapsed", "r0/v1"),
        (("answered", "refused"), "2024-03-20", "refused", "r1/v1"),
        (("refused", "answered"), "2024-03-20", "answered", "r1/v1"),
        (("refused", "met"), "2024-04-01", "met", "r1/v1"),
        (("met", "repeated"), "2024-04-01", "met", "r0/v1"),
        (("answered", "contradicted"), "2024-04-01", "contradicted", "r1/v1"),
    ],
)
def test_state(verdicts: tuple[str, ...], today: str | None, name: str, by: str | None, tools: Tools) -> None:
    asked = duty(tools)
    links = [*step("another/v1", "met"), *step(asked.key, *verdicts)]
    found = state(asked, links, today)
    assert (found.name, found.by and found.by.right) == (name, by)
