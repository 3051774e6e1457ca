"""A backup made on one engine is the same archive on the other; one that was tampered with is refused."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, select

from mahdar import Settings
from mahdar.errors import BadArchive, Unwritable
from mahdar.keep import add
from mahdar.sources import open_sources
from mahdar.store import Store, open_store
from mahdar.store.backup import KEPT, backup
from mahdar.store.restore import restore
from mahdar.store.schema import feeds, judgements, matches, pages, tokens, watches
from mahdar.store.verify import verify

Wire = Callable[..., Path]
AT = "2024-12-05T10:00:00Z"


def fill(store: Store, path: Path) -> None:
    """An archive with something in each table that cannot be made again."""
    list(add(store, open_sources([str(path)], Settings()), Settings()))
    seen = {"kind": "event", "start": 0, "end": 5, "seen": "{}", "verdict": "accept", "by": "سلمى", "at": AT}
    with store.writer() as writer:
        writer.remove("wire-1", "asked for")
        with writer.transaction():
            writer.execute(insert(judgements).values(id=1, page=1, **seen))
            writer.execute(insert(watches).values(id=1, name="w", query="إدلب", by="سلمى", at=AT, reached=2))
            writer.execute(insert(matches).values(watch=1, page=1, at=AT))
            writer.execute(insert(feeds).values(url="https://example.org/feed", failures=0))
            writer.execute(insert(tokens).values(sha256="0" * 64, by="سلمى", at=AT))


def all_of(store: Store) -> dict[str, Any]:
    """All that an archive says."""
    with store.view() as view:
        kept = {
            table.name: [
                tuple(row)[:-1] if table.name == "articles" else tuple(row)
                for row in view.rows(select(table).order_by(*table.primary_key))
            ]
            for table in KEPT
        }
        keys = [
            row.key for row in view.rows(select(pages.c.key).where(pages.c.state != "removed").order_by(pages.c.id))
        ]
        return {
            **kept,
            "records": [msgspec.json.encode(record) for record in view.every_record()],
            "bytes": [view.page(key).data for key in keys],
            "stems": sorted(view.stems()),
        }


@pytest.fixture
def made(tmp_path: Path, sqlite: Store, wire: Wire) -> Path:
    """A backup of four pages, one of them removed."""
    fill(sqlite, wire(4))
    backup(sqlite, tmp_path / "made.tar")
    return tmp_path / "made.tar"


def test_either_engine_restores_what_either_has_kept(store: Store, wire: Wire, tmp_path: Path, address: str) -> None:
    fill(store, wire(4))
    before = all_of(store)
    file = tmp_path / "kept.tar"
    told: list[tuple[int, int]] = []
    backup(store, file, lambda done, all_: told.append((done, all_)))
    assert told[-1][0] == told[-1][1] and file.stat().st_mode & 0o077 == 0
    for number, archive in enumerate((str(tmp_path / "again"), address)):
        if archive == store.archive:
            continue
        restore(file, archive, settings := Settings(pages=str(tmp_path / f"pages{number}")))
        with open_store(archive, settings) as again:
            assert all_of(again) == before
            assert list(verify(again)) == []
            # and it goes on from there
            kept = [each.kept for each in add(again, open_sources([str(wire(6))], Settings()), Settings())]
            assert [each.change for each in kept if each] == ["known", "refused", "known", "known", "new", "new"]
            assert list(verify(again)) == []


def test_a_backup_is_of_one_moment(sqlite: Store, wire: Wire, tmp_path: Path) -> None:
    fill(sqlite, wire(70))
    before = all_of(sqlite)
    done: list[int] = []

    def meanwhile(*_: int) -> None:
        if not done:
            done.append(1)
            list(add(sqlite, open_sources([str(wire(3, "later"))], Settings()), Settings()))
            with sqlite.writer() as writer:
                writer.remove("wire-5", "while the backup is made")

    backup(sqlite, tmp_path / "one.tar", meanwhile)
    restore(tmp_path / "one.tar", str(tmp_path / "again"), Settings())
    with open_store(str(tmp_path / "again"), Settings()) as again:
        assert all_of(again) == before


def test_a_backup_that_fails_leaves_the_old_one(sqlite: Store, wire: Wire, tmp_path: Path) -> None:
    fill(sqlite, wire(2))
    target = tmp_path / "kept.tar"
    target.write_text("the one of yesterday")
    sqlite.evidence.path(sqlite.evidence.segments()[0]).write_bytes(b"")
    with pytest.raises(BadArchive, match="cut off"):
        backup(sqlite, target)
    assert target.read_text() == "the one of yesterday"
    assert [path.name for path in tmp_path.glob(".*")] == []
    with pytest.raises(Unwritable, match="No such file"):
        backup(sqlite, tmp_path / "nowhere" / "kept.tar")


def test_only_an_empty_place_is_restored_into(made: Path, sqlite: Store, tmp_path: Path) -> None:
    before = all_of(sqlite)
    with pytest.raises(BadArchive, match="not empty"):
        restore(made, sqlite.archive, Settings())
    assert all_of(sqlite) == before
    (tmp_path / "other" / "pages").mkdir(parents=True)
    (tmp_path / "other" / "pages" / "000001.warc.gz").write_bytes(b"somebody's")
    with pytest.raises(BadArchive, match="not empty"):
        restore(made, str(tmp_path / "other"), Settings())
    assert (tmp_path / "other" / "pages" / "000001.warc.gz").read_bytes() == b"somebody's"


# ── backups that somebody has tampered with ───────────────────────────────────────────────────────────────────────

Files = list[tuple[tarfile.TarInfo, bytes]]
PAGES, ARTICLES = "tables/pages/000001.jsonl.gz", "tables/articles/000001.jsonl.gz"


def files_of(path: Path) -> Files:
    with tarfile.open(path) as tar:
        return [(info, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]


def write(path: Path, files: Files, honest: bool = True) -> Path:
    """A tar of `files`; an `honest` one has the digest of what is in it."""
    digest = sha256()
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as tar:
        for info, data in files:
            if info.name == "end.json" and honest:
                data = json.dumps({"sha256": digest.hexdigest()}).encode()
            digest.update(info.name.encode() + data)
            info.size = len(data) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(data) if info.isreg() else None)
    return path


def rows(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """Changes each row of a table's part."""

    def changed(data: bytes) -> bytes:
        lines = [json.loads(line) for line in gzip.decompress(data).splitlines()]
        for line in lines:
            change(line)
        return gzip.compress("\n".join(map(json.dumps, lines)).encode())

    return changed


