"""A trigger's complements: which party stands where in its clause, by the frame that the lexicon gives the lemma."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from mahdar.facts.line import BEFORE_CLAUSE, COMMAS, PLAIN, STOPS, Line, Phrase, attached_particle
from mahdar.facts.subjects import subject_after, subject_and_object, subject_before, with_joined

if TYPE_CHECKING:
    from mahdar.tools.lexicon import Hit, Trigger

_WINDOW = 14  # tokens to either side of a trigger in which its clause is looked for
_BEHIND = 5  # tokens before a trigger in which its row may ask for a word
_TOLD = 4  # words of what is said among which the telling one (ضرورة، استعداد …) stands
_BARRED = (4, 8)  # tokens before and after a trigger in which a barred word rules a row out
_REACH = 18  # tokens between a trigger and the parties that its prepositions bring
_CLAIM = 4  # tokens between مسؤوليته and the attack
_ADJACENT = 3  # tokens from a subject to its object
_OBJECT = 6  # tokens from the doer of a verbal noun to its object; a host stands farther from his guest
_NEAR = 10  # tokens between a verb and its object
_LIGHT = 10  # tokens between قام and the noun that it performs
_PERFORMED_BY = frozenset(("علي", "الي", "في"))  # أقدم على, لجأ إلى, شرع في
_GENITIVE = 3  # nouns and adjectives that may stand between a verbal noun and the party that it belongs to


class Parties(Struct, frozen=True):
    """Phrases by role; `content` is the token where what is asked or promised begins, -1 where nothing tells."""

    actors: tuple[Phrase, ...] = ()
    recipients: tuple[Phrase, ...] = ()
    places: tuple[Phrase, ...] = ()
    content: int = -1
    claimant: tuple[Phrase, ...] = ()  # who claims an attack: أعلن التنظيم مسؤوليته عن الهجوم
    settled: bool = False  # the verb has its subject, so none is to be looked for elsewhere


def clause_end(line: Line, trigger: int) -> int:
    """The token behind the trigger's clause."""
    for index in range(trigger + 1, min(len(line.tokens), trigger + 1 + 3 * _WINDOW)):
        word, kinds = line.tokens[index].word, line.kinds[index]
        if word.folded in STOPS or kinds & {"break", "rel"} or ("opens" in kinds and index > trigger + 1):
            return index
        verb = line.verb_at(index) if index > trigger + 1 else None
        if verb and not line.noun_at(index) and verb.form.pronoun not in ("ه", "ها"):
            return index  # but not at a verb about the noun before it: في بيان أصدرته أمس
        if word.folded in COMMAS and index + 1 < len(line.tokens) and _speaks_on(line, index + 1):
            return index
    return min(len(line.tokens), trigger + 1 + 3 * _WINDOW)


class Around(Struct, frozen=True):
    """The words about a token, as stems: those behind it one by one and together, those few that a row of the lexicon
    may ask for before it, and those among which it may bar some."""

    after: tuple[frozenset[str], ...]
    follow: frozenset[str]
    before: frozenset[str]
    near: frozenset[str]


def around(line: Line, at: int, said: int = -1) -> Around:
    """The words about the token `at`; of a verb of speech also the first of what is said, from token `said` on, however
    far that is behind its subject."""
    stems = [token.word.stems for token in line.tokens[max(0, at - _BEHIND) : at + _WINDOW]]
    own = min(at, _BEHIND)
    before, after = stems[:own], stems[own + 1 :]
    after += [token.word.stems for token in line.tokens[max(said, at + _WINDOW) : said + _TOLD]]
    near = (*before[-_BARRED[0] :], *after[: _BARRED[1]])
    return Around(tuple(after), _union(after), _union(before), _union(near))


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def fit(words: Around, trigger: Trigger) -> int | None:
    """How far behind the trigger the word stands that its row asks for, `_WINDOW` where it asks for none; None where
    the row does not fit, since no such word follows or one that it bars stands near."""
    if trigger.next and not (words.after and words.after[0] & trigger.next):
        return None
    if trigger.behind and trigger.behind.isdisjoint(words.before):
        return None
    if not trigger.unless.isdisjoint(words.near) or (trigger.needs and trigger.needs.isdisjoint(words.follow)):
        return None
    if not trigger.needs:
        return _WINDOW
    return next(i for i, stems in enumerate(words.after) if not trigger.needs.isdisjoint(stems))


