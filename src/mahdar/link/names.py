"""Whether two names, with what is told beside them, are one bearer's.

`compare` asks a table of tests, one after the other; the first that knows answers, and says why in words. "unsure" is
an answer: a surname alone, a common name of which nothing else is told, a ministry without its country.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from mahdar.link.bodies import body, judge_bodies, lines_of
from mahdar.link.lists import LONGEST, plain
from mahdar.link.named import Judged, Known, Named, different, known_people, person_keys, same, unsure
from mahdar.link.persons import Fit, Name, fit, person_name
from mahdar.link.spellings import is_native
from mahdar.link.spots import judge_spots
from mahdar.link.standing import Standing, countries_of, fields_of, standing

__all__ = ["Judged", "Named", "compare"]

_AUTHORITIES = ("wikidata", "geonames")
_MOST_NAMES = 8


class Pair(Struct, frozen=True):
    """Two names taken apart and what is told of them: what the tests look at."""

    one: Named
    other: Named
    names: tuple[Name, Name]
    known: tuple[Known, Known]
    fit: Fit
    told: Standing


Test = Callable[[Pair], Judged | None]


def compare(one: Named, other: Named, company: int = 0) -> Judged:
    """Whether two names are one bearer's; `company`: how many others appear with both. The same whichever comes first;
    any strings will do."""
    if not plain(one.name) or not plain(other.name):
        return unsure(0.0, "a name without letters")
    if one.kind != other.kind:
        return different(0.02, "one is a person, organization, place or group, and the other is not")
    by_id = _by_ids(one, other)
    if by_id:
        return by_id
    if one.kind == "person":
        return _compare_people(one, other, company)
    countries = countries_of(one.countries, one.roles), countries_of(other.countries, other.roles)
    told = standing(one.roles, other.roles, countries)
    if one.kind == "place":
        return judge_spots(one.name[:LONGEST], other.name[:LONGEST], told, countries)
    if one.kind == "group":
        return same(0.8, "the same words") if plain(one.name) == plain(other.name) else unsure(0.2, "other words")
    return _compare_bodies(one, other, told, countries)


def _by_ids(one: Named, other: Named) -> Judged | None:
    """An authority that knows both decides."""
    for authority in _AUTHORITIES:
        mine, others = one.ids.get(authority), other.ids.get(authority)
        if mine is not None and others is not None:
            if str(mine) == str(others):
                return same(0.99, f"{authority} knows both as {mine}")
            return different(0.01, f"{authority} knows one as {mine}, the other as {others}")
    return None


def _compare_bodies(
    one: Named, other: Named, told: Standing, countries: tuple[frozenset[str], frozenset[str]]
) -> Judged:
    known = lines_of(one.name, countries[0]), lines_of(other.name, countries[1])
    return judge_bodies(body(one.name), body(other.name), known, told)


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _compare_people(one: Named, other: Named, company: int) -> Judged:
    pair = _pair(one, other, company)
    for test in _TESTS:
        found = test(pair)
        if found:
            return found
    return unsure(0.4, "nothing decides")


def _pair(one: Named, other: Named, company: int) -> Pair:
    names = person_name(one.name), person_name(other.name)
    countries = countries_of(one.countries, one.roles), countries_of(other.countries, other.roles)
    told = standing(_roles(one, names[0]), _roles(other, names[1]), countries)
    known = _known(one, countries[0]), _known(other, countries[1])
    told = Standing(told.country, told.office, told.field, company)
    return Pair(one, other, names, known, _best(one, other, known), told)


def _roles(named: Named, name: Name) -> tuple[str, ...]:
    """Roles, and the title of a ruler or prince, which is one: الملك سلمان."""
    royal = "royal" in name.fields or "religion" in name.fields
    return (*named.roles, name.whole.split()[0]) if royal else named.roles


def _known(named: Named, countries: frozenset[str]) -> Known:
    """The lines of the list of people that have the name; a kunya alone counts in its country only."""
    keys = tuple(key for name in (named.name, *named.names[:_MOST_NAMES]) for key in person_keys(name))
    return known_people().of(keys, countries)


def _best(one: Named, other: Named, known: tuple[Known, Known]) -> Fit:
    """How the names fit; the other names of each, and those that the list knows, count where they fit as a whole."""
    first = fit(person_name(one.name), person_name(other.name))
    if first.how in ("equal", "within"):
        return first
    whole = [fit(mine, theirs) for mine in _all(one, known[0]) for theirs in _all(other, known[1])]
    return min((each for each in whole if each.how in ("equal", "within")), key=lambda each: each.cost, default=first)


def _all(named: Named, known: Known) -> list[Name]:
    """A bearer's names of two parts and more."""
    listed = [name for line in sorted(known) for name in known_people().names[line]]
    names = [person_name(name) for name in (named.name, *named.names[:_MOST_NAMES], *listed[:_MOST_NAMES])]
    return [name for name in names if len(name.parts) > 1]


