"""Who a verb is said of: the party after it, before it, or the one that was spoken of last."""

from __future__ import annotations

from mahdar.arabic import key
from mahdar.facts.line import COMMAS, STOPS, Line, Phrase
from mahdar.model import Entity

_REACH = 9  # tokens between a verb and its subject, adverbs and complements included
_BACK = 14  # tokens between a subject and the verb after it
_BEING = frozenset(("يكون", "تكون", "يكونوا", "يكونا"))
_TRANSPARENT = frozenset({"adv", "neg", "fut", "hyp", "aux", "pron"})


def subject_after(line: Line, verb: int, until: int | None = None) -> list[Phrase]:
    """The parties right after a verb, a whole list where there is one; [] where none stands before token `until`."""
    index, unknown, end = verb + 1, 0, min(len(line.tokens), verb + 22, until if until is not None else 10**9)
    while index < end:
        token, kinds, at = line.tokens[index], line.kinds[index], line.inside[index]
        if at >= 0:
            phrase = line.phrases[at]
            if phrase.marker in ("", "gen") and not phrase.joined:
                return with_joined(line, at)
            index = phrase.last + 1
        elif (
            token.word.folded in STOPS
            or token.word.folded == ":"
            or kinds & {"opens", "break", "rel"}
            or "anaphor" in kinds
            and index == verb + 1
        ):
            return []
        elif token.word.kind != "word" or kinds & _TRANSPARENT:
            index += 1
        elif "prep" in kinds:
            index += 2 if index + 1 < end and line.inside[index + 1] < 0 else 1
        elif (index > verb + 1 and line.verb_at(index)) or unknown == 3:
            return []
        else:
            unknown += 1
            index += 1
    return []


def subject_before(line: Line, verb: int) -> list[Phrase]:
    """The parties that a verb follows in a nominal clause (إن الحكومة … تدفع); [] where none stands at its head."""
    found: list[Phrase] = []
    index = verb - 1
    while index > max(verb - 1 - _BACK, -1):
        at, kinds, token = line.inside[index], line.kinds[index], line.tokens[index]
        if at >= 0:
            phrase = line.phrases[at]
            if phrase.marker in ("", "gen"):
                found = _list_ending(line, at)
                phrase = found[0]
            index = phrase.first - 1
            continue
        if kinds & {"break", "opens"}:
            return found
        if (
            token.word.folded in STOPS
            or token.word.folded in "-–—:()"
            or (line.verb_at(index) and not _in_relative(line, index))
        ):
            return found if found and found[-1].last >= verb - 4 else []
        index -= 1
    return found if found and (found[0].first == 0 or found[-1].last >= verb - 3) else []


def _in_relative(line: Line, index: int) -> bool:
    return any("rel" in line.kinds[k] for k in range(max(0, index - 3), index))


def carried(line: Line, at: int, person: str, entities: dict[str, Entity]) -> tuple[str, ...]:
    """The subject that a bare verb or an owner's pronoun takes up: the nearest before it that agrees."""
    for index in range(at - 1, -1, -1):
        if not (line.verb_at(index) or ("aux" in line.kinds[index] and index < at - 1)):
            continue
        subjects = subject_after(line, index, at) or subject_before(line, index)
        ids = tuple(p.mention.entity for p in subjects)
        if ids and (len(ids) > 1 or ids[0] not in entities or agrees(person, entities[ids[0]])):
            return ids
    return ()


PERSONS = {"ه": "3ms", "ها": "3fs", "هم": "3mp", "هما": "3d", "هن": "3mp"}
"""The person that an attached pronoun stands for."""


def antecedent_of_pronoun(
    line: Line, at: int, pronoun: str, entities: dict[str, Entity], barred: tuple[str, ...]
) -> tuple[str, ...]:
    """Whom an attached pronoun means: the nearest party before it that agrees and is not one of `barred`."""
    person = PERSONS.get(pronoun)
    if person is None:
        return ()
    for phrase in reversed(line.phrases):
        one = entities.get(phrase.mention.entity)
        if phrase.last >= at or one is None or one.id in barred:
            continue
        plural = one.kind == "group" or phrase.joined
        if plural if person in ("3mp", "3d") else (one.kind != "group" or person == "3fs") and agrees(person, one):
            return (
                tuple(p.mention.entity for p in _list_ending(line, line.phrases.index(phrase)))
                if person == "3d" and phrase.joined
                else (one.id,)
            )
    return ()


def subject_and_object(line: Line, verb: int, end: int, takes_object: bool) -> tuple[list[Phrase], list[Phrase]]:
    """A verb's subject and object in its clause, which ends at token `end`. A verb that goes on in its sentence, takes
    an object and has one party alone has an object (واتهم خصومه بـ…)."""
    form = line.verb_at(verb)
    if form and form.form.person[:1] in ("1", "2"):
        return [], subject_after(line, verb, end)  # ندين، نطالب: the subject is in the verb
    antecedent = antecedent_of(line, verb)
    if antecedent is not None:
        after = subject_after(line, verb, end)
        return (after, []) if form and form.form.pronoun else ([antecedent], after)
    before = [] if _joined_on(line, verb) else subject_before(line, verb)
    after = subject_after(line, verb, end)
    if after and opens_with_pronoun(line, verb) and not line.tokens[after[0].last].word.folded.endswith("ون"):
        return [], after  # the pronoun is the subject: أنه سيلتقي نظيره; but مسلحون is a subject by its ending
    if before and (not after or _heads_clause(line, before)):
        return before, after
    objects = next_bare(line, after, end)
    if after and not objects and takes_object and (_goes_on(line, verb) or _possessed(line, after[0])):
        return [], after
    return after, objects


