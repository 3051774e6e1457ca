"""`mahdar serve`: the archive at an address of this machine."""

from __future__ import annotations

import gc
import socket
from contextlib import ExitStack
from functools import partial

from litestar import Litestar
from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from mahdar.errors import MahdarError
from mahdar.faces.api import make_app
from mahdar.settings import Settings
from mahdar.store import open_store

LONGEST_HEAD = 32_000
OBJECTS_BETWEEN_COLLECTIONS = 50_000
MOST_CONNECTIONS = 500
_GOODBYE_SECONDS = 10


def serve(archive: str, settings: Settings, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve an archive until SIGINT or SIGTERM, by so many processes. BadArchive where there is none, MahdarError where
    the address cannot be had."""
    with open_store(archive, settings):
        pass  # whatever is wrong with it is told before anybody is let in
    with listening(host, port) as at:
        print(f"http://{_shown(at)}/", flush=True)
        config = configured(archive, settings, host, workers)
        if workers == 1:
            Server(config).run([at])
        else:
            Multiprocess(config, [at]).run()


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections at this address; port 0 is any that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        at = socket.create_server((host, port), family=family, backlog=MOST_CONNECTIONS)
    except (OSError, OverflowError, UnicodeError) as problem:
        raise MahdarError(f"{host}:{port} cannot be served ({problem}); choose another --host or --port.") from None
    at.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else head and body of an answer lie 40 ms apart
    at.set_inheritable(True)
    return at


def configured(archive: str, settings: Settings, host: str, workers: int) -> Config:
    """How the server runs; each process opens the archive itself."""
    return Config(
        partial(opened, archive, settings, host),
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=_GOODBYE_SECONDS,
    )


def opened(archive: str, settings: Settings, host: str) -> Litestar:
    """The server of an archive that is open until the server ends."""
    stack = ExitStack()
    app = make_app(stack.enter_context(open_store(archive, settings)), settings, host)
    app.on_shutdown.append(stack.close)
    gc.freeze()  # what the server is made of stays; the collector need not look at it with every answer
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    return app


def _shown(at: socket.socket) -> str:
    host, port = at.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
