from __future__ import annotations

import gzip
import io
import json
import os
import socket
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.errors import Unreadable
from mahdar.model import Page
from mahdar.settings import Settings
from mahdar.sources import open_source, open_sources
from mahdar.sources.files import read_bytes, read_stream
from mahdar.sources.origin import Origin

Reader = Callable[..., tuple[list[Page], list[Unreadable]]]
TEXT = "دمشق – قال الوزير إن الاجتماع تأجل إلى الغد.\n".encode()
HTML = "<!DOCTYPE html>\n<html><body><p>قال الوزير إن الاجتماع تأجل.</p></body></html>".encode()
LINE = json.dumps({"id": "a1", "text": "قال الوزير."}, ensure_ascii=False).encode() + b"\n"


# ── kinds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("name", ["a", "a.txt", "a.html", "a.bin", "a.gz", "a.jsonl"])
def test_content_decides_before_the_ending(
    read: Reader, name: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    for data, media_type in ((HTML, "text/html"), (LINE, "application/json")):
        (page,), faults = read(pack(data), name)
        assert page.media_type == media_type and page.data == data.strip() and not faults


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (TEXT, "a.txt", "text/plain"),
        (TEXT, "a.html", "text/html"),
        (TEXT, "a", "text/plain"),
        (b"", "a.warc", "text/plain"),
        (b"\xff\xfe" + HTML.decode().encode("utf-16-le"), "a.txt", "text/html"),
        (b"\xef\xbb\xbf\n " + HTML, "a.txt", "text/html"),
        (b'<?xml version="1.0"?>\n<!-- c -->\n<html xmlns="x">', "a", "text/html"),
        (b"a > b < c", "a", "text/plain"),
        (b"\n  <div>x</div>", "a", "text/html"),
        (b"menu\nmenu <body class='x'>", "a.txt", "text/html"),
        (b"{ this is no JSON }", "a", "text/plain"),
    ],
)
def test_single_pages(read: Reader, data: bytes, name: str, media_type: str) -> None:
    (page,), faults = read(data, name)
    assert (page.data, page.media_type, page.charset, page.fetched, page.given) == (data, media_type, None, None, None)
    assert page.uri.endswith("/" + name) and not faults


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, number in ((TEXT, 1), (LINE * 3, 3), (gzip.compress(LINE * 2), 2), (HTML, 1), (b"", 1)):
        reading, writing = os.pipe()
        os.write(writing, data[:5])
        os.write(writing, data[5:])
        os.close(writing)
        with os.fdopen(reading) as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            found = list(open_source("-", Settings()))
        assert len(found) == number and all(isinstance(page, Page) and page.uri.startswith("-") for page in found)


def test_a_line_in_a_pipe_is_given_out_before_the_next_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        os.write(writing, LINE)
        pages = open_source("-", Settings())
        assert isinstance(next(pages), Page)
        os.close(writing)
        assert list(pages) == []


# ── JSON Lines ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_field(read: Reader) -> None:
    line = {
        "id": 7, "text": "نص\r\nآخر", "title": "عنوان", "url": "http://a.example/%D8%AE?%20", "outlet": "صحيفة",
        "byline": "سالم", "published": "2021-02-03T23:30:00+03:00", "fetched": "2021-02-04T02:00:00+03:00", "more": [1],
    }  # fmt: skip
    data = json.dumps(line).encode()
    (page,), faults = read(b"\xef\xbb\xbf\n" + data + b"\r\n \n", "a.jsonl")
    assert not faults and page.given
    assert (page.uri, page.data, page.charset) == ("http://a.example/خ?%20", data, "utf-8")
    assert page.fetched == "2021-02-03T23:00:00Z" and page.given.published == "2021-02-03"
    assert (page.given.id, page.given.text, page.given.title) == ("7", "نص\r\nآخر", "عنوان")
    assert (page.given.outlet, page.given.byline, page.given.url) == ("صحيفة", "سالم", line["url"])


@pytest.mark.parametrize(
    ("written", "day"),
    [("2021-02-03", "2021-02-03"), ("2021-02-03 10:00", "2021-02-03"), ("2021-02-30", None), ("2021-02", None),
     ("9999-12-31", "9999-12-31"), ("2021-02-033", None), ("03/02/2021", None), ("", None), (None, None)],
)  # fmt: skip
def test_published(read: Reader, written: str | None, day: str | None) -> None:
    (page,), _ = read(json.dumps({"text": "نص", "published": written}).encode())
    assert page.given and page.given.published == day


@pytest.mark.parametrize(
    "line",
    [
        b'{"text": 5}', b'{"text": null}', b'{"id": "a"}', b'{"text": "a", "title": ["b"]}', b"[]", b"null", b'"text"',
        b'{"text": "a"', b"oops", b'{"text": "a"} {}', b'{"text": "\xff"}', b'{"text": "\\ud800", "id": {}}',
        b"[" * 99_999, b'{"text": "a", "published": 20210203}', b'{"text": "a", "id": 1.5}', b"\x00",
        b'{"text": "\xed\xa0\x80"}',
        b'{"a":' * 99_999 + b'"\\ud800"',
    ],
)  # fmt: skip
def test_a_broken_line_is_named_and_the_next_is_read(read: Reader, line: bytes) -> None:
    pages, (fault,) = read(LINE + line + b"\n" + LINE, "a.jsonl")
    assert len(pages) == 2 and fault.uri.endswith("a.jsonl:2") and "\n" not in str(fault)
    str(fault).encode()


def test_lone_surrogates_and_nul_can_be_written(read: Reader) -> None:
    line = b'{"text": "a\\ud800b\\udc00\\ud83d\\ude00\\u0000", "id": "\\ud800", "title": null}'
    (page,), faults = read(line)
    assert not faults and page.given and page.given.text == "a\ufffdb\ufffd😀\x00" and page.given.id == "\ufffd"


