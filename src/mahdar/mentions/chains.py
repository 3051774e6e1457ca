"""Which mentions in one article are one entity."""

from __future__ import annotations

from bisect import bisect_left, insort
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from mahdar.arabic import key
from mahdar.model import Entity, Mention, Span
from mahdar.words import restored

if TYPE_CHECKING:
    from mahdar.tools import Tools

_ROLE_BREAK = "، "
ONLY_CHAINED = "?"
"""In `Mention.entity`: a role that makes no entity of its own (set by the people finder)."""
MOST_COMPARED = 100
"""Entities, names and roles that one mention is compared with; no article has as many, hostile input may."""
_UNNAMED = frozenset(("UAF", "CRM"))
"""Sectors of people whom news seldom names: المهاجم, الجاني."""
_STRETCH = 64
_RANK = {"organization": 3, "place": 2, "group": 1, "person": 0}
_COUNTERPARTS = frozenset(("نظيره", "نظيرها", "نظيرته", "نظيرتها", "نظيرهم"))
_PASSING = frozenset("سابق سابقه اسبق حالي حاليه جديد جديده اممي امميه دولي دوليه خاص خاصه راحل دوله جمهوريه".split())
"""Words of a role that tell no two offices apart."""
_QUOTES = str.maketrans("", "", "\"'«»“”‘’()[]")


class Cluster:
    """Mentions of one entity while gathered, in text order. `forms` are the folded words of its names."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.mentions: list[Mention] = []
        self.forms: dict[tuple[str, ...], None] = {}
        self.roles: dict[str, None] = {}
        self.country: str | None = None  # the first that a mention tells
        self.named = False  # by a name of its own, not by a role alone

    def add(self, mention: Mention, form: tuple[str, ...], text: str) -> None:
        """Put one more mention in."""
        insort(self.mentions, mention, key=_place)
        self.country = self.country or mention.country
        if form:
            self.forms[form] = None
        for role in (mention.role or "").split(_ROLE_BREAK):
            if role:
                self.roles[role] = None
        self.named = self.named or not is_role_alone(mention, text)

    def before(self, start: int) -> int | None:
        """Where its last mention before `start` begins."""
        index = bisect_left(self.mentions, (start, 0), key=_place)
        return self.mentions[index - 1].span[0] if index else None


def chain(text: str, mentions: list[Mention], tools: Tools) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """The entities, ids e1, e2, … in order of first mention, and the mentions in text order with their `entity` set."""
    kept = resolve_overlaps(text, mentions)
    clusters = _people(text, [m for m in kept if m.kind == "person"], tools)
    clusters += _things(text, [m for m in kept if m.kind != "person"])
    clusters.sort(key=lambda cluster: cluster.mentions[0].span)
    entities, marked = [], []
    for number, cluster in enumerate(clusters, 1):
        entities.append(_entity(text, f"e{number}", cluster))
        marked += [msgspec.structs.replace(mention, entity=f"e{number}") for mention in cluster.mentions]
    return tuple(entities), tuple(sorted(marked, key=lambda mention: (mention.span, mention.whole)))


def naming(text: str, mention: Mention) -> str:
    """The words of a mention's span, with the article that للبرلمان has lost."""
    return restored(text, mention.span, mention.lead if mention.span[0] == mention.whole[0] else "")


def is_role_alone(mention: Mention, text: str) -> bool:
    """Whether a person is named here by a role without a name."""
    return mention.span == mention.whole and mention.role == text[slice(*mention.span)]


# ── overlaps ──────────────────────────────────────────────────────────────────────────────────────────────────────


def resolve_overlaps(text: str, mentions: list[Mention]) -> list[Mention]:
    """Mentions in text order, of those whose names overlap the more reliable one. A body or place inside a person's
    role stays; one inside a person's name goes, and so does a role alone inside anything longer."""

    def worth(mention: Mention) -> tuple[int, int, int]:
        length = mention.span[1] - mention.span[0]
        weak = mention.kind == "person" and is_role_alone(mention, text)
        return (0 if weak else 1, length, _RANK[mention.kind])

    taken: dict[int, list[Mention]] = {}  # by stretch of text
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (*(-part for part in worth(m)), m.span)):
        weak = mention.kind == "person" and is_role_alone(mention, text)
        near = [other for stretch in _stretches(mention) for other in taken.get(stretch, ())]
        if any(
            _overlap(mention, other) and not (weak and _inside(other, mention)) and not _owns(mention, other)
            for other in near
        ):
            continue
        kept.append(mention)
        for stretch in _stretches(mention):
            taken.setdefault(stretch, []).append(mention)
    return sorted(kept, key=lambda mention: (mention.span, mention.whole))


def _owns(body: Mention, group: Mention) -> bool:
    """Whether a group's name ends in the body that it belongs to: مسؤولين من وزارة الدفاع."""
    return body.kind in ("organization", "place") and group.kind == "group" and _inside(body, group)


