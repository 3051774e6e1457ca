"""The command as a user runs it: what it writes, what it says, its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

SAMPLE = Path(str(files("mahdar"))) / "data" / "sample"
WIRE = SAMPLE / "4_wire.jsonl"
MENU = SAMPLE / "5_menu.txt"
Mahdar = Callable[..., subprocess.CompletedProcess[bytes]]


def lines(written: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.splitlines()]


def told(done: subprocess.CompletedProcess[bytes]) -> str:
    """What stands on standard error, which never is a traceback."""
    text = done.stderr.decode()
    assert "Traceback" not in text
    return text


def test_a_folder_gives_a_record_or_a_reason_for_every_page(mahdar: Mahdar, tmp_path: Path) -> None:
    done = mahdar("read", SAMPLE, "-o", "out.jsonl", "--rejected", "no.jsonl")
    assert done.returncode == 0, told(done)
    titles = [r["title"] for r in lines((tmp_path / "out.jsonl").read_bytes())]
    assert titles[-1] == "فرنسا تزيد دعمها لبرامج التعليم في مخيمات اللاجئين بالأردن"
    assert lines((tmp_path / "no.jsonl").read_bytes())[-1]["page"]["uri"] == str(MENU)  # type: ignore[index]
    assert "records written to out.jsonl" in told(done)


def test_standard_input_to_standard_output(mahdar: Mahdar) -> None:
    done = mahdar("read", "-", stdin=WIRE.read_bytes())
    assert (done.returncode, [r["id"] for r in lines(done.stdout)]) == (0, ["wire-1", "wire-2"])


def test_a_rejected_page_is_no_failure_and_is_named(mahdar: Mahdar) -> None:
    done = mahdar("read", MENU)
    assert (done.returncode, done.stdout) == (0, b"")
    assert f"{MENU}: rejected (" in told(done)


def test_inputs_that_cannot_be_read_are_named_after_all_others_are_done(mahdar: Mahdar, tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_bytes(b'{"id": "a", "text": "\xd9\x82"}\n{"id": \n' + WIRE.read_bytes())
    done = mahdar("read", "missing.txt", "broken.jsonl", "-o", "out.jsonl")
    assert done.returncode == 1
    assert "mahdar: missing.txt: no such file" in told(done)
    assert "mahdar: broken.jsonl:2: " in told(done)
    assert [r["id"] for r in lines((tmp_path / "out.jsonl").read_bytes())][-2:] == ["wire-1", "wire-2"]


@pytest.mark.parametrize("name", ["b.html.gz", "b.jsonl.gz", "b.warc.gz"])
def test_a_truncated_archive_is_told_and_the_run_goes_on(mahdar: Mahdar, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x00")
    done = mahdar("read", name, WIRE, "-o", "out.jsonl")
    assert (done.returncode, len((tmp_path / "out.jsonl").read_bytes().splitlines())) == (1, 2)
    assert name in told(done)


def test_a_full_disk_is_told(mahdar: Mahdar) -> None:
    done = mahdar("read", WIRE, "-o", "/dev/full")
    assert done.returncode == 1
    assert "/dev/full: No space left on device; 0 lines before this one are whole" in told(done)


def test_a_disk_that_fills_keeps_whole_lines(tmp_path: Path) -> None:
    many = [json.dumps({**json.loads(WIRE.read_text().splitlines()[0]), "id": str(n)}) for n in range(30)]
    (tmp_path / "in.jsonl").write_text("\n".join(many))
    limited = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\nfrom mahdar.faces.cli import main; main()"
    words = [sys.executable, "-c", limited, "read", "in.jsonl", "-o", "out.jsonl"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    written = lines((tmp_path / "out.jsonl").read_bytes())
    assert (done.returncode, [r["id"] for r in written]) == (1, [str(n) for n in range(len(written))])
    assert f"out.jsonl: File too large; {len(written)} lines" in told(done)
    assert written


def test_a_closed_pipe_is_told(mahdar: Mahdar, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(WIRE.read_bytes() * 60)
    entry = f"{sys.executable} -c 'from mahdar.faces.cli import main; main()'"
    shell = f"{entry} read in.jsonl 2>told | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert done.stdout.splitlines()[-1] == b"1"
    assert "Broken pipe" in (tmp_path / "told").read_text()
    assert "Traceback" not in (tmp_path / "told").read_text()


def test_an_output_stays_as_it_was_until_there_is_a_record(mahdar: Mahdar, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("kept\n")
    assert mahdar("read", "missing.txt", "-o", "out.jsonl").returncode == 1
    assert (tmp_path / "out.jsonl").read_text() == "kept\n"
    assert mahdar("read", MENU, "-o", "out.jsonl").returncode == 0
    assert (tmp_path / "out.jsonl").read_text() == ""


@pytest.mark.parametrize(
    "words",
    [
        ["read"],
        ["read", "--no-such-option", "x"],
        ["read", "x", "--jobs", "0"],
        ["read", "x", "-o", "no/such/folder/out.jsonl"],
        ["read", "x", "-o", "."],
        ["read", ".", "-o", "out.jsonl"],
        ["read", "x", "-o", "same", "--rejected", "./same"],
        ["show"],
        ["tell"],
    ],
)
def test_wrong_usage_has_status_2(mahdar: Mahdar, words: list[str]) -> None:
    done = mahdar(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told(done)


def test_a_setting_that_cannot_be_is_wrong_usage(mahdar: Mahdar) -> None:
    done = mahdar("read", WIRE, MAHDAR_PAGE_SECONDS="soon")
    assert done.returncode == 2
    assert "MAHDAR_PAGE_SECONDS" in told(done)


def test_settings_are_printed_with_their_values(mahdar: Mahdar) -> None:
    done = mahdar("settings", MAHDAR_PAGE_SECONDS="5")
    assert "MAHDAR_PAGE_SECONDS=5.0\n" in done.stdout.decode()


def test_records_do_not_depend_on_the_process(mahdar: Mahdar) -> None:
    first, second = (mahdar("read", SAMPLE, PYTHONHASHSEED=seed) for seed in "12")
    assert first.stdout == second.stdout
    assert first.stdout


def test_show_takes_records_pages_and_standard_input(mahdar: Mahdar, tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_bytes(mahdar("read", WIRE).stdout)
    shown = mahdar("show", "records.jsonl")
    assert shown.returncode == 0, told(shown)
    assert "القاهرة تستضيف جولة جديدة من المحادثات الليبية" in shown.stdout.decode()
    assert mahdar("show", WIRE).stdout.count(b"published 2023") == 2
    piped = mahdar("show", "-", "--id", "wire-2", stdin=(tmp_path / "records.jsonl").read_bytes())
    assert "published 2023-07-20" in piped.stdout.decode()
    assert "القاهرة" not in piped.stdout.decode()


def test_show_names_what_it_cannot_show(mahdar: Mahdar, tmp_path: Path) -> None:
    record = mahdar("read", WIRE).stdout.splitlines()[0]
    (tmp_path / "records.jsonl").write_bytes(record + b"\n{broken\n")
    done = mahdar("show", "records.jsonl", "missing.html")
    assert done.returncode == 1
    assert "records.jsonl, line 2: no record" in told(done)
    assert "missing.html: no such file" in told(done)
