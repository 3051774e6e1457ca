"""The light stemmer of the archive, used alike for indexing and for asking.

What is indexed is the text of stems joined by single spaces, so that any engine that only splits at spaces returns
the same hits. Particles, article and endings come off until none is left; lists in data/stems say where to stop
(begins.txt, small.txt, whole.txt) and which broken plural belongs to which singular (irregular.txt). A stem holds
letters alone or digits alone: المهجرين، للمهجرين and مهجرون are مهجر, "F-16" is "f 16".
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

from mahdar.arabic import MARKS, Folded, fold

LONGEST = 100
"""Letters of a stem; what a longer word has behind them is not looked at."""

_KEPT_STEMS = 120_000  # bound of the cache: about 25 MB
_SHORT = 10_000  # letters of a text whose spelling is kept
_KEPT_LENGTH = 40  # longer words are stemmed anew each time, so that hostile ones do not fill the cache

# Arabic letters with their marks, tatweel and joiners; digits, thousands grouped; letters of other scripts.
_LETTERS = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06fa-\u06fc\u06ff\u0750-\u077f"
_SHAPES = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"  # presentation forms
_UNSEEN = f"{MARKS}\u0640\u200c\u200d"
_ARABIC = f"[{_LETTERS}{_SHAPES}]+(?:[{_UNSEEN}]+[{_LETTERS}{_SHAPES}]+)*[{MARKS}\u0640]*"
_NUMBER = r"\d{1,3}(?:[,٬]\d{3})+(?![\d,٬])|\d+"
_OTHER = rf"(?:(?![{_LETTERS}{_SHAPES}])[^\W\d_][\u0300-\u036f]*)+"
_WORD = re.compile(f"{_ARABIC}|{_NUMBER}|{_OTHER}")

# Ending -> how many letters must be left before it.
_PRONOUNS = ("ه", "ها", "هم", "هن", "هما", "نا", "كم")
_ENDINGS = {
    **dict.fromkeys("ه ها هم هما ات وا يه يا ي ا ت تان تين تي تك".split(), 3),
    **dict.fromkeys("هن كم نا ون ين ان و".split(), 4),
    **{"ت" + pronoun: 3 for pronoun in _PRONOUNS},
    **{"و" + pronoun: 4 for pronoun in _PRONOUNS},
}
_PARTICLE_AND_ARTICLE = ("وال", "بال", "فال", "كال")
_LONGEST_FIRST = sorted(_ENDINGS, key=len, reverse=True)


class Stem(Struct, frozen=True, gc=False):
    """A stem and the offsets in the source of the whole written word, marks and tatweel included."""

    text: str
    start: int
    end: int


class Lists(Struct, frozen=True):
    """What data/stems holds, folded."""

    irregular: dict[str, str]  # broken plural and the like -> stem of its word
    open: frozenset[str]  # words from which no ending comes off; behind them endings do, however few letters are left
    whole: frozenset[str]  # these and small words, from which no ending comes off either
    known: frozenset[str] = frozenset()  # these, words that keep their first letters, singulars: no particle comes off


class _Stems(dict[str, str]):
    """Written word -> stem, made once and kept; emptied when full, so that memory stays flat."""

    def __missing__(self, word: str) -> str:
        found = _stem(word)
        if len(word) <= _KEPT_LENGTH:
            if len(self) >= _KEPT_STEMS:
                self.clear()
            self[word] = found
        return found


_stems = _Stems()


def stem(word: str) -> str:
    """The stem of one written word, "" where it has no letter or digit; of several words, the first one's."""
    first = _WORD.search(word)
    return _stems[first.group()] if first else ""


def stems(text: str) -> list[Stem]:
    """All stems of `text` in order; the place in this list is the place in the index."""
    found = ((_stems[word.group()], word) for word in _WORD.finditer(text))
    return [Stem(stem, word.start(), word.end()) for stem, word in found if stem]


def indexed(text: str) -> str:
    """What is indexed of `text`: its stems, joined by single spaces."""
    return " ".join(filter(None, map(_stems.__getitem__, _WORD.findall(text))))


@lru_cache(maxsize=10_000)
def written(stem: str) -> tuple[str, ...]:
    """What stands in every word of this stem, one of these at least, as `spelled` spells it; none where that cannot be
    told, as of numbers and words in other letters."""
    if not _is_arabic(stem):
        return ()
    return stem, *(form for form, of in _lists().irregular.items() if of == stem)


def spelled(text: str) -> Folded:
    """`text` in the spelling of stems, its Arabic at least, with a way back."""
    return _short_spelled(text) if len(text) <= _SHORT else _spelled_whole(text)


def _spelled_whole(text: str) -> Folded:
    folded = fold(text)
    return Folded(folded.text.replace("ؤ", "ء").replace("ئ", "ء"), folded.back)


_short_spelled = lru_cache(maxsize=1_000)(_spelled_whole)  # the newest articles are looked at again and again


def unstemmed(word: str) -> str:
    """`word` in the spelling of stems, nothing taken off: for asking by the beginning of a stem."""
    first = _WORD.search(word)
    return _spelled(first.group()) if first else ""


