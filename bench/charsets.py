"""Charsets told from short samples of Arabic: mahdar.page.decode beside charset-normalizer.

usage: python bench/charsets.py ARTICLES.jsonl   (lines with a "text")
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from mahdar.page.decode import decode

SAMPLES = 200


def ours(data: bytes) -> str:
    found = decode(data, None, "text/plain")
    return found[0] if isinstance(found, tuple) else ""


def theirs(data: bytes) -> str:
    return str(from_bytes(data).best())


def samples(texts: list[str], charset: str, letters: int) -> Iterator[bytes]:
    chance = random.Random(letters)
    made = 0
    while made < SAMPLES:
        text = chance.choice(texts)
        start = chance.randrange(max(1, len(text) - letters))
        data = text[start : start + letters].encode(charset, "ignore")
        if any(byte > 0x7F for byte in data):
            made += 1
            yield data


def share(read: Callable[[bytes], str], cases: list[bytes], charset: str) -> float:
    return sum(read(data) == data.decode(charset) for data in cases) / len(cases)


def main(path: str) -> None:
    lines = Path(path).read_text("utf-8").split("\n")
    texts = [json.loads(line)["text"].replace("\r\n", "\n") for line in lines if line]
    print(f"{'charset':14}{'characters':>11}{'mahdar':>9}{'charset-normalizer':>20}")
    for charset in ("windows-1256", "iso-8859-6", "utf-8"):
        for letters in (5, 10, 20, 50, 200, 1000):
            cases = list(samples(texts, charset, letters))
            print(f"{charset:14}{letters:11}{share(ours, cases, charset):9.3f}{share(theirs, cases, charset):20.3f}")


if __name__ == "__main__":
    main(sys.argv[1])
