"""Numbers in words, and the words that tell what is counted."""

from __future__ import annotations

from mahdar.arabic import key
from mahdar.tools.tables import items, rows

CATEGORIES = ("dead", "injured", "detained", "protesters")


class CountWords:
    """The words of data/counts.tsv, folded. `numbers` also holds pairs (احد عشر); `plural` multipliers need a number
    before them; `cues` tell what is counted; `one` and `two` are people told of in the singular and the dual."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.multipliers: dict[str, int] = {}
        self.plural: dict[str, int] = {}
        self.cues: dict[str, str] = {}
        words: dict[str, list[str]] = {}
        for kind, value, written in rows("counts.tsv", 3):
            keys = [key(item) for item in items(written)]
            if kind in ("number", "thousand", "thousands"):
                table = {"number": self.numbers, "thousand": self.multipliers, "thousands": self.plural}[kind]
                table.update(dict.fromkeys(keys, int(value)))
            elif kind in CATEGORIES:
                self.cues.update(dict.fromkeys(keys, kind))
            else:
                words.setdefault(kind, []).extend(keys)
        self.units = frozenset(words["unit"])
        self.among = frozenset(words["among"])
        broken, people = words["person_broken"], words["person_broken"] + words["person"]
        self.one = frozenset(
            person + ending for person in people for ending in ("", "ا") if person[-1] != "ه" or not ending
        )
        self.two = frozenset(_dual(person) + "ان" for person in people) | {_dual(person) + "ين" for person in broken}


def _dual(person: str) -> str:
    return person[:-1] + "ت" if person[-1] == "ه" else person
