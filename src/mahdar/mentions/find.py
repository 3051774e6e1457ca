"""All mentions of one article, chained into entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.mentions.chains import chain
from mahdar.mentions.groups import find_groups
from mahdar.mentions.organizations import find_organizations
from mahdar.mentions.people import find_people
from mahdar.mentions.places import find_places
from mahdar.model import Entity, Mention, Sentence

if TYPE_CHECKING:
    from mahdar.tools import Tools


def find_mentions(
    text: str, sentences: tuple[Sentence, ...], tools: Tools
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """Who and where: the article's entities and every mention of them."""
    known = find_named(text, sentences, tools)
    return chain(text, known + find_people(text, sentences, known, tools), tools)


def find_named(text: str, sentences: tuple[Sentence, ...], tools: Tools) -> list[Mention]:
    """Places, organisations and groups, in text order; of overlapping ones the longest. A place or organisation within
    a group's name stays beside it: رؤساء كينيا وأوغندا are a group and two countries."""
    bodies = _longest(find_organizations(text, sentences, tools) + find_places(text, sentences, tools))
    return sorted(bodies + _outside(find_groups(text, sentences, tools), bodies), key=_longest_first)


def _longest_first(mention: Mention) -> tuple[int, int]:
    return mention.span[0], -mention.span[1]


def _longest(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=_longest_first):
        if not kept or mention.span[0] >= kept[-1].span[1]:
            kept.append(mention)
    return kept


def _outside(groups: list[Mention], bodies: list[Mention]) -> list[Mention]:
    """The groups that no body covers; both lists in text order."""
    kept, at = [], 0
    for group in groups:
        while at < len(bodies) and bodies[at].span[1] < group.span[1]:
            at += 1
        if at == len(bodies) or bodies[at].span[0] > group.span[0]:
            kept.append(group)
    return kept
