"""What the network learns from: articles read by the rules, with what the gold (or, for silver, the rules) say of them.

    python training/prepare.py gold OUT.msgpack            the gold articles, in their order
    python training/prepare.py silver OUT.msgpack 1500     so many articles of the corpus, labelled by the rules

SHARED says where the data lies, if not in ../shared.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
from learned.outputs import KIND_TAGS, STATUSES
from learned.windows import PiecesOf, Window, find_windows
from tokenizers import Tokenizer

from mahdar.facts.find import find_facts
from mahdar.mentions.find import find_mentions
from mahdar.model import Article, Entity, Given, Mention, Page, Sentence, Token
from mahdar.page.article import read_article
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools, load_tools

SHARED = Path(os.environ.get("SHARED") or Path(__file__).parents[2] / "shared")
SEED = 20260101
NOWHERE = -1


class Target(msgspec.Struct):
    """An event's trigger or a statement's cue at a word of a window, with its parties as numbers of candidates."""

    word: int
    kind: str  # a type, or "cue"
    status: int = 0
    said: bool = False
    start: int = NOWHERE  # words of its content
    end: int = NOWHERE
    parties: dict[str, list[int]] = {}  # relation -> candidates


class Example(msgspec.Struct):
    """A window with what is to be learned from it. `candidates` are entities as the heads of their mentions."""

    article: str
    window: Window
    kinds: list[int]
    candidates: list[list[int]]
    targets: list[Target]


class Reading(msgspec.Struct):
    """An article as the rules read it."""

    id: str
    article: Article
    sentences: tuple[Sentence, ...]
    tokens: list[Token]
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    statements: tuple[Any, ...]
    events: tuple[Any, ...]


@cache
def scorer() -> SimpleNamespace:
    """The scorer's own functions, for what it takes as the same name."""
    found: dict[str, Any] = {"__name__": "score"}
    exec(compile((SHARED / "score").read_text(), "score", "exec"), found)
    return SimpleNamespace(**found)


@cache
def pieces_of() -> PiecesOf:
    """The encoder's way to cut a word."""
    tokenizer = Tokenizer.from_file(str(SHARED / "encoder" / "tokenizer.json"))
    return PiecesOf(lambda raw: tokenizer.encode(raw, add_special_tokens=False).ids)


def read_by_rules(row: dict[str, Any], tools: Tools) -> Reading | None:
    """One JSON Lines article as far as the rules bring it."""
    given = Given(id=row["id"], text=row["text"], title=row.get("title"), published=row.get("published"))
    article = read_article(Page(uri=row["id"], data=b"{}", media_type="application/json", given=given), tools)
    if not isinstance(article, Article):
        return None
    sentences = find_sentences(article.text, tools.words)
    entities, mentions = find_mentions(article.text, sentences, tools)
    statements, events = find_facts(article, sentences, entities, mentions, tools)
    tokens = [token for sentence in sentences for token in sentence.tokens]
    return Reading(row["id"], article, sentences, tokens, entities, mentions, statements, events)


# ── what the gold says, in tokens ─────────────────────────────────────────────────────────────────────────────────


def word_of(tokens: list[Token], offset: int) -> int:
    """The token that holds or follows an offset."""
    return next((i for i, t in enumerate(tokens) if t.end > offset), len(tokens) - 1)


def words_of(tokens: list[Token], span: Iterable[int]) -> tuple[int, int]:
    """The first and last token of a span."""
    start, end = span
    inside = [i for i, t in enumerate(tokens) if t.end > start and t.start < end]
    return (inside[0], inside[-1]) if inside else (NOWHERE, NOWHERE)


def places_of(text: str, tokens: list[Token], form: str) -> list[tuple[int, int]]:
    """Where a surface form stands in the text as whole words, a particle before it apart."""
    found, at = [], text.find(form)
    while at >= 0:
        first, last = words_of(tokens, (at, at + len(form)))
        if first >= 0 and tokens[last].end <= at + len(form) + 1 and at - tokens[first].start <= 3:
            found.append((first, last))
        at = text.find(form, at + 1)
    return found


class Cast(msgspec.Struct):
    """Candidates of an article as token spans, which of them each gold entity is, and the tag of each token."""

    spans: list[list[tuple[int, int]]]
    same: dict[str, list[int]]
    tags: list[int]


