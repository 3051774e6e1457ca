"""The word lists of verbs, triggers and cues hold together, and a line that does not is refused by name."""

from __future__ import annotations

from collections import Counter

import pytest

from mahdar.arabic import key
from mahdar.model import EVENT_TYPES
from mahdar.tools import lexicon as module
from mahdar.tools.lexicon import Lexicon
from mahdar.tools.tables import items, names_in, rows
from mahdar.words import analyse

COMPLEMENTS = {"subj", "obj", "gen", "clause", "ب", "ل", "من", "عن", "على", "الى", "مع", "ضد", "في", "بين", "حول"} | {
    "بشأن", "تجاه", "ازاء", "لدى", "ان", "ك", "ضمن", "قرب", "داخل", "وسط", "خارج", "امام", "نحو", "بحق", "من قبل",
    "برئاسة", "بحضور", "بمشاركة",
}  # fmt: skip
OPENINGS = {"ان", "ب", "الى", "على", "عن", ":", "obj", "في", "من", "ل"}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


def test_every_verb_line_gives_forms(lexicon: Lexicon) -> None:
    for path in names_in("verbs"):
        for past, present, participle, nouns in rows(path, 4):
            one = (past or items(present)[0] if past or present else items(nouns or participle)[0]).lstrip("=")
            assert lexicon.hits(analyse(one)), f"{path}: {one} is not found"


def test_no_lemma_has_two_lines_in_one_list() -> None:
    for path in names_in("verbs"):
        named = Counter(past or items(nouns or participle)[0] for past, _, participle, nouns in rows(path, 4))
        assert not [lemma for lemma, count in named.items() if count > 1], path


def test_triggers_are_known_types_with_known_complements(lexicon: Lexicon) -> None:
    found = [trigger for held in lexicon.triggers.values() for trigger in held]
    assert {trigger.type for trigger in found} == set(EVENT_TYPES)
    assert {part for trigger in found for part in trigger.frame} <= set(map(key, COMPLEMENTS))
    settled = {trigger.status for trigger in found}
    assert settled <= {None, "occurred", "future", "hypothetical", "negated", "historical"}


def test_every_list_holds_one_type_and_no_row_twice() -> None:
    for path in names_in("triggers"):
        held = [row[:8] for row in rows(path, 8)]
        assert {row[1].lower() for row in held} == {path.removeprefix("triggers/").removesuffix(".tsv")}
        assert not [row for row, count in Counter(held).items() if count > 1], path


def test_a_row_without_conditions_comes_last_of_its_lemma() -> None:
    for path in names_in("triggers"):
        settled: set[tuple[str, str]] = set()
        for lemma, _, _, _, needs, unless, _, part in rows(path, 8):
            assert (lemma, part) not in settled, f"{path}: a row of {lemma} is never reached"
            if not needs and not unless:
                settled.add((lemma, part))


def test_cues_open_with_known_words(lexicon: Lexicon) -> None:
    assert len(lexicon.cues) >= 250
    assert {opening for cue in lexicon.cues.values() for opening in cue.opens} <= set(map(key, OPENINGS))


def test_words_before_after_and_right_behind_a_trigger(lexicon: Lexicon) -> None:
    trigger = next(t for t in lexicon.triggers["اتفاق"] if t.type == "AGREE")
    assert "تم" in trigger.behind and "علي" in trigger.next
    assert "توصل" not in trigger.needs


def test_needed_words_count_in_all_their_forms(lexicon: Lexicon) -> None:
    trigger = next(t for t in lexicon.triggers["عقد"] if t.type == "CONSULT")
    assert {"اجتماع", "اجتماعا", "اجتماعها", "جلسته", "لقاءات"} <= trigger.needs


def test_rows_for_verbs_do_not_hold_for_nouns(lexicon: Lexicon) -> None:
    verb, noun = lexicon.hits(analyse("ويحققون"))[0], lexicon.hits(analyse("التحقيقات"))[0]
    assert {t.part for t in lexicon.triggers_of(noun)} <= {"", "noun"}
    assert {t.part for t in lexicon.triggers_of(verb)} <= {"", "verb"}


def test_rows_for_the_future_hold_for_it_alone(lexicon: Lexicon) -> None:
    now, later = lexicon.hits(analyse("يفرض"))[0], lexicon.hits(analyse("سيفرض"))[0]
    assert "THREATEN" not in {t.type for t in lexicon.triggers_of(now)}
    assert "THREATEN" in {t.type for t in lexicon.triggers_of(later)}


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (("نططط", "AGREE", "", "", "", "", "", ""), "no line"),
        (("قال", "CHAT", "", "", "", "", "", ""), "no such event type"),
        (("قال", "AGREE", "", "obj=victim", "", "", "", ""), "no such role"),
        (("قال", "AGREE", "", "", "", "", "", "adverb"), "no such part of speech"),
    ],
)
def test_a_wrong_row_is_named(lexicon: Lexicon, row: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        lexicon._add_trigger("triggers/some.tsv", row)


def test_kept_words_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT_WORDS", 3)
    small = Lexicon()
    for word in ("قال", "أكد", "طالب", "دعا", "وعد", "رفض"):
        assert small.hits(analyse(word))
    assert len(small._hits) <= 4
