"""Copies among the first articles of the corpus, against all that there are: floors that only ever rise."""

from __future__ import annotations

import pytest
from duplicates import CORPUS, figures, link_all, packed, true_pairs

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")

ARTICLES = 3_000
RECALL = 0.99
PRECISION = 1.0


def test_copies_in_the_corpus() -> None:
    articles = packed(ARTICLES)
    true = true_pairs(articles)
    links, _ = link_all(articles)
    recall, precision = figures(links, true)
    assert len(true) > 300
    assert recall >= RECALL
    assert precision >= PRECISION
    assert len(links) == len({frozenset((link.left, link.right)) for link in links})