def cast_of(reading: Reading, gold: dict[str, Any] | None) -> Cast:
    """The rules' entities as candidates, then those of the gold that the rules did not read."""
    tokens = reading.tokens
    by_entity: dict[str, list[tuple[int, int]]] = {e.id: [] for e in reading.entities}
    for mention in reading.mentions:
        by_entity[mention.entity].append(words_of(tokens, mention.whole))
    ids = list(by_entity)
    spans = [by_entity[one] for one in ids]
    if gold is None:
        named = [(words_of(tokens, m.span), m.kind) for m in reading.mentions]
        return Cast(spans, {one: [i] for i, one in enumerate(ids)}, tags_of(len(tokens), named))
    score = scorer()
    said = score.entity_names(msgspec.to_builtins({"text": reading.article.text, "entities": reading.entities}))
    known = score.entity_names(gold)
    same: dict[str, list[int]] = {}
    named = []
    for entity in gold["entities"]:
        forms = sorted({entity["name"], *entity["mentions"]}, key=len, reverse=True)
        found = [place for form in forms for place in places_of(gold["text"], tokens, form)]
        named += [(place, entity["kind"]) for place in found]
        same[entity["id"]] = [i for i, one in enumerate(ids) if score.same_party(entity["id"], one, known, said)]
        if not same[entity["id"]] and found:
            same[entity["id"]] = [len(spans)]
            spans.append(list(dict.fromkeys(found)))
    return Cast(spans, same, tags_of(len(tokens), named))


def tags_of(count: int, named: list[tuple[tuple[int, int], str]]) -> list[int]:
    """BIO tags of the tokens, the longest name first."""
    tags = [0] * count
    for (first, last), kind in sorted(named, key=lambda n: n[0][0] - n[0][1]):
        if first >= 0 and not any(tags[first : last + 1]):
            inside = KIND_TAGS.index(f"I-{kind}")
            tags[first : last + 1] = [inside - 1] + [inside] * (last - first)
    return tags


def targets_of(reading: Reading, gold: dict[str, Any], cast: Cast) -> list[Target]:
    """Every event and statement, in tokens of the article."""
    tokens, found = reading.tokens, []
    for event in gold["events"]:
        start, end = words_of(tokens, event["content"]) if event["content"] else (NOWHERE, NOWHERE)
        parties = {"actor": event["actors"], "recipient": event["recipients"], "place": filter(None, [event["place"]])}
        at = word_of(tokens, event["trigger"][0])
        status, said = STATUSES.index(event["status"]), bool(event["said_by"])
        found.append(Target(at, event["type"], status, said, start, end, _numbers(parties, cast)))
    for statement in filter(lambda s: s["cue"], gold["statements"]):
        start, end = words_of(tokens, statement["content"])
        parties = {"speaker": filter(None, [statement["speaker"]])}
        at = word_of(tokens, statement["cue"][0])
        found.append(Target(at, "cue", 0, bool(statement.get("said_by")), start, end, _numbers(parties, cast)))
    return found


def _numbers(parties: dict[str, Iterable[str]], cast: Cast) -> dict[str, list[int]]:
    return {role: sorted({i for one in ids for i in cast.same.get(one, [])}) for role, ids in parties.items()}


def examples(reading: Reading, gold: dict[str, Any] | None) -> Iterator[Example]:
    """The windows of one article; without gold, labelled as the rules read it."""
    cast = cast_of(reading, gold)
    silver = {"events": reading.events, "statements": reading.statements}
    targets = targets_of(reading, gold or msgspec.to_builtins(silver), cast)
    for window in find_windows(reading.sentences, pieces_of()):

        def inside(word: int, window: Window = window) -> int:
            return word - window.start if window.start <= word < window.end else NOWHERE

        yield Example(
            reading.id,
            window,
            cast.tags[window.start : window.end],
            [[inside(s[0]) for s in spans if inside(s[0]) >= 0] for spans in cast.spans],
            [
                msgspec.structs.replace(t, word=inside(t.word), start=inside(t.start), end=inside(t.end))
                for t in targets
                if inside(t.word) >= 0
            ],
        )


def gold_rows() -> list[dict[str, Any]]:
    """The gold articles."""
    return [json.loads(line) for line in (SHARED / "gold" / "dev.jsonl").read_text().splitlines()]


def silver_rows(count: int) -> list[dict[str, Any]]:
    """So many articles of the corpus, drawn by chance, none of the gold among them."""
    known = {row["text"][:80] for row in gold_rows()}
    with gzip.open(SHARED / "corpus" / "saudinewsnet.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row["text"][:80] not in known and len(row["text"]) > 300]
    return random.Random(SEED).sample(rows, count)


def main() -> None:
    """Write the examples of the part that is asked for."""
    part, out, *count = sys.argv[1:]
    tools = load_tools()
    rows = gold_rows() if part == "gold" else silver_rows(int(count[0]))
    found: list[Example] = []
    for row in rows:
        reading = read_by_rules(row, tools)
        if reading is not None:
            found += examples(reading, row if part == "gold" else None)
    Path(out).write_bytes(msgspec.msgpack.encode(found))
    pieces = sum(len(e.window.ids) for e in found)
    print(f"{len(found)} windows of {len({e.article for e in found})} articles, {pieces:,} pieces")


if __name__ == "__main__":
    main()
