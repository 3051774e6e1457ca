"""Judgements: what may be said, that nothing is overwritten, and that they outlive another reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from mahdar.errors import BadJudgement, NotFound
from mahdar.judging import Verdicts, find_judgements, judge, undo
from mahdar.keep import add, reread
from mahdar.model import Event
from mahdar.settings import Settings
from mahdar.sources import open_sources
from mahdar.store import Store, open_store
from mahdar.store.schema import pages

SAMPLE = Path(__file__).parents[1] / "src/mahdar/data/sample/4_wire.jsonl"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "archive"), Settings(), make=True) as opened:
        assert all(added.kept for added in add(opened, open_sources([str(SAMPLE)], Settings()), Settings()))
        yield opened


def said(**changes: Any) -> Verdicts:
    return Verdicts(**{"article": "wire-1", "part": "v1", "verdict": "accept", "by": "سلمى"} | changes)


def test_a_judgement_keeps_what_was_seen(store: Store) -> None:
    number = judge(store, said(why="كما في النص"))
    with store.view() as view:
        (found,) = find_judgements(view, "wire-1")
        event = view.record("wire-1").events[0]
    assert (found.id, found.part, found.kind, found.verdict, found.by) == (number, "v1", "event", "accept", "سلمى")
    assert (found.start, found.end) == event.trigger
    seen = found.seen
    assert set(seen["names"]) == {*event.actors, *event.recipients, *filter(None, [event.place])}
    assert msgspec.convert(seen, Event) == event
    assert found.why == "كما في النص" and found.undone is None and found.at.endswith("Z")


@pytest.mark.parametrize("part", ["v1", "s1", "e1"])
def test_every_kind_of_fact_can_be_judged(store: Store, part: str) -> None:
    judge(store, said(part=part, verdict="edit", edit={"type": "CONSULT"}))
    with store.view() as view:
        assert [found.part for found in find_judgements(view)] == [part]


def test_undoing_leaves_the_judgement_on_record(store: Store) -> None:
    first, second = judge(store, said()), judge(store, said(verdict="reject"))
    undo(store, second)
    with store.view() as view:
        found = {each.id: each.undone for each in find_judgements(view)}
    assert found[first] is None and found[second]
    with pytest.raises(NotFound, match="no standing judgement"):
        undo(store, second)


def test_judgements_outlive_another_reading(store: Store) -> None:
    judge(store, said())
    with store.writer() as writer, writer.transaction():
        writer.execute(update(pages).values(rules="older rules"))
    assert {added.kept.change for added in reread(store, Settings()) if added.kept} == {"read anew"}
    with store.view() as view:
        assert [found.part for found in find_judgements(view, "wire-1")] == ["v1"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"article": "nowhere"}, NotFound),
        ({"part": "v99"}, NotFound),
        ({"part": ""}, NotFound),
        ({"verdict": "perhaps"}, BadJudgement),
        ({"by": " "}, BadJudgement),
        ({"by": "ا" * 101}, BadJudgement),
        ({"verdict": "edit"}, BadJudgement),
        ({"edit": {"type": "AID"}}, BadJudgement),
        ({"why": "ا" * 2_001}, BadJudgement),
        ({"verdict": "edit", "edit": {"x": "ا" * 20_000}}, BadJudgement),
    ],
)
def test_what_says_too_little_or_too_much_is_refused(store: Store, changes: dict[str, Any], error: type) -> None:
    with pytest.raises(error):
        judge(store, said(**changes))
    with store.view() as view:
        assert find_judgements(view) == ()
