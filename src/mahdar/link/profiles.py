"""What is remembered of an actor across articles, kept small; and the traits by which it is found again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct, structs

from mahdar.link.bodies import body, is_generic, lines_of
from mahdar.link.lists import common, country, given, plain
from mahdar.link.memory import trait
from mahdar.link.named import Named, known_people, person_keys
from mahdar.link.persons import is_double, person_name
from mahdar.link.spellings import frame, is_native
from mahdar.link.spots import known_places, place_keys, spot
from mahdar.model import Entity, EntityKind
from mahdar.stems import stem

MOST_NAMES = 8
MOST_ROLES = 10
MOST_COUNTRIES = 3
MOST_COMPANY = 24
"""What is beyond these is left out, the oldest first: in the corpus of bench/archive.py a profile has 352 bytes on
average, 1,656 at most."""
_LONGEST = 120  # letters of a name or role that is kept
_IDS = ("geonames", "wikidata")
_MOST_NAMES_SOUGHT = 3  # other names by which a profile is found
_KEPT = 50_000


class Held(Struct, frozen=True, array_like=True):
    """A role and the first and last day on which an article gives it; empty where no day is known."""

    role: str
    first: str = ""
    last: str = ""


class Profile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person, organisation or place across articles. `key`: the first bearer, "RECORD/e3"; `company`: numbers of
    those it appears with; `articles`: how many name it; `latest`: the last of them."""

    key: str
    kind: EntityKind
    name: str
    names: tuple[str, ...] = ()
    roles: tuple[Held, ...] = ()
    countries: tuple[str, ...] = ()
    ids: dict[str, int | str] = {}
    company: tuple[int, ...] = ()
    articles: int = 1
    latest: str = ""

    @property
    def named(self) -> Named:
        """The profile as `compare` takes it."""
        return Named(
            name=self.name,
            kind=self.kind,
            names=self.names,
            roles=tuple(held.role for held in self.roles),
            countries=self.countries,
            ids=self.ids,
        )


def named(entity: Entity) -> Named:
    """An entity as `compare` takes it: its fullest name, and its other full names."""
    others = tuple(name for name in entity.names if name != entity.name and name not in entity.roles)
    whole = others if entity.kind != "person" else tuple(name for name in others if len(person_name(name).parts) > 1)
    return Named(
        name=entity.name[:_LONGEST],
        kind=entity.kind,
        names=whole[:MOST_NAMES],
        roles=tuple(role[:_LONGEST] for role in entity.roles[:MOST_ROLES]),
        countries=(entity.country,) if entity.country and country(entity.country) else (),
        ids=entity.ids,
    )


def joined(profile: Profile, bearer: Named, company: Iterable[int], day: str, article: str) -> Profile:
    """The profile with what an article tells besides; `day`: of the article, "" where unknown."""
    names = {plain(name): name for name in (profile.name, *profile.names)}
    more = [name for name in (bearer.name, *bearer.names) if plain(name) not in names]
    longer = max(
        (profile.name, *more), key=lambda name: len(person_name(name).parts) if profile.kind == "person" else 0
    )
    others = dict.fromkeys(name for name in (*profile.names, profile.name, *more) if name != longer)
    return structs.replace(
        profile,
        name=longer,
        names=tuple(others)[-MOST_NAMES:],
        roles=_roles(profile.roles, bearer.roles, day),
        countries=tuple(dict.fromkeys((*profile.countries, *bearer.countries)))[:MOST_COUNTRIES],
        ids={**bearer.ids, **profile.ids},
        company=tuple(dict.fromkeys((*profile.company, *company)))[-MOST_COMPANY:],
        articles=profile.articles + (article not in (profile.latest, profile.key.partition("/")[0])),
        latest=article,
    )


def opened(key: str, bearer: Named, company: Iterable[int], day: str, article: str) -> Profile:
    """A new profile of `bearer`."""
    return Profile(
        key=key,
        kind=bearer.kind,
        name=bearer.name,
        names=bearer.names[:MOST_NAMES],
        roles=_roles((), bearer.roles, day),
        countries=bearer.countries,
        ids=bearer.ids,
        company=tuple(company)[:MOST_COMPANY],
        latest=article,
    )


