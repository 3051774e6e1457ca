"""Groups: people without an organisation, as they act or suffer (مسؤولون أتراك, 12 شخصا, مقاتلو المعارضة)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.model import Mention, Reading, Sentence, Token, Word
from mahdar.words import name_start

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.groups import People

LONGEST = 8
"""Tokens of a group's name."""
CHAIRS = ("رئيس", "رئيسه", "رئاسه", "مجلس", "رؤساء", "الرئيس", "رئيسا", "رئيسي")
"""Words before الوزراء that make it somebody's office or the cabinet."""
MARKS = frozenset("\"“”«»'‘’")
_LEADS = ("", "و", "ف", "ب", "ل", "وب", "ول")


_AGREEING = ("ون", "ين", "يه", "ات")
"""Endings of adjectives behind a definite plural."""


_ENGAGED = ("مشارك", "مطلع", "متورط", "ضالع", "متخصص", "عامل", "مقيم", "مسؤول", "متواجد", "موجود")
"""Stems of participles that take a complement with في or على: المشاركين في المفاوضات, مطلعون على المحادثات."""


class Found(Struct, frozen=True):
    """A group found up to tokens[end], `lead` before it."""

    end: int
    lead: str = ""
    country: str | None = None
    sector: str | None = None


def find_groups(text: str, sentences: tuple[Sentence, ...], tools: Tools) -> list[Mention]:
    """Every group named in `text`, with the words that count it."""
    mentions = []
    for sentence in sentences:
        tokens, end = sentence.tokens, 0
        for index in tools.groups.may_start.among(tokens):
            found = group_at(tokens, index, tools) if index >= end else None
            if found is not None:
                mentions.append(_mention(tokens, index, found))
                end = found.end
    return mentions


