"""The query language: what each query asks for, and what is said of one that cannot be read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.errors import BadQuery
from mahdar.query.nodes import And, Days, Equals, Fuzzy, Named, Node, Not, Or, Prefix, TextField, Words
from mahdar.query.syntax import ALIASES, DEEPEST, EXACT_FIELDS, FIELDS, LONGEST, MOST_TERMS, parse


def w(text: str, at: int = 0, field: TextField = "text") -> Words:
    return Words(tuple(text.split()), field, at)


def named(field: str, text: str, at: int) -> Named:
    return Named(field, w(text, at), at)


QUERIES: list[tuple[str, Node | None]] = [
    ("", None),
    (" \n\t ", None),
    ("… — » !؟", None),
    ("المهجرين", w("مهجر")),
    ("إدلب حلب", And((w("ادلب"), w("حلب", 5)), 0)),
    ("a AND b", And((w("a"), w("b", 6)), 0)),
    ("a OR b", Or((w("a"), w("b", 5)), 0)),
    ("a OR b c", Or((w("a"), And((w("b", 5), w("c", 7)), 5)), 0)),
    ("(a OR b) c", And((Or((w("a", 1), w("b", 6)), 1), w("c", 9)), 0)),
    ("NOT a b", And((Not(w("a", 4), 0), w("b", 6)), 0)),
    ("a AND NOT b", And((w("a"), Not(w("b", 10), 6)), 0)),
    ("-a", Not(w("a", 1), 0)),
    ("a -b", And((w("a"), Not(w("b", 3), 2)), 0)),
    ("a -(b OR c)", And((w("a"), Not(Or((w("b", 4), w("c", 9)), 4), 2)), 0)),
    ("--a", Not(Not(w("a", 2), 1), 0)),
    ("+a", w("a", 1)),
    ("or and not", And((w("or"), w("and", 3), w("not", 7)), 0)),
    ('"مجلس الأمن"', w("مجلس امن")),
    ("«مجلس الأمن»", w("مجلس امن")),
    ("“مجلس الأمن”", w("مجلس امن")),
    ("”مجلس الأمن“", w("مجلس امن")),
    ('"AND (x"', w("and x")),
    ("F-16", w("f 16")),
    ("10:30", w("10 30")),
    ("https://example.org/a", w("https example org a")),
    ("الوزير: نعم", And((w("وزير"), w("نعم", 8)), 0)),
    ("مصدر: نعم", And((w("مصدر"), w("نعم", 6)), 0)),
    ("سوريا - لبنان", And((w("سوري"), w("لبنان", 8)), 0)),
    ("a OR !", w("a")),
    ("NOT !", None),
    ('"" a', w("a", 3)),
    ("(!) a", w("a", 4)),
    ("مهجر*", Prefix("مهجر", "text", 0)),
    ("مسئول*", Prefix("مسءول", "text", 0)),
    ("المهج*", Or((Prefix("المهج", "text", 0), Prefix("مهج", "text", 0)), 0)),
    ("*", None),
    ("نتنياهو~", Fuzzy("نتنياهو", 2, "text", 0)),
    ("نتنياهو~1", Fuzzy("نتنياهو", 1, "text", 0)),
    ("نتنياهو~٢", Fuzzy("نتنياهو", 2, "text", 0)),
    ("title:هدنة", w("هدن", 6, "title")),
    ("body:هدن*", Prefix("هدن", "body", 5)),
    ("Title:(a OR b~1)", Or((w("a", 7, "title"), Fuzzy("b", 1, "title", 12)), 7)),
    ('actor:"بشار الأسد"', named("actor", "بشار اسد", 6)),
    ("actor:نتنياهو~2", Named("actor", Fuzzy("نتنياهو", 2, "text", 6), 6)),
    ("actor:(a -b)", And((named("actor", "a", 7), Not(named("actor", "b", 10), 9)), 7)),
    ("فاعل:لافروف", named("actor", "لافروف", 5)),
    ("متلقى:a", named("recipient", "a", 6)),
    ("منظمه:a", named("organization", "a", 6)),
    ("type:assault", Equals("type", "ASSAULT", 5)),
    ("type:(ASSAULT OR Protest)", Or((Equals("type", "ASSAULT", 6), Equals("type", "PROTEST", 17)), 6)),
    ("status:Occurred", Equals("status", "occurred", 7)),
    ("country:syr", Equals("country", "SYR", 8)),
    ("mode:Heavy-Weapons", Equals("mode", "heavy-weapons", 5)),
    ('outlet:"الشرق الأوسط"', Equals("outlet", "الشرق الأوسط", 7)),
    ("outlet:OR", Equals("outlet", "OR", 7)),
    ("reference:٢٢٥٤", Equals("reference", "2254", 10)),
    ("id:urn:a:1", Equals("id", "urn:a:1", 3)),
    ("id:http://a/b", Equals("id", "http://a/b", 3)),
    ('id:"a\x00\ud800b"', Equals("id", "ab", 3)),
    ("date:2015", Days("2015-01-01", "2015-12-31", 5)),
    ("seen:2015", Days("2015-01-01", "2015-12-31", 5, "seen")),
    ("date:2016-02", Days("2016-02-01", "2016-02-29", 5)),
    ("date:2015-07-21", Days("2015-07-21", "2015-07-21", 5)),
    ('date:"٢٠١٥-٠٧"', Days("2015-07-01", "2015-07-31", 5)),
    ("date:[2015-07-21 TO 2016]", Days("2015-07-21", "2016-12-31", 5)),
    ("date:[ * TO 2015-07 ]", Days(None, "2015-07-31", 5)),
    ("date:[2015 TO *]", Days("2015-01-01", None, 5)),
    ("تاريخ:[* TO *]", Days(None, None, 6)),
    ("date:(2015 OR 2017)", Or((Days("2015-01-01", "2015-12-31", 6), Days("2017-01-01", "2017-12-31", 14)), 6)),
]

ERRORS = [
    ("a OR", 4, "a word"),
    ("a AND", 5, "a word"),
    ("NOT", 3, "a word"),
    ("OR a", 0, "a word"),
    ("a AND OR b", 6, "a word"),
    ("()", 1, "a word"),
    ("(a", 2, ") for the ( at letter 1"),
    ("a (b OR (c)", 11, ") for the ( at letter 3"),
    ("a)", 1, "no )"),
    ('a "b', 2, "quotation mark"),
    ("«a", 0, "quotation mark"),
    ("a*b", 1, "* at the end"),
    ("*ab", 0, "* at the end"),
    ("F-16*", 0, "one word before *"),
    ("a*", 0, "two letters"),
    ("name~3", 4, "~1 or ~2"),
    ("name~0", 4, "~1 or ~2"),
    ("a.b~1", 0, "one word before ~"),
    ('"a b"~2', 5, "no ~ behind a phrase"),
    ("actr:x", 0, "actor: perhaps"),
    ("zzz:x", 0, "one of the fields title, body, actor"),
    ("actor: x", 6, "right behind actor:"),
    ("actor:", 6, "right behind actor:"),
    ("actor:-x", 6, "right behind actor:"),
    ("actor:!", 6, "letters or digits behind actor:"),
    ('id:" "', 3, "letters or digits behind id:"),
    ("actor:(title:x)", 7, "values of actor: alone"),
    ("type:WAR", 5, "one of AGREE"),
    ("type:ASS*", 5, "one of AGREE"),
    ("status:maybe", 7, "one of occurred"),
    ("country:Syria", 8, "three letters"),
    ("country:سور", 8, "three letters"),
    ("date:2015-02-31", 5, "a day, month or year"),
    ("date:2015-13", 5, "a day, month or year"),
    ("date:0000", 5, "a day, month or year"),
    ("date:*", 5, "a day, month or year"),
    ("date:[2015", 5, "a day, month or year"),
    ("date:[2016 TO 2015]", 5, "the earlier day"),
    ("date:[aTOb TO c]", 5, "a day, month or year"),
    ("[2015 TO 2016]", 0, "date:"),
    ("title:[2015 TO 2016]", 6, "date:"),
    ("x" * (LONGEST + 1), LONGEST, "2,000 characters"),
    ("a " * (MOST_TERMS + 1), 2 * MOST_TERMS, f"{MOST_TERMS} words"),
    ('"' + "a " * (MOST_TERMS + 1) + '"', 0, f"{MOST_TERMS} words"),
    ("(" * (DEEPEST + 1) + "a", DEEPEST, "brackets and negations"),
    ("-" * (LONGEST - 1) + "a", DEEPEST, "brackets and negations"),
    ("NOT " * 400 + "a", 4 * DEEPEST, "brackets and negations"),
]


@pytest.mark.parametrize(("query", "asked"), QUERIES)
def test_what_a_query_asks_for(query: str, asked: Node | None) -> None:
    assert parse(query) == asked


@pytest.mark.parametrize(("query", "at", "expected"), ERRORS)
def test_what_is_wrong_with_a_query(query: str, at: int, expected: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse(query)
    assert caught.value.query == query
    assert caught.value.at == at
    assert expected in caught.value.expected
    assert caught.value.expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_field_can_be_asked_for() -> None:
    values = {"type": "ASSAULT", "status": "occurred", "country": "SYR", "date": "2015", "seen": "2015"}
    for field in FIELDS:
        found = parse(f"{field}:{values.get(field, 'نعم')}")
        assert getattr(found, "field", "date") == field
        assert isinstance(found, Equals) == (field in EXACT_FIELDS)
    assert set(ALIASES.values()) <= set(FIELDS)


def test_the_bounds_themselves_are_allowed() -> None:
    assert parse("x" * LONGEST) == w("x" * 100)
    assert isinstance(found := parse("a " * MOST_TERMS), And) and len(found.parts) == MOST_TERMS
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == w("a", DEEPEST)


PIECES = st.lists(
    st.sampled_from(
        'a حلب الوزير* نتنياهو~1 ~ * AND OR NOT - + ( ) " « » “ : actor: فاعل: date: [ ] [2015 TO *] 2015-02'
        " type: ASSAULT id: http:// zz: ! \x00 \ud800 ١ ـ ً".split(" ")
    ),
    max_size=40,
)


@given(st.one_of(PIECES.map("".join), PIECES.map(" ".join), st.text(max_size=200)))
@settings(max_examples=1500)
def test_any_text_is_a_query_or_says_why_not(text: str) -> None:
    try:
        found = parse(text)
    except BadQuery as problem:
        assert 0 <= problem.at <= len(text)
        str(problem).encode()
    else:
        assert found is None or 0 <= found.at < len(text)


@pytest.mark.parametrize(
    "piece", ["(", '"', "[", "[ ", "«a»", "a:", "a~", "a*", "-", "_", "[a TO ", "ا\u0651", " ", "\ud800", "id:"]
)
def test_hostile_queries_cost_little(piece: str) -> None:
    start = time.process_time()
    for tail in ("", "x", ")", "]"):
        try:
            parse((piece * LONGEST)[: LONGEST - 1] + tail)
        except BadQuery:
            continue
    assert time.process_time() - start < 1
