from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from mahdar.errors import Refused
from mahdar.model import Page
from mahdar.settings import Settings
from mahdar.sources import open_source, open_sources
from mahdar.sources.addresses import Fetcher
from mahdar.sources.guard import checked_addresses, is_public
from mahdar.sources.web import web_url

ARTICLE = "<!DOCTYPE html><html><head><title>خبر</title></head><body><p>قال الوزير إن الاجتماع تأجل.</p></body></html>"


class Site(BaseHTTPRequestHandler):
    """A small site with every vice."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[str]] = []
    hosts: ClassVar[list[str | None]] = []
    robots = "User-agent: *\nDisallow: /closed\n"

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.hosts.append(self.headers["Host"])
        answer = getattr(self, "get_" + self.path.strip("/").split("/")[0].split("?")[0].partition(".")[0], None)
        answer() if answer else self.send(b"not here", status=404)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in (
            {"Content-Type": "text/html"} | {k.replace("_", "-"): v for k, v in headers.items()}
        ).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass

    def get_robots(self) -> None:
        self.send(self.robots.encode(), Content_Type="text/plain")

    def get_page(self) -> None:
        self.send(ARTICLE.encode())

    get_closed = get_page

    def get_arabic(self) -> None:
        self.send(ARTICLE.encode("windows-1256"), Content_Type='text/html; Charset="Windows-1256"')

    def get_packed(self) -> None:
        self.send(gzip.compress(ARTICLE.encode()), Content_Encoding="gzip")

    def get_bomb(self) -> None:
        self.send(gzip.compress(b" " * 30_000_000), Content_Encoding="gzip")

    def get_loop(self) -> None:
        self.send(b"", 302, Location="/loop")

    def get_moved(self) -> None:
        self.send(b"", 301, Location="/page?moved")

    def get_away(self) -> None:
        self.send(b"", 302, Location="ftp://example.org/x")

    def get_inward(self) -> None:
        self.send(b"", 302, Location="/closed")

    def get_image(self) -> None:
        self.send(b"\x89PNG", Content_Type="image/png")

    def get_broken(self) -> None:
        self.send(b"", 503)

    def get_feed(self) -> None:
        feed = (
            "<rss version='2.0'><channel><item><title>خبر</title><description>نص</description></item></channel></rss>"
        )
        self.send(feed.encode(), Content_Type="application/rss+xml")

    def get_endless(self) -> None:
        self._open_ended(b"x" * 65_536, 0.0)

    def get_trickle(self) -> None:
        self._open_ended(b"x", 0.05)

    def _open_ended(self, piece: bytes, pause: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for _ in range(2_000):
                self.wfile.write(piece)
                time.sleep(pause)
        except OSError:
            pass

    def get_silent(self) -> None:
        time.sleep(1.5)

    def get_cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"<html>")
        self.close_connection = True


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a site that runs in a thread."""
    Site.asked, Site.hosts = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.handle_error = lambda *args: None  # type: ignore[method-assign,assignment]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


OPEN = Settings(allow_private=True, timeout_s=5)


def one(address: str, settings: Settings = OPEN) -> Page:
    (page,) = open_source(address, settings)
    assert isinstance(page, Page), page
    return page


def refused(address: str, settings: Settings = OPEN) -> str:
    (found,) = open_source(address, settings)
    assert isinstance(found, Refused) and found.uri == address, found
    return found.reason


def test_a_page(site: str) -> None:
    clock = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    (page,) = open_source(f"{site}/page", OPEN, Fetcher(OPEN, lambda: clock))
    assert isinstance(page, Page)
    assert (page.data, page.media_type, page.charset) == (ARTICLE.encode(), "text/html", None)
    assert page.fetched == "2024-05-06T07:08:09Z" and page.uri == f"{site}/page"


def test_the_name_is_asked_for_and_shown_in_letters(site: str) -> None:
    named = site.replace("127.0.0.1", "localhost")
    assert one(f"{named}/page/%D8%AE%D8%A8%D8%B1%20%2F#part").uri == f"{named}/page/خبر%20%2F#part"
    assert Site.asked[-1] == "/page/%D8%AE%D8%A8%D8%B1%20%2F"
    assert set(Site.hosts) == {named.removeprefix("http://")}


