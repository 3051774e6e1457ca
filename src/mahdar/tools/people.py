"""Lists about people: names, name particles, role heads, titles, and the common words that are never names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct, structs

from mahdar.arabic import DIRECTION_SIGNS, MARKS, key
from mahdar.inflect import is_hollow, past_forms, present_forms
from mahdar.model import Word
from mahdar.tools.gazetteer import Gazetteer
from mahdar.tools.tables import items, rows

Use = Literal["office", "human", "rank", "kin"]
Number = Literal["one", "two", "many"]
_SIGNS = re.compile(f"[{MARKS}{DIRECTION_SIGNS}\u0640]")
_PRONOUNS = ("هما", "هم", "ها", "نا", "هن", "ه", "ي")
_ENDINGS = ("ه", "ات", "ين", "ون", "ان", "تين", "تان", "ا", "ي", "يه", "يا", "و", "وا", *_PRONOUNS, "ته", "تها", "تهم",
            "ائه", "ائها", "ائهم", "اته", "اتها", "اتهم", "ينها", "يه", "يها", "يهم", "نا")  # fmt: skip
_SHORTEST_STEM = 2
_KEPT_WORDS = 120_000


class RoleHead(Struct, frozen=True):
    """The first word of a naming by office or job: what it may do, its sector, its number; `stem` joins its forms."""

    stem: str
    use: Use
    sector: str
    number: Number
    human: bool  # may stand alone when indefinite: مسؤول تركي
    adjective: bool  # is an adjective too: صحفي
    needs: frozenset[str] = frozenset()  # one of these must follow: العهد after ولي


class Title(Struct, frozen=True):
    """Words of honour before a name; `use` is "title", "person" (names somebody by itself) or ""."""

    use: str
    sector: str | None


class Traits(Struct, frozen=True):
    """What one written word may be in a person's name. `lead` is split off before `rest`."""

    lead: str
    rest: str
    given: bool
    family: bool
    alone: bool  # a surname that means nothing else
    joins: bool
    opens: bool
    common: bool  # an ordinary word of the language
    hard: bool  # a function word, never part of a name
    verb: bool  # listed as a frequent verb
    starts: bool  # may be the first word of somebody's naming: most words never are
    role: RoleHead | None
    role_lead: str
    definite: bool  # of the role: bears the article
    owned: bool  # of the role: bears a pronoun (نظيره)


class _Names:
    """Names folded, and as they are spelled: علي is a name, على is none."""

    def __init__(self, names: list[str]) -> None:
        self.folded = frozenset(map(key, names))
        self.spelled = frozenset(map(_spelled, names))

    def has(self, rest: str, spelled: str, ordinary: frozenset[str]) -> bool:
        """Whether the word is listed; one that folds to an ordinary word must be spelled as the name is."""
        return rest in self.folded and (rest not in ordinary or spelled in self.spelled)