def _by_list(pair: Pair) -> Judged | None:
    """Two names of the list of people, of one line or of two."""
    if not (pair.known[0] and pair.known[1]):
        return None
    if pair.known[0] & pair.known[1]:
        return None if pair.told.clashes else same(0.96, "names of one person in the list")
    return different(0.03, "two people of the list")


def _by_clash(pair: Pair) -> Judged | None:
    if pair.fit.how == "clash":
        return different(0.08, pair.fit.why)
    return different(0.02, "no name in common") if pair.fit.how == "none" else None


def _by_standing(pair: Pair) -> Judged | None:
    """Two people of one name, when country or field of life says so."""
    told = pair.told
    if told.country == "other":
        rare = not pair.fit.common and pair.fit.how in ("equal", "within") and told.office == "same"
        return (
            unsure(0.5, "the same name and office, other countries")
            if rare
            else different(0.15, "two of that name: other countries")
        )
    if told.field == "other":
        return (
            different(0.2, "two of that name: other fields of life")
            if pair.fit.common or _is_kin(pair)
            else unsure(0.4, "the same name in other fields of life")
        )
    return None


def _is_kin(pair: Pair) -> bool:
    return "kin" in fields_of(pair.one.roles) | fields_of(pair.other.roles)


def _whole(pair: Pair) -> Judged | None:
    """Names that fit as a whole: enough, unless many bear them and nothing else is told."""
    if pair.fit.how not in ("equal", "within"):
        return None
    parts = min(len(name.parts) for name in pair.names)
    if pair.fit.common and parts < 3 and not (pair.told.supports or pair.told.field == "same"):
        return unsure(0.6, "the same name, but many are called so, and nothing else is told")
    if pair.fit.how == "within" and _are_native(pair) and not (pair.told.supports or pair.told.field == "same"):
        return unsure(0.55, f"{pair.fit.why}, and nothing else is told")
    if pair.fit.cost > _FAR and not pair.told.supports:
        return unsure(0.55, "spelled rather otherwise, and nothing else is told")
    return same(0.97 - 0.3 * min(1.0, pair.fit.cost), pair.fit.why)


def _are_native(pair: Pair) -> bool:
    """Whether both are Arabic names, in which names of fathers are left out and namesakes are many."""
    return all(is_native(name.parts[0].word) for name in pair.names)


_FAR = 0.45  # what spellings of whole names may cost where nothing else is told: .25 loses one pair of the seen half


def _in_part(pair: Pair) -> Judged | None:
    """One leaves out the first or the last name: the same in the same office, else unsure."""
    if pair.fit.how not in ("prefix", "headless"):
        return None
    told = pair.told
    if told.office == "same" and told.country != "other" and pair.fit.cost < 0.3:
        return same(0.8, f"{pair.fit.why}, and the office is the same")
    return unsure(0.45, pair.fit.why)


def _one_word(pair: Pair) -> Judged | None:
    """A name of one word: the same only where what is told beside it agrees."""
    if pair.fit.how not in ("surname", "given", "single"):
        return None
    told, rare = pair.told, not pair.fit.common and pair.fit.how != "given"
    if told.office == "same" or (rare and told.company > 1):
        return same(0.82 - 0.2 * pair.fit.cost, f"{pair.fit.why}, and what is told of them agrees")
    if pair.fit.how == "single" and rare and told.supports and told.office == "unknown" and pair.fit.cost < 0.3:
        return same(0.75, f"{pair.fit.why}, which few bear, and what is told of them agrees")
    return unsure(0.4, f"{pair.fit.why}, and nothing else joins them")


_TESTS: tuple[Test, ...] = (_by_list, _by_clash, _by_standing, _whole, _in_part, _one_word)
"""Asked from the top; the first that knows decides."""
