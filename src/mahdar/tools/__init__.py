"""Tools: every list and gazetteer, loaded once per worker and passed in."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from importlib.resources.abc import Traversable

from msgspec import Struct

from mahdar.tools.according import load_according
from mahdar.tools.contexts import ContextKeywords
from mahdar.tools.counts import CountWords
from mahdar.tools.delegations import load_delegations
from mahdar.tools.furniture import Furniture
from mahdar.tools.gazetteer import Gazetteer
from mahdar.tools.groups import Groups
from mahdar.tools.lexicon import Lexicon
from mahdar.tools.organizations import Organizations
from mahdar.tools.particles import Particles
from mahdar.tools.people import People
from mahdar.tools.places import Places
from mahdar.tools.references import ReferenceNames
from mahdar.tools.tables import DATA
from mahdar.words import Words


class Tools(Struct, frozen=True):
    """What reading needs beside the page."""

    version: str  # of this package
    rules: str  # digest of all lists and of the code that reads them
    words: Words
    lexicon: Lexicon
    counts: CountWords
    furniture: Furniture
    references: ReferenceNames
    contexts: ContextKeywords
    particles: Particles
    according: Gazetteer[bool]
    delegations: dict[str, frozenset[str]]
    places: Places
    organizations: Organizations
    groups: Groups
    people: People


def load_tools() -> Tools:
    """Load all lists from the package's data (about a second)."""
    return Tools(
        version=version("mahdar"),
        rules=_digest(),
        words=Words(),
        lexicon=Lexicon(),
        counts=CountWords(),
        furniture=Furniture(),
        references=ReferenceNames(),
        contexts=ContextKeywords(),
        particles=Particles(),
        according=load_according(),
        delegations=load_delegations(),
        places=Places(),
        organizations=Organizations(),
        groups=Groups(),
        people=People(),
    )


def _digest() -> str:
    found = hashlib.sha256()
    for entry in _lists(DATA):
        found.update(entry.read_bytes())
    return "sha256:" + found.hexdigest()


_OF_LINKING = ("ledger", "naming", "stories", "wires.tsv")
"""What links articles; no reading depends on it, so that a change in it makes none old."""


def _lists(folder: Traversable) -> list[Traversable]:
    entries = sorted((each for each in folder.iterdir() if each.name not in _OF_LINKING), key=lambda entry: entry.name)
    inside = [file for entry in entries if entry.is_dir() for file in _lists(entry)]
    return [entry for entry in entries if entry.name.endswith((".tsv", ".toml", ".json"))] + inside
