"""What cannot be opened or written to is one sentence that names the archive; nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from sqlalchemy import create_engine, text, update

from mahdar import Page, Record, Settings
from mahdar.errors import BadArchive, MahdarError, Unwritable
from mahdar.keep import add
from mahdar.sources import open_sources
from mahdar.store import Store, open_store
from mahdar.store.rows import packed, unpacked
from mahdar.store.schema import meta
from mahdar.store.store import DATABASE, PAGES
from mahdar.store.verify import verify

Line = Callable[..., Page]
Reader = Callable[[Page], Record]
Wire = Callable[..., Path]

ADD = """
import os, resource, sys
from mahdar import Settings
from mahdar.errors import MahdarError
from mahdar.keep import add
from mahdar.sources import open_sources
from mahdar.store import open_store

archive, path, most, user = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
try:
    if most:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    if user:
        os.setuid(user)
    with open_store(archive, Settings(), make=True) as store:
        for told in add(store, open_sources([path], Settings()), Settings()):
            print(told.kept.key, flush=True)
except MahdarError as wrong:
    print(type(wrong).__name__, wrong, file=sys.stderr)
    sys.exit(1)
"""
NOBODY = 65534


def adding(archive: Path, path: Path, most: int = 0, user: int = 0) -> tuple[list[str], str]:
    """The ids told of by a process that adds, and what it said; no file may grow over `most` bytes."""
    words = [sys.executable, "-c", ADD, str(archive), str(path), str(most), str(user)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout.split(), done.stderr


def refused(archive: Path | str, make: bool = True) -> str:
    with (
        pytest.raises(MahdarError) as told,
        open_store(str(archive), Settings(), make=make) as store,
        store.view() as view,
    ):
        list(view.every_record())
    said = str(told.value)
    assert said.startswith(str(archive)) and said.endswith((".", "safe")) and "\n" not in said
    return f"{type(told.value).__name__} {said}"


@pytest.fixture
def archive(tmp_path: Path, wire: Wire) -> Path:
    """A folder with an archive of two articles."""
    with open_store(str(tmp_path / "archive"), Settings(), make=True) as store:
        list(add(store, open_sources([str(wire(2))], Settings()), Settings()))
    return tmp_path / "archive"


def test_what_is_no_archive(tmp_path: Path, archive: Path) -> None:
    assert "mahdar archive add" in refused(tmp_path / "nowhere", make=False)
    (tmp_path / "file").write_text("a file")
    assert "Unwritable" in refused(tmp_path / "file")
    for content, said in ((b"no database at all, but a text that is long enough" * 9, "damaged"), (b"", "no archive")):
        (archive / DATABASE).write_bytes(content)
        assert said in refused(archive, make=False)


def test_a_database_of_something_else(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    connection = sqlite3.connect(folder / DATABASE)
    connection.executescript("CREATE TABLE letters (a); INSERT INTO letters VALUES (1)")
    assert "tables of something else" in refused(folder)
    connection.executescript("CREATE TABLE meta (key, value)")
    assert "no version" in refused(folder)
    connection.executescript("INSERT INTO meta VALUES ('version', 'one')")
    assert "no version" in refused(folder)
    assert connection.execute("SELECT * FROM letters").fetchall() == [(1,)]
    connection.close()


def test_a_newer_version(store: Store) -> None:
    with store.writer() as writer, writer.transaction():
        writer.execute(update(meta).where(meta.c.key == "version").values(value="99"))
    newer = pytest.raises(BadArchive, match=r"newer Mahdar \(archive version 99")
    with newer, open_store(store.archive, Settings(), make=True):
        pass


def test_a_damaged_database(archive: Path) -> None:
    data = (archive / DATABASE).read_bytes()
    (archive / DATABASE).write_bytes(data[:20_000] + b"\x55" * (len(data) - 20_000))
    assert "BadArchive" in refused(archive)


def test_a_damaged_record(line: Line, recorded: Reader) -> None:
    record = recorded(line("التقى الوزير سامر الحلاق السفيرة."))
    assert unpacked(packed(record)) == record
    said = msgspec.json.encode(record)
    for data in (b"", packed(record)[:-1], zlib.compress(said)[:-1], zlib.compress(b"{}"), b"\0" * 99):
        with pytest.raises(BadArchive, match="mahdar archive verify"):
            unpacked(data)


@pytest.mark.parametrize(
    ("archive", "said"),
    [
        ("mysql://somebody:secret@localhost/news", "postgresql\\+psycopg://"),
        ("postgresql://somebody:secret@/news?host=/nowhere", "answers"),
        ("postgresql+psycopg://somebody:secret@localhost:99999999/news", "no address|answers"),
        ("http://[", "an archive is"),
    ],
)
def test_an_address_that_leads_nowhere_gives_away_no_password(archive: str, said: str) -> None:
    with pytest.raises(BadArchive, match=said) as told, open_store(archive, Settings()):
        pass
    assert "secret" not in str(told.value)


def test_a_server_of_something_else_is_left_alone(address: str) -> None:
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE letters (a INTEGER)"))
    with pytest.raises(BadArchive, match="tables of something else"), open_store(address, Settings(), make=True):
        pass
    engine.dispose()


def test_a_full_disk_loses_nothing(tmp_path: Path, wire: Wire) -> None:
    path, archive = wire(1_500), tmp_path / "archive"
    told, said = adding(archive, path, most=3_000_000)
    assert said.startswith("Unwritable") and str(archive) in said and "every page reported as stored is safe" in said
    assert 0 < len(told) < 1_500
    with open_store(str(archive), Settings()) as store:
        assert [problem for problem in verify(store) if not problem.harmless] == []
        with store.view() as view:
            assert all(view.page(key).data for key in told)
        again = list(add(store, open_sources([str(path)], Settings()), Settings()))
        assert [each.kept.change for each in again[: len(told)] if each.kept] == ["known"] * len(told)
        assert list(verify(store)) == []


@pytest.mark.parametrize("closed", ["", PAGES])
def test_a_folder_that_may_not_be_written_to(closed: str, wire: Wire) -> None:
    root = os.getuid() == 0
    with TemporaryDirectory(dir="/tmp") as name:  # others may not look into pytest's own
        folder = Path(name)
        archive, path = folder / "archive", Path(shutil.copy(wire(3), folder))
        with open_store(str(archive), Settings(), make=True) as store:
            list(add(store, open_sources([str(wire(1, "first"))], Settings()), Settings()))
        if root:
            for each in (folder, archive, *archive.iterdir(), *(archive / PAGES).iterdir()):
                os.chown(each, NOBODY, NOBODY)
        os.chmod(archive / closed, 0o555)
        os.chmod(archive / PAGES / "000001.warc.gz", 0o444)
        if not closed:
            os.chmod(archive / DATABASE, 0o444)
        told, said = adding(archive, path, user=NOBODY if root else 0)
        assert told == [] and said.startswith("Unwritable") and "owner and rights" in said, said
        os.chmod(archive / closed, 0o755)


def test_what_is_removed_leaves_no_trace_in_the_files(tmp_path: Path, wire: Wire) -> None:
    said = {
        "id": "gone",
        "title": "زعفرانستان تحتفل",
        "text": "التقى الوزير قرنفلوش الياسميني السفيرة في زعفرانستان. وقال الياسميني إن قمبزوطة مثمرة.",
    }
    path = tmp_path / "gone.jsonl"
    path.write_text(json.dumps(said, ensure_ascii=False) + "\n", "utf-8")
    archive = tmp_path / "archive"
    unique = [word.encode() for word in ("عفرانستا", "رنفلوش", "مبزوط", "ياسمين")]
    with open_store(str(archive), Settings(), make=True) as store:
        sources = [str(wire(40)), str(path), str(wire(40, "later"))]
        list(add(store, open_sources(sources, Settings()), Settings()))
        with store.view() as view:
            blob = packed(view.record("gone"))[40:140]
            assert all(any(word in data for data in files(archive)) for word in [*unique, blob])
        with store.writer() as writer, store.view():  # somebody reads, and holds on to the database's log
            writer.remove("gone", "asked for")
        assert "may still hold words" in " ".join(problem.what for problem in verify(store))
        with store.writer():
            pass
        assert not any(word in data for data in files(archive) for word in [*unique, blob])
        assert list(verify(store)) == []


def files(archive: Path) -> Iterator[bytes]:
    """What is in the files of an archive, the database's log among them, the pages unpacked."""
    for path in archive.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield data
            if path.suffix == ".gz":
                yield unzipped(data)


def unzipped(data: bytes) -> bytes:
    out = b""
    while data:
        unpacker = zlib.decompressobj(wbits=31)
        out += unpacker.decompress(data)
        data = unpacker.unused_data
    return out


def test_a_writer_that_waits_too_long_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mahdar.store.engines.BUSY_SECONDS", 0.2)
    late = pytest.raises(Unwritable, match="another writer")
    settings = Settings(pages=str(store.evidence.folder))
    with open_store(store.archive, settings) as other:
        with store.writer() as first, first.transaction(), late, other.writer() as second, second.transaction():
            pass
        with other.writer() as second, second.transaction():
            pass
