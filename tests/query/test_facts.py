"""Events, statements and names: what they say, and that each stands on the letters of its page."""

from __future__ import annotations

import pytest

from mahdar.errors import NotFound
from mahdar.query.facts import LEDGER, MEETINGS, find_events, find_statements
from mahdar.query.overview import find_network, find_places, find_stats, find_timeline
from mahdar.query.people import find_who, suggest
from mahdar.store import View


def test_a_query_says_what_holds_of_the_event(view: View) -> None:
    meetings = find_events(view, "party:العمري", MEETINGS)
    assert [(act.source.id, act.type) for act in meetings.events] == [("meet", "CONSULT")]
    assert {party.name for party in meetings.events[0].actors} >= {"سامر العمري"}
    assert find_events(view, "type:ASSAULT -status:occurred").total == 0
    assert {act.type for act in find_events(view, "", LEDGER).events} <= set(LEDGER)


def test_what_is_said_of_the_article_narrows_the_events(view: View) -> None:
    assert {act.source.id for act in find_events(view, 'outlet:"وكالة السنابل"').events} == {"meet", "raid"}
    assert {act.source.id for act in find_events(view, "قصف").events} == {"raid"}
    assert find_events(view, "type:ASSAULT باريس").total == 0


def test_every_fact_stands_on_the_letters_of_its_page(view: View) -> None:
    acts, sayings = find_events(view, "", limit=200), find_statements(view, "", limit=200)
    assert acts.total == len(acts.events) > 5
    assert sayings.total == len(sayings.statements) > 1
    for act in acts.events:
        text = view.record(act.source.id).text
        for quote in filter(None, (act.trigger, act.quote, act.content)):
            assert text[quote.start : quote.end] == quote.words
        assert act.quote.start <= act.trigger.start < act.trigger.end <= act.quote.end
        assert act.source.uri.startswith("https://") and len(act.source.sha256) == 64
    for said in sayings.statements:
        text = view.record(said.source.id).text
        assert text[said.content.start : said.content.end] == said.content.words


def test_facts_come_from_the_newest_articles_first_and_page_by_page(view: View) -> None:
    whole = [act.id for act in find_events(view, "", limit=200).events]
    assert [find_events(view, "", limit=1, offset=at).events[0].id for at in range(len(whole))] == whole
    days = [act.source.published or act.source.not_after or "" for act in find_events(view, "", limit=200).events]
    assert days == sorted(days, reverse=True)


def test_the_speaker_is_the_statement_s_own(view: View) -> None:
    found = find_statements(view, "speaker:العمري")
    assert {said.speaker.name for said in found.statements if said.speaker} == {"سامر العمري"}
    assert find_statements(view, "speaker:نكرة").total == 0


def test_everything_about_one_name(view: View) -> None:
    who = find_who(view, "العمري")
    assert who.articles == 2
    assert ("سامر العمري", "person", 2) in {(name.name, name.kind, name.articles) for name in who.names}
    assert any("رئيس" in role.role and role.first == role.last == "2024-03-05" for role in who.roles)
    assert [act.source.id for act in who.meetings] == ["meet"]
    assert {act.type for act in who.asks} == {"REQUEST"}
    assert who.statements >= 1 and who.said[0].speaker and who.said[0].speaker.name == "سامر العمري"


@pytest.mark.parametrize("name", ["", "؟!", "لا أحد هنا", "' OR 1=1"])
def test_nobody_of_that_name_is_said(view: View, name: str) -> None:
    with pytest.raises(NotFound):
        find_who(view, name)


def test_names_are_suggested_by_their_beginning(view: View) -> None:
    assert [name.name for name in suggest(view, "العمر")][:1] == ["سامر العمري"]
    assert [name.name for name in suggest(view, "سامر العم")][:1] == ["سامر العمري"]
    assert suggest(view, "") == () and suggest(view, "زز") == ()


def test_the_timeline_counts_articles_and_their_events(view: View) -> None:
    found = find_timeline(view, "")
    assert [(beat.period, beat.articles) for beat in found.beats] == [("2023-11", 1), ("2024-03", 2), ("2024-04", 1)]
    assert found.undated == 1
    assert sum(sum(beat.events.values()) for beat in found.beats) + 1 >= find_events(view, "date:[* TO *]").total
    assert [beat.period for beat in find_timeline(view, "المهجرين", "year").beats] == ["2024"]


def test_the_network_joins_who_acts_with_whom(view: View) -> None:
    found = find_network(view, "")
    names = {node.id: node.name for node in found.nodes}
    edges = {(names[edge.source], edge.type, names[edge.target]) for edge in found.edges}
    assert any(kind == "CONSULT" and "سامر العمري" in (one, other) for one, kind, other in edges)
    assert all(view.record(edge.example.split("/")[0]) for edge in found.edges)
    assert find_network(view, "type:PROTEST").edges == ()


def test_places_know_where_they_are(view: View) -> None:
    spots = {spot.name: spot for spot in find_places(view, "")}
    assert spots["إدلب"].country == "SYR" and spots["إدلب"].articles == 1 or spots["إدلب"].articles == 2
    assert 35 < (spots["إدلب"].lat or 0) < 37


def test_stats_count_what_there_is(view: View) -> None:
    stats = find_stats(view)
    assert (stats.articles, stats.pages, stats.first, stats.last) == (5, {"record": 5}, "2023-11-30", "2024-04-01")
    assert stats.outlets == {"صدى المدينة": 2, "وكالة السنابل": 2}
    assert sum(stats.events.values()) == find_events(view, "").total
