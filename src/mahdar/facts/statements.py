"""Reported speech: who says what, by the reporting verb's own grammar.

A cue (أكد، مضيفا، قوله) opens content where one of its complements begins (أن …, إلى …, a colon, a bare verbal noun);
the content runs to the next cue that goes on speaking (وأضاف، لافتا إلى) or to the sentence's end, a quotation to its
closing mark. The speaker is the cue's subject, else whoever spoke last. Phrases such as «بحسب فلان» report the clause
that they stand beside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from mahdar.facts.line import COMMAS, NOUNS, PLAIN, STOPS, Line
from mahdar.facts.subjects import agrees, carried, subject_and_object
from mahdar.model import Entity, Span, Statement

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.lexicon import Cue, Hit

_REACH = 32  # tokens between a cue and the word that opens its content
_NEAR = 200  # statements before a cue that it may stand in: more than a quotation and a sentence can hold
_LONGEST_QUOTE = 1_500  # characters to look ahead for a closing mark
# Share of such statements that the development articles' gold has too, by (direct, inside another's speech).
_SCORES = {(True, False): 0.91, (True, True): 0.57, (False, False): 0.79, (False, True): 0.59}
_BEFORE_CLAUSE = frozenset(
    ("بعد", "قبل", "منذ", "حتي", "دون", "رغم", "سوي", "الا", "غير", "لحين", "بمجرد", "شريطه", "شرط", "وبعد", "وقبل")
)
_NEW = frozenset(("وهناك", "وثمه"))
_CLOSING = {"“": "”“", "«": "»", '"': '"”', "”": "”“", "'": "'", "‘": "’"}


class Speech(Struct, frozen=True):
    """A cue with its content, before speakers are settled. `goes_on` tells a cue at the level of the sentence."""

    line: int
    cue: int  # token
    content: Span
    direct: bool
    goes_on: bool
    speakers: tuple[str, ...]
    person: str
    firm: bool  # opened by أن or a quotation and told in the past: likelier speech where it stands inside other speech


class Opening(Struct, frozen=True):
    """Where a cue's content begins: its first token, the token that introduced it, whether it is quoted."""

    first: int
    by: int
    direct: bool


def find_speech(text: str, lines: tuple[Line, ...], entities: dict[str, Entity], tools: Tools) -> list[Speech]:
    """Every cue with content, in order of the text."""
    found: list[Speech] = []
    for number, line in enumerate(lines):
        heard = [i for i, hits in enumerate(line.hits) if hits and line.inside[i] < 0]
        here = [s for i in heard if (s := _speech_at(text, line, (number, i), entities, tools))]
        here = _bounded(text, line, _one_each(here))
        here += _beside(text, line, number, here, tools)
        found += sorted(here, key=lambda s: s.cue)
    return found


def _speech_at(text: str, line: Line, at: tuple[int, int], entities: dict[str, Entity], tools: Tools) -> Speech | None:
    number, index = at
    for hit in line.hits[index]:
        cue = tools.lexicon.cues.get(hit.form.lemma)
        if cue is None or (opening := _opening(line, index, cue)) is None or not _may_report(line, index, hit, opening):
            continue
        plain = "opens" in line.kinds[opening.by] or line.tokens[opening.by].word.kind == "mark"
        if index and "neg" in line.kinds[index - 1]:
            continue  # what somebody did not say
        start = line.tokens[opening.first].start
        end = _end_of(text, line, opening)
        if end - start < 3:
            continue
        speakers = _speakers(line, index, hit, opening, tools)
        goes_on = _goes_on(line, index, hit)
        if not speakers and _takes_up(line, index, hit):
            speakers = carried(line, index, hit.form.person, entities)
            goes_on = goes_on and line.tokens[index - 1].word.kind != "word"
        if not speakers and not plain and not goes_on:
            continue  # a bare verb inside a clause: nobody says it
        firm = plain and hit.form.part != "present"
        return Speech(number, index, (start, end), opening.direct, goes_on, speakers, hit.form.person, firm)
    return None


