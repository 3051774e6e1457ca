"""What a speaker says that somebody ought to do, told without a verb: «إن على الحكومة أن تستقيل», «فعليها أن تنسحب»."""

from __future__ import annotations

from mahdar.facts.casting import Scene
from mahdar.facts.line import COMMAS, PLAIN, Line
from mahdar.facts.subjects import antecedent_of_pronoun, with_joined
from mahdar.model import Event, Statement

_ON = frozenset(("علي", "وعلي", "فعلي"))
_ON_WHOM = {f"{lead}علي{pronoun}": pronoun for lead in ("", "و", "ف") for pronoun in ("ه", "ها", "هم", "هما")}
_THAT = frozenset(("ان", "الا"))
_SHORTEST = 4  # words of what is asked before a comma may end it
_SCORE = 0.7  # as of other asks told in the present with both parties


def find_duties(text: str, scene: Scene) -> list[Event]:
    """The asks of one sentence that «على فلان أن» tells within somebody's words, ids yet empty."""
    line, found = scene.line, []
    for index, token in enumerate(line.tokens):
        word = token.word.folded
        if (word not in _ON and word not in _ON_WHOM) or not _begins(line, index):
            continue
        around = [s for s in scene.statements if s.speaker and s.content[0] <= token.start < s.content[1]]
        if not around:
            continue
        speaker = min(around, key=lambda s: s.content[1] - s.content[0])
        asked, first = _asked(scene, index, speaker)
        if asked and 0 < first < len(line.tokens) and line.tokens[first].start < speaker.content[1]:
            found.append(_ask(text, line, (index, first), asked, speaker))
    return found


def _begins(line: Line, index: int) -> bool:
    """True where the word begins a clause, so that no verb before it governs it."""
    if index == 0 or line.tokens[index].word.folded[0] in "وف":
        return True
    return "opens" in line.kinds[index - 1] or line.tokens[index - 1].word.kind == "mark"


def _asked(scene: Scene, index: int, speaker: Statement) -> tuple[tuple[str, ...], int]:
    """Who ought to act, and the token where it begins what he ought to do; () and -1 where nobody is told."""
    line, barred = scene.line, (speaker.speaker or "",)
    pronoun = _ON_WHOM.get(line.tokens[index].word.folded)
    if pronoun:
        asked, after = antecedent_of_pronoun(line, index, pronoun, scene.cast.entities, barred), index + 1
    else:
        at = line.inside[index + 1] if index + 1 < len(line.tokens) else -1
        phrases = with_joined(line, at) if at >= 0 else []
        asked = tuple(p.mention.entity for p in phrases)
        after = phrases[-1].last + 1 if phrases else len(line.tokens)
    if after >= len(line.tokens):
        return (), -1
    if line.tokens[after].word.folded in _THAT:
        return asked, after + 1
    return (asked, after) if _names_a_deed(line, after) else ((), -1)


def _names_a_deed(line: Line, index: int) -> bool:
    """True for a noun that may name what ought to be done: عليها الكف عن …, فعليها اتباع …"""
    word = line.tokens[index].word
    plain = word.kind == "word" and not line.kinds[index] - PLAIN and not line.verb_at(index)
    return line.inside[index] < 0 and (line.noun_at(index) or plain)


def _ask(text: str, line: Line, where: tuple[int, int], asked: tuple[str, ...], speaker: Statement) -> Event:
    token, first = line.tokens[where[0]], where[1]
    commas = (t.start for t in line.tokens[first + _SHORTEST :] if t.word.folded in COMMAS)
    end = min(next(commas, line.sentence.end), speaker.content[1])
    start = line.tokens[first].start
    return Event(
        id="",
        type="REQUEST",
        trigger=(token.start, token.end),
        status="occurred",
        modes=(),
        actors=(speaker.speaker,) if speaker.speaker else (),
        recipients=asked,
        content=(start, max(start, len(text[:end].rstrip(' \n\t.،,؛;:"”»')))),
        score=_SCORE,
        why="على/duty",
    )