def test_declared_charset_and_encoding(site: str) -> None:
    assert one(f"{site}/arabic").charset == "windows-1256"
    assert one(f"{site}/packed").data == ARTICLE.encode()


def test_a_feed(site: str) -> None:
    page = one(f"{site}/feed")
    assert page.given and page.given.text == "نص" and page.uri == f"{site}/feed#1" and page.fetched


def test_redirects(site: str) -> None:
    assert one(f"{site}/moved").data == ARTICLE.encode() and Site.asked[-1] == "/page?moved"
    assert "more than 5 times" in refused(f"{site}/loop") and Site.asked.count("/loop") == 6
    assert "only http and https" in refused(f"{site}/away")


def test_robots_are_kept_and_asked_for_once(site: str) -> None:
    found = list(open_sources([f"{site}/page", f"{site}/closed", f"{site}/inward", f"{site}/page"], OPEN))
    assert [isinstance(each, Page) for each in found] == [True, False, False, True]
    assert "robots.txt" in str(found[1]) and "robots.txt" in str(found[2])
    assert Site.asked.count("/robots.txt") == 1 and "/closed" not in Site.asked
    assert one(f"{site}/closed", Settings(allow_private=True, respect_robots=False))


def test_robots_rules_for_us_alone(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "robots", "User-agent: other\nDisallow: /\n\nUser-agent: Mahdar\nDisallow: /page\n")
    assert "robots.txt" in refused(f"{site}/page")
    assert one(f"{site}/closed")


def test_robots_missing_or_broken(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "get_robots", lambda self: self.send(b"", 404))
    assert one(f"{site}/page")
    monkeypatch.setattr(Site, "get_robots", lambda self: self.send(b"", 500))
    assert "robots.txt" in refused(f"{site}/page")


@pytest.mark.parametrize(
    ("path", "reason"),
    [("nowhere", "404"), ("broken", "503"), ("image", "image/png"), ("cut", "cannot be read"),
     ("endless", "max_page_bytes"), ("bomb", "max_page_bytes")],
)  # fmt: skip
def test_what_cannot_be_had(site: str, path: str, reason: str) -> None:
    assert reason in refused(f"{site}/{path}", Settings(allow_private=True, max_page_bytes=1_000_000))


@pytest.mark.parametrize("path", ["trickle", "silent"])
def test_slow_answers_end(site: str, path: str) -> None:
    begun = time.monotonic()
    assert "timeout_s" in refused(f"{site}/{path}", Settings(allow_private=True, timeout_s=0.4))
    assert time.monotonic() - begun < 1.4


def test_nobody_answers() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        assert "cannot be read" in refused(f"http://127.0.0.1:{port}/")


def test_private_addresses_are_refused(site: str) -> None:
    for host in ("127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"):
        assert "private or reserved" in refused(site.replace("127.0.0.1", host) + "/page", Settings())
    assert Site.asked == []


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*args: Any, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.215.14", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Refused, match=r"10\.0\.0\.7"):
        checked_addresses("http://a/", "a", 80, False)
    assert checked_addresses("http://a/", "a", 80, True) == ["93.184.215.14", "10.0.0.7"]


def test_a_name_that_changes_its_mind_is_looked_up_once(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    genuine = socket.getaddrinfo

    def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return genuine("127.0.0.1" if host == "news.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    settings = Settings(allow_private=True, respect_robots=False)
    assert one(site.replace("127.0.0.1", "news.example") + "/page", settings)
    assert asked.count("news.example") == 1 and Site.hosts == [site.replace("http://127.0.0.1", "news.example")]


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
     "2002:a00:1::", "2001:db8::1"],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["http://", "http://[", "https:///x", "http://user:word@a.example/", "http://a b/", "http://a.example:99999/",
     f"http://{'a' * 80}.example/", "http://xn--\u0600/", "http://no-such-host.invalid/"],
)  # fmt: skip
def test_no_address(address: str) -> None:
    assert refused(address)


def test_only_http() -> None:
    for address in ("file:///etc/passwd", "ftp://a/", "javascript:1", ""):
        with pytest.raises(Refused):
            web_url(address)
