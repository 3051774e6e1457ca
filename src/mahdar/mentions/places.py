"""Places: names from the gazetteers, with the words that open them, and capitals named by their country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from mahdar.model import Mention, Reading, Sentence, Token, Word
from mahdar.words import name_start

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.places import Place, Places

OPENING_MARKS = frozenset("\"“”«»'‘’()[]")
UNLIKE_NAMES = ("ه", "ات", "ين", "ون", "ها", "هم", "نا")
"""Endings that ordinary words bear much oftener than names."""
LEADS, WIDE_LEADS = frozenset("وفبل"), frozenset("وفبلك")
_REACHING = frozenset(("CONSULT", "ASSAULT", "MOBILIZE", "COERCE"))
"""Types of verbs that reach a city and seldom have one as their subject: زارت دمشق, قصفت صنعاء."""
LONGEST_QUOTED = 6
"""Tokens of a name between marks; longer stretches are speech."""


class Found(Struct, frozen=True):
    """A place found in tokens[start:end], `lead` before it."""

    end: int
    lead: str
    country: str | None = None
    at: tuple[float, float] | None = None
    geonames: int | None = None


def find_places(text: str, sentences: tuple[Sentence, ...], tools: Tools) -> list[Mention]:
    """Every place named in `text`, longest names first where they overlap."""
    mentions: list[Mention] = []
    acting: set[int] = set()
    for sentence in sentences:
        tokens, end = sentence.tokens, 0
        for index in tools.places.may_start.among(tokens):
            found = place_at(tokens, index, tools) if index >= end else None
            if found is not None:
                if _acts(tokens, index, found, tools):
                    acting.add(len(mentions))
                mentions.append(_mention(tokens, index, found))
                end = found.end
    return _governments(mentions, acting, tools.places)


def _acts(tokens: tuple[Token, ...], index: int, found: Found, tools: Tools) -> bool:
    """Whether a capital stands for its government: the subject of a verb, or a party with مع or بين."""
    capital = tools.places.capitals.get(found.country or "")
    if capital is None or capital.geonames != found.geonames or found.lead not in ("", "و"):
        return False
    if index and tokens[index - 1].word.kind == "word":
        before = tokens[index - 1].word
        if before.folded in ("مع", "بين", "وبين"):
            return True
        if _has_verb(before, tools) and not found.lead:
            return not _types(before, tools) & _REACHING
        if found.lead or "opens" not in tools.particles.kinds(before.folded):
            return False
    return found.end < len(tokens) and _has_verb(tokens[found.end].word, tools)


def _has_verb(word: Word, tools: Tools) -> bool:
    """Whether a word can be a finite verb whose subject is a city."""
    hits = tools.lexicon.hits(word)
    return any(hit.form.part in ("past", "present") and hit.form.person == "3fs" for hit in hits)


def _types(word: Word, tools: Tools) -> set[str]:
    """The event types that a word tells by itself."""
    rows = [row for hit in tools.lexicon.hits(word) for row in tools.lexicon.triggers.get(hit.form.lemma, ())]
    return {row.type for row in rows if not row.needs}


def _governments(mentions: list[Mention], acting: set[int], places: Places) -> list[Mention]:
    """The mentions, where capitals that act are one with their country if the text names it too."""
    named = {mention.ids.get("geonames") for mention in mentions}
    kept = []
    for index, mention in enumerate(mentions):
        land = places.lands.get(mention.country or "") if index in acting else None
        if land is not None and land.geonames in named:
            mention = replace(mention, ids={"geonames": land.geonames} if land.geonames else {}, at=land.at)
        kept.append(mention)
    return kept


def place_at(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    """The place that starts at tokens[index], if one does."""
    if tokens[index].word.kind != "word":
        return None
    headed, named = _headed(tokens, index, tools), _named(tokens, index, tools.places)
    if headed is None or (named is not None and named.end >= headed.end):
        return named
    return headed


def _named(tokens: tuple[Token, ...], index: int, places: Places) -> Found | None:
    match = places.named.at(tokens, index)
    if match is None or not set(match.lead) <= _leads(match.entry):
        return None
    if match.length == 1 and _is_adjective(tokens, index, match.lead, places):
        return None
    return _found(match.entry, index + match.length, match.lead)


def _leads(place: Place) -> frozenset[str]:
    """The particles that may stand before `place`: كنيس is a synagogue and no ك before Nice."""
    return WIDE_LEADS if place.kind in ("country", "capital") else LEADS


def _found(place: Place, end: int, lead: str) -> Found:
    return Found(end, lead, place.country, place.at, place.geonames)


def _is_adjective(tokens: tuple[Token, ...], index: int, lead: str, places: Places) -> bool:
    """Whether السعودية here is the adjective, as in الحكومة السعودية, and not the country."""
    word = tokens[index].word
    if index == 0 or lead not in ("", "و") or not _nationality(word.readings, places):
        return False
    return _definite(word) and _definite(tokens[index - 1].word)


def _definite(word: Word) -> bool:
    return any(reading.rest.startswith("ال") and len(reading.rest) > 4 for reading in word.readings)


def _nationality(readings: tuple[Reading, ...], places: Places) -> str | None:
    return next((places.nationalities[r.stem] for r in readings if r.stem in places.nationalities), None)


def _headed(tokens: tuple[Token, ...], index: int, tools: Tools) -> Found | None:
    places = tools.places
    if index + 1 >= len(tokens):
        return None
    for reading in tokens[index].word.readings:
        follows = places.heads.get(reading.rest)
        if follows is None:
            continue
        if reading.rest == "العاصمه":
            found = _capital(tokens, index, places)
        elif reading.rest == "الجانب":
            found = _side(tokens, index, places)
        else:
            found = _after_head(tokens, index + 1, follows, tools)
        if found is not None:
            return Found(found.end, reading.lead, found.country, found.at, found.geonames)
    return None


def _capital(tokens: tuple[Token, ...], index: int, places: Places) -> Found | None:
    """العاصمة القطرية, العاصمة القطرية الدوحة, العاصمة لندن."""
    country = _nationality(tokens[index + 1].word.readings[:1], places)
    capital = places.capitals.get(country or "")
    after = index + 2 if capital else index + 1
    match = places.named.at(tokens, after) if after < len(tokens) else None
    if match is not None and not match.lead and (capital is None or match.entry.country == country):
        return _found(match.entry, after + match.length, "")
    return _found(capital, after, "") if capital else None


def _side(tokens: tuple[Token, ...], index: int, places: Places) -> Found | None:
    """الجانب الفرنسي is France where it acts."""
    after = tokens[index + 1].word
    country = _nationality(after.readings[:1], places) if after.folded.startswith("ال") else None
    land = places.lands.get(country or "")
    return _found(land, index + 2, "") if land else None


def _after_head(tokens: tuple[Token, ...], index: int, follows: str, tools: Tools) -> Found | None:
    """The rest of a name whose opening word stands before tokens[index]."""
    places = tools.places
    marked = tokens[index].word.raw in OPENING_MARKS
    start = index + 1 if marked else index
    if start >= len(tokens) or tokens[start].word.kind != "word":
        return None
    match = places.named.at(tokens, start)
    if match is None or match.lead:
        match = places.weak.at(tokens, start) if follows == "town" else None
    if not marked and (match is None or match.length == 1) and _is_compound(tokens, start, follows, places):
        return _with_adjectives(tokens, Found(start + 2, ""), places)
    if match is not None and not match.lead:
        end = start + match.length
        end += marked and end < len(tokens) and tokens[end].word.raw in OPENING_MARKS
        found = _found(match.entry, end, "")
        if follows not in ("town", "land"):
            found = Found(end, "", match.entry.country, match.entry.at)
        return found if follows == "side" else _with_adjectives(tokens, found, places)
    if marked:
        return _quoted(tokens, index) if follows in ("site", "any") else None
    if not _fits(tokens[index], follows, tools):
        return None
    return _with_adjectives(tokens, Found(index + 1, ""), places)


def _is_compound(tokens: tuple[Token, ...], index: int, follows: str, places: Places) -> bool:
    """Whether the name at tokens[index] has two words although no list has it: بلدة تل حميس."""
    if follows not in ("town", "site", "any") or index + 1 >= len(tokens):
        return False
    return tokens[index].word.folded in places.compound and tokens[index + 1].word.kind == "word"


def _fits(token: Token, follows: str, tools: Tools) -> bool:
    """Whether a word that no list of places has may be a name here: بلدة شيلوبي, حي الدرج."""
    word = token.word
    stem = word.folded[2:] if word.folded.startswith("ال") else word.folded
    if stem in tools.organizations.adjectives or stem in tools.places.nationalities or tools.lexicon.hits(word):
        return False
    if word.folded.startswith("ال"):
        return follows == "any" and word.folded not in tools.organizations.stops
    traits = tools.people.traits(word)
    if traits.common or traits.hard or traits.verb or traits.role is not None or tools.particles.kinds(word.folded):
        return False
    return follows in ("town", "any") and not word.folded.endswith(UNLIKE_NAMES)


def _with_adjectives(tokens: tuple[Token, ...], found: Found, places: Places) -> Found:
    """`found` with the adjectives after it: مطار الكويت الدولي, مدينة كلس التركية."""
    end = found.end
    while end < len(tokens) and end < found.end + 2:
        first = tokens[end].word.readings[:1]
        if not first or not first[0].rest.startswith("ال"):
            break
        if first[0].stem not in places.adjectives and first[0].stem not in places.nationalities:
            break
        end += 1
    return Found(end, found.lead, found.country, found.at, found.geonames)


def _quoted(tokens: tuple[Token, ...], index: int) -> Found | None:
    """A name between marks, the first of which is tokens[index]."""
    for end in range(index + 2, min(index + 2 + LONGEST_QUOTED, len(tokens))):
        if tokens[end].word.raw in OPENING_MARKS:
            return Found(end + 1, "")
    return None


def _mention(tokens: tuple[Token, ...], index: int, found: Found) -> Mention:
    start = name_start(tokens[index], found.lead)
    span = (start, tokens[found.end - 1].end)
    ids: dict[str, int | str] = {"geonames": found.geonames} if found.geonames else {}
    return Mention(span=span, whole=span, kind="place", lead=found.lead, country=found.country, ids=ids, at=found.at)