def named(name: str) -> Callable[[Files], Files]:
    """A file more, of this name."""
    return lambda files: [*files[:-1], (tarfile.TarInfo(name), b"x"), files[-1]]


def linked(kind: bytes) -> Callable[[Files], Files]:
    """A link, a device or a folder more."""

    def more(files: Files) -> Files:
        info = tarfile.TarInfo("pages/000002.warc.gz")
        info.type, info.linkname = kind, "/etc/passwd"
        return [files[0], (info, b""), *files[1:]]

    return more


def changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    return lambda files: [(info, change(data) if info.name == name else data) for info, data in files]


def without(name: str) -> Callable[[Files], Files]:
    return lambda files: [(info, data) for info, data in files if info.name != name]


def twice(name: str) -> Callable[[Files], Files]:
    return lambda files: [each for each in files for _ in range(1 + (each[0].name == name))]


SEGMENT = "pages/000002.warc.gz"
TAMPERED: dict[str, tuple[Callable[[Files], Files], str]] = {
    "path above": (named("../../escape"), "does not belong"),
    "absolute path": (named("/tmp/escape"), "does not belong"),
    "segment above": (named("pages/../../escape.warc.gz"), "is no segment"),
    "a segment more": (named("pages/000009.warc.gz"), "is no segment"),
    "a table more": (named("tables/meta/000001.jsonl.gz"), "does not belong"),
    "symbolic link": (linked(tarfile.SYMTYPE), "no plain file"),
    "hard link": (linked(tarfile.LNKTYPE), "no plain file"),
    "device": (linked(tarfile.CHRTYPE), "no plain file"),
    "folder": (linked(tarfile.DIRTYPE), "no plain file"),
    "a segment twice": (twice(SEGMENT), "is no segment"),
    "rows twice": (twice(PAGES), "rows that cannot be"),
    "no segment": (without(SEGMENT), "pages are missing"),
    "no pages": (without(PAGES), "is not that of its page"),
    "no head": (without("mahdar.json"), "no backup of Mahdar's"),
    "no end": (without("end.json"), "cut off"),
    "a segment cut off": (changed(SEGMENT, lambda data: data[:-1]), "is no segment"),
    "a page changed": (changed(SEGMENT, lambda data: data[:-300] + b"\0" + data[-299:]), "wire-|no page|another"),
    "a bomb": (changed(PAGES, lambda data: gzip.compress(bytes(600_000_000), 9)), "unpacks to more"),
    "no gzip": (changed(PAGES, lambda data: b"x" * 99), "cannot be unpacked"),
    "no JSON": (changed(PAGES, lambda data: gzip.compress(b"[" * 100_000)), "does not hold what it should"),
    "a key with a path": (changed(PAGES, rows(lambda row: row.update(key=f"../{row['id']}"))), "page that cannot be"),
    "a state unknown": (changed(PAGES, rows(lambda row: row.update(state="x"))), "page that cannot be"),
    "a column more": (changed(PAGES, rows(lambda row: row.update(more=1))), "does not hold"),
    "a number too large": (changed(PAGES, rows(lambda row: row.update(offset=2**40))), "does not hold"),
    "a place beyond": (changed(PAGES, rows(lambda row: row.update(length=2**30))), "pages are missing"),
    "another digest": (changed(PAGES, rows(lambda row: row.update(sha256=f"{row['id']:064x}"))), "not that of"),
    "records swapped": (changed(ARTICLES, rows(lambda row: row.update(page=5 - row["page"]))), "not that of its page"),
    "a record forged": (changed(ARTICLES, rows(lambda row: row["record"].update(id="x"))), "not that of its page"),
    "a record no record": (changed(ARTICLES, rows(lambda row: row.update(record={}))), "does not hold"),
    "a match of nothing": (
        changed("tables/matches/000001.jsonl.gz", rows(lambda row: row.update(page=99))), "99 is not in pages",
    ),
    "a newer format": (changed("mahdar.json", lambda data: data.replace(b'"format":1', b'"format":2')), "of format 2"),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERED)
