"""What keeps a browser from doing with an answer what it should not."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from mahdar.settings import Settings

NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_HEADERS = {
    "Content-Security-Policy": NOTHING,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


async def guarded(message: Message, _: Scope) -> None:
    """Every answer's headers, where the route has not set its own."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)


class KnownHosts(ASGIMiddleware):
    """Refuses requests meant for other hosts: a page elsewhere whose name was made to point here (DNS rebinding)."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, host: str, settings: Settings) -> None:
        public = urlsplit(settings.public_url).hostname
        self._names = {name.lower() for name in (host, "localhost", public) if name}

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass on what is meant for this server, 421 otherwise."""
        named = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if not self._known(named):
            raise HTTPException(
                status_code=421,
                detail="The Host header names no host of this server; MAHDAR_PUBLIC_URL says where it is reached.",
            )
        await next_app(scope, receive, send)

    def _known(self, named: str) -> bool:
        try:
            host = urlsplit(f"//{named}").hostname or ""
        except ValueError:
            return False
        return host in self._names or _is_address(host)


def _is_address(host: str) -> bool:
    """Whether it is a bare IP address: nobody can make one of those point elsewhere."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
