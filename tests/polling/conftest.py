from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mahdar.settings import Settings
from mahdar.store import Store, open_store

PAGE = """<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>قال الوزير سالم الراوي إن الحدود مفتوحة أمام {title}، وأضاف أن الطريق آمن.</p>
<p>وأوضح المتحدث باسم الوزارة أن الوفد سيبقى في المدينة أسبوعا آخر.</p></article></body></html>"""
ITEM = "<item><title>{0}</title><link>{1}</link><description>ملخص</description>{2}</item>"


class Site(ThreadingHTTPServer):
    """A news site: `feeds` by path as lists of links, `pages` by path as their title or a status that they answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.feeds: dict[str, str] = {}
        self.statuses: dict[str, list[int]] = {}  # what a path answers before it is well
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[float, str, dict[str, str]]] = []
        self.robots = ""
        self.slow = 0.0
        self.huge = False
        self.kind = "text/html"

    def feed(self, path: str, *links: str, more: str = "") -> str:
        """Put a feed with these links at `path`; its address."""
        items = "".join(ITEM.format(f"خبر {link}", link, more) for link in links)
        self.feeds[path] = f"<rss version='2.0'><channel><title>ص</title>{items}</channel></rss>"
        return self.url + path

    def paths(self, start: str = "/") -> list[str]:
        """What was asked for, but for robots.txt."""
        return [path for _, path, _ in self.asked if path.startswith(start) and path != "/robots.txt"]

    def handle_error(self, *args: object) -> None:
        pass


class _Asked(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site = self.server
        site.asked.append((time.monotonic(), self.path, dict(self.headers.items())))
        if self.path == "/robots.txt":
            self.answer(200, site.robots.encode(), "text/plain")
        elif site.statuses.get(self.path):
            self.answer(site.statuses[self.path].pop(0), b"", "text/html")
        elif self.path in site.feeds:
            self.feed(site.feeds[self.path].encode())
        elif site.huge:
            self.answer(200, b"<p>" * 1_000_000, "text/html")
        else:
            time.sleep(site.slow)
            self.answer(200, PAGE.format(title=f"خبر {self.path}").encode(), site.kind)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(204, b"", "")

    def feed(self, body: bytes) -> None:
        etag = f'"{hash(body)}"'
        fresh = self.headers["If-None-Match"] != etag
        self.answer(200 if fresh else 304, body if fresh else b"", "application/rss+xml", etag)

    def answer(self, status: int, body: bytes, kind: str, etag: str = "") -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), "ETag": etag, **self.server.headers}
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def sites() -> Iterator[Callable[[], Site]]:
    """Makes sites, each a server of its own."""
    made = []

    def make() -> Site:
        site = Site()
        made.append(site)
        threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True).start()
        return site

    yield make
    for site in made:
        site.shutdown()
        site.server_close()


@pytest.fixture
def site(sites: Callable[[], Site]) -> Site:
    """One site."""
    return sites()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty archive."""
    with open_store(str(tmp_path / "archive"), Settings(), make=True) as store:
        yield store
