"""What is known of some bytes before they are looked at, and how their address is shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from mahdar.errors import Unreadable
from mahdar.model import Page
from mahdar.settings import Settings

_LONE = re.compile("[\ud800-\udfff]")
# Letters beyond ASCII. An encoded slash, space or percent sign stays, for decoding it would change the address.
_ENCODED = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")


class Origin(Struct, frozen=True, kw_only=True):
    """Where bytes come from, what their sender calls them, and the limits that they are read under."""

    uri: str
    settings: Settings
    name: str = ""  # file name, whose ending tells what the content leaves open
    media_type: str = ""
    charset: str | None = None
    fetched: str | None = None

    def unreadable(self, reason: str) -> Unreadable:
        """Why these bytes gave no page."""
        return Unreadable(self.uri, reason)

    def page(self, data: bytes, media_type: str) -> Page | Unreadable:
        """One page of `data`, or that it is too large."""
        if len(data) > self.settings.max_page_bytes:
            return self.unreadable(too_large(self.settings))
        return Page(uri=self.uri, data=data, media_type=media_type, charset=self.charset, fetched=self.fetched)


def too_large(settings: Settings) -> str:
    """The reason given for whatever is above the size limit."""
    return f"larger than {settings.max_page_bytes:,} bytes (setting max_page_bytes)"


def whole(text: str) -> str:
    """`text` with every lone surrogate replaced by U+FFFD, so that it can be written as UTF-8; as long as before."""
    return _LONE.sub("\ufffd", text)


def readable(address: str) -> str:
    """A URL with its percent-encoded letters shown as letters, where they are UTF-8 and can be seen."""
    return _ENCODED.sub(lambda match: _letters(match.group()), whole(address))


def _letters(encoded: str) -> str:
    try:
        letters = unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        return encoded
    return letters if letters.isprintable() else encoded


def moment(written: str | None) -> str | None:
    """A date and time as RFC 3339 in UTC, or None where `written` is none."""
    try:
        found = datetime.fromisoformat(written or "")
        return utc(found) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def utc(found: datetime) -> str:
    """`found` as RFC 3339 in UTC, to the second."""
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
