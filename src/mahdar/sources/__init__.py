"""Where bytes come from: files and folders, WARC, feeds, JSON Lines, standard input, addresses. Each gives Pages.

An input that cannot be read gives an `errors.Unreadable`, as a value: the run goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mahdar.errors import Refused, Unreadable
from mahdar.model import Page
from mahdar.settings import Settings
from mahdar.sources.addresses import Fetcher
from mahdar.sources.files import read_bytes, read_input, read_path

__all__ = ["open_source", "open_sources"]


def open_source(path_or_url: str, settings: Settings, fetcher: Fetcher | None = None) -> Iterator[Page | Unreadable]:
    """The pages of a file, a folder, an http or https address, or of standard input ("-"), one at a time."""
    if path_or_url == "-":
        yield from read_input(settings)
    elif path_or_url.lower().startswith(("http://", "https://")):
        try:
            data, origin = (fetcher or Fetcher(settings)).fetch(path_or_url)
        except Refused as refused:
            yield refused
        else:
            yield from read_bytes(data, origin)
    else:
        yield from read_path(path_or_url, settings)


def open_sources(paths_or_urls: Iterable[str], settings: Settings) -> Iterator[Page | Unreadable]:
    """The pages of all of them, in their order; every site's robots.txt is asked for once."""
    fetcher = Fetcher(settings)
    for path_or_url in paths_or_urls:
        yield from open_source(path_or_url, settings, fetcher)
