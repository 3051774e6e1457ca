"""Who did it, to whom and where: a trigger's parties, from its clause, its speaker and what the sentence is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.facts.cast import Cast
from mahdar.facts.frames import Parties
from mahdar.facts.line import COMMAS, STOPS, Line, Phrase
from mahdar.facts.subjects import (
    PERSONS,
    agrees,
    antecedent_of_pronoun,
    carried,
    opens_with_pronoun,
    subject_after,
)
from mahdar.model import Span, Statement

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.lexicon import Hit, Trigger

_ABOUT = frozenset({"ACCUSE", "REJECT", "SUPPORT", "THREATEN", "REQUEST"})  # types done to whom their matter belongs to
_ABOUT_REACH = 6  # tokens; 4 and 9 did no better on either half of the development articles
_HARMED = frozenset({"dead", "injured"})
_CUE = 2  # tokens between the word that tells of harm and who was harmed
_GROUND = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "CONSULT"})  # happen in places rather than to them
_FORCE = frozenset({"ASSAULT", "COERCE", "PROTEST"})
# Types whose verbal noun is rather what is talked of (عقوبات، وقف إطلاق النار) than an act of its clause's subject.
_TALKED_OF = frozenset({"AGREE", "ASSAULT", "PROTEST", "REQUEST", "RETREAT", "SANCTION"})
_WHERE = ("في", "ب", "قرب", "داخل", "وسط")


class Scene(Struct, frozen=True):
    """What one sentence's events are read against."""

    line: Line
    statements: tuple[Statement, ...]
    dates: tuple[tuple[Span, str], ...]  # the sentence's dates, resolved
    published: str | None
    topic: str | None  # the entity spoken of last
    where: str | None  # the place spoken of last, in the sentence before
    cast: Cast


class Firing(Struct, frozen=True):
    """One trigger that fires at a token, with the parties that its clause names; `own` is the statement that the same
    words report, `around` the innermost one that they stand in, `by_speaker` that its speaker is the one who acts."""

    scene: Scene
    at: int
    hit: Hit
    trigger: Trigger
    parties: Parties
    own: Statement | None
    around: Statement | None
    by_speaker: bool

    @property
    def is_noun(self) -> bool:
        """True for a verbal noun."""
        return self.hit.form.part == "noun"


def actors_of(firing: Firing, tools: Tools) -> tuple[str, ...]:
    """Who acts: as the clause names it, else the speaker of the same words, else whom the sentence goes on about."""
    if firing.by_speaker and firing.around is not None and firing.around.speaker:
        return (firing.around.speaker,)
    if firing.own is not None and firing.own.speaker and firing.trigger.frame.get("subj", "actor") == "actor":
        joint = _ids(firing.parties.actors)  # a joint statement has one speaker, its act all who spoke
        return joint if firing.own.speaker in joint else (firing.own.speaker,)
    cast, parties, kind = firing.scene.cast, firing.parties, firing.trigger.type
    actors = _ids(parties.actors)
    actors = _each((*actors, *_met_by_pronoun(firing, actors)))
    if firing.is_noun:
        struck = _ids(parties.recipients)  # هجوم على روسيا names a country, no «روسيًّا»
        doers = tuple(a for a in _national(firing.scene, firing.at, tools, kind in _FORCE) if a not in struck)
        actors = actors or doers or _ids(parties.claimant)
    if firing.is_noun or kind in _GROUND:
        actors = tuple(a for a in actors if not cast.is_mere_place(a))
    if kind == "CONSULT" and parties.actors and firing.is_noun and all(p.marker in ("مع", "ب") for p in parties.actors):
        actors = _each((*_meets(firing), *actors))
    if parties.settled or firing.trigger.frame.get("subj", "actor") != "actor":
        return actors
    if kind == "CONSULT" and firing.is_noun and firing.hit.form.pronoun == "هما":
        actors = _each((*actors, *_two_before(firing)))
    return _each((*(_doer(firing) if firing.is_noun else _unnamed(firing)), *actors))


