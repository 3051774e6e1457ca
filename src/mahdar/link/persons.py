"""A person's name in its parts, and how two such names fit: the same, one within the other, a surname, a clash."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct

from mahdar.link.lists import Phrases, bare, common, is_latin, items, phrases, plain, rows
from mahdar.link.spellings import OTHER, apart, is_native, loosely, natively

_HOUSE = "ال"  # آل, folded
_MOST_PARTS = 10
_SHORTEST = 2  # letters of a word that tells nothing
_KEPT = 50_000

How = Literal["equal", "within", "prefix", "headless", "surname", "given", "single", "clash", "none"]
"""How two names fit. equal: part by part; within: the shorter leaves out names between or of forefathers; prefix: it
leaves out the last; headless: the first; surname, given: it is one word alone, the last or the first of the other's;
single: both are one word; clash: what is told of both differs; none: nothing is shared."""


class Part(Struct, frozen=True):
    """A part of a name, folded, without the article, its words joined (عبدالله); `of`: a father's name, behind بن;
    `house`: that of a family, behind آل; `article`: it bore the article."""

    word: str
    of: bool = False
    house: bool = False
    article: bool = False


class Name(Struct, frozen=True):
    """A person's name: its parts; a ruler's number; junior or senior; the fields that its titles tell; as it is
    written, folded."""

    parts: tuple[Part, ...]
    number: int
    age: str
    fields: frozenset[str]
    whole: str
    joined: str  # as one word, without titles: for names that are written together or apart

    @property
    def key(self) -> str:
        """The parts, to look the name up in a list."""
        return " ".join(part.word for part in self.parts)


class Fit(Struct, frozen=True):
    """How two names fit, how far apart their spellings are, and whether all that they share is common."""

    how: How
    cost: float = 0.0
    common: bool = False
    why: str = ""


# ── a name in its parts ───────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=_KEPT)
def person_name(name: str) -> Name:
    """`name` in its parts. Any string will do; one without letters has none."""
    turned = " ".join(reversed(name.split(",", 1))) if "," in name and is_latin(plain(name)) else name
    words = _split(plain(turned))
    words, fields = _untitled(words)
    words, number, age = _ending(words)
    return Name(_parts(words), number, age, fields, plain(name), "".join(words))


def _split(folded: str) -> tuple[str, ...]:
    """The words, Latin articles taken off: al-Asad, el-Sisi, al Asad."""
    words = [
        word for word in folded.replace("'", "").split() if word not in ("al", "el", "as", "ash", "ad", "ar", "an")
    ]
    return tuple(words[: 3 * _MOST_PARTS])


def _untitled(words: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """`words` less the titles before them, while something is left; and the fields that the titles tell."""
    fields = set()
    while len(words) > 1:
        found = _titles().at(words, 0)
        if not found or found[0] >= len(words):
            break
        words = words[found[0] :]
        fields.add(found[1])
    return words, frozenset(fields - {""})


def _ending(words: tuple[str, ...]) -> tuple[tuple[str, ...], int, str]:
    """`words` less the number or age behind them: عبدالله الثاني, جورج بوش الابن; and these."""
    number, age = 0, ""
    for index in range(1, len(words)):
        found = _numbers().at(words, index)
        if found:
            tail = words[index + found[0] :]
            number, age = (int(found[1]), "") if found[1].isdigit() else (0, found[1])
            return words[:index] + tail, number, age
    return words, number, age


def _parts(words: tuple[str, ...]) -> tuple[Part, ...]:
    """The words joined to parts, small words between them taken off."""
    parts: list[Part] = []
    before, of, house = "", False, False
    for index, word in enumerate(words):
        use = _uses().get(word, "")
        if word == _HOUSE and index + 1 < len(words):
            house = True
        elif use == "joins" and index + 1 < len(words):
            before += word
        elif use == "of" and index + 1 < len(words) and not before:
            of = True
        elif use == "ends" and parts and not before and not of:
            parts[-1] = Part(parts[-1].word + bare(word), parts[-1].of)
        else:
            own = word if before else bare(word)
            parts.append(Part(before + own, of, house, own != word))
            before, of, house = "", False, False
    return tuple(parts[:_MOST_PARTS])


# ── how two names fit ─────────────────────────────────────────────────────────────────────────────────────────────


def fit(one: Name, other: Name) -> Fit:
    """How the names of two people fit, the same whichever comes first."""
    if not one.parts or not other.parts:
        return Fit("none", why="there is no name to compare")
    if one.number and other.number and one.number != other.number:
        return Fit("clash", why="rulers of other numbers")
    if one.age != other.age and len(one.parts) > 1 and len(other.parts) > 1:
        return Fit("clash", why="one is told from another of that name as the elder or the younger")
    short, long = sorted((one, other), key=lambda name: (len(name.parts), name.key))
    ruler = bool(one.number and other.number)
    if one.joined == other.joined or _together(short, long):
        how: How = "equal" if len(long.parts) > 1 or ruler else "single"
        return Fit(how, 0.0, _common(short.parts) and not ruler, "the same name")
    if len(short.parts) == 1:
        return _one_word(short, long, ruler)
    return _aligned(*_houseless(short.parts, long.parts))


def _together(short: Name, long: Name) -> bool:
    """Whether the names are one but for where words are parted: شي جينبينغ."""
    initials = any(len(part.word) == 1 for part in (*short.parts, *long.parts))
    several = len(short.parts) > 1 and len(short.parts) != len(long.parts)
    return several and not initials and apart(short.joined, long.joined) < 0.25


def _houseless(short: tuple[Part, ...], long: tuple[Part, ...]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Two names without the house where only one tells it: محمد بن سلمان بن عبدالعزيز, محمد بن سلمان آل سعود."""
    mine, others = [tuple(part for part in parts if not part.house) for parts in (short, long)]
    if (mine == short) == (others == long) or min(len(mine), len(others)) < 2:
        return short, long
    return (mine, others) if len(mine) <= len(others) else (others, mine)


