"""How well articles are put into stories, beside a threshold on TF-IDF, and how fast.

    .venv/bin/python bench/stories.py > bench/results/stories.txt
    .venv/bin/python bench/stories.py --fit      the weights of data/stories/reasons.tsv
    .venv/bin/python bench/stories.py --common   the list data/stories/common.tsv

SHARED says where the data lies, if not in ../shared. `--records FILE` takes what `mahdar read` wrote of the corpus, so
that it need not be read again. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from time import process_time
from typing import Any

import numpy as np
from judged_stories import Pair, b_cubed, groups, pairs, records, scored, together
from msgspec.structs import replace
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from mahdar.link.likeness import Report, likeness, reasons
from mahdar.link.memory import Recall
from mahdar.link.stories import LARGE, link_story
from mahdar.model import Record
from mahdar.stems import indexed

RARE = 0.005
REGULAR = 0.5  # of the logistic regression, whose inputs are brought to one scale
SEEDS = range(8)


# ── the peer, and the weights ─────────────────────────────────────────────────────────────────────────────────────


def tfidf(texts: dict[str, str], some: Sequence[Pair]) -> np.ndarray[Any, Any]:
    """The cosines of scikit-learn's TF-IDF, stems as words, weighed over the whole corpus."""
    made = TfidfVectorizer(analyzer=str.split, sublinear_tf=True, min_df=2).fit_transform(texts.values())
    at = {article: row for row, article in enumerate(texts)}
    return np.array([made[at[p.left]].multiply(made[at[p.right]]).sum() for p in some])


def threshold(values: np.ndarray[Any, Any], true: np.ndarray[Any, Any]) -> float:
    """The one with the best F1."""
    return float(max(sorted(values), key=lambda least: scored(values >= least, true).f1))


def fitted(values: np.ndarray[Any, Any], true: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], float]:
    """Weights and start of a logistic regression."""
    scale = values.std(axis=0)
    model = LogisticRegression(C=REGULAR).fit(values / scale, true)
    return model.coef_[0] / scale, float(model.intercept_[0])


def compare(
    values: np.ndarray[Any, Any], peer: np.ndarray[Any, Any], true: np.ndarray[Any, Any]
) -> tuple[float, float]:
    """F1 of the reasons and of the peer by five-fold cross-validation, each with the threshold best in training."""
    ours, theirs = [], []
    for seed in SEEDS:
        said, peers = np.zeros(len(true), bool), np.zeros(len(true), bool)
        for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(values, true):
            weights, start = fitted(values[train], true[train])
            sums = values @ weights + start
            said[test] = sums[test] >= threshold(sums[train], true[train])
            peers[test] = peer[test] >= threshold(peer[train], true[train])
        ours.append(scored(said, true).f1)
        theirs.append(scored(peers, true).f1)
    return float(np.mean(ours)), float(np.mean(theirs))


def reason_values(memory: Recall[Report], some: Sequence[Pair]) -> tuple[list[str], np.ndarray[Any, Any]]:
    found = [reasons(*memory.get([pair.left, pair.right])) for pair in some]
    names = [name for name in found[0] if name != "start"]
    return names, np.array([[each[name] for name in names] for each in found])


# ── growth ────────────────────────────────────────────────────────────────────────────────────────────────────────


