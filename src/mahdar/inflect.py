"""The written forms of an Arabic verb and its nouns, made from the principal parts that a dictionary gives.

Forms are folded (`arabic.key`) and without vowels, as newspapers write them: active and passive mostly look alike; only
forms that no active bears (قيل، طولب، أدين، يقال) are marked passive. No form bears the future's س or an attached و، ف،
ب، ل: these are split off before looking up.
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
    """One written form of a lemma: its part of speech, person ("3ms", "3fs", "3mp", "3d", "1s", "1p", "2"; "" for
    nouns) and the attached pronoun, "" where there is none."""

    lemma: str
    part: Part
    person: str = ""
    pronoun: str = ""
    jussive: bool = False  # stands only after لم and the like
    passive: bool = False  # bears the passive in its letters


def past_forms(lemma: str, past: str) -> Iterator[tuple[str, Form]]:
    """All forms of a past tense given by its third person singular, as in طالب، دعا، التقى، قال، بدأ، خشي."""
    stem = key(past)
    weak = past[-1] in "اى" and len(stem) > 2
    root = stem[:-1] if weak else stem
    bearing = root + "ا" if weak else stem  # before an attached object: دعاه، التقاه
    yield stem, Form(lemma, "past", "3ms")
    for ending, person in (("ت", "3fs"), ("تا", "3d")):
        yield root + ending, Form(lemma, "past", person)
    for plural in _past_plurals(past, root):
        yield plural, Form(lemma, "past", "3mp")
    yield (root + ("يا" if past[-1] == "ى" else "وا" if weak else "ا")), Form(lemma, "past", "3d")
    first = root + ("ي" if past[-1] == "ى" else "و") if weak else _short(past)
    yield first + "ت", Form(lemma, "past", "1s")
    yield first + "نا", Form(lemma, "past", "1p")
    for pronoun in OBJECTS:
        yield bearing + pronoun, Form(lemma, "past", "3ms", pronoun)
        yield root + "ت" + pronoun, Form(lemma, "past", "3fs", pronoun)
        yield root + "و" + pronoun, Form(lemma, "past", "3mp", pronoun)
    passive = _past_passive(past, root)
    for ending, person in (("", "3ms"), ("ت", "3fs"), ("وا", "3mp")) if passive else ():
        if passive + ending != stem:
            yield passive + ending, Form(lemma, "past", person, passive=True)


def _past_plurals(past: str, root: str) -> tuple[str, ...]:
    """The third person plural in every spelling: طالبوا، خشوا، بدأوا and بدؤوا، جاءوا and جاؤوا."""
    if past[-1] in "أء":
        return root + "وا", root[:-1] + "ؤوا", root[:-1] + "ءوا"
    return (root[:-1] + "وا",) if past[-1] == "ي" else (root + "وا",)


def _past_passive(past: str, root: str) -> str:
    """The passive where its letters differ: قيل، أدين، دعي، ألغي, طولب; else empty."""
    if is_hollow(past):
        return root[:-2] + "ي" + root[-1]
    if past[-1] in "اى" and len(past) > 2:
        return root + "ي"
    return root[0] + "و" + root[2:] if len(past) == 4 and past[1] == "ا" else ""


def present_forms(lemma: str, present: str, hollow: bool) -> Iterator[tuple[str, Form]]:
    """All forms of a present tense given by its third person singular, as in يطالب، يدعو، يلتقي، يقول."""
    core = key(present)[1:]
    weak = present[-1] in "ويىا"
    root = core[:-1] if weak else core
    bearing = root + "ا" if present[-1] == "ى" else core
    inside = hollow and len(core) > 2 and core[-2] in "اوي"
    short = root if weak else core[:-2] + core[-1] if inside else ""
    passive = core[:-2] + "ا" + core[-1] if inside else core
    for prefix, person in (("ي", "3ms"), ("ت", "3fs"), ("ن", "1p"), ("ا", "1s")):
        yield prefix + core if prefix + core[0] != "اا" else core, Form(lemma, "present", person)
        if passive != core:
            yield prefix + passive, Form(lemma, "present", person, passive=True)
        if short:
            yield prefix + short, Form(lemma, "present", person, jussive=True)
        for pronoun in OBJECTS:
            yield prefix + bearing + pronoun, Form(lemma, "present", person, pronoun)
    yield from _present_plurals(lemma, present, root, core)


def _present_plurals(lemma: str, present: str, root: str, core: str) -> Iterator[tuple[str, Form]]:
    stems = (root, root[:-1] + "ؤ", root[:-1] + "ء") if present[-1] == "أ" else (root,)  # يبدأون، يبدؤون، يبدءون
    for stem in stems:
        for ending in ("ون", "وا"):
            yield "ي" + stem + ending, Form(lemma, "present", "3mp")
            yield "ت" + stem + ending, Form(lemma, "present", "2")
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
    """Forms of a verbal noun: لقاء، لقاءات، لقائه، لقاؤهم، زيارته، زيارتين، دعواه …, without the article; those of two
    letters with it too (الرد), since a short word's ال is never split off."""
    stem = key(noun)
    feminine = noun[-1] == "ة"
    base = stem[:-1] + ("ت" if feminine else "ا") if noun[-1] in "ةى" else stem
    yield stem, Form(lemma, "noun")
    if len(stem) == 2:
        yield "ال" + stem, Form(lemma, "noun")
    # No bare ي after a masculine noun: الاجتماعي, الدفاعي are adjectives.
    for ending in ("ين", "ان", "ي", "ا") if feminine else ("ا", "ات", "ين", "ان"):
        yield base + ending, Form(lemma, "noun")
    yield (stem[:-1] if feminine else stem) + "ات", Form(lemma, "noun")
    for pronoun in OWNERS:
        yield base + pronoun, Form(lemma, "noun", "", pronoun)
        yield (stem[:-1] if feminine else stem) + "ات" + pronoun, Form(lemma, "noun", "", pronoun)
        if noun[-1] == "ء":
            yield stem[:-1] + "ئ" + pronoun, Form(lemma, "noun", "", pronoun)
            yield stem[:-1] + "ؤ" + pronoun, Form(lemma, "noun", "", pronoun)


def _short(past: str) -> str:
    """The stem before ت and نا: a hollow verb loses its long vowel (قلت، جئت), a doubled one opens (رددت)."""
    stem = key(past)
    if is_hollow(past):
        return stem[:-2] + ("ئ" if past[-1] == "ء" else stem[-1])
    return stem + stem[-1] if len(stem) == 2 else stem


def is_hollow(past: str) -> bool:
    """True for verbs like قال، زار، أدان، استعاد, whose jussive drops the long vowel."""
    return len(past) >= 3 and past[-2] == "ا" and past[-1] not in "اى"
