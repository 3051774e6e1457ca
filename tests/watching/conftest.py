from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from mahdar.keep import add
from mahdar.settings import Settings
from mahdar.sources import open_source
from mahdar.store import Store, open_store

Put = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Where the archive is."""
    return str(tmp_path / "archive")


@pytest.fixture
def store(folder: str) -> Iterator[Store]:
    """An empty archive."""
    with open_store(folder, Settings(), make=True) as store:
        yield store


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Stores articles, given as id=text or id=(title, text), as `mahdar archive add` would; their ids."""

    def put_in(store: Store, **texts: str | tuple[str, str]) -> list[str]:
        lines = []
        for key, given in texts.items():
            title, text = given if isinstance(given, tuple) else (f"خبر {key}", given)
            article = {"id": key, "title": title, "text": text, "outlet": "صحيفة الضفة", "published": "2024-07-21"}
            lines.append(json.dumps(article | {"url": f"https://news.example/{key}"}))
        path = tmp_path / "input.jsonl"
        path.write_text("\n".join(lines) + "\n")
        found = list(add(store, open_source(str(path), Settings()), Settings()))
        assert all(each.kept and each.kept.state == "record" for each in found), found
        return [each.kept.key for each in found if each.kept]

    return put_in


class Hook(ThreadingHTTPServer):
    """A webhook that answers with the statuses it is told to, then with 200; None hangs up."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hooked)
        self.address = f"http://127.0.0.1:{self.server_port}/hook"
        self.answers: list[int | None] = []
        self.refuses = ""  # what the hook says 422 to
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.taken: list[str] = []  # ids

    def handle_error(self, *args: object) -> None:
        pass


class _Hooked(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers.items()), body))
        status = self.server.answers.pop(0) if self.server.answers else 200
        key = json.loads(body)["id"]
        if self.server.refuses and key == self.server.refuses:
            status = 422
        if status is None:
            return
        if status == 200:
            self.server.taken.append(key)
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def hooks() -> Iterator[Callable[[], Hook]]:
    """Makes webhooks, each a server of its own."""
    servers = []

    def make() -> Hook:
        server = Hook()
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def hook(hooks: Callable[[], Hook]) -> Hook:
    """One webhook."""
    return hooks()


class Mailbox:
    """What a mail server took, and what it says instead to whoever it does not like."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.to_recipients: dict[str, str] = {}
        self.to_data = ""
        self.rude = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.to_recipients:
            return self.to_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.to_data:
            return self.to_data
        self.mails.append(envelope)
        return "250 taken"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.rude and server.transport:
            server.transport.close()
        return "221 Bye"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Settings]]:
    """A mail server's box, and the settings that lead to it."""
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", smtp_from="mahdar@desk.example")
    controller.stop()
