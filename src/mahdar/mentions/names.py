"""A sentence as the people finder sees it, and where a person's name ends in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mahdar.model import Mention, Sentence, Token

if TYPE_CHECKING:
    from mahdar.mentions.roles import Phrase
    from mahdar.tools import Tools
    from mahdar.tools.people import Traits

LONGEST_NAME = 8
"""Words; the longest names in the press (full Gulf names with every بن) have about that many."""
UNKNOWN_RUN = 3
"""Words in a row that no list has: more of them are no name."""
_JOINTS = frozenset("-ـ–")
_STRONG = frozenset(("بن", "ابن", "بنت", "ابو", "ابا", "ابي", "ال", "ولد"))
"""Particles that make a name of any word behind them."""
_OWNED = frozenset("نظام حكومه قوات ميليشيا ميليشيات مليشيا مليشيات اداره جماعه فريق حمله معسكر عصابه انصار".split())
"""First words of bodies that are called after the person who owns them."""
_FUNCTION = frozenset(("prep", "opens", "break", "pron", "rel", "neg", "aux"))
_UNLIKE = ("ة",)
_CASE = ("اً", "ًا", "ا\u064b", "ةً", "ةٍ", "ٍ", "ٌ")
"""Endings that ordinary words bear and names do not."""
# Shapes of Arabic verbal nouns, participles, plurals and verbs, hardly ever those of a foreign name.
_SHAPES = re.compile(
    r"(?:[وفبل]?(?:ال)?|لل)"
    r"(?:است\w{2}ا\w|است\w{2,4}|[اإ]\w[تدط]\w?ا\w|ان\w{2}ا\w|ت\w{2}ي\w|مست\w{3}|م\wا\w{2}ه|مت\w{2,3}|ت\wا\w\w|ا\w{2}ا\w|مو\w{3})"
    r"(?:ه|ها|هم|نا|ات|اته|اتها|ين|ون|ا)?"
    r"|\w*(?:يه|ات|يين|يون|ائي|ائيه|اته|اتها|اتهم|يتها|يته|ونها|ونه|ينها|تهم|تها|نهم|انها)|\w{2,}(?:ها|هم|هما)"
    r"|[يت][^اوي]{3,4}(?:ون|وا|ان|ها|ه)?"
    r"|(?:وال|بال|كال|فال|لل|ولل|وبال)\w+"
)


class Line:
    """One sentence: its tokens, what each may be in a name, and the place or organisation that covers it."""

    def __init__(self, sentence: Sentence, known: list[Mention], tools: Tools) -> None:
        self.tokens = sentence.tokens
        self.tools = tools
        self.people = tools.people
        self.traits: list[Traits] = [tools.people.traits(token.word) for token in sentence.tokens]
        self.known: list[Mention | None] = _cover(sentence.tokens, known)
        self.phrases: dict[int, Phrase | None] = {}  # role phrases by their first token, once read
        if any(mention.kind == "organization" for mention in known):
            self._free_owners()

    def _free_owners(self) -> None:
        """A person's name at the end of a body's is his: نظام بشار الأسد, حكومة الشاهد, قوات علي عبدالله صالح."""
        for index in range(1, len(self.tokens)):
            body = self.known[index]
            if body is None or body.kind != "organization" or self.known[index - 1] is not body:
                continue
            traits, first = self.traits[index], self.known.index(body)
            if not (traits.given or traits.alone) or traits.common or self.stem(first) not in _OWNED:
                continue
            for inside in range(index, self.known_end(index)):
                self.known[inside] = None

    def stem(self, index: int) -> str:
        """tokens[index] without particles and article."""
        readings = self.tokens[index].word.readings
        return next((r.stem for r in readings if r.stem in _OWNED), readings[0].stem) if readings else ""

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
        if self.traits[index].verb:
            return True
        return any(hit.form.part in ("past", "present") for hit in self.tools.lexicon.hits(self.tokens[index].word))

    def takes_object(self, index: int) -> bool:
        """Whether tokens[index] is a verb that somebody does to or with somebody: التقى, استقبل, هنأ."""
        if not self.is_word(index):
            return False
        lexicon = self.tools.lexicon
        finite = (h for h in lexicon.hits(self.tokens[index].word) if h.form.part in ("past", "present"))
        rows = (row for h in finite if not h.form.pronoun for row in lexicon.triggers.get(h.form.lemma, ()))
        return any(row.frame.get("obj") in ("actor", "recipient") for row in rows)

    def is_hard(self, index: int) -> bool:
        """Whether tokens[index] is a function word."""
        if self.traits[index].hard:
            return True
        kinds = self.tools.particles.kinds(self.tokens[index].word.folded)
        return bool(kinds & _FUNCTION) and not self.traits[index].given and not self.traits[index].family

    def is_cue(self, index: int) -> bool:
        """Whether tokens[index] is a verb of saying whose subject is one person."""
        return self.is_word(index) and self.tools.lexicon.speaks(self.tokens[index].word)

    def opens_clause(self, index: int) -> bool:
        """Whether tokens[index] is rather a verb at a clause's head: وطالب البحرة, though طالب is a name."""
        word = self.tokens[index].word
        if word.folded[0] != "و" and self.is_word(index - 1):
            return False
        return any(
            h.form.part == "past" and h.form.person == "3ms" and not h.form.pronoun
            for h in self.tools.lexicon.hits(word)
        )

    def nationality(self, index: int) -> str | None:
        """The country of the adjective at tokens[index]."""
        if not self.is_word(index) or self.traits[index].given:
            return None
        found = self.tools.places.nationalities
        forms = (
            form for r in self.tokens[index].word.readings[:1] for form in (r.rest, r.stem)
        )  # ألماني has no article
        return next((found[form] for form in forms if form in found), None)

    def is_common(self, index: int) -> bool:
        """Whether tokens[index] is an ordinary word: listed as one, a verb, a function word, a nationality."""
        word, traits = self.tokens[index].word, self.traits[index]
        if traits.common or traits.hard or traits.verb:
            return True
        if traits.given or traits.family:
            return False
        if self.tools.particles.kinds(word.folded) or self.nationality(index):
            return True
        return any(not set(hit.lead) & set("كل") for hit in self.tools.lexicon.hits(word))

    def is_unknown(self, index: int) -> bool:
        """Whether tokens[index] is a word that no list has: then it may be a name."""
        if not self.is_word(index) or self.known[index] is not None:
            return False
        word, traits = self.tokens[index].word, self.traits[index]
        if traits.given or traits.family or traits.joins or len(word.folded) < 2 or word.raw.endswith(_CASE):
            return False
        return not self.is_common(index) and not _SHAPES.fullmatch(word.folded)