def _met_by_pronoun(firing: Firing, actors: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a verb's object pronoun means where he acts too: اللقاء الذي جمعه بالرئيس, التقاها في باريس."""
    form = firing.hit.form
    if form.part not in ("past", "present") or not form.pronoun or firing.trigger.frame.get("obj") != "actor":
        return ()
    barred = (*actors, *_ids(firing.parties.recipients))
    return antecedent_of_pronoun(firing.scene.line, firing.at, form.pronoun, firing.scene.cast.entities, barred)


def _meets(firing: Firing) -> tuple[str, ...]:
    """Who meets the other side that «لقاء مع فلان» names: whom the sentence is about."""
    scene = firing.scene
    one = carried(scene.line, firing.at, PERSONS.get(firing.hit.form.pronoun, ""), scene.cast.entities)
    return tuple(a for a in one if not scene.cast.is_mere_place(a))


def _two_before(firing: Firing) -> tuple[str, ...]:
    """The two whom «لقائهما» means: the clause's subject and with whom he acts (اتفق فلان مع فلان)."""
    scene = firing.scene
    first = carried(scene.line, firing.at, "3d", scene.cast.entities)
    beside = (p for p in scene.line.phrases if p.last < firing.at and p.marker == "مع")
    return first if len(first) > 1 else (*first, *_ids(tuple(beside))[:1])


def _doer(firing: Firing) -> tuple[str, ...]:
    """Who does what a verbal noun names where no complement of it tells: its owner (زيارته) or whose clause it stands
    in; nobody for a noun with the article, which may be anybody's."""
    cast, phrases, pronoun = firing.scene.cast, firing.scene.line.phrases, firing.hit.form.pronoun
    if firing.hit.definite or (firing.trigger.type in _TALKED_OF and not pronoun):
        return ()
    barred, person = _ids(firing.parties.recipients), PERSONS.get(pronoun, "")
    for phrase in reversed(phrases):
        one = phrase.mention.entity
        free = phrase.last < firing.at and phrase.marker in ("", "gen") and one not in barred
        if free and not cast.is_mere_place(one) and agrees(person, cast.entities[one]):
            return (one,)
    return ()


def _unnamed(firing: Firing) -> tuple[str, ...]:
    """Who acts where the clause names nobody: whom أنه means, else whom the sentence is about."""
    scene, form = firing.scene, firing.hit.form
    if firing.around is not None and firing.around.speaker and opens_with_pronoun(scene.line, firing.at):
        return (firing.around.speaker,)
    found = carried(scene.line, firing.at, form.person, scene.cast.entities)
    return found or (_topic(scene, form.person) if form.part == "past" else ())


def _topic(scene: Scene, person: str) -> tuple[str, ...]:
    """Whom the sentence before was about, where the verb's person lets it be about him still."""
    one = scene.cast.entities.get(scene.topic or "")
    fits = one is not None and agrees(person, one) and (person != "3mp" or one.kind == "group")
    return (one.id,) if one is not None and fits else ()


def recipients_of(firing: Firing, actors: tuple[str, ...], tools: Tools) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom it was done to, and the mere places among those that the clause names so."""
    cast, trigger = firing.scene.cast, firing.trigger
    named = [r for r in _ids(firing.parties.recipients) if r not in actors]
    places = tuple(r for r in named if trigger.type in _GROUND and cast.is_mere_place(r))
    recipients = tuple(r for r in named if r not in places) or _by_pronoun(firing, actors)
    if not recipients and trigger.type == "ASSAULT":
        recipients = tuple(r for r in _casualties(firing, tools) if r not in actors)
    if not recipients and trigger.type in _ABOUT:
        near = _asked(firing) or _about(firing, tools)
        recipients = tuple(r for r in near if r not in actors and not cast.is_mere_place(r))[:1]
    if not recipients and "visit" in trigger.modes:
        seen = [*places, *_ids(firing.parties.places)]
        recipients = tuple(home for p in seen if (home := cast.home(p)) and home not in actors)[:1] or places[:1]
    return tuple(r for r in recipients if r not in actors), places


def _casualties(firing: Firing, tools: Tools) -> tuple[str, ...]:
    """Whom the sentence tells killed or hurt: أسفر عن إصابة ثلاثة أشخاص, أودى بحياة الضابط."""
    line, words = firing.scene.line, tools.counts.cues
    found = []
    for phrase in line.phrases:
        before = (
            *line.tokens[max(0, phrase.first - _CUE) : phrase.first],
            *line.tokens[phrase.last + 1 : phrase.last + 2],
        )
        told = any(words.get(t.word.folded) in _HARMED for t in before)
        if told and phrase.mention.kind in ("group", "person"):
            found.append(phrase)
    return _ids(tuple(found))


def _by_pronoun(firing: Firing, actors: tuple[str, ...]) -> tuple[str, ...]:
    """The recipient that an attached pronoun means: انتقدها، اعتقالهم، طلب منهم، دافع عنه."""
    line, entities, form = firing.scene.line, firing.scene.cast.entities, firing.hit.form
    owner = "obj" if form.part in ("past", "present") else "gen"
    if form.pronoun and firing.trigger.frame.get(owner) == "recipient":
        return antecedent_of_pronoun(line, firing.at, form.pronoun, entities, actors)
    prepositions = [p for p, role in firing.trigger.frame.items() if role == "recipient"]
    for index in range(firing.at + 1, min(firing.at + 4, len(line.tokens))):
        word = line.tokens[index].word.folded
        if "pron" in line.kinds[index] and any(word.startswith(preposition[:2]) for preposition in prepositions):
            return antecedent_of_pronoun(line, firing.at, word[2:] or word[1:], entities, actors)
    return ()


def _asked(firing: Firing) -> tuple[str, ...]:
    """Who is to do what is asked: the subject of the clause or verbal noun that tells it (أن تنسحب إسرائيل)."""
    line, own = firing.scene.line, firing.own
    first = firing.parties.content
    if own is not None:
        first = next((i for i, token in enumerate(line.tokens) if token.start >= own.content[0]), -1)
    if firing.trigger.type != "REQUEST" or first < 0 or line.inside[first] >= 0:
        return ()
    return _ids(tuple(subject_after(line, first)))


def _about(firing: Firing, tools: Tools) -> tuple[str, ...]:
    """Whom a refused, praised or condemned thing belongs to: قرار مجلس الأمن, السياسات الأمريكية."""
    line, at = firing.scene.line, firing.at
    start = max([at, *(p.last for p in firing.parties.actors if p.first > at)]) + 1
    for index in range(start, min(start + _ABOUT_REACH, len(line.tokens))):
        if line.tokens[index].word.folded in STOPS | COMMAS and index > start:
            return ()
        if line.inside[index] >= 0:
            phrase = line.phrases[line.inside[index]]
            return (phrase.mention.entity,) if phrase.marker in ("", "gen", "ب", "ل", "علي", "من", "عن") else ()
        if found := _national(firing.scene, index - 1, tools)[:1]:
            return found
    return ()


def _national(scene: Scene, at: int, tools: Tools, force: bool = False) -> tuple[str, ...]:
    """The countries whose adjectives follow a verbal noun: غارة إسرائيلية, المحادثات الأميركية الروسية; of force its
    army, where the article names that alone."""
    known, found = tools.places.nationalities, []
    for token in scene.line.tokens[at + 1 : at + 3]:
        iso = next((known[form] for r in token.word.readings for form in (r.rest, r.stem) if form in known), None)
        armed = scene.cast.armies.get(iso or "") if force else None
        if one := scene.cast.countries.get(iso or "") or armed:
            found.append(one)
    return _each(found)


def place_of(firing: Firing, struck: tuple[str, ...]) -> str | None:
    """Where it happened: as the clause or sentence says; the place visited; of force, where it was used before."""
    scene, parties = firing.scene, firing.parties
    bare = [p for p in _ids((*parties.actors, *parties.recipients)) if scene.cast.is_mere_place(p)]
    told = [*struck, *_ids(parties.places), *bare]
    if told:
        return told[0]
    near = [p for p in scene.line.phrases if p.mention.kind == "place" and p.marker in _WHERE]
    found = [p for p in near if p.first > firing.at] or near[-1:]
    if found:
        return found[0].mention.entity
    if "visit" in firing.trigger.modes:
        return next((p.mention.entity for p in parties.recipients if p.mention.kind == "place"), None)
    return scene.where if firing.trigger.type in _FORCE else None


def _ids(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    return _each(p.mention.entity for p in phrases)


def _each(entities: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entities))
