"""How far apart two spellings of one word are: Arabic ones, Latin ones, an Arabic and a Latin one.

The cost of making one out of the other by the changes of data/naming/sounds.tsv: Needleman and Wunsch's alignment
(doi:10.1016/0022-2836(70)90057-4), with changes of up to four letters. 0 is the same spelling, 1 another letter.
"""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from mahdar.link.lists import given, is_latin, native, rows, short_forms

ALIKE = 0.5
"""What two spellings of one word may cost. Of the 259 pairs of one bearer in tests/cases/name_pairs.tsv .5 finds 257,
.4 255, .3 253; more than .5 finds no more there, nor takes two for one, and so is not allowed."""
OTHER = 1.0
_LONGER = 6  # letters that one spelling may have more: akhannouch, أخنوش
_FAR = 9.0
_LOOSE = 0.25  # one long vowel more or less
_PER_LETTER = 0.11  # short words may differ less: of three letters one long vowel, never two
_FRAMES = 1  # so many consonants may differ, else nothing is aligned: 0 loses 4 pairs of the seen half, 2 finds no more
_LONGEST = 24  # letters of a word that is aligned: no name is longer, and hostile ones must cost nothing
_WIDEST = 4  # letters of a change, ^ and $ counted
_SEMITIC = frozenset("حعضظ")  # letters that no foreign name is written with, but for Semitic ones
_KEPT = 100_000

Changes = dict[tuple[str, str], float]
Shapes = tuple[tuple[int, int], ...]


@lru_cache(maxsize=_KEPT)
def apart(one: str, other: str) -> float:
    """How far apart two words are, from 0 (the same) to 1 (other words). Folded, without the article."""
    if one == other:
        return 0.0
    if one > other:  # the same both ways
        one, other = other, one
    named = _given(one, other)
    return named if named is not None else _spelled(one, other)


def alike(one: str, other: str) -> bool:
    """Whether two words may be one word in two spellings."""
    return apart(one, other) < OTHER


def _given(one: str, other: str) -> float | None:
    """Of two listed given names: one name, a short form, or two; None where one is not listed."""
    mine, others = given().get(one), given().get(other)
    if mine and others and mine & others:
        return 0.05
    short, whole = short_forms()
    none: frozenset[int] = frozenset()
    if short.get(one, none) & whole.get(other, none) or short.get(other, none) & whole.get(one, none):
        return 0.2
    return OTHER if mine and others else None


def _spelled(one: str, other: str) -> float:
    if len(one) == 1 or len(other) == 1:
        return _initial(one, other)
    if max(len(one), len(other)) > _LONGEST or abs(len(one) - len(other)) > _LONGER:
        return OTHER
    if Levenshtein.distance(frame(one), frame(other), score_cutoff=_FRAMES) > _FRAMES:
        return OTHER
    allowed = min(ALIKE, _PER_LETTER * max(len(one), len(other)))
    cost = _aligned(f"^{one}$", f"^{other}$", _group(one, other), allowed)
    return cost if cost <= allowed else OTHER


def natively(one: str, other: str) -> float:
    """How far apart two words are that are Arabic ones."""
    if one == other or max(len(one), len(other)) > _LONGEST:
        return 0.0 if one == other else OTHER
    return _aligned(f"^{one}$", f"^{other}$", "native", ALIKE)


def loosely(one: str, other: str) -> float:
    """How far apart two Arabic words are if their vowels may differ though one is native (يعالون، يعلون); two names
    that the lists have are two."""
    longest = max(len(one), len(other))
    if is_latin(one) or is_latin(other) or longest > _LONGEST or (one in native() and other in native()):
        return OTHER
    return _aligned(f"^{one}$", f"^{other}$", "foreign", _LOOSE)


def _initial(one: str, other: str) -> float:
    """A letter for a whole name: ج for جون, W for William."""
    group = _group(one, other)
    group = "foreign" if group == "native" else group
    return 0.3 if _aligned(one[0], other[0], group) <= 0.2 else OTHER