def _stretches(mention: Mention) -> range:
    return range(mention.span[0] // _STRETCH, mention.span[1] // _STRETCH + 1)


def _place(mention: Mention) -> Span:
    return mention.span


def _overlap(one: Mention, other: Mention) -> bool:
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


def _inside(inner: Mention, outer: Mention) -> bool:
    return outer.span[0] < inner.span[0] and inner.span[1] <= outer.span[1]


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _people(text: str, mentions: list[Mention], tools: Tools) -> list[Cluster]:
    clusters: list[Cluster] = []
    by_word: dict[str, list[Cluster]] = {}  # longest names come first, so that a shorter one's last word is in a longer
    named = [(_words(text, m), m) for m in mentions if not is_role_alone(m, text)]
    for form, mention in sorted(named, key=lambda pair: (-len(pair[0]), pair[1].span)):
        near = [c for word in (form[-1], "".join(form)) for c in by_word.get(_skeleton(word), ())[:MOST_COMPARED]]
        cluster = next((c for c in near if _is_called(form, c)), None)
        if cluster is None:
            cluster = Cluster("person")
            clusters.append(cluster)
            for word in {*map(_skeleton, form), _skeleton("".join(form))}:
                by_word.setdefault(word, []).append(cluster)
        cluster.add(mention, form, text)
    clusters = _join_aliases(text, clusters)
    for mention in (m for m in mentions if is_role_alone(m, text)):
        _add_role(text, mention, clusters, tools)
    return clusters


def _is_called(form: tuple[str, ...], cluster: Cluster) -> bool:
    return any(_same_person(form, other) for other in islice(cluster.forms, MOST_COMPARED))


def _join_aliases(text: str, clusters: list[Cluster]) -> list[Cluster]:
    """A name in brackets right behind another is the same person's: محمود عباس (أبو مازن)."""
    ends = {mention.span[1]: cluster for cluster in clusters for mention in cluster.mentions}
    kept = []
    for cluster in clusters:
        starts = [m.span[0] for m in cluster.mentions if text[max(m.span[0] - 2, 0) : m.span[0]] == " ("]
        owner = next((ends[start - 2] for start in starts if start - 2 in ends), None)
        if owner is None or owner is cluster or owner not in kept:
            kept.append(cluster)
            continue
        for moved in cluster.mentions:
            owner.add(moved, _words(text, moved), text)
    return kept


def _words(text: str, mention: Mention) -> tuple[str, ...]:
    return tuple(_bare(word) for word in key(naming(text, mention).translate(_QUOTES).replace("-", " ")).split())


def _bare(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _same_person(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether the shorter form names whom the longer names: its last word, a part of it, or another spelling."""
    if len(short) > len(long):
        short, long = long, short
    if len(short) == 1:
        return _alike(short[0], long[-1]) or _alike(short[0], long[0]) or "".join(long) == short[0]
    joined, other = "".join(short), "".join(long)
    if joined == other or _alike(joined, other):
        return True
    return (_alike(short[0], long[0]) and all(any(_alike(word, one) for one in long) for word in short[1:])) or all(
        _alike(a, b) for a, b in zip(reversed(short), reversed(long), strict=False)
    )


def _alike(one: str, other: str) -> bool:
    """The same word but for its vowels' spelling: نتنياهو/نتانياهو, سيرغي/سيرجي."""
    return one == other or (len(one) > 3 and len(other) > 3 and _skeleton(one) == _skeleton(other))


_SKELETON = str.maketrans("غقطصذ", "ججتسز", "اويءئؤه")


def _skeleton(word: str) -> str:
    return word[0] + word[1:].translate(_SKELETON)


def _add_role(text: str, mention: Mention, clusters: list[Cluster], tools: Tools) -> None:
    """Chain a role alone to the person it stands for, the nearest before, else after; or make it one of its own."""
    form = _words(text, mention)
    if form[0] in _COUNTERPARTS and _add_counterpart(mention, clusters, text):
        return
    raw = key(text[slice(*mention.span)]).split()
    bare = len(raw) == 1
    definite = any(word.startswith("ال") for word in raw) or mention.country is not None
    near = clusters[:MOST_COMPARED]
    fits = [c for c in near if (_role_fits(form, mention, c, bare, tools) if definite else form in c.forms)]
    best = _nearest(fits, mention)
    if best is not None and (best.before(mention.span[0]) is not None or not bare):
        best.add(mention, () if best.named else form, text)
    elif (not (bare and definite) or mention.sector in _UNNAMED) and mention.entity != ONLY_CHAINED:
        clusters.append(Cluster("person"))
        clusters[-1].add(mention, form, text)


def _nearest(clusters: list[Cluster], mention: Mention) -> Cluster | None:
    """The one that was named last before `mention`, else the one named first after it."""

    def nearness(cluster: Cluster) -> tuple[bool, int]:
        before = cluster.before(mention.span[0])
        return before is not None, -cluster.mentions[0].span[0] if before is None else before

    return max(clusters, key=nearness, default=None)


def _add_counterpart(mention: Mention, clusters: list[Cluster], text: str) -> bool:
    """نظيره التركي is the person of that country who is named nearest before, else after."""
    near = clusters[:MOST_COMPARED]
    best = _nearest([c for c in near if c.named and mention.country and c.country == mention.country], mention)
    if best is not None:
        best.add(mention, (), text)
    return best is not None


def _role_fits(form: tuple[str, ...], mention: Mention, cluster: Cluster, bare: bool, tools: Tools) -> bool:
    if mention.country and cluster.country and mention.country != cluster.country:
        return False
    roles = islice(cluster.roles, MOST_COMPARED)
    return any(_same_office(form, tuple(_bare(word) for word in key(role).split()), bare, tools) for role in roles)


def _same_office(form: tuple[str, ...], role: tuple[str, ...], bare: bool, tools: Tools) -> bool:
    if not role or not form or not _same_head(form[0], role[0], tools):
        return False
    if bare:
        return True
    ours, theirs = _complement(form, tools), _complement(role, tools)
    return ours <= theirs or theirs <= ours


def _complement(form: tuple[str, ...], tools: Tools) -> set[str]:
    """A role's words behind its head, without nationality, time and the particle ل."""
    nations = tools.places.nationalities
    words = {_unled(word) for word in form[1:]}
    return {word for word in words if word not in nations and word not in _PASSING}


def _unled(word: str) -> str:
    if word.startswith("لل") and len(word) > 4:
        return word[2:]
    return _bare(word[1:]) if word.startswith("ل") and len(word) > 4 else word


def _same_head(one: str, other: str, tools: Tools) -> bool:
    a, b = tools.people.roles.get(one), tools.people.roles.get(other)
    return one == other or (a is not None and b is not None and a.stem == b.stem and a.number == b.number)


# ── places, organisations, groups ─────────────────────────────────────────────────────────────────────────────────


def _things(text: str, mentions: list[Mention]) -> list[Cluster]:
    clusters: list[Cluster] = []
    by_key: dict[tuple[str, object], Cluster] = {}
    named = [(_words(text, mention), mention) for mention in mentions]
    for form, mention in sorted(named, key=lambda pair: (-len(pair[0]), pair[1].span)):
        names = [(mention.kind, part) for part in (_identity(mention), " ".join(form)) if part]
        cluster = next((by_key[name] for name in names if name in by_key), None)
        if cluster is not None and mention.kind == "place" and names[0] not in by_key and _is_another(mention, cluster):
            cluster = None  # a capital that acts, and the same as a place
        if cluster is None and mention.kind == "organization":
            cluster = _shortened(mention, form, clusters)
        if cluster is None:
            cluster = Cluster(mention.kind)
            clusters.append(cluster)
        cluster.add(mention, form, text)
        for name in names:
            by_key.setdefault(name, cluster)
    return clusters


def _is_another(mention: Mention, cluster: Cluster) -> bool:
    """Whether ids tell a place apart from one of the same name."""
    return bool(mention.ids) and bool(cluster.mentions[0].ids) and cluster.mentions[0].ids != mention.ids


def _identity(mention: Mention) -> str | None:
    """What tells an entity apart whatever it is called: ids that the finder knows."""
    if mention.ids:
        return " ".join(f"{name}={mention.ids[name]}" for name in sorted(mention.ids))
    return None


def _shortened(mention: Mention, form: tuple[str, ...], clusters: list[Cluster]) -> Cluster | None:
    """The organisation, nearest before, whose name this is a part of: الائتلاف of الائتلاف الوطني السوري."""
    fits = [
        cluster for cluster in clusters[:MOST_COMPARED]
        if cluster.kind == "organization" and any(_part(form, other) for other in islice(cluster.forms, MOST_COMPARED))
        and not (mention.country and cluster.country and mention.country != cluster.country)
    ]  # fmt: skip
    return _nearest(fits, mention)


def _part(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return len(short) < len(long) and (long[: len(short)] == short or long[len(long) - len(short) :] == short)


# ── the entity ────────────────────────────────────────────────────────────────────────────────────────────────────


def _entity(text: str, name: str, cluster: Cluster) -> Entity:
    spans = [m.span for m in cluster.mentions]
    own = [m for m in cluster.mentions if cluster.kind != "person" or not cluster.named or not is_role_alone(m, text)]
    fullest = max(own, key=lambda m: (len(text[slice(*m.span)].split()), m.span[1] - m.span[0], -m.span[0]))
    first = next((m for m in cluster.mentions if m.ids), fullest)
    return Entity(
        id=name,
        kind=cluster.mentions[0].kind,
        name=naming(text, fullest),
        names=tuple(dict.fromkeys(naming(text, mention) for mention in cluster.mentions)),
        mentions=tuple(spans),
        roles=tuple(cluster.roles),
        country=cluster.country,
        sector=next((m.sector for m in cluster.mentions if m.sector), None),
        ids=first.ids,
        at=first.at,
    )