def one_story(like: Record, size: int) -> tuple[float, float, int, str]:
    """Seconds for the second thousand reports of one story and for the last, its size, and what the last link says."""
    memory: Recall[Report] = Recall()
    sentences = [like.text[start:end] for start, end in like.sentences]
    seconds: defaultdict[int, float] = defaultdict(float)
    openers: Counter[str] = Counter()
    why = ""
    for number in range(size):
        turned = sentences[:2] + sentences[2 + number % 5 :] + [f"التقرير رقم {number}"]
        record = replace(like, id=f"r{number:05}", text="\n".join(turned))
        begun = process_time()
        link = link_story(record, memory)
        seconds[number // 1000] += process_time() - begun
        openers[link.left if link else record.id] += 1
        why = link.why if link else why
    return seconds[1], seconds[size // 1000 - 1], max(openers.values()), why


def common(some: Iterable[Record]) -> Iterator[str]:
    """The lines of common.tsv."""
    having: Counter[str] = Counter()
    articles = 0
    for record in some:
        having.update(set(indexed(f"{record.title or ''}\n{record.text}").split()))
        articles += 1
    for word, times in sorted(having.items(), key=lambda each: (-each[1], each[0])):
        if times >= RARE * articles:
            share = 1000 * times / articles
            yield f"{word}\t{share:.0f}" if share >= 10 else f"{word}\t{share:.1f}"


# ── what is printed ───────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", metavar="FILE", help="records of the corpus, one a line, in order of arrival")
    asked.add_argument("--fit", action="store_true", help="print weights fitted to the tuning half")
    asked.add_argument("--common", action="store_true", help="print the list of common words")
    given = asked.parse_args()
    if given.common:
        print("\n".join(common(records(written=given.records))))
        return
    some = pairs()
    true = np.array([pair.same for pair in some])
    tune = np.array([pair.half == "tune" for pair in some])
    texts: dict[str, str] = {}
    openers, memory, seconds = _linked(given.records, texts)
    names, values = reason_values(memory, some)
    if given.fit:
        weights, start = fitted(values[tune], true[tune])
        print(
            "\n".join(
                f"{name}\t{weight:.2f}" for name, weight in zip(["start", *names], [start, *weights], strict=True)
            )
        )
        return
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores")
    _print_pairs(some, values, tfidf(texts, some), openers, memory)
    sizes = Counter(openers.values())
    print(f"B³ on {len(groups())} articles grouped by hand: {b_cubed(openers, groups())}")
    print(
        f"{len(openers):,} articles in {len(sizes):,} stories, {sum(n > 1 for n in sizes.values()):,} of more than one"
    )
    print(
        f"largest: {', '.join(str(size) for _, size in sizes.most_common(10))}; bound above which it is told: {LARGE}"
    )
    print(f"{1000 * seconds / len(openers):.1f} s of the processor per 1,000 articles, memory of the process alone")
    size = 5_000
    early, late, largest, why = one_story(next(records({some[0].left}, given.records)), size)
    print(f"one story of {size:,}: {largest:,} in it, its 2nd thousand {early:.1f} s, its last {late:.1f} s")
    print(f"  its last link says: … {why.rpartition('; ')[2]}")


def _linked(written: str | None, texts: dict[str, str]) -> tuple[dict[str, str], Recall[Report], float]:
    """All linked; their stems are put into `texts`."""
    memory: Recall[Report] = Recall()
    openers, seconds = {}, 0.0
    for record in records(written=written):
        texts[record.id] = indexed(f"{record.title or ''}\n{record.text}")
        begun = process_time()
        link = link_story(record, memory)
        seconds += process_time() - begun
        openers[record.id] = link.left if link else record.id
    return openers, memory, seconds


def _print_pairs(
    some: Sequence[Pair],
    values: np.ndarray[Any, Any],
    peer: np.ndarray[Any, Any],
    openers: dict[str, str],
    memory: Recall[Report],
) -> None:
    true = np.array([pair.same for pair in some])
    tune = np.array([pair.half == "tune" for pair in some])
    likely = np.array([likeness(*memory.get([pair.left, pair.right])) for pair in some])
    ours, theirs = compare(values, peer, true)
    print(f"{len(some)} judged pairs, {true.sum()} of one story; the half that nothing was fitted to: {(~tune).sum()}")
    least = threshold(peer[tune], true[tune])
    print(f"  TF-IDF threshold {least:.2f}, best on the tuning half    {scored(peer[~tune] >= least, true[~tune])}")
    least = threshold(likely[tune], true[tune])
    print(f"  likeness of the two alone, threshold likewise      {scored(likely[~tune] >= least, true[~tune])}")
    for name, half in (("the half not fitted to", ~tune), ("the tuning half", tune), ("all pairs", tune | True)):
        chosen = [pair for pair, taken in zip(some, half, strict=True) if taken]
        print(f"  in one story, {name:<22}               {together(openers, chosen)}")
    print(
        f"  five-fold cross-validation over all pairs: likeness of the two alone F1 {ours:.3f}, TF-IDF F1 {theirs:.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