def _may_report(line: Line, index: int, hit: Hit, opening: Opening) -> bool:
    """False where the word is no reporting verb here: a preposition (بين), a plain noun, a verb in the first person."""
    at_once = opening.by == index + 1 and "opens" in line.kinds[opening.by]
    if line.kinds[index] - (PLAIN - {"impersonal"}) and not (at_once and line.tokens[index].word.folded == "بين"):
        return False
    if hit.form.part in ("past", "present"):
        impersonal = index > 0 and line.tokens[index - 1].word.folded in ("مما", "ما", "بما") and not hit.form.pronoun
        return hit.form.person[:1] == "3" and not impersonal
    if hit.form.part == "participle":
        written = line.tokens[index].word.folded
        return (
            not hit.definite
            and not _says_of_subject(line, index)
            and "ب" not in hit.lead
            and "ل" not in hit.lead
            and (written[-1] in "اه" or at_once or written[-2:] == "ين")
        )
    return bool(hit.form.pronoun) and opening.by <= index + 2 and ("opens" in line.kinds[opening.by] or opening.direct)


def _says_of_subject(line: Line, index: int) -> bool:
    """True for a participle that is said of the subject of أن: أن إيران ملتزمة, أن بلاده عازمة."""
    at = line.inside[index - 1] if index else -1
    first = line.phrases[at].first if at >= 0 else index - 1
    subject = at >= 0 or (first > 0 and "own" in line.kinds[first])
    return subject and first > 0 and "opens" in line.kinds[first - 1]


def _takes_up(line: Line, index: int, hit: Hit) -> bool:
    """True for a cue whose subject is that of the clause before it: joined without a comma, or following without و."""
    if index < 3 or hit.form.part not in ("past", "present"):
        return False
    before = line.tokens[index - 1].word
    if "break" in line.kinds[index - 1]:
        return False
    return before.kind == "word" or (before.folded in COMMAS and hit.lead[:1] not in ("و", "ف"))


def _goes_on(line: Line, index: int, hit: Hit) -> bool:
    """True where a cue continues at the level of the sentence rather than inside another's content."""
    if hit.form.part == "participle" or index == 0:
        return True
    if hit.form.part == "noun":
        return False
    before = line.tokens[index - 1].word.folded
    return hit.lead[:1] in ("و", "ف") or before in "،,؛;)-–»”" or "break" in line.kinds[index - 1]


def _opening(line: Line, cue_at: int, cue: Cue) -> Opening | None:
    """Where the content of the cue at a token begins, if anything opens it."""
    relative = False
    for index in range(cue_at + 1, min(cue_at + 1 + _REACH, len(line.tokens))):
        word, kinds, at = line.tokens[index].word, line.kinds[index], line.inside[index]
        if at >= 0 and index > line.phrases[at].first:
            if index == line.phrases[at].last and "obj" in cue.opens and (found := _object(line, index + 1)):
                return found
            continue
        if word.folded in STOPS:
            return None
        if word.folded == ":" or (line.opens_quote(index) and ":" in cue.opens and not _names(line, index)):
            return _from(line, index)
        if "opens" in kinds and line.tokens[index - 1].word.folded in _BEFORE_CLAUSE:
            return None  # بعد أن, قبل أن: a clause of time, not of speech
        if "opens" in kinds and ("ان" in cue.opens or ("ب" in cue.opens and word.folded.startswith("بان"))):
            return _from(line, index + 1, index)
        if "pron" not in kinds and (opener := _prepositional(line, index, cue)):
            return opener
        if (
            at < 0
            and index == cue_at + 1
            and "obj" in cue.opens
            and not _definite(line, index)
            and (found := _object(line, index))
        ):
            return found
        relative = relative or "rel" in kinds
        verb = line.verb_at(index) if index > cue_at + 1 and not relative else None
        if verb and not line.noun_at(index) and verb.form.pronoun not in ("ه", "ها"):
            break  # but not at a verb about the noun before it: مؤتمر صحفي عقده أمس
    return _definite_object(line, cue_at + 1) if "obj" in cue.opens else None


