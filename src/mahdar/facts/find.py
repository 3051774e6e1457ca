"""All facts of one article: statements, events, meetings with their sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.model import Entity, Event, Mention, Sentence, Statement

if TYPE_CHECKING:
    from mahdar.tools import Tools


def find_facts(
    text: str,
    sentences: tuple[Sentence, ...],
    entities: tuple[Entity, ...],
    mentions: tuple[Mention, ...],
    published: str | None,
    tools: Tools,
) -> tuple[tuple[Statement, ...], tuple[Event, ...]]:
    """Who says, asks, promises and does what."""
    return (), ()
