from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.errors import Unreadable
from mahdar.polling import feed_addresses


def test_addresses_and_lists_of_them(tmp_path: Path) -> None:
    path = tmp_path / "feeds.txt"
    path.write_text(
        "\ufeff# الصحف\nhttps://a.example/feed#x\n\n  https://b.example/feed  # ب\nhttps://a.example/feed#x\n"
    )
    assert feed_addresses(["HTTPS://c.example/", str(path)]) == [
        "HTTPS://c.example/", "https://a.example/feed#x", "https://b.example/feed"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"https://a.example/\nb.example\n", "line 2"), (b"file:///etc/passwd\n", "only http"), (b"\xff\xfe\x00", "UTF-8"),
     (b"https://a.example/\n" * 60_000, "split it"), (b"https://user:word@a.example/", "password")],
)  # fmt: skip
def test_what_is_no_list(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "feeds.txt"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=said):
        feed_addresses([str(path)])


@pytest.mark.parametrize("word", ["nowhere.txt", "http://", "https://user:word@a.example/", "", "\0"])
def test_what_is_neither(word: str) -> None:
    with pytest.raises(Unreadable):
        feed_addresses([word])
