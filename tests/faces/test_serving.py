"""The real server on loopback: processes, signals, many at a time, and what no client should send."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from mahdar.errors import BadArchive, MahdarError
from mahdar.faces.serving import listening, serve
from mahdar.keep import add
from mahdar.model import Given, Page
from mahdar.settings import Settings
from mahdar.store import open_store
from mahdar.tokens import new_token

SERVER = "import sys; from mahdar.faces.serving import serve; from mahdar import Settings; "
SERVER += "serve(sys.argv[1], Settings(), port=0, workers=int(sys.argv[2]))"
TEXT = "التقى وزير الخارجية سامر الراوي في عمان رئيس الوزراء كريم حداد، ودعا تركيا إلى فتح المعبر."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "made"
    pages = [Page(uri=f"test:{n}", data=b"%d" % n, given=Given(id=f"a{n}", title="لقاء", text=TEXT)) for n in range(5)]
    with open_store(str(folder), Settings(), make=True) as store:
        assert len(list(add(store, pages, Settings()))) == 5
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> str:
    return str(shutil.copytree(made, tmp_path / "archive"))


@contextmanager
def served(archive: str, workers: int = 1) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    server = subprocess.Popen([sys.executable, "-c", SERVER, archive, str(workers)], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield server.stdout.readline().strip().rstrip("/"), server
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize("workers", [1, 2])
def test_readers_and_writers_at_a_time(archive: str, workers: int) -> None:
    with open_store(archive, Settings()) as store:
        headers = {"Authorization": f"Bearer {new_token(store, 'ندى')}"}
    judged = {"article": "a1", "part": "v1", "verdict": "accept"}
    with served(archive, workers) as (address, _), httpx.Client(base_url=address, timeout=30) as client:

        def ask(number: int) -> int:
            if number % 4 == 0:
                return client.post("/api/judgements", json=judged, headers=headers).status_code
            return client.get(f"/api/{('search?q=الراوي', 'who?name=حداد', 'judgements')[number % 3]}").status_code

        with ThreadPoolExecutor(10) as threads:
            statuses = list(threads.map(ask, range(120)))
        assert {status for number, status in enumerate(statuses) if number % 4} == {200}
        assert {status for number, status in enumerate(statuses) if number % 4 == 0} == {201}
        assert len(client.get("/api/judgements?limit=200").json()) == 30


@pytest.mark.parametrize("workers", [1, 2])
def test_a_signal_ends_it(archive: str, workers: int) -> None:
    with served(archive, workers) as (address, server):
        assert httpx.get(f"{address}/api/stats", timeout=30).json()["articles"] == 5
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) in (0, -signal.SIGTERM)


def test_all_processes_get_clients(archive: str) -> None:
    with served(archive, 2) as (address, server):
        host, port = urlsplit(address).hostname, urlsplit(address).port
        clients = [socket.create_connection((host, port), 20) for _ in range(64)]
        for client in clients:
            client.sendall(b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(65_536).startswith(b"HTTP/1.1 200")
        held = [
            sum(link.readlink().name.startswith("socket:") for link in Path(f"/proc/{one}/fd").iterdir())
            for one in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        ]
        assert len([count for count in held if count >= 10]) == 2
        for client in clients:
            client.close()


def test_an_address_that_others_have_is_refused_to_many_too(archive: str) -> None:
    with served(archive, 2) as (address, _), pytest.raises(MahdarError, match="cannot be served"):
        serve(archive, Settings(), port=urlsplit(address).port or 0, workers=2)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x00\x01\x02\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),  # no Host
        (b"GET /" + b"a" * 40_000, b"400"),  # no end in sight
        (b"GET /api/articles/%ff%fe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"404"),
        (b"GET /api/articles/..%2f..%2fmahdar.sqlite HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"404"),
        (b"GET /api/search?q=%ED%A0%80%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"200"),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", b"421"),
        (b"TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"405"),
    ],
)
def test_what_no_client_should_send(at_work: str, sent: bytes, status: bytes) -> None:
    host, port = urlsplit(at_work).hostname, urlsplit(at_work).port
    with socket.create_connection((host, port), 20) as connection:
        connection.sendall(sent)
        assert connection.recv(65_536).split(b" ", 2)[1] == status
    assert httpx.get(f"{at_work}/api/stats").status_code == 200


@pytest.fixture(scope="module")
def at_work(made: Path) -> Iterator[str]:
    with served(str(made)) as (address, _):
        yield address


def test_a_large_body_is_refused_and_the_server_goes_on(archive: str) -> None:
    with open_store(archive, Settings()) as store:
        headers = {"Authorization": f"Bearer {new_token(store, 'ندى')}"}
    with served(archive) as (address, _), httpx.Client(base_url=address, timeout=30) as client:
        assert client.post("/api/watches", content=b"x" * 2_000_000, headers=headers).status_code == 413
        assert client.get("/api/stats").status_code == 200


def test_an_address_that_cannot_be_had() -> None:
    told = r"cannot be served .* choose another --host or --port"
    with listening("127.0.0.1", 0) as taken, pytest.raises(MahdarError, match=told):
        listening("127.0.0.1", taken.getsockname()[1])
    for host, port in (("no such host", 80), ("127.0.0.1", 70_000), ("203.0.113.1", 80)):
        with pytest.raises(MahdarError, match="cannot be served"):
            listening(host, port)


def test_no_archive_no_server(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match="there is no archive"):
        serve(str(tmp_path / "none"), Settings(), port=0)
