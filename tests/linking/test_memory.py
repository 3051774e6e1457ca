"""The memory in a database does what the one in the process does."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from sqlalchemy import delete

from mahdar.link.memory import Recall
from mahdar.linking.memory import Stored
from mahdar.store import Store
from mahdar.store.linked import tallies, things, traits


class Seen(Struct, frozen=True):
    key: str
    words: str


TRAITS = st.frozensets(st.integers(0, 2**63 - 1) | st.integers(0, 6), max_size=8)
FLUSH = st.tuples(st.just("flush"), st.just(""), st.just([]))
PUT = st.tuples(st.just("put"), st.sampled_from("abcde"), TRAITS)
COUNT = st.tuples(st.just("count"), st.just(""), st.lists(st.integers(0, 6), max_size=8))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(PUT | COUNT | FLUSH, max_size=12), asked=TRAITS, least=st.integers(1, 3), most=st.integers(1, 4))
def test_the_same_answers(
    store: Store, steps: list[tuple[str, str, list[int]]], asked: frozenset[int], least: int, most: int
) -> None:
    recall: Recall[Seen] = Recall()
    with store.writer() as writer, writer.transaction():
        for table in (things, traits, tallies):
            writer.execute(delete(table))
        stored = Stored(writer, "test", Seen)
        other = Stored(writer, "another pass", Seen)
        other.put(Seen("a", "not to be found"), range(7))
        other.flush()
        for number, (step, key, values) in enumerate(steps):
            for memory in (recall, stored):
                if step == "put":
                    memory.put(Seen(key, str(number)), values)
                elif step == "count":
                    memory.count(values)
            if step == "flush":
                stored.flush()
        for fresh in (stored, stored, Stored(writer, "test", Seen)):
            assert fresh.find(asked, least, most) == recall.find(asked, least, most)
            assert fresh.find(range(7)) == recall.find(range(7))
            assert fresh.get(["e", "a", "x", "a"]) == recall.get(["e", "a", "x", "a"])
            assert fresh.tally(range(7)) == recall.tally(range(7))
            stored.flush()


def test_one_of_many_things_is_found(store: Store) -> None:
    with store.writer() as writer, writer.transaction():
        stored = Stored(writer, "test", Seen)
        for number in range(2_000):
            stored.put(Seen(f"{number:04d}", "x"), {1, number + 2})
        stored.flush()
        assert [each.key for each in stored.find({1, 1_500 + 2}, most=2)] == ["1500", "0000"]
        assert stored.numbers(["0003", "no"]) == {"0003": 4}