def _definite_object(line: Line, index: int) -> Opening | None:
    """What a bare verb is said of where only a definite noun follows it: وأكد الحاجة الملحة إلى …"""
    if (
        index < 2
        or index >= len(line.tokens)
        or not _definite(line, index)
        or "و" not in line.tokens[index - 1].word.raw[:1]
    ):
        return None
    return None if "anaphor" in line.kinds[index] else _object(line, index)


def _definite(line: Line, index: int) -> bool:
    """True for a noun with the article; التزام and التقاء begin with ال of their own."""
    own = any(hit.form.part == "noun" and not hit.definite for hit in line.hits[index])
    return line.tokens[index].word.folded.startswith("ال") and not own


def _from(line: Line, index: int, by: int = -1) -> Opening | None:
    """The content's first word at or after a token, past colons and opening marks."""
    by, direct = (index if by < 0 else by), False
    while index < len(line.tokens) and line.tokens[index].word.kind == "mark":
        direct = direct or line.opens_quote(index)
        index += 1
    return Opening(index, by, direct) if index < len(line.tokens) else None


def _prepositional(line: Line, index: int, cue: Cue) -> Opening | None:
    word, kinds = line.tokens[index].word, line.kinds[index]
    if "prep" in kinds:
        if word.folded not in cue.opens:
            return None
        return _from(
            line, index + (2 if index + 1 < len(line.tokens) and "opens" in line.kinds[index + 1] else 1), index
        )
    if kinds - NOUNS:
        return None
    letters = {reading.lead[-1:] for reading in word.readings if len(reading.rest) > 2} & {"ب", "ل"} & cue.opens
    return _from(line, index) if letters else None


def _object(line: Line, index: int) -> Opening | None:
    """A bare noun phrase that may be what is said: أكد أهمية …, أعلن وفاة …, أدان الهجوم."""
    while index < len(line.tokens) and (line.tokens[index].word.folded in COMMAS or line.opens_quote(index)):
        index += 1
    if index >= len(line.tokens) or line.inside[index] >= 0 or line.kinds[index] - NOUNS - {"whole", "neg"}:
        return None
    if line.tokens[index].word.kind != "word" or (line.verb_at(index) and not line.noun_at(index)):
        return None
    return _from(line, index)


def _names(line: Line, index: int) -> bool:
    """True where a quotation mark stands before a name in quotes rather than before speech."""
    after = index + 1
    return (
        after < len(line.tokens)
        and line.inside[after] >= 0
        and line.phrases[line.inside[after]].last + 1 < len(line.tokens)
        and (line.tokens[line.phrases[line.inside[after]].last + 1].word.raw in "\"”»'")
    )


def _end_of(text: str, line: Line, opening: Opening) -> int:
    """Where content ends: a quotation at its closing mark, other speech with its sentence."""
    begin = line.tokens[opening.first].start
    if opening.direct:
        closing = _CLOSING.get(line.tokens[opening.first - 1].word.raw, "")
        ends = [p for sign in closing if (p := text.find(sign, begin, begin + _LONGEST_QUOTE)) > 0]
        if ends:
            return _trimmed(text, min(ends))
    if not opening.direct and "opens" not in line.kinds[opening.by]:
        return _trimmed(text, _end_of_noun(line, opening.first))
    return _trimmed(text, line.sentence.end)


def _end_of_noun(line: Line, first: int) -> int:
    """Where a noun phrase that is said ends: at a comma behind which a clause of its own begins (…، وهناك …)."""
    for index in range(first + 1, len(line.tokens) - 1):
        if line.tokens[index].word.folded in COMMAS and line.tokens[index + 1].word.folded in _NEW:
            return line.tokens[index].start
    return line.sentence.end


def _trimmed(text: str, end: int) -> int:
    while end > 0 and (text[end - 1].isspace() or text[end - 1] in '.،,؛;:"”»'):
        end -= 1
    return end


def _one_each(here: list[Speech]) -> list[Speech]:
    """Of cues that open the same content, the nearest to it; none inside a name's or another cue's own phrase."""
    by_start: dict[int, Speech] = {}
    for speech in here:
        held = by_start.get(speech.content[0])
        if held is not None and not speech.speakers:
            speech = replace(speech, speakers=held.speakers)
        by_start[speech.content[0]] = speech
    return sorted(by_start.values(), key=lambda s: s.cue)


