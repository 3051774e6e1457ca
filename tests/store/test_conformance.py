"""What an archive does, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import reduce
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import func, insert, select, update

from mahdar import Page, Record, Settings
from mahdar.errors import BadArchive, NotFound, Unreadable
from mahdar.keep import Added, add, reread, stored_pages
from mahdar.model import Entity, Given
from mahdar.sources import open_sources
from mahdar.stems import stems
from mahdar.store import Store, open_store
from mahdar.store.evidence import MOST_BYTES
from mahdar.store.schema import articles, judgements, meta, metadata, names, pages, vocabulary
from mahdar.store.verify import verify

Line = Callable[..., Page]
Reader = Callable[[Page], Record]
Wire = Callable[..., Path]

MEETING = "التقى الوزير سامر الحلاق السفيرة نادين الخطيب في دمشق. وقال الحلاق إن الجولة مثمرة."
STRIKE = "أضرب عمال الميناء في صور يوم الخميس ودعوا الحكومة إلى الحوار."


def kept(store: Store, page: Page, record: Record | None, rules: str = "one") -> tuple[str, str, str]:
    with store.writer() as writer, writer.transaction():
        found = writer.keep(page, record, rules, "" if record else "a fault")
    return found.key, found.state, found.change


def whole(store: Store) -> bool:
    assert list(verify(store)) == []
    return True


def counted(store: Store) -> dict[str, int]:
    with store.view() as view:
        return {table.name: view.value(select(func.count()).select_from(table)) for table in metadata.sorted_tables}


def added(store: Store, path: Path) -> list[Added]:
    return list(add(store, open_sources([str(path)], Settings()), Settings()))


def test_a_page_comes_back_as_it_was(store: Store, line: Line, recorded: Reader) -> None:
    page = line(MEETING, id="m-1", title="لقاء", fetched="2024-12-03T10:00:00Z")
    assert kept(store, page, recorded(page)) == ("m-1", "record", "new")
    with store.view() as view:
        assert view.record("m-1") == recorded(page)
        assert view.page("m-1").data == page.data
    (again,) = stored_pages(store, Settings())
    assert again == page
    assert whole(store)


def test_the_same_page_twice_is_one(store: Store, line: Line, recorded: Reader) -> None:
    page = line(MEETING, id="m-1")
    assert kept(store, page, recorded(page))[2] == "new"
    before = counted(store)
    assert kept(store, page, recorded(page)) == ("m-1", "record", "known")
    with store.writer() as writer:
        assert writer.known(recorded(page).page.sha256, "one")
        assert writer.known(recorded(page).page.sha256, "two") is None
    assert counted(store) == before


def test_adding_tells_of_every_page_in_order(store: Store, wire: Wire) -> None:
    path = wire(70)
    assert [each.kept.change for each in added(store, path) if each.kept] == ["new"] * 70
    revision = counted(store)
    told = added(store, path)
    assert [each.kept.key for each in told if each.kept] == [f"wire-{number}" for number in range(70)]
    assert {each.kept.change for each in told if each.kept} == {"known"}
    assert counted(store) == revision
    assert whole(store)


def test_a_page_that_gives_no_record_is_kept_with_its_reason(store: Store, tmp_path: Path) -> None:
    (tmp_path / "menu.txt").write_text("الرئيسية\nاتصل بنا\n", "utf-8")
    (told,) = added(store, tmp_path / "menu.txt")
    assert told.kept and told.kept.state == "rejected" and "body" in told.problem
    with store.view() as view, pytest.raises(NotFound, match="gave no record"):
        view.record(told.kept.key)
    assert whole(store)


def test_a_reading_that_failed_is_tried_again(store: Store, line: Line, recorded: Reader) -> None:
    page = line(MEETING, id="m-1")
    assert kept(store, page, None)[1:] == ("failed", "new")
    assert kept(store, page, recorded(page))[1:] == ("record", "read anew")
    assert kept(store, page, None, "two")[1:] == ("record", "known")  # the earlier reading stays
    assert whole(store)


@pytest.mark.parametrize(
    "own", ["m-1", "", "..", "/etc/passwd", "a b", "م" * 121, "x\n", "a~b", "%2e%2e", "'; DROP TABLE"]
)
def test_ids_can_stand_in_an_address_and_are_unlike(store: Store, line: Line, recorded: Reader, own: str) -> None:
    first, second = line(MEETING), line(STRIKE)
    keys = [kept(store, page, structs.replace(recorded(page), id=own))[0] for page in (first, second)]
    assert len(set(keys)) == 2
    assert all(set(key).isdisjoint("/ '%\n;") and key.strip(".") for key in keys)
    assert (keys[0] == own) == (own == "m-1")
    with store.view() as view:
        assert [view.record(key).text for key in keys] == [MEETING, STRIKE]


def test_an_id_made_to_clash_does_not_stop_the_run(store: Store, line: Line, recorded: Reader) -> None:
    first, second, third = line(MEETING), line(STRIKE), line(STRIKE + " وانتهى.")
    digest = recorded(third).page.sha256
    assert kept(store, first, structs.replace(recorded(first), id="m"))[0] == "m"
    kept(store, second, structs.replace(recorded(second), id=f"m~{digest[:8]}"))
    assert kept(store, third, structs.replace(recorded(third), id="m"))[2] == "new"
    assert whole(store)


def test_signs_that_an_engine_cannot_hold_do_no_harm(store: Store, line: Line, recorded: Reader) -> None:
    page = structs.replace(line("قال\0 سامر\0 الحلاق إنه \ud800سعيد.", title="لقاء\0"), uri="file:a\0b\udcff\x7f\r\n")
    record = recorded(page)
    entity = Entity(id="e1", kind="person", name="سامر\0 الحلاق", names=("سامر\0 الحلاق", "\0"))
    info = structs.replace(record.page, uri="file:a\0b")
    record = structs.replace(record, page=info, entities=(entity,), events=(), statements=(), outlet="a\0b")
    key = kept(store, page, record)[0]
    with store.view() as view:
        assert view.record(key).entities[0].name == "سامر\0 الحلاق"
        assert "\0" not in view.value(select(pages.c.uri))
    assert whole(store)


def test_a_file_of_any_name_is_kept(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name in (b"caf\xe9.txt", b"line\nbreak.txt", "خبر\u202e.txt".encode()):
        (folder / os.fsdecode(name)).write_bytes(f"{MEETING}\n{STRIKE}\n{name!r}".encode())
    assert [told.kept.state for told in added(store, folder) if told.kept] == ["record"] * 3
    assert whole(store)


@pytest.mark.parametrize(
    "text", ["كلمة " * 40_000, " ".join(f"ك{n:x}" for n in range(40_000)), "ن" * 300_000, "ـ" * 9_000]
)
def test_a_text_of_any_length_is_kept(store: Store, line: Line, recorded: Reader, text: str) -> None:
    page = line(text, id="long")
    record = structs.replace(recorded(line(MEETING, id="long")), text=text, entities=(), events=(), statements=())
    digest = hashlib.sha256(page.data).hexdigest()
    record = structs.replace(record, page=structs.replace(record.page, sha256=digest))
    assert kept(store, page, record)[1] == "record"
    assert whole(store)


@pytest.mark.parametrize(
    "page",
    [
        Page(uri="https://example.org/" + "ا" * 40_000, data=b"a"),
        Page(uri="a", data=b"b", given=Given(title="ا" * 40_000)),
        Page(uri="a", data=bytes(MOST_BYTES)),
    ],
    ids=["address", "title", "size"],
)
def test_a_page_that_could_not_be_found_again_is_refused(store: Store, page: Page) -> None:
    (told,) = add(store, [page], Settings())
    assert told.kept is None and "archive" in told.problem
    assert counted(store)["pages"] == 0


def test_a_long_summary_of_a_feed_comes_back(store: Store) -> None:
    summary = "خبر طويل " * 20_000
    given = Given(title="عنوان", text=summary.strip())
    page = Page(uri="https://example.org/1", data=f"عنوان\n{summary.strip()}".encode(), given=given)
    kept(store, page, None)
    assert list(stored_pages(store, Settings())) == [page]


def test_an_error_leaves_everything_as_it_was(store: Store, line: Line, recorded: Reader) -> None:
    kept(store, line(MEETING), recorded(line(MEETING)))
    before, segment = counted(store), store.evidence.path(1).stat().st_size
    with pytest.raises(ZeroDivisionError), store.writer() as writer, writer.transaction():
        writer.keep(line(STRIKE), recorded(line(STRIKE)), "one")
        raise ZeroDivisionError
    assert counted(store) == before
    assert kept(store, line(STRIKE), recorded(line(STRIKE)))[2] == "new"
    assert store.evidence.path(1).stat().st_size > segment
    assert whole(store)


def test_a_writer_goes_on_after_an_error(store: Store, line: Line, recorded: Reader) -> None:
    page, other = line(MEETING, id="a"), line(STRIKE, id="b")
    with store.writer() as writer:
        with pytest.raises(ZeroDivisionError), writer.transaction():
            writer.keep(page, recorded(page), "one")
            raise ZeroDivisionError
        for each in (page, other):
            with writer.transaction():
                assert writer.keep(each, recorded(each), "one").change == "new"
    assert whole(store)


def test_a_view_stays_as_it_was_while_a_writer_commits(store: Store, line: Line, recorded: Reader) -> None:
    kept(store, line(MEETING, id="a"), recorded(line(MEETING, id="a")))
    with store.view() as view:
        before = view.revision()
        kept(store, line(STRIKE, id="b"), recorded(line(STRIKE, id="b")))
        assert [record.id for record in view.every_record()] == ["a"]
        assert view.revision() == before
    with store.view() as view:
        assert [record.id for record in view.every_record()] == ["a", "b"]
        assert view.revision() > before


TEXTS = {
    1: ("لقاء في دمشق", "التقى الوزير السفيرة في دمشق وبحثا المهجرين"),
    2: ("المهجرون يعودون", "عاد المهجرون إلى إدلب يوم الخميس"),
    3: ("إضراب", "أضرب عمال الميناء ولقاء الوزير في إدلب مؤجل"),
    4: ("دمشق", "لقاء"),
}
BOTH, TITLE, BODY = ("title", "body"), ("title",), ("body",)
ASKED: list[tuple[str, set[int]]] = [
    ("المهجرين", {1, 2}),
    ("title:المهجرين", {2}),
    ("body:دمشق", {1}),
    ("الوزير السفيرة", {1}),
    ("السفيرة الوزير", set()),
    ("دمشق لقاء", set()),  # no phrase runs from a title into the body
    ("مه*", {1, 2}),
    ("لقاء & دمشق", {1, 4}),
    ("الميناء | السفيرة", {1, 3}),
    ("لقاء - الوزير", {4}),
    ("إدلب & الوزير - الميناء", set()),
    ("غيرموجود", set()),
]


@pytest.mark.parametrize(("query", "expected"), ASKED, ids=[query for query, _ in ASKED])
def test_both_indexes_find_the_same(store: Store, line: Line, recorded: Reader, query: str, expected: set[int]) -> None:
    for number, (title, body) in TEXTS.items():
        page = line(body, id=str(number), title=title)
        kept(store, page, recorded(page))
    engine = store.database

    def leaf(word: str) -> str:
        field, _, said = word.rpartition(":")
        columns = {"title": TITLE, "body": BODY}.get(field, BOTH)
        if said.endswith("*"):
            return engine.prefix(said[:-1], columns)
        return engine.phrase([stem.text for stem in stems(said)], columns)

    first, *rest = query.split(" - ")
    either = [reduce(engine.both, map(leaf, part.split(" & "))) for part in first.split(" | ")]
    expression = reduce(engine.without, map(leaf, rest), reduce(engine.either, either))
    with store.view() as view:
        found = view.rows(select(articles.c.key).where(engine.found("words", expression, articles.c.id)))
    assert {int(row.key) for row in found} == expected


def test_reading_anew_replaces_rows_and_keeps_judgements(store: Store, line: Line, recorded: Reader) -> None:
    page = line(MEETING, id="a")
    kept(store, page, recorded(page))
    values = {"id": 1, "page": 1, "kind": "event", "start": 0, "end": 5, "seen": "{}", "verdict": "accept"}
    with store.writer() as writer, writer.transaction():
        writer.execute(insert(judgements).values(**values, by="سلمى", at="2024-12-03T00:00:00Z"))
    before = counted(store)
    fewer = structs.replace(recorded(page), events=(), statements=(), entities=recorded(page).entities[:1])
    assert kept(store, page, fewer, "two")[2] == "read anew"
    after = counted(store)
    assert after["judgements"] == after["articles"] == after["pages"] == 1
    assert after["events"] == after["parties"] == after["statements"] == 0
    assert after["names"] < before["names"]
    with store.view() as view:
        assert view.record("a") == fewer
    assert whole(store)


def test_all_pages_are_read_again_under_other_rules(store: Store, wire: Wire) -> None:
    added(store, wire(70))
    before = counted(store)
    with store.view() as view:
        records = list(view.every_record())
    with store.writer() as writer, writer.transaction():
        writer.execute(update(pages).values(rules="older"))
    assert {told.kept.change for told in reread(store, Settings()) if told.kept} == {"read anew"}
    assert {told.kept.change for told in reread(store, Settings()) if told.kept} == {"known"}
    with store.view() as view:
        assert list(view.every_record()) == records
    assert counted(store) == before
    assert whole(store)


def test_two_readings_in_one_transaction_leave_the_last(store: Store, line: Line, recorded: Reader) -> None:
    page = line(MEETING, id="a")
    with store.writer() as writer, writer.transaction():
        writer.keep(page, recorded(page), "one")
        writer.keep(page, structs.replace(recorded(page), title="آخر"), "two")
    with store.view() as view:
        assert view.record("a").title == "آخر"
    assert counted(store)["articles"] == 1
    assert whole(store)


def test_what_is_removed_is_gone_and_stays_so(store: Store, line: Line, recorded: Reader) -> None:
    page, other = line(MEETING, id="a"), line(STRIKE, id="b")
    kept(store, page, recorded(page))
    empty = counted(store)
    kept(store, other, recorded(other))
    with store.writer() as writer:
        writer.remove("b", "names a\0 minor")
        with pytest.raises(NotFound, match="removed already"):
            writer.remove("b", "again")
        with pytest.raises(NotFound, match="no page"):
            writer.remove("c", "never there")
    after = counted(store)
    assert {name: after[name] for name in ("articles", "names", "entities", "vocabulary")} == {
        name: empty[name] for name in ("articles", "names", "entities", "vocabulary")
    }
    assert kept(store, other, recorded(other)) == ("b", "removed", "refused")
    with store.view() as view:
        for asked in (view.record, view.page):
            with pytest.raises(NotFound, match="removed: names a"):
                asked("b")
        assert view.page("a").data == page.data
    assert [each for each in stored_pages(store, Settings()) if isinstance(each, Unreadable)] == []
    assert whole(store)


def test_one_removal_after_the_other_and_adding_between(store: Store, wire: Wire) -> None:
    added(store, wire(6))
    with store.writer() as writer:
        writer.remove("wire-0", "first")
        writer.remove("wire-3", "second")
    assert len(added(store, wire(2, "later"))) == 2
    with store.writer() as writer:
        writer.remove("later-1", "third")
    assert counted(store)["articles"] == 5
    assert whole(store)


def test_a_writer_does_not_trust_what_another_has_dropped(store: Store, line: Line, recorded: Reader) -> None:
    first, second = line(MEETING, id="a"), line(MEETING + " وانتهى اللقاء.", id="b")
    with store.writer() as one, store.writer() as two:
        with one.transaction():
            one.keep(first, recorded(first), "one")
        two.remove("a", "its names go with it")
        with one.transaction():
            one.keep(second, recorded(second), "one")
    assert whole(store)


def test_stems_once_told_of_are_not_numbered_again(store: Store, line: Line, recorded: Reader) -> None:
    page, other = line(MEETING, id="a"), line(STRIKE, id="b")
    kept(store, page, recorded(page))
    with store.view() as view:
        before = set(view.stems())
    with store.writer() as writer:
        writer.remove("a", "why not")
    kept(store, other, recorded(other))
    with store.view() as view:
        assert set(view.stems()) >= {stem for (stem,) in view.rows(select(vocabulary.c.stem))} - before


def test_another_stemmer_has_the_indexes_made_anew(store: Store, line: Line, recorded: Reader) -> None:
    page, other = line(MEETING, id="a"), line(STRIKE, id="b")
    kept(store, page, recorded(page))
    with store.writer() as writer, writer.transaction():  # as if all had been stemmed otherwise
        writer.execute(update(names).values(name=names.c.name + " باشا"))
        writer.execute(update(vocabulary).values(stem=vocabulary.c.stem + "x"))
    assert list(verify(store)) != []
    with store.writer() as writer, writer.transaction():
        writer.execute(update(meta).where(meta.c.key == "stems").values(value="older"))
    assert list(verify(store)) == []  # cannot be told yet
    kept(store, other, recorded(other))
    assert counted(store)["articles"] == 2
    assert whole(store)


def test_an_archive_is_made_once_and_only_when_asked(place: object, tmp_path: Path) -> None:
    archive, settings = place.archive, place.settings  # type: ignore[attr-defined]
    with pytest.raises(BadArchive, match="no archive"), open_store(archive, settings):
        pass
    for _ in range(2):
        with open_store(archive, settings, make=True) as store:
            assert counted(store)["pages"] == 0
    with open_store(archive, Settings()) as store:  # the database remembers where its pages lie
        assert store.evidence.folder == tmp_path / "pages" or "://" not in archive
        assert whole(store)
