"""The passes over an archive: found, found again, and the same whether all at once or one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import func, select

from mahdar import Settings
from mahdar.errors import NotFound
from mahdar.keep import reread
from mahdar.linking import link, run
from mahdar.linking.entries import import_authority
from mahdar.query.actors import bearers_of
from mahdar.query.duties import find_ledger
from mahdar.query.links import every_link
from mahdar.query.people import find_who
from mahdar.query.stories import find_copies, find_stories, find_story
from mahdar.store import Store
from mahdar.store.linked import bearers, links, tallies, things, traits
from mahdar.store.schema import meta
from mahdar.store.verify import verify

from .conftest import ARTICLES, article

Add = Callable[[Store, Iterable[dict[str, str]]], None]


def everything(store: Store) -> dict[str, list[Any]]:
    """What the passes wrote, without the numbers of things, which depend on what was written together."""
    with store.view() as view:
        keys: dict[int | None, str | None] = {row.id: f"{row[1]} {row.key}" for row in view.rows(select(things))} | {
            None: None
        }
        return {
            "things": sorted((row[1], row.key, row.traits, row.data) for row in view.rows(select(things))),
            "traits": sorted((row.trait, keys[row.thing]) for row in view.rows(select(traits))),
            "tallies": sorted(map(tuple, view.rows(select(tallies)))),
            "bearers": sorted((row.entity, keys[row.profile], row.apart) for row in view.rows(select(bearers))),
            "links": [
                (*row[1:9], keys[row.left_profile], keys[row.right_profile])
                for row in view.rows(select(links).order_by(links.c.id))
            ],
        }


def kinds(store: Store) -> set[tuple[str, str, str, str]]:
    with store.view() as view:
        return {(tie.kind, tie.left, tie.right, tie.verdict) for tie in every_link(view)}


def test_copies_stories_spellings_and_answers_are_found(linked: Store) -> None:
    found = kinds(linked)
    assert ("duplicate", "one", "copy", "same") in found
    assert ("story", "one", "copy", "same") in found
    assert any(
        kind == "ledger" and left.startswith("one/") and right.startswith("answer/") for kind, left, right, _ in found
    )
    assert not any("strike" in (left.split("/")[0], right.split("/")[0]) for _, left, right, _ in found)
    assert list(verify(linked)) == []


def test_a_second_run_finds_nothing_more(linked: Store) -> None:
    before = everything(linked)
    (done,) = link(linked)
    assert (done.articles, done.links) == (0, {})
    assert everything(linked) == before


def test_one_at_a_time_is_as_all_at_once(store: Store, put: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ARTICLES:
        put(store, [each])
        list(link(store))
    apart = everything(store)
    list(link(store, anew=True))
    assert everything(store) == apart
    monkeypatch.setattr(run, "ARTICLES_AT_A_TIME", 2)
    list(link(store, anew=True))
    assert everything(store) == apart


def test_a_run_that_is_broken_off_goes_on_where_it_was(store: Store, put: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, ARTICLES)
    monkeypatch.setattr(run, "ARTICLES_AT_A_TIME", 1)
    going = link(store)
    next(going)
    going.close()
    assert [done.left for done in link(store)] == [2, 1, 0]
    broken = everything(store)
    list(link(store, anew=True))
    assert everything(store) == broken


def test_articles_read_anew_are_linked_anew(linked: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kinds(linked)
    monkeypatch.setattr("mahdar.keep.maker", lambda made: "other rules")
    assert {told.kept.change for told in reread(linked, Settings()) if told.kept} == {"read anew"}
    list(link(linked))
    assert kinds(linked) == before
    assert list(verify(linked)) == []


def test_a_removed_page_leaves_nothing(linked: Store) -> None:
    with linked.writer() as writer:
        writer.remove("copy", "names a minor")
    assert kinds(linked) == set()
    list(link(linked))
    assert kinds(linked) and not any("copy" in (left, right) for _, left, right, _ in kinds(linked))
    assert list(verify(linked)) == []


def test_an_article_without_a_day_is_linked_all_the_same(store: Store, put: Add) -> None:
    put(store, [{"id": "none", "text": ARTICLES[0]["text"], "title": "لقاء"}, *ARTICLES])
    list(link(store))
    (tie,) = [tie for tie in kinds(store) if tie[0] == "duplicate" and "none" in tie and "one" in tie]
    assert tie[3] == "same"


def test_a_story_is_told_with_its_copies_folded(linked: Store) -> None:
    with linked.view() as view:
        (headline,) = find_stories(view).stories
        assert (headline.id, headline.articles, headline.outlets) == ("one", 2, 2)
        assert find_stories(view, "id:strike").stories == ()
        told = find_story(view, "copy")
        assert told.articles == 2 and told.independent == (("one", "copy"),)
        assert [report.copies for report in told.story.articles] == [("copy",)]
        assert find_story(view, "strike").articles == 1
        (copy,) = find_copies(view, "one")
        assert copy.source.id == "copy" and "120 became 150" in copy.link.why
        with pytest.raises(NotFound):
            find_story(view, "nothing")


def test_a_name_finds_its_bearer_under_all_spellings(linked: Store) -> None:
    with linked.view() as view:
        (actor,) = find_who(view, "ديفال").actors
        assert set(actor.spellings) == {"لوران دوفال", "لوران ديفال"} and actor.articles == 3
        assert find_who(view, actor.ref).articles == 3
        assert find_who(view, "ديفال").articles == 1
        with pytest.raises(NotFound):
            bearers_of(view, "one/e99")


def test_the_ledger_tells_what_came_of_it(linked: Store) -> None:
    with linked.view() as view:
        (asked, *_) = [owed for owed in find_ledger(view, "id:one", "2025-05-01").owed if owed.steps]
        assert asked.state == "answered" and asked.steps[0].act.source.id == "answer"
        assert all(owed.state == "open" for owed in find_ledger(view, "", "2025-05-01", ("open",)).owed)
        (strike,) = [owed for owed in find_ledger(view, "id:strike", "2025-03-20").owed if owed.act.type == "REQUEST"]
        assert (strike.due, strike.state) == ("2025-03-31", "open")
        (late,) = [owed for owed in find_ledger(view, "id:strike", "2025-04-01").owed if owed.act.type == "REQUEST"]
        assert late.state == "lapsed"


def test_an_authority_joins_what_spelling_does_not(store: Store, put: Add, tmp_path: Any) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "id,kind,name,aliases,country,role\nq1,person,لوران دوفال,لوران ديفال;Laurent Duval,FRA,وزير\nq2,spoon,x\n"
    )
    assert [(done.entries, len(done.problems)) for done in import_authority(store, path)] == [(1, 1)]
    put(store, ARTICLES)
    list(link(store))
    with store.view() as view:
        ties = [tie for tie in every_link(view, "actor") if tie.left == "authority/q1"]
    assert ties and {tie.verdict for tie in ties} == {"same"}
    list(link(store, anew=True))
    with store.view() as view:
        assert [tie for tie in every_link(view, "actor") if tie.left == "authority/q1"] == ties


def test_a_name_of_one_letter_and_no_name_at_all_do_no_harm(store: Store, put: Add) -> None:
    put(store, [article("odd", "قال س إن الوزير ص سيصل غدا إلى م. " * 8, "2025-01-01", "موقع الضفة"), *ARTICLES])
    list(link(store))
    with store.view() as view:
        reached = view.value(select(meta.c.value).where(meta.c.key == "linked"))
        assert int(reached) == 5
        assert view.value(select(func.count()).select_from(links)) > 0
