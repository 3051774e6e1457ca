from __future__ import annotations

import gzip
import random
from collections.abc import Callable

import pytest

from mahdar.errors import Unreadable
from mahdar.model import Page

Reader = Callable[..., tuple[list[Page], list[Unreadable]]]
BODY = "<html><body><p>قال الوزير إن الاجتماع تأجل.</p></body></html>".encode()


def warc_record(
    uri: str, http: bytes, kind: str = "response", content: str = "application/http; msgtype=response"
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"WARC-Date: 2021-02-03T04:05:06Z\r\nWARC-Target-URI: {uri}\r\n"
        f"Content-Type: {content}\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def http_answer(body: bytes, headers: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body


ONE = warc_record("http://news.example/1", http_answer(BODY))
TWO = warc_record(
    "http://news.example/%D8%AE%D8%A8%D8%B1?a=%2F", http_answer(BODY, "Content-Type: text/html; charset=windows-1256")
)
INFO = warc_record("", b"software: none\r\n", "warcinfo", "application/warc-fields")
REQUEST = warc_record(
    "http://news.example/1", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "request", "application/http; msgtype=request"
)


def packed(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


@pytest.mark.parametrize(
    "data", [INFO + REQUEST + ONE + TWO, packed(INFO, REQUEST, ONE, TWO), gzip.compress(ONE + TWO)]
)
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a"])
def test_pages_of_an_archive(read: Reader, data: bytes, name: str) -> None:
    pages, faults = read(data, name)
    assert not faults
    assert [page.uri for page in pages] == ["http://news.example/1", "http://news.example/خبر?a=%2F"]
    assert [page.charset for page in pages] == ["utf-8", "windows-1256"]
    assert all(page.data == BODY and page.media_type == "text/html" for page in pages)
    assert all(page.fetched == "2021-02-03T04:05:06Z" and page.given is None for page in pages)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Type: text/html\r\nContent-Encoding: gzip", gzip.compress(BODY)),
        ("Content-Type: text/html\r\nTransfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)),
        (
            "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip",
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(BODY, mtime=0)), gzip.compress(BODY, mtime=0)),
        ),
        ("Content-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked", BODY),
    ],
)
def test_what_http_wrapped_is_unwrapped(read: Reader, headers: str, body: bytes) -> None:
    pages, faults = read(warc_record("http://a/", http_answer(body, headers)))
    assert [page.data for page in pages] == [BODY] and not faults


def test_what_is_no_page_is_passed_over(read: Reader) -> None:
    others = [http_answer(BODY, status="404 Not Found"), http_answer(BODY, "Content-Type: image/png")]
    others += [http_answer(b"", "Location: /", "301 Moved"), http_answer(b"a{}", "Content-Type: text/css")]
    assert read(b"".join(warc_record("http://a/", other) for other in others)) == ([], [])


def test_resources_conversions_and_feeds(read: Reader) -> None:
    feed = "<rss version='2.0'><channel><item><title>خبر</title><link>http://a/1</link></item></channel></rss>".encode()
    text = warc_record("http://a/t", BODY, "conversion", "text/plain")
    resource = warc_record("http://a/r", BODY, "resource", "text/html; charset=utf-8")
    pages, _ = read(text + resource + warc_record("http://a/f", http_answer(feed, "Content-Type: application/rss+xml")))
    assert [page.uri for page in pages] == ["http://a/t", "http://a/r", "http://a/1"]
    assert pages[2].given and pages[2].given.title == "خبر"


@pytest.mark.parametrize(
    "data", [(ONE + TWO)[:-30], ONE + TWO[:90], packed(ONE) + packed(TWO)[:-40], packed(ONE, REQUEST)[:-40]]
)
def test_cut_off(read: Reader, data: bytes) -> None:
    pages, faults = read(data, "cut.warc")
    assert [page.uri for page in pages] == ["http://news.example/1"]
    assert len(faults) == 1 and faults[0].uri.endswith("cut.warc") and "cut off" in faults[0].reason


@pytest.mark.parametrize("data", [ONE + b"junk\r\n" * 9 + TWO, packed(ONE) + b"junk" * 9])
def test_broken_in_the_middle(read: Reader, data: bytes) -> None:
    pages, faults = read(data, "broken.warc")
    assert len(pages) == 1 and len(faults) == 1 and faults[0].uri.endswith("broken.warc")


def test_too_large_a_record_is_refused_and_the_rest_read(read: Reader) -> None:
    bomb = http_answer(gzip.compress(b" " * 5_000_000), "Content-Type: text/html\r\nContent-Encoding: gzip")
    large = http_answer(b" " * 200_000)
    pages, faults = read(warc_record("http://a/b", bomb) + warc_record("http://a/l", large) + ONE, limit=100_000)
    assert [page.uri for page in pages] == ["http://news.example/1"]
    assert [fault.uri for fault in faults] == ["http://a/b", "http://a/l"]
    assert all("max_page_bytes" in fault.reason for fault in faults)


def test_no_archive_at_all(read: Reader) -> None:
    pages, faults = read(b"nothing of the kind", "a.warc")
    assert not pages and len(faults) == 1


def test_any_damage_gives_pages_and_faults(read: Reader) -> None:
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(chance.choice([INFO + ONE + TWO, packed(ONE, TWO)]))
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice([0, 1, 20])] = chance.randbytes(chance.choice([0, 1, 8]))
        pages, faults = read(bytes(data), "a.warc")
        assert len(pages) <= 3 and len(faults) <= 3


@pytest.mark.parametrize(
    "http", [b"garbage", b"", b"HTTP/1.1 2x0 OK\r\n\r\nb", b"HTTP/1.1 200 OK\r\nA: " + b"x" * 99_999]
)
def test_a_record_without_an_http_answer_is_named_and_the_rest_read(read: Reader, http: bytes) -> None:
    pages, (fault,) = read(ONE + warc_record("http://a/bad", http) + TWO)
    assert len(pages) == 2 and fault.uri == "http://a/bad" and "no HTTP answer" in fault.reason


def test_header_lines_that_end_in_a_line_feed_alone(read: Reader) -> None:
    pages, faults = read(warc_record("http://a/", http_answer(BODY).replace(b"\r\n", b"\n")))
    assert [page.data for page in pages] == [BODY] and not faults


def test_wherever_it_is_cut_off_the_fault_is_told(read: Reader) -> None:
    for cut in range(1, len(TWO) - 4, 7):
        pages, faults = read(ONE + TWO[:cut])
        assert len(pages) == 1 and len(faults) == 1, cut
