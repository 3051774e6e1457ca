"""Which mentions in one article are one entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mahdar.arabic import key
from mahdar.model import Entity, Mention
from mahdar.words import restored

if TYPE_CHECKING:
    from mahdar.tools import Tools

_ROLE_BREAK = "، "
ONLY_CHAINED = "?"
_RANK = {"organization": 3, "place": 2, "group": 1, "person": 0}
_COUNTERPARTS = frozenset(("نظيره", "نظيرها", "نظيرته", "نظيرتها", "نظيرهم"))
_PASSING = frozenset(
    (
        "سابق",
        "سابقه",
        "اسبق",
        "حالي",
        "حاليه",
        "جديد",
        "جديده",
        "اممي",
        "امميه",
        "دولي",
        "دوليه",
        "خاص",
        "خاصه",
        "راحل",
        "دوله",
        "جمهوريه",
    )
)
"""Words of a role that tell no two offices apart."""
_QUOTES = str.maketrans("", "", "\"'«»“”‘’()[]")


class Cluster:
    """Mentions of one entity while they are being gathered. `words` are the folded words of every form of the name."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.mentions: list[Mention] = []
        self.forms: list[tuple[str, ...]] = []
        self.roles: list[str] = []
        self.named = False  # by a name of its own, not by a role alone

    def add(self, mention: Mention, form: tuple[str, ...], text: str) -> None:
        """Put one more mention in."""
        self.mentions.append(mention)
        if form and form not in self.forms:
            self.forms.append(form)
        for role in (mention.role or "").split(_ROLE_BREAK):
            if role and role not in self.roles:
                self.roles.append(role)
        self.named = self.named or not is_role_alone(mention, text)

    @property
    def country(self) -> str | None:
        """The first country that a mention tells."""
        return next((mention.country for mention in self.mentions if mention.country), None)


def chain(text: str, mentions: list[Mention], tools: Tools) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """The entities, ids e1, e2, … in order of first mention, and the mentions in text order with their `entity` set."""
    kept = resolve_overlaps(text, mentions)
    clusters = _people(text, [m for m in kept if m.kind == "person"], tools)
    clusters += _things(text, [m for m in kept if m.kind != "person"])
    clusters = [cluster for cluster in clusters if cluster.mentions]
    clusters.sort(key=lambda cluster: min(m.span for m in cluster.mentions))
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

    taken: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (*(-part for part in worth(m)), m.span)):
        weak = mention.kind == "person" and is_role_alone(mention, text)
        if not any(
            _overlap(mention, other) and not (weak and _inside(other, mention)) for other in _near(taken, mention)
        ):
            taken.append(mention)
    return sorted(taken, key=lambda mention: (mention.span, mention.whole))


def _near(taken: list[Mention], mention: Mention) -> list[Mention]:
    return [other for other in taken if _overlap(mention, other)]


def _overlap(one: Mention, other: Mention) -> bool:
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


def _inside(inner: Mention, outer: Mention) -> bool:
    return outer.span[0] < inner.span[0] and inner.span[1] <= outer.span[1]


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _people(text: str, mentions: list[Mention], tools: Tools) -> list[Cluster]:
    clusters: list[Cluster] = []
    named = [m for m in mentions if not is_role_alone(m, text)]
    for mention in sorted(named, key=lambda m: (-len(_words(text, m)), m.span)):
        form = _words(text, mention)
        cluster = next((c for c in clusters if any(_same_person(form, other) for other in c.forms)), None)
        if cluster is None:
            cluster = Cluster("person")
            clusters.append(cluster)
        cluster.add(mention, form, text)
    for cluster in clusters:
        cluster.mentions.sort(key=lambda m: m.span)
    _join_aliases(text, clusters)
    for mention in (m for m in mentions if is_role_alone(m, text)):
        _add_role(text, mention, clusters, tools)
    return clusters


def _join_aliases(text: str, clusters: list[Cluster]) -> None:
    """A name in brackets right behind another is the same person's: محمود عباس (أبو مازن)."""
    ends = {mention.span[1]: cluster for cluster in clusters for mention in cluster.mentions}
    for cluster in clusters:
        for mention in cluster.mentions:
            before = text[: mention.span[0]]
            owner = ends.get(len(before) - 2) if before.endswith(" (") else None
            if owner is not None and owner is not cluster:
                for moved in cluster.mentions:
                    owner.add(moved, _words(text, moved), text)
                owner.mentions.sort(key=lambda m: m.span)
                cluster.mentions = []
                break


def _words(text: str, mention: Mention) -> tuple[str, ...]:
    return tuple(_bare(word) for word in key(naming(text, mention).translate(_QUOTES).replace("-", " ")).split())


