"""The archive from the command line: what is printed, what can be piped, and how it ends."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Mahdar = Callable[..., subprocess.CompletedProcess[bytes]]
SAMPLE = Path(__file__).parents[2] / "src/mahdar/data/sample"


@pytest.fixture
def archive(mahdar: Mahdar) -> str:
    """An archive of the sample pages, in the folder that commands run in."""
    assert mahdar("archive", "add", "--archive", "minutes", SAMPLE).returncode == 0
    return "minutes"


def told(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode()


def items(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    assert done.returncode == 0, told(done)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_pages_are_told_of_once_they_are_safe(mahdar: Mahdar) -> None:
    done = mahdar("archive", "add", "--archive", "minutes", SAMPLE, "--list")
    lines = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert [line[0] for line in lines] == ["new"] * 9
    assert [line[1] for line in lines].count("rejected") == 1
    assert "8 records stored, 1 rejected" in told(done)
    again = mahdar("archive", "add", "--archive", "minutes", SAMPLE, "--list")
    assert [line.split("\t")[0] for line in again.stdout.decode().splitlines()] == ["known"] * 9


def test_an_input_that_cannot_be_read_is_named_after_all_others_are_stored(mahdar: Mahdar) -> None:
    done = mahdar("archive", "add", "--archive", "minutes", "nowhere.txt", SAMPLE / "4_wire.jsonl")
    assert done.returncode == 1 and "nowhere.txt" in told(done) and "2 records stored" in told(done)


def test_an_archive_is_not_kept_in_what_is_read(mahdar: Mahdar, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for archive in ("pages", "pages/archive"):
        done = mahdar("archive", "add", "--archive", archive, "pages")
        assert done.returncode == 2 and not (tmp_path / "pages" / "mahdar.sqlite").exists()


def test_found_articles_name_page_span_and_words(mahdar: Mahdar, archive: str) -> None:
    found = items(mahdar("find", "الوزير", "--archive", archive, "--json"))
    assert len(found) == 5
    for item in found:
        assert item["uri"] and item["span"][0] < item["span"][1]
        assert len(item["words"]) == item["span"][1] - item["span"][0]
        start = item["span"][0]
        assert all("وزير" in item["words"][a - start : b - start] for a, b in item["marks"])
    assert "الوزير" in mahdar("find", "الوزير", "--archive", archive, "--json").stdout.decode()
    assert "1–5 of 5 articles" in mahdar("find", "الوزير", "--archive", archive).stdout.decode()


@pytest.mark.parametrize(
    "words", [("ledger",), ("ledger", "--actor", "تركيا"), ("events", "type:ASSAULT"), ("who", "السرحاني")]
)
def test_every_fact_names_page_span_and_words(mahdar: Mahdar, archive: str, words: tuple[str, ...]) -> None:
    facts = [item for item in items(mahdar(*words, "--archive", archive, "--json")) if "span" in item]
    assert facts
    assert all(item["uri"] and len(item["words"]) == item["span"][1] - item["span"][0] for item in facts)
    assert mahdar(*words, "--archive", archive).stdout


def test_the_archive_can_be_said_once_for_all(mahdar: Mahdar, archive: str) -> None:
    assert items(mahdar("stats", "--json", MAHDAR_ARCHIVE=archive))[0]["articles"] == 8
    done = mahdar("stats")
    assert done.returncode == 2 and "MAHDAR_ARCHIVE" in told(done)


def test_an_archive_that_is_not_there_is_not_made_by_asking(mahdar: Mahdar, tmp_path: Path) -> None:
    done = mahdar("find", "الوزير", "--archive", "nowhere")
    assert done.returncode == 1 and "archive add" in told(done) and not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(("query", "place"), [('"الوزير', "1"), ("actr:العمري", "actor"), ("date:2015-02-31", "6")])
def test_a_query_that_cannot_be_is_wrong_usage(mahdar: Mahdar, archive: str, query: str, place: str) -> None:
    done = mahdar("find", query, "--archive", archive)
    assert done.returncode == 2 and place in told(done) and "Traceback" not in told(done)


def test_the_model_is_yet_to_come(mahdar: Mahdar) -> None:
    done = mahdar("archive", "add", "--archive", "minutes", SAMPLE, "--reader", "model")
    assert done.returncode == 2 and "rules" in told(done)


@pytest.mark.parametrize("style", ["text", "bibtex", "csl"])
def test_an_event_is_cited_with_its_words(mahdar: Mahdar, archive: str, style: str) -> None:
    done = mahdar("cite", "wire-1/v1", "--archive", archive, "--format", style)
    assert done.returncode == 0 and "wire" in done.stdout.decode()
    wrong = mahdar("cite", "wire-1/v99", "--archive", archive)
    assert wrong.returncode == 1 and "v99" in told(wrong)


def test_export_writes_what_a_query_finds(mahdar: Mahdar, archive: str, tmp_path: Path) -> None:
    every = mahdar("export", "--archive", archive).stdout.splitlines()
    assert [json.loads(line)["id"] for line in every] == sorted(json.loads(line)["id"] for line in every)
    some = mahdar("export", "id:wire-1", "--archive", archive, "-f", "jsonl").stdout.splitlines()
    assert [json.loads(line)["id"] for line in some] == ["wire-1"]
    assert mahdar("export", "--archive", archive, "-f", "csv", "-o", "tables").returncode == 0
    assert (tmp_path / "tables" / "events.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert mahdar("export", "--archive", archive, "-f", "xls").returncode == 2


def test_what_is_removed_can_no_longer_be_found(mahdar: Mahdar, archive: str) -> None:
    assert mahdar("archive", "remove", "wire-1", "--why", "names a minor", "--archive", archive).returncode == 0
    assert "names a minor" in told(mahdar("cite", "wire-1", "--archive", archive))
    assert mahdar("archive", "verify", "--archive", archive).returncode == 0
    assert "refused" in told(mahdar("archive", "add", "--archive", archive, SAMPLE / "4_wire.jsonl"))


def test_a_backup_restores_to_the_same_export(mahdar: Mahdar, archive: str) -> None:
    assert mahdar("archive", "backup", "minutes.tar", "--archive", archive).returncode == 0
    assert mahdar("archive", "restore", "minutes.tar", "--archive", "again").returncode == 0
    assert mahdar("export", "--archive", "again").stdout == mahdar("export", "--archive", archive).stdout
    broken = mahdar("archive", "restore", SAMPLE / "1_agency.txt", "--archive", "elsewhere")
    assert broken.returncode == 1 and b"nothing was restored" in broken.stderr
    assert mahdar("find", "x", "--archive", "elsewhere").returncode == 1
    assert mahdar("archive", "backup", "/dev/null", "--archive", archive).returncode == 1
    occupied = mahdar("archive", "restore", "minutes.tar", "--archive", archive)
    assert occupied.returncode == 1 and "Traceback" not in told(occupied)


def test_verify_names_what_does_not_fit(mahdar: Mahdar, archive: str, tmp_path: Path) -> None:
    segment = tmp_path / archive / "pages" / "000001.warc.gz"
    damaged = bytearray(segment.read_bytes())
    damaged[200] ^= 0xFF
    segment.write_bytes(damaged)
    done = mahdar("archive", "verify", "--archive", archive)
    assert done.returncode == 1 and done.stdout


def test_a_watch_is_saved_listed_and_removed(mahdar: Mahdar, archive: str) -> None:
    assert mahdar("watches", "add", "m", "الوزير", "--archive", archive, "--from-start").returncode == 0
    assert mahdar("watch", "--archive", archive).returncode == 0
    (known,) = items(mahdar("watches", "list", "--archive", archive, "--json"))
    assert (known["name"], known["matched"]) == ("m", 5)
    assert mahdar("watches", "add", "m", "الوزير", "--archive", archive).returncode == 1
    assert mahdar("watches", "remove", "m", "--archive", archive).returncode == 0
    assert items(mahdar("watches", "list", "--archive", archive, "--json")) == []


def test_a_token_is_shown_once_and_can_be_taken_back(mahdar: Mahdar, archive: str) -> None:
    token = mahdar("archive", "token", "سلمى", "--archive", archive)
    assert token.returncode == 0 and len(token.stdout.strip()) >= 32
    assert mahdar("archive", "token", "سلمى", "--archive", archive).returncode == 1
    assert mahdar("archive", "token", "سلمى", "--revoke", "--archive", archive).returncode == 0


def test_a_secret_is_not_printed(mahdar: Mahdar) -> None:
    done = mahdar("settings", MAHDAR_SMTP_PASSWORD="qwertz")
    assert b"qwertz" not in done.stdout and b"***" in done.stdout
