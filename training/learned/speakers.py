"""Who says it: the rules' speaker and the network's, weighed; and speech that the network alone hears or misses."""

from __future__ import annotations

from msgspec.structs import replace

from learned.scene import Scene
from learned.weights import Weights, odds, probability
from mahdar.model import Statement

_TRIM = ' \n\t.،,؛;:"”»'
_SHORTEST = 3  # letters of what is said


def speaker_reasons(scene: Scene, word: int, rule: Statement | None) -> dict[str, dict[str, float]]:
    """Every entity with the reasons for its being the speaker of the cue at a token."""
    seen = scene.links(word)["speaker"]
    best = max(seen.values(), default=0.0)
    return {
        one: {
            "seen": value,
            "best seen": float(value == best),
            "rule": float(rule is not None and rule.speaker == one),
            "rule says another": float(rule is not None and rule.speaker not in (None, one)),
            "a place": float(scene.entities[one].kind == "place"),
        }
        for one, value in seen.items()
    }


def cue_reasons(scene: Scene, word: int, rule: Statement | None) -> dict[str, float]:
    """The reasons for a token's being a cue."""
    value = float(scene.sight.cues[word])
    return {
        "seen": value,
        "network alone": float(rule is None),
        "seen, network alone": value * (rule is None),
        "rule is direct": float(rule is not None and rule.direct),
        "rule inside another": float(rule is not None and rule.said_by is not None),
        "rule's own score": rule.score if rule is not None else 0.0,
    }


def hearings(scene: Scene) -> list[tuple[int, Statement | None]]:
    """Every token that the rules or the network take for a cue, with the rules' statement."""
    found: dict[int, Statement | None] = {int(word): None for word in (scene.sight.cues > -2.0).nonzero()[0]}
    for statement in scene.statements:
        found = {
            w: s
            for w, s in found.items()
            if s or not scene.word_at(statement.cue[0]) <= w <= scene.word_at(statement.cue[1] - 1)
        }
        found[scene.word_at(statement.cue[0])] = statement
    return sorted(found.items(), key=lambda item: item[0])


def decide_statements(scene: Scene, weights: Weights) -> tuple[Statement, ...]:
    """The statements that are likely enough, each with its likeliest speaker, in order; the rules' keep their ids."""
    kept: list[Statement] = []
    for word, rule in hearings(scene):
        sure = probability(odds(weights["cue"], cue_reasons(scene, word, rule)))
        if sure < weights["cue"]["at least"]:
            continue
        statement = rule or _heard(scene, word)
        if statement is not None:
            kept.append(replace(statement, speaker=decide_speaker(scene, word, rule, weights), score=sure))
    ids = {statement.id for statement in kept}
    return tuple(replace(s, said_by=s.said_by if s.said_by in ids else None) for s in kept)


def decide_speaker(scene: Scene, word: int, rule: Statement | None, weights: Weights) -> str | None:
    """The likeliest speaker, where he is likely enough."""
    table = weights["speaker"]
    rated = sorted(
        (-probability(odds(table, reasons)), one) for one, reasons in speaker_reasons(scene, word, rule).items()
    )
    return rated[0][1] if rated and -rated[0][0] >= table["best at least"] else None


def _heard(scene: Scene, word: int) -> Statement | None:
    """Speech as the network alone hears it; none where its content would be another's or nothing."""
    start, end = scene.span(*scene.sight.bounds(word))
    end = len(scene.text[:end].rstrip(_TRIM))
    taken = any(s.content[0] == start for s in scene.statements)
    if taken or end - start < _SHORTEST:
        return None
    direct = scene.text[max(0, start - 1)] in '"“«'
    return Statement(id="", speaker=None, cue=scene.span(word, word), content=(start, end), direct=direct)


def numbered(statements: tuple[Statement, ...], known: int) -> tuple[Statement, ...]:
    """The statements, those without an id numbered on from the `known` ones of the rules."""
    found: list[Statement] = []
    for statement in statements:
        known += not statement.id
        found.append(statement if statement.id else replace(statement, id=f"s{known}"))
    return tuple(found)
