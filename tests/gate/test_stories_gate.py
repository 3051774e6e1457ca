"""How the judged articles alone are put into stories, against floors that only ever rise.

Their figures over the whole corpus stand in bench/results/stories.txt; it takes minutes to read.
"""

from __future__ import annotations

import judged_stories as stories
import pytest

FLOORS = {"pairs": 0.86, "groups": 0.82}

pytestmark = pytest.mark.skipif(not stories.CORPUS.exists(), reason="the corpus is not here")


@pytest.fixture(scope="module")
def openers() -> dict[str, str]:
    return stories.stories_of(stories.records(stories.judged()))[0]


def test_pairs_that_nothing_was_fitted_to(openers: dict[str, str]) -> None:
    held = [pair for pair in stories.pairs() if pair.half == "report"]
    assert stories.together(openers, held).f1 >= FLOORS["pairs"]


def test_articles_grouped_by_hand(openers: dict[str, str]) -> None:
    assert stories.b_cubed(openers, stories.groups()).f1 >= FLOORS["groups"]
