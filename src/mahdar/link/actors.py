"""Actors: which person, organisation or place of one article is which of those before, whatever the spelling.

Each named entity joins a profile or opens one. What is judged, another spelling, a namesake, a surname alone, is a link
with its reason; that a name comes again as it was is none.

    link_actors(record, memory, authority)    one article after the other, in the order of their arrival
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec import Struct

from mahdar.link.authority import Authority
from mahdar.link.lists import plain
from mahdar.link.memory import Memory, trait
from mahdar.link.named import Judged, Named
from mahdar.link.names import compare
from mahdar.link.persons import person_name
from mahdar.link.profiles import Profile, asked_by, is_telling, joined, named, opened, put_by
from mahdar.model import Entity, Link, Record

KINDS = ("person", "organization", "place")
"""Groups are not followed: المتظاهرون of one article are not those of another."""
MOST_FOUND = 400
"""So many profiles at most are looked at for one article: behind 6,000 of the corpus of bench/archive.py the next 2,000
find 78 on average, and 6 of them as many as this."""
MOST_COMPARED = 8
"""So many are compared with one entity, those first that share most."""
MOST_LINKS = 3
"""So many judgements other than "same" are linked for one new profile, the closest."""
MOST_NAMESAKES = 6
"""A name with so many undecided namesakes is remembered no more: أحمد محمد would gather thousands."""
CLOSE = {"different": 0.15, "unsure": 0.45}
"""Score from which a judgement is worth a link: those below share no more than a word."""
PLAIN = 0.9
"""Score from which a name that is spelled as before joins without a link."""
MOST_ENTITIES = 300


class Actors(Struct, frozen=True):
    """Who is who in one article: entity id -> key of its profile; and what was judged on the way."""

    assigned: dict[str, str]
    links: list[Link]


def link_actors(record: Record, memory: Memory[Profile], authority: Memory[Authority] | None = None) -> Actors:
    """The profile of each named person, organisation and place of `record`, and the judgements that it took; remembers
    them. With an authority's entries, joins profiles to those too."""
    bearers = [(entity, named(entity)) for entity in _bearers(record)]
    pass_ = _Pass(record, memory, bearers)
    found = {entity.id: pass_.place(entity, bearer) for entity, bearer in bearers}
    if authority is not None:
        pass_.join_authority(authority)
    pass_.remember()
    return Actors({id_: found[id_] for id_ in sorted(found)}, pass_.links)


def _bearers(record: Record) -> list[Entity]:
    """The entities with a name of their own, fullest names first, so that a surname finds them."""
    chosen = [each for each in record.entities[:MOST_ENTITIES] if each.kind in KINDS and _is_name(each)]
    return sorted(chosen, key=lambda each: -len(each.name.split()))


def _is_name(entity: Entity) -> bool:
    """Whether an entity is called by a name, not by its role alone (مدير المستشفى)."""
    name = plain(entity.name)
    return len(name) > 1 and name not in map(plain, entity.roles)


def _companions(bearers: Iterable[tuple[Entity, Named]]) -> dict[str, int]:
    """A number for each bearer whose company tells one namesake from another: people in full, bodies, towns."""
    found = {}
    for entity, bearer in bearers:
        parts = person_name(bearer.name).parts
        telling = is_telling(bearer) and (entity.kind != "person" or len(parts) > 1)
        if telling and not (entity.kind == "place" and entity.country and len(entity.ids) and not entity.at):
            key = person_name(bearer.name).key if entity.kind == "person" else plain(bearer.name)
            found[entity.id] = trait("with", entity.kind, key) >> 31
    return found