def _cover(tokens: tuple[Token, ...], known: list[Mention]) -> list[Mention | None]:
    """For each token the mention over it."""
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


def starts_name(line: Line, index: int, expected: bool = False) -> bool:
    """Whether a name surely starts at tokens[index]: a given name, or a particle that opens one and more behind.
    Where a name is `expected` (behind a role), one that is also an ordinary word may have any name behind it."""
    if not line.is_word(index) or line.known_end(index) > index + 1:
        return False
    traits = line.traits[index]
    two = f"{traits.rest} {line.folded(index + 1)}"
    if two in line.people.phrases or two in line.people.pairs:
        return two in line.people.pairs
    if traits.opens and not traits.given:
        return line.is_word(index + 1) and _opened(line, index)
    if not traits.given:
        return False
    if not expected and line.opens_clause(index):
        return line.is_word(index + 1) and line.traits[index + 1].joins
    if traits.common or traits.verb or line.known[index] is not None:
        return _listed(line, index + 1, expected)
    return True


def _listed(line: Line, index: int, expected: bool) -> bool:
    """Whether a name of the lists stands at tokens[index], or a particle with one."""
    if expected and goes_on(line, index):
        return True
    if not line.is_word(index) or line.is_hard(index) and not line.traits[index].joins:
        return False
    traits = line.traits[index]
    if traits.joins or traits.opens and not traits.given:
        return _opened(line, index)
    named = traits.given or (traits.family and (not traits.alone or traits.rest.startswith("ال")))
    return named and not traits.common and not traits.lead and line.known[index] is None


