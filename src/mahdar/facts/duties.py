"""What somebody is told to do by «على فلان أن …»: a request of the speaker's without a verb of asking."""

from __future__ import annotations

from mahdar.facts.cast import Cast
from mahdar.facts.line import COMMAS, Line
from mahdar.facts.subjects import antecedent_of_pronoun, with_joined
from mahdar.model import Event, Span, Statement

_ON = frozenset(("علي", "فعلي", "وعلي"))
_ON_HIM = frozenset(("عليه", "عليها", "عليهم", "فعليه", "فعليها", "فعليهم", "وعليه", "وعليها"))
_SHORTEST = 4  # words of the duty before a comma may end it


def find_duties(text: str, line: Line, statements: tuple[Statement, ...], cast: Cast) -> list[Event]:
    """The duties that speakers lay on others in one sentence; where nobody speaks there is none."""
    found = []
    for index, token in enumerate(line.tokens):
        speech = [s for s in statements if s.content[0] <= token.start < s.content[1] and s.speaker]
        whom, after = _charged(line, index, cast) if speech else ((), 0)
        if not whom or after >= len(line.tokens) or "opens" not in line.kinds[after] or after + 1 >= len(line.tokens):
            continue
        speech.sort(key=lambda s: s.content[1] - s.content[0])
        content = (line.tokens[after + 1].start, _end(text, line, after + 1, speech[0].content[1]))
        found.append(_duty((token.start, token.end), str(speech[0].speaker), whom, content))
    return found


def _charged(line: Line, index: int, cast: Cast) -> tuple[tuple[str, ...], int]:
    """Who must do it, and the token where the clause of what opens."""
    word = line.tokens[index].word.folded
    if word in _ON and index + 1 < len(line.tokens) and line.inside[index + 1] >= 0:
        phrases = with_joined(line, line.inside[index + 1])
        return tuple(p.mention.entity for p in phrases), phrases[-1].last + 1
    if word in _ON_HIM:
        return antecedent_of_pronoun(line, index, word[word.rindex("ه") :], cast.entities, ()), index + 1
    return (), 0


def _end(text: str, line: Line, first: int, limit: int) -> int:
    commas = [t.start for t in line.tokens[first + _SHORTEST :] if t.word.folded in COMMAS]
    return len(text[: min([limit, *commas])].rstrip(" .،,؛;:\"”»"))


def _duty(trigger: Span, speaker: str, whom: tuple[str, ...], content: Span) -> Event:
    recipients = tuple(one for one in whom if one != speaker)
    return Event(id="", type="REQUEST", trigger=trigger, actors=(speaker,), recipients=recipients, content=content, why="على/duty")
