"""The pages' files are WARC that others can read, and give back what was received."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given
from hypothesis import strategies as some
from warcio.archiveiterator import ArchiveIterator as OtherIterator

from mahdar import Page, Settings
from mahdar.errors import BadArchive, Unreadable
from mahdar.keep import add
from mahdar.model import Given
from mahdar.sources import open_sources
from mahdar.store import Store
from mahdar.store import evidence as kept
from mahdar.store.evidence import Evidence, Place, Segment, page_of, tombstone, tombstone_of, warc_record
from mahdar.store.schema import pages

Wire = Callable[..., Path]
NOW = "2024-12-05T10:00:00Z"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def packed(page: Page) -> bytes:
    return warc_record(page, digest(page.data), NOW)


words = some.none() | some.text(some.characters(exclude_categories=["Cs"]), max_size=40)


@given(some.binary(max_size=300), some.text(max_size=40), some.text(max_size=20), words, words)
def test_any_page_comes_back(data: bytes, uri: str, media_type: str, charset: str | None, title: str | None) -> None:
    text = data.decode("utf-8", "ignore")[1:] or None
    page = Page(
        uri=uri.encode("utf-8", "replace").decode().replace("\0", "?"),
        data=data,
        media_type=media_type.encode("utf-8", "replace").decode(),
        charset=charset,
        given=Given(title=title, text=text) if title else None,
    )
    if page.media_type != "application/json":
        assert page_of(packed(page)) == (page, digest(data))


def test_other_readers_find_every_page_and_its_digest(sqlite: Store, wire: Wire) -> None:
    list(add(sqlite, open_sources([str(wire(5))], Settings()), Settings()))
    with sqlite.writer() as writer:
        writer.remove("wire-2", "asked for")
    (segment,) = sqlite.evidence.segments()
    path = sqlite.evidence.path(segment)
    with path.open("rb") as file:
        seen = [
            (record.headers["WARC-Type"], digest(record.reader.read()))
            for record in ArchiveIterator(file, WarcRecordType.any_type)
        ]
    with path.open("rb") as file:
        assert all(each.verify_block_digest() for each in ArchiveIterator(file, WarcRecordType.any_type))
    with path.open("rb") as file:
        for record in (others := OtherIterator(file, check_digests="raise")):
            assert record.rec_headers.protocol == "WARC/1.1"
            record.content_stream().read()
    assert others.err_count == 0
    with sqlite.view() as view:
        known = [row.sha256 for row in view.rows(pages.select().order_by(pages.c.id))]
    assert [kind for kind, _ in seen] == ["resource", "resource", "metadata", "resource", "resource"]
    assert [of for kind, of in seen if kind == "resource"] == [known[0], known[1], known[3], known[4]]


def test_a_damaged_page_is_told_of() -> None:
    member = packed(Page(uri="a", data=b"one two three"))
    for wrong, said in (
        (b"", "cut off"),
        (member[:-1], "cut off"),
        (member + b"x", "longer"),
        (member[:20] + bytes([member[20] ^ 1]) + member[21:], "no page|cut off"),
        (gzip.compress(b"not a WARC"), "no page"),
        (gzip.compress(gzip.decompress(member).replace(b"two", b"TWO")), "another digest"),
        (tombstone("a", "b" * 64, "why", NOW), "no page"),
    ):
        with pytest.raises(BadArchive, match=said):
            page_of(wrong)
    with pytest.raises(BadArchive, match="no tombstone"):
        tombstone_of(member)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 1_000_000)
    with pytest.raises(BadArchive, match="more than 1,000,000 bytes"):
        page_of(gzip.compress(bytes(100_000_000)))
    with pytest.raises(Unreadable, match="at most"):
        packed(Page(uri="a", data=bytes(1_000_000)))


def test_a_header_cannot_be_broken_out_of() -> None:
    page = Page(uri="https://x/\r\nWARC-Type: request\r\n\r\nmore", data=b"a", media_type="text/plain\r\nX: y\r\n\r\n")
    (record,) = ArchiveIterator(BytesIO(packed(page)), WarcRecordType.any_type)
    assert record.headers["WARC-Type"] == "resource" and "X" not in record.headers
    assert page_of(packed(page))[0] == page


def test_two_writers_never_append_to_one_segment(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    first, second = (Segment.free(evidence, lambda segment: 0) for _ in range(2))
    assert (first.number, second.number) == (1, 2)
    first.append(b"never reported as stored")
    first.close()
    again = Segment.free(evidence, lambda segment: 0)
    assert (again.number, again.end, evidence.path(1).stat().st_size) == (1, 0, 0)
    again.close()
    second.close()


def test_full_retired_and_damaged_segments_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SEGMENT_BYTES", 10)
    evidence = Evidence(tmp_path)
    for number, data in enumerate((b"x" * 10, b"x" * 5, b"x", b"xxxx"), 1):
        evidence.path(number).write_bytes(data)
    ends = {1: 10, 2: -1, 3: 3, 4: 2}
    found = Segment.free(evidence, ends.__getitem__)
    assert (found.number, found.end, found.full) == (4, 2, False)
    found.append(b"y" * 8)
    assert found.full
    found.close()
    assert [evidence.path(number).read_bytes() for number in (2, 3)] == [b"x" * 5, b"x"]
    assert evidence.member(Place(4, 0, 4)) == b"xxyy"


def test_a_full_segment_is_followed_by_another(sqlite: Store, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SEGMENT_BYTES", 2_000)
    for number in range(3):
        list(add(sqlite, open_sources([str(wire(4, f"part{number}"))], Settings()), Settings()))
    assert len(sqlite.evidence.segments()) > 1
    with sqlite.view() as view:
        assert all(view.page(row.key).data for row in view.rows(pages.select()))