def _group(one: str, other: str) -> str:
    if is_latin(one) != is_latin(other):
        return "mixed"
    if is_latin(one):
        return "latin"
    return "native" if is_native(one) or is_native(other) else "foreign"


def is_native(word: str) -> bool:
    """Whether `word` is an Arabic one, whose long vowels tell it from others (سالم، سليم)."""
    return word in native() or not _SEMITIC.isdisjoint(word)


def _aligned(one: str, other: str, group: str, allowed: float = OTHER) -> float:
    """What the cheapest way from `one` to `other` costs; `OTHER` where it costs more than `allowed`."""
    changes, shapes = _changes(group)
    table: list[list[float]] = []
    for i in range(len(one) + 1):
        row: list[float] = [0.0] if i == 0 else []
        table.append(row)
        for j in range(len(row), len(other) + 1):
            near = abs(i - j) <= _LONGER
            row.append(_cheapest(table, (i, j), (one, other), changes, shapes) if near else _FAR)
        if min(map(min, table[-_WIDEST:])) > allowed:
            return OTHER
    return table[-1][-1] if table[-1][-1] <= allowed else OTHER


def _cheapest(
    table: list[list[float]], at: tuple[int, int], words: tuple[str, str], changes: Changes, shapes: Shapes
) -> float:
    """The cheapest way to the first i letters of one word and the first j of the other, from ways to fewer."""
    (i, j), (one, other) = at, words
    least = 2.0 * OTHER
    if i and j:
        least = table[i - 1][j - 1] + (0.0 if one[i - 1] == other[j - 1] else OTHER)
    if i:
        least = min(least, table[i - 1][j] + OTHER)
    if j:
        least = min(least, table[i][j - 1] + OTHER)
    for k, m in shapes:
        if k <= i and m <= j and (before := table[i - k][j - m]) < least:
            cost = changes.get((one[i - k : i], other[j - m : j]))
            if cost is not None and before + cost < least:
                least = before + cost
    return least


@cache
def _changes(group: str) -> tuple[Changes, Shapes]:
    """The changes that hold in a group, both ways where both spellings are of one script, and of how many letters."""
    groups = {"native": {"native"}, "foreign": {"native", "foreign"}, "latin": {"latin"}, "mixed": {"mixed"}}[group]
    found: Changes = {}
    for name, one, other, cost in rows("naming/sounds.tsv", 4):
        if name in groups:
            found[other, one] = float(cost)  # mixed: Latin letters come before Arabic ones, as `apart` gives them
            if group != "mixed":
                found[one, other] = float(cost)
    return found, tuple(sorted({(len(one), len(other)) for one, other in found}))


# ── what spellings have in common ─────────────────────────────────────────────────────────────────────────────────

_CLASSES = {
    **dict.fromkeys("بپbp", "B"), **dict.fromkeys("تطثدضذtd", "T"), **dict.fromkeys("جغقكخjgqkcx", "K"),
    **dict.fromkeys("سصزظشsz", "S"), **dict.fromkeys("رr", "R"), **dict.fromkeys("لl", "L"),
    **dict.fromkeys("مm", "M"), **dict.fromkeys("نn", "N"), **dict.fromkeys("فfv", "F"),
}  # fmt: skip
_DIGRAPHS = (("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("ph", "f"), ("kh", "k"), ("gh", "k"), ("th", "t"),
             ("dh", "t"), ("ck", "k"), ("تش", "ش"), ("دج", "ج"), ("كس", "ك"))  # fmt: skip


@lru_cache(maxsize=_KEPT)
def frame(word: str) -> str:
    """The consonants of `word` by class, the same for most of its spellings in either script: to find it again."""
    for two, one in _DIGRAPHS:
        word = word.replace(two, one)
    out = ""
    for letter in word[:_LONGEST]:
        kind = _CLASSES.get(letter, "")
        if kind and not out.endswith(kind):
            out += kind
    return out
