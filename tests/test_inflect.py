"""Written forms, each with a reading that it must have, and forms that no verb may take."""

from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.inflect import is_hollow, noun_forms, past_forms, present_forms
from mahdar.tools.lexicon import Lexicon
from mahdar.words import analyse

CASES = Path(__file__).parent / "cases" / "verb_forms.tsv"


def cases() -> list[list[str]]:
    lines = CASES.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.mark.parametrize(("written", "lemma", "part", "person"), cases())
def test_form_has_its_reading(lexicon: Lexicon, written: str, lemma: str, part: str, person: str) -> None:
    readings = {(hit.form.lemma, hit.form.part, hit.form.person) for hit in lexicon.hits(analyse(written))}
    assert (lemma, part, "" if person == "-" else person) in readings


@pytest.mark.parametrize("written", ["مدينة", "الأمنية", "متحدث", "مسلم", "مستقبل", "المجتمع", "محاكم", "كاتب"])
def test_everyday_words_are_no_forms_of_speech_verbs(lexicon: Lexicon, written: str) -> None:
    assert not [hit for hit in lexicon.hits(analyse(written)) if hit.form.part == "participle"]


@pytest.mark.parametrize("written", ["الاجتماعي", "الدفاعي", "التعاوني"])
def test_adjectives_are_no_nouns_of_dealing(lexicon: Lexicon, written: str) -> None:
    assert not lexicon.hits(analyse(written))


@pytest.mark.parametrize(("written", "lemma"), [("بقال", "قال"), ("القال", "قال"), ("لطالب", "طالب"), ("سقال", "قال")])
def test_past_bears_no_preposition_article_or_future(lexicon: Lexicon, written: str, lemma: str) -> None:
    hits = lexicon.hits(analyse(written))
    assert not [hit for hit in hits if hit.form.lemma == lemma and hit.form.part == "past"]


def test_distinct_passives_are_marked() -> None:
    passive = {written for written, form in past_forms("أدان", "أدان") if form.passive}
    assert passive == {"ادين", "ادينت", "ادينوا"}
    assert {w for w, form in present_forms("قال", "يقول", True) if form.passive} == {"يقال", "تقال", "نقال", "اقال"}
    assert not [w for w, form in past_forms("كتب", "كتب") if form.passive]


def test_jussive_of_hollow_and_weak_verbs() -> None:
    assert ("يقل", True) in {(w, form.jussive) for w, form in present_forms("قال", "يقول", True)}
    assert ("يلتق", True) in {(w, form.jussive) for w, form in present_forms("التقى", "يلتقي", False)}


@pytest.mark.parametrize(
    ("past", "hollow"),
    [("قال", True), ("استعاد", True), ("سأل", False), ("دعا", False), ("نادى", False), ("رد", False)],
)
def test_is_hollow(past: str, hollow: bool) -> None:
    assert is_hollow(past) is hollow


def test_noun_bears_its_owner() -> None:
    assert {form.pronoun for written, form in noun_forms("لقاء", "لقاء") if written == "لقائهم"} == {"هم"}
