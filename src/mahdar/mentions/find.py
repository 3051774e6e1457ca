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
    bodies = _longest(find_places(text, sentences, tools) + find_organizations(text, sentences, tools))
    groups = [group for group in find_groups(text, sentences, tools) if not _inside(group, bodies)]
    return sorted(bodies + groups, key=lambda mention: (mention.span[0], -mention.span[1]))


def _longest(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.span[0], -mention.span[1])):
        if not kept or mention.span[0] >= kept[-1].span[1]:
            kept.append(mention)
    return kept


def _inside(group: Mention, bodies: list[Mention]) -> bool:
    return any(body.span[0] <= group.span[0] and group.span[1] <= body.span[1] for body in bodies)