def group_at(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    """The group that starts at tokens[index], if one does."""
    found = _counted(tokens, index, tools)
    if found is not None:
        return found
    if tokens[index].word.kind != "word":
        return None
    match = tools.groups.fixed.at(tokens, index)
    named = _people(tokens, index, tools)
    if match is None or (named is not None and named.end > index + match.length):
        return named
    definite = tokens[index].word.folded.startswith("ال") or match.length == 1
    end, country = _adjectives(tokens, index + match.length, definite, tools)
    return Found(end, match.lead, country, match.entry or None)


def _people(tokens: tuple[Token, ...], index: int, tools: Tools, counted: bool = False) -> Found | None:
    """A plural with what belongs to it; after a count one without any will do."""
    before = tokens[index - 1].word.folded if index else ""
    for reading in tokens[index].word.readings:
        if ("ك" in reading.lead and not counted) or (_bare(reading.rest) == "وزراء" and before.endswith(CHAIRS)):
            continue
        people = _form(reading, tools)
        if people is not None and people.shape == "owned" and tokens[index].word.raw.endswith("ة"):
            continue  # مسؤولية is no مسؤوليه
        if people is not None and (found := _complete(tokens, index, reading, people, counted, tools)) is not None:
            return Found(found.end, reading.lead, found.country, people.sector)
    return None


def _form(reading: Reading, tools: Tools) -> People | None:
    people = tools.groups.forms.get(_bare(reading.rest))
    if people is not None:
        return people
    bare = _bare(reading.rest)
    if bare in tools.places.peoples or (bare.endswith(("ون", "ين")) and bare in tools.places.nationalities):
        return tools.groups.nation
    return None


def _complete(
    tokens: tuple[Token, ...], index: int, reading: Reading, people: People, counted: bool, tools: Tools
) -> Found | None:
    definite = reading.rest.startswith("ال") and reading.rest != _bare(reading.rest)
    nation = tools.places.nationalities.get(_bare(reading.rest)) if people.nation else None
    if people.shape == "owned":
        return None if definite else Found(*_adjectives(tokens, index + 1, True, tools)[:1])
    if definite:
        if people.shape in ("construct", "single") or (people.shape == "dual" and people.joined):
            return None
        end, country = _adjectives(tokens, index + 1, True, tools)
        found = Found(end, "", country or nation)
        apart = end < len(tokens) and tokens[end].word.folded == "من"  # طلب الوفد من الحكومة
        return found if apart else _tail(tokens, found, tools)
    if people.shape in ("plural", "construct") and not people.nation and not _is_closed(reading.rest, tools):
        owner = _owner(tokens, index + 1, tools) or _deep_owner(tokens, index + 1, tools)
        owner = owner or _shared_owner(tokens, index + 1, tools)
        if owner is not None:
            return owner
    end, country = _adjectives(tokens, index + 1, False, tools)
    found = _tail(tokens, Found(end, "", country or nation), tools)
    enough = counted or found.end > index + 1 or (people.shape in ("plural", "dual") and not people.joined)
    if people.shape == "construct" or not enough or (people.shape == "single" and not counted):
        return None
    return None if people.nation and found.end == index + 1 and not counted else found


def _owner(tokens: tuple[Token, ...], index: int, tools: Tools, body_only: bool = False) -> Found | None:
    """What a plural before tokens[index] belongs to: مقاتلي حزب العمال, وزراء خارجية فرنسا وألمانيا, رجال الإطفاء;
    with `body_only` no mere noun will do."""
    if index >= len(tokens) or tokens[index].word.kind != "word":
        return None
    word, lists = tokens[index].word, tools.organizations
    if word.folded in lists.inner or word.folded in ("خارجيه", "داخليه", "دفاع", "ماليه"):
        inner = _owner(tokens, index + 1, tools)
        if inner is not None:
            return inner
    body = lists.named.at(tokens, index)
    place = tools.places.named.at(tokens, index)
    for match in (body, place):
        if match is not None and not match.lead:
            end, country = _adjectives(tokens, index + match.length, True, tools)
            return Found(_joined(tokens, end, tools), "", country or match.entry.country)
    people = tools.groups.forms.get(word.folded)
    if people is not None and people.shape == "owned":
        return Found(index + 1)  # من أفراد عائلته
    definite = word.folded.startswith("ال") and len(word.folded) > 4
    if definite and (_bare(word.folded) in lists.heads or not (body_only or word.folded in tools.groups.stops)):
        end, country = _adjectives(tokens, index + 1, True, tools)
        return Found(end, "", country)
    if word.folded in lists.heads and index + 1 < len(tokens):
        return _owner(tokens, index + 1, tools)
    return None


def _is_closed(rest: str, tools: Tools) -> bool:
    """Whether a plural bears ن or the accusative's ا, and so belongs to nobody: أطلق مسلحون النار, أوفد وفدا التقى."""
    return rest.endswith(("ون", "ين")) or (rest.endswith("ا") and rest[:-1] in tools.groups.forms)


def _deep_owner(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    """An owner behind one more noun or between marks: ضحايا هجوم لندن, مهاجمي "داعش"."""
    if index + 1 >= len(tokens):
        return None
    word = tokens[index].word
    if word.raw in MARKS:
        body = tools.organizations.named.at(tokens, index + 1)
        end = index + 1 + body.length if body is not None else len(tokens)
        closed = body is not None and not body.lead and end < len(tokens) and tokens[end].word.raw in MARKS
        return Found(end + 1, "", body.entry.country) if body is not None and closed else None
    noun = word.kind == "word" and word.folded in tools.people.nouns and not word.folded.startswith("ال")
    if not noun or tools.people.traits(word).verb or tools.people.is_adjective(word.folded):
        return None
    return _owner(tokens, index + 1, tools)


def _shared_owner(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    """The owner of two plurals, the second of which tokens[index] is: أسر وأصدقاء الضحايا."""
    if index >= len(tokens):
        return None
    for reading in tokens[index].word.readings:
        people = tools.groups.forms.get(reading.rest) if reading.lead == "و" else None
        if people is not None and people.shape in ("plural", "construct") and not _is_closed(reading.rest, tools):
            return _owner(tokens, index + 1, tools)
    return None


def _joined(tokens: tuple[Token, ...], index: int, tools: Tools) -> int:
    """The end of a row of places from tokens[index] on: وألمانيا وبريطانيا."""
    while index < len(tokens):
        match = tools.places.named.at(tokens, index)
        if match is None or match.lead != "و" or match.entry.kind != "country":
            return index
        index += match.length
    return index


def _tail(tokens: tuple[Token, ...], found: Found, tools: Tools) -> Found:
    """`found` with من الائتلاف, في وزارة الدفاع, بالاتحاد الأوروبي behind it."""
    index = found.end
    if index >= len(tokens):
        return found
    body = tools.organizations.named.at(tokens, index)
    if body is not None and body.lead == "ب":
        return Found(index + body.length, "", found.country or body.entry.country)
    word = tokens[index].word.folded
    if index + 1 == len(tokens) or word not in ("من", "في", "عن", "لدي", "علي"):
        return found
    if word in ("في", "علي") and not _belongs(tokens, index, tools):
        return found
    engaged = _bare(tokens[index - 1].word.folded).startswith(_ENGAGED)
    owner = _owner(tokens, index + 1, tools, body_only=not engaged)
    if owner is None and engaged:
        owner = _deep_owner(tokens, index + 1, tools)
    return Found(owner.end, "", found.country or owner.country) if owner is not None else found


def _belongs(tokens: tuple[Token, ...], index: int, tools: Tools) -> bool:
    """Whether في or على at tokens[index] says whose the people are: في وزارة الدفاع, المشاركين في المفاوضات."""
    after, before = tokens[index + 1].word.folded, tokens[index - 1].word.folded
    if tokens[index].word.folded == "في" and (
        tools.organizations.named.at(tokens, index + 1) is not None
        or (after in tools.organizations.heads and after not in tools.places.heads)
    ):
        return True
    return _bare(before).startswith(_ENGAGED) and tools.places.named.at(tokens, index + 1) is None


def _counted(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    """12 شخصا, نحو مئة متظاهر, عدد من الجرحى, بعض الدول, ثلاثة جنود أتراك."""
    groups = tools.groups
    about = groups.about.at(tokens, index)
    start = index + about.length if about is not None else index
    lead = about.lead if about is not None else ""
    end = _number(tokens, start, tools)
    number = end > start
    if number:
        lead = lead or _lead(tokens[start], groups.quantities["unit"])
    elif about is None:
        end, lead = _quantifier(tokens, start, tools)
    if end <= start or end >= len(tokens):
        return None
    if number and tokens[end].word.folded == "من" and end + 1 < len(tokens):
        end += 1
    if tokens[end].word.kind != "word":
        return None
    found = _people(tokens, end, tools, counted=True)
    return Found(found.end, lead, found.country, found.sector) if found is not None and not found.lead else None


def _number(tokens: tuple[Token, ...], index: int, tools: Tools) -> int:
    """The end of the number at tokens[index], in digits or words."""
    units = tools.groups.quantities["unit"]
    start = index
    while index < min(start + 5, len(tokens)):
        word = tokens[index].word
        counts = word.kind == "number" or any(r.rest in units and r.lead in _LEADS for r in word.readings)
        if not counts and not (index > start and _is_decimal(tokens, index)):
            break
        index += 1
    return index


def _is_decimal(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether tokens[index] is the mark inside a number: 1،9 مليون."""
    if tokens[index].word.raw not in ("،", ",", ".") or index + 1 >= len(tokens):
        return False
    glued = tokens[index - 1].end == tokens[index].start and tokens[index].end == tokens[index + 1].start
    return glued and tokens[index - 1].word.kind == tokens[index + 1].word.kind == "number"


def _quantifier(tokens: tuple[Token, ...], index: int, tools: Tools) -> tuple[int, str]:
    """The end of بعض, العديد من, عدد كبير من at tokens[index] and its lead; `index` itself where there is none."""
    quantities = tools.groups.quantities
    for reading in tokens[index].word.readings:
        end = index + 1
        if {_bare(reading.rest), reading.rest, reading.rest.removesuffix("ا")} & quantities["from"]:
            if end < len(tokens) and tokens[end].word.folded in quantities["big"]:
                end += 1
            if end < len(tokens) and tokens[end].word.folded == "من":
                return end + 1, reading.lead
        if reading.rest in quantities["noun"]:
            return index + 1, reading.lead
    return index, ""


def _lead(token: Token, words: frozenset[str]) -> str:
    return next((r.lead for r in token.word.readings if r.rest in words), "")


def _adjectives(tokens: tuple[Token, ...], index: int, definite: bool, tools: Tools) -> tuple[int, str | None]:
    """The end of the adjectives from tokens[index] on, with or without article, and the country that one names."""
    country, start = None, index
    while index < min(start + LONGEST, len(tokens)) and tokens[index].word.kind == "word":
        word = tokens[index].word.folded
        stem = _bare(word)
        if definite and word[2:].isdigit():
            index += 1  # الدول الـ12
            continue
        if (stem != word) is not definite:
            break
        nation = tools.places.nationalities.get(stem)
        if nation is None and not _is_adjective(stem, definite, tools):
            break
        country = country or nation
        index += 1
        while index < min(start + LONGEST, len(tokens)) and _joins(tokens[index].word, word, definite, tools):
            index += 1
    return index, country


def _is_adjective(stem: str, definite: bool, tools: Tools) -> bool:
    """Whether a word without article describes people or bodies."""
    if stem in tools.organizations.adjectives or stem in tools.groups.adjectives:
        return True
    if _describes(tools.groups.forms.get(stem), stem):
        return True
    if definite and stem in tools.groups.quantities["unit"]:
        return True  # المشتبه بهم الأربعة
    return definite and stem.endswith(_AGREEING) and tools.people.is_adjective(stem)


def _joins(word: Word, before: str, definite: bool, tools: Tools) -> bool:
    """Whether a second adjective goes on with و behind the adjective `before`: مسؤولون قطريون ومصريون."""
    for reading in word.readings:
        stem = _bare(reading.rest)
        if reading.lead != "و" or (stem != reading.rest) is not definite or stem[-2:] != before[-2:]:
            continue
        if stem in tools.places.nationalities or _is_adjective(stem, definite, tools):
            return stem not in tools.organizations.heads
    return False


def _describes(form: People | None, stem: str) -> bool:
    """Whether a plural is an adjective here: جنود محتجزين, المتظاهرين المعارضين."""
    return form is not None and form.shape == "plural" and stem.endswith(("ون", "ين"))


def _bare(rest: str) -> str:
    return rest[2:] if rest.startswith("ال") and len(rest) > 4 else rest


def _mention(tokens: tuple[Token, ...], index: int, found: Found) -> Mention:
    span = (name_start(tokens[index], found.lead), tokens[found.end - 1].end)
    return Mention(span=span, whole=span, kind="group", lead=found.lead, country=found.country, sector=found.sector)