def _one_word(short: Name, long: Name, ruler: bool) -> Fit:
    """How a name of one word fits another."""
    word = short.parts[0].word
    costs = [apart(word, part.word) for part in long.parts]
    shared = _common(short.parts) and not ruler
    if len(costs) == 1:
        how: How = "equal" if ruler else "single"
        return Fit(how, costs[0], shared, "one word each") if costs[0] < OTHER else Fit("none", why="other names")
    if costs[-1] < OTHER:
        return Fit("surname", costs[-1], shared, "one is the surname of the other")
    if costs[0] < OTHER:
        return Fit("given", costs[0], True, "one is the given name of the other")
    if apart(word, long.parts[0].word + long.parts[1].word) < 0.25:
        return Fit("prefix", 0.0, False, "one leaves out the last name")
    return Fit("none", why="no word in common")


def _aligned(short: tuple[Part, ...], long: tuple[Part, ...]) -> Fit:
    """How two names of several parts fit: the shorter's parts are looked for in the longer's, one after the other."""
    places, cost = _places(short, long)
    if None in places:
        return _unaligned(short, long, places)
    found = [place for place in places if place is not None]
    shared = _common(short)
    if found[0] > 0:
        return _headless(short, long, found[0], cost)
    if len(short) == len(long):
        return Fit("equal", cost, shared, "the same name in another spelling" if cost else "the same name")
    if short[1].of and found[1] > 1 and long[1].of:
        return Fit("clash", why="other fathers with one given name")
    rest = long[found[-1] + 1 :]
    if not rest:
        return _between(short, long, found, cost)
    if rest[0].of or short[-1].of or rest[-1].house:
        return Fit("within", cost, shared, "one leaves out forefathers")
    return Fit("prefix", cost, shared, "one leaves out the last name")


