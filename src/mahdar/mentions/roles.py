"""Role phrases: «وزير الخارجية السعودي», «المبعوث الفرنسي الخاص إلى سورية», and where the name after them starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.mentions.names import Line, goes_on, name_end, starts_name

if TYPE_CHECKING:
    from mahdar.tools.people import RoleHead

LONGEST_ROLE = 14
"""Words of one role."""
_LINKS = frozenset(("باسم", "لدي", "عن", "الي", "لشوون", "بشان", "لمكافحه", "من", "في", "لمنصب", "علي"))
_NEEDS_BODY = frozenset(("في", "من", "علي", "عن"))
_PLACED = frozenset("رئيس عمده حاكم والي وال محافظ معتمد امير ملك سلطان قائد زعيم سفير قنصل متصرف".split())
"""Heads whose genitive is a place, listed or not."""
_SOURCES = frozenset(("مصدر", "مسؤول", "مسئول", "متحدث", "ناطق", "دبلوماسي", "شاهد", "عضو", "نائب", "سفير"))
"""Heads of people who speak to the media and do not belong to them."""
_ENVOYS = frozenset(("سفير", "مبعوث", "موفد", "مندوب", "ممثل", "قنصل", "منسق", "وسيط"))


class Phrase(Struct, frozen=True):
    """A role in tokens[start:end]; `name` is where a name follows it, or None. `complete`: more than the head."""

    start: int
    end: int
    head: RoleHead
    lead: str
    definite: bool
    complete: bool
    country: str | None
    sector: str | None  # of the body that the role names, where its finder told
    name: int | None


def role_at(line: Line, start: int) -> Phrase | None:
    """The role phrase whose head is tokens[start], read once."""
    if start not in line.phrases:
        line.phrases[start] = _read_role(line, start)
    return line.phrases[start]


def _read_role(line: Line, start: int) -> Phrase | None:
    traits = line.traits[start]
    head = traits.role
    if head is None or not line.is_word(start) or (head.use == "rank" and not traits.definite and not head.human):
        return None
    if line.known[start] is not None and (traits.owned or line.known_end(start) > start + 1):
        return None
    if (
        head.adjective
        and (_qualifies(line, start) or _verbal(line, start))
        or head.needs
        and line.folded(start + 1) not in head.needs
    ):
        return None
    if traits.given and not traits.definite and _named_so(line, start + 1):
        return None
    definite = traits.definite or traits.owned
    reader = _Reader(line, start, head, definite)
    reader.read()
    return Phrase(
        start=start,
        end=reader.index,
        head=head,
        lead=traits.role_lead,
        definite=definite or reader.closed,
        complete=reader.index > start + 1,
        country=reader.country,
        sector=reader.sector,
        name=reader.name_start(),
    )


def _named_so(line: Line, index: int) -> bool:
    """Whether a name stands at tokens[index], so that the word before it (أمير، رائد) is a given name."""
    if not line.is_word(index) or line.known[index] is not None:
        return False
    traits = line.traits[index]
    return (traits.given or traits.family) and not traits.common and not traits.lead


def _verbal(line: Line, index: int) -> bool:
    """Whether the word is rather a verb (وطالب البحرة) or says how something is done (مقدما شرحا)."""
    if line.traits[index].definite:
        return False
    return line.is_verb(index) or line.folded(index).endswith("ا")


def _qualifies(line: Line, index: int) -> bool:
    """Whether the adjective at tokens[index] belongs to the noun before it: مؤتمر صحفي, الهجوم الإرهابي."""
    before = index - 1
    if not line.is_word(before) or line.traits[index].role_lead or line.is_hard(before):
        return False
    if (
        line.known[before] is not None
        or line.traits[before].role is not None
        or line.folded(before) in line.people.nouns
    ):
        return True
    return not line.is_verb(before)


class _Reader:
    """Walks over a role's complements; `closed` once a definite word ended the construct: then adjectives follow."""

    def __init__(self, line: Line, start: int, head: RoleHead, definite: bool) -> None:
        self.line = line
        self.start = start
        self.head = head
        self.index = start + 1
        self.closed = definite
        self.accusative = not definite and line.folded(start).endswith("ا")
        self.sealed = False  # the complement ends in another person's name
        self.country: str | None = None
        self.sector: str | None = None

    def read(self) -> None:
        """Take words in as long as they belong to the role."""
        while self.index < len(self.line) and self.index - self.start < LONGEST_ROLE:
            step = self._step()
            if step == 0:
                return
            self.index += step

    def _step(self) -> int:
        line, index = self.line, self.index
        if not line.is_word(index):
            return self._quoted()
        if self.sealed or (self.accusative and self._is_bare(index)):
            return 0
        if line.folded(index) == "باسم" and not goes_on(line, index + 1):
            return self._linked()
        if line.traits[index].given and not goes_on(line, index + 1):
            nation = line.tools.places.nationalities.get(line.folded(index))
            if nation is not None and not self.closed:  # تركي is a given name too
                self.country = nation
                return 1
        if starts_name(line, index, self.closed) and (self.closed or not line.traits[index].common):
            return 0
        country = line.nationality(index)
        if country is not None and line.known[index] is None:
            self.country = country
            self.closed = self.closed or line.folded(index).startswith("ال")
            return 1
        if line.folded(index) in _LINKS and not line.traits[index].given:
            return self._linked()
        known = line.known[index]
        if known is not None:
            return self._take_known(index)
        return self._plain()

    def _is_bare(self, index: int) -> bool:
        """Whether a word cannot belong to an accusative: جنديا قتل, شخصا واحدا."""
        word = self.line.folded(index)
        return not (word.endswith("ا") or word.startswith("ل") or word in _LINKS or word in ("به", "بها"))

    def _quoted(self) -> int:
        """A mark that opens a known name, as in حركة «حماس»."""
        line, index = self.line, self.index
        inside = line.known[index]
        return line.known_end(index) - index if inside is not None else 0

    def _take_known(self, index: int) -> int:
        mention = self.line.known[index]
        lead = self.line.tokens[index].word.readings[-1].lead
        if mention is not None and mention.sector == "JRN" and "ل" in mention.lead and self.head.stem in _SOURCES:
            return 0  # صرح مسؤول لشبكة CNN
        if (
            mention is None
            or mention.kind == "group"
            or (self.country and not self.closed and not lead)  # مسؤول تركي ends with its adjective
            or (self.closed and "ل" not in lead and index == self.index and not self._apposed(index))
        ):
            return 0
        if lead and lead[0] in "وب" and mention.lead:
            return 0
        return self._body(index) - index

    def _body(self, index: int) -> int:
        """Take in the known mention over tokens[index], and what it tells."""
        mention = self.line.known[index]
        if mention is not None:
            self.country = self.country or mention.country
            self.sector = self.sector or mention.sector
        self.closed = True
        return self.line.known_end(index)

    def _apposed(self, index: int) -> bool:
        mention = self.line.known[index]
        return mention is not None and "ل" in mention.lead

    def _linked(self) -> int:
        """A preposition with what it governs: باسم الجيش, لدى الأمم المتحدة, إلى سورية."""
        line, index = self.line, self.index
        link, after = line.folded(index), index + 1
        if not line.is_word(after) or starts_name(line, after):
            return 0
        if link == "الي" and self.head.stem not in _ENVOYS:
            return 0
        if link == "باسم" and line.traits[after].role is not None:
            return self._for_another(after) - index
        if link == "علي" and line.folded(index - 1).startswith(("مطلع", "المطلع")):
            self.closed = False
            return 1
        known = line.known[after]
        if known is not None:
            late = known.kind != "organization" or (self.closed and index > self.start + 1)
            behind = line.known_end(after)
            behind += line.mark(behind) == "،" and starts_name(line, behind + 1, True)
            if link in _NEEDS_BODY and late and not starts_name(line, behind, True):
                return 0
            return self._body(after) - index
        if line.is_common(after) and starts_name(line, after + 1, True):
            return 2
        if link == "عن" and line.folded(index - 1) == "المسوول":
            return 2
        if link in _NEEDS_BODY and self.closed and index > self.start + 1:
            return 0
        if link in _NEEDS_BODY and not (self.head.human and not self.closed and line.folded(after).startswith("ال")):
            return 0
        if link == "علي" or not line.is_common(after):
            return 0
        self.closed = line.folded(after).startswith("ال")
        return 2

    def _for_another(self, index: int) -> int:
        """The end of the person at tokens[index] for whom this one speaks: المتحدثة باسم الرئيس سالم الراوي."""
        inner = role_at(self.line, index)
        self.closed = True
        if inner is None:
            return index + 1
        self.sealed = inner.name is not None
        return inner.end if inner.name is None else name_end(self.line, inner.name)

    def _plain(self) -> int:
        line, index = self.line, self.index
        word, traits = line.folded(index), line.traits[index]
        if line.tokens[index].word.raw in ("وأحد", "وإحدى") or (line.is_cue(index) and not self.closed):
            return 0
        if not line.is_common(index):
            return self._unknown()
        kinds = line.tools.particles.kinds(word)
        if line.is_hard(index) or ("adv" in kinds and not line.people.is_adjective(word)):
            return 0
        lead = line.tokens[index].word.readings[-1].lead
        whole = word in line.people.common or word in line.people.roles
        if lead and lead[0] in "وفبس" and not self.closed and not whole:
            return 0
        article = word.startswith("ال") or "ل" in lead
        if self.closed:
            return self._after_closed(index, lead)
        if line.is_verb(index) and not article and word not in line.people.nouns:
            return 0
        if traits.role is not None and traits.role_lead.startswith("و"):
            return 0
        self.closed = article
        return 1

    def _after_closed(self, index: int, lead: str) -> int:
        """Adjectives, genitives with ل and a second genitive with و follow a definite role: وزير الدفاع والنقل."""
        line = self.line
        word, traits = line.folded(index), line.traits[index]
        if lead.startswith("ل") or word.startswith("لل"):
            if (traits.role is not None or line.is_common(index)) and not (
                self.head.use == "human" and index == self.start + 1
            ):
                self.closed = word.startswith("لل")
                return 1
            return 0
        if word == "المسوول" and line.folded(index + 1) == "عن":
            return 1
        further = traits.role is not None and not traits.role.adjective and index > self.start + 1
        if further and traits.role_lead == "":
            return 0
        if word.startswith("وال") and traits.role is None and index > self.start + 1 and self._pairs(index):
            return 1
        if not word.startswith("ال") or further:
            return 0
        return 1 if line.people.is_adjective(word) else 0

    def _pairs(self, index: int) -> bool:
        before = self.line.folded(index - 1)
        return before.startswith("ال") and not self.line.is_verb(index)

    def _unknown(self) -> int:
        """An unknown word inside the construct is the name of a body or place: بلدية شيلوبي."""
        line, index = self.line, self.index
        if self.closed:
            return self._unlisted_adjective()
        if not line.is_unknown(index):
            return 0
        if index == self.start + 1 and self.head.stem not in _PLACED:
            return 0
        end = index
        while end < len(line) and line.is_unknown(end) and not starts_name(line, end):
            end += 1
        self.closed = True
        return end - index

    def _unlisted_adjective(self) -> int:
        """المبعوث الأممي جير بيدرسون: an unknown word in ال…ي is an adjective where a name follows, else a surname."""
        line, index = self.line, self.index
        word, after = line.folded(index), index + 1
        if line.traits[index].family or not (word.startswith("ال") and word.endswith(("ي", "يه"))):
            return 0
        named = line.is_word(after) and (
            starts_name(line, after, True) or line.is_unknown(after) or line.traits[after].alone
        )
        return 1 if named or index > self.start + 1 or word.endswith("يه") else 0

    def name_start(self) -> int | None:
        """Where the name behind the role starts: at once, or behind a comma, bracket or mark."""
        line, index = self.line, self.index
        if not self.sealed and self._names(index):
            return index
        if line.mark(index) in ("،", ",", "-", "(", '"', "«", ":") and (self.closed or index > self.start + 1):
            after = index + 1
            if not line.is_word(after) or line.traits[after].lead:
                return None
            if starts_name(line, after, True) and (goes_on(line, after + 1) or not line.traits[after].common):
                return after
            if (
                line.is_unknown(after)
                and goes_on(line, after + 1)
                and not line.folded(after).startswith(("ال", "و", "ت", "ي"))
            ):
                return after
        return None

    def _names(self, index: int) -> bool:
        line = self.line
        if (
            not line.is_word(index)
            or line.traits[index].lead
            or not (self.closed or self.head.use == "rank" or index > self.start + 1)
        ):
            return False
        if starts_name(line, index, self.closed) or line.traits[index].alone:
            return True
        if line.traits[index].given and not line.traits[index].common and line.known[index] is None:
            return True
        if not self.closed and index > self.start + 1:
            return False
        if line.traits[index].family and not line.traits[index].common and line.known[index] is None:
            return True
        return line.is_unknown(index) and not line.folded(index).startswith(("ال", "و"))
