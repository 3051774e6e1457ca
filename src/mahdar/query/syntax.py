"""The query language: a text -> a tree of Nodes, or BadQuery with the place and what was expected there.

    words "a phrase" «a phrase»   a OR b   a AND b   NOT a   -a   ( )   field:value   field:(a OR b)
    name~ name~1 (other spellings)   start* (the beginning of a stem: nothing but the article comes off it)
    date:2015   date:2015-07   date:[2015-07-21 TO *]

Words side by side are joined by AND, NOT binds before AND and AND before OR. What has neither letter nor digit is
passed over. FIELDS and ALIASES name the fields; a colon in other words (10:30, https://…) means nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from difflib import get_close_matches
from itertools import count
from typing import Literal, get_args

from msgspec import Struct

from mahdar.arabic import fold, key
from mahdar.errors import BadQuery
from mahdar.model import EVENT_TYPES, Status
from mahdar.query.nodes import And, Days, Equals, Fuzzy, Leaf, Named, Node, Not, Or, Prefix, TextField, Words
from mahdar.stems import stem, stems, unstemmed

LONGEST = 2_000
"""Characters of a query."""
MOST_TERMS = 64
"""Words of a query, those of phrases and the values of fields among them."""
DEEPEST = 20
"""Levels of brackets and negations in one another."""

NAME_FIELDS = ("actor", "recipient", "party", "speaker", "person", "organization", "entity", "place")
"""Fields whose values are words of names."""
EXACT_FIELDS = ("country", "type", "mode", "status", "outlet", "reference", "id")
"""Fields whose values are taken as they stand."""
DATE_FIELDS = ("date", "seen")
"""Fields whose values are days."""
FIELDS = ("title", "body", *NAME_FIELDS, *EXACT_FIELDS, *DATE_FIELDS)
"""Every field."""
ALIASES = {
    "فاعل": "actor", "متلقي": "recipient", "طرف": "party", "قائل": "speaker", "شخص": "person", "منظمة": "organization",
    "مكان": "place", "بلد": "country", "نوع": "type", "نمط": "mode", "حالة": "status", "مصدر": "outlet",
    "تاريخ": "date", "رصد": "seen", "عنوان": "title", "نص": "body", "كيان": "entity", "مرجع": "reference",
}  # fmt: skip
"""Arabic names of fields, in any spelling."""


def parse(text: str) -> Node | None:
    """The tree of the query `text`; None where it asks for nothing in particular. Raises BadQuery."""
    if len(text) > LONGEST:
        raise BadQuery(text, LONGEST, f"its end: a query has {LONGEST:,} characters at most")
    return _Parser(text).whole()


# ── tokens ────────────────────────────────────────────────────────────────────────────────────────────────────────

_TOKEN = re.compile(
    r"""
      (?P<open>\() | (?P<close>\))
    | (?P<sign>[-+](?![\s)]|$))
    | (?P<quoted>"[^"]*" | «[^»]*» | [“”„][^“”]*[“”])
    | (?P<unclosed>["«“”„])
    | (?P<range>\[\s*[^\s\[\]]+\s+TO\s+[^\s\[\]]+\s*\])
    | (?P<field>[^\W\d]+):(?!//)
    | (?P<word>[^\s()"«»“”„]+)
    | (?P<end>\Z)
    """,
    re.VERBOSE,
)
_WORD = re.compile(r'[^\s()"«»“”„]+')
_DAY = re.compile(r"([1-9]\d{3})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", re.ASCII)
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # no database takes these
_SKIPPED = re.compile(r"[\s»]*")
_OPERATORS = {"AND", "OR", "NOT"}
_FIELD_OF = {key(alias): field for alias, field in ALIASES.items()} | {field: field for field in FIELDS}


class _Token(Struct, frozen=True):
    kind: str
    text: str  # without quotation marks
    at: int
    end: int


def _tokens(query: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while not found or found[-1].kind != "end":
        token = _token(query, _end_of(_SKIPPED, query, at), found)
        found.append(token)
        at = token.end
    return found


def _token(query: str, at: int, before: list[_Token]) -> _Token:
    found = _TOKEN.match(query, at)
    assert found and found.lastgroup  # every character begins one of them
    kind, text = found.lastgroup, found[found.lastgroup]
    behind_field = bool(before) and before[-1].kind == "field" and before[-1].end == at
    if kind == "unclosed":
        raise BadQuery(query, at, "a second quotation mark for this one")
    if kind == "field" and (behind_field or not _is_field(query, text, at, found.end())):
        end = _end_of(_WORD, query, at)
        return _Token("word", query[at:end], at, end)
    if kind == "word" and text in _OPERATORS and not behind_field:
        kind = text
    return _Token(kind, text[1:-1] if kind == "quoted" else text, at, found.end())


def _is_field(query: str, name: str, at: int, end: int) -> bool:
    """Whether `name` before a colon is a field; Latin letters must be one, an Arabic headline's word need not."""
    if not name.isascii():
        return key(name) in _FIELD_OF and not query[end : end + 1].isspace() and end < len(query)
    if name.lower() not in FIELDS:
        near = get_close_matches(name.lower(), FIELDS, 1)
        asked = f"{near[0]}: perhaps, or another of" if near else "one of"
        raise BadQuery(query, at, f"{asked} the fields {', '.join(FIELDS)}")
    return True


def _end_of(pattern: re.Pattern[str], query: str, at: int) -> int:
    found = pattern.match(query, at)
    return found.end() if found else at


# ── the tree ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Parser:
    """Recursive descent: or > and > not > one, each with the field that brackets around it stand behind."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._tokens = _tokens(query)
        self._next = 0
        self._depth = 0
        self._terms = count(1)

    def whole(self) -> Node | None:
        if self._token.kind == "end":
            return None
        found = self._or(None)
        if self._token.kind != "end":
            raise self._bad("no ) here, since no ( is open")
        return found

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _bad(self, expected: str, at: int | None = None) -> BadQuery:
        return BadQuery(self._query, self._token.at if at is None else at, expected)

    def _or(self, field: str | None) -> Node | None:
        at, parts = self._token.at, [self._and(field)]
        while self._token.kind == "OR":
            self._take()
            parts.append(self._and(field))
        return _joined(Or, parts, at)

    def _and(self, field: str | None) -> Node | None:
        at, parts = self._token.at, [self._not(field)]
        while self._token.kind not in ("OR", "close", "end"):
            if self._token.kind == "AND":
                self._take()
            parts.append(self._not(field))
        return _joined(And, parts, at)

    def _not(self, field: str | None) -> Node | None:
        if self._token.kind not in ("NOT", "sign"):
            return self._one(field)
        sign = self._take()
        self._deeper(sign.at)
        part = self._not(field)
        self._depth -= 1
        return part if part is None or sign.text == "+" else Not(part, sign.at)

    def _one(self, field: str | None) -> Node | None:
        if self._token.kind == "open":
            return self._group(field)
        if self._token.kind == "field":
            if field:
                raise self._bad(f"values of {field}: alone inside these brackets")
            return self._fielded()
        if self._token.kind not in ("word", "quoted", "range"):
            raise self._bad("a word, a phrase, a field or (")
        return self._leaf(field)

    def _group(self, field: str | None) -> Node | None:
        opened = self._take()
        self._deeper(opened.at)
        found = self._or(field)
        if self._token.kind != "close":
            raise self._bad(f") for the ( at letter {opened.at + 1}")
        self._take()
        self._depth -= 1
        return found

    def _fielded(self) -> Node:
        name = self._take()
        field = _FIELD_OF[key(name.text)]
        if self._token.at != name.end or self._token.kind not in ("open", "word", "quoted", "range"):
            raise self._bad(f"a value right behind {name.text}:", name.end)
        found = self._group(field) if self._token.kind == "open" else self._leaf(field)
        if found is None:
            raise self._bad(f"letters or digits behind {name.text}:", name.end)
        return found

    def _deeper(self, at: int) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._bad(f"no more than {DEEPEST} brackets and negations in one another", at)

    # ── leaves ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _leaf(self, field: str | None) -> Node | None:
        token = self._take()
        if token.kind == "range" and field not in DATE_FIELDS:
            raise self._bad("date: before a range", token.at)
        if field in DATE_FIELDS:
            found: Node | None = self._days(token, "seen" if field == "seen" else "date")
        elif field in EXACT_FIELDS:
            found = self._equals(field, token)
        else:
            found = self._words(field, token)
        self._counted(found, token.at)
        return found

    def _counted(self, found: Node | None, at: int) -> None:
        value = found.value if isinstance(found, Named) else found
        for _ in value.stems if isinstance(value, Words) else (value,):
            if next(self._terms) > MOST_TERMS:
                raise self._bad(f"the end: a query has {MOST_TERMS} words at most", at)

    def _words(self, field: str | None, token: _Token) -> Node | None:
        column: TextField = "title" if field == "title" else "body" if field == "body" else "text"
        if token.kind == "quoted":
            if self._token.at == token.end and self._token.text.startswith("~"):
                raise self._bad("no ~ behind a phrase, only behind a word")
            leaves = _phrase(token.text, column, token.at)
        elif "*" in token.text.strip("*") or (token.text.startswith("*") and token.text.strip("*")):
            raise self._bad("* at the end of a word alone", token.at + token.text.index("*"))
        elif token.text.endswith("*"):
            leaves = self._prefixes(token, column)
        elif fuzzy := re.fullmatch(r"(.*)~(\d*)", token.text):
            leaves = self._fuzzy(token, fuzzy, column)
        elif token.text == "و":  # "and" written apart: what AND says already
            leaves = []
        else:
            leaves = _phrase(token.text, column, token.at)
        named = [Named(field, leaf, token.at) if field in NAME_FIELDS else leaf for leaf in leaves]
        return _joined(Or, list(named), token.at)

    def _prefixes(self, token: _Token, column: TextField) -> list[Leaf]:
        """The beginning of a stem; with the article before it both ways, since ال may be the word's own (ألمانيا)."""
        start = self._one_word(token, token.text.rstrip("*"), "*")
        if start and len(start) < 2:
            raise self._bad("two letters or more before *", token.at)
        starts = [start, start[2:]] if start.startswith("ال") and len(start) > 3 else [start]
        return [Prefix(each, column, token.at) for each in starts if each]

    def _fuzzy(self, token: _Token, found: re.Match[str], column: TextField) -> list[Leaf]:
        distance = int(found[2] or 2)
        if distance not in (1, 2):
            raise self._bad("~1 or ~2", token.at + found.start(2) - 1)
        word = stem(found[1]) if self._one_word(token, found[1], "~") else ""
        distance = min(distance, 1) if len(word) <= 3 else distance  # two of three letters off is another word
        whole = unstemmed(found[1])  # the stemmer may take the end of a foreign name for an ending: نتانياهو
        word = whole if len(whole) - len(word) > 2 and not whole.startswith("ال") else word
        return [Fuzzy(word, distance, column, token.at)] if word else []

    def _one_word(self, token: _Token, written: str, sign: str) -> str:
        if len(stems(written)) > 1:
            raise self._bad(f"one word before {sign}", token.at)
        return unstemmed(written)

    def _equals(self, field: str, token: _Token) -> Node | None:
        value = _UNWRITABLE.sub("", token.text).strip()
        if field == "type":
            value = self._one_of(EVENT_TYPES, value.upper(), token)
        elif field == "status":
            value = self._one_of(get_args(Status), value.lower(), token)
        elif field == "country":
            value = value.upper()
            if not re.fullmatch("[A-Z]{3}", value):
                raise self._bad("a country's three letters, as in SYR", token.at)
        elif field == "mode":
            value = value.lower()
        elif field == "reference":
            value = fold(value).text
        return Equals(field, value, token.at) if value else None

    def _one_of(self, known: tuple[str, ...], value: str, token: _Token) -> str:
        if value not in known:
            raise self._bad(f"one of {', '.join(known)}", token.at)
        return value

    def _days(self, token: _Token, field: Literal["date", "seen"]) -> Days:
        ends = token.text[1:-1].split() if token.kind == "range" else [token.text.strip()] * 2
        first, last = ends[0], ends[-1]
        begin = None if token.kind == "range" and first == "*" else self._day(first, token)[0]
        end = None if token.kind == "range" and last == "*" else self._day(last, token)[1]
        if begin and end and begin > end:
            raise self._bad("the earlier day before TO, the later one behind it", token.at)
        return Days(begin, end, token.at, field)

    def _day(self, written: str, token: _Token) -> tuple[str, str]:
        """The first and the last day of a year, month or day."""
        if found := _DAY.fullmatch(fold(written).text):
            year, month, day = found.groups()
            longest = monthrange(int(year), int(month or 12))[1]
            if 1 <= int(day or 1) <= longest:
                return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or 12}-{day or longest}"
        raise self._bad("a day, month or year that there is, as in 2015-07-21, or [first TO last]", token.at)


def _joined(join: type[And] | type[Or], parts: list[Node | None], at: int) -> Node | None:
    """`parts` as one node; those that ask for nothing are passed over."""
    asked = tuple(part for part in parts if part is not None)
    return join(asked, at) if len(asked) > 1 else asked[0] if asked else None


def _phrase(written: str, column: TextField, at: int) -> list[Leaf]:
    found = tuple(each.text for each in stems(written))
    return [Words(found, column, at)] if found else []
