"""PLOVER's general contexts of an event, by the words of its sentence or paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mahdar.tools import Tools


def find_contexts(sentence_stems: frozenset[str], tools: Tools) -> tuple[str, ...]:
    """The contexts that the words tell, in the order of data/contexts.tsv. `sentence_stems` holds the stems of every
    reading of every word."""
    keywords = tools.contexts
    found = {
        context
        for stem in sentence_stems & keywords.by_stem.keys()
        for others, context in keywords.by_stem[stem]
        if others <= sentence_stems
    }
    return tuple(context for context in keywords.order if context in found)
