"""Organisations: known names, and names made of an opening word with what follows it (وزارة الخارجية الفرنسية)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.model import Mention, Sentence, Token, Word
from mahdar.words import name_start

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.organizations import Head, Organization

MARKS = frozenset("\"“”«»'‘’()[]")
LONGEST_QUOTED = 8
"""Tokens of a name between marks; longer stretches are speech."""
LONGEST = 9
"""Tokens of a name made of an opening word and what follows."""


class Found(Struct, frozen=True):
    """An organisation found up to tokens[end], `lead` before it; `head` is its opening word where it has one.
    A `back` name is short for a fuller one before it (الوزارة); `body` is the usual name of a known one."""

    end: int
    lead: str
    country: str | None = None
    sector: str | None = None
    head: str = ""
    back: bool = False
    body: str = ""


def find_organizations(text: str, sentences: tuple[Sentence, ...], tools: Tools) -> list[Mention]:
    """Every organisation named in `text`; a bare الوزارة only after a ministry that was named in full."""
    mentions: list[Mention] = []
    heads: set[str] = set()
    for sentence in sentences:
        tokens, end = sentence.tokens, 0
        for index in tools.organizations.may_start.among(tokens):
            found = organization_at(tokens, index, tools) if index >= end else None
            if found is not None and (not found.back or found.head in heads):
                heads.add(found.head)
                mentions.append(_mention(tokens, index, found))
                end = found.end
    return mentions


def organization_at(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    """The organisation that starts at tokens[index], if one does."""
    word = tokens[index].word
    if word.kind != "word":
        return None
    known, headed = _known(tokens, index, tools), _headed(tokens, index, tools)
    if known is None or (headed is not None and headed.end > known.end and not known.body):
        return headed
    return known


def _known(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    match = tools.organizations.named.at(tokens, index)
    if match is None:
        match = tools.organizations.weak.at(tokens, index)
        if match is None or not _between_marks(tokens, index, index + match.length):
            return None
    if "ك" in match.lead:
        return None
    end, country = _adjectives(tokens, index + match.length, tools)
    if not match.entry.name and end == index + match.length and (loose := _loose(tokens, end, tools)) is not None:
        end, country = loose.end, loose.country
    head = next((r.stem for r in tokens[index].word.readings if r.stem in tools.organizations.heads), "")
    body = match.entry
    if country and body.country not in (None, "IGO", country):  # مجلس الشورى العماني is not the Saudi one
        return Found(end, match.lead, country, body.sector, head)
    return Found(end, match.lead, body.country or country, body.sector, head, body=body.name)


def _between_marks(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    return start > 0 and end < len(tokens) and tokens[start - 1].word.raw in MARKS and tokens[end].word.raw in MARKS


def _headed(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    lists = tools.organizations
    for reading in tokens[index].word.readings:
        if "ك" in reading.lead or "س" in reading.lead:
            continue
        head = lists.heads.get(reading.rest)
        if head is not None and "lone" not in head.may and not ("plain" in head.may and "ب" in reading.lead):
            found = _after_head(tokens, index + 1, head, tools)
        elif (head := lists.heads.get(_without_article(reading.rest))) is not None:
            if "quoted" in head.may or ("lone" in head.may and (reading.lead or _depends(tokens, index, tools))):
                continue
            found = _after_definite(tokens, index + 1, head, tools)
        elif (head := lists.owned.get(reading.rest)) is not None:
            found = Found(_adjectives(tokens, index + 1, tools)[0], "", None, head.sector, head.word)
        else:
            continue
        if found is not None:
            body = found.body if head.may & {"name"} and "land" not in head.may else ""
            sector = found.sector or head.sector
            return Found(found.end, reading.lead, found.country, sector, head.word, found.back, body)
    return None


def _depends(tokens: tuple[Token, ...], index: int, tools: Tools) -> bool:
    """Whether tokens[index] belongs to the word before it, as الخارجية in وزير الخارجية or السياسة الخارجية."""
    if index == 0:
        return False
    before = tools.organizations.before
    return any(r.rest in before or r.rest.startswith("ال") for r in tokens[index - 1].word.readings)


def _after_definite(tokens: tuple[Token, ...], index: int, head: Head, tools: Tools) -> Found | None:
    """الحكومة الفرنسية, اللجنة الدولية للصليب الأحمر, الحكومة; `index` is behind the head."""
    end, country = _adjectives(tokens, index, tools)
    if end > index and head.word.endswith(("ه", "ات")) and not _is_feminine(tokens[index].word.folded):
        end = index  # another noun's adjective: الشرطة الأوزبكي رحمت عقيلوف
    if end > index and ("nation" not in head.may or country is not None):
        if "noun" in head.may:
            end = _purpose(tokens, end, tools)
        return Found(end, "", country)
    return Found(index, "", back="bare" not in head.may) if head.may & {"bare", "back"} else None


def _after_head(tokens: tuple[Token, ...], index: int, head: Head, tools: Tools) -> Found | None:
    """وزارة الخارجية الفرنسية, حزب العدالة والتنمية, صحيفة "لوموند", شرطة لندن; `index` is behind the head."""
    start = index
    while start < min(index + 3, len(tokens)) and tokens[start].word.folded in tools.organizations.inner:
        if (found := _complement(tokens, start, head, tools)) is not None:
            return found
        start += 1
    found = _complement(tokens, start, head, tools) if start < len(tokens) else None
    if found is None and "loose" in head.may:
        return _loose(tokens, start, tools, nation="nation" in head.may)
    return found


def _complement(tokens: tuple[Token, ...], start: int, head: Head, tools: Tools) -> Found | None:
    """What completes a name at tokens[start]: a name between marks, a known body, a place, a definite noun."""
    token = tokens[start]
    if token.word.raw in MARKS:
        return _quoted(tokens, start, tools)
    if token.word.kind != "word":
        return None
    lists = tools.organizations
    body = lists.named.at(tokens, start) or (lists.weak.at(tokens, start) if "name" in head.may else None)
    if body is not None and not body.lead:
        end, country = _adjectives(tokens, start + body.length, tools)
        return Found(end, "", country or body.entry.country, _sector(head, body.entry), body=body.entry.name)
    place = tools.places.named.at(tokens, start)
    if place is not None and not place.lead and head.may & {"land", "name"}:
        end, country = _adjectives(tokens, start + place.length, tools)
        return Found(end, "", country or place.entry.country)
    if "land" in head.may and token.word.folded in lists.own:
        return Found(start + 1, "")
    if "noun" not in head.may or not _is_definite(token.word) or token.word.folded in lists.stops:
        return None
    return _nouns(tokens, start, head, tools)


def _nouns(tokens: tuple[Token, ...], start: int, head: Head, tools: Tools) -> Found:
    """A definite noun with its adjectives, and for some heads more joined by و."""
    end, country = _adjectives(tokens, start + 1, tools)
    while "many" in head.may and end < min(start + LONGEST, len(tokens)) and _joins(tokens, end, tools):
        end, more = _adjectives(tokens, end + 1, tools)
        country = country or more
    return Found(end, "", country)


def _joins(tokens: tuple[Token, ...], index: int, tools: Tools) -> bool:
    """Whether tokens[index] goes on with والثروة and is no new party."""
    for reading in tokens[index].word.readings:
        if reading.lead == "و" and reading.rest.startswith("ال") and len(reading.rest) > 4:
            lists = tools.organizations
            named = lists.named.at(tokens, index) or tools.places.named.at(tokens, index)
            return named is None and reading.rest not in lists.stops and reading.stem not in lists.heads
    return False


def _purpose(tokens: tuple[Token, ...], index: int, tools: Tools) -> int:
    """The end of للطيران المدني or لأمن السواحل at tokens[index], else `index`."""
    if index >= len(tokens):
        return index
    for reading in tokens[index].word.readings:
        if reading.lead != "ل":
            continue
        if reading.rest in tools.organizations.inner:
            after = index + 1
            if after < len(tokens) and _is_definite(tokens[after].word):
                return _adjectives(tokens, after + 1, tools)[0]
        elif _is_purpose(reading.rest, tools) and tools.places.named.at(tokens, index) is None:
            return _adjectives(tokens, index + 1, tools)[0]
    return index


def _is_purpose(rest: str, tools: Tools) -> bool:
    """للطيران names what a body is for, للصحفيين and للرئيس whom somebody spoke to."""
    return rest.startswith("ال") and not rest.endswith(("ين", "ون")) and rest not in tools.organizations.stops


def _quoted(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    """A name between marks, the first of which is tokens[index], with the adjectives behind it."""
    for end in range(index + 2, min(index + 2 + LONGEST_QUOTED, len(tokens))):
        if tokens[end].word.raw in MARKS:
            match = tools.organizations.named.at(tokens, index + 1) or tools.organizations.weak.at(tokens, index + 1)
            after, country = _adjectives(tokens, end + 1, tools)
            if end == index + 2 and tokens[index + 1].word.folded in tools.organizations.adjectives:
                return None  # منظمة "إرهابية"
            if match is not None:
                return Found(after, "", match.entry.country or country, match.entry.sector, body=match.entry.name)
            return Found(after, "", country)
    return None


def _loose(tokens: tuple[Token, ...], index: int, tools: Tools, nation: bool = False) -> Found | None:
    """قوات تركية, ميليشيات مسلحة: adjectives without article from tokens[index] on."""
    end, country = index, None
    while end < len(tokens) and (word := tokens[end].word.folded) and not word.startswith("ال"):
        found = tools.places.nationalities.get(word)
        if found is None and (nation or word not in tools.organizations.adjectives):
            break
        end, country = end + 1, country or found
    return Found(end, "", country) if end > index else None


def _adjectives(tokens: tuple[Token, ...], index: int, tools: Tools) -> tuple[int, str | None]:
    """The end of the definite adjectives from tokens[index] on, and the country one of them names. One that differs
    in gender from the first is another noun's (دعم الحكومة الفرنسية الدبلوماسي), and so is الخاصة بـ."""
    country, start = None, index
    while index < len(tokens) and _is_definite(tokens[index].word):
        stem = _without_article(tokens[index].word.folded)
        nation = tools.places.nationalities.get(stem)
        if nation is None:
            agrees = _is_feminine(stem) == _is_feminine(tokens[start].word.folded)
            if not agrees or stem not in tools.organizations.adjectives or _takes_bi(tokens, index, stem):
                break
        country = country or nation
        index += 1
    return index, country