def _between(short: tuple[Part, ...], long: tuple[Part, ...], found: list[int], cost: float) -> Fit:
    """The shorter name leaves out names in between; where it has some itself, initials are told apart by them."""
    left = [part.word for index, part in enumerate(long) if index not in found]
    if any(len(part.word) == 1 for part in short) and any(len(word) == 1 for word in left):
        return Fit("clash", why="other initials")
    return Fit("within", cost, _common(short), "one leaves out a name in between")


def _places(short: tuple[Part, ...], long: tuple[Part, ...]) -> tuple[list[int | None], float]:
    """Where each part of `short` stands in `long`, in order, None where it does not; and what the spellings cost."""
    found: list[int | None] = []
    start, cost = 0, 0.0
    for number, part in enumerate(short):
        last = number == len(short) - 1 and _apart(part, long[-1]) < OTHER and start < len(long)
        range_ = [len(long) - 1] if last and not part.of else range(start, len(long))
        place = next((index for index in range_ if _apart(part, long[index]) < OTHER), None)
        if place is not None:
            cost, start = cost + _apart(part, long[place]), place + 1
        found.append(place)
    return found, cost


def _headless(short: tuple[Part, ...], long: tuple[Part, ...], left: int, cost: float) -> Fit:
    """The shorter name lacks the first part of the longer's: a father and his son, or half of a double name."""
    if all(is_double(part.word) for part in long[:left]) and not long[left].of:
        return Fit("headless", cost, _common(short), "one leaves out the first of a double name")
    if long[left].of or short[0].word in common():
        return Fit("clash", why="one may be the other's father: the first name differs")
    return Fit("headless", cost, _common(short), "one leaves out the first name")


def _apart(one: Part, other: Part) -> float:
    """How far apart two parts are; with the article, both are Arabic words (الوابل، الوابلي)."""
    if one.article and other.article and apart(one.word, other.word) < OTHER:
        return natively(one.word, other.word)
    return apart(one.word, other.word)


def _unaligned(short: tuple[Part, ...], long: tuple[Part, ...], places: list[int | None]) -> Fit:
    """Names of which a part differs: what differs tells why."""
    first = _apart(short[0], long[0]) < OTHER
    last = _apart(short[-1], long[-1]) < OTHER
    if first and last:
        return Fit("clash", why="a name in between differs")
    if last:
        return Fit("clash", why="other given names with one family name")
    if first and len(short) == len(long) == 2 and 0 < (cost := loosely(short[1].word, long[1].word)) < OTHER:
        return Fit("prefix", cost, False, "the family names are nearly the same")
    if first:
        return Fit("clash", why="other fathers or families with one given name")
    return Fit("none", why="other names" if set(places) == {None} else "given and family name differ")


def is_double(word: str) -> bool:
    """Whether a given name, folded, often stands before another and is left out: محمد حسني مبارك."""
    return word in _double()


def _common(parts: tuple[Part, ...]) -> bool:
    """Whether many bear each of these names; of several together, where all are Arabic: توم كروز is one man."""
    shared = all(len(part.word) <= _SHORTEST or part.word in common() for part in parts)
    return shared and (len(parts) == 1 or all(is_native(p.word) for p in parts))


# ── lists ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _titles() -> Phrases:
    table = rows("naming/titles.tsv", 3)
    return phrases(
        (tuple(plain(title).split()), field) for field, arabic, latin in table for title in items(arabic) + items(latin)
    )


@cache
def _uses() -> dict[str, str]:
    table = rows("naming/particles.tsv", 3)
    return {plain(word): use for use, arabic, latin in table for word in items(arabic) + items(latin)}


@cache
def _numbers() -> Phrases:
    table = rows("naming/particles.tsv", 4)
    ends = [row for row in table if row[0] in ("number", "junior", "senior")]
    return phrases(
        (tuple(plain(word).split()), number or use)
        for use, arabic, latin, number in ends
        for word in items(arabic) + items(latin)
    )


@cache
def _double() -> frozenset[str]:
    """Given names that often stand before another and are left out (محمد حسني مبارك), folded."""
    table = rows("naming/particles.tsv", 3)
    return frozenset(plain(w) for use, arabic, latin in table if use == "double" for w in items(arabic) + items(latin))
