"""Citations: what they hold, what they leave out, and that the tools of the trade read them back."""

from __future__ import annotations

import json
import re
from typing import Any

import bibtexparser
import msgspec
import pytest

from mahdar.errors import MahdarError, NotFound
from mahdar.faces.cite import cite
from mahdar.model import Entity, Event, MadeBy, PageInfo, Published, Record, Reference, Statement

TEXT = "ودعا الراوي أنقرة إلى فتح المعبر. وأكد سالم أن القوات قصفت مخيما، وفق القرار 2254."
TITLE = "الراوي يدعو إلى فتح المعبر"


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


RECORD = Record(
    id="wire-1",
    made_by=MadeBy(mahdar="0", rules=""),
    page=PageInfo(uri="https://example.org/أخبار/1_%7B", sha256="ab" * 32, fetched="2024-03-14T10:00:00Z",
                  media_type="text/html", charset=None, bytes=1),
    outlet="وكالة المدى", lang="ar", title=TITLE, byline="نور الحفار", text=TEXT,
    published=Published(value="2024-03-12", basis="meta"), dates=(), dropped=(),
    sentences=((0, 33), (34, len(TEXT))),
    entities=(Entity(id="e1", kind="person", name="الراوي"), Entity(id="e2", kind="person", name="سالم")),
    statements=(Statement(id="s1", speaker="e2", cue=span("وأكد"), content=span("القوات قصفت مخيما")),),
    events=(
        Event(id="v1", type="REQUEST", trigger=span("ودعا"), actors=("e1",), content=span("فتح المعبر")),
        Event(id="v2", type="ASSAULT", trigger=span("قصفت"), said_by="s1"),
    ),
    references=(Reference(kind="un_resolution", number="2254", span=span("القرار 2254")),),
)  # fmt: skip


def changed(**fields: Any) -> Record:
    page = {name: fields.pop(name) for name in list(fields) if name in PageInfo.__struct_fields__ and name != "bytes"}
    return msgspec.structs.replace(RECORD, page=msgspec.structs.replace(RECORD.page, **page), **fields)


def test_an_article_as_text() -> None:
    assert cite(RECORD) == (
        f"نور الحفار. «{TITLE}». وكالة المدى, 2024-03-12. https://example.org/أخبار/1_%7B, "
        f"fetched 2024-03-14T10:00:00Z. SHA-256 {'ab' * 32}. [wire-1]"
    )


@pytest.mark.parametrize("style", ["text", "bibtex", "csl"])
@pytest.mark.parametrize(
    ("part", "words", "said"),
    [
        ("v1", "ودعا الراوي أنقرة إلى فتح المعبر.", ""),
        ("v2", "وأكد سالم أن القوات قصفت مخيما، وفق القرار 2254.", ", as said by سالم"),
        ("s1", "وأكد سالم أن القوات قصفت مخيما", ", as said by سالم"),
        ("r1", "القرار 2254", ""),
    ],
)
def test_a_part_quotes_its_words_and_their_letters(part: str, words: str, said: str, style: Any) -> None:
    told = cite(RECORD, part, style)
    found = re.search(r"etters (\d+)–(\d+): «(.*?)»(, as said by [^.;]+)?", told)
    assert found
    assert (found[3], found[4] or "") == (words, said)
    assert TEXT[int(found[1]) : int(found[2])] == words
    assert f"[wire-1/{part}]" in told


@pytest.mark.parametrize("part", ["v3", "s2", "r0", "r2", "e1", "v1\n"])
def test_a_part_that_is_not_there_is_told_with_those_that_are(part: str) -> None:
    with pytest.raises(NotFound, match=r"no such part; wire-1 has 2 events \(v1 …\), 1 statements .*1 references"):
        cite(RECORD, part)


def test_an_unknown_style_names_the_known_ones() -> None:
    with pytest.raises(MahdarError, match="apa: no such style; choose one of text, bibtex, csl"):
        cite(RECORD, style="apa")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("published", "text", "issued", "bib"),
    [
        (Published(value="2024-03-12"), ", 2024-03-12.", [[2024, 3, 12]], ("2024", "03", "12")),
        (Published(value="2024-03"), ", 2024-03.", [[2024, 3]], ("2024", "03", None)),
        (Published(value="2024"), ", 2024.", [[2024]], ("2024", None, None)),
        (Published(not_after="2024-12-05"), ", n.d., not after 2024-12-05. https", None, (None, None, None)),
        (Published(), ", n.d. https", None, (None, None, None)),
    ],
)
def test_no_day_is_made_up(published: Published, text: str, issued: Any, bib: tuple[str | None, ...]) -> None:
    record = changed(published=published)
    assert text in cite(record)
    [item] = json.loads(cite(record, style="csl"))
    assert item.get("issued") == (issued and {"date-parts": issued})
    [entry] = bibtexparser.loads(cite(record, style="bibtex")).entries
    assert tuple(entry.get(name) for name in ("year", "month", "day")) == bib
    if published.not_after:
        assert (
            f"not after {published.not_after}" in item["note"] and f"not after {published.not_after}" in entry["note"]
        )