def antecedent_of(line: Line, verb: int) -> Phrase | None:
    """The party that a relative clause is about, where the verb opens one: واشنطن التي تتهم …"""
    for index in range(verb - 1, max(verb - 4, 0), -1):
        if "rel" in line.kinds[index]:
            before = index - 1
            while (
                before > 0 and line.tokens[before].word.kind == "mark" and line.tokens[before].word.folded not in STOPS
            ):
                before -= 1  # وقال الوزير، الذي زار العاصمة
            at = line.inside[before]
            return line.phrases[at] if at >= 0 else None
        if not line.kinds[index] & _TRANSPARENT:
            return None
    return None


def opens_with_pronoun(line: Line, verb: int) -> bool:
    """True where a verb follows أنه، إنها … or أن بلاده، إن حكومتها …, which name the speaker for its subject, or
    أن يكون قد, which names nobody else."""
    if verb > 2 and line.tokens[verb - 1].word.folded == "قد" and line.tokens[verb - 2].word.folded in _BEING:
        return "opens" in line.kinds[verb - 3]
    owned = False
    for index in range(verb - 1, max(verb - 4, -1), -1):
        if "opens" in line.kinds[index]:
            return owned or line.tokens[index].word.folded[-2:] in ("نه", "ها", "هم", "نا", "ني")
        owned = owned or "own" in line.kinds[index]
        if not owned and not line.kinds[index] & _TRANSPARENT and line.tokens[index].word.kind == "word":
            return False
    return False


def next_bare(line: Line, after: list[Phrase], end: int) -> list[Phrase]:
    """The next party without a preposition behind another, with its list."""
    if not after:
        return []
    for at, phrase in enumerate(line.phrases):
        if after[-1].last < phrase.first < end and phrase.marker in ("", "gen") and not phrase.joined:
            return with_joined(line, at)
    return []


def _heads_clause(line: Line, before: list[Phrase]) -> bool:
    """True where the party before a verb stands at the head of its clause (إن النظام يستهدف …)."""
    first = before[0].first
    return (
        first == 0
        or bool(line.kinds[first - 1] & {"opens", "break", "aux"})
        or line.tokens[first - 1].word.folded in COMMAS
    )


def _joined_on(line: Line, verb: int) -> bool:
    """True for a verb that bears و or ف: its subject never stands before it."""
    form = line.verb_at(verb)
    return form is not None and form.lead[:1] in ("و", "ف")


def _possessed(line: Line, phrase: Phrase) -> bool:
    """True for خصومه، حكومتها: whose owner is spoken of already, so that the phrase is rather an object."""
    raw = line.tokens[phrase.first].word.raw
    return phrase.first == phrase.last and raw.endswith(("ه", "ها", "هم")) and phrase.mention.kind != "place"


def _goes_on(line: Line, verb: int) -> bool:
    """True for a verb in mid-sentence that و or a comma joins to one before it."""
    if verb < 3 or not any(line.verb_at(i) for i in range(verb - 1)):
        return False
    return (
        line.tokens[verb].word.folded[0] in "وف"
        or line.tokens[verb - 1].word.folded in COMMAS
        or bool(line.kinds[verb - 1] & {"opens"})
    )


def with_joined(line: Line, at: int) -> list[Phrase]:
    """The phrase and those that its list goes on with."""
    found = [line.phrases[at]]
    for phrase in line.phrases[at + 1 :]:
        if not phrase.joined:
            break
        found.append(phrase)
    return found


def _list_ending(line: Line, at: int) -> list[Phrase]:
    start = at
    while start > 0 and line.phrases[start].joined:
        start -= 1
    return list(line.phrases[start : at + 1]) if line.phrases[start].marker in ("", "gen") else []


_MASCULINE = frozenset(
    map(
        key,
        "لبنان العراق الأردن المغرب السودان اليمن الصومال الجيش جيش حزب مجلس المجلس تنظيم التنظيم التحالف "
        "تحالف الاتحاد اتحاد الائتلاف ائتلاف "
        "مكتب مركز البرلمان برلمان النظام نظام البيت الحرس صندوق بنك المرصد لواء فيلق تيار جهاز منتدى موقع "
        "تلفزيون الكرملين البنتاغون "
        "الحزب الوفد وفد المركز الجهاز قصر الصندوق البنك".split(),
    )
)


def agrees(person: str, entity: Entity) -> bool:
    """False where a verb's gender rules the entity out as its subject: قالت of a minister, قال of a ministry."""
    if entity.kind == "group" or person not in ("3ms", "3fs"):
        return True
    words = key(entity.name).split()
    if not words:
        return True
    if entity.kind == "person":
        heads = [role.split()[0] for role in entity.roles if role.strip()] or entity.name.split()[:1]
        return any(head.endswith("ة") for head in heads) == (person == "3fs")  # not ه, as in نظيره and وجيه
    if person == "3fs":
        return words[0] not in _MASCULINE
    return words[0] in _MASCULINE or not (entity.kind == "place" or words[0].endswith("ه"))