def _opened(line: Line, index: int) -> bool:
    """Whether the word after a particle fits it: عبد الله, أبو محمد, آل سعود."""
    if not line.is_word(index + 1):
        return False
    after, word, traits = line.folded(index + 1), line.traits[index].rest, line.traits[index + 1]
    if after in line.people.holy:
        return True
    if word in line.people.faithful and not traits.given:
        return False
    if word == "عبد":
        return after.startswith("ال") or after == "رب"
    if word in ("بن", "ابن", "بنت") and (
        index == 0 or not line.is_word(index - 1) or (line.is_common(index - 1) and not line.traits[index - 1].given)
    ):
        return f"{word} {after}" in line.people.family.folded
    if line.is_hard(index + 1) or traits.lead:
        return False
    return (
        traits.given
        or traits.family
        or (word in _STRONG and not line.nationality(index + 1))
        or line.is_unknown(index + 1)
    )


def is_pair(line: Line, index: int) -> bool:
    """Whether tokens[index] and the next are a listed name of two words: بان كي, قائد السبسي."""
    return f"{line.folded(index)} {line.folded(index + 1)}" in line.people.pairs


def goes_on(line: Line, index: int) -> bool:
    """Whether tokens[index] surely continues a name."""
    if not line.is_word(index) or (line.known[index] is not None and line.known_end(index) > index + 1):
        return False
    traits = line.traits[index]
    if traits.joins or traits.opens and not traits.given:
        return _opened(line, index)
    if line.is_hard(index) or traits.lead:
        return False
    if (traits.family or traits.given) and not traits.common:
        return line.known[index] is None or traits.given or line.folded(index).startswith("ال")
    return line.is_unknown(index) and not line.tokens[index].word.raw.endswith(_UNLIKE)


def name_end(line: Line, start: int) -> int:
    """The first token after the name that starts at tokens[start]."""
    index, unknown = start, 0
    while index < len(line) and index - start < LONGEST_NAME:
        step = _step(line, index, start)
        if step == 0:
            break
        unknown = unknown + 1 if step == 1 and line.is_unknown(index) else 0
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
    if is_pair(line, index):
        return 2
    traits = line.traits[index]
    if traits.lead and index > start:
        return 0
    if traits.joins or traits.opens and not (traits.given and not _holy(line, index + 1)):
        return _step_particle(line, index, start)
    return 1 if _fits(line, index, start) else 0


def _holy(line: Line, index: int) -> bool:
    return line.folded(index) in line.people.holy


def _step_particle(line: Line, index: int, start: int) -> int:
    """A particle takes the word behind it along, and a second particle: بن عبد الله."""
    if not line.is_word(index + 1):
        return 1 if _fits(line, index, start) else 0
    if _holy(line, index + 1):
        return 2
    after = line.traits[index + 1]
    if line.traits[index].joins and after.opens and _holy(line, index + 2):
        return 3
    if line.traits[index].joins and (after.joins or after.opens and not after.given) and _opened(line, index + 1):
        return 3
    if _opened(line, index) and (index > start or line.traits[index].opens or not line.is_hard(index)):
        return 2
    return 1 if _fits(line, index, start) else 0


def _fits(line: Line, index: int, start: int) -> bool:
    """Whether the single word tokens[index] belongs to a name that began at tokens[start]."""
    traits, first = line.traits[index], index == start
    known = line.known[index]
    if line.is_hard(index):
        return False
    if (
        known is not None
        and not traits.given
        and (line.known_end(index) > index + 1 or known.kind != "place" or not traits.family)
    ):
        return False
    if first:
        return traits.given or traits.family or line.is_unknown(index)
    if _holy(line, index) and line.traits[index - 1].given:
        return True
    if traits.common or traits.verb:
        return (traits.family or traits.given) and _closes(line, index)
    if traits.given or traits.family:
        return True
    if index - start >= 2 and line.folded(index).startswith("و"):
        return False
    return line.is_unknown(index) and not line.traits[index - 1].alone and not _article_noun(line, index)


def _article_noun(line: Line, index: int) -> bool:
    """An unknown word with the article and ة is an ordinary noun: كرم الضيافة."""
    return line.folded(index).startswith("ال") and line.tokens[index].word.raw.endswith("ة")


def _closes(line: Line, index: int) -> bool:
    """Whether what follows tokens[index] lets an ordinary word there be the end of a name."""
    if not line.is_word(index + 1):
        return True
    following = line.folded(index + 1)
    if line.traits[index].role is not None:
        return line.known[index + 1] is None and (
            not following.startswith("ال") or line.traits[index + 1].role is not None
        )
    return not (following.startswith("ال") and line.folded(index).startswith("ال")) or line.traits[index + 1].family
