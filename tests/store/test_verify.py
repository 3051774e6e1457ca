"""Every kind of damage is named where it is; a whole archive gives no alarm, nor does one that is being written to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mahdar import Settings
from mahdar.keep import add
from mahdar.sources import open_sources
from mahdar.store import open_store
from mahdar.store.evidence import Segment
from mahdar.store.store import DATABASE
from mahdar.store.verify import Problem, verify

Wire = Callable[..., Path]


@pytest.fixture
def archive(tmp_path: Path, wire: Wire) -> Iterator[Path]:
    """A folder with an archive of eight articles."""
    with open_store(str(tmp_path / "archive"), Settings(), make=True) as store:
        list(add(store, open_sources([str(wire(8))], Settings()), Settings()))
    yield tmp_path / "archive"


def problems(archive: Path) -> list[Problem]:
    with open_store(str(archive), Settings()) as store:
        return list(verify(store))


def said(archive: Path) -> str:
    return "\n".join(f"{problem.where}: {problem.what}" for problem in problems(archive))


def change(archive: Path, sql: str) -> None:
    with sqlite3.connect(archive / DATABASE) as connection:
        connection.executescript(sql)
    connection.close()


def segment(archive: Path) -> Path:
    return archive / "pages" / "000001.warc.gz"


ROWS = [
    ("UPDATE pages SET sha256 = 'f' || substr(sha256, 2) WHERE id = 3", "wire-2: another page lies in its place"),
    ("UPDATE pages SET uri = 'elsewhere' WHERE id = 3", "wire-2: the page says another source"),
    ("UPDATE pages SET offset = offset + 1 WHERE id = 3", "wire-2: segment 1, byte"),
    ("UPDATE pages SET offset = 0 WHERE id = 3", "pages lie over each other"),
    ("DELETE FROM articles WHERE id = 3; DELETE FROM pages WHERE id = 3", "are no page's"),
    ("UPDATE pages SET segment = 7 WHERE id = 3", "wire-2: segment 7 is gone"),
    ("UPDATE pages SET segment = NULL WHERE id = 3", "wire-2: the page has no place"),
    ("UPDATE pages SET state = 'removed' WHERE id = 3", "wire-2: the page is removed, and should not be so"),
    ("DELETE FROM articles WHERE id = 3", "wire-2: the page has no record"),
    ("DELETE FROM pages WHERE id = 8", "articles.page: 8 is not in pages"),
    ("UPDATE records SET record = x'00ff' WHERE article = 3", "wire-2: a record in the database is damaged"),
    (
        "UPDATE records SET record = (SELECT record FROM records WHERE article = 4) WHERE article = 3",
        "wire-2: its record is that",
    ),
    ("UPDATE articles SET title = 'x' WHERE id = 3", "wire-2: its rows do not fit its record (title)"),
    ("UPDATE articles SET key = 'x' WHERE id = 3", "x: its record is that of another page"),
    ("DELETE FROM entities WHERE article = 3", "do not fit its record (entities)"),
    ("DELETE FROM events WHERE article = 3", "do not fit its record (events, parties)"),
    ("DELETE FROM statements WHERE id = 1", "wire-0: its rows do not fit its record (statements)"),
    ("DELETE FROM parties WHERE event = 1", "do not fit its record (parties)"),
    ("UPDATE entities SET name = 9999 WHERE id = 1", "entities.name: 9999 is not in names"),
    ("INSERT INTO parties VALUES (9999, 1, 'actor')", "parties.entity: 9999 is not in entities"),
    ("DELETE FROM vocabulary WHERE id = 1", "vocabulary: the stem"),
    ("INSERT INTO words(words) VALUES ('delete-all')", "the index words: row 1 is in it alone or not in it"),
    ("INSERT INTO name_words(rowid, name) VALUES (1, 'زائد')", "the index name_words: the stem زائد"),
    ("INSERT INTO matches VALUES (1, 99, '2024', NULL, NULL)", "matches.page: 99 is not in pages"),
]


@pytest.mark.parametrize(("sql", "expected"), ROWS, ids=[sql[:40] for sql, _ in ROWS])
def test_damage_in_the_database_is_named(archive: Path, sql: str, expected: str) -> None:
    assert said(archive) == ""
    change(archive, sql)
    assert expected in said(archive)


def test_every_single_byte_of_a_page_counts(archive: Path) -> None:
    whole = segment(archive).read_bytes()
    for at in range(0, len(whole), 97):
        segment(archive).write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        found = problems(archive)
        # A gzip header's time and system are nobody's; all else is.
        assert found or segment(archive).read_bytes()[at - 9 : at].find(b"\x1f\x8b\x08") >= 0, at
    segment(archive).write_bytes(whole)
    assert said(archive) == ""


def test_a_segment_that_is_cut_off_or_gone_is_named(archive: Path) -> None:
    whole = segment(archive).read_bytes()
    segment(archive).write_bytes(whole[:-1])
    assert said(archive).startswith("wire-7: segment 1, byte") and len(problems(archive)) == 1
    segment(archive).unlink()
    assert [problem.what for problem in problems(archive)] == ["segment 1 is gone"] * 8


def test_what_does_not_belong_there_is_named(archive: Path) -> None:
    (archive / "pages" / "notes.txt").write_text("mine")
    (archive / "pages" / "000009.warc.gz.bak").write_text("mine")
    (archive / "pages" / "000008.warc.gz").mkdir()
    assert said(archive).count("is none of the archive's files") == 3


def test_what_was_never_reported_is_harmless_and_cut_off(archive: Path, wire: Wire) -> None:
    with segment(archive).open("ab") as file:
        file.write(b"half a page")
    (problem,) = problems(archive)
    assert problem.harmless and "11 bytes" in problem.what
    with open_store(str(archive), Settings()) as store:
        list(add(store, open_sources([str(wire(1, "later"))], Settings()), Settings()))
    assert said(archive) == ""


def test_what_a_writer_is_at_is_no_fault(archive: Path) -> None:
    with open_store(str(archive), Settings()) as store:
        end = segment(archive).stat().st_size
        taken = Segment.free(store.evidence, lambda number: end)
        taken.append(b"a page that is about to be stored")
        assert list(verify(store)) == []
        taken.close()
        assert [problem.harmless for problem in verify(store)] == [True]


def test_no_alarm_while_pages_come_and_go(archive: Path, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mahdar.store.verify._TOLD", 1)
    with open_store(str(archive), Settings()) as store, store.writer() as writer:

        def meanwhile(done: int, total: int) -> None:
            if done == 3:
                list(add(store, open_sources([str(wire(3, "later"))], Settings()), Settings()))
            elif done == 5:
                writer.remove("wire-3", "while pages are looked at")
            elif done == total:
                list(add(store, open_sources([str(wire(3, "latest"))], Settings()), Settings()))

        assert list(verify(store, meanwhile)) == []
        assert [problem.harmless for problem in verify(store)] == [True]  # what the first still saw was left for later
        writer.finish_removal()
        assert list(verify(store)) == []


def test_a_removal_that_was_broken_off_is_told_of_and_finished(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(str(archive), Settings()) as store:
        with store.writer() as writer:
            monkeypatch.setattr(type(writer), "finish_removal", lambda self: None)
            writer.remove("wire-3", "why not")
        monkeypatch.undo()
        broken, left = verify(store)
        assert "broken off" in broken.what and not broken.harmless
        assert "may still hold words" in left.what and left.harmless
        with store.writer():
            pass
        assert list(verify(store)) == []
        assert store.evidence.segments() == [2]


def test_progress_goes_from_nothing_to_all(archive: Path) -> None:
    told: list[tuple[int, int]] = []
    with open_store(str(archive), Settings()) as store:
        assert list(verify(store, lambda done, total: told.append((done, total)))) == []
    assert told[-1] == (16, 16)


@pytest.mark.parametrize("table", ["articles", "pages", "names", "entities_name", "words_data", "vocabulary"])
def test_damaged_pages_of_the_database_are_told_of(archive: Path, table: str) -> None:
    with sqlite3.connect(archive / DATABASE) as connection:
        ((root,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,))
        ((size,),) = connection.execute("PRAGMA page_size")
    connection.close()
    with (archive / DATABASE).open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x55" * size)
    assert problems(archive) != []