class People:
    """All lists about people; `traits(word)` tells what a written word may be, kept once computed."""

    def __init__(self) -> None:
        self.given = _Names(_cells("people/given.tsv", "people/given_faker.tsv"))
        self.family = _Names(_cells("people/family.tsv", "people/family_faker.tsv"))
        self.joins = _group("people/particles.tsv", "joins")
        self.faithful = _group("people/particles.tsv", "with faith")
        self.opens = _group("people/particles.tsv", "opens") | self.faithful
        self.holy = _group("people/particles.tsv", "god") | _group("people/particles.tsv", "faith")
        themes = {theme: items(cell) for theme, cell in rows("people/vocabulary.tsv", 2)}
        self.common = frozenset(key(word) for words in themes.values() for word in words)
        self.hard = frozenset(map(key, themes["function"]))
        self.phrases = frozenset(map(key, themes["phrases"]))
        self.verbs = frozenset(map(key, themes["verbs"])) | frozenset(_verb_forms())
        self.nouns = frozenset(
            key(word) for theme, words in themes.items() if theme not in ("verbs", "phrases") for word in words
        )
        self._adjectives = frozenset(
            key(word) for theme, words in themes.items() if "adjectives" in theme for word in words
        )
        self._spelled = frozenset(_spelled(word) for words in themes.values() for word in words)
        self.alone = _group("people/family.tsv", "alone") - self.common
        self.pairs = frozenset(
            name
            for name in self.given.folded | self.family.folded
            if name.count(" ") == 1 and name.split()[0] not in self.joins | self.opens
        )
        self._before_pair = frozenset(name.split()[0] for name in self.pairs)
        self.titles: Gazetteer[Title] = Gazetteer()
        for title, use, sector in rows("people/titles.tsv", 3):
            self.titles.add(title, Title(use, sector or None))
        self.roles = dict(_role_forms(("office", "human", "rank")))
        self.kin = dict(_role_forms(("kin",)))
        self._traits: dict[str, Traits] = {}

    def traits(self, word: Word) -> Traits:
        """What `word` may be."""
        found = self._traits.get(word.raw)
        if found is None:
            if len(self._traits) >= _KEPT_WORDS:
                self._traits.clear()
            found = self._traits[word.raw] = self._look(word)
        return found

    def is_common(self, rest: str) -> bool:
        """Whether `rest`, folded and without particles, is an ordinary word in any of its forms."""
        return any(stem in self.common for stem in _stems(rest))

    def is_adjective(self, rest: str) -> bool:
        """Whether `rest` can be an adjective: listed as one, or bearing the ending of belonging (ي، ية)."""
        return rest.endswith(("ي", "يه")) or any(stem in self._adjectives for stem in _stems(rest))

    def _look(self, word: Word) -> Traits:
        spelled = _spelled(word.raw)
        lead, rest = self._name_reading(word, spelled)
        own = spelled[len(lead) :] if lead else spelled
        given = self._is_given(rest, own)
        family = self.family.has(rest, own, self.common)
        alone, opens = rest in self.alone and not given, rest in self.opens
        named = (given and own in self.given.spelled) or (family and own in self.family.spelled)
        hard = word.folded in self.hard and not (named and not lead and spelled not in self._spelled)
        role_lead, head, definite, owned = ("", None, False, False) if hard else self._role_reading(word)
        if given or family:
            listed = rest in self.common and not (named and own not in self._spelled)
            common = head is not None or listed or (rest.startswith("ال") and rest[2:] in self.common)
        else:
            common = head is not None or any(self.is_common(reading.rest) for reading in word.readings)
        return Traits(
            lead=lead,
            rest=rest,
            given=given and not hard,
            family=family and not hard,
            alone=alone,
            joins=word.folded in self.joins,
            opens=opens and not hard,
            common=common,
            hard=hard,
            verb=not given and any(r.rest in self.verbs and not set(r.lead) & set("بلك") for r in word.readings),
            starts=given
            or alone
            or opens
            or head is not None
            or rest in self._before_pair
            or self.titles.may_start(word),
            role=head,
            role_lead=role_lead,
            definite=definite,
            owned=owned,
        )

    def _name_reading(self, word: Word, spelled: str) -> tuple[str, str]:
        """The reading that is a listed name; particles are not split off a word that is ordinary with them."""
        for reading in word.readings:
            if (
                "ك" in reading.lead
                or "س" in reading.lead
                or (reading.lead and (word.folded in self.common or word.folded in self.roles))
            ):
                continue
            own, rest = spelled[len(reading.lead) :], reading.rest
            if self._is_given(rest, own) or self.family.has(rest, own, self.common) or rest in self.opens:
                return reading.lead, rest
        return "", word.folded

    def _is_given(self, rest: str, spelled: str) -> bool:
        """Listed, or made with عبد in one word: عبدالمنعم."""
        return self.given.has(rest, spelled, self.common) or (rest.startswith("عبدال") and len(rest) > len("عبدال") + 1)

    def _role_reading(self, word: Word) -> tuple[str, RoleHead | None, bool, bool]:
        for reading in word.readings:
            if "س" in reading.lead:
                continue
            head = self.roles.get(reading.stem)
            if head is not None and not (word.raw.endswith("ه") and self._owned(reading.rest[:-1])):  # نظيره, not نظيرة
                return reading.lead, head, reading.stem != reading.rest, False
            for pronoun in ("هما", "هم", "ها", "ه"):
                if reading.rest.endswith(pronoun) and (owned := self._owned(reading.rest[: -len(pronoun)])) is not None:
                    return reading.lead, owned, False, True
        return "", None, False, False

    def _owned(self, stem: str) -> RoleHead | None:
        """The role head before a pronoun: زوجت(ه), نظير(ه), أبنائ(ه)."""
        for form in (stem, stem[:-1] + "ه" if stem.endswith("ت") else stem):
            if form in self.kin:
                return self.kin[form]
        return None


