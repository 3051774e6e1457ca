"""Archives on both engines. PostgreSQL is the server that MAHDAR_TEST_POSTGRES names, or one started for the run."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec import Struct
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from mahdar import Page, Record, Settings, Tools, read
from mahdar.sources import open_sources
from mahdar.store import Store, open_store

HOW = "no PostgreSQL: install it (its initdb is found in PATH or /usr/lib/postgresql), or set MAHDAR_TEST_POSTGRES"


class Place(Struct, frozen=True):
    """Where a test's archive lies."""

    archive: str
    settings: Settings


# ── the server ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server. In CI there must be one."""
    if given := os.environ.get("MAHDAR_TEST_POSTGRES"):
        yield given
        return
    programs = _programs()
    if programs is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW)
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        as_user = _as_user(Path(folder))
        data = f"{folder}/data"
        quiet = "-c listen_addresses= -c fsync=off -c full_page_writes=off"
        made = [programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        start = [programs / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", f"-k {folder} {quiet}", "start"]
        subprocess.run([*as_user, *map(str, made)], check=True, capture_output=True, cwd=folder)
        subprocess.run([*as_user, *map(str, start)], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        try:
            yield f"postgresql+psycopg://tester@/postgres?host={folder}"
        finally:
            stop = [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
            subprocess.run([*as_user, *map(str, stop)], check=True, capture_output=True, cwd=folder)


def _programs() -> Path | None:
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "pg_ctl").exists()), None)


def _as_user(folder: Path) -> list[str]:
    """The server refuses to run as root: what makes a command run as somebody else, who gets the folder."""
    if os.getuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    pytest.skip("the server does not run as root, and there is nobody else")


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """The address of an empty database on the server."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


# ── archives ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where there is no archive yet, on either engine."""
    if request.param == "sqlite":
        return Place(str(tmp_path / "archive"), Settings())
    return Place(request.getfixturevalue("address"), Settings(pages=str(tmp_path / "pages")))


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty archive on either engine."""
    with open_store(place.archive, place.settings, make=True) as store:
        yield store


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """An empty archive in a folder."""
    with open_store(str(tmp_path / "archive"), Settings(), make=True) as store:
        yield store


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Line = Callable[..., Page]
Reader = Callable[[Page], Record]
Wire = Callable[..., Path]


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """An article as a JSON line: its text and whatever else is given."""

    def made(text: str, **others: str) -> Page:
        path = tmp_path / "line.jsonl"
        path.write_text(json.dumps({"text": text, **others}) + "\n", "utf-8")
        (page,) = open_sources([str(path)], Settings())
        assert isinstance(page, Page)
        return page

    return made


@pytest.fixture(scope="session")
def recorded(tools: Tools) -> Reader:
    """The record of a page."""

    def of(page: Page) -> Record:
        found = read(page, tools)
        assert isinstance(found, Record)
        return found

    return of


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    """A file of so many articles about invented people, each with its own number in words."""

    def made(count: int, name: str = "wire") -> Path:
        path = tmp_path / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number in range(count):
                title = f"لقاء {number} في إدلب"
                body = (
                    f"التقى الوزير سامر الحلاق رقم{name}{number} السفيرة نادين الخطيب في دمشق يوم 3 ديسمبر 2024. "
                    f"وقال الحلاق إن الجولة {number} «كانت مثمرة». ودعت الخطيب الأمم المتحدة إلى إرسال مساعدات."
                )
                line = {"id": f"{name}-{number}", "title": title, "text": body, "outlet": "وكالة الضفة"}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return path

    return made
