"""Who may write: whoever sends a token that the archive knows."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler

from mahdar.faces.api.asked import Archive
from mahdar.tokens import owner

Owned = Request[str, str, Any]
"""A request that was let through; its `user` is the token's owner."""


def authorised(asking: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Let through who has a token, and remember whose it is; 401 otherwise."""
    scheme, _space, token = asking.headers.get("authorization", "").partition(" ")
    archive: Archive = asking.app.state.archive
    with archive.view() as view:
        by = owner(view, token.strip()) if scheme.lower() == "bearer" else None
    if by is None:
        raise NotAuthorizedException(
            "Writing needs a token: send `Authorization: Bearer TOKEN`.", headers={"WWW-Authenticate": "Bearer"}
        )
    asking.scope["user"] = by


WRITING: dict[str, Any] = {"guards": [authorised], "security": [{"token": []}], "sync_to_thread": True}
"""What makes a route one for writing."""