def _cells(*paths: str) -> list[str]:
    return [name for path in paths for _, cell in rows(path, 2) for name in items(cell)]


def _group(path: str, wanted: str) -> frozenset[str]:
    return frozenset(key(word) for group, cell in rows(path, 2) if group == wanted for word in items(cell))


def _spelled(word: str) -> str:
    """`word` without marks and tatweel, its hamzas, ى and ة kept."""
    return _SIGNS.sub("", word)


def _role_forms(uses: tuple[str, ...]) -> Iterator[tuple[str, RoleHead]]:
    """Written forms, without the article, of the role heads with these uses; the first line that gives a form decides,
    and one that needs no second word before one that does."""
    found: dict[str, RoleHead] = {}
    lines = [line for line in rows("people/roles.tsv", 3) if _use(line[1]) in uses]
    human = {key(one) for _, use, cell in lines if use == "human" for _, one, _ in map(_item, items(cell))}
    for sector, use, cell in lines:
        for signs, one, broken in map(_item, items(cell)):
            first, _, second = key(one).partition(" ")
            feminine = "!" not in signs and use != "rank"
            for form, number in _inflected(first, key(broken).partition(" ")[0], feminine):
                head = RoleHead(
                    first,
                    _use(use),
                    sector,
                    number,
                    first in human,
                    "~" in signs,
                    frozenset((second,) if second else ()),
                )
                held = found.get(form)
                if held is not None and held.needs and held.number == number and second:
                    found[form] = structs.replace(held, needs=held.needs | head.needs)
                elif held is None or (held.needs and not second) or (held.number != "one" and number == "one"):
                    found[form] = head
    yield from found.items()


def _verb_forms() -> Iterator[str]:
    for past, present in rows("people/verbs.tsv", 2):
        for written, _form in (*past_forms(past, past), *present_forms(past, present, is_hollow(past))):
            yield written


def _item(item: str) -> tuple[str, str, str]:
    """Signs, singular and broken plural of "!~singular/plural"."""
    bare = item.lstrip("!~")
    one, _, broken = bare.partition("/")
    return item[: len(item) - len(bare)], one, broken


def _use(cell: str) -> Use:
    if cell not in ("office", "human", "rank", "kin"):
        raise ValueError(f"data/people/roles.tsv: no such use: {cell!r}")
    return cell  # type: ignore[return-value]


def _inflected(one: str, broken: str, feminine: bool) -> Iterator[tuple[str, Number]]:
    base = one[:-1] if one.endswith("ه") else one
    yield one, "one"
    yield one + "ا", "one"
    if feminine:
        yield base + "ه", "one"
        yield base + "ات", "many"
    for ending in ("ان", "ين", "ون", "و", *(("تان", "تين") if feminine else ())):
        yield base + ending, "many"
    if broken:
        yield broken, "many"


def _stems(rest: str) -> Iterator[str]:
    """`rest` and what is left of it without article and endings, كتابه -> كتاب, الأمنية -> امني -> امن."""
    bare = rest[2:] if rest.startswith("ال") and len(rest) > 4 else rest
    yield rest
    yield bare
    nisba = bare != rest and bare.endswith("ي")  # السهلي is a family, السياسي is listed as it stands
    for ending in _ENDINGS:
        if nisba and ending == "ي":
            continue
        if bare.endswith(ending) and len(bare) - len(ending) > _SHORTEST_STEM:
            stem = bare[: -len(ending)]
            yield stem
            yield stem + "ه"
