"""A question may take so long and no longer, and the next one has its whole time again."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import select, text

from mahdar.errors import MahdarError, TooSlow
from mahdar.settings import Settings
from mahdar.store import open_store
from mahdar.store.deadline import within
from mahdar.store.schema import meta

ENDLESS: Any = text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n")


def test_an_endless_question_ends(tmp_path: Path) -> None:
    with open_store(str(tmp_path), Settings(), make=True) as store:
        began = monotonic()
        with pytest.raises(TooSlow, match=r"more than 0\.1 seconds"), store.view() as view, within(view, 0.1):
            view.value(ENDLESS)
        assert monotonic() - began < 5
        with store.view() as view:  # the connection is the same, its clock is not
            assert view.rows(select(meta))


def test_what_is_wrong_with_a_question_stays_what_it_is(tmp_path: Path) -> None:
    with open_store(str(tmp_path), Settings(), make=True) as store:
        with pytest.raises(MahdarError, match="no such table") as told, store.view() as view, within(view, 5):
            view.value(text("SELECT * FROM missing"))  # type: ignore[arg-type]
        assert not isinstance(told.value, TooSlow)
