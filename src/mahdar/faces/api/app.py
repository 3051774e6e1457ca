"""The whole server: its routes, and what holds of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from litestar import Litestar, MediaType, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme
from litestar.types import Message, Send

from mahdar.faces.api.articles import ARTICLES
from mahdar.faces.api.asked import Archive
from mahdar.faces.api.judgements import Judgements
from mahdar.faces.api.linked import LINKED
from mahdar.faces.api.problems import handlers
from mahdar.faces.api.questions import QUESTIONS
from mahdar.faces.api.reading import READING
from mahdar.faces.api.remembering import AT_A_TIME, Answers
from mahdar.faces.api.safety import KnownHosts, guarded
from mahdar.faces.api.watches import Watches, get_feed
from mahdar.settings import Settings
from mahdar.store import Store

LARGEST_BODY = 1_000_000


def make_app(store: Store, settings: Settings, host: str = "127.0.0.1") -> Litestar:
    """The server of an open archive, an ASGI application; `host` is the one that it is reached at."""
    archive = Archive(store, settings)
    api = Router("/api", route_handlers=[*QUESTIONS, *ARTICLES, *LINKED, Judgements, Watches])
    app = Served(
        [api, get_feed, *READING],
        dependencies={"archive": Provide(lambda: archive, sync_to_thread=False)},
        exception_handlers=handlers(),
        middleware=[KnownHosts(host, settings), Answers(archive)],
        before_send=[guarded],
        lifespan=[_threads],
        request_max_body_size=LARGEST_BODY,
        openapi_config=_described(),
        logging_config=None,
    )
    app.state.archive = archive
    return app


class Served(Litestar):
    """Answers HEAD too: as GET, without the body."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, whatever its method."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        await super().__call__(scope, receive, send)


def _without_body(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return sending


@asynccontextmanager
async def _threads(_: Litestar) -> AsyncIterator[None]:
    """As many threads as requests that are worked on at a time."""
    with ThreadPoolExecutor(AT_A_TIME, "mahdar") as threads:
        asyncio.get_running_loop().set_default_executor(threads)
        yield


def _described() -> OpenAPIConfig:
    """The description at /schema: the document alone, which loads nothing from anywhere."""
    token = SecurityScheme(type="http", scheme="bearer", description="Made by `mahdar token`; for writing alone.")
    return OpenAPIConfig(
        title="Mahdar",
        version=version("mahdar"),
        summary="Arabic news as a record that can be cited: who met, said, asked, promised and did what to whom.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        components=Components(security_schemes={"token": token}),
        render_plugins=[JsonRenderPlugin(path="/openapi.json", media_type=MediaType.JSON)],
        use_handler_docstrings=True,
    )
