"""What the tables take of a record."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files

import msgspec
from hypothesis import given
from hypothesis import strategies as some
from msgspec import structs

from mahdar import Page, Record
from mahdar.store.engines import GAP
from mahdar.store.rows import MOST_TIMES, MOST_WORDS, indexed_name, indexed_text, packed, plain, unpacked

Line = Callable[..., Page]
Reader = Callable[[Page], Record]


def test_the_dictionary_that_packs_records_never_changes() -> None:
    data = (files("mahdar") / "data" / "packing" / "records.jsonl").read_bytes()
    assert sha256(data).hexdigest() == "b1f910ee5949535157644f15d9acca95eb392fc84e2ba80bbe6b8d2902d24ff2"


def test_a_packed_record_is_small_and_comes_back(line: Line, recorded: Reader) -> None:
    record = recorded(line("التقى الوزير سامر الحلاق السفيرة نادين الخطيب في دمشق. وقال الحلاق إن الجولة مثمرة."))
    assert unpacked(packed(record)) == record
    assert len(packed(record)) < len(msgspec.json.encode(record)) / 3


@given(some.text())
def test_any_text_can_stand_in_a_column(text: str) -> None:
    said = plain(text)
    assert "\0" not in said and said.encode().decode() == said
    assert indexed_name(text) == indexed_name(text).strip()


def test_an_index_takes_so_much_of_a_text_and_no_more(line: Line, recorded: Reader) -> None:
    record = recorded(line("قال الوزير إن الجولة مثمرة."))
    title, body = indexed_text(structs.replace(record, title="كتاب " * 300, text="كتاب قلم " * MOST_WORDS))
    assert title.split().count("كتاب") == MOST_TIMES and title.split().count(GAP) == 300 - MOST_TIMES
    assert body.split().count("كتاب") == 0 and body.split().count("قلم") == MOST_TIMES
    assert len(title.split()) + len(body.split()) == MOST_WORDS