def test_too_long_a_line_is_refused_and_the_rest_read(read: Reader) -> None:
    long = b'{"text": "' + b"x" * 3_000 + b'"}\n'
    pages, (fault,) = read(LINE + long + LINE, "a.jsonl", limit=1_000)
    assert len(pages) == 2 and fault.uri.endswith(":2") and "max_page_bytes" in fault.reason
    pages, faults = read(LINE[:-1] + b" " * (100 - len(LINE)) + b"\n" + LINE, "a.jsonl", limit=99)
    assert len(pages) == 2 and not faults


def test_a_bomb_without_a_line_end_is_left_alone(read: Reader) -> None:
    pages, faults = read(gzip.compress(LINE + b" " * 1_000_000 + b"\n" + LINE), "a.jsonl.gz", limit=1_000)
    assert len(pages) == 1 and len(faults) == 2 and "nothing behind it" in faults[1].reason


def test_memory_stays_flat(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for _ in range(400):
            stream.write(b'{"text": "' + b"x" * 50_000 + b'"}\n')
    tracemalloc.start()
    assert sum(1 for _ in open_source(str(path), Settings())) == 400
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


# ── packed, cut off, too large, not there ─────────────────────────────────────────────────────────────────────────


def test_cut_off_gzip_gives_the_lines_before(read: Reader) -> None:
    lines = b"".join(json.dumps({"text": os.urandom(200).hex()}).encode() + b"\n" for _ in range(2_000))
    pages, (fault,) = read(gzip.compress(lines)[:200_000], "a.jsonl.gz")
    assert len(pages) > 100 and "cut off" in fault.reason and fault.uri.endswith("a.jsonl.gz")
    assert read(gzip.compress(TEXT)[:-12], "a.txt.gz")[1]


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b", b"\x1f\x8bjunk", gzip.compress(TEXT) + b"junk", b"\x1f\x8b\x08" + b"\x00" * 99]
)
def test_damaged_gzip(read: Reader, data: bytes) -> None:
    assert [fault.uri[-4:] for fault in read(data, "a.gz")[1]] == ["a.gz"]


def test_packed_twice(read: Reader) -> None:
    _, (fault,) = read(gzip.compress(gzip.compress(TEXT)))
    assert "twice" in fault.reason


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("data", [b"x" * 2_000, HTML + b" " * 2_000, b"<rss>" + b" " * 2_000])
def test_too_large_a_page(read: Reader, pack: Callable[[bytes], bytes], data: bytes) -> None:
    pages, (fault,) = read(pack(data), limit=1_000)
    assert not pages and "1,000 bytes" in fault.reason
    assert len(read(pack(data), limit=len(data))[0]) == (0 if data.startswith(b"<rss") else 1)


def test_what_cannot_be_opened(read: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    with socket.socket(socket.AF_UNIX) as bound:
        monkeypatch.chdir(tmp_path)
        bound.bind("socket")
        for path in ("nowhere", str(link), "socket", "a\0b", "", "x" * 5_000):
            pages, (fault,) = read(path)
            assert not pages and fault.reason and "\n" not in fault.reason


# ── folders ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_read_in_order_and_once(tmp_path: Path) -> None:
    for name in ("b/z.txt", "b/a.html", "a.txt", "c.jsonl", ".hidden", ".git/x.txt", "b/.y", "d/e/f/%D8%A7 b.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(LINE if name.endswith("jsonl") else TEXT)
    (tmp_path / "b" / "up").symlink_to(tmp_path)
    (tmp_path / "b" / "self").symlink_to(tmp_path / "b")
    (tmp_path / "e.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    found = [each.uri.removeprefix(str(tmp_path)) for each in open_source(str(tmp_path), Settings())]
    assert found == ["/a.txt", "/b/a.html", "/b/z.txt", "/c.jsonl:1", "/d/e/f/%D8%A7 b.txt", "/e.txt", "/gone"]


def test_a_folder_goes_on_behind_what_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    (tmp_path / "b.txt").write_bytes(TEXT)
    (tmp_path / "c.gz").write_bytes(b"\x1f\x8bjunk")
    (tmp_path / "d.txt").write_bytes(TEXT)
    kinds = [
        type(each).__name__ for each in open_sources([str(tmp_path), "nowhere", str(tmp_path / "b.txt")], Settings())
    ]
    assert kinds == ["Unreadable", "Page", "Unreadable", "Page", "Unreadable", "Page"]


def test_a_file_name_that_is_no_utf_8(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"\xc7\xe1.txt")
    with open(path, "wb") as stream:
        stream.write(TEXT)
    (page,) = open_source(str(tmp_path), Settings())
    assert isinstance(page, Page) and page.uri.endswith("\ufffd\ufffd.txt")


# ── any bytes ─────────────────────────────────────────────────────────────────────────────────────────────────────

STARTS = [
    b"",
    b"WARC/1.0\r\n",
    b"\x1f\x8b\x08\x00",
    b"<rss>",
    b"<feed>",
    b'{"text":',
    b"<html>",
    b"\xff\xfe",
    b"<?xml ",
]


@given(st.sampled_from(STARTS), st.binary(max_size=400), st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_bytes_give_pages_or_unreadables(start: bytes, data: bytes, packed: bool) -> None:
    whole = gzip.compress(start + data) if packed else start + data
    for found in read_bytes(whole, Origin(uri="any", settings=Settings(max_page_bytes=300))):
        assert isinstance(found, Page | Unreadable) and found.uri.encode()


def test_an_error_while_reading_is_said() -> None:
    class Failing(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    (fault,) = read_stream(Failing(), Origin(uri="disk", settings=Settings()))
    assert str(fault) == "disk: input/output error"
