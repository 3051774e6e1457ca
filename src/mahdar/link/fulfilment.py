"""Whether a later event is a step in the life of an ask or promise: which one, how surely, and why.

A verdict is open where its conditions hold (`_OPEN`); what speaks for and against it is a table of named reasons
(`_REASONS`), weighed by data/ledger/reasons.tsv.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from math import exp

from msgspec import Struct

from mahdar.link.deeds import undone_by
from mahdar.link.duties import Act, Duty

Weigh = Callable[[str], float]
"""A party's mark -> how much it tells, from 0 (in every record) to 1 (never met before)."""

_RETOLD = 0.4
_LONG = 10
"""Of two passages with so many runs of three telling words each, so large a share in common says that the one is the
other told again."""
_RESAID = 0.2  # the same of two asks' contents: the asker's words of one day, printed on two
_MOST_COUNTED = 4.0  # shared words; more of them say that it is one report, not that it is one matter
_DAYS_BETWEEN = 2  # papers print one ask on two days running
_NO_DEED = frozenset(("REQUEST", "REJECT", "THREATEN", "AGREE", "CONCEDE", "ACCUSE"))


class Step(Struct, frozen=True, kw_only=True):
    """A verdict on a pair, its score, and the reasons with their strengths."""

    verdict: str
    score: float
    reasons: dict[str, float]
    shared: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reasons in words."""
        told = [_wording(name) for name in self.reasons if _wording(name) not in ("-", "shared words")]
        return "; ".join((*told, "shared words: " + "، ".join(self.shared))) if self.shared else "; ".join(told)


class Pair(Struct, frozen=True, kw_only=True):
    """A duty and an act side by side, for one verdict: who is to act, and who is on the other side."""

    verdict: str
    duty: Duty
    act: Act
    weigh: Weigh
    doers: tuple[str, ...]
    others: tuple[str, ...]
    acting: tuple[str, ...]
    shared: tuple[str, ...]  # words of the duty's content that come again


def step(duty: Duty, act: Act, weigh: Weigh) -> Step | None:
    """The likeliest step that `act` is in the life of `duty`, or null."""
    if _is_before(duty, act):
        return None
    steps = (_judged(_pair(verdict, duty, act, weigh)) for verdict, is_open in _OPEN.items() if is_open(duty, act))
    return max((one for one in steps if one), key=lambda one: one.score, default=None)


def days_between(one: str | None, other: str | None) -> int | None:
    """Days from `one` to `other`, null where either is not known to the day."""
    try:
        return (date.fromisoformat(other or "") - date.fromisoformat(one or "")).days
    except ValueError:
        return None


# ── which verdicts are open ───────────────────────────────────────────────────────────────────────────────────────


def _may_be_met(duty: Duty, act: Act) -> bool:
    if act.status != "occurred" or act.type in _NO_DEED or act.said & {"ahead", "unreal"}:
        return False
    return _is_later(duty, act, 1) and bool(act.deeds.intersection(duty.deeds))


def _may_be_answered(duty: Duty, act: Act) -> bool:
    return duty.kind == "ask" and act.type in ("AGREE", "CONCEDE") and act.status in ("occurred", "future")


def _may_be_refused(duty: Duty, act: Act) -> bool:
    return duty.kind == "ask" and act.type == "REJECT" and act.status == "occurred"


def _may_be_repeated(duty: Duty, act: Act) -> bool:
    if duty.kind != "ask" or act.type != "REQUEST" or act.status != "occurred" or not act.content:
        return False
    if "renewed" in act.said or duty.status == "future":
        return _is_later(duty, act, 1) and not _is_retold(duty, act)
    return _is_later(duty, act, _DAYS_BETWEEN) and _alike(duty.content, act.content) <= _RESAID


def _may_be_contradicted(duty: Duty, act: Act) -> bool:
    if duty.kind != "promise" or not _is_later(duty, act, 1):
        return False
    undone = {deed for promised in duty.deeds for deed in undone_by(promised)}
    if act.type == "REJECT" or act.deeds & undone:
        return act.status == "occurred"
    return act.status == "negated" and act.type not in _NO_DEED and bool(act.deeds.intersection(duty.deeds))


_OPEN: dict[str, Callable[[Duty, Act], bool]] = {
    "met": _may_be_met,
    "answered": _may_be_answered,
    "refused": _may_be_refused,
    "repeated": _may_be_repeated,
    "contradicted": _may_be_contradicted,
}


def _is_later(duty: Duty, act: Act, least: int) -> bool:
    """True from `least` days after the duty on, on the very day that it was set for, and where days are unknown."""
    between = days_between(duty.day, act.day)
    return between is None or between >= least or (duty.date is not None and duty.date == act.date)


def _is_before(duty: Duty, act: Act) -> bool:
    """True where the act came before the duty, as far as their days tell."""
    if duty.day is None:
        return False
    told = act.day is not None and act.day < duty.day[: len(act.day)]
    return told or (act.date is not None and act.date < min(duty.date or duty.day, duty.day)[: len(act.date)])


def _is_retold(duty: Duty, act: Act) -> bool:
    return min(len(duty.words), len(act.words)) >= _LONG and _alike(duty.words, act.words) > _RETOLD


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of the runs of three words of the one with fewer that both have."""
    runs, others = (set(zip(words, words[1:], words[2:], strict=False)) for words in (one, other))
    return len(runs & others) / max(1, min(len(runs), len(others)))