def _is_feminine(adjective: str) -> bool:
    return adjective.endswith(("ه", "اء"))  # الوطنية, الخضراء


def _takes_bi(tokens: tuple[Token, ...], index: int, stem: str) -> bool:
    """Whether an adjective goes on with ب, as in قرارات مجلس الأمن الخاصة بالهدنة."""
    if stem not in ("خاص", "خاصه") or index + 1 >= len(tokens):
        return False
    return any("ب" in reading.lead for reading in tokens[index + 1].word.readings)


def _is_definite(word: Word) -> bool:
    return word.kind == "word" and word.folded.startswith("ال") and len(word.folded) > 3


def _without_article(rest: str) -> str:
    return rest[2:] if rest.startswith("ال") and len(rest) > 3 else ""


def _sector(head: Head, body: Organization) -> str:
    return head.sector if head.sector in ("JRN", "MIL", "SPY", "COP", "JUD") else body.sector


def _mention(tokens: tuple[Token, ...], index: int, found: Found) -> Mention:
    start = name_start(tokens[index], found.lead)
    span = (start, tokens[found.end - 1].end)
    return Mention(
        span=span,
        whole=span,
        kind="organization",
        lead=found.lead,
        country=found.country,
        sector=found.sector,
        ids={"name": found.body} if found.body else {},
    )
