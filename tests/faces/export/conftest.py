"""Records to export: those of the project's samples, and one made by somebody who wishes the reader ill."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from mahdar.batch import read_all
from mahdar.faces.export import FORMATS, export
from mahdar.model import Entity, Event, MadeBy, PageInfo, Published, Record, Reference, Statement
from mahdar.settings import Settings
from mahdar.sources import open_sources

EVIL = (
    "=cmd|' /C calc'!A0 <script>alert(\"1\")</script> [x](javascript:alert(1)) ![i](http://evil.example/i) "
    "www.evil.example \x01\x0b"
)
TEXT = f"التقى {EVIL} نظيره\n\n# لوران دوفال في عمّان؛ ونفى ذلك.\r\n| طلب | *فتح* المعبر @ال\ud800جميع"

Exported = Callable[[str, Iterable[Record]], Path]


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def hostile() -> Record:
    """Markup, formulas, control and half characters wherever a page's words go; ids that name nothing; claims that
    tell each other; a place off the globe; a meeting of three thousand."""
    crowd = tuple(f"c{number}" for number in range(3_000))
    entities = (
        Entity(id="e1", kind="person", name=EVIL, names=(EVIL, "-1+1"), mentions=(span(EVIL),), roles=("@role",)),
        Entity(id="e2", kind="person", name="لوران \ud800دوفال", names=("\tدوفال",), mentions=(span("لوران"),)),
        Entity(id="e3", kind="place", name="عمّان", country="JOR", ids={"geonames": 250441}, at=(31.955, 35.945)),
        Entity(id="e4", kind="place", name="لا مكان", country="XXX", at=(-91.0, 1000.0)),
    )
    statements = (
        Statement(id="s1", speaker="e1", cue=span("ونفى"), content=span("ذلك"), said_by="s2"),
        Statement(id="s2", speaker=None, cue=span("ونفى"), content=span(EVIL), said_by="s1", addressees=("e99",)),
    )
    events = (
        Event(id="v1", type="CONSULT", trigger=span("التقى"), actors=("e1", "e2"), place="e3", date="2024-02"),
        Event(id="v2", type="CONSULT", trigger=span("نظيره"), actors=crowd, place="e4", status="occurred"),
        Event(id="v3", type="REQUEST", trigger=span("طلب"), actors=("e2",), recipients=("e77",), said_by="s1",
              content=span("*فتح* المعبر"), place="nowhere", counts={"dead": 3, "+camels": 4}),
        Event(id="v4", type="ASSAULT", trigger=span("ذلك"), status="negated", actors=("e1",), recipients=("e2",)),
        Event(id="v5", type="=HYPERLINK()", trigger=(10**9, 10**9 + 5), said_by="s9", modes=("<b>",)),
    )  # fmt: skip
    return Record(
        id="-1/../évil \"id\"{}\n",
        made_by=MadeBy(mahdar="0", rules=""),
        page=PageInfo(uri="https://evil.example/{}%20\\_#a*b_[c](d)", sha256="ab" * 32, fetched=None,
                      media_type="text/plain", charset=None, bytes=1),
        outlet="+outlet}", lang="ar", title=EVIL, byline="\\input{x} 100% & $_#~^", text=TEXT,
        published=Published(not_after="2024-03-01"), dates=(), dropped=(),
        sentences=((0, 40), (40, len(TEXT))), entities=entities, statements=statements, events=events,
        references=(Reference(kind="un_resolution", number="2254", span=span("المعبر")),),
    )  # fmt: skip


def nothing() -> Record:
    """A record that says as little as a record can."""
    return Record(
        id="bare", made_by=MadeBy(mahdar="0", rules=""),
        page=PageInfo(uri="page.txt", sha256="", fetched=None, media_type="text/plain", charset=None, bytes=0),
        outlet=None, lang="ar", title=None, byline=None, text="", published=Published(), dates=(), dropped=(),
        sentences=(), entities=(), statements=(), events=(), references=(),
    )  # fmt: skip


@pytest.fixture(scope="session")
def samples() -> Iterator[list[Record]]:
    """What is read from the project's sample pages."""
    folder = str(files("mahdar") / "data" / "sample")
    outcomes = read_all(open_sources([folder], Settings()), Settings())
    yield [found for outcome in outcomes if isinstance(found := outcome.found(), Record)]
    gc.unfreeze()  # reading freezes what is loaded, DuckDB too, which tells at the end of all that it takes for a leak


@pytest.fixture
def evil() -> list[Record]:
    return [hostile(), nothing()]


@pytest.fixture
def exported(tmp_path: Path) -> Exported:
    """Exports records and gives the file or folder that came of it."""

    def run(format: str, records: Iterable[Record]) -> Path:
        target = tmp_path / f"{format}{'' if FORMATS[format].folder else '.out'}"
        export(format, records, str(target))
        return target

    return run
