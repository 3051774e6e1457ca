from __future__ import annotations

import msgspec
import pytest

from mahdar.link.actors import Actors, link_actors
from mahdar.link.authority import Authority
from mahdar.link.memory import Recall
from mahdar.link.named import Named
from mahdar.link.profiles import Profile, put_by
from mahdar.model import Entity, MadeBy, PageInfo, Published, Record


def record(id_: str, *entities: Entity, day: str = "2021-03-01") -> Record:
    page = PageInfo(uri=id_, sha256="", fetched=None, media_type="text/plain", charset=None, bytes=0)
    return Record(
        id=id_, made_by=MadeBy(mahdar="", rules=""), page=page, outlet=None, lang="ar", title=None, byline=None,
        text="", published=Published(not_after=day), dates=(), dropped=(), sentences=(), entities=entities,
        statements=(), events=(), references=(),
    )  # fmt: skip


def person(id_: str, name: str, *roles: str, country: str | None = None) -> Entity:
    return Entity(id=id_, kind="person", name=name, names=(name,), roles=roles, country=country)


def body(id_: str, name: str, country: str | None = None) -> Entity:
    return Entity(id=id_, kind="organization", name=name, country=country)


def place(id_: str, name: str, **told: object) -> Entity:
    return Entity(id=id_, kind="place", name=name, **told)  # type: ignore[arg-type]


def linked(*records: Record) -> tuple[list[Actors], Recall[Profile]]:
    memory: Recall[Profile] = Recall()
    return [link_actors(each, memory) for each in records], memory


MINISTER = person("e1", "ديمة أستيفو", "وزيرة البيئة السورية", country="SYR")


def test_a_surname_spelled_otherwise_joins_by_its_office() -> None:
    again = person("e4", "اسطيفو", "وزيرة البيئة", country="SYR")
    (_, second), _ = linked(record("a", MINISTER), record("b", again))
    assert second.assigned == {"e4": "a/e1"}
    (link,) = second.links
    assert (link.left, link.right, link.kind, link.verdict, link.by) == ("a/e1", "b/e4", "actor", "same", "rules")


def test_a_surname_with_nothing_else_told_stays_its_own() -> None:
    (_, second), _ = linked(record("a", MINISTER), record("b", person("e1", "اسطيفو")))
    assert second.assigned == {"e1": "b/e1"}
    assert [link.verdict for link in second.links if link.verdict == "same"] == []


def test_a_plain_name_that_comes_again_is_no_link() -> None:
    (_, second), memory = linked(record("a", MINISTER), record("b", MINISTER, day="2021-04-02"))
    assert second == Actors({"e1": "a/e1"}, [])
    (profile,) = memory.get(["a/e1"])
    assert profile.articles == 2
    (held,) = profile.roles
    assert (held.first, held.last) == ("2021-03-01", "2021-04-02")


def test_two_of_one_name_stay_two_and_are_linked_as_different() -> None:
    other = person("e1", "ديمة أستيفو", "لاعبة المنتخب المصري", country="EGY")
    (_, second), _ = linked(record("a", MINISTER), record("b", other))
    assert second.assigned == {"e1": "b/e1"}
    assert [link.verdict for link in second.links] == ["different"]


def test_a_common_name_joins_by_company_alone() -> None:
    company = person("e2", "نوار الزهراني"), person("e3", "لمياء الفيفي"), body("e4", "حزب الضفاف", "SYR")
    one = person("e1", "خالد أحمد")
    (_, joins, apart), _ = linked(
        record("a", one, *company), record("b", one, *company), record("c", one, person("e2", "سهى العنزي"))
    )
    assert joins.assigned["e1"] == "a/e1"
    assert apart.assigned["e1"] == "c/e1"


def test_ministries_of_two_countries_are_two_and_one_without_country_is_nobodys() -> None:
    results, memory = linked(
        record("a", body("e1", "وزارة الصحة السعودية", "SAU")),
        record("b", body("e1", "وزارة الصحة", "EGY")),
        record("c", body("e1", "الصحة السعودية", "SAU")),
        record("d", body("e1", "وزارة الصحة")),
    )
    assert [each.assigned["e1"] for each in results] == ["a/e1", "b/e1", "a/e1", "d/e1"]
    assert memory.get(["d/e1"]) == []


def test_places_by_their_id() -> None:
    aleppo = place("e1", "حلب", country="SYR", ids={"geonames": 170063})
    (_, second), _ = linked(record("a", aleppo), record("b", place("e2", "مدينة حلب", ids={"geonames": 170063})))
    assert second.assigned == {"e2": "a/e1"}


