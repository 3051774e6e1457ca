from __future__ import annotations

import pytest

from mahdar.facts.contexts import find_contexts
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools


def contexts(text: str, tools: Tools) -> tuple[str, ...]:
    (sentence,) = find_sentences(text, tools.words)
    stems = frozenset(r.stem for token in sentence.tokens for r in token.word.readings)
    return find_contexts(stems, tools)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفت مدفعية الجيش مواقع المسلحين", "military"),
        ("وتحدث الوزير عن عودة اللاجئين", "asylum"),
        ("زار السفير مقر البلدية", "diplomatic"),
        ("ضرب زلزال عنيف غرب البلاد", "disasters"),
        ("يبدأ الاقتراع صباح الأحد", "election"),
        ("ندد بانتهاكات حقوق الإنسان", "human_rights"),
        ("ضبط شحنة من الكبتاغون", "illegal_drugs"),
    ],
)
def test_words_tell_their_context(text: str, expected: str, tools: Tools) -> None:
    assert expected in contexts(text, tools)


def test_one_word_of_a_pair_is_not_enough(tools: Tools) -> None:
    assert "peacekeeping" not in contexts("يسود السلام القرية", tools)


def test_plain_words_tell_none(tools: Tools) -> None:
    assert contexts("وصل الضيف مساء", tools) == ()


def test_all_contexts_of_the_codebook_have_words(tools: Tools) -> None:
    told = {context for entries in tools.contexts.by_stem.values() for _, context in entries}
    assert len(tools.contexts.order) == 37 and told == set(tools.contexts.order)