def verb_parties(line: Line, at: int, hit: Hit, trigger: Trigger) -> Parties:
    """The parties of a finite verb or participle."""
    end = clause_end(line, at)
    if hit.form.part == "participle":
        subject: list[Phrase] = []
        objects = subject_after(line, at, end)
    else:
        subject, objects = subject_and_object(line, at, end, trigger.frame.get("obj") == "recipient")
    roles = _no_roles()
    passive = _passive(line, (at, hit), subject, objects, trigger)
    if passive:
        objects = []
    roles["recipient" if passive else trigger.frame.get("subj", "actor")] += subject
    roles[trigger.frame.get("obj", "none")] += objects
    _prepositional(line, (at, end), trigger, roles)
    return _parties(roles, _content(line, at, end, trigger), passive or bool(subject))


def noun_parties(line: Line, at: int, hit: Hit, trigger: Trigger) -> Parties:
    """The parties of a verbal noun: genitive, prepositions, the subject of its relative clause or governing verb."""
    end = clause_end(line, at)
    roles = _no_roles()
    genitive = [] if hit.definite else _genitive(line, at, end)
    role = trigger.frame.get("gen", "actor")
    if (
        genitive
        and role == "recipient"
        and _has_object(
            line, genitive[-1].last, end if trigger.type == "CONSULT" else min(end, genitive[-1].last + _OBJECT)
        )
    ):
        role = "actor"
    roles[role] += genitive
    _prepositional(line, (genitive[-1].first if genitive else at, end), trigger, roles)
    told = _relative_verb(line, at)
    if told >= 0:
        if not roles["actor"] and not hit.form.pronoun:
            roles["actor"] = [p for p in subject_after(line, told) if p not in roles["recipient"]]
        _prepositional(line, (told, clause_end(line, told)), trigger, roles)
    claimed = any(
        "مسوول" in t.word.folded or "مسؤولي" in t.word.folded for t in line.tokens[max(0, at - _CLAIM) : at + 1]
    )
    claimant = [p for p in _claimant(line, at) if p not in roles["recipient"]] if claimed else []
    return replace(_parties(roles, _content(line, at, end, trigger), bool(roles["actor"])), claimant=tuple(claimant))


def light_verb(line: Line, at: int, lead: str) -> int:
    """The verb whose subject does what the noun at a token names (قام الجيش بقصف …, أقدم على قتل …); -1 for none."""
    if lead.endswith("ب"):
        kind = "does"
    elif at and line.tokens[at - 1].word.folded in _PERFORMED_BY:
        kind = "undertakes"
    else:
        return -1
    return next((i for i in range(at - 1, max(-1, at - 1 - _LIGHT), -1) if kind in line.kinds[i]), -1)


def performed(line: Line, light: int, at: int, trigger: Trigger, parties: Parties) -> Parties:
    """The parties of a noun that a light verb's subject does: the noun's genitive is then whom it is done to."""
    doers = tuple(subject_after(line, light, at) or subject_before(line, light))
    if not doers:
        return parties
    genitive = _genitive(line, at, clause_end(line, at))
    owners = tuple(p for p in parties.actors if p in genitive and p not in doers)
    beside = tuple(p for p in parties.actors if p not in owners and p not in doers)
    if trigger.type in ("CONSULT", "COOPERATE") and "visit" not in trigger.modes:
        return replace(parties, actors=(*doers, *beside, *owners), settled=True)
    return replace(parties, actors=(*doers, *beside), recipients=parties.recipients or owners, settled=True)


def _has_object(line: Line, last: int, end: int) -> bool:
    """True where ل brings the object behind a noun's genitive, which then is the doer: استهداف النظام للمدنيين."""
    after = line.tokens[last + 1 : last + 2]
    if after and attached_particle(after[0].word, line.kinds[last + 1]) == "ل":
        return True
    return any(p.marker == "ل" for p in _within(line, last, end))


def _no_roles() -> dict[str, list[Phrase]]:
    return {"actor": [], "recipient": [], "place": [], "content": [], "none": []}


def _relative_verb(line: Line, at: int) -> int:
    """The verb of a clause about the noun, -1 where there is none: الغارة التي شنها الطيران, زيارة يقوم بها الوزير."""
    for index in range(at + 1, min(at + 7, len(line.tokens))):
        verb = line.verb_at(index)
        back = line.kinds[min(index + 1, len(line.tokens) - 1)]
        if (verb and verb.form.pronoun in ("ه", "ها")) or ((verb or "does" in line.kinds[index]) and "pron" in back):
            return index
        if verb or line.tokens[index].word.kind == "mark" and line.tokens[index].word.folded not in COMMAS:
            return -1
    return -1


def _claimant(line: Line, at: int) -> list[Phrase]:
    """The subject of the verb before a noun, which tells who claims the attack."""
    for index in range(at - 1, max(at - _NEAR, -1), -1):
        if line.tokens[index].word.folded in STOPS or line.kinds[index] & {"opens", "break", "denies"}:
            return []
        if line.verb_at(index):
            return subject_after(line, index, at) or subject_before(line, index)
    return []


