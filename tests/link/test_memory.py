from __future__ import annotations

from msgspec import Struct

from mahdar.link.memory import Recall, trait


class Seen(Struct, frozen=True):
    key: str
    words: str = ""


def test_what_shares_most_comes_first_and_ties_go_by_key() -> None:
    memory: Recall[Seen] = Recall()
    memory.put(Seen("b"), {1, 2})
    memory.put(Seen("a"), {1, 2})
    memory.put(Seen("c"), {1, 2, 3})
    memory.put(Seen("d"), {4})
    assert [each.key for each in memory.find({1, 2, 3, 5})] == ["c", "a", "b"]
    assert [each.key for each in memory.find({1, 2, 3}, least=3)] == ["c"]
    assert [each.key for each in memory.find({1, 2, 3}, most=2)] == ["c", "a"]


def test_what_comes_again_takes_the_place_of_what_was() -> None:
    memory: Recall[Seen] = Recall()
    memory.put(Seen("a", "old"), {1, 2})
    memory.put(Seen("a", "new"), {2, 3})
    assert memory.find({1}) == []
    assert memory.find({3}) == [Seen("a", "new")]
    assert memory.get(["x", "a"]) == [Seen("a", "new")]


def test_counts_add_up() -> None:
    memory: Recall[Seen] = Recall()
    memory.count([1, 2, 1])
    memory.count([1])
    assert memory.tally({1, 2, 3}) == {1: 3, 2: 1}


def test_a_trait_fits_a_databases_integer_and_parts_do_not_run_together() -> None:
    assert 0 <= trait("عدن", "2015-07-21") < 2**63
    assert trait("ab", "c") != trait("a", "bc")
    assert trait("a") == 2_340_832_890_917_691_671  # the same on every machine, as archives hold it