def test_roles_and_groups_are_nobody() -> None:
    group = Entity(id="e2", kind="group", name="المتظاهرون")
    (first,), memory = linked(record("a", person("e1", "مدير المستشفى", "مدير المستشفى"), group))
    assert first == Actors({}, [])
    assert memory.find([0]) == []


def test_a_record_that_comes_again_counts_once_and_takes_nobodys_key() -> None:
    memory: Recall[Profile] = Recall()
    link_actors(record("a", MINISTER), memory)
    link_actors(record("b", MINISTER), memory)
    link_actors(record("b", MINISTER), memory)
    assert [each.articles for each in memory.get(["a/e1"])] == [2]
    read_anew = link_actors(
        record("a", person("e1", "عمير الحلاق"), person("e2", MINISTER.name, *MINISTER.roles)), memory
    )
    assert read_anew.assigned == {"e1": "a/e1+", "e2": "a/e1"}
    assert memory.get(["a/e1"])[0].name == MINISTER.name


def test_the_surname_finds_the_full_name_of_its_own_article() -> None:
    office = "وزيرة البيئة"
    (only,), _ = linked(record("a", person("e1", "أستيفو", office), person("e2", "ديمة أستيفو", office)))
    assert only.assigned == {"e1": "a/e2", "e2": "a/e2"}


def test_profiles_stay_small_and_are_bounded_whatever_comes() -> None:
    memory: Recall[Profile] = Recall()
    for n in range(20):
        roles = [f"رئيس لجنة {n} {k}" * 20 for k in range(20)]
        others = [person(f"e{k}", f"زائر{n}ا{k} الطويلي{'ن' * 300}") for k in range(2, 30)]
        link_actors(record(f"r{n}", person("e1", "ديمة أستيفو", *roles, country="SYR"), *others), memory)
    assert max(len(msgspec.json.encode(each)) for each in memory._things.values()) < 8_000
    assert msgspec.json.decode(msgspec.json.encode(memory.get(["r0/e1"])[0]), type=Profile) == memory.get(["r0/e1"])[0]


def test_namesakes_without_end_are_not_gathered() -> None:
    memory: Recall[Profile] = Recall()
    for n in range(60):
        assert link_actors(record(f"r{n:02}", person("e1", "أحمد محمد")), memory).assigned == {"e1": f"r{n:02}/e1"}
    assert len(memory.find(put_by(Named(name="أحمد محمد", kind="person")))) < 10


@pytest.mark.parametrize("name", ["", " ", "م", "\u200f", "…", "«»", "محمد" * 5_000, "\x00", "بن بن بن", "الملك", "َ"])
@pytest.mark.parametrize("kind", ["person", "organization", "place"])
def test_any_name_will_do(name: str, kind: str) -> None:
    entity = Entity(id="e1", kind=kind, name=name, roles=(name,) * 50, country=name[:3])  # type: ignore[arg-type]
    linked(record("a", entity), record("b", msgspec.structs.replace(entity, roles=())))


def test_the_same_records_give_the_same_actors() -> None:
    records = [record(f"r{n}", person("e1", f"نزار الط{'اويل'[n % 4]}ي", "نائب"), MINISTER) for n in range(12)]
    assert linked(*records)[0] == linked(*records)[0]


def test_an_authority_s_entry_gives_its_id_once() -> None:
    told = Named(
        name="Dima Astifo", kind="person", names=("ديمة أسطيفو",), countries=("SYR",), ids={"wikidata": "Q900009"}
    )
    entry = Authority(key="authority/Q900009", id="Q900009", named=told)
    memory: Recall[Profile] = Recall()
    authority: Recall[Authority] = Recall()
    authority.put(entry, put_by(told))
    first = link_actors(record("a", MINISTER), memory, authority)
    second = link_actors(record("b", MINISTER), memory, authority)
    assert [(link.left, link.right, link.verdict) for link in first.links] == [("authority/Q900009", "a/e1", "same")]
    assert second.links == []
    assert memory.get(["a/e1"])[0].ids["wikidata"] == "Q900009"


def test_two_entries_that_fit_are_left_undecided() -> None:
    memory: Recall[Profile] = Recall()
    authority: Recall[Authority] = Recall()
    for id_ in ("Q1", "Q2"):
        told = Named(name="ديمة أستيفو", kind="person", ids={"wikidata": id_})
        authority.put(Authority(key=f"authority/{id_}", id=id_, named=told), put_by(told))
    found = link_actors(record("a", MINISTER), memory, authority)
    assert [link.verdict for link in found.links] == ["unsure", "unsure"]
    assert "wikidata" not in memory.get(["a/e1"])[0].ids