def _passive(line: Line, verb: tuple[int, Hit], subject: list[Phrase], objects: list[Phrase], trigger: Trigger) -> bool:
    """True where the one party of a verb that needs an object is rather its object: قُتل ثلاثة جنود, جنديا قتل."""
    at, hit = verb
    if trigger.frame.get("obj") != "recipient" or not subject or hit.form.pronoun or hit.form.part == "participle":
        return False
    if hit.form.passive or (hit.form.part == "past" and "\u064f" in line.tokens[at].word.raw[:4]):
        return True
    if objects and (objects[0].first - subject[-1].last <= _ADJACENT or objects[0].first < at):
        return False
    return trigger.type in ("ASSAULT", "COERCE") and subject[0].mention.kind in ("group", "person")


def _within(line: Line, after: int, end: int) -> list[Phrase]:
    return [p for p in line.phrases if after < p.first < end]


def _genitive(line: Line, at: int, end: int) -> list[Phrase]:
    """The party that a verbal noun belongs to: right behind it or its adjectives, without a preposition of its own."""
    for index, phrase in enumerate(line.phrases):
        if phrase.first <= at or phrase.first >= end:
            continue
        between = range(at + 1, phrase.first)
        free = not set(phrase.mention.lead) & {"ب", "ل", "ك", "و"}
        if free and len(between) <= _GENITIVE and all(_plain(line, i) for i in between):
            return with_joined(line, index)
        return []
    return []


def _plain(line: Line, index: int) -> bool:
    """True for a noun or adjective without a particle, or an opening mark."""
    if line.opens_quote(index):
        return True
    kinds = line.kinds[index]
    return not kinds - PLAIN and word_is_noun(line, index) and not attached_particle(line.tokens[index].word, kinds)


def _prepositional(line: Line, where: tuple[int, int], trigger: Trigger, roles: dict[str, list[Phrase]]) -> None:
    """Parties by their prepositions: of each preposition the first one with its list."""
    at, end = where
    seen: set[str] = set()
    for phrase in _within(line, at, min(end, at + _REACH)):
        if not phrase.marker or phrase.marker == "gen" or (phrase.marker in seen and not phrase.joined):
            continue
        role = "actor" if phrase.marker == "by" else trigger.frame.get(phrase.marker, "")
        if role:
            seen.add(phrase.marker)
            left = trigger.type == "RETREAT" and role == "place" and phrase.mention.kind != "place"
            roles["recipient" if left else role].append(phrase)
        elif phrase.marker in ("في", "ب", "قرب", "داخل", "وسط", "خارج") and phrase.mention.kind == "place":
            roles["place"].append(phrase)


def _content(line: Line, at: int, end: int, trigger: Trigger) -> int:
    """The token where the complement begins that the frame calls content, -1 where none does."""
    markers = {marker for marker, role in trigger.frame.items() if role == "content"}
    for index in range(at + 1, min(len(line.tokens), end + 1)):
        word, kinds = line.tokens[index].word, line.kinds[index]
        if "opens" in kinds and line.tokens[index - 1].word.folded in BEFORE_CLAUSE:
            break  # بعد أن: a clause of time
        if "opens" in kinds and ("clause" in markers or "ان" in markers or word.folded.startswith("بان")):
            return index + 1 if index + 1 < len(line.tokens) else -1
        if "prep" in kinds and word.folded in markers:
            return index + 1 if index + 1 < len(line.tokens) else -1
        letters = {r.lead[-1:] for r in word.readings if len(r.rest) > 2} if not kinds - PLAIN else set()
        if line.inside[index] < 0 and letters & markers & {"ب", "ل"}:
            return index
    if "obj" in markers or "gen" in markers:
        for index in range(at + 1, end):
            if line.inside[index] < 0 and not line.kinds[index] - PLAIN - {"neg"} and word_is_noun(line, index):
                return index
    return -1


def word_is_noun(line: Line, index: int) -> bool:
    """True for a word that no finite verb reading claims."""
    return line.tokens[index].word.kind == "word" and (not line.verb_at(index) or line.noun_at(index))


def _parties(roles: dict[str, list[Phrase]], content: int, settled: bool) -> Parties:
    return Parties(tuple(roles["actor"]), tuple(roles["recipient"]), tuple(roles["place"]), content, settled=settled)


def _speaks_on(line: Line, index: int) -> bool:
    """True for a verb or participle that begins a new clause after a comma."""
    return any(
        h.form.part in ("past", "present")
        or (h.form.part == "participle" and line.tokens[index].word.folded[-1] in "اه")
        for h in line.hits[index]
    )
