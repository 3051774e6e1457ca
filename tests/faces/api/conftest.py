"""An archive of invented pages, one of them hostile, and its server."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from litestar import Litestar
from litestar.testing import TestClient

from mahdar.faces.api import make_app
from mahdar.faces.serving import configured, listening
from mahdar.judging import Verdicts, judge
from mahdar.keep import add
from mahdar.model import Given, Page
from mahdar.settings import Settings
from mahdar.store import Store, open_store
from mahdar.tokens import new_token
from mahdar.watching import Wanted, add_watch, match

Client = TestClient[Litestar]

PAGES = {
    "wire-1": (
        "الراوي يلتقي حداد في عمان",
        "التقى وزير الخارجية سامر الراوي في عمان أمس رئيس الوزراء كريم حداد. ودعا الراوي تركيا إلى فتح المعبر. "
        "وقال حداد إن الحكومة ستعيد المهجرين إلى إدلب.",
        "2024-03-12",
    ),
    "wire-2": (
        "قصف على إدلب",
        "قصفت قوات النظام مدينة إدلب صباح اليوم. وأدان الوزير سامر الراوي القصف، وطالب مجلس الأمن بالتحرك.",
        "2024-03-13",
    ),
    "wire-3": (
        "عودة المهجرين",
        "أعلنت الحكومة أن عودة والمهجرين تبدأ غدا. وتعهد كريم حداد بدفع التعويضات.",
        "2024-04-01",
    ),
    "hostile": (
        "<script>alert(1)</script> الراوي \u202eمقلوب",
        '<img src=x onerror="alert(1)"> قال سامر الراوي إن الأمر "عادي" </style><script>alert(2)</script>. '
        "ودعا تركيا إلى الرد.",
        None,
    ),
}
HTML = (
    '<html><head><title>صفحة</title></head><body onload="alert(1)"><article><h1>بيان الراوي</h1>'
    + "<p>قال وزير الخارجية سامر الراوي إن بلاده ترحب بالاتفاق، ودعا الأطراف إلى تنفيذه من غير تأخير في كل المناطق.</p>"
    * 4
    + "<script>alert(document.cookie)</script></article></body></html>"
)


def pages() -> Iterator[Page]:
    for name, (title, text, day) in PAGES.items():
        given = Given(id=name, title=title, text=text, outlet="وكالة المدى", published=day)
        yield Page(uri=f"test:{name}", data=f"{name} {text}".encode(), given=given)
    yield Page(uri="https://news.example/<b>1</b>", data=HTML.encode(), media_type="text/html")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive's folder, to be copied."""
    folder = tmp_path_factory.mktemp("archive") / "made"
    with open_store(str(folder), Settings(), make=True) as store:
        assert {added.kept.state for added in add(store, pages(), Settings()) if added.kept} == {"record"}
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(made, tmp_path / "archive")
    with open_store(str(tmp_path / "archive"), Settings()) as store:
        yield store


@pytest.fixture
def serve(store: Store) -> Iterator[Callable[..., Client]]:
    """Serves the archive with other settings."""
    with ExitStack() as stack:

        def serving(**changes: Any) -> Client:
            app = make_app(store, Settings(**changes))
            return stack.enter_context(TestClient(app, base_url="http://127.0.0.1"))

        yield serving


@pytest.fixture
def client(serve: Callable[..., Client]) -> Client:
    return serve()


@pytest.fixture
def token(store: Store) -> dict[str, str]:
    """The headers of somebody who may write."""
    return {"Authorization": f"Bearer {new_token(store, 'ندى')}"}


@pytest.fixture(scope="module")
def server(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A real server on loopback: its address, and the headers of somebody who may write."""
    folder = str(shutil.copytree(made, tmp_path_factory.mktemp("served") / "archive"))
    with open_store(folder, Settings()) as store:
        headers = {"Authorization": f"Bearer {new_token(store, 'ندى')}"}
        judge(store, Verdicts(article="wire-1", part="v1", verdict="edit", by="ندى", edit={"type": "ACCUSE"}))
        judge(store, Verdicts(article="wire-2", part="v1", verdict="unsure", by="ندى"))
        add_watch(store, Wanted(name="إدلب", query="إدلب", by="ندى", from_start=True), Settings())
        match(store)
    at = listening("127.0.0.1", 0)
    server = uvicorn.Server(configured(folder, Settings(), "127.0.0.1", 1))
    thread = Thread(target=server.run, kwargs={"sockets": [at]})
    thread.start()
    yield f"http://127.0.0.1:{at.getsockname()[1]}", headers
    server.should_exit = True
    thread.join()
    at.close()