@pytest.mark.parametrize(
    ("fetched", "today", "accessed"),
    [
        ("2024-03-14T10:00:00Z", "2025-01-02", [[2024, 3, 14]]),
        (None, "2025-01-02", [[2025, 1, 2]]),
        (None, None, None),
        ("}\n@evil{", None, None),
    ],
)
def test_when_it_was_fetched_goes_before_today(fetched: str | None, today: str | None, accessed: Any) -> None:
    record = changed(fetched=fetched)
    [item] = json.loads(cite(record, style="csl", today=today))
    assert item.get("accessed") == (accessed and {"date-parts": accessed})
    assert len(bibtexparser.loads(cite(record, None, "bibtex", today)).entries) == 1


def test_csl_has_the_essentials() -> None:
    [item] = json.loads(cite(RECORD, "v1", "csl"))
    assert {name: item[name] for name in ("type", "title", "author", "container-title", "URL", "language")} == {
        "type": "article-newspaper",
        "title": TITLE,
        "author": [{"literal": "نور الحفار"}],
        "container-title": "وكالة المدى",
        "URL": "https://example.org/أخبار/1_%7B",
        "language": "ar",
    }
    assert re.fullmatch(r"[\x21-\x7e]+", item["id"])
    assert TITLE in cite(RECORD, "v1", "csl")  # not escaped


def test_what_the_page_does_not_say_is_left_out() -> None:
    record = changed(uri="pages/1.txt", title=None, byline=None, outlet=None)
    [item] = json.loads(cite(record, style="csl"))
    assert item.keys() == {"id", "type", "issued", "accessed", "language", "note"}
    assert "page pages/1.txt" in item["note"]
    [entry] = bibtexparser.loads(cite(record, style="bibtex")).entries
    assert entry["ENTRYTYPE"] == "misc"
    assert "«without a title». 2024-03-12. pages/1.txt, fetched" in cite(record)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("100% & $5 #1 a_b", r"100\% \& \$5 \#1 a\_b"),
        ("{x}", r"{\textbraceleft}x{\textbraceright}"),
        ("}", r"{\textbraceright}"),
        (r"\input{x}", r"{\textbackslash}input{\textbraceleft}x{\textbraceright}"),
        ("~^", r"{\textasciitilde}{\textasciicircum}"),
        ("a\n}\n@misc{b,", r"a {\textbraceright} @misc{\textbraceleft}b,"),
        ('«قال "نعم"»', '«قال "نعم"»'),
        ("a\x00\u202eb", "a⟨U+0000⟩⟨U+202E⟩b"),
    ],
)
def test_nothing_gets_out_of_its_bibtex_field(words: str, written: str) -> None:
    told = cite(changed(title=words, byline=words, outlet=words), "v1", "bibtex")
    [entry] = bibtexparser.loads(told).entries
    assert (entry["title"], entry["author"], entry["journal"]) == (f"{{{written}}}", f"{{{written}}}", written)
    assert entry["ID"] == "mahdar-wire-1-v1"


def test_an_address_keeps_its_letters_and_cannot_end_its_field() -> None:
    [entry] = bibtexparser.loads(cite(changed(uri="https://example.org/a_{b}\\100%"), style="bibtex")).entries
    assert entry["url"] == "https://example.org/a_%7Bb%7D%5C100%"


@pytest.mark.parametrize("id", ["سجل", "a b", "x" * 5000, "{}", "../a\n", "a,b"])
def test_the_key_is_ascii_short_and_the_same_each_time(id: str) -> None:
    record = changed(id=id)
    [entry] = bibtexparser.loads(cite(record, "v1", "bibtex")).entries
    assert re.fullmatch(r"mahdar-[0-9a-f]{16}-v1", entry["ID"])
    assert cite(record, "v1", "bibtex") == cite(record, "v1", "bibtex")
    assert entry["ID"] != bibtexparser.loads(cite(changed(id=id + "x"), "v1", "bibtex")).entries[0]["ID"]
