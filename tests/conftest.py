from __future__ import annotations

import gc
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec import Struct
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from mahdar import Settings
from mahdar.store import Store, open_store
from mahdar.tools import Tools, load_tools

ENTRY = "from mahdar.faces.cli import main; main()"
HOW = "no PostgreSQL: install it (its initdb is found in PATH or /usr/lib/postgresql), or set MAHDAR_TEST_POSTGRES"
Mahdar = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def mahdar(tmp_path: Path) -> Mahdar:
    """The command as a user runs it, in an empty folder; keyword arguments are environment variables."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAHDAR_")}

    def run(*words: str | Path, stdin: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", ENTRY, *map(str, words)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**clean, **environ},
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def tools() -> Tools:
    """All lists, loaded once for the whole run."""
    return load_tools()


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
    with database_on(server) as made:
        yield made


@pytest.fixture(scope="package")
def shared_address(server: str) -> Iterator[str]:
    """The same, for all tests of a folder."""
    with database_on(server) as made:
        yield made


@contextmanager
def database_on(server: str) -> Iterator[str]:
    """A new database, gone again afterwards."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def pytest_sessionfinish() -> None:
    """DuckDB takes what the garbage collector was told to leave alone for leaks of its own, and says so at length."""
    gc.unfreeze()


class Place(Struct, frozen=True):
    """Where a test's archive lies."""

    archive: str
    settings: Settings


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
