"""What people say of links outranks the rules, outlives every run, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from mahdar import Settings
from mahdar.errors import BadJudgement, NotFound
from mahdar.linking import link
from mahdar.linking.judging import NewVerdict, find_link_judgements, judge_link, undo_link
from mahdar.query.actors import find_contradictions
from mahdar.query.links import every_link, links_of
from mahdar.query.people import find_who
from mahdar.query.stories import find_copies, find_stories, find_story
from mahdar.store import Store, open_store
from mahdar.store.backup import backup
from mahdar.store.restore import restore
from mahdar.store.verify import verify

from .conftest import article

Add = Callable[[Store, Iterable[dict[str, str]]], None]


def judged(store: Store, kind: str, left: str, right: str, verdict: str) -> int:
    said = NewVerdict(kind=kind, left=left, right=right, verdict=verdict, by="سلمى", why="رأيت الصفحتين")  # type: ignore[arg-type]
    return judge_link(store, said)


def entity(store: Store, key: str, name: str) -> str:
    with store.view() as view:
        return next(f"{key}/{each.id}" for each in view.record(key).entities if each.name == name)


def spellings(store: Store, ref: str) -> set[str]:
    with store.view() as view:
        return {each.name for each in find_who(view, ref).names}


def test_a_story_is_taken_apart_and_joined_again(linked: Store) -> None:
    number = judged(linked, "story", "one", "copy", "different")
    with linked.view() as view:
        assert find_stories(view).stories == () and find_story(view, "copy").articles == 1
    list(link(linked, anew=True))
    with linked.view() as view:
        assert find_story(view, "copy").articles == 1
    undo_link(linked, number)
    with linked.view() as view:
        assert find_story(view, "copy").articles == 2
        assert find_link_judgements(view)[0].undone
    with pytest.raises(NotFound):
        undo_link(linked, number)


def test_a_copy_that_is_none_is_told_of_no_more(linked: Store) -> None:
    judged(linked, "duplicate", "copy", "one", "different")
    with linked.view() as view:
        assert find_copies(view, "one") == ()
        assert [tie.by for tie in links_of(view, "duplicate", ["one"])] == ["سلمى"]
        assert {tie.by for tie in every_link(view, "duplicate")} == {"rules", "سلمى"}


def test_two_of_one_name_are_told_apart_and_stay_so(linked: Store) -> None:
    other, mine = entity(linked, "copy", "لوران ديفال"), entity(linked, "one", "لوران دوفال")
    assert spellings(linked, other) == spellings(linked, mine) == {"لوران دوفال", "لوران ديفال"}
    number = judged(linked, "actor", mine, other, "different")
    for _ in range(2):
        assert spellings(linked, other) == {"لوران ديفال"} and spellings(linked, mine) == {"لوران دوفال"}
        list(link(linked, anew=True))
    undo_link(linked, number)
    assert spellings(linked, other) == {"لوران دوفال", "لوران ديفال"}


def test_two_names_are_made_one(linked: Store, put: Add) -> None:
    put(
        linked,
        [
            article(
                "kunya", "قال أبو جرير الوادي إن المفاوضات في الدوحة ستستمر أسبوعا آخر. " * 3, "2025-05-01", "الشرفة"
            )
        ],
    )
    list(link(linked))
    with linked.view() as view:
        (name,) = [each.name for each in view.record("kunya").entities if each.kind == "person"]
    number = judged(linked, "actor", entity(linked, "kunya", name), entity(linked, "one", "ماهر السرحاني"), "same")
    assert spellings(linked, entity(linked, "one", "ماهر السرحاني")) == {"ماهر السرحاني", name}
    undo_link(linked, number)
    assert spellings(linked, entity(linked, "one", "ماهر السرحاني")) == {"ماهر السرحاني"}


def test_contradictions_are_told_and_not_resolved(linked: Store) -> None:
    one, other = entity(linked, "one", "ماهر السرحاني"), entity(linked, "one", "لوران دوفال")
    judged(linked, "actor", one, other, "same")
    judged(linked, "actor", other, one, "different")
    with linked.view() as view:
        (found,) = find_contradictions(view)
    assert {each.verdict for each in found.links} == {"same", "different"} and found.outcome
    assert spellings(linked, one) == {"ماهر السرحاني"}


@pytest.mark.parametrize(
    ("kind", "left", "right", "verdict", "wrong"),
    [
        ("story", "one", "one", "same", BadJudgement),
        ("story", "one", "copy", "met", BadJudgement),
        ("story", "one", "nowhere", "same", NotFound),
        ("actor", "one", "copy", "same", NotFound),
        ("ledger", "one/e1", "copy/v1", "met", NotFound),
        ("spoon", "one", "copy", "same", BadJudgement),
    ],
)
def test_what_cannot_be_said_is_refused(
    linked: Store, kind: str, left: str, right: str, verdict: str, wrong: type[Exception]
) -> None:
    with pytest.raises(wrong):
        judged(linked, kind, left, right, verdict)


def test_judgements_go_into_a_backup_and_hold_after_it(linked: Store, tmp_path: Path) -> None:
    judged(linked, "story", "one", "copy", "different")
    backup(linked, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", str(tmp_path / "again"), Settings())
    with open_store(str(tmp_path / "again"), Settings()) as again:
        list(link(again))
        with again.view() as view:
            assert find_story(view, "copy").articles == 1
            assert find_link_judgements(view)[0].fits
        assert list(verify(again)) == []
