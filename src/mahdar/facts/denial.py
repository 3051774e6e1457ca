"""What somebody denies did not take place: the event in the main clause of his denial (نفى أن تكون قواته قصفت …)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.facts.line import BEFORE_CLAUSE, Line
from mahdar.model import Statement

if TYPE_CHECKING:
    from mahdar.tools.lexicon import Hit


def is_denied(line: Line, at: int, hit: Hit, around: Statement | None) -> bool:
    """True where the event at a token is what the statement `around` it denies: not where it is the accusation that is
    denied (نفى اتهامات فلان), where only a part in it is (نفى تورطه في الهجوم), or in a clause beside it."""
    if around is None or around.direct or hit.definite or "claim" in line.kinds[at]:
        return False
    cue = next((i for i, token in enumerate(line.tokens) if token.start == around.cue[0]), -1)
    if cue < 0 or "denies" not in line.kinds[cue]:
        return False
    said = [i for i in range(at) if line.tokens[i].start >= around.content[0]]
    return not any("stake" in line.kinds[i] or _leaves(line, i) for i in said)


def _leaves(line: Line, index: int) -> bool:
    """True where a token begins a clause that is no part of the denial; الأنباء التي تحدثت عن … is one."""
    if "rel" in line.kinds[index]:
        return index == 0 or "claim" not in line.kinds[index - 1]
    after = index > 0 and line.tokens[index - 1].word.folded in BEFORE_CLAUSE
    return ("break" in line.kinds[index] and "claim" not in line.kinds[index]) or (
        "opens" in line.kinds[index] and after
    )
