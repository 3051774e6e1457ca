"""The API under load: 8 clients on loopback ask a real server mixed real questions for a minute.

    .venv/bin/python bench/api.py --archive DIR                 an archive that is there
    .venv/bin/python bench/api.py --pages ARTICLES.jsonl        one made for it, of the first 2,000 articles

Words come from the archive's own articles, by how many of them hold each: rare, middling, frequent. Bars: at least 300
requests a second, no error, 99 of 100 within 200 ms. `client` says how busy the process that asks was: while that is
far from 100 %, it is not what holds the server up. `server` is what a request costs it, whatever else the machine does.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

from sqlalchemy import select

from mahdar.keep import add
from mahdar.model import Record
from mahdar.settings import Settings
from mahdar.sources import open_source
from mahdar.store import open_store
from mahdar.store.schema import articles

SEED = 7
LOOKED_AT = 600
MADE_OF = 2_000
MIX = {"search": 40, "article": 20, "events": 10, "who": 8, "ledger": 7, "timeline": 7, "suggest": 8}
BARS = {"rate": 300, "p99": 0.200}
SERVER = "import sys; from mahdar.faces.serving import serve; from mahdar import Settings; "
SERVER += "serve(sys.argv[1], Settings(), port=0, workers=int(sys.argv[2]))"


def sample(archive: str, chance: random.Random) -> list[Record]:
    with open_store(archive, Settings()) as store, store.view() as view:
        ids = [row.id for row in view.rows(select(articles.c.id).order_by(articles.c.id))]
        return list(view.records(chance.sample(ids, min(LOOKED_AT, len(ids)))).values())


def bands(records: list[Record]) -> list[list[str]]:
    """Words that one article of the sample holds, that a few hold, that many hold."""
    held = Counter(word for record in records for word in set(record.text.split()) if word.isalpha())
    few, many = 2, max(3, len(records) // 50)
    return [
        sorted(word for word, count in held.items() if low <= count < high)
        for low, high in ((1, few), (few, many), (many, len(records) + 1))
    ]


def questions(archive: str, count: int) -> list[tuple[str, str]]:
    """(kind, path) of so many questions, as `MIX` mixes them."""
    chance = random.Random(SEED)
    records = sample(archive, chance)
    words = bands(records)
    people = sorted({e.name for r in records for e in r.entities if e.kind in ("person", "organization")})

    def word() -> str:
        return chance.choice(chance.choice(words))

    ask = {
        "search": lambda: f"search?q={quote(' '.join(word() for _ in range(chance.choice((1, 1, 2)))))}",
        "article": lambda: f"articles/{quote(chance.choice(records).id)}",
        "events": lambda: f"events?q={quote(word())}",
        "who": lambda: f"who?name={quote(chance.choice(people)[:200])}",
        "ledger": lambda: f"ledger?q={quote(word())}",
        "timeline": lambda: f"timeline?by=day&q={quote(word())}",
        "suggest": lambda: f"suggest?beginning={quote(chance.choice(people)[:3])}",
    }
    kinds = chance.choices(list(MIX), list(MIX.values()), k=count)
    return [(kind, f"/api/{ask[kind]()}") for kind in kinds]


@contextmanager
def served(archive: str, workers: int) -> Iterator[str]:
    """The real server, as `mahdar serve` runs it, and its address."""
    server = subprocess.Popen([sys.executable, "-c", SERVER, archive, str(workers)], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait(30)


async def answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Status and length of the next answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return int(head[9:12]), len(await reader.readexactly(length))


async def client(
    address: str, asked: Iterator[tuple[str, str]], until: float, told: list[tuple[str, int, float]]
) -> None:
    host, port = urlsplit(address).hostname, urlsplit(address).port
    reader, writer = await asyncio.open_connection(host, port)
    for kind, path in asked:
        if time.monotonic() >= until:
            break
        began = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        status, _ = await answer(reader)
        told.append((kind, status, time.perf_counter() - began))
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def load(
    address: str, asked: list[tuple[str, str]], clients: int, seconds: float
) -> list[tuple[str, int, float]]:
    told: list[tuple[str, int, float]] = []
    shared = iter(asked)
    until = time.monotonic() + seconds
    await asyncio.gather(*(client(address, shared, until, told) for _ in range(clients)))
    return told


def report(told: list[tuple[str, int, float]], seconds: float, busy: float) -> bool:
    """Print what was measured; whether the bars are met."""
    by_kind = defaultdict(list)
    for kind, _, took in told:
        by_kind[kind].append(took)
        by_kind["all"].append(took)
    for kind in (*MIX, "all"):
        cuts = quantiles(by_kind[kind], n=100) if len(by_kind[kind]) > 1 else [0.0] * 99
        print(
            f"{kind:10}{len(by_kind[kind]):8} requests   p50 {cuts[49] * 1000:7.1f} ms   p99 {cuts[98] * 1000:7.1f} ms"
        )
    errors = Counter(status for _, status, _ in told if status != 200)
    rate, p99 = len(told) / seconds, quantiles(by_kind["all"], n=100)[98]
    print(f"{rate:.0f} requests/s, {sum(errors.values())} errors {dict(errors) or ''}, client {busy:.0%} of a core")
    return rate >= BARS["rate"] and p99 <= BARS["p99"] and not errors


def measure(archive: str, clients: int, seconds: float, workers: int) -> bool:
    asked = questions(archive, int(seconds * 2_000))
    print(f"{len(set(asked))} different questions prepared, {clients} clients, {workers} workers, {seconds:g} s")
    with served(archive, workers) as address:
        warm = asyncio.run(load(address, questions(archive, 50 * workers), clients, 10))
        began, worked = time.perf_counter(), time.process_time()
        told = asyncio.run(load(address, asked, clients, seconds))
        took = time.perf_counter() - began
        met = report(told, took, (time.process_time() - worked) / took)
    used = getrusage(RUSAGE_CHILDREN)
    cost = (used.ru_utime + used.ru_stime) / (len(told) + len(warm))
    print(f"server: {cost * 1000:.2f} ms of a core for a request, its start included")
    return met


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = asked.add_mutually_exclusive_group(required=True)
    source.add_argument("--archive")
    source.add_argument("--pages", type=Path)
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    with TemporaryDirectory() as folder:
        archive = given.archive or f"{folder}/archive"
        if given.pages:
            with open_store(archive, Settings(), make=True) as store:
                for _ in add(store, islice(open_source(str(given.pages), Settings()), MADE_OF), Settings()):
                    pass
        met = measure(archive, given.clients, given.seconds, given.workers)
    sys.exit(not met)


if __name__ == "__main__":
    main()
