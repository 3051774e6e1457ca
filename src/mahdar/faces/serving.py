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
_SILENT_SECONDS = 60
"""A process that says nothing for so long is started anew; starting took more than 5 on a busy machine."""
_LOOK_SECONDS = 0.1


def serve(archive: str, settings: Settings, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve an archive until SIGINT or SIGTERM, by so many processes. BadArchive where there is none, MahdarError where
    the address cannot be had."""
    with open_store(archive, settings):
        pass  # whatever is wrong with it is told before anybody is let in
    config = configured(archive, settings, host, workers)
    with listening(host, port) as at:
        if workers == 1:
            _tell(at)
            Server(config).run([at])
            return
        taken = at.getsockname()[:2]
    with Apart(at.family, taken) as at:
        _Workers(config, [at]).run()


def _tell(at: socket.socket) -> None:
    host, port = at.getsockname()[:2]
    print(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/", flush=True)


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections at this address; port 0 is any that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        at = socket.create_server((host, port), family=family, backlog=MOST_CONNECTIONS)
    except (OSError, OverflowError, UnicodeError) as problem:
        raise MahdarError(f"{host}:{port} cannot be served ({problem}); choose another --host or --port.") from None
    at.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else head and body of an answer lie 40 ms apart
    return at


class Apart(socket.socket):
    """A socket in whose place each process that it is handed to has one of its own at the same address, so that the
    system shares connections out among them. Of a single socket whoever wakes first takes all that wait: often one of
    two processes had all 8 clients and the other none."""

    def __init__(self, family: int, address: tuple[str, int]) -> None:
        super().__init__(family)
        self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if family == socket.AF_INET6:
            self.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # as `listening` has it
        self.bind(address)

    def __reduce__(self) -> tuple[type[Apart], tuple[int, tuple[str, int]]]:
        return Apart, (int(self.family), self.getsockname()[:2])


class _Workers(Multiprocess):
    """The processes; their address is told when all of them listen, for nobody else does."""

    def init_processes(self) -> None:
        super().init_processes()
        for process in self.processes:
            while process.process.is_alive() and not process.is_ready() and not self.should_exit.wait(_LOOK_SECONDS):
                self.handle_signals()
        if not self.should_exit.is_set():
            _tell(self.sockets[0])


def configured(archive: str, settings: Settings, host: str, workers: int) -> Config:
    """How the server runs; each process opens the archive itself."""
    return Config(
        partial(opened, archive, settings, host),
        factory=True,
        workers=workers,
        http="h11",  # the only one that knows a longest head
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=_GOODBYE_SECONDS,
        timeout_worker_healthcheck=_SILENT_SECONDS,
    )


def opened(archive: str, settings: Settings, host: str) -> Litestar:
    """The server of an archive that is open until the server ends."""
    stack = ExitStack()
    app = make_app(stack.enter_context(open_store(archive, settings)), settings, host)
    app.on_shutdown.append(stack.close)
    gc.freeze()  # what the server is made of stays; the collector need not look at it with every answer
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    return app
