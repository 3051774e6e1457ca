"""Search over an archive of real articles: how long an answer takes on SQLite, and whether PostgreSQL gives the same.

    .venv/bin/python bench/search.py --archive DIR [--against postgresql+psycopg://…] [--queries 500]

The queries are words of the archive's own articles, drawn with a fixed seed from five bands of frequency (the number
of articles that a written word stands in), alone, two by two, and as phrases of two words that stand side by side. An
answer is what `mahdar find` shows: the number of hits, and the first twenty with their passages and marks. Each query
is asked once to warm up, then timed. `--against` compares all hits of each query, in their order.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections import defaultdict

from mahdar.model import Record
from mahdar.query.search import in_order, search
from mahdar.settings import Settings
from mahdar.store import View, open_store

SAMPLED = 3_000  # articles that words are drawn from
BANDS = (1, 10, 100, 1_000, 10_000)  # per 10,000 articles: from so many on
WORD = re.compile("[\u0621-\u064a]{3,}")


def main() -> None:
    asked = arguments()
    with open_store(asked.archive, Settings()) as store, store.view() as view:
        queries = draw(view, asked.queries)
        times, hits = timed(view, queries)
        print(f"{len(queries)} queries, {sum(hits):,} hits, warm, {asked.archive}")
        for kind in dict.fromkeys(kind for kind, _ in queries):
            mine = [took for took, (each, _) in zip(times, queries, strict=True) if each == kind]
            median = statistics.median(mine)
            print(f"  {kind:28} {len(mine):4} queries  median {median:7.2f} ms  most {max(mine):7.2f} ms")
        print(f"  all: median {statistics.median(times):.2f} ms, p99 {sorted(times)[int(len(times) * 0.99)]:.2f} ms")
        if asked.against:
            same(view, asked.against, [query for _, query in queries])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", required=True)
    parser.add_argument("--against", help="the same archive at another address")
    parser.add_argument("--queries", type=int, default=500)
    return parser.parse_args()


def draw(view: View, number: int) -> list[tuple[str, str]]:
    """(band or kind, query), the same for the same archive."""
    dice = random.Random(7)
    ids = [row.id for row in view.rows(in_order(view, ""))]
    records: list[Record] = list(view.records(dice.sample(ids, min(SAMPLED, len(ids)))).values())
    held: dict[str, int] = defaultdict(int)
    for record in records:
        for word in set(WORD.findall(record.text)):
            held[word] += 1
    bands: dict[str, list[str]] = defaultdict(list)
    for word, count in sorted(held.items()):
        share = count * 10_000 / len(records)
        band = max(edge for edge in BANDS if edge <= share) if share >= 1 else BANDS[0]
        bands[f"word in {band}+ of 10,000"].append(word)
    each = number * 7 // 10 // len(bands)
    drawn = [(band, word) for band, words in bands.items() for word in dice.sample(words, min(each, len(words)))]
    while len(drawn) < number:
        words = WORD.findall(dice.choice(records).text)
        if len(words) < 2:
            continue
        at = dice.randrange(len(words) - 1)
        kind = ("two words", "phrase")[len(drawn) % 2]
        drawn.append((kind, f'"{words[at]} {words[at + 1]}"' if kind == "phrase" else " ".join(dice.sample(words, 2))))
    return drawn


def timed(view: View, queries: list[tuple[str, str]]) -> tuple[list[float], list[int]]:
    """Milliseconds and hits of each query, asked a second time."""
    for _, query in queries:
        search(view, query)
    times, hits = [], []
    for _, query in queries:
        start = time.perf_counter()
        hits.append(search(view, query).total)
        times.append((time.perf_counter() - start) * 1000)
    return times, hits


def same(view: View, address: str, queries: list[str]) -> None:
    """Print how many queries give the same hits in the same order at `address`."""
    with open_store(address, Settings()) as store, store.view() as other:
        differ = [query for query in queries if keys(view, query) != keys(other, query)]
        start = time.perf_counter()
        for query in queries:
            search(other, query)
        took = (time.perf_counter() - start) * 1000 / len(queries)
    print(f"  same hits in the same order at the other address: {len(queries) - len(differ)} of {len(queries)}")
    print(f"  mean there {took:.2f} ms")
    for query in differ[:10]:
        print(f"    differs: {query}")


def keys(view: View, query: str) -> list[str]:
    """The ids of all hits, in their order."""
    return [row.key for row in view.rows(in_order(view, query))]


if __name__ == "__main__":
    main()
