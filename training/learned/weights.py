"""The decision between rule and network: a table of weights, one row per reason, fitted by training/fit.py."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

Weights = Mapping[str, Mapping[str, float]]


def load_weights(lines: str) -> dict[str, dict[str, float]]:
    """question -> reason -> weight, from tab-separated lines `question, reason, weight, what it means`."""
    found: dict[str, dict[str, float]] = {}
    for line in lines.splitlines():
        if line and not line.startswith("#"):
            question, reason, weight, *_ = line.split("\t")
            found.setdefault(question, {})[reason] = float(weight)
    return found


def odds(weights: Mapping[str, float], reasons: Mapping[str, float]) -> float:
    """The log-odds that the reasons add up to; a reason without a weight counts nothing."""
    return weights.get("always", 0.0) + sum(weights.get(name, 0.0) * value for name, value in reasons.items())


def probability(log_odds: float) -> float:
    """The same as a probability, to three digits, so that the last bits of a sum decide nothing."""
    return round(1 / (1 + exp(-max(-30.0, min(30.0, log_odds)))), 3)
