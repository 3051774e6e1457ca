"""What is asked for and what is done, under one name: عقد جلسة and انعقدت الجلسة are both a session. The lists are in
data/ledger; a verb's forms and nouns are one word by the lists in data/verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from msgspec import Struct

from mahdar.arabic import key
from mahdar.stems import indexed, stem

_DATA = files("mahdar") / "data"
_HEAD = 12  # stems of a content that may name the deed
_BEFORE_DEED = 1  # telling words that may stand before its name, as in «الحكومة فتح تحقيق»; of common ones any number
_AT_TRIGGER = 7  # stems from the trigger on that may name the deed: «عقد أمس في مقر … اجتماعا»
Wording = tuple[str, ...]
_FUTURE = re.compile(r"(?<!\w)[وف]?(س[يتن]\w{3,})")


class Deed(Struct, frozen=True):
    """A deed's name and the event types that tell it."""

    name: str
    types: frozenset[str]


def deeds_asked(content: Sequence[str]) -> frozenset[str]:
    """The names of the deeds that a content, given by its stems, asks for or promises: those named first."""
    lemmas = tuple(map(_lemma, content[:_HEAD]))
    others = 0
    for at in range(len(lemmas)):
        if at and content[at - 1] in _stems("beside"):
            continue  # «سيعقد خلال زيارته لقاء» is a meeting
        stops = content[at] in _stems(
            "stop"
        )  # to stop a deed is not the deed; وقف إطلاق النار is one, named by three words
        if found := frozenset(deed.name for words, deed in _named_at(lemmas, at) if len(words) > stops):
            return found
        if stops:
            return frozenset()
        others += content[at] not in common_words()
        if others > _BEFORE_DEED:
            break
    return frozenset()


def deeds_told(kind: str, words: Sequence[str]) -> frozenset[str]:
    """The names of the deeds that an event of type `kind` tells, given the stems from its trigger on:
    those named first."""
    lemmas = tuple(map(_lemma, words[:_AT_TRIGGER]))
    named = (frozenset(d.name for _, d in _named_at(lemmas, at) if kind in d.types) for at in range(len(lemmas)))
    return next(filter(None, named), frozenset())


@cache
def undone_by(name: str) -> frozenset[str]:
    """The deeds that go against a promise of the deed `name`."""
    return frozenset(done for promised, done in _rows("opposites.tsv") if promised == name)


def telling(text: str) -> tuple[str, ...]:
    """The stems of `text`, each once and in order, without those that tell nothing of what it is about; verbs and their
    nouns by one stem."""
    words = (word for word in indexed(text).split() if word not in common_words() and len(word) > 1)
    return tuple(dict.fromkeys(map(_lemma, words)))


@cache
def common_words() -> frozenset[str]:
    """Stems that tell nothing of what is asked for."""
    lines = (*_lines("ledger/common.txt"), *_lines("stems/small.txt"))
    return frozenset(word for line in lines for word in indexed(line).split())


def says(kind: str, text: str) -> bool:
    """True where `text` has words of one kind of words.tsv: ahead (future verbs too), renewed, refers, game,
    unreal, pledge."""
    folded = key(text)
    if _wordings(kind).search(folded):
        return True
    return kind == "ahead" and any(not stem(verb).startswith("س") for verb in _FUTURE.findall(folded))


@cache
def _stems(kind: str) -> frozenset[str]:
    return frozenset(stem(words) for name, words in _rows("words.tsv") if name == kind)


@cache
def _wordings(kind: str) -> re.Pattern[str]:
    words = "|".join(re.escape(key(words)).replace("…", r"\w*") for name, words in _rows("words.tsv") if name == kind)
    return re.compile(rf"(?<!\w)[وف]?[بلك]?(?:ال)?(?:{words})(?!\w)")


def _named_at(lemmas: Wording, at: int) -> Iterator[tuple[Wording, Deed]]:
    """The wordings that stand from `at` on, with the deeds that they name."""
    for words, deed in _by_first_word().get(lemmas[at], ()) if at < len(lemmas) else ():
        if lemmas[at : at + len(words)] == words:
            yield words, deed


@cache
def _by_first_word() -> dict[str, list[tuple[Wording, Deed]]]:
    found: dict[str, list[tuple[Wording, Deed]]] = {}
    for name, types, all_words in _rows("deeds.tsv"):
        for words in all_words.split(","):
            lemmas = tuple(map(_lemma, indexed(words).split()))
            found.setdefault(lemmas[0], []).append((lemmas, Deed(name, frozenset(types.split(",")))))
    return found


def _lemma(word: str) -> str:
    """The stem under which a verb's forms and nouns are one; the word itself if it has no verb. Of a present tense the
    lists have the form with ي alone."""
    of = _lemmas()
    return of.get(word) or (of.get("ي" + word[1:]) if word[0] in "تنا" else None) or word


@cache
def _lemmas() -> dict[str, str]:
    """Stem -> the stem of its verb; of several verbs with the stem the first in the lists."""
    found: dict[str, str] = {}
    for path in ("verbs/material.tsv", "verbs/verbal.tsv"):
        for line in _lines(path):
            forms = [form.strip(" =") for cell in line.split("\t") for form in cell.split(",")]
            own = [stem(form) for form in forms if form not in ("", "-")]
            for form in own:
                found.setdefault(form, found.get(own[0], own[0]))
    return found


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in _lines(f"ledger/{name}")]


def _lines(path: str) -> list[str]:
    return [line for line in (_DATA / path).read_text("utf-8").splitlines() if line and not line.startswith("#")]
