"""What a query asks for: a tree of these."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

TextField = Literal["text", "title", "body"]


class Words(Struct, frozen=True):
    """A word or phrase: stems one after the other."""

    stems: tuple[str, ...]
    field: TextField
    at: int  # where it stands in the query; so with all nodes


class Prefix(Struct, frozen=True):
    """All stems that begin with `start`."""

    start: str
    field: TextField
    at: int


class Fuzzy(Struct, frozen=True):
    """All stems that are `distance` letters or less from `stem`."""

    stem: str
    distance: int
    field: TextField
    at: int


class Named(Struct, frozen=True):
    """One of NAME_FIELDS with words of a name; the field of `value` means nothing here."""

    field: str
    value: Words | Prefix | Fuzzy
    at: int


class Equals(Struct, frozen=True):
    """One of EXACT_FIELDS with its value: types and countries in capitals, status and mode in small letters."""

    field: str
    value: str
    at: int


class Days(Struct, frozen=True):
    """From the first to the last day (2015-07-21), both included; None where that end is open. `date` is the day of
    publication; `seen` is it too or, where it is unknown, the last day that it can have been."""

    first: str | None
    last: str | None
    at: int
    field: Literal["date", "seen"] = "date"


class And(Struct, frozen=True):
    """Two or more that must all hold."""

    parts: tuple[Node, ...]
    at: int


class Or(Struct, frozen=True):
    """Two or more of which one must hold."""

    parts: tuple[Node, ...]
    at: int


class Not(Struct, frozen=True):
    """What must not hold."""

    part: Node
    at: int


Leaf = Words | Prefix | Fuzzy
Node = Leaf | Named | Equals | Days | And | Or | Not
