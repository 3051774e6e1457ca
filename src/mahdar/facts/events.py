"""Events of the sixteen types: every trigger of the lexicon, its parties, status, place, date and content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.facts.cast import Cast
from mahdar.facts.frames import Parties, fits, noun_parties, verb_parties
from mahdar.facts.line import COMMAS, PLAIN, STOPS, Line, Phrase
from mahdar.facts.status import find_status
from mahdar.facts.subjects import antecedent_of_pronoun, carried, opens_with_pronoun
from mahdar.model import Event, Span, Statement, Status

if TYPE_CHECKING:
    from mahdar.dates import DateWords
    from mahdar.tools import Tools
    from mahdar.tools.lexicon import Hit, Trigger

WITH_CONTENT = frozenset({"REQUEST", "AGREE", "REJECT", "THREATEN", "CONCEDE"})
_FORCE = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_WHERE = ("في", "ب", "قرب", "داخل", "وسط")
_PERSON = {"ه": "3ms", "ها": "3fs"}
_PRESUPPOSED = frozenset({"CONSULT", "ASSAULT", "PROTEST"})  # types whose bare noun tells an event without naming a party
_SHORTEST = 4  # words of what is asked or promised before a comma may end it
_GROUND = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "CONSULT"})  # types that happen in places rather than to them
ABOUT = frozenset({"ACCUSE", "REJECT", "SUPPORT", "THREATEN", "REQUEST"})
_ABOUT_REACH = 6  # tokens
SPEECH_ACTS = WITH_CONTENT | {"SUPPORT", "ACCUSE"}


class Scene(Struct, frozen=True):
    """What one sentence's events are read against."""

    line: Line
    statements: tuple[Statement, ...]
    dates: tuple[tuple[Span, str], ...]  # the sentence's dates, resolved
    published: str | None
    topic: str | None  # the entity spoken of last
    where: str | None  # the place spoken of last, in this sentence's neighbour
    cast: Cast


def find_events(text: str, scene: Scene, tools: Tools) -> list[Event]:
    """The events of one sentence, ids yet empty."""
    found = []
    for index in range(len(scene.line.tokens)):
        if scene.line.inside[index] >= 0 or not scene.line.hits[index]:
            continue
        event = _event_at(text, scene, index, tools)
        if event is not None:
            found.append(event)
    return found


def _event_at(text: str, scene: Scene, at: int, tools: Tools) -> Event | None:
    line = scene.line
    for hit in _ordered(line, at):
        for trigger in tools.lexicon.triggers_of(hit):
            if not fits(line, at, trigger) or not _asks(scene, at, trigger):
                continue
            if hit.form.part == "noun":
                parties = noun_parties(line, at, hit, trigger)
            else:
                parties = verb_parties(line, at, hit, trigger)
            return _event(text, scene, at, hit, trigger, parties, tools)
    return None


def _asks(scene: Scene, at: int, trigger: Trigger) -> bool:
    """False for a verb of speech whose telling word (ضرورة، استعداد …) stands deep in what is said rather than at its head."""
    start = scene.line.tokens[at].start
    spoken = next((s for s in scene.statements if s.cue[0] == start), None)
    if spoken is None or not trigger.needs or trigger.type not in SPEECH_ACTS:
        return True
    first = next((i for i, t in enumerate(scene.line.tokens) if t.start >= spoken.content[0]), at)
    return any(t.word.stems & trigger.needs for t in scene.line.tokens[max(at + 1, first - 2) : first + 4])


def _ordered(line: Line, at: int) -> list[Hit]:
    """The hits that may stand here, nouns first after a preposition."""
    after_preposition = at > 0 and "prep" in line.kinds[at - 1]
    hits = [hit for hit in line.hits[at] if _may_trigger(line, at, hit)]
    return sorted(hits, key=lambda hit: (hit.form.part == "noun") != after_preposition)


def _may_trigger(line: Line, at: int, hit: Hit) -> bool:
    before = line.kinds[at - 1] if at else frozenset()
    if hit.form.part == "participle":
        written = line.tokens[at].word.folded
        if hit.definite or "ب" in hit.lead or "ل" in hit.lead:
            return False
        return written[-1] == "ا" or written.endswith("ين") or (written[-1] == "ه" and _opens_clause(line, at))
    if hit.form.part == "noun":
        return "topic" not in before
    return "prep" not in before and not line.kinds[at] - PLAIN


def _opens_clause(line: Line, at: int) -> bool:
    """True at a sentence's head, after a mark or after أنها: where a feminine participle is no adjective."""
    return at == 0 or line.tokens[at - 1].word.kind == "mark" or bool(line.kinds[at - 1] & {"opens", "aux"}) or line.inside[at - 1] >= 0