@cache
def version() -> str:
    """A digest of the lists and this code: an index made under another one must be made again."""
    found = hashlib.sha256((files("mahdar") / "stems.py").read_bytes())
    for name in ("begins.txt", "small.txt", "whole.txt", "irregular.txt"):
        found.update(_file(name).encode())
    return "sha256:" + found.hexdigest()


# ── one word ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _stem(word: str) -> str:
    spelled = _spelled(word)
    return _arabic_stem(spelled, _lists()) if _is_arabic(spelled) else spelled


def _spelled(word: str) -> str:
    """`word` in one spelling: folded, one hamza for every seat (مسئول, مسؤول), no accents, ASCII digits."""
    word = word[: 4 * LONGEST]
    if word[0].isdecimal():
        return "".join(str(unicodedata.decimal(digit)) for digit in word if digit not in ",٬")[:LONGEST]
    folded = fold(word).text.replace("ؤ", "ء").replace("ئ", "ء")
    if _is_arabic(folded):
        return "".join(letter for letter in folded if _is_letter(letter) and _is_arabic(letter))[:LONGEST]
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", folded).casefold())
    plain = "".join(letter for letter in plain if _is_letter(letter) and not _is_arabic(letter))
    return unicodedata.normalize("NFC", plain)[:LONGEST]


def _is_arabic(word: str) -> bool:
    return "\u0620" <= word[:1] <= "\u06ff"


def _is_letter(character: str) -> bool:
    """True for the letters that every engine takes as such: those that were letters in Unicode 3.2 already."""
    return character.isalpha() and unicodedata.ucd_3_2_0.category(character).startswith("L")


def _arabic_stem(word: str, lists: Lists) -> str:
    """`word` without particles and endings: one particle after the other, until what is left is known or bears none."""
    while (bare := _bare(word, lists)) not in lists.known:
        rest = _without_lead(word, lists) or _without_lead(bare, lists)
        if not rest:
            break
        word = rest
    return bare


def _bare(word: str, lists: Lists) -> str:
    """`word` without endings; its word's where an irregular form is left."""
    while word not in lists.irregular and word not in lists.whole:
        shorter = _without_ending(word, lists)
        if not shorter:
            break
        word = shorter
    return lists.irregular.get(word, word)


def _without_ending(word: str, lists: Lists) -> str:
    """`word` without one ending, "" where none comes off: the shortest one behind a listed word, else the longest."""
    shortest_last = [word[: -len(ending)] for ending in _LONGEST_FIRST if word.endswith(ending)]
    listed = (rest for rest in reversed(shortest_last) if rest in lists.open or (rest in lists.irregular and rest[3:]))
    article = 3 if word.startswith(_PARTICLE_AND_ARTICLE) else 2 if word.startswith(("ال", "لل")) else 0
    enough = (rest for rest in shortest_last if len(rest) - article >= _ENDINGS[word[len(rest) :]])
    return next(listed, "") or next(enough, "")


def _without_lead(word: str, lists: Lists) -> str:
    """`word` without its first particle or the article, "" where none comes off."""
    if word.startswith("ال"):
        return word[2:] if len(word) >= 4 else ""
    if word.startswith("لل") and word[1:] not in lists.known and _is_known(word[2:], lists):
        return word[2:]  # للعين is العين; للبنان is لبنان
    first, rest = word[0], word[1:]
    if first in "وبل":
        taken = len(rest) >= 3 or rest in lists.known
    elif first in "فك":  # these begin words far more often than they are particles
        taken = (rest.startswith("ال") and len(rest) >= 5) or _is_known(rest, lists)
    else:
        taken = first == "س" and len(rest) >= 4 and rest[0] in "يتن"
    return rest if taken else ""


def _is_known(word: str, lists: Lists) -> bool:
    bare = _bare(word, lists)
    return bare in lists.known and (len(bare) >= 3 or bare == word or word in lists.irregular)


# ── the lists ─────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _lists() -> Lists:
    begins = list(map(_spelled, _words("begins.txt")))
    own = (word for word in begins if len(word) == 3 and not word.startswith("ال"))
    open_ = frozenset(map(_spelled, _words("whole.txt"))).union(own)
    regular = Lists({}, open_, open_.union(map(_spelled, _words("small.txt"))))
    irregular = dict(_forms(regular))
    lists = Lists(irregular, regular.open, regular.whole)
    known = lists.whole.union(irregular.values(), (_bare(word, lists) for word in begins))
    return Lists(irregular, lists.open, lists.whole, known)


def _forms(lists: Lists) -> Iterator[tuple[str, str]]:
    """Each irregular form with the stem of its word. What ends in ة also has its ت before a pronoun: قادة, قادتهم."""
    for word in map(_spelled, _words("whole.txt")):
        if word.endswith("ه") and len(word) > 3:
            yield word[:-1] + "ت", word
            yield word[:-1] + "ات", word
    for word, *forms in map(str.split, _lines("irregular.txt")):
        stem = _bare(_spelled(word), lists)
        for form in forms:
            yield _spelled(form), stem
            if form.endswith("ة"):
                yield _spelled(form)[:-1] + "ت", stem


def _words(name: str) -> Iterator[str]:
    return (word for line in _lines(name) for word in line.split())


def _lines(name: str) -> list[str]:
    return [line for line in _file(name).splitlines() if line and not line.startswith("#")]


def _file(name: str) -> str:
    return (files("mahdar") / "data" / "stems" / name).read_text("utf-8")
