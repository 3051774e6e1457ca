"""A sentence as the people finder sees it, and where a person's name ends in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.model import Mention, Sentence, Token

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.people import Traits

LONGEST_NAME = 8
"""Words; the longest names in the press (full Gulf names with every بن) have about that many."""
UNKNOWN_RUN = 3
"""Words in a row that no list has: more of them are no name."""
_JOINTS = frozenset("-ـ–")


class Line:
    """One sentence: its tokens, what each may be in a name, and the mention (place, organisation, group) that covers it."""

    def __init__(self, sentence: Sentence, known: list[Mention], tools: Tools) -> None:
        self.tokens = sentence.tokens
        self.tools = tools
        self.people = tools.people
        self.traits: list[Traits] = [tools.people.traits(token.word) for token in sentence.tokens]
        self.known: list[Mention | None] = _cover(sentence.tokens, known)

    def __len__(self) -> int:
        return len(self.tokens)

    def is_word(self, index: int) -> bool:
        """Whether tokens[index] exists and is a word."""
        return 0 <= index < len(self.tokens) and self.tokens[index].word.kind == "word"

    def mark(self, index: int) -> str:
        """The punctuation mark at tokens[index], or ""."""
        if not 0 <= index < len(self.tokens) or self.tokens[index].word.kind != "mark":
            return ""
        return self.tokens[index].word.raw

    def folded(self, index: int) -> str:
        """tokens[index] folded, "" outside the sentence."""
        return self.tokens[index].word.folded if 0 <= index < len(self.tokens) else ""

    def known_end(self, index: int) -> int:
        """The first token after the known mention that covers tokens[index]; `index` where there is none."""
        mention, end = self.known[index], index
        if mention is None:
            return index
        while end < len(self.tokens) and self.known[end] is mention:
            end += 1
        return end

    def is_verb(self, index: int) -> bool:
        """Whether tokens[index] can be a verb in the past or present."""
        return any(hit.form.part in ("past", "present") for hit in self.tools.lexicon.hits(self.tokens[index].word))

    def is_cue(self, index: int) -> bool:
        """Whether tokens[index] is a verb of saying."""
        if not self.is_word(index):
            return False
        lexicon = self.tools.lexicon
        return any(
            hit.form.lemma in lexicon.cues and hit.form.part in ("past", "present")
            for hit in lexicon.hits(self.tokens[index].word)
        )

    def nationality(self, index: int) -> str | None:
        """The country of the adjective at tokens[index]."""
        if not self.is_word(index) or self.traits[index].given:
            return None
        found = self.tools.places.nationalities
        return next((found[r.stem] for r in self.tokens[index].word.readings[:1] if r.stem in found), None)

    def is_common(self, index: int) -> bool:
        """Whether tokens[index] is an ordinary word: in the vocabulary, a verb, a function word, an adjective of nationality."""
        word, traits = self.tokens[index].word, self.traits[index]
        if traits.common:
            return True
        if traits.given or traits.family:
            return False
        if self.tools.particles.kinds(word.folded) or self.nationality(index):
            return True
        return any(not (set(hit.lead) & set("كل") and hit.form.part != "noun") for hit in self.tools.lexicon.hits(word))

    def is_unknown(self, index: int) -> bool:
        """Whether tokens[index] is a word that no list has: then it may be a name."""
        if not self.is_word(index) or self.known[index] is not None:
            return False
        word, traits = self.tokens[index].word, self.traits[index]
        if traits.given or traits.family or traits.joins or len(word.folded) < 2:
            return False
        return not self.is_common(index) and not word.folded.endswith(("يه", "ات", "يين", "يون", "ائي"))


def _cover(tokens: tuple[Token, ...], known: list[Mention]) -> list[Mention | None]:
    covered: list[Mention | None] = [None] * len(tokens)
    if not tokens or not known:
        return covered
    place = 0
    for index, token in enumerate(tokens):
        while place < len(known) and known[place].span[1] <= token.start:
            place += 1
        if place < len(known) and known[place].span[0] < token.end:
            covered[index] = known[place]
    return covered


def starts_name(line: Line, index: int) -> bool:
    """Whether a name surely starts at tokens[index]: a given name or a particle that opens one, with more of a name behind."""
    if not line.is_word(index) or line.known_end(index) > index + 1:
        return False
    traits = line.traits[index]
    if traits.opens and not traits.given:
        return (
            index + 1 < len(line) and line.is_word(index + 1) and not _stops(line, index + 1) and _opened(line, index)
        )
    if not traits.given:
        return False
    if traits.common or line.known[index] is not None:
        return goes_on(line, index + 1)
    return True


def _opened(line: Line, index: int) -> bool:
    """Whether the word after an opening particle fits it: عبد الله, أبو محمد, آل سعود."""
    after, word = line.folded(index + 1), line.traits[index].rest
    if word in ("عبد",):
        return after in line.people.holy or after.startswith("ال") or after == "رب"
    return line.traits[index + 1].given or line.traits[index + 1].family or not line.is_common(index + 1)


def goes_on(line: Line, index: int) -> bool:
    """Whether tokens[index] surely continues a name."""
    if not line.is_word(index):
        return False
    traits = line.traits[index]
    if line.known[index] is not None and line.known_end(index) > index + 1:
        return False
    if (traits.joins or traits.opens) and line.is_word(index + 1):
        return (
            not line.is_common(index + 1) or line.traits[index + 1].given or line.folded(index + 1) in line.people.holy
        )
    if traits.lead:
        return False
    if traits.family or (traits.given and not traits.common):
        return line.known[index] is None or traits.given or line.folded(index).startswith("ال")
    return line.is_unknown(index)


def name_end(line: Line, start: int) -> int:
    """The first token after the name that starts at tokens[start]."""
    index, unknown = start, 0
    while index < len(line) and index - start < LONGEST_NAME:
        step = _step(line, index, start)
        if step == 0:
            break
        unknown = unknown + 1 if line.is_unknown(index) else 0
        if unknown > UNKNOWN_RUN:
            break
        index += step
    return index


def _step(line: Line, index: int, start: int) -> int:
    """How many tokens from tokens[index] belong to the name, 0 where it has ended."""
    if line.mark(index) in _JOINTS and index > start and line.mark(index):
        glued = line.tokens[index - 1].end == line.tokens[index].start
        return 1 if glued and line.is_word(index + 1) and _fits(line, index + 1, start) else 0
    if not line.is_word(index):
        return 0
    traits = line.traits[index]
    if traits.opens or traits.joins:
        return _step_particle(line, index, start)
    return 1 if _fits(line, index, start) else 0


def _step_particle(line: Line, index: int, start: int) -> int:
    if not line.is_word(index + 1) or (line.traits[index].lead and index > start):
        return 1 if _fits(line, index, start) else 0
    after = line.traits[index + 1]
    if line.folded(index + 1) in line.people.holy:
        return 2
    if line.traits[index].joins and (after.joins or after.opens) and line.is_word(index + 2):
        return 3 if line.folded(index + 2) in line.people.holy or _fits(line, index + 2, start) else 2
    if line.traits[index].given and not line.traits[index].joins:
        return 1
    if after.given or after.family or not line.is_common(index + 1):
        return 2
    if line.folded(index) in ("بن", "ابن", "بنت", "ال", "عبد", "ابو", "ابا", "ابي") and not _stops(line, index + 1):
        return 2
    return 1 if _fits(line, index, start) else 0


def _stops(line: Line, index: int) -> bool:
    """Whether tokens[index] can be no part of a name, whatever stands before it."""
    return (
        bool(line.tools.particles.kinds(line.folded(index)) - {"whole", "adv"}) or line.nationality(index) is not None
    )


def _fits(line: Line, index: int, start: int) -> bool:
    """Whether the single word tokens[index] belongs to a name that began at tokens[start]."""
    traits, first = line.traits[index], index == start
    known = line.known[index]
    if (
        known is not None
        and not traits.given
        and (line.known_end(index) > index + 1 or known.kind != "place" or not traits.family)
    ):
        return False
    if first:
        return traits.given or traits.family or line.is_unknown(index)
    if traits.lead and traits.lead != "":
        return False
    if line.folded(index) in line.people.holy and line.traits[index - 1].given:
        return True
    if traits.common:
        return (traits.family or traits.given) and _closes(line, index)
    return traits.given or traits.family or line.is_unknown(index)


def _closes(line: Line, index: int) -> bool:
    """Whether what follows tokens[index] lets an ordinary word there be the end of a name."""
    if not line.is_word(index + 1):
        return True
    following = line.folded(index + 1)
    if line.traits[index].role is not None:
        return line.known[index + 1] is None and not following.startswith("ال")
    return not (following.startswith("ال") and line.folded(index).startswith("ال")) or line.traits[index + 1].family
