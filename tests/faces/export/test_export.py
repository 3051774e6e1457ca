"""Every format: nothing crashes it, and what stood at its target stays until all is written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic, sleep

import msgspec
import pytest

from mahdar.errors import MahdarError, Unwritable
from mahdar.faces.export import FORMATS, export
from mahdar.model import Record

Exported = Callable[[str, Iterable[Record]], Path]

ALL = pytest.mark.parametrize("format", FORMATS)
FILES = pytest.mark.parametrize("format", [name for name, format in FORMATS.items() if not format.folder])
FOLDERS = pytest.mark.parametrize("format", [name for name, format in FORMATS.items() if format.folder])


@ALL
def test_nothing_that_a_page_says_stops_an_export(format: str, exported: Exported, evil: list[Record]) -> None:
    assert exported(format, evil).exists()


@ALL
def test_no_records_are_no_fault(format: str, exported: Exported) -> None:
    assert exported(format, []).exists()


@ALL
def test_the_same_records_give_the_same_bytes_anywhere(format: str, tmp_path: Path, samples: list[Record]) -> None:
    (tmp_path / "in").write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in samples))
    code = (
        "import sys, msgspec; from mahdar.faces.export import export; from mahdar.model import Record;"
        "export(sys.argv[1], (msgspec.json.decode(line, type=Record) for line in open('in', 'rb')), sys.argv[2])"
    )
    for seed in ("1", "2"):
        environ = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, format, seed], cwd=tmp_path, env=environ, check=True)
    first, second = (written(tmp_path / seed) for seed in ("1", "2"))
    assert first == second
    assert all(first.values())


def written(target: Path) -> dict[str, bytes]:
    held = sorted(target.iterdir()) if target.is_dir() else [target]
    return {path.name if target.is_dir() else "": path.read_bytes() for path in held}


def test_the_records_themselves_come_back(exported: Exported, samples: list[Record]) -> None:
    lines = exported("jsonl", samples).read_bytes().splitlines()
    assert [msgspec.json.decode(line, type=Record) for line in lines] == samples
    assert samples[0].title and samples[0].title.encode() in lines[0]  # Arabic is not escaped


def test_half_a_character_is_replaced_and_offsets_hold(exported: Exported, evil: list[Record]) -> None:
    lines = exported("jsonl", evil).read_bytes().splitlines()
    record = msgspec.json.decode(lines[0], type=Record)
    assert (record.text, len(record.text)) == (evil[0].text.replace("\ud800", "\ufffd"), len(evil[0].text))
    assert record.events == evil[0].events


def test_it_tells_how_many_records_it_wrote(tmp_path: Path, samples: list[Record]) -> None:
    assert export("plover", iter(samples), str(tmp_path / "out")) == len(samples) > 3


def test_an_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(MahdarError, match=r"xlsx: no such format; choose one of jsonl, .*md"):
        export("xlsx", [], str(tmp_path / "out"))


# ── targets ───────────────────────────────────────────────────────────────────────────────────────────────────────


def stopping(records: list[Record]) -> Iterator[Record]:
    yield from records
    raise KeyboardInterrupt


@FILES
def test_a_stopped_export_leaves_the_old_file_alone(format: str, tmp_path: Path, samples: list[Record]) -> None:
    (tmp_path / "out").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        export(format, stopping(samples), str(tmp_path / "out"))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"out": "old"}


@FOLDERS
def test_a_stopped_export_leaves_no_folder(format: str, tmp_path: Path, samples: list[Record]) -> None:
    with pytest.raises(KeyboardInterrupt):
        export(format, stopping(samples), str(tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_a_killed_export_leaves_what_was_there(format: str, tmp_path: Path, samples: list[Record]) -> None:
    target = tmp_path / "out"
    export(format, samples[:1], str(target))
    before = written(target)
    (tmp_path / "in").write_bytes(msgspec.json.encode(samples[1]))
    code = (
        "import sys, msgspec; from itertools import repeat; from mahdar.faces.export import export;"
        "from mahdar.model import Record; record = msgspec.json.decode(open('in', 'rb').read(), type=Record);"
        "export(sys.argv[1], repeat(record), 'out')"
    )
    child = subprocess.Popen([sys.executable, "-c", code, format], cwd=tmp_path)
    until = monotonic() + 30
    while not any(size(path) > 100_000 for path in tmp_path.glob(".out*")) and monotonic() < until:
        sleep(0.01)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert written(target) == before


def size(path: Path) -> int:
    return sum(held.stat().st_size for held in ([path] if path.is_file() else path.iterdir()))


@FOLDERS
def test_other_files_of_a_folder_are_left_alone(format: str, tmp_path: Path, samples: list[Record]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / f"events.{format}").write_text("old")
    export(format, samples, str(tmp_path))
    names = {f"{table}.{format}" for table in ("articles", "events", "statements", "asks", "entities")}
    assert {path.name for path in tmp_path.iterdir()} == names | {"mine.txt"}
    assert (tmp_path / f"events.{format}").read_bytes() != b"old"


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes], samples: list[Record]) -> None:
    export("jsonl", samples, "-")
    assert capfdbinary.readouterr().out.count(b"\n") == len(samples)


def test_a_link_is_followed_and_stays(tmp_path: Path, samples: list[Record]) -> None:
    (tmp_path / "link").symlink_to("real")
    export("jsonl", samples, str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes().count(b"\n") == len(samples)


@pytest.mark.parametrize(
    ("format", "target", "told"),
    [
        ("csv", "-", "give a folder"),
        ("parquet", "file", "is no folder"),
        ("jsonl", "folder", "is a folder; give the name of a file"),
        ("jsonl", "missing/out", "No such file or directory"),
        ("csv", "missing/out", "No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_named(format: str, target: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Unwritable, match=told):
        export(format, [], target if target == "-" else str(tmp_path / target))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@FILES
def test_a_full_device_is_named(format: str, samples: list[Record]) -> None:
    with pytest.raises(Unwritable, match="/dev/full: No space left on device"):
        export(format, samples, "/dev/full")
