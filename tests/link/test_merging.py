"""What the articles of a story tell together."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest

from mahdar import read
from mahdar.link.merging import MOST_MERGED, Story, StoryEvent, Version, merge_story
from mahdar.model import Given, Link, Page, Record
from mahdar.tools import Tools


def article(tools: Tools, id: str, outlet: str, title: str, text: str, day: str | None = "2023-04-02") -> Record:
    given = Given(id=id, outlet=outlet, title=title, text=text, published=day)
    found = read(Page(uri=id, data=b"", given=given), tools)
    assert isinstance(found, Record)
    return found


@pytest.fixture(scope="module")
def blast(tools: Tools) -> list[Record]:
    return [
        article(
            tools, "a", "صحيفة الضفاف", "تفجير في الحويجة",
            "قتل 12 شخصا وأصيب 20 آخرون في تفجير استهدف مدينة كركوك صباح اليوم.\nواتهم محافظ كركوك سامر الدليمي"
            " تنظيم داعش بتنفيذ الهجوم.",
        ),
        article(
            tools, "b", "وكالة المدى", "تفجير كركوك",
            "قتل 15 شخصا في تفجير استهدف مدينة كركوك أمس.\nوقالت الشرطة إن مسلحين خطفوا ثلاثة من حراس السوق في كركوك.",
            "2023-04-03",
        ),
        article(
            tools, "c", "موقع النخيل", "تفجير في كركوك يقتل 12",
            "قتل 12 شخصا وأصيب 20 آخرون في تفجير استهدف مدينة كركوك صباح اليوم.\nواتهم محافظ كركوك سامر الدليمي"
            " تنظيم داعش بتنفيذ الهجوم.",
        ),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def story(blast: list[Record]) -> Story:
    return merge_story(blast, [Link(left="a", right="c", kind="duplicate", verdict="same", score=1.0, why="")])


def main_event(story: Story) -> StoryEvent:
    return next(event for event in story.events if event.type == "ASSAULT" and len(event.outlets) > 1)


def told(versions: tuple[Version, ...]) -> dict[str, list[str]]:
    return {version.value: [teller.record for teller in version.by] for version in versions}


def test_articles_outlets_and_days_stand_together_and_copies_are_folded(story: Story) -> None:
    assert (story.id, story.first, story.last) == ("a", "2023-04-02", "2023-04-03")
    assert story.outlets == ("صحيفة الضفاف", "وكالة المدى", "موقع النخيل")
    assert [(each.record, each.copies) for each in story.articles] == [("a", ("c",)), ("b", ())]
    assert story.title in ("تفجير في الحويجة", "تفجير كركوك")


def test_figures_that_differ_stand_side_by_side_with_who_tells_them(story: Story) -> None:
    event = main_event(story)
    assert told(event.counts["dead"]) == {"12": ["a"], "15": ["b"]}
    assert told(event.counts["injured"]) == {"20": ["a"]}
    assert "dead" in event.differs
    assert "injured" not in event.differs


def test_everything_told_points_at_its_place(story: Story, blast: list[Record]) -> None:
    texts = {record.id: record for record in blast}
    tellers = [teller for event in story.events for teller in event.told_by]
    assert tellers
    for teller in tellers:
        (event,) = (event for event in texts[teller.record].events if event.id == teller.event)
        assert event.trigger == teller.span


def test_who_is_blamed_is_told_with_who_blames(story: Story) -> None:
    blamed = {version.value: [teller.speaker for teller in version.by] for version in story.blamed}
    assert blamed["تنظيم داعش"] == ["سامر الدليمي"]


def test_what_one_outlet_alone_has_is_marked(story: Story) -> None:
    (held,) = (event for event in story.events if event.only_in and "حراس" in str(event.recipients))
    assert held.only_in == "وكالة المدى"
    assert main_event(story).only_in is None


def test_a_claim_stays_its_speakers(story: Story) -> None:
    (held,) = (event for event in story.events if event.only_in and "حراس" in str(event.recipients))
    assert held.claimed_by == ("الشرطة",)
    assert main_event(story).claimed_by == ()


def test_events_of_two_places_stay_two(tools: Tools) -> None:
    one = article(tools, "a", "أ", "قصف", "قصف الجيش مدينة حلب وقتل 3 أشخاص.")
    other = article(tools, "b", "ب", "قصف", "قصف الجيش مدينة درعا وقتل 3 أشخاص.")
    attacks = [event for event in merge_story([one, other]).events if event.type == "ASSAULT"]
    assert all(len({teller.record for teller in event.told_by}) == 1 for event in attacks)
    assert len(attacks) >= 2


def test_one_meeting_told_by_two_is_one_and_the_other_meeting_is_not(tools: Tools) -> None:
    first = article(tools, "a", "أ", "لقاء", "التقى الرئيس سهيل القيسي المبعوث الأممي يوهان لندكفيست في بنغازي.")
    again = article(tools, "b", "ب", "لقاء", "اجتمع المبعوث الأممي يوهان لندكفيست مع الرئيس سهيل القيسي في بنغازي.")
    other = article(tools, "c", "ج", "لقاء", "التقى الوزير كمال الراوي السفير نجيب الحلو في الرباط.")
    met = [event for event in merge_story([first, again, other]).events if event.type == "CONSULT"]
    assert [sorted({teller.record for teller in event.told_by}) for event in met] == [["a", "b"], ["c"]]


def test_actors_known_across_articles_are_one_whatever_their_names(tools: Tools) -> None:
    first = article(tools, "a", "أ", "لقاء", "التقى الوزير خالد أستيفو السفير نجيب الحلو في الرباط.")
    again = article(tools, "b", "ب", "لقاء", "التقى خالد اسطيفو السفير نجيب الحلو في الرباط.")
    people = {(r.id, e.id): "p1" for r in (first, again) for e in r.entities if e.name.startswith("خالد")}
    assert len(people) == 2
    (met,) = (event for event in merge_story([first, again], actors=people).events if event.type == "CONSULT")
    everybody = [version for version in (*met.actors, *met.recipients) if version.value.startswith("خالد")]
    assert [len(version.by) for version in everybody] == [2]


def test_a_wrong_or_circular_link_between_copies_does_no_harm(blast: list[Record]) -> None:
    rings = [
        Link(left=left, right=right, kind="duplicate", verdict=verdict, score=1.0, why="")
        for left, right in permutations(("a", "b", "c", "elsewhere"), 2)
        for verdict in ("same", "different")
    ]
    assert [each.record for each in merge_story(blast, rings).articles] == ["a"]
    assert len(merge_story(blast, [link for link in rings if link.verdict == "different"]).articles) == 3


def test_one_article_without_anything_is_a_story(tools: Tools) -> None:
    found = merge_story([article(tools, "a", "أ", "", "نص قصير لا حدث فيه.", None)])
    assert (found.first, found.last, found.events, found.left_out) == (None, None, (), 0)


def test_of_very_many_articles_the_central_ones_are_merged(blast: list[Record]) -> None:
    many = [msgspec.structs.replace(blast[n % 3], id=f"r{n}") for n in range(MOST_MERGED + 30)]
    found = merge_story(many)
    assert (len(found.articles), found.left_out) == (MOST_MERGED + 30, 30)


def test_a_story_is_written_and_read_back(story: Story) -> None:
    assert msgspec.json.decode(msgspec.json.encode(story), type=Story) == story