def _bounded(text: str, line: Line, here: list[Speech]) -> list[Speech]:
    """Contents cut where a later cue of the same sentence goes on speaking."""
    found = []
    for number, speech in enumerate(here):
        start, end = speech.content
        following = [
            later for later in here[number + 1 :] if later.goes_on and start < line.tokens[later.cue].start < end
        ]
        if following and not speech.direct:
            cue = following[0].cue
            while cue > 0 and ("break" in line.kinds[cue - 1] or line.tokens[cue - 1].word.kind == "mark"):
                cue -= 1
            end = _trimmed(text, line.tokens[cue].start)
        if end - start >= 3:
            found.append(replace(speech, content=(start, end)))
    return found


def _speakers(line: Line, index: int, hit: Hit, opening: Opening, tools: Tools) -> tuple[str, ...]:
    if hit.form.part == "participle":
        return ()
    if hit.form.part == "noun":
        before = [p for p in line.phrases if p.last < index and p.marker == "عن"]
        return (before[-1].mention.entity,) if before else ()
    takes_object = any(t.frame.get("obj") == "recipient" for t in tools.lexicon.triggers.get(hit.form.lemma, ()))
    phrases, _ = subject_and_object(line, index, opening.first, takes_object)
    if hit.form.lemma == "نقل" or (phrases and phrases[0].mention.kind == "organization"):
        phrases = [p for p in line.phrases if index < p.first < opening.first and p.marker == "عن"] or phrases
    return tuple(p.mention.entity for p in phrases)


def _beside(text: str, line: Line, number: int, here: list[Speech], tools: Tools) -> list[Speech]:
    """Speech reported by «بحسب فلان»: the clause before it, or after it where the sentence begins so."""
    for index in tools.according.starts.among(line.tokens):
        match = tools.according.at(line.tokens, index) if line.inside[index] < 0 else None
        if match is None:
            continue
        after = [p for p in line.phrases if index + match.length <= p.first <= index + match.length + 4]
        if not after:
            continue
        source = after[0]
        if index < 3 and any(index < s.cue <= source.last + 5 for s in here):
            continue
        if index < 3:
            first = source.last + 1
            while first < len(line.tokens) and (
                line.tokens[first].word.kind == "mark" or line.kinds[first] & {"opens", "aux"}
            ):
                first += 1
            following = [line.tokens[s.cue].start for s in here if s.goes_on and s.cue > first]
            end = min([line.sentence.end, *following])
            span = (line.tokens[first].start, _trimmed(text, end)) if first < len(line.tokens) else (0, 0)
        else:
            span = (line.tokens[0].start, _trimmed(text, line.tokens[index].start))
            if any(s.content[0] < line.tokens[index].start for s in here):
                continue
        if span[1] - span[0] > 10:
            return [Speech(number, index, span, False, True, (source.mention.entity,), "", True)]
    return []


def settle(lines: tuple[Line, ...], speech: list[Speech], entities: dict[str, Entity]) -> tuple[Statement, ...]:
    """Statements with their speakers: a cue without a subject goes on with the last speaker that it agrees with."""
    statements: list[Statement] = []
    recent: list[str] = []
    for one in speech:
        token = lines[one.line].tokens[one.cue]
        outer = next((s for s in reversed(statements[-_NEAR:]) if s.content[0] <= token.start < s.content[1]), None)
        if outer is not None and (not one.firm or (outer.direct and not one.speakers)):
            continue  # .25 of these were statements by the development articles, against .59 of the others
        fitting = [e for e in reversed(recent) if e in entities and agrees(one.person, entities[e])]
        speaker = next(iter((*one.speakers, *fitting, *recent[-1:])), None)
        if speaker and (outer is None or one.goes_on):
            recent = [*[e for e in recent if e != speaker][-3:], speaker]
        statements.append(
            Statement(
                id=f"s{len(statements) + 1}",
                speaker=speaker,
                cue=(token.start, token.end),
                content=one.content,
                direct=one.direct,
                said_by=outer.id if outer else None,
                score=_SCORES[one.direct, outer is not None],
            )
        )
    return tuple(statements)