# ── what speaks for them ──────────────────────────────────────────────────────────────────────────────────────────


def _pair(verdict: str, duty: Duty, act: Act, weigh: Weigh) -> Pair:
    asked = duty.kind == "ask" and verdict != "repeated"
    words = act.content if act.content and verdict not in ("met", "contradicted") else act.words
    return Pair(
        verdict=verdict,
        duty=duty,
        act=act,
        weigh=weigh,
        doers=duty.to if asked else duty.by,
        others=duty.by if asked else duty.to,
        acting=act.by,
        shared=tuple(word for word in duty.content if word in set(words)),
    )


def _judged(pair: Pair) -> Step | None:
    """The step, or null where the parties or the words do not bear it."""
    reasons = {name: found for name, reason in _REASONS.items() if (found := reason(pair))}
    if not _has_doer(pair, reasons.keys()) or not (pair.shared or {"both", "deed"} <= reasons.keys()):
        return None
    if pair.act.type == "CONSULT" and "both" not in reasons and reasons.get("word", 0.0) < _ONE_SIDED:
        return None
    total = sum(_weight(name) * strength for name, strength in reasons.items())
    return Step(verdict=pair.verdict, score=round(1 / (1 + exp(-total)), 4), reasons=reasons, shared=pair.shared)


_CLOSE = 0.95  # share of an ask's words in a reply that takes them up
_ONE_SIDED = 2.5  # shared words without which a meeting of one party with anybody is not the one that was announced


def _has_doer(pair: Pair, reasons: Iterable[str]) -> bool:
    """Whoever was to act must act; who lets go of somebody may be anyone, where nobody was told to."""
    if {"doer", "doer's country", "named doer"}.intersection(reasons):
        return True
    return pair.verdict == "met" and pair.act.type == "RETREAT" and not pair.doers and "about" in reasons


def _doer(pair: Pair) -> float:
    return _best(pair, pair.doers, pair.acting, "a")


def _doers_country(pair: Pair) -> float:
    return 0.0 if _doer(pair) else _best(pair, pair.doers, pair.acting, "c")


def _named_doer(pair: Pair) -> float:
    """France was asked for a session of the Council, and the Council meets."""
    session = "session" in pair.act.deeds.intersection(pair.duty.deeds)
    if pair.verdict != "met" or pair.duty.kind != "ask" or not session or _doer(pair) or _doers_country(pair):
        return 0.0
    return max(_best(pair, pair.duty.first, pair.acting, kind) for kind in "ac")


def _other(pair: Pair) -> float:
    return _best(pair, pair.others, pair.act.by + pair.act.to, "a")


def _others_country(pair: Pair) -> float:
    both = pair.act.by + pair.act.to
    return 0.0 if _other(pair) else max(_best(pair, pair.others, both, kind) for kind in "cg")


def _about(pair: Pair) -> float:
    return max(_best(pair, pair.duty.about, pair.act.to, kind) for kind in "ac") if pair.verdict != "repeated" else 0.0


def _both(pair: Pair) -> float:
    """Two parties of the duty, or whom it names, take part; half where only their countries do."""
    duty, act = pair.duty, pair.act
    same = {*duty.by, *duty.to, *duty.about}.intersection(act.by + act.to)
    count = {kind: sum(mark.startswith(kind) for mark in same) for kind in "ac"}
    return 1.0 if count["a"] > 1 else 0.5 if count["c"] > 1 else 0.0


def _best(pair: Pair, one: Iterable[str], other: Iterable[str], kind: str) -> float:
    """How much the most telling mark of this kind tells that both have."""
    return max((pair.weigh(mark) for mark in set(one).intersection(other) if mark.startswith(kind)), default=0.0)


def _rarity(pair: Pair, words: Iterable[str]) -> float:
    rarity = dict(zip(pair.duty.content, pair.duty.rarity, strict=False))
    return sum(rarity.get(word, 1.0) for word in words)