def _roles(held: tuple[Held, ...], roles: tuple[str, ...], day: str) -> tuple[Held, ...]:
    """The roles held, with those that an article of `day` gives; the latest given at the end."""
    found = {plain(each.role): each for each in held}
    for role in roles:
        old = found.pop(plain(role), None)
        days = sorted(filter(None, (day, old.first if old else "", old.last if old else "")))
        first, last = (days[0], days[-1]) if days else ("", "")
        found[plain(role)] = Held(old.role if old else role, first, last)
    return tuple(found.values())[-MOST_ROLES:]


# ── traits ────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_telling(bearer: Named) -> bool:
    """Whether the name tells whom it means by itself: not محمد alone, and not a ministry without its country. One that
    does not is never remembered: it may join, nobody joins it."""
    if bearer.kind == "person":
        parts = person_name(bearer.name).parts
        return len(parts) > 1 or (len(parts) == 1 and len(parts[0].word) > 2 and parts[0].word not in common())
    if bearer.kind == "organization":
        own = body(bearer.name)
        return bool(own.countries or bearer.countries or lines_of(bearer.name, frozenset(bearer.countries))) or (
            bool(own.words) and not is_generic(own)
        )
    return any(len(word) > 1 for word in spot(bearer.name).words)


def put_by(bearer: Named) -> frozenset[int]:
    """The traits that a bearer is remembered by."""
    return _traits(bearer, "last", "single")


def asked_by(bearer: Named) -> frozenset[int]:
    """The traits that a bearer is looked for by: a surname alone is sought among those who bear it in full, too, a full
    name among surnames alone."""
    return _traits(bearer, "single", "last") | _traits(bearer, "single", "single")


def _traits(bearer: Named, full: str, alone: str) -> frozenset[int]:
    where = bearer.countries[0] if bearer.countries else ""
    names = (bearer.name, *bearer.names[:_MOST_NAMES_SOUGHT])
    ids = [_of_id(name, str(value)) for name, value in bearer.ids.items() if name in _IDS]
    return frozenset(ids).union(*[_of_name(bearer.kind, name, where, full, alone) for name in names])


_of_id = lru_cache(maxsize=_KEPT)(trait)


@lru_cache(maxsize=_KEPT)
def _of_name(kind: EntityKind, name: str, where: str, full: str, alone: str) -> frozenset[int]:
    if kind == "person":
        words = _of_person(name, full, alone) | _listed(
            "known person", known_people().of(person_keys(name), frozenset())
        )
    elif kind == "organization":
        own = body(name)
        land = min(own.countries, default=where) if is_generic(own) else ""
        words = {("body", " ".join(sorted(map(stem, own.words))), land)}
        if own.words and not is_generic(own) and len(frame("".join(own.words))) > 3:
            words.add(("body frame", frame("".join(own.words))))
        words |= _listed("known body", lines_of(name, frozenset((where,)) - {""}))
    else:
        own_words = spot(name).words
        words = {("spot", " ".join(own_words))}
        if len(frame("".join(own_words))) > 3:
            words.add(("spot frame", frame("".join(own_words))))
        words |= _listed("known place", known_places().of(place_keys(name), frozenset((where,)) - {""}))
    return frozenset(trait(*each) for each in words)


def _of_person(name: str, full: str, alone: str) -> set[tuple[str, ...]]:
    parts = person_name(name).parts
    frames = [_frame(part.word) for part in parts]
    if not parts:
        return set()
    if len(parts) == 1:
        return {(alone, frames[0])} if alone else set()
    found: set[tuple[str, ...]] = {("name", frames[0], frames[-1]), ("exact", person_name(name).key)}
    if parts[1].of:
        found.add(("name", frames[0], frames[1]))
    if is_double(parts[0].word) and len(parts) > 2:
        found.add(("name", frames[1], frames[-1]))
    if full and parts[-1].word not in common():
        found.add((full, frames[-1]))
    return found


def _frame(word: str) -> str:
    """What the spellings of a word have in common; Arabic given names are told apart, whose consonants are few (محمد،
    أحمد، محمود)."""
    line = min(given().get(word, ()), default=None) if is_native(word) else None
    return (frame(word) or word) if line is None else str(line)


def _listed(kind: str, known: frozenset[int]) -> set[tuple[str, ...]]:
    return {(kind, str(line)) for line in known}