def _event(text: str, scene: Scene, at: int, hit: Hit, trigger: Trigger, parties: Parties, tools: Tools) -> Event | None:
    line, token = scene.line, scene.line.tokens[at]
    spoken = next((s for s in scene.statements if s.cue == (token.start, token.end)), None)
    outer = _innermost(scene.statements, token.start, spoken)
    by_speaker = trigger.type in SPEECH_ACTS and outer is not None and _own_words(line, at, hit)
    actors = _actors(scene, at, hit, trigger, parties, (spoken, outer if by_speaker else None), tools)
    recipients, places = _recipients(scene, (at, hit), trigger, parties, actors, tools)
    date = _nearest_date(scene, token.start)
    status = find_status(line, at, hit.lead, hit.form.part, (date, scene.published))
    kind, status = _shifted(trigger.type, status, hit)
    if kind is None or (hit.form.part == "noun" and not actors and not recipients and (kind not in _PRESUPPOSED or "ل" in hit.lead)):
        return None
    content = _content(text, scene, kind, trigger, (at, parties, spoken))
    return Event(
        id="",
        type=kind,
        trigger=(token.start, token.end),
        status=trigger.status if trigger.status and status == "occurred" else status,  # type: ignore[arg-type]
        modes=trigger.modes,
        actors=actors,
        recipients=tuple(r for r in recipients if r not in actors),
        place=_place(scene, at, trigger, parties, places),
        date=date,
        said_by=outer.id if outer and not by_speaker else None,
        content=content,
        why=f"{hit.form.lemma}/{hit.form.part}" + ("/definite" if hit.definite or hit.form.pronoun else ""),
    )


def _shifted(kind: str, status: Status, hit: Hit) -> tuple[str | None, Status]:
    """The type that a status turns another into: a meeting to come is agreed on, an agreement or backing denied is refused."""
    if kind == "CONSULT" and (status == "future" or (hit.form.part == "present" and status == "occurred")):
        return "AGREE", "future"
    if status == "negated" and hit.form.part == "present":
        if kind in ("AGREE", "SUPPORT", "CONCEDE"):
            return "REJECT", "occurred"
        if kind in ("REQUEST", "ACCUSE", "THREATEN", "REJECT"):
            return None, status
    return kind, status


def _own_words(line: Line, at: int, hit: Hit) -> bool:
    """True where the words make the speaker the actor: نطالب، شكرنا، يجب أن."""
    return hit.form.person in ("1s", "1p") or hit.form.pronoun == "نا" or "impersonal" in line.kinds[at]


def _actors(
    scene: Scene, at: int, hit: Hit, trigger: Trigger, parties: Parties, speech: tuple[Statement | None, Statement | None], tools: Tools
) -> tuple[str, ...]:
    """Who acts: as the clause names it, else the speaker of the same words, else whom the sentence goes on about."""
    actors = _ids(parties.actors)
    if hit.form.part == "noun":
        actors = actors or _national(scene, at, tools) or _ids(parties.governor)
    if hit.form.part == "noun" or trigger.type in _GROUND:
        actors = tuple(a for a in actors if not scene.cast.is_mere_place(a))
    if trigger.type == "CONSULT" and hit.form.part == "noun" and all(p.marker in ("مع", "ب") for p in parties.actors):
        one = carried(scene.line, at, _PERSON.get(hit.form.pronoun, ""), scene.cast.entities)
        actors = tuple(dict.fromkeys((*(a for a in one if not scene.cast.is_mere_place(a)), *actors)))
    own, outer = speech
    if outer is not None and outer.speaker:
        return (outer.speaker,)
    if parties.settled or trigger.frame.get("subj", "actor") != "actor":
        return actors
    return tuple(dict.fromkeys((*_unnamed(scene, at, hit, own), *actors)))


def _unnamed(scene: Scene, at: int, hit: Hit, own: Statement | None) -> tuple[str, ...]:
    """Who acts where the clause does not name him: the speaker of the same words, whom أنه means, whom the sentence is about."""
    if own is not None and own.speaker:
        return (own.speaker,)
    if hit.form.part == "noun" and not hit.form.pronoun:
        return ()
    around = _innermost(scene.statements, scene.line.tokens[at].start, own)
    if around is not None and around.speaker and opens_with_pronoun(scene.line, at):
        return (around.speaker,)
    person = hit.form.person if hit.form.part != "noun" else _PERSON.get(hit.form.pronoun, "")
    return carried(scene.line, at, person, scene.cast.entities) or ((scene.topic,) if scene.topic else ())


def _national(scene: Scene, at: int, tools: Tools) -> tuple[str, ...]:
    """The countries whose adjectives follow a verbal noun: غارة إسرائيلية, المحادثات الأميركية الروسية."""
    found = []
    for token in scene.line.tokens[at + 1 : at + 3]:
        iso = next((tools.places.nationalities[r.stem] for r in token.word.readings if r.stem in tools.places.nationalities), None)
        if iso in scene.cast.countries:
            found.append(scene.cast.countries[iso])
    return tuple(dict.fromkeys(found))


