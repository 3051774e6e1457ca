"""`read` on anything at all: a Record or a Rejected comes out, its spans lie in its text, each time the same."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mahdar
from mahdar import Page, Record, Rejected, Tools, load_tools, read
from mahdar.model import Given

SAMPLE = Path(mahdar.__file__).parent / "data" / "sample"
HOSTILE = '31 فبراير 9999 12/5/2024 1446 هـ <p> </p> <script> &#x202e; \u202e \ud800 \x00 ـــ ﷺ ﻼ « » " : ، . ؟ ( ) [ ]'
WORDS = " ".join([HOSTILE, *(path.read_text("utf-8") for path in sorted(SAMPLE.iterdir()))]).split(" ")
MEDIA = ("text/plain", "text/html", "application/xhtml+xml", "", "image/png")
CHARSETS = (None, "utf-8", "windows-1256", "iso-8859-6", "no-such-charset")
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

pages = st.builds(
    Page,
    uri=st.sampled_from(["a.txt", "https://a.b/2024/05/01/x", "-"]),
    data=st.binary(max_size=400)
    | st.lists(st.sampled_from(WORDS), max_size=150).map(
        lambda words: " ".join(words).encode("utf-8", "surrogatepass")
    ),
    media_type=st.sampled_from(MEDIA),
    charset=st.sampled_from(CHARSETS),
)
texts = st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join)


def check(record: Record) -> None:
    """What holds of every record: it can be written and read again, and every span and name in it leads somewhere."""
    assert msgspec.json.decode(msgspec.json.encode(record), type=Record) == record
    spans = [*record.sentences, *chain.from_iterable(e.mentions for e in record.entities)]
    spans += [span for s in record.statements for span in (s.cue, s.content)]
    spans += [span for v in record.events for span in (v.trigger, v.content) if span]
    spans += [r.span for r in record.references] + [d.span for d in record.dates if d.span]
    assert all(0 <= start < end <= len(record.text) for start, end in spans)
    known = {e.id for e in record.entities}
    named = [v.place for v in record.events] + [s.speaker for s in record.statements]
    named += [one for v in record.events for one in (*v.actors, *v.recipients, *chain.from_iterable(v.sides))]
    assert {one for one in named if one} <= known
    assert {v.said_by for v in record.events if v.said_by} <= {s.id for s in record.statements}


@FUZZ
@given(page=pages)
def test_any_bytes_give_a_record_or_a_reason(tools: Tools, page: Page) -> None:
    found = read(page, tools)
    if isinstance(found, Record):
        check(found)
    else:
        assert isinstance(found, Rejected)
        assert found.rejected.reason


@FUZZ
@given(text=texts)
def test_any_given_text_is_read_as_it_stands(tools: Tools, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    found = read(Page(uri="x", data=b"", given=Given(id="x", text=text)), tools)
    if isinstance(found, Record):
        assert found.text == text
        check(found)


@FUZZ
@given(page=pages)
def test_the_same_page_gives_the_same_bytes(tools: Tools, page: Page) -> None:
    assert msgspec.json.encode(read(page, tools)) == msgspec.json.encode(read(page, tools))


def test_newly_loaded_tools_read_the_same(tools: Tools) -> None:
    text = "التقى وزير الخارجية سالم الراوي أمس في عمّان نظيره التركي. ودعا الراوي أنقرة إلى فتح المعبر."
    page = Page(uri="x", data=b"", given=Given(id="x", text=text, published="2024-05-01"))
    assert read(page, load_tools()) == read(page, tools)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xd9",
        b"\x00" * 10_000,
        "كلمة ".encode() * 200_000,
        "أ".encode() * 1_000_000,
        b"<div>" * 100_000 + "نص".encode() + b"</div>" * 100_000,
        "نص عربي ".encode() * 50 + "نص آخر ".encode("windows-1256") * 50,
        b"An English page about nothing in particular. " * 40,
    ],
    ids=["empty", "one byte", "nulls", "one line", "one word", "nested tags", "mixed charsets", "no Arabic"],
)
@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_hostile_pages_are_read_or_rejected(tools: Tools, data: bytes, media_type: str) -> None:
    found = read(Page(uri="x", data=data, media_type=media_type), tools)
    assert isinstance(found, Record | Rejected)
