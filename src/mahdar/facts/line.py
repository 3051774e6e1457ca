"""A sentence laid out for reading facts: what each token is, and which named parties stand where in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.model import Mention, Sentence, Token, Word

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.lexicon import Hit

NOUNS = frozenset({"topic", "anaphor", "claim", "stake"})
"""Kinds of nouns, which open a phrase as any other does."""
PLAIN = NOUNS | {"whole", "impersonal", "denies", "undertakes", "member"}
"""Kinds that do not keep a word from being a noun or verb of its clause."""
STOPS = frozenset(".؟?!؛;")
COMMAS = frozenset("،,")
BEFORE_CLAUSE = frozenset(("بعد", "قبل", "منذ", "حتي", "رغم", "وبعد", "وقبل"))
"""Prepositions that make a clause of time or concession of أن."""
QUOTES_OPEN = frozenset("\"“«'‘(")


class Phrase(Struct, frozen=True):
    """A mention in a sentence, by token: `first` to `last` (included), role and all. `marker` is the preposition before
    it, folded ("" none, "gen": the complement of the noun at `head`); `joined` when it continues a list."""

    mention: Mention
    first: int
    last: int
    marker: str
    head: int
    joined: bool


class Line(Struct, frozen=True):
    """One sentence, its tokens' kinds and lexicon hits, and its phrases in order."""

    sentence: Sentence
    kinds: tuple[frozenset[str], ...]
    hits: tuple[tuple[Hit, ...], ...]
    phrases: tuple[Phrase, ...]
    inside: tuple[int, ...]  # per token: index of the phrase that covers it, or -1

    def opens_quote(self, index: int) -> bool:
        """True where a mark begins a quotation: by its shape, or a straight one by the spaces around it."""
        raw = self.tokens[index].word.raw
        if raw in "“«":
            return True
        if raw not in "\"”'" or index + 1 >= len(self.tokens):
            return False
        before = self.tokens[index].start - (self.tokens[index - 1].end if index else self.sentence.start - 1)
        after = self.tokens[index + 1].start - self.tokens[index].end
        return after == 0 and (
            before > 0 or self.tokens[index - 1].word.folded in (":", "(") or _is_particle(self.tokens[index - 1])
        )

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The sentence's tokens."""
        return self.sentence.tokens

    def verb_at(self, index: int) -> Hit | None:
        """The finite-verb reading of a token, where it has one and stands where a verb may."""
        if self.inside[index] >= 0 or self.kinds[index] - PLAIN:
            return None
        return next((hit for hit in self.hits[index] if hit.form.part in _FINITE), None)

    def noun_at(self, index: int) -> bool:
        """Whether a token can be a verbal noun, whatever else it can be."""
        return any(hit.form.part == "noun" for hit in self.hits[index])


def _is_particle(token: Token) -> bool:
    """A particle written before a quotation mark: لـ"العربية"."""
    return len(token.word.folded) <= 2


def lay_out(sentence: Sentence, mentions: Iterable[Mention], tools: Tools) -> Line:
    """The sentence's Line; `mentions` are those that begin in it, in order."""
    tokens = sentence.tokens
    kinds = tuple(tools.particles.kinds(token.word.folded) for token in tokens)
    found = [tools.lexicon.hits(token.word) for token in tokens]
    hits = tuple(_fitting(tokens, i, read, kinds[i]) if read else read for i, read in enumerate(found))
    inside = [-1] * len(tokens)
    places: list[tuple[Mention, int, int]] = []
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    for mention in _outermost(mentions):
        covered = range(bisect_right(ends, mention.whole[0]), bisect_left(starts, mention.whole[1]))
        if not covered:
            continue
        for index in covered:
            inside[index] = len(places)
        places.append((mention, covered[0], covered[-1]))
    hits = _parted(Line(sentence, kinds, hits, (), tuple(inside)))
    line = Line(sentence, kinds, hits, (), tuple(inside))
    phrases: list[Phrase] = []
    for mention, first, last in places:
        phrases.append(_phrase(line, mention, (first, last), phrases[-1] if phrases else None))
    return Line(sentence, kinds, hits, tuple(phrases), tuple(inside))


_AGENT = frozenset(("قبل", "جانب", "طرف", "يد", "ايدي"))  # after من or على: by
_JUSSIVE_AFTER = frozenset(("لم", "ولم", "فلم", "لا", "ولا", "فلا"))


def _fitting(tokens: tuple[Token, ...], index: int, hits: tuple[Hit, ...], kinds: frozenset[str]) -> tuple[Hit, ...]:
    """The hits without jussives, except after لم and لا, and without those that split a word's own letter off."""
    if "whole" in kinds:
        hits = tuple(hit for hit in hits if not hit.lead)
    if not any(hit.form.jussive for hit in hits) or (index and tokens[index - 1].word.folded in _JUSSIVE_AFTER):
        return hits
    return tuple(hit for hit in hits if not hit.form.jussive)


_FINITE = ("past", "present")
_BARE_AN = frozenset(("ان", "وان", "فان", "بان", "لان", "كان"))  # أن without a pronoun