def _recipients(
    scene: Scene, where: tuple[int, Hit], trigger: Trigger, parties: Parties, actors: tuple[str, ...], tools: Tools
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom it was done to, and the mere places among them."""
    at, hit = where
    named = [r for r in _ids(parties.recipients) if r not in actors]
    places = tuple(r for r in named if trigger.type in _GROUND and scene.cast.is_mere_place(r))
    recipients = tuple(r for r in named if r not in places)
    if not recipients:
        recipients = _by_pronoun(scene, at, hit, trigger, actors)
    if not recipients and trigger.type in ABOUT:
        recipients = tuple(r for r in _about(scene, at, parties, tools) if r not in actors and not scene.cast.is_mere_place(r))[:1]
    if not recipients and "visit" in trigger.modes:
        seen = [*places, *_ids(parties.places)]
        recipients = tuple(home for p in seen if (home := scene.cast.home(p)) and home not in actors)[:1] or places[:1]
    return recipients, places


def _by_pronoun(scene: Scene, at: int, hit: Hit, trigger: Trigger, actors: tuple[str, ...]) -> tuple[str, ...]:
    """The recipient that an attached pronoun means: انتقدها، اعتقالهم، طلب منهم، دافع عنه."""
    line, entities = scene.line, scene.cast.entities
    owner = "obj" if hit.form.part in ("past", "present") else "gen"
    if hit.form.pronoun and trigger.frame.get(owner) == "recipient":
        return antecedent_of_pronoun(line, at, hit.form.pronoun, entities, actors)
    for index in range(at + 1, min(at + 4, len(line.tokens))):
        word = line.tokens[index].word.folded
        for preposition, role in trigger.frame.items():
            if role == "recipient" and "pron" in line.kinds[index] and word.startswith(preposition[:2]):
                return antecedent_of_pronoun(line, at, word[2:] or word[1:], entities, actors)
    return ()


def _about(scene: Scene, at: int, parties: Parties, tools: Tools) -> tuple[str, ...]:
    """Whom a refused, praised or condemned thing belongs to: قرار مجلس الأمن, السياسات الأمريكية."""
    line = scene.line
    start = max([at, *(p.last for p in parties.actors if p.first > at)]) + 1
    for index in range(start, min(start + _ABOUT_REACH, len(line.tokens))):
        if line.tokens[index].word.folded in STOPS | COMMAS and index > start:
            return ()
        if line.inside[index] >= 0:
            phrase = line.phrases[line.inside[index]]
            return (phrase.mention.entity,) if phrase.marker in ("", "gen", "ب", "ل", "علي", "من", "عن") else ()
        if found := _national(scene, index - 1, tools)[:1]:
            return found
    return ()


def _ids(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.mention.entity for p in phrases))


def _innermost(statements: tuple[Statement, ...], start: int, own: Statement | None) -> Statement | None:
    around = [s for s in statements if s is not own and s.content[0] <= start < s.content[1]]
    return min(around, key=lambda s: s.content[1] - s.content[0], default=None)


def _nearest_date(scene: Scene, start: int) -> str | None:
    near = [(abs(span[0] - start), value) for span, value in scene.dates]
    return min(near)[1] if near else None


def _place(scene: Scene, at: int, trigger: Trigger, parties: Parties, struck: tuple[str, ...]) -> str | None:
    """Where it happened: as the clause or sentence says; of a visit the place visited; of force, where it was used before."""
    if struck:
        return struck[0]
    if parties.places:
        return parties.places[0].mention.entity
    bare = [p.mention.entity for p in (*parties.actors, *parties.recipients) if scene.cast.is_mere_place(p.mention.entity)]
    if bare:
        return bare[0]
    near = [p for p in scene.line.phrases if p.mention.kind == "place" and p.marker in _WHERE]
    found = [p for p in near if p.first > at] or near[-1:]
    if found:
        return found[0].mention.entity
    if "visit" in trigger.modes:
        return next((p.mention.entity for p in parties.recipients if p.mention.kind == "place"), None)
    return scene.where if trigger.type in _FORCE else None


def _content(
    text: str, scene: Scene, kind: str, trigger: Trigger, where: tuple[int, Parties, Statement | None]
) -> Span | None:
    """What is asked, promised, refused, threatened or conceded; of a meeting to come, the meeting."""
    at, parties, spoken = where
    if kind not in WITH_CONTENT:
        return None
    if spoken is not None:
        first = next((i for i, t in enumerate(scene.line.tokens) if t.start >= spoken.content[0]), -1)
        return spoken.content if first < 0 else (spoken.content[0], min(spoken.content[1], _complement_end(scene.line, first)))
    first = parties.content if parties.content >= 0 else at if trigger.type == "CONSULT" else -1
    if first < 0:
        return None
    start = scene.line.tokens[first].start
    later = [s.cue[0] for s in scene.statements if start < s.cue[0] < scene.line.sentence.end]
    end = min([*later, scene.line.sentence.end, _complement_end(scene.line, first)])
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".،,؛;:\"”»"):
        end -= 1
    return (start, end) if end - start > 2 else None


def _complement_end(line: Line, first: int) -> int:
    """Where what is asked or promised ends: at its first comma."""
    for index in range(first + _SHORTEST, len(line.tokens)):
        if line.tokens[index].word.folded in COMMAS:
            return line.tokens[index].start
    return line.sentence.end
