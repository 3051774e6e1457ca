"""Events of the sixteen types: every trigger of the lexicon, its parties, status, place, date and content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from mahdar.facts.casting import Firing, Scene, actors_of, place_of, recipients_of
from mahdar.facts.denial import is_denied
from mahdar.facts.frames import Parties, around, fit, light_verb, noun_parties, performed, verb_parties
from mahdar.facts.line import COMMAS, PLAIN, Line
from mahdar.facts.status import find_status
from mahdar.model import Event, Span, Statement, Status

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.lexicon import Hit, Trigger

WITH_CONTENT = frozenset({"REQUEST", "AGREE", "REJECT", "THREATEN", "CONCEDE"})
_SPEECH_ACTS = WITH_CONTENT | {"SUPPORT", "ACCUSE"}
_PRESUPPOSED = frozenset({"CONSULT", "ASSAULT", "PROTEST"})  # types whose bare noun tells an event
# Share of such events that the development articles' gold has too (288 articles, gold entities), by the trigger's
# part of speech: with both parties read, and with one or none.
_SCORES = {"past": (0.79, 0.59), "present": (0.71, 0.49), "participle": (0.92, 0.62), "noun": (0.62, 0.53)}
_SAID_OF = 4  # tokens between an attack and the verb that is said of it
_CLOSING = ' \n\t.،,؛;:"”»'
_SHORTEST = 4  # words of what is asked or promised before a comma may end it


def find_events(text: str, scene: Scene, tools: Tools) -> list[Event]:
    """The events of one sentence, ids yet empty."""
    found = []
    for index in range(len(scene.line.tokens)):
        if scene.line.inside[index] >= 0 or not scene.line.hits[index]:
            continue
        firing = _firing_at(scene, index, tools)
        event = _event(text, firing, tools) if firing else None
        if event is not None:
            found.append(event)
    return found


def _firing_at(scene: Scene, at: int, tools: Tools) -> Firing | None:
    """The row of the lexicon that fits the word at a token, of several the one whose needed word stands nearest."""
    line = scene.line
    hits = [(hit, rows) for hit in _ordered(line, at) if (rows := tools.lexicon.triggers_of(hit))]
    if not hits:
        return None
    words, said = around(line, at), _said(scene, at)
    asked = around(line, at, said) if said > at else words
    for hit, rows in hits:
        distances = ((fit(asked if row.type == "REQUEST" else words, row), row) for row in rows)
        fitting = [(d, row) for d, row in distances if d is not None and _asks(scene, at, row)]
        if fitting:
            trigger = min(fitting, key=lambda pair: pair[0])[1]
            find_parties = noun_parties if hit.form.part == "noun" else verb_parties
            parties = find_parties(line, at, hit, trigger)
            light = light_verb(line, at, hit.lead) if hit.form.part == "noun" else -1
            parties = performed(line, light, at, trigger, parties) if light >= 0 else parties
            bare = hit.form.part in ("past", "present") and not hit.form.pronoun
            if bare and trigger.type == "ASSAULT" and _attack_before(line, at, tools):
                parties = _struck(parties, at)
            return _firing(scene, at, hit, trigger, parties)
    return None


def _attack_before(line: Line, at: int, tools: Tools) -> bool:
    """True where a verb is said of an attack: غارة جوية استهدفت المدينة, الهجوم الذي طال الثكنة."""
    for index in range(at - 1, max(at - 1 - _SAID_OF, -1), -1):
        if line.inside[index] >= 0 or line.verb_at(index):
            return False
        nouns = (hit for hit in line.hits[index] if hit.form.part == "noun")
        if any(t.type == "ASSAULT" for hit in nouns for t in tools.lexicon.triggers_of(hit)):
            return True
    return False


def _struck(parties: Parties, at: int) -> Parties:
    """The parties of a verb whose subject is the attack: who stands behind it is whom it struck."""
    struck = tuple(p for p in parties.actors if p.first > at)
    if parties.recipients or not struck:
        return parties
    return replace(parties, actors=tuple(p for p in parties.actors if p not in struck), recipients=struck)


def _firing(scene: Scene, at: int, hit: Hit, trigger: Trigger, parties: Parties) -> Firing:
    token = scene.line.tokens[at]
    own = next((s for s in scene.statements if s.cue == (token.start, token.end)), None)
    around = _innermost(scene.statements, token.start, own)
    by_speaker = trigger.type in _SPEECH_ACTS and around is not None and _own_words(scene.line, at, hit)
    return Firing(scene, at, hit, trigger, parties, own, around, by_speaker)


def _said(scene: Scene, at: int) -> int:
    """The first token of what the word at a token reports in its sentence, -1 where it reports nothing."""
    tokens = scene.line.tokens
    start = tokens[at].start
    spoken = next((s for s in scene.statements if s.cue[0] == start), None)
    return -1 if spoken is None else next((i for i, t in enumerate(tokens) if t.start >= spoken.content[0]), -1)


def _asks(scene: Scene, at: int, trigger: Trigger) -> bool:
    """False for a verb of speech whose telling word (ضرورة، استعداد …) stands deep in what is said, not at its head."""
    first = _said(scene, at)
    if first < 0 or not trigger.needs or trigger.type not in _SPEECH_ACTS:
        return True
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
    if at == 0:
        return True
    if line.inside[at - 1] >= 0:
        return not line.noun_at(at)  # قالت الوزيرة مؤكدة; but رفضت الوزيرة مشاركة فلان has a noun
    return line.tokens[at - 1].word.kind == "mark" or bool(line.kinds[at - 1] & {"opens", "aux"})


def _event(text: str, firing: Firing, tools: Tools) -> Event | None:
    scene, hit, trigger = firing.scene, firing.hit, firing.trigger
    token = scene.line.tokens[firing.at]
    date = _nearest_date(scene, token.start)
    kind, status = _kind_and_status(firing, date)
    actors = actors_of(firing, tools)
    recipients, places = recipients_of(firing, actors, tools)
    if kind is None or (firing.is_noun and not _tells(firing, actors, recipients)):
        return None
    around = firing.around
    if around and (firing.by_speaker or (kind in _SPEECH_ACTS and around.speaker in actors)):
        around = None  # the speaker's own act, which his words are
    return Event(
        id="",
        type=kind,
        trigger=(token.start, token.end),
        status=status,
        modes=trigger.modes,
        actors=actors,
        recipients=recipients,
        place=place_of(firing, places),
        date=date,
        said_by=around.id if around else None,
        content=_content(text, firing, kind),
        score=_SCORES[hit.form.part][0 if actors and recipients else 1],
        why=f"{hit.form.lemma}/{hit.form.part}" + ("/definite" if hit.definite or hit.form.pronoun else ""),
    )


def _tells(firing: Firing, actors: tuple[str, ...], recipients: tuple[str, ...]) -> bool:
    """False for a verbal noun that names no party and tells no event either: a topic, an aim."""
    return bool(actors or recipients) or (firing.trigger.type in _PRESUPPOSED and "ل" not in firing.hit.lead)


def _kind_and_status(firing: Firing, date: str | None) -> tuple[str | None, Status]:
    scene, trigger = firing.scene, firing.trigger
    read = find_status(scene.line, firing.at, firing.hit, (date, scene.published))
    if read != "historical" and is_denied(scene.line, firing.at, firing.hit, firing.around):
        return trigger.type, "negated"
    return _shifted(trigger.type, trigger.status or read if read == "occurred" else read, firing.hit)


def _shifted(kind: str, status: Status, hit: Hit) -> tuple[str | None, Status]:
    """The type that a status makes of another: a meeting to come is agreed on, an agreement denied is refused."""
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


def _innermost(statements: tuple[Statement, ...], start: int, own: Statement | None) -> Statement | None:
    around = [s for s in statements if s is not own and s.content[0] <= start < s.content[1]]
    return min(around, key=lambda s: s.content[1] - s.content[0], default=None)


def _nearest_date(scene: Scene, start: int) -> str | None:
    near = [(abs(span[0] - start), value) for span, value in scene.dates]
    return min(near)[1] if near else None


def _content(text: str, firing: Firing, kind: str) -> Span | None:
    """What is asked, promised, refused, threatened or conceded; of a meeting to come, the meeting."""
    line, own = firing.scene.line, firing.own
    if kind not in WITH_CONTENT:
        return None
    if own is not None and kind == "REQUEST":
        end = min(own.content[1], max(line.sentence.end, own.content[0] + 3))
        return (own.content[0], _turn(line, (own.content[0], len(text[:end].rstrip(_CLOSING)))))
    if own is not None:
        return (own.content[0], min(own.content[1], _first_comma(line, own.content[0])))
    first = firing.parties.content
    if first < 0 and firing.trigger.type != "CONSULT":
        return None
    start = line.tokens[first if first >= 0 else firing.at].start
    later = [s.cue[0] for s in firing.scene.statements if start < s.cue[0] < line.sentence.end]
    end = len(text[: min([*later, line.sentence.end, _first_comma(line, start)])].rstrip(_CLOSING))
    return (start, end) if end - start > 2 else None


def _turn(line: Line, content: Span) -> int:
    """Where another clause (لكنه لم …) ends what is asked."""
    inner = [i for i, t in enumerate(line.tokens) if content[0] < t.start < content[1]][_SHORTEST - 1 :]
    at = next((i for i in inner if "turns" in line.kinds[i]), -1)
    return line.tokens[at - 1].end if at > 0 else content[1]


def _first_comma(line: Line, start: int) -> int:
    """The first comma that may end what begins at an offset, or the sentence's end."""
    after = [token for token in line.tokens if token.start >= start][_SHORTEST:]
    return next((token.start for token in after if token.word.folded in COMMAS), line.sentence.end)
