"""Who did it, to whom and where: the rules' choice and the network's, weighed entity by entity."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from math import log

from msgspec import Struct

from learned.scene import Scene
from learned.weights import Weights, odds, probability
from mahdar.model import Event

ROLES = ("actor", "recipient", "place")


class Choice(Struct, frozen=True):
    """An entity for a role, with the reasons for it."""

    entity: str
    role: str
    reasons: dict[str, float]


def choices(scene: Scene, word: int, kind: str, rule: Event | None) -> list[Choice]:
    """Every entity in sight of an event's word, for each role."""
    own, around, links = scene.told(word), scene.around(word), scene.links(word)
    where = {one: _where(scene, word, one) for one in links["actor"]}
    found = []
    for role in ROLES:
        seen = links[role]
        best = max(seen.values(), default=0.0)
        for one, value in seen.items():
            if role == "place" and scene.entities[one].kind != "place":
                continue
            reasons = {
                "seen": value,
                "best seen": float(value == best),
                f"seen of {kind}": value / 4,
                "network alone": float(rule is None),
                "says so": float(own is not None and own.speaker == one),
                "says so around": float(around is not None and around.speaker == one),
            }
            reasons |= where[one]
            if rule is not None:
                reasons |= _by_rule(rule, one, role)
            found.append(Choice(one, role, reasons))
    return found


def _where(scene: Scene, word: int, one: str) -> dict[str, float]:
    """What an entity is and where it is named, seen from an event's word."""
    heads, entity = scene.heads[one], scene.entities[one]
    at = bisect_left(heads, word)
    here = scene.numbers[word]
    before = heads[at - 1] if at and scene.numbers[heads[at - 1]] == here else None
    behind = heads[at] if at < len(heads) and scene.numbers[heads[at]] == here else None
    earlier = at > 0 and scene.numbers[heads[at - 1]] == here - 1
    return {
        f"a {entity.kind}": 1.0,
        "close before": 1 / (word - before) if before is not None else 0.0,
        "close behind": 1 / (behind - word) if behind is not None and behind > word else 0.0,
        "in the sentence before it": float(before is not None),
        "in the sentence behind it": float(behind is not None),
        "in the sentence before": float(before is None and behind is None and earlier),
        "named often": log(len(heads)),
    }


def chosen(rule: Event, role: str) -> tuple[str, ...]:
    """Whom the rules chose for a role."""
    if role == "place":
        return (rule.place,) if rule.place else ()
    return rule.actors if role == "actor" else rule.recipients


def _by_rule(rule: Event, one: str, role: str) -> dict[str, float]:
    mine = chosen(rule, role)
    others = [other for name in ROLES if name != role for other in chosen(rule, name)]
    return {
        "rule": float(one in mine),
        "rule, one of several": float(one in mine and len(mine) > 1),
        "rule says another": float(bool(mine) and one not in mine),
        "rule says another role": float(one in others),
    }


def decide_parties(
    scene: Scene, word: int, kind: str, rule: Event | None, weights: Weights
) -> dict[str, tuple[str, ...]]:
    """role -> entities, each in one role: whom the rules chose unless he is unlikely, and whoever else is likely."""
    rated: dict[str, list[tuple[float, str]]] = {role: [] for role in ROLES}
    for choice in choices(scene, word, kind, rule):
        rated[choice.role].append((probability(odds(weights[choice.role], choice.reasons)), choice.entity))
    found = {}
    for role in ROLES:
        mine = chosen(rule, role) if rule is not None else ()
        out_of_sight = tuple(one for one in mine if one not in {entity for _, entity in rated[role]})
        likely = _likely(sorted(rated[role], key=lambda r: (-r[0], r[1])), mine, weights[role])
        found[role] = out_of_sight + likely
    worth = {(role, one): p for role in ROLES for p, one in rated[role]}
    actors = tuple(
        one
        for one in found["actor"]
        if one not in found["recipient"] or worth.get(("actor", one), 0.0) >= worth.get(("recipient", one), 0.0)
    )
    recipients = tuple(one for one in found["recipient"] if one not in actors)
    return {"actor": actors, "recipient": recipients, "place": found["place"][:1]}


def _likely(rated: list[tuple[float, str]], mine: tuple[str, ...], table: Mapping[str, float]) -> tuple[str, ...]:
    """Who is likely enough for one that the rules chose or did not choose, else the likeliest if he is likely enough to
    stand alone."""
    sure = tuple(
        one for p, one in rated if p >= (table["rule's at least"] if one in mine else table["another at least"])
    )
    return sure or ((rated[0][1],) if rated and rated[0][0] >= table["best at least"] else ())
