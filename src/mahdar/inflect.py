"""The written forms of an Arabic verb and its nouns, made from the principal parts that a dictionary gives.

Forms are folded (`arabic.key`) and without vowels, as newspapers write them: active and passive often look alike and are not
told apart here. The future's س and attached و، ف، ب، ل are split off before looking up, so no form bears them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from mahdar.arabic import key

Part = Literal["past", "present", "participle", "noun"]
OBJECTS = ("ه", "ها", "هم", "هما", "هن", "نا", "ني", "ك", "كم")
OWNERS = ("ه", "ها", "هم", "هما", "هن", "نا", "ي", "ك", "كم")


class Form(Struct, frozen=True):
    """One written form of a lemma: its part of speech, person ("3ms", "3fs", "3mp", "3d", "1s", "1p", "2"; "" for nouns)
    and the attached pronoun, "" where there is none."""

    lemma: str
    part: Part
    person: str = ""
    pronoun: str = ""
    jussive: bool = False  # stands only after لم and the like


def past_forms(lemma: str, past: str) -> Iterator[tuple[str, Form]]:
    """All forms of a past tense given by its third person singular, as in طالب، دعا، التقى، قال، بدأ."""
    stem = key(past)
    weak = past[-1] in "اى" and len(stem) > 2
    root = stem[:-1] if weak else stem
    bearing = root + "ا" if weak else stem  # before an attached object: دعاه، التقاه
    yield stem, Form(lemma, "past", "3ms")
    for ending, person in (("ت", "3fs"), ("وا", "3mp"), ("تا", "3d")):
        yield root + ending, Form(lemma, "past", person)
    yield (root + ("يا" if past[-1] == "ى" else "وا" if weak else "ا")), Form(lemma, "past", "3d")
    first = root + ("ي" if past[-1] == "ى" else "و") if weak else _short(stem)
    yield first + "ت", Form(lemma, "past", "1s")
    yield first + "نا", Form(lemma, "past", "1p")
    for pronoun in OBJECTS:
        yield bearing + pronoun, Form(lemma, "past", "3ms", pronoun)
        yield root + "ت" + pronoun, Form(lemma, "past", "3fs", pronoun)
        yield root + "و" + pronoun, Form(lemma, "past", "3mp", pronoun)


def present_forms(lemma: str, present: str, hollow: bool) -> Iterator[tuple[str, Form]]:
    """All forms of a present tense given by its third person singular, as in يطالب، يدعو، يلتقي، يقول."""
    core = key(present)[1:]
    weak = present[-1] in "ويىا"
    root = core[:-1] if weak else core
    bearing = root + "ا" if present[-1] == "ى" else core
    short = root if weak else core[:-2] + core[-1] if hollow and len(core) > 2 and core[-2] in "اوي" else ""
    for prefix, person in (("ي", "3ms"), ("ت", "3fs"), ("ن", "1p"), ("ا", "1s")):
        yield prefix + core, Form(lemma, "present", person)
        if short:
            yield prefix + short, Form(lemma, "present", person, jussive=True)
        for pronoun in OBJECTS:
            yield prefix + bearing + pronoun, Form(lemma, "present", person, pronoun)
    for ending in ("ون", "وا"):
        yield "ي" + root + ending, Form(lemma, "present", "3mp")
        yield "ت" + root + ending, Form(lemma, "present", "2")
    for pronoun in OBJECTS:
        yield "ي" + root + "ون" + pronoun, Form(lemma, "present", "3mp", pronoun)
        yield "ي" + root + "و" + pronoun, Form(lemma, "present", "3mp", pronoun)
    dual = root + "ي" if present[-1] == "ى" else core
    for prefix in "يت":
        yield prefix + dual + "ان", Form(lemma, "present", "3d")
        yield prefix + dual + "ا", Form(lemma, "present", "3d", jussive=True)


def participle_forms(lemma: str, participle: str) -> Iterator[tuple[str, Form]]:
    """Forms of an active participle: مطالب، مطالبا، مطالبة، مطالبين …; of a weak one given with its ya: داعي."""
    stem = key(participle)
    root = stem[:-1] if participle[-1] == "ي" else stem
    for form, person in ((stem, "3ms"), (root, "3ms"), (stem + "ا", "3ms"), (stem + "ه", "3fs"), (root + "ين", "3mp")):
        yield form, Form(lemma, "participle", person)
    for ending, person in (("ون", "3mp"), ("ات", "3fs"), ("ان", "3d"), ("تان", "3d"), ("تين", "3d")):
        yield root + ending, Form(lemma, "participle", person)


def noun_forms(lemma: str, noun: str) -> Iterator[tuple[str, Form]]:
    """Forms of a verbal noun: لقاء، لقاءات، لقائه، لقاؤهم، زيارته، زيارتين …, without the article."""
    stem = key(noun)
    feminine = noun[-1] == "ة"
    base = stem[:-1] + "ت" if feminine else stem
    yield stem, Form(lemma, "noun")
    for ending in ("ا", "ات", "ين", "ان", "ي") if not feminine else ("ين", "ان", "ي", "ا"):
        yield base + ending, Form(lemma, "noun")
    yield (stem[:-1] if feminine else stem) + "ات", Form(lemma, "noun")
    for pronoun in OWNERS:
        yield base + pronoun, Form(lemma, "noun", "", pronoun)
        yield (stem[:-1] if feminine else stem) + "ات" + pronoun, Form(lemma, "noun", "", pronoun)
        if noun[-1] == "ء":
            yield stem[:-1] + "ئ" + pronoun, Form(lemma, "noun", "", pronoun)
            yield stem[:-1] + "ؤ" + pronoun, Form(lemma, "noun", "", pronoun)


def _short(stem: str) -> str:
    """The stem before ت and نا: a hollow verb loses its long vowel (قال, قلت)."""
    return stem[:-2] + stem[-1] if len(stem) >= 3 and stem[-2] == "ا" else stem


def is_hollow(past: str) -> bool:
    """True for verbs like قال، زار، أدان، استعاد, whose jussive drops the long vowel."""
    return len(past) >= 3 and past[-2] == "ا" and past[-1] not in "اى"