class _Pass:
    """One article's pass: the profiles at hand, those that changed, and the links."""

    def __init__(self, record: Record, memory: Memory[Profile], bearers: list[tuple[Entity, Named]]) -> None:
        self.links: list[Link] = []
        self._memory, self._article = memory, record.id
        self._day = record.published.value or record.published.not_after or ""
        self._companions = _companions(bearers)
        asked = {each for _, bearer in bearers for each in asked_by(bearer)}
        profiles = memory.find(asked, most=MOST_FOUND) if asked else []
        keys = [f"{record.id}/{entity.id}" for entity, _ in bearers]
        self._at_hand = {profile.key: profile for profile in (*profiles, *memory.get(keys))}
        self._named: dict[str, Named] = {}
        self._having: defaultdict[int, dict[str, None]] = defaultdict(dict)
        for profile in self._at_hand.values():
            self._find_by(profile)
        self._changed: dict[str, Profile] = {}

    def place(self, entity: Entity, bearer: Named) -> str:
        """The key of the profile that the bearer joins or opens."""
        company = [number for id_, number in self._companions.items() if id_ != entity.id]
        judged = self._judged(bearer, frozenset(company))
        part = f"{self._article}/{entity.id}"
        best = next((pair for pair in judged if pair[1].verdict == "same"), None)
        if best:
            profile, judgement = best
            if profile.key != part and self._is_news(profile, bearer, judgement):
                self.links.append(_link(profile.key, part, judgement))
            self._keep(joined(profile, bearer, company, self._day, self._article))
            return profile.key
        return self._open(part, bearer, company, judged)

    def _open(self, part: str, bearer: Named, company: list[int], judged: list[tuple[Profile, Judged]]) -> str:
        key = part + "+" * (part in self._at_hand)  # read anew: the key is another's by now
        close = [(profile, each) for profile, each in judged if each.score >= CLOSE[each.verdict]]
        if is_telling(bearer):
            self.links += [_link(profile.key, part, each) for profile, each in close[:MOST_LINKS]]
        if is_telling(bearer) and len(close) < MOST_NAMESAKES:
            self._keep(opened(key, bearer, company, self._day, self._article))
        return key

    def _judged(self, bearer: Named, company: frozenset[int]) -> list[tuple[Profile, Judged]]:
        """The profiles that share traits with the bearer, judged: the likeliest first."""
        shared = Counter(key for asked in asked_by(bearer) for key in self._having.get(asked, ()))
        nearest = (self._at_hand[key] for key, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])))
        profiles = [profile for profile in nearest if profile.kind == bearer.kind][:MOST_COMPARED]
        judged = [
            (each, compare(bearer, self._named[each.key], len(company.intersection(each.company)))) for each in profiles
        ]
        return sorted(judged, key=lambda pair: (-pair[1].score, -pair[0].articles, pair[0].key))

    def _is_news(self, profile: Profile, bearer: Named, judgement: Judged) -> bool:
        """Whether joining says more than that a name comes again."""
        spelled = plain(bearer.name) in map(plain, (profile.name, *profile.names))
        return not spelled or (judgement.score < PLAIN and len(bearer.name.split()) > 1)

    def _keep(self, profile: Profile) -> None:
        self._at_hand[profile.key] = self._changed[profile.key] = profile
        self._find_by(profile)

    def _find_by(self, profile: Profile) -> None:
        self._named[profile.key] = profile.named
        for each in put_by(self._named[profile.key]):
            self._having[each][profile.key] = None

    def join_authority(self, authority: Memory[Authority]) -> None:
        """Give the profiles that changed the id of the one entry that is surely theirs."""
        unknown = [profile for profile in self._changed.values() if "authority" not in profile.ids]
        asked = {each for profile in unknown for each in asked_by(profile.named)}
        entries = authority.find(asked, most=MOST_FOUND) if asked else []
        for profile in unknown:
            mine = asked_by(profile.named)
            near = [entry for entry in entries if not mine.isdisjoint(put_by(entry.named))][:MOST_COMPARED]
            same = [
                (entry, judged) for entry in near if (judged := compare(profile.named, entry.named)).verdict == "same"
            ]
            if len(same) == 1:
                self._join_entry(profile, *same[0])
            else:
                self.links += [_link(entry.key, profile.key, _ambiguous(judged)) for entry, judged in same[:MOST_LINKS]]

    def _join_entry(self, profile: Profile, entry: Authority, judged: Judged) -> None:
        self.links.append(_link(entry.key, profile.key, judged))
        known = Named(name=profile.name, kind=profile.kind, ids={**entry.named.ids, "authority": entry.id})
        self._changed[profile.key] = joined(profile, known, (), self._day, self._article)

    def remember(self) -> None:
        """Put the profiles that changed into the memory."""
        for profile in self._changed.values():
            self._memory.put(profile, put_by(profile.named))


def _ambiguous(judged: Judged) -> Judged:
    return Judged("unsure", min(judged.score, 0.5), f"{judged.why}, but several entries fit")


def _link(left: str, right: str, judged: Judged) -> Link:
    return Link(left=left, right=right, kind="actor", verdict=judged.verdict, score=judged.score, why=judged.why)
