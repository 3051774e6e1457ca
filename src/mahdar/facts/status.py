"""Whether an event took place, will, may, did not, or lies long back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.facts.frames import light_verb
from mahdar.facts.line import COMMAS, STOPS, Line
from mahdar.model import Status

if TYPE_CHECKING:
    from mahdar.tools.lexicon import Hit

_NEAR = 5  # tokens before a trigger in which a particle bears on it
_ADJACENT = 2  # tokens between a negation and the definite noun that it denies: عدم الهجوم
_STILL = frozenset(("زال", "زالت", "زالوا", "يزال", "تزال", "يزالون", "نزال", "ازال", "انفك", "برح"))  # ما زال: still
_INDEED = frozenset(("قد", "وقد", "فقد", "لقد", "ولقد"))
_POSSIBLE = frozenset(("محتمل", "محتمله", "المحتمل", "المحتمله", "محتملا", "محتملين", "وشيك", "وشيكه"))
_BACK_YEARS = 1


def find_status(line: Line, at: int, hit: Hit, dates: tuple[str | None, str | None]) -> Status:
    """The status of the event whose trigger is token `at`; `dates` are the event's own date and the article's."""
    part, lead = hit.form.part, hit.lead
    event, published = dates
    if event and published and _long_before(event, published):
        return "historical"
    before = _governors(line, at)
    light = light_verb(line, at, lead) if part == "noun" else -1
    if light >= 0:
        before += [light, *_governors(line, light)]
    kinds = {kind for index in before for kind in line.kinds[index]}
    if _negated(line, at, hit, before) and part != "participle":
        return "negated"
    governed = part == "noun" and any("س" in other.lead for index in before for other in line.hits[index])
    if "س" in lead or governed or "fut" in kinds or (event and published and event > published[: len(event)]):
        return "future"
    if ("hyp" in kinds and not _affirmed(line, at, part)) or (part == "noun" and _only_possible(line, at)):
        return "hypothetical"
    return "occurred"


def _negated(line: Line, at: int, hit: Hit, before: list[int]) -> bool:
    """True where a negation bears on the trigger: not that of ما زال, nor one farther off from a definite noun, which
    tells of what took place (لن يؤثر على الهجوم)."""
    definite = hit.form.part == "noun" and (hit.definite or bool(hit.form.pronoun))
    found = [i for i in before if "neg" in line.kinds[i] and line.tokens[min(i + 1, at)].word.folded not in _STILL]
    return any(not definite or at - i <= _ADJACENT for i in found)


def _governors(line: Line, at: int) -> list[int]:
    """The tokens before a trigger that may bear on it, back to the last stop or clause."""
    found = []
    for index in range(at - 1, max(at - 1 - _NEAR, -1), -1):
        if line.tokens[index].word.folded in STOPS | COMMAS or "rel" in line.kinds[index]:
            break
        if line.inside[index] < 0:
            found.append(index)
    return found


def _only_possible(line: Line, at: int) -> bool:
    """True for أي هجوم and for هجوم إيراني محتمل."""
    behind = line.tokens[at + 1 : at + 1 + _ADJACENT]
    return (at > 0 and line.tokens[at - 1].word.folded == "اي") or any(t.word.folded in _POSSIBLE for t in behind)


def _affirmed(line: Line, at: int, part: str) -> bool:
    """قد before a past verb affirms it and what the verb governs (قد أعلن مسؤوليته عن الهجوم); before a present one it
    doubts."""
    if part == "past":
        return any(line.tokens[i].word.folded in _INDEED for i in range(max(0, at - 2), at))
    verbs = (line.verb_at(i + 1) for i in range(max(0, at - _NEAR), at - 1) if line.tokens[i].word.folded in _INDEED)
    return part == "noun" and any(verb is not None and verb.form.part == "past" for verb in verbs)


def _long_before(event: str, published: str) -> bool:
    """True for a date over one year before publication; a bare year must lie two calendar years back."""
    if len(event) >= 7:
        return int(published[:4]) * 12 + int(published[5:7]) - int(event[:4]) * 12 - int(event[5:7]) > 12 * _BACK_YEARS
    return int(published[:4]) - int(event[:4]) > _BACK_YEARS
