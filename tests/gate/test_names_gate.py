"""Names: the half of the table that nobody looks at, against floors that only ever rise."""

from __future__ import annotations

from names import TABLES, counted, figures, judge, pairs

F1, PRECISION = 0.97, 0.98


def test_unseen_half() -> None:
    found = figures(counted((judged.verdict == "same", pair[2]) for pair, judged in judge(TABLES["unseen half"])))
    assert found["precision"] >= PRECISION
    assert found["F1"] >= F1


def test_the_table_is_wide_enough() -> None:
    table = [pair for path in TABLES.values() for pair in pairs(path)]
    assert len(table) >= 400
    assert sum(not same for _, _, same in table) >= 160
    assert len({(one.kind, one.name, other.name, one.countries, other.countries) for one, other, _ in table}) == len(
        table
    )