def test_a_tampered_backup_is_refused_and_leaves_nothing(made: Path, tmp_path: Path, how: str) -> None:
    tamper, expected = TAMPERED[how]
    bad = write(tmp_path / "bad.tar", tamper(files_of(made)))
    around = {path for path in tmp_path.rglob("*") if "again" not in path.parts}
    with pytest.raises(BadArchive, match=expected) as told:
        restore(bad, str(tmp_path / "again"), Settings())
    assert str(told.value).startswith(str(bad)) and len(str(told.value)) < 500
    assert {path for path in tmp_path.rglob("*") if "again" not in path.parts} == around
    assert not (tmp_path / "again").exists()
    with open_store(str(tmp_path / "again"), Settings(), make=True):
        pass
    with pytest.raises(BadArchive, match=expected):
        restore(bad, str(tmp_path / "again"), Settings())
    assert list((tmp_path / "again" / "pages").iterdir()) == []
    restore(made, str(tmp_path / "again"), Settings())  # it is still empty, and takes the whole one


def test_a_whole_backup_can_be_taken_apart_and_put_together(made: Path, tmp_path: Path) -> None:
    restore(write(tmp_path / "same.tar", files_of(made), honest=False), str(tmp_path / "again"), Settings())


def cut(data: bytes) -> Iterator[bytes]:
    yield b""
    yield b"no backup at all"
    yield bytes(10_240)
    yield from (data[:at] for at in range(100, len(data) - 11_000, len(data) // 7))
    yield data[:560] + bytes([data[560] ^ 1]) + data[561:]


def test_a_backup_cut_off_anywhere_is_refused(made: Path, tmp_path: Path) -> None:
    for number, part in enumerate(cut(made.read_bytes())):
        (bad := tmp_path / "bad.tar").write_bytes(part)
        with pytest.raises(BadArchive, match=r"nothing was restored"):
            restore(bad, str(tmp_path / f"again{number}"), Settings())
    with pytest.raises(BadArchive, match="No such file"):
        restore(tmp_path / "nowhere.tar", str(tmp_path / "again"), Settings())
