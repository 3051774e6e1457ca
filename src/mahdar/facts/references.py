"""Resolutions, agreements, communiqués and laws that are cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mahdar.arabic import MARKS, key
from mahdar.model import Reading, Reference, Sentence, Span, Token

if TYPE_CHECKING:
    from mahdar.tools import Tools

_FARTHEST_NUMBER = 9  # tokens between قرار and its number, as in "القرار الصادر عن مجلس الأمن الدولي (رقم 2254)"
_LONGEST_NAME = 5  # definite words behind a head: "اتفاقية التجارة الحرة الشاملة …"
_HIGHEST_RESOLUTION = 3999
_MARK = re.compile(f"[{MARKS}]")
_OF_YEAR = frozenset(("لعام", "لسنه"))


def find_references(text: str, sentences: tuple[Sentence, ...], tools: Tools) -> tuple[Reference, ...]:
    """What the article cites, each resolution, agreement, communiqué and law once, at its fullest naming."""
    kept: list[tuple[Reference, frozenset[str]]] = []
    for sentence in sentences:
        for reference in _in_sentence(sentence.tokens, tools):
            words = _words(text[slice(*reference.span)])
            for place, (earlier, its_words) in enumerate(kept):
                if _same(reference, words, earlier, its_words):
                    if len(words) > len(its_words):
                        kept[place] = reference, words
                    break
            else:
                kept.append((reference, words))
    return tuple(reference for reference, _ in kept)


def _words(naming: str) -> frozenset[str]:
    return frozenset(word.removeprefix("ال").removeprefix("ل") for word in key(naming).split())


def _same(one: Reference, words: frozenset[str], other: Reference, others: frozenset[str]) -> bool:
    if one.kind != other.kind or one.number != other.number:
        return False
    return one.number is not None or words <= others or others <= words


def _in_sentence(tokens: tuple[Token, ...], tools: Tools) -> Iterator[Reference]:
    end = 0
    for index in tools.references.may_start.among(tokens):
        if index >= end:
            found, end = _numbered(tokens, index, tools)
            if not found:
                found, end = _named(tokens, index, tools)
            yield from found


def _numbered(tokens: tuple[Token, ...], index: int, tools: Tools) -> tuple[list[Reference], int]:
    """The citations by number that start at tokens[index], one for each number of a list, and where they end."""
    head = next((r for r in tokens[index].word.readings if r.stem in tools.references.numbered), None)
    if head is None:
        return [], index
    numbered, at, plain = tools.references.numbered[head.stem], index + 1, True
    while at < min(len(tokens), index + _FARTHEST_NUMBER) and not _number(tokens[at]):
        stems = {reading.stem for reading in tokens[at].word.readings}
        if not stems & numbered.between and tokens[at].word.folded not in '()«»"“”[]':
            return [], index
        plain = plain and (not stems or "رقم" in stems)
        at += 1
    numbers, after = _list_of_numbers(tokens, at)
    if not numbers or (numbered.kind == "un_resolution" and not _is_resolution(tokens, numbers, after, plain)):
        return [], index
    start = _start(tokens[index], head)
    after = _end_of_law(tokens, after, tools) if numbered.kind == "law" else after
    last = max(numbers[-1][0][1], tokens[after - 1].end) if numbered.kind == "law" else _closed(tokens, after)
    spans = [(start, last)] if len(numbers) == 1 else [span for span, _ in numbers]
    cited = zip(spans, numbers, strict=True)
    return [Reference(kind=numbered.kind, number=number, span=span) for span, (_, number) in cited], after


def _list_of_numbers(tokens: tuple[Token, ...], at: int) -> tuple[list[tuple[Span, str]], int]:
    """The numbers of "2118 و2254", "1559، 1680 و1701", each with its place, and the index behind the last."""
    numbers: list[tuple[Span, str]] = []
    after = at
    while at < len(tokens):
        number = _number(tokens[at])
        if number:
            numbers.append(((tokens[at].end - len(number), tokens[at].end), number))
            after = at + 1
        elif not numbers or tokens[at].word.folded not in ("و", "،", ",", "/", "-", ")", "("):
            break
        at += 1
    return numbers, after


def _number(token: Token) -> str:
    """The number that the token writes in figures, also with an attached و; empty where it writes none."""
    rest = token.word.folded.lstrip("و") if token.word.folded[0] == "و" else token.word.folded
    return rest if rest.isdecimal() and len(rest) <= 4 else ""


def _is_resolution(tokens: tuple[Token, ...], numbers: list[tuple[Span, str]], after: int, plain: bool) -> bool:
    """False for decisions of ministries and courts: numbered by year, or with a small bare number."""
    if after < len(tokens) and tokens[after].word.folded in _OF_YEAR and plain:
        return False
    return all((not plain or len(number) >= 3) and int(number) <= _HIGHEST_RESOLUTION for _, number in numbers)


def _closed(tokens: tuple[Token, ...], after: int) -> int:
    """The end of what stands before tokens[after], the bracket that closes it included."""
    return tokens[after].end if after < len(tokens) and tokens[after].word.folded == ")" else tokens[after - 1].end


def _end_of_law(tokens: tuple[Token, ...], after: int, tools: Tools) -> int:
    """Behind the law that an article belongs to: "المادة 522 من قانون العقوبات"."""
    at = after + 1 if after < len(tokens) and tokens[after].word.folded == "من" else after
    found, end = _named(tokens, at, tools) if at < len(tokens) else ([], after)
    return end if found and found[0].kind == "law" else _behind_year(tokens, after)


def _named(tokens: tuple[Token, ...], index: int, tools: Tools) -> tuple[list[Reference], int]:
    """The citation by name that starts at tokens[index], and where it ends."""
    name, head = tools.references.names.at(tokens, index), tools.references.heads.at(tokens, index)
    end = index + name.length if name else index
    if head:
        behind = _definite_run(tokens, index + head.length)
        end = max(end, behind) if behind > index + head.length else end
    match = name or head
    if match is None or end == index:
        return [], index
    end = _behind_parties(tokens, end) if match.entry == "agreement" else _behind_year(tokens, end)
    start = tokens[index].start + _letters(tokens[index].word.raw, len(match.lead))
    return [Reference(kind=match.entry, number=None, span=(start, tokens[end - 1].end))], end


def _definite_run(tokens: tuple[Token, ...], index: int) -> int:
    end = index
    while end < min(len(tokens), index + _LONGEST_NAME) and _is_definite(tokens[end]):
        end += 1
    return end


def _is_definite(token: Token) -> bool:
    return token.word.folded.startswith("ال") and len(token.word.folded) > 4


def _behind_year(tokens: tuple[Token, ...], end: int) -> int:
    of_year = end + 1 < len(tokens) and tokens[end].word.folded in _OF_YEAR and tokens[end + 1].word.kind == "number"
    return end + 2 if of_year else end


def _behind_parties(tokens: tuple[Token, ...], end: int) -> int:
    """Behind those who agreed, where they are a word each: "الاتفاق النووي مع إيران", "… بين القاهرة وأنقرة"."""
    follow = [token.word for token in tokens[end : end + 3]]
    if len(follow) > 1 and follow[0].folded == "مع" and follow[1].kind == "word":
        return end + 2
    if len(follow) == 3 and follow[0].folded == "بين" and follow[2].folded.startswith("و"):
        return end + 3
    return _behind_year(tokens, end)


def _start(token: Token, reading: Reading) -> int:
    return token.start + _letters(token.word.raw, len(reading.lead))


def _letters(raw: str, count: int) -> int:
    """The offset in `raw` behind its first `count` letters, their vowel marks passed over."""
    offset = 0
    while count and offset < len(raw):
        offset += 1
        while offset < len(raw) and _MARK.match(raw, offset):
            offset += 1
        count -= 1
    return offset
