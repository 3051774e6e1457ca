"""Judgements into actors: who is one with whom, where judgements agree; where they contradict, the contradiction.

Union–find over "same", the surest first; a "different" keeps its two apart. People's judgements go before the rules'.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable

from msgspec import Struct

from mahdar.model import Link

RULES = "rules"
"""`by` of the links that the rules made; all others are people's."""

_Pairing = frozenset[str]


class Contradiction(Struct, frozen=True):
    """Judgements that cannot all hold: the links on the path, and what came of it, in words."""

    links: tuple[Link, ...]
    outcome: str


def clusters(keys: Collection[str], links: Iterable[Link]) -> tuple[list[tuple[str, ...]], list[Contradiction]]:
    """The keys in groups of one actor each, those alone too, in order; and the judgements that contradict each other. A
    key that only links name is an actor too. Links other than "same" and "different" say nothing."""
    joins, parted, contradictions = _settled([link for link in links if link.verdict in ("same", "different")])
    union = _Union(parted)
    for link in joins:
        found = union.join(link)
        if found:
            contradictions.append(found)
    named = {key for link in joins for key in (link.left, link.right)}
    named |= {key for link in parted.values() for key in (link.left, link.right)}
    return union.groups(named.union(keys)), contradictions


def _settled(links: list[Link]) -> tuple[list[Link], dict[_Pairing, Link], list[Contradiction]]:
    """Of each two keys the judgement that holds: people's before the rules'. The "same" ones, surest first; the
    "different" ones by pair; and what contradicts itself already, which leaves the two apart."""
    by_pair: defaultdict[_Pairing, list[Link]] = defaultdict(list)
    for link in links:
        if link.left != link.right:
            by_pair[frozenset((link.left, link.right))].append(link)
    joins, parted, contradictions = [], {}, []
    for pair, about in sorted(by_pair.items(), key=lambda item: sorted(item[0])):
        weighty = [link for link in about if link.by != RULES] or about
        apart = [link for link in weighty if link.verdict == "different"]
        if apart and len(apart) < len(weighty):
            contradictions.append(Contradiction(tuple(weighty), "judged both ways: the two stay apart"))
        if apart:
            parted[pair] = max(apart, key=_strength)
        else:
            joins.append(max(weighty, key=_strength))
    return sorted(joins, key=_strength, reverse=True), parted, contradictions


def _strength(link: Link) -> tuple[bool, float, str, str]:
    return link.by != RULES, link.score, link.left, link.right


class _Union:
    """Groups that grow; those kept apart never become one, but by people's word against the rules'."""

    def __init__(self, parted: dict[_Pairing, Link]) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._used: defaultdict[str, list[Link]] = defaultdict(list)
        self._parted = parted
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        for pair in parted:
            one, other = sorted(pair)
            self._apart[one].add(other)
            self._apart[other].add(one)

    def join(self, link: Link) -> Contradiction | None:
        """Make one group of the link's two; where judgements keep them apart, a contradiction, and no group."""
        one, other = sorted((self._root(link.left), self._root(link.right)), key=lambda r: (len(self._members[r]), r))
        if one == other:
            self._use(link)
            return None
        between = self._between(one, other)
        if between is None:
            self._merge(one, other, link)
            return None
        path = (*self._path(link, between), between)
        if between.by == RULES and all(each.by != RULES for each in path[:-1]):
            self._merge(one, other, link)
            return Contradiction(path, "people's judgements go before the rules': one actor")
        return Contradiction(path, f"{link.left} and {link.right} are not joined: the weakest judgement is not used")

    def _merge(self, one: str, other: str, link: Link) -> None:
        self._parent[one] = other
        self._members[other] += self._members.pop(one)
        self._use(link)

    def _use(self, link: Link) -> None:
        self._used[link.left].append(link)
        self._used[link.right].append(link)

    def _root(self, key: str) -> str:
        if key not in self._parent:
            self._parent[key], self._members[key] = key, [key]
        while self._parent[key] != key:
            self._parent[key] = key = self._parent[self._parent[key]]
        return key

    def _between(self, one: str, other: str) -> Link | None:
        """The surest judgement that keeps two groups apart; `one` is the smaller."""
        found = [
            self._parted[frozenset((member, enemy))]
            for member in self._members[one]
            for enemy in self._apart.get(member, ())
            if enemy in self._parent and self._root(enemy) == other
        ]
        return max(found, key=_strength, default=None)

    def _path(self, link: Link, between: Link) -> list[Link]:
        """The judgements of "same" that lead from one end of `between` to the other, over `link`: the fewest."""
        steps: dict[str, Link | None] = {between.left: None}
        queue = deque([between.left])
        while queue and between.right not in steps:
            key = queue.popleft()
            for used in (*self._used[key], *((link,) if key in (link.left, link.right) else ())):
                next_ = used.right if used.left == key else used.left
                if next_ not in steps:
                    steps[next_] = used
                    queue.append(next_)
        path: list[Link] = []
        key = between.right
        while (step := steps.get(key)) is not None:
            path.append(step)
            key = step.left if step.right == key else step.right
        return path[::-1]

    def groups(self, keys: Iterable[str]) -> list[tuple[str, ...]]:
        """All keys in their groups, in order."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for key in sorted(keys):
            found[self._root(key)].append(key)
        return sorted(map(tuple, found.values()))
