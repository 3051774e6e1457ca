"""All facts of one article: statements, events, meetings with their sides."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mahdar.facts.cast import gather
from mahdar.facts.casting import Scene
from mahdar.facts.contexts import find_contexts
from mahdar.facts.counts import find_counts
from mahdar.facts.duties import find_duties
from mahdar.facts.embedded import with_askees
from mahdar.facts.events import find_events
from mahdar.facts.line import Line, lay_out
from mahdar.facts.meetings import with_both, with_rolls, with_sides
from mahdar.facts.merge import settle_events
from mahdar.facts.statements import find_speech, settle
from mahdar.model import Article, Entity, Event, Mention, Sentence, Statement

if TYPE_CHECKING:
    from mahdar.tools import Tools


def find_facts(
    article: Article,
    sentences: tuple[Sentence, ...],
    entities: tuple[Entity, ...],
    mentions: tuple[Mention, ...],
    tools: Tools,
) -> tuple[tuple[Statement, ...], tuple[Event, ...]]:
    """Who says, asks, promises and does what."""
    text, published = article.text, article.published.value
    lines = _lines(sentences, mentions, tools)
    cast = gather(entities, tools)
    statements = settle(lines, find_speech(text, lines, cast.entities, tools), cast.entities)
    dates = [(date.span, date.value) for date in article.dates if date.span]
    events: list[Event] = []
    topic: str | None = None
    where: str | None = None
    for line in lines:
        here = tuple((span, value) for span, value in dates if line.sentence.start <= span[0] < line.sentence.end)
        near = _near(statements, line.sentence)
        scene = Scene(line, near, here, published, topic, where, cast)
        events += find_events(text, scene, tools) + find_duties(text, scene)
        said = [s.speaker for s in near if line.sentence.start <= s.cue[0] < line.sentence.end and s.speaker]
        where = next(
            (p.mention.entity for p in line.phrases if p.mention.kind == "place" and p.marker in ("في", "ب")), None
        )
        topic = said[-1] if said else next((p.mention.entity for p in line.phrases if p.marker == ""), topic)
    events = settle_events(with_askees(with_both(events, cast, tools)), lines)
    events, countries = with_rolls(events, lines, tools)
    sided = [with_sides(event, cast, countries) for event in events]
    return statements, _with_surroundings(sided, sentences, tools)


def _near(statements: tuple[Statement, ...], sentence: Sentence) -> tuple[Statement, ...]:
    """The statements whose cue or content lies in the sentence, wholly or in part."""
    return tuple(
        s
        for s in statements
        if min(s.cue[0], s.content[0]) < sentence.end and max(s.cue[1], s.content[1]) > sentence.start
    )


def _with_surroundings(events: list[Event], sentences: tuple[Sentence, ...], tools: Tools) -> tuple[Event, ...]:
    """The events with ids v1, v2, … in order of the text, and the contexts and figures that their sentences tell."""
    starts, full = [sentence.start for sentence in sentences], []
    for number, event in enumerate(events, 1):
        sentence = sentences[bisect(starts, event.trigger[0]) - 1]
        stems = frozenset[str]().union(*(token.word.stems for token in sentence.tokens))
        counts = find_counts(sentence, event.trigger, event.type, tools)
        full.append(replace(event, id=f"v{number}", contexts=find_contexts(stems, tools), counts=counts))
    return tuple(full)


def _lines(sentences: tuple[Sentence, ...], mentions: tuple[Mention, ...], tools: Tools) -> tuple[Line, ...]:
    lines, index = [], 0
    for sentence in sentences:
        here = []
        while index < len(mentions) and mentions[index].whole[0] < sentence.end:
            here.append(mentions[index])
            index += 1
        lines.append(lay_out(sentence, here, tools))
    return tuple(lines)
