"""Groups: people without an organisation, as they act or suffer (مسؤولون أتراك, 12 شخصا, مقاتلو المعارضة)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.model import Mention, Reading, Sentence, Token
from mahdar.words import name_start

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.groups import People

LONGEST = 8
"""Tokens of a group's name."""
CHAIRS = ("رئيس", "رئيسه", "رئاسه", "مجلس", "رؤساء", "الرئيس", "رئيسا", "رئيسي")
"""Words before الوزراء that make it somebody's office or the cabinet."""
_LEADS = ("", "و", "ف", "ب", "ل", "وب", "ول")


class Found(Struct, frozen=True):
    """A group found up to tokens[end], `lead` before it."""

    end: int
    lead: str = ""
    country: str | None = None
    sector: str | None = None


def find_groups(text: str, sentences: tuple[Sentence, ...], tools: Tools) -> list[Mention]:
    """Every group named in `text`, with the words that count it."""
    mentions = []
    starts = tools.groups.may_start
    for sentence in sentences:
        tokens, index = sentence.tokens, 0
        while index < len(tokens):
            found = group_at(tokens, index, tools) if starts(tokens[index].word) else None
            if found is None:
                index += 1
                continue
            mentions.append(_mention(tokens, index, found))
            index = found.end
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
    end, country = _adjectives(tokens, index + match.length, True, tools)
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
        return _tail(tokens, Found(end, "", country or nation), tools)
    if people.shape in ("plural", "construct") and not people.nation:
        owner = _owner(tokens, index + 1, tools)
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
    definite = word.folded.startswith("ال") and len(word.folded) > 4
    if definite and (_bare(word.folded) in lists.heads or not (body_only or word.folded in lists.stops)):
        end, country = _adjectives(tokens, index + 1, True, tools)
        return Found(end, "", country)
    if word.folded in lists.heads and index + 1 < len(tokens):
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
    if index + 1 == len(tokens) or word not in ("من", "في", "عن", "لدي"):
        return found
    if word == "في" and tools.organizations.named.at(tokens, index + 1) is None:
        return found
    owner = _owner(tokens, index + 1, tools, body_only=True)
    return Found(owner.end, "", found.country or owner.country) if owner is not None else found


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
        if word.kind != "number" and not any(r.rest in units and r.lead in _LEADS for r in word.readings):
            break
        index += 1
    return index


def _quantifier(tokens: tuple[Token, ...], index: int, tools: Tools) -> tuple[int, str]:
    """The end of بعض, العديد من, عدد كبير من at tokens[index] and its lead; `index` itself where there is none."""
    quantities = tools.groups.quantities
    for reading in tokens[index].word.readings:
        end = index + 1
        if _bare(reading.rest) in quantities["from"] or reading.rest in quantities["from"]:
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
        if (stem != word) is not definite:
            break
        nation = tools.places.nationalities.get(stem)
        form = tools.groups.forms.get(stem)
        listed = stem in tools.organizations.adjectives or stem in tools.groups.adjectives
        if nation is None and not listed and not _describes(form, stem):
            break
        country = country or nation
        index += 1
    return index, country


def _describes(form: People | None, stem: str) -> bool:
    """Whether a plural is an adjective here: جنود محتجزين, المتظاهرين المعارضين."""
    return form is not None and form.shape == "plural" and stem.endswith(("ون", "ين"))


def _bare(rest: str) -> str:
    return rest[2:] if rest.startswith("ال") and len(rest) > 4 else rest


def _mention(tokens: tuple[Token, ...], index: int, found: Found) -> Mention:
    span = (name_start(tokens[index], found.lead), tokens[found.end - 1].end)
    return Mention(span=span, whole=span, kind="group", lead=found.lead, country=found.country, sector=found.sector)
