"""What stands on a page beside its article: menus, shares, related news, notices; and outlets by host and by name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, get_args

from msgspec import Struct

from mahdar.arabic import key
from mahdar.model import DroppedKind
from mahdar.tools.tables import rows

How = Literal["line", "item", "start", "label", "opens", "ends", "has"]

_LONGEST_LINE = 300  # letters; a longer line is a paragraph, whatever words it starts with
_LONGEST_OUTLET = 80
_KEPT_LINES = 20_000  # one outlet's pages have the same menus
_SIGNS = " •*|-–—_:،,.()[]«»\"'"
_FEWEST_ITEMS = 3  # of a row of menu words
_WORD = re.compile(r"\w+")
_INNER = re.compile(r"[^\W\d_](?:.*[^\W\d_])?", re.S)
_LABEL_END = re.compile(r"\s*[\d()]*\s*(?:[:：|؛=\-–—]|$)")
_BETWEEN_ITEMS = re.compile(r"\s*[|•·»«/\\›‹>:،,*\-–—]\s*|\s{2,}|\t")


class Entry(Struct, frozen=True):
    """A phrase of furniture.tsv: what kind of furniture it is, and how it stands in a line."""

    phrase: str
    kind: DroppedKind
    how: How


class Language(Struct, frozen=True):
    """Letters and words of a language that is not Arabic but written in Arabic script."""

    name: str
    letters: frozenset[str]
    words: frozenset[str]


class Furniture:
    """The lists of data/page/, ready to be looked up."""

    def __init__(self) -> None:
        self._whole: dict[str, Entry] = {}
        self._starts: dict[str, list[Entry]] = {}
        within: dict[str, Entry] = {}
        for entry in map(_entry, rows("page/furniture.tsv", 3)):
            if entry.how == "has":
                within[entry.phrase] = entry
            elif entry.how in ("start", "label"):
                self._starts.setdefault(_WORD.findall(entry.phrase)[0], []).append(entry)
            else:
                self._whole[entry.phrase] = entry
        self._within = within
        self._entry_of = lru_cache(maxsize=_KEPT_LINES)(self._look_up)
        self._item_words = frozenset(w for p, e in self._whole.items() if e.how == "item" for w in p.split())
        self._longest_item = max(len(p.split()) for p, e in self._whole.items() if e.how == "item")
        self.outlet_of_host: dict[str, str] = {}
        self._outlet_names: dict[str, str] = {}
        for host, name, _country in rows("page/outlets.tsv", 3):
            if host:
                self.outlet_of_host[host] = name
            self._outlet_names.setdefault(_outlet_key(name), name)
        self.labels = {key(phrase): role for phrase, role in rows("page/labels.tsv", 2)}
        for phrase in self.labels:
            self._whole.setdefault(phrase, Entry(phrase, "other", "line"))  # the day stands on the next line
        bylines = [(bare(phrase), how) for phrase, how in rows("page/bylines.tsv", 2)]
        self.byline_starts = frozenset(phrase for phrase, how in bylines if how == "start")
        self.byline_parts = frozenset(phrase for phrase, how in bylines if how == "part")
        languages = rows("page/languages.tsv", 3)
        self.languages = tuple(Language(n, frozenset(ls.split()), frozenset(ws.split())) for n, ls, ws in languages)

    def entry(self, line: str, folded: str | None = None) -> Entry | None:
        """What `line` is if it is furniture by its words, else None; `folded` is its key where that is known."""
        return self._entry_of(line, folded) if len(line) <= _LONGEST_LINE else None

    def _look_up(self, line: str, folded: str | None) -> Entry | None:
        words = _bare(key(line) if folded is None else folded)
        found = self._whole.get(words)
        if found is not None:
            return found
        first = _WORD.match(words)
        for entry in self._starts.get(first.group() if first else "", ()):
            if words.startswith(entry.phrase) and _goes_on(words[len(entry.phrase) :], entry.how):
                return entry
        for phrase, entry in self._within.items():
            if phrase in words:
                return entry
        kind = self._row_kind(line, words)
        return Entry(words, kind, "line") if kind else None

    def made(self, kind: DroppedKind) -> Entry:
        """An entry for a line that is furniture by its form and not by its words."""
        return Entry("", kind, "line")

    def bare(self, line: str) -> str:
        """`line` folded, without the signs and digits at its ends."""
        return bare(line)

    def outlet(self, line: str) -> str | None:
        """The outlet that `line` names and nothing else, in the list's own spelling."""
        return self._outlet_names.get(_outlet_key(line)) if len(line) <= _LONGEST_OUTLET else None

    def outlet_at(self, host: str) -> str | None:
        """The outlet whose pages `host` serves, its own name or a subdomain's parent."""
        labels = host.lower().removeprefix("www.").split(".")
        return next((n for k in range(len(labels) - 1) if (n := self.outlet_of_host.get(".".join(labels[k:])))), None)

    def _row_kind(self, line: str, words: str) -> DroppedKind | None:
        """Of what kind a row of items is: الرئيسية | سياسة | اقتصاد, فيسبوك تويتر واتساب; None where it is none."""
        return self._kind_of(words.split()) if self._is_row(line, words) else None

    def _is_row(self, line: str, words: str) -> bool:
        known = sum(map(self._item_words.__contains__, _WORD.findall(words)))
        if known < _FEWEST_ITEMS:
            return False
        parts = [part for part in map(bare, _BETWEEN_ITEMS.split(line)) if part]
        if len(parts) >= _FEWEST_ITEMS:
            return 2 * sum(self._is_item(part) for part in parts) > len(parts)
        return 10 * known >= 6 * len(words.split()) and self._covered(words.split())

    def _kind_of(self, words: list[str]) -> DroppedKind:
        kinds = [entry.kind for word in words if (entry := self._whole.get(word)) and entry.how == "item"]
        return "share" if kinds and kinds.count("share") * 2 > len(kinds) else "menu"

    def _is_item(self, part: str) -> bool:
        entry = self._whole.get(part)
        return entry is not None and entry.how == "item"

    def _covered(self, words: list[str]) -> bool:
        """True where `words` are menu items and nothing else (four words of ten may be unknown)."""
        at = known = 0
        while at < len(words):
            lengths = range(min(self._longest_item, len(words) - at), 0, -1)
            length = next((n for n in lengths if self._is_item(" ".join(words[at : at + n]))), 0)
            known += length
            at += length or 1
        return 10 * known >= 6 * len(words) and known >= _FEWEST_ITEMS


def _outlet_key(name: str) -> str:
    return key(name).strip(_SIGNS)  # digits stay: أخبار 24


def _goes_on(rest: str, how: How) -> bool:
    """True where the phrase ends with a word's end, and a label with its colon or dash."""
    return not rest[:1].isalpha() if how == "start" else bool(_LABEL_END.match(rest))


def bare(line: str) -> str:
    """`line` folded, without the signs and digits at its ends."""
    return _bare(key(line))


def _bare(folded: str) -> str:
    found = _INNER.search(folded)
    return found[0] if found else ""


def _entry(row: tuple[str, ...]) -> Entry:
    phrase, kind, how = row
    if kind not in get_args(DroppedKind) or how not in get_args(How):
        raise ValueError(f"data/page/furniture.tsv: {phrase!r} is of no known kind or way: {kind!r}, {how!r}")
    return Entry(bare(phrase), kind, how)  # type: ignore[arg-type]  # both were looked at in the line above