def _bare(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _same_person(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether the shorter form names whom the longer names: its last word, a part of it, or the same in another spelling."""
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
    """The same word but for the vowels' spelling: نتنياهو/نتانياهو, سيرغي/سيرجي."""
    return one == other or (len(one) > 3 and len(other) > 3 and _skeleton(one) == _skeleton(other))


_SKELETON = str.maketrans(
    {
        "ا": None,
        "و": None,
        "ي": None,
        "ء": None,
        "ئ": None,
        "ؤ": None,
        "غ": "ج",
        "ق": "ج",
        "ه": None,
        "ط": "ت",
        "ص": "س",
        "ذ": "ز",
    }
)


def _skeleton(word: str) -> str:
    return word[0] + word[1:].translate(_SKELETON)


def _add_role(text: str, mention: Mention, clusters: list[Cluster], tools: Tools) -> None:
    """Chain a role alone to the person it stands for: the nearest before, else the first after; else it is one of its own."""
    form = _words(text, mention)
    if form[0] in _COUNTERPARTS and _add_counterpart(mention, clusters, text):
        return
    raw = key(text[slice(*mention.span)]).split()
    alive = [c for c in clusters if c.mentions]
    definite = raw[0].startswith("ال") or any(word.startswith("ال") for word in raw[1:]) or mention.country is not None
    bare = len(raw) == 1
    fits = (
        [c for c in alive if _role_fits(text, form, mention, c, bare, tools)]
        if definite
        else [c for c in alive if form in c.forms]
    )
    before = [c for c in fits if c.mentions[0].span[0] < mention.span[0]]
    if before:
        best = max(before, key=lambda c: max(m.span[0] for m in c.mentions if m.span[0] < mention.span[0]))
        best.add(mention, form if not best.named else (), text)
        best.mentions.sort(key=lambda m: m.span)
    elif fits and not bare:
        fits[0].add(mention, (), text)
        fits[0].mentions.sort(key=lambda m: m.span)
    elif not (bare and definite) and mention.entity != ONLY_CHAINED:
        cluster = Cluster("person")
        cluster.add(mention, form, text)
        clusters.append(cluster)


def _add_counterpart(mention: Mention, clusters: list[Cluster], text: str) -> bool:
    """نظيره التركي is the person of that country who is named nearest before, else after."""
    fits = [c for c in clusters if c.named and c.mentions and mention.country and c.country == mention.country]
    if not fits:
        return False
    best = min(
        fits, key=lambda c: min((m.span[0] > mention.span[0], abs(m.span[0] - mention.span[0])) for m in c.mentions)
    )
    best.add(mention, (), text)
    best.mentions.sort(key=lambda m: m.span)
    return True


def _role_fits(text: str, form: tuple[str, ...], mention: Mention, cluster: Cluster, bare: bool, tools: Tools) -> bool:
    if mention.country and cluster.country and mention.country != cluster.country:
        return False
    return any(_same_office(form, tuple(_bare(w) for w in key(role).split()), bare, tools) for role in cluster.roles)


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
    for mention in sorted(mentions, key=lambda m: (-len(_words(text, m)), m.span)):
        form = _words(text, mention)
        names = [(mention.kind, part) for part in (_identity(mention), " ".join(form)) if part]
        cluster = next((by_key[name] for name in names if name in by_key), None)
        if cluster is None and mention.kind == "organization":
            cluster = _shortened(mention, form, clusters)
        if cluster is None:
            cluster = Cluster(mention.kind)
            clusters.append(cluster)
        cluster.add(mention, form, text)
        for name in names:
            by_key.setdefault(name, cluster)
    for cluster in clusters:
        cluster.mentions.sort(key=lambda m: m.span)
    return clusters


def _identity(mention: Mention) -> str | None:
    """What tells an entity apart whatever it is called: ids that the finder knows."""
    if mention.ids:
        return " ".join(f"{name}={mention.ids[name]}" for name in sorted(mention.ids))
    return None


def _shortened(mention: Mention, form: tuple[str, ...], clusters: list[Cluster]) -> Cluster | None:
    """The organisation whose name this is a part of: الائتلاف of الائتلاف الوطني السوري; the nearest before, else the first."""
    fits = [
        cluster for cluster in clusters
        if cluster.kind == "organization" and any(_part(form, other) for other in cluster.forms)
        and not (mention.country and cluster.country and mention.country != cluster.country)
    ]  # fmt: skip
    if not fits:
        return None

    def nearness(cluster: Cluster) -> tuple[bool, int]:
        before = [m.span[0] for m in cluster.mentions if m.span[0] < mention.span[0]]
        return (bool(before), max(before) if before else -min(m.span[0] for m in cluster.mentions))

    return max(fits, key=nearness)


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
