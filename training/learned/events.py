"""Which events an article tells: those of the rules and those that the network sees, each weighed."""

from __future__ import annotations

from math import exp, log1p

from msgspec import Struct
from msgspec.structs import replace

from learned.outputs import STATUSES, TRIGGERS
from learned.parties import decide_parties
from learned.scene import Scene
from learned.weights import Weights, odds, probability
from mahdar.model import Event, Span

WITH_CONTENT = frozenset({"REQUEST", "AGREE", "REJECT", "THREATEN", "CONCEDE"})
_WORTH_A_LOOK = -3.0  # log-odds: at .05, of the gold's triggers that the network can see at all few are lost
_FARTHEST = 8.0  # log-odds beyond which sure is sure
_TRIM = ' \n\t.،,؛;:"”»'


class Proposal(Struct, frozen=True):
    """An event of a type at a token, with the reasons for it; `rule` is the rules' own where they propose it."""

    word: int
    type: str
    rule: Event | None
    reasons: dict[str, float]


def proposals(scene: Scene) -> list[Proposal]:
    """Whatever the rules or the network take for an event, in order of the text."""
    found: dict[tuple[int, str], Event | None] = {}
    for word, kind in _seen(scene):
        found[word, kind] = None
    for event in scene.events:
        found[_trigger(scene, event), event.type] = event
    by_sentence: dict[tuple[int, str], list[tuple[float, int]]] = {}
    for word, kind in found:
        by_sentence.setdefault((scene.numbers[word], kind), []).append((type_odds(scene, word, kind), word))
    return [
        Proposal(word, kind, found[word, kind], _reasons(scene, (word, kind), found, by_sentence))
        for word, kind in sorted(found)
    ]


def _trigger(scene: Scene, event: Event) -> int:
    """The token of a rule's trigger, of several the one that the network takes for it."""
    first, last = scene.word_at(event.trigger[0]), scene.word_at(event.trigger[1] - 1)
    return max(range(first, last + 1), key=lambda word: type_odds(scene, word, event.type))


def _seen(scene: Scene) -> list[tuple[int, str]]:
    types = scene.sight.types
    words, kinds = (types[:, 1:] > _WORTH_A_LOOK).nonzero()
    return [(int(word), TRIGGERS[int(kind) + 1]) for word, kind in zip(words, kinds, strict=True)]


def type_odds(scene: Scene, word: int, kind: str) -> float:
    """The network's log-odds that a token tells an event of this type."""
    seen = min(float(scene.sight.types[word, TRIGGERS.index(kind)]), -1e-4)
    return max(-_FARTHEST, min(_FARTHEST, seen - log1p(-exp(seen))))


def _reasons(
    scene: Scene,
    at: tuple[int, str],
    found: dict[tuple[int, str], Event | None],
    by_sentence: dict[tuple[int, str], list[tuple[float, int]]],
) -> dict[str, float]:
    word, kind = at
    value, rule = type_odds(scene, word, kind), found[at]
    rivals = [other for other in by_sentence[scene.numbers[word], kind] if other[1] != word]
    start = scene.tokens[word].start
    asked = any(
        e.content and e.content[0] <= start < e.content[1] and e.type in WITH_CONTENT and e is not rule
        for e in scene.events
    )
    reasons = {
        "seen": value,
        "seen, network alone": value * (rule is None),
        "network alone": float(rule is None),
        "likelier in the sentence": float(any(other > (value, word) for other in rivals)),
        "rule has another type here": float(
            any(w == word and k != kind and e is not None for (w, k), e in found.items() if w == word)
        ),
        "inside what is asked or promised": float(asked),
        f"type {kind}": 1.0,
        "told by somebody": float(scene.sight.said[word]) / 4,
    }
    if rule is not None:
        part, *more = rule.why.split("/")[1:] or ["other"]
        reasons |= {
            f"rule by {part}": 1.0,
            "rule by a definite noun": float(bool(more)),
            "rule knows both parties": float(bool(rule.actors and rule.recipients)),
            "rule knows no actor": float(not rule.actors),
        }
    return reasons


def decide_events(scene: Scene, weights: Weights) -> list[Event]:
    """The events that are likely enough, with their parties, in order of the text; ids are given later."""
    kept: list[Event] = []
    for proposal in proposals(scene):
        sure = probability(odds(weights["event"], proposal.reasons))
        if sure >= weights["event"]["another at least" if proposal.rule is None else "rule's at least"]:
            event = settled(scene, proposal, sure, weights)
            twin = next((i for i, other in enumerate(kept) if _one(scene, other, event)), None)
            if twin is None:
                kept.append(event)
            elif event.score > kept[twin].score:
                kept[twin] = event
    return sorted(kept, key=lambda event: event.trigger)


def settled(scene: Scene, proposal: Proposal, sure: float, weights: Weights) -> Event:
    """A proposal as an event."""
    word, kind, rule = proposal.word, proposal.type, proposal.rule
    parties = decide_parties(scene, word, kind, rule, weights)
    base = rule or Event(id="", type=kind, trigger=scene.span(word, word), why="network")
    return replace(
        base,
        status=status_of(scene, word, rule, weights),
        actors=parties["actor"],
        recipients=parties["recipient"],
        place=next(iter(parties["place"]), None),
        said_by=said_by(scene, word, rule, weights),
        content=content_of(scene, word, kind, rule),
        score=sure,
        why=f"{rule.why}; network" if rule else "network",
    )


def status_of(scene: Scene, word: int, rule: Event | None, weights: Weights) -> str:
    """The likeliest status, the rules' own with its weight."""
    table = weights["status"]
    worth = {
        status: float(scene.sight.statuses[word, number]) * table["seen"]
        + (table["rule"] if rule is not None and rule.status == status else 0.0)
        for number, status in enumerate(STATUSES)
    }
    return max(worth, key=lambda status: round(worth[status], 4))


def said_by(scene: Scene, word: int, rule: Event | None, weights: Weights) -> str | None:
    """The statement in which the event is told: the rules' own, else the one around it where somebody rather than the
    outlet is likely to tell it."""
    if rule is not None and (rule.said_by is None or any(s.id == rule.said_by for s in scene.statements)):
        return rule.said_by
    around = scene.around(word)
    told = probability(odds(weights["said"], {"seen": float(scene.sight.said[word])}))
    return around.id if around is not None and told >= 0.5 else None


def content_of(scene: Scene, word: int, kind: str, rule: Event | None) -> Span | None:
    """What is asked, promised, refused, threatened or conceded: as the rules read it, else as the network sees it."""
    if kind not in WITH_CONTENT:
        return None
    if rule is not None and rule.content is not None:
        return rule.content
    start, end = scene.span(*scene.sight.bounds(word))
    end = len(scene.text[:end].rstrip(_TRIM))
    return (start, end) if end - start > 2 else None


def _one(scene: Scene, one: Event, other: Event) -> bool:
    """True for two tellings of one event in one sentence, where at least one is the network's alone."""
    if one.type != other.type or "network" not in (one.why, other.why):
        return False
    if scene.numbers[scene.word_at(one.trigger[0])] != scene.numbers[scene.word_at(other.trigger[0])]:
        return False
    return set(one.actors) == set(other.actors) and set(one.recipients) == set(other.recipients)
