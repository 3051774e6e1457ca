"""Chains: which mentions of one article are one entity."""

from __future__ import annotations

from mahdar.mentions.chains import chain
from mahdar.mentions.find import find_mentions
from mahdar.model import Entity, Mention
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools


def entities(text: str, tools: Tools) -> tuple[Entity, ...]:
    return find_mentions(text, find_sentences(text, tools.words), tools)[0]


def people(text: str, tools: Tools) -> dict[str, tuple[str, ...]]:
    return {entity.name: entity.names for entity in entities(text, tools) if entity.kind == "person"}


def test_a_surname_and_a_role_chain_to_the_full_name(tools: Tools) -> None:
    text = "قال وزير الخارجية المصري سالم الكركدني إن الحل قريب. وأضاف الكركدني أنه قلق. وأكد وزير الخارجية ذلك."
    assert people(text, tools) == {"سالم الكركدني": ("سالم الكركدني", "الكركدني", "وزير الخارجية")}


def test_spellings_of_one_name_are_one_person(tools: Tools) -> None:
    text = "قال الوزير بنيامين نتنياهو إن الأمر انتهى. وأضاف نتانياهو أن الوقت حان."
    assert list(people(text, tools)) == ["بنيامين نتنياهو"]


def test_a_role_of_another_country_is_another_person(tools: Tools) -> None:
    text = "التقى وزير الخارجية المصري سالم الكركدني الوفد. وقال وزير الخارجية التركي إن اللقاء مفيد."
    assert list(people(text, tools)) == ["سالم الكركدني", "وزير الخارجية التركي"]


def test_the_counterpart_is_who_is_named_of_that_country(tools: Tools) -> None:
    text = "بحث وزير الدفاع المصري سالم الكركدني مع وزير الدفاع التركي مراد أوزال الملف. وشكر الكركدني نظيره التركي."
    assert people(text, tools)["مراد أوزال"] == ("مراد أوزال", "نظيره التركي")


def test_all_roles_are_kept_apart(tools: Tools) -> None:
    (person,) = (
        e for e in entities("وصل الأمير ماجد بن سالم ولي العهد نائب رئيس الوزراء.", tools) if e.kind == "person"
    )
    assert person.roles == ("الأمير", "ولي العهد", "نائب رئيس الوزراء")


def test_ids_follow_the_text_and_every_mention_bears_one(tools: Tools) -> None:
    text = "زار الوزير سالم الكركدني تونس. وعاد الكركدني من تونس."
    found, mentions = find_mentions(text, find_sentences(text, tools.words), tools)
    assert [entity.id for entity in found] == [f"e{n}" for n in range(1, len(found) + 1)]
    assert {mention.entity for mention in mentions} == {entity.id for entity in found}
    assert [mention.span for mention in mentions] == sorted(mention.span for mention in mentions)


def test_the_shortened_name_of_a_body_is_the_body(tools: Tools) -> None:
    text = "أعلن الائتلاف الوطني السوري موقفه. وقال الائتلاف إن"
    spans = [(text.index(name), text.index(name) + len(name)) for name in ("الائتلاف الوطني السوري", "الائتلاف إن")]
    spans[1] = (spans[1][0], spans[1][1] - 3)
    mentions = [Mention(span=span, whole=span, kind="organization") for span in spans]
    found, _ = chain(text, mentions, tools)
    assert [entity.mentions for entity in found] == [tuple(spans)]


def test_a_capital_that_acts_is_its_country(tools: Tools) -> None:
    text = "وقعت فرنسا الاتفاق. وأعلنت باريس أنها سترد. ووصل الوفد إلى باريس."
    places = [(e.name, len(e.mentions)) for e in entities(text, tools) if e.kind == "place"]
    assert places == [("فرنسا", 2), ("باريس", 1)]


def test_a_speaker_is_not_whom_he_speaks_for(tools: Tools) -> None:
    found = people("طالبت كبيرة المتحدثين باسم رئيس الوزراء التركي مراد أوزال القناة بالرد.", tools)
    assert list(found) == ["كبيرة المتحدثين باسم رئيس الوزراء التركي مراد أوزال", "مراد أوزال"]


def test_an_unnamed_doer_is_a_person(tools: Tools) -> None:
    assert list(people("أكد الطبيب أن مفتشة شرطة قتلت المهاجم.", tools)) == ["مفتشة شرطة", "المهاجم"]


def test_of_overlapping_names_the_person_in_a_body_goes(tools: Tools) -> None:
    text = "جامعة سالم الراوي"
    mentions = [
        Mention(span=(0, 17), whole=(0, 17), kind="organization"),
        Mention(span=(6, 17), whole=(6, 17), kind="person"),
    ]
    assert [entity.kind for entity in chain(text, mentions, tools)[0]] == ["organization"]


def test_a_body_within_a_groups_name_stays(tools: Tools) -> None:
    found = entities("التقى الوفد مسؤولين من وزارة الخارجية الفرنسية.", tools)
    assert [(e.kind, e.name) for e in found][1:] == [
        ("group", "مسؤولين من وزارة الخارجية الفرنسية"),
        ("organization", "وزارة الخارجية الفرنسية"),
    ]
