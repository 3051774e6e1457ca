"""Copies in the corpus of 31,004 articles: how many of the pairs there are found, how fast, in how much memory.

    .venv/bin/python bench/duplicates.py > bench/results/duplicates.txt

SHARED says where the data lies, if not in ../shared. `--first 2000` takes so many articles alone. `--records FILE`
takes whole records, one a line, as `mahdar read` writes them, so that altered names and days of publication are told
too; without it an article is its text in sentences and its page. `--show 20` prints so many links.

What is true is computed exactly, with other code than what is measured: all pairs of texts with Jaccard .5 or more over
their runs of five folded words, found by a prefix filter (Chaudhuri, Ganti and Kaushik 2006), no hashing. The articles
go in one after the other, as they do into an archive; their records are kept packed, and unpacked to be compared.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import random
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import process_time

import msgspec
from scores import SHARED

from mahdar.link.duplicates import ALIKE, Sketch, independent, link_duplicates
from mahdar.link.memory import Recall
from mahdar.link.shingles import folded_words
from mahdar.link.wires import find_credits
from mahdar.model import Given, Link, MadeBy, PageInfo, Published, Record
from mahdar.text.sentences import find_sentences
from mahdar.words import Words

CORPUS = SHARED / "corpus/saudinewsnet.jsonl.gz"
Packed = dict[str, bytes]

encoder = msgspec.msgpack.Encoder()
decoder = msgspec.msgpack.Decoder(Record)


# ── articles in ───────────────────────────────────────────────────────────────────────────────────────────────────


def from_corpus(path: Path) -> Iterator[Record]:
    """The articles of the corpus without what reading finds in them."""
    words, one = Words(), msgspec.json.Decoder(Given)
    with gzip.open(path) as lines:
        for line in lines:
            yield plain(one.decode(line), words)


def plain(given: Given, words: Words) -> Record:
    """An article as its text in sentences."""
    text = given.text or ""
    info = PageInfo(uri=given.url or "", sha256="", fetched=given.fetched, media_type="", charset=None, bytes=0)
    return Record(
        id=given.id or "",
        made_by=MadeBy(mahdar="", rules=""),
        page=info,
        outlet=given.outlet,
        lang="ar",
        title=given.title,
        byline=given.byline,
        text=text,
        published=Published(value=given.published, not_after=(given.fetched or "")[:10] or None),
        dates=(),
        dropped=(),
        sentences=tuple((each.start, each.end) for each in find_sentences(text, words)),
        entities=(),
        statements=(),
        events=(),
        references=(),
    )


def from_records(path: Path) -> Iterator[Record]:
    """The records of a file."""
    one = msgspec.json.Decoder(Record)
    with path.open("rb") as lines:
        yield from map(one.decode, lines)


def packed(first: int, records: Path | None = None) -> Packed:
    """So many articles, packed, by their ids."""
    articles = from_records(records) if records else from_corpus(CORPUS)
    return {article.id: encoder.encode(article) for article in islice(articles, first)}


# ── what is true ──────────────────────────────────────────────────────────────────────────────────────────────────


def true_pairs(articles: Packed) -> set[frozenset[str]]:
    """All pairs of articles that are copies, exactly.

    Two sets of which the union is at most twice what they share have one of their first members in common, when both
    are in the same order, where the first are all but half of them, rounded up, and one more.
    """
    numbers: dict[tuple[str, ...], int] = {}
    found: dict[str, set[int]] = {}
    for key, data in articles.items():
        words = folded_words(decoder.decode(data).text)
        found[key] = {numbers.setdefault(tuple(words[at : at + 5]), len(numbers)) for at in range(len(words) - 4)}
    often = Counter(gram for grams in found.values() for gram in grams)
    having: defaultdict[int, list[str]] = defaultdict(list)
    pairs = set()
    for key in sorted((key for key, grams in found.items() if grams), key=lambda key: len(found[key])):
        grams = found[key]
        first = sorted(grams, key=lambda gram: (often[gram], gram))[: len(grams) // 2 + 1]
        shared = [gram for gram in first if often[gram] > 1]
        for other in {other for gram in shared for other in having[gram]}:
            both = len(grams & found[other])
            if both / (len(grams) + len(found[other]) - both) >= ALIKE:
                pairs.add(frozenset((key, other)))
        for gram in shared:
            having[gram].append(key)
    return pairs


# ── what is found ─────────────────────────────────────────────────────────────────────────────────────────────────


def link_all(articles: Packed) -> tuple[list[Link], list[float]]:
    """The links of all articles, one after the other, and how long each took, in seconds of the processor, records
    unpacked for comparing included."""

    def records(keys: Collection[str]) -> Mapping[str, Record]:
        return {key: decoder.decode(articles[key]) for key in keys}

    memory: Recall[Sketch] = Recall()
    links, took = [], []
    for data in articles.values():
        article = decoder.decode(data)
        start = process_time()
        links += link_duplicates(article, memory, records)
        took.append(process_time() - start)
    return links, took


def figures(links: list[Link], true: set[frozenset[str]]) -> tuple[float, float]:
    """Recall and precision."""
    found = {frozenset((link.left, link.right)) for link in links}
    right = len(found & true)
    return right / len(true), right / len(found)


def megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print one line per measurement."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--first", type=int, default=sys.maxsize, metavar="N", help="so many articles alone")
    asked.add_argument("--records", type=Path, metavar="FILE", help="records of mahdar read, instead of the corpus")
    asked.add_argument("--show", type=int, default=0, metavar="N", help="print so many links")
    given = asked.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores")
    articles = packed(given.first, given.records)
    links, took = link_all(articles)
    used = megabytes()
    print(f"{len(articles):,} articles, one after the other, one process: {sum(took):.1f} s of the processor", end="")
    print(f", {used:.0f} MB at most, the articles included")
    last = took[-100:]
    print(f"the last hundred: {sum(last):.2f} s, {sum(last) / sum(took):.2%} of all")
    start = process_time()
    true = true_pairs(articles)
    print(f"true pairs: {len(true):,}, in {process_time() - start:.1f} s by the exact prefix filter")
    recall, precision = figures(links, true)
    print(f"links: {len(links):,}, recall {recall:.4f}, precision {precision:.4f}")
    told(articles, links)
    for link in random.Random(7).sample(links, min(given.show, len(links))):
        print(f"{link.left}  {link.right}  {link.why}")


def told(articles: Packed, links: list[Link]) -> None:
    """What the links say, in numbers."""
    outlets, credits = {}, {}
    for key, data in articles.items():
        article = decoder.decode(data)
        outlets[key], credits[key] = article.outlet, find_credits(article)
    across = sum(outlets[link.left] != outlets[link.right] for link in links)
    ordered = sum("order unknown" not in link.why for link in links)
    same = sum("nothing changed" in link.why for link in links)
    print(f"across outlets {across:,}; order known {ordered:,}; nothing changed but spelling {same:,}")
    print(f"credit an agency: {sum(map(bool, credits.values())):,} articles")
    folded = independent(list(articles), links, {})
    print(f"copies folded: {len(folded):,} texts, the most copied one {max(map(len, folded))} times")


if __name__ == "__main__":
    main()