def _parted(line: Line) -> tuple[tuple[Hit, ...], ...]:
    """Each token's hits; of a word that may be verb or noun (قصف، دعم، عقد) those alone that the word before allows."""
    return tuple(
        hits if len(hits) < 2 or not _is_noun_here(line, i) else tuple(h for h in hits if h.form.part not in _FINITE)
        for i, hits in enumerate(line.hits)
    )


def _is_noun_here(line: Line, index: int) -> bool:
    """True where a word that may be verb or noun is a noun: behind أنّ, behind a verb (سيتم وقف), in a construct or
    joined by و to a noun (تعزيز دعم تونس)."""
    if index == 0 or line.inside[index - 1] >= 0 or not line.noun_at(index):
        return False
    finite = [hit for hit in line.hits[index] if hit.form.part in _FINITE]
    if not finite:
        return False
    before, kinds = line.tokens[index - 1].word, line.kinds[index - 1]
    if before.kind != "word":
        return False
    past = finite[0].form.part == "past"
    if "opens" in kinds:
        return past and before.folded in _BARE_AN and not (index > 1 and line.kinds[index - 2] & {"prep", "break"})
    if "passes" in kinds or ("topic" in kinds and past):
        return past
    if kinds - PLAIN:
        return False
    if finite[0].form.pronoun and before.folded.endswith(("ي", "يه")):
        return False  # مؤتمر صحفي عقده
    return bool(finite[0].lead) or not before.folded.startswith("ال")


def _outermost(mentions: Iterable[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.whole[0], -m.whole[1])):
        if not kept or mention.whole[0] >= kept[-1].whole[1]:
            kept.append(mention)
    return kept


def _phrase(line: Line, mention: Mention, where: tuple[int, int], before: Phrase | None) -> Phrase:
    first, last = where
    joined = before is not None and _continues(line, before, first, mention)
    if joined and before is not None:
        return Phrase(mention, first, last, before.marker, before.head, True)
    marker, head = _marker(line, mention, first)
    return Phrase(mention, first, last, marker, head, False)


def _brings_members(line: Line, between: range) -> bool:
    """True for words that bring more members of a list: بينهم فلان, بمن فيهم فلان, وعلى رأسهم فلان, فضلا عن فلان."""
    kinds = [line.kinds[i] for i in between if line.tokens[i].word.folded not in COMMAS]
    return any("member" in k for k in kinds) and all(k & {"member", "prep"} for k in kinds)


def _continues(line: Line, before: Phrase, first: int, mention: Mention) -> bool:
    """True where only a comma and و stand between two phrases: a list goes on."""
    between = range(before.last + 1, first)
    if _brings_members(line, between):
        return True
    if any(line.tokens[i].word.folded not in COMMAS and line.tokens[i].word.folded != "و" for i in between):
        return False
    return "و" in mention.lead or any(line.tokens[i].word.folded == "و" for i in between)


def _marker(line: Line, mention: Mention, first: int) -> tuple[str, int]:
    for letter in ("ب", "ل", "ك"):
        if letter in mention.lead:
            return letter, -1
    head = -1
    for index in range(first - 1, max(first - 5, -1), -1):
        token, kinds = line.tokens[index], line.kinds[index]
        if token.word.kind == "mark":
            if token.word.folded in QUOTES_OPEN:
                continue
            if token.word.folded == ":" and index and line.inside[index - 1] >= 0:
                return ":", -1  # a list that names the members of what stands before it
            break
        each = index and token.word.folded == "من" and line.tokens[index - 1].word.folded in ("كل", "وكل")
        if each or token.word.folded in ("كل", "وكل"):
            continue  # كل من تركيا وإيران: both, not of them
        if "prep" in kinds or (
            index and token.word.folded in _AGENT and line.tokens[index - 1].word.folded in ("من", "علي")
        ):
            agent = token.word.folded in _AGENT and index and line.tokens[index - 1].word.folded in ("من", "علي")
            return ("by" if agent else _bare(token.word)), head
        if kinds - PLAIN or line.inside[index] >= 0 or _is_verb(line, index):
            break
        if head < 0 and token.word.folded.startswith("ال") and mention.kind != "place" and not _definite(line, first):
            break  # a definite noun governs no genitive: what follows is a new party
        attached = attached_particle(token.word, kinds)
        if attached:
            return attached, index
        head = index if head < 0 else head
    return ("gen" if head >= 0 else ""), head


def _definite(line: Line, index: int) -> bool:
    return line.tokens[index].word.folded.startswith("ال")


def _bare(word: Word) -> str:
    """A preposition without the و before it."""
    folded = word.folded
    return folded[1:] if folded[:1] == "و" and len(folded) > 2 and folded not in ("وفق", "وسط", "وراء") else folded


def attached_particle(word: Word, kinds: frozenset[str]) -> str:
    """The preposition written onto a noun (بالقوات، للحكومة، بدعم), "" where the letter is the word's own (بيان)."""
    if kinds - NOUNS:
        return ""
    for reading in word.readings:
        if reading.lead[-1:] in ("ب", "ل", "ك") and len(reading.rest) > 2:
            return reading.lead[-1] if reading.lead[-1] != "ك" or reading.stem != reading.rest else ""
    return ""


def _is_verb(line: Line, index: int) -> bool:
    hits = line.hits[index]
    return any(hit.form.part in _FINITE for hit in hits) and not any(
        hit.form.part == "noun" and not hit.lead for hit in hits
    )