def _word(pair: Pair) -> float:
    return min(_MOST_COUNTED, _rarity(pair, pair.shared))


def _share(pair: Pair) -> float:
    """Of the content's first ten words, which say what is asked. One word is a share where it is all."""
    whole = _rarity(pair, pair.duty.content[:10])
    enough = len(pair.shared) > 1 or (len(pair.duty.content) == 1 and _deed(pair))
    return min(1.0, _rarity(pair, pair.shared) / whole) if whole and enough else 0.0


def _deed(pair: Pair) -> float:
    return float(bool(pair.act.deeds.intersection(pair.duty.deeds)))


def _game(pair: Pair) -> float:
    return float("game" in pair.act.said)


def _on_day(pair: Pair) -> float:
    return float(_same_time(pair) is True)


def _on_another_day(pair: Pair) -> float:
    return float(_same_time(pair) is False)


def _same_time(pair: Pair) -> bool | None:
    """Whether the act has the day that was set, as far as both are known to the day."""
    set_for, told = pair.duty.date, pair.act.date
    whole = set_for and told and len(set_for) == len(told) == len("2024-01-31")
    return set_for == told if whole else None


def _absent(pair: Pair) -> float:
    """Somebody who was to meet is not among those who met; on a visit others are met than are told at once."""
    own = {mark for mark in pair.duty.people if mark.startswith("a:")}
    meeting = pair.act.type == "CONSULT" and "visit" not in pair.duty.deeds
    return float(meeting and not own.issubset(pair.act.by + pair.act.to))


def _announced(pair: Pair) -> float:
    """A visit or meeting to come: papers tell it in few words, before and after."""
    return float(pair.verdict == "met" and pair.duty.status == "future" and pair.act.type == "CONSULT")


def _loose(pair: Pair) -> float:
    """A reply that is neither about the same deed nor told as one nor in the very words of the ask."""
    reply = pair.verdict in ("answered", "refused") and not _deed(pair)
    return float(reply and "refers" not in pair.act.said and _share(pair) < _CLOSE)


def _voiced(pair: Pair) -> float:
    """Agreements, other than pledges, are often told again when they are kept, and when they are not."""
    duty = pair.duty
    agreed = duty.kind == "promise" and duty.status == "occurred" and not duty.pledged
    return float(pair.verdict == "met" and agreed)


def _elsewhere(pair: Pair) -> float:
    """Both name places, and none of the one is, or holds, or lies in one of the other."""
    one, other = pair.duty.places, pair.act.places
    return float(bool(one and other) and not any(_is_same_place(a, b) for a in one for b in other))


def _is_same_place(one: str, other: str) -> bool:
    country = one.rpartition("@")[2]
    whole = one.startswith("@") or other.startswith("@")
    return one == other or (whole and bool(country) and country == other.rpartition("@")[2])


_REASONS: dict[str, Callable[[Pair], float]] = {
    "start": lambda pair: 1.0,
    "start contradicted": lambda pair: float(pair.verdict == "contradicted"),
    "start repeated": lambda pair: float(pair.verdict == "repeated"),
    "doer": _doer,
    "doer's country": _doers_country,
    "named doer": _named_doer,
    "other": _other,
    "other's country": _others_country,
    "about": _about,
    "both": _both,
    "word": _word,
    "share": _share,
    "deed": _deed,
    "absent": _absent,
    "announced": _announced,
    "loose": _loose,
    "standing": lambda pair: float(pair.act.type == "ASSAULT"),
    "voiced": _voiced,
    "day": _on_day,
    "another day": _on_another_day,
    "elsewhere": _elsewhere,
    "reference": lambda pair: float(bool(pair.act.references.intersection(pair.duty.references))),
    "renewed": lambda pair: float(pair.verdict == "repeated" and "renewed" in pair.act.said),
    "refers": lambda pair: float(pair.verdict in ("answered", "refused") and "refers" in pair.act.said),
    "claimed": lambda pair: float("claimed" in pair.act.said),
    "undated": lambda pair: float(days_between(pair.duty.day, pair.act.day) is None),
    "game": _game,
    "alike": lambda pair: float(_is_retold(pair.duty, pair.act)),
}


def _weight(name: str) -> float:
    return float(_table()[name][0])


def _wording(name: str) -> str:
    return _table()[name][1]


@cache
def _table() -> dict[str, tuple[str, str]]:
    return {name: (weight, words) for name, weight, words in _lines()}


def _lines() -> Iterator[list[str]]:
    text = (files("mahdar") / "data" / "ledger" / "reasons.tsv").read_text("utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
