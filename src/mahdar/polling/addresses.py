"""Which feeds to follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mahdar.errors import Barred, Unreadable
from mahdar.sources.web import web_url

LIST_BYTES = 1_000_000


def feed_addresses(words: Iterable[str]) -> list[str]:
    """The feeds that `words` name, each once: an address, or a file with one a line, where # begins a remark.
    Unreadable says which word or line is none."""
    found: dict[str, None] = {}
    for word in words:
        lines = [(word, word)] if word.lower().startswith(("http://", "https://")) else _listed(word)
        for place, address in lines:
            try:
                web_url(address)
            except Barred as barred:
                raise Unreadable(place, barred.reason) from None
            found[address] = None
    return list(found)


def _listed(path: str) -> Iterator[tuple[str, str]]:
    """(where it stands, the address) for every line of a file."""
    try:
        with open(path, "rb") as file:
            text = file.read(LIST_BYTES + 1).decode("utf-8-sig")
    except OSError as wrong:
        raise Unreadable(path, f"neither an address nor a file: {wrong.strerror}") from None
    except ValueError:
        raise Unreadable(path, "no list of addresses: it is no UTF-8 text") from None
    if len(text) > LIST_BYTES:
        raise Unreadable(path, f"a list of more than {LIST_BYTES:,} bytes; split it")
    for number, line in enumerate(text.splitlines(), 1):
        address = line.partition(" #")[0].strip()
        if address and not address.startswith("#"):
            yield f"{path}, line {number}", address
