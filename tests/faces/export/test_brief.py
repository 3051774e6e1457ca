"""The brief as a Markdown parser reads it: every line has its footnote, and a page's words do nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from mahdar.faces.export.brief import shown
from mahdar.faces.tables import visible
from mahdar.model import Record

Exported = Callable[[str, Iterable[Record]], Path]

QUIET = {"text", "softbreak", "strong_open", "strong_close", "footnote_ref", "text_special"}


def tokens(text: str) -> list[Token]:
    return list(_flat(MarkdownIt("commonmark").use(footnote_plugin).parse(text)))


def _flat(found: Iterable[Token]) -> Iterator[Token]:
    for token in found:
        yield token
        yield from _flat(token.children or ())


def notes(found: list[Token]) -> list[str]:
    """The text of each footnote."""
    told: list[list[str]] = []
    for token in found:
        if token.type == "footnote_open":
            told.append([])
        elif token.type in ("text", "text_special") and told:
            told[-1].append(token.content)
    return ["".join(note) for note in told]


def plain(words: str) -> str:
    return " ".join(visible(words).split())


@pytest.mark.parametrize("whose", ["samples", "evil"])
def test_every_event_and_statement_has_its_footnote(
    whose: str, exported: Exported, request: pytest.FixtureRequest
) -> None:
    records: list[Record] = request.getfixturevalue(whose)
    found = tokens(exported("md", records).read_text())
    handles = [f"{r.id}/{one.id}" for r in records for one in (*r.events, *r.statements)]
    refs = [token for token in found if token.type == "footnote_ref"]
    assert len(refs) == len(handles) == len({token.meta["id"] for token in refs}) > 0
    said = notes(found)
    assert len(said) == len(handles)
    assert all(any(plain(handle) in note for note in said) for handle in handles)
    titles = [
        found[at + 1].content for at, token in enumerate(found) if token.type == "heading_open" and token.tag == "h2"
    ]
    assert len(titles) == len(records)


def test_footnotes_quote_the_page_word_for_word(exported: Exported, samples: list[Record]) -> None:
    said = "\n".join(notes(tokens(exported("md", samples).read_text())))
    for record in samples:
        assert record.page.sha256 in said
        for statement in record.statements:
            start = min(statement.cue[0], statement.content[0])
            end = max(statement.cue[1], statement.content[1])
            assert f"letters {start}–{end}: «\u2068{plain(record.text[start:end])}\u2069»" in said


def test_a_claim_says_whose_it_is(exported: Exported, samples: list[Record]) -> None:
    lines = exported("md", samples).read_text().splitlines()
    claims = [v for r in samples for v in r.events if v.said_by]
    assert claims
    assert sum("**claim of " in line for line in lines) == len(claims)


def test_a_pages_words_are_no_markup(exported: Exported, evil: list[Record]) -> None:
    found = tokens(exported("md", evil).read_text())
    links = {token.attrs["href"] for token in found if token.type == "link_open"}
    assert {link.partition("/%7B")[0] for link in links} == {"https://evil.example"}  # the page's own address alone
    assert not {token.type for token in found} & {
        "image",
        "html_inline",
        "html_block",
        "code_inline",
        "fence",
        "em_open",
    }
    assert {token.tag for token in found if token.type == "heading_open"} == {"h2", "h3"}
    text = "".join(token.content for token in found if token.type in ("text", "text_special"))
    assert plain('<script>alert("1")</script> [x](javascript:alert(1))') in text
    assert "\x01" not in text


@pytest.mark.parametrize(
    "words",
    ["*a*", "_a_", "`a`", "[a](b)", "![a](b)", "<b>", "&lt;", "a\\b", "~~a~~", "# a", "[^1]", "https://evil.example/a",
     "www.evil.example", "a@evil.example", "$a$", "| a |", "- a\n\n- b", "1. a", "    a", "a  \nb", "{{a}}", "==a=="],
)  # fmt: skip
def test_words_come_out_as_they_went_in(words: str) -> None:
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True}).use(footnote_plugin)
    found = list(_flat(parser.parse(shown(words))))
    assert {token.type for token in found} <= {"paragraph_open", "paragraph_close", "inline"} | QUIET
    text = "".join(token.content for token in found if token.type in ("text", "text_special"))
    assert text == f"\u2068{plain(words)}\u2069"
