from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from mahdar.link.clusters import clusters
from mahdar.model import Link


def link(left: str, right: str, verdict: str = "same", score: float = 0.9, by: str = "rules") -> Link:
    return Link(left=left, right=right, kind="actor", verdict=verdict, score=score, why="because", by=by)


def test_sames_join_and_the_rest_stay_alone() -> None:
    links = [link("a", "b"), link("b", "c"), link("c", "d", "unsure"), link("d", "e", "different")]
    assert clusters(["a", "b", "c", "d", "e", "f"], links) == ([("a", "b", "c"), ("d",), ("e",), ("f",)], [])


def test_a_persons_word_goes_before_the_rules() -> None:
    links = [link("a", "b", "same"), link("a", "b", "different", by="Hind")]
    assert clusters("ab", links) == ([("a",), ("b",)], [])
    links = [link("a", "b", "different"), link("a", "b", "same", by="Hind")]
    assert clusters("ab", links) == ([("a", "b")], [])


def test_the_weakest_same_on_a_cycle_is_not_used_and_told() -> None:
    links = [link("a", "b", score=0.9), link("b", "c", score=0.7), link("a", "c", "different", score=0.1)]
    for order in permutations(links):
        groups, (found,) = clusters("abc", order)
        assert groups == [("a", "b"), ("c",)]
        assert {(each.left, each.right) for each in found.links} == {("a", "b"), ("b", "c"), ("a", "c")}
        assert "weakest" in found.outcome


def test_people_who_contradict_each_other_leave_the_two_apart() -> None:
    links = [link("a", "b", "same", by="Hind"), link("b", "a", "different", by="Omar")]
    groups, (found,) = clusters("ab", links)
    assert groups == [("a",), ("b",)]
    assert {each.by for each in found.links} == {"Hind", "Omar"}


def test_people_s_path_outranks_a_different_of_the_rules_but_is_told() -> None:
    links = [link("a", "b", by="Hind"), link("b", "c", by="Hind"), link("a", "c", "different")]
    groups, (found,) = clusters("abc", links)
    assert groups == [("a", "b", "c")]
    assert "people" in found.outcome


def test_a_persons_different_keeps_a_path_of_the_rules_apart() -> None:
    links = [link("a", "b"), link("b", "c", score=0.8), link("c", "d"), link("a", "d", "different", by="Hind")]
    groups, (found,) = clusters("abcd", links)
    assert groups == [("a", "b"), ("c", "d")]
    assert len(found.links) == 4


def test_a_link_to_itself_says_nothing() -> None:
    assert clusters(["a"], [link("a", "a", "different", by="Hind")]) == ([("a",)], [])


def test_a_long_chain_is_one_actor() -> None:
    links = [link(f"{n:05}", f"{n + 1:05}") for n in range(20_000)]
    assert [len(group) for group in clusters([], links)[0]] == [20_001]


LINKS = st.builds(
    link,
    st.sampled_from("abcdef"),
    st.sampled_from("abcdef"),
    st.sampled_from(["same", "different", "unsure"]),
    st.sampled_from([0.1, 0.5, 0.9]),
    st.sampled_from(["rules", "Hind", "Omar"]),
)


@given(st.lists(LINKS, max_size=14), st.randoms())
def test_groups_part_the_keys_whatever_is_judged_in_whatever_order(links: list[Link], random: object) -> None:
    groups, contradictions = clusters("abcdef", links)
    assert sorted(key for group in groups for key in group) == list("abcdef")
    shuffled = list(links)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert clusters("abcdef", shuffled)[0] == groups
    for found in contradictions:
        assert {each.verdict for each in found.links} == {"same", "different"}
    for each in links:
        told_apart = each.verdict == "different" and each.by != "rules"
        if told_apart and each.left != each.right:
            assert not any(each.left in group and each.right in group for group in groups)
