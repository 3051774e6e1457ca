"""Tokens: shown once, kept as digests, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mahdar.errors import BadToken, NotFound
from mahdar.settings import Settings
from mahdar.store import Store, open_store
from mahdar.tokens import new_token, owner, revoke


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path), Settings(), make=True) as store:
        yield store


def asked(store: Store, token: str) -> str | None:
    with store.view() as view:
        return owner(view, token)


def test_a_token_is_its_owners_and_nobody_elses(store: Store, tmp_path: Path) -> None:
    mine, yours = new_token(store, " ندى "), new_token(store, "رامي")
    assert (asked(store, mine), asked(store, yours)) == ("ندى", "رامي")
    assert [asked(store, wrong) for wrong in ("", mine[:-1], mine + "x", "\ud800")] == [None] * 4
    assert not any(mine.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_token_that_is_revoked_is_nobodys(store: Store) -> None:
    token = new_token(store, "ندى")
    revoke(store, "ندى")
    assert asked(store, token) is None
    with pytest.raises(NotFound, match="ندى: nobody of this name has a token"):
        revoke(store, "ندى")
    assert asked(store, new_token(store, "ندى")) == "ندى"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\u202eأ", "م" * 101])
def test_a_token_needs_a_name(store: Store, name: str) -> None:
    with pytest.raises(BadToken, match="needs the name"):
        new_token(store, name)


def test_a_name_has_one_token(store: Store) -> None:
    new_token(store, "ندى")
    with pytest.raises(BadToken, match="has a token already; revoke that one first"):
        new_token(store, "ندى")
