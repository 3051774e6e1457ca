"""One article as rules and network have read it, for deciding between them."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from msgspec import Struct

from learned.outputs import RELATIONS
from learned.sight import Floats, Sight
from learned.windows import Window
from mahdar.model import Entity, Event, Mention, Sentence, Span, Statement, Token


class Named(Struct, frozen=True):
    """The entities named in a window, and at which of its words: 1 where a mention of the entity begins, else 0."""

    ids: tuple[str, ...]
    places: Floats


class Scene(Struct, frozen=True):
    """What the rules found, what the network saw, and where: `named` are each window's entities, `numbers` each
    token's sentence."""

    text: str
    tokens: tuple[Token, ...]
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    entities: dict[str, Entity]
    heads: dict[str, tuple[int, ...]]  # the tokens at which an entity's mentions begin, in order
    named: tuple[Named, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    sight: Sight

    def word_at(self, offset: int) -> int:
        """The token that holds or follows an offset."""
        at = bisect_right(self.starts, offset) - 1
        held = at >= 0 and self.tokens[at].end > offset
        return at if held else min(at + 1, len(self.tokens) - 1)

    def links(self, word: int) -> dict[str, dict[str, float]]:
        """relation -> entity -> the log-odds that a word has it to one of the entity's mentions in sight."""
        named = self.named[self.sight.holder[word]]
        odds = np.log(np.exp(self.sight.relations(word)) @ named.places.T)
        return {
            relation: dict(zip(named.ids, row.tolist(), strict=True))
            for relation, row in zip(RELATIONS, odds, strict=True)
        }

    def told(self, word: int) -> Statement | None:
        """The statement whose cue a token is."""
        start, end = self.tokens[word].start, self.tokens[word].end
        return next((s for s in self.statements if s.cue[0] < end and s.cue[1] > start), None)

    def around(self, word: int) -> Statement | None:
        """The innermost statement in whose content a token stands."""
        start = self.tokens[word].start
        inside = [s for s in self.statements if s.content[0] <= start < s.content[1]]
        return min(inside, key=lambda s: s.content[1] - s.content[0], default=None)

    def span(self, first: int, last: int) -> Span:
        """From one token's first letter to another's last."""
        return self.tokens[first].start, self.tokens[last].end


def set_scene(
    text: str,
    sentences: tuple[Sentence, ...],
    named: tuple[tuple[Entity, ...], tuple[Mention, ...]],
    facts: tuple[tuple[Statement, ...], tuple[Event, ...]],
    sight: Sight,
) -> Scene:
    """The scene of an article, its entities and mentions, and the rules' facts, as far as the network looked."""
    tokens = tuple(token for sentence in sentences for token in sentence.tokens)[: len(sight.holder)]
    end = tokens[-1].end
    starts = tuple(token.start for token in tokens)
    heads: dict[str, set[int]] = {}
    for mention in named[1]:
        heads.setdefault(mention.entity, set()).add(bisect_right(starts, mention.whole[0]) - 1)
    return Scene(
        text=text,
        tokens=tokens,
        starts=starts,
        numbers=tuple(number for number, sentence in enumerate(sentences) for _ in sentence.tokens),
        entities={entity.id: entity for entity in named[0]},
        heads={one: tuple(sorted(words)) for one, words in heads.items()},
        named=tuple(_named(window, heads) for window, _ in sight.windows),
        statements=tuple(s for s in facts[0] if s.cue[0] < end),
        events=tuple(e for e in facts[1] if e.trigger[0] < end),
        sight=sight,
    )


def _named(window: Window, heads: dict[str, set[int]]) -> Named:
    inside = {
        one: [word - window.start for word in words if window.start <= word < window.end]
        for one, words in heads.items()
    }
    ids = tuple(one for one, words in inside.items() if words)
    places = np.zeros((len(ids), window.end - window.start), dtype=np.float32)
    for row, one in enumerate(ids):
        places[row, inside[one]] = 1.0
    return Named(ids, places)
