"""What single outlets' pages need beside the general reading: one small declaration each."""

from __future__ import annotations

from msgspec import Struct


class Site(Struct, frozen=True, kw_only=True):
    """Where an outlet's article stands. `hosts` include their subdomains; selectors are CSS, the body's in reading order."""

    hosts: tuple[str, ...]
    title: str | None = None
    body: tuple[str, ...] = ()
    byline: str | None = None


SITES: tuple[Site, ...] = ()


def find_site(urls: tuple[str, ...]) -> Site | None:
    """The declaration of the outlet at the first of `urls` that is known."""
    return None
