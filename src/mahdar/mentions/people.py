"""People: by role or title and name, by a name alone, by a reporting verb's subject, by the role alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.mentions.names import Line, goes_on, is_pair, name_end, starts_name
from mahdar.mentions.roles import Phrase, role_at
from mahdar.model import Mention, Sentence, Span

if TYPE_CHECKING:
    from mahdar.tools import Tools

ROLE_BREAK = "، "
"""Between the roles of one mention that has several."""
MOST_ROLES = 4
"""Roles in a row before one name."""
ONLY_CHAINED = "?"
"""Stands in `Mention.entity` for a role that makes no entity of its own: it is chained to somebody or dropped."""
ROLE_RULES = frozenset(
    ("definite role", "bare role", "indefinite role", "bare indefinite", "owned role", "title alone", "one of")
)
"""Rules that find a person without a name."""
_PREDICATES = frozenset(
    "هو وهو هي وهي كان كانت وكان وكانت اصبح اصبحت يصبح بصفته بصفتها بوصفه بوصفها باعتباره باعتبارها "
    "منصب بمنصب لمنصب يعتبر تعتبر يعد تعد لقب صفه انه بانه اي".split()
)
"""Words after which a role says what somebody is, and names nobody."""
_COMMAS = frozenset("،,-–(")
_ONE_OF = frozenset("احد احدي واحد لاحد باحد".split())


class Person(Struct):
    """A person found in one sentence, as token positions: name, the whole with roles, each role as (start, end)."""

    name: tuple[int, int]
    whole: tuple[int, int]
    roles: list[tuple[int, int]]
    lead: str
    rule: str
    country: str | None = None
    sector: str | None = None
    weak: bool = False  # stands for somebody named elsewhere, or for nobody


def find_people(text: str, sentences: tuple[Sentence, ...], known: list[Mention], tools: Tools) -> list[Mention]:
    """People named in `text`, in its order; `known` are the places, organisations and groups found before, in
    text order."""
    lines = _lines(sentences, known, tools)
    found = [_find_in(line) for line in lines]
    parts = _name_parts(lines, found)
    mentions = []
    for line, people in zip(lines, found, strict=True):
        people += _again(line, people, parts)
        mentions += [_mention(text, line, person) for person in sorted(people, key=lambda person: person.whole)]
    return mentions


def _lines(sentences: tuple[Sentence, ...], known: list[Mention], tools: Tools) -> list[Line]:
    lines, start = [], 0
    known = [mention for mention in known if mention.kind != "group"]
    for sentence in sentences:
        while start < len(known) and known[start].span[1] <= sentence.start:
            start += 1
        end = start
        while end < len(known) and known[end].span[0] < sentence.end:
            end += 1
        lines.append(Line(sentence, known[start:end], tools))
    return lines


def _find_in(line: Line) -> list[Person]:
    people: list[Person] = []
    shared: tuple[int, int] | None = None  # a plural role, as long as its list of names goes on
    index = reach = 0
    while index < len(line):
        if not _may_begin(line, index):
            index += 1
            continue
        person = _person_at(line, index)
        if person is None:
            role = _shared_role(line, index)
            shared, reach = (role, role[1]) if role else (shared, reach)
            index = reach if role else index + 1
            continue
        other = _parted(line, person)
        _add_appositions(line, person)
        if person.roles or any(map(line.is_word, range(reach, person.whole[0]))):
            shared = None
        if shared is not None:
            person.roles.append(shared)
            reach = person.whole[1]
        people += [person, *_spoken_for(line, person), *other]
        index = max(people[-1].whole[1], person.whole[1], index + 1)
    return people


def _parted(line: Line, person: Person) -> list[Person]:
    """Whom two names in a row name second, behind a verb that takes an object: التقى الوزير سامر الحلبي رامي الغريب.
    The first is then cut where the second begins."""
    start, end = person.name
    if person.rule in ROLE_RULES or person.whole[1] != end or not line.takes_object(person.whole[0] - 1):
        return []
    cut = next((i for i in range(start + 2, end) if _begins_another(line, i)), end)
    if cut == end:
        return []
    person.name, person.whole = (start, cut), (person.whole[0], cut)
    second = (cut, name_end(line, cut))
    return [Person(second, second, [], "", "object")]


def _begins_another(line: Line, index: int) -> bool:
    """Whether a given name stands behind a surname with the article, and more of a name behind it."""
    before, traits = line.traits[index - 1], line.traits[index]
    closed = before.rest.startswith("ال") and not before.given
    opens = traits.given and not traits.joins and not traits.rest.startswith("ال")
    surname = index + 1 < len(line) and line.traits[index + 1].family
    return closed and opens and (surname or not traits.common) and name_end(line, index) > index + 1


def _spoken_for(line: Line, person: Person) -> list[Person]:
    """Whom a speaker's role names: سالم الراوي in المتحدثة باسم الرئيس سالم الراوي."""
    for start, end in person.roles:
        for index in range(start, end - 2):
            if line.folded(index) == "باسم" and line.traits[index + 1].role is not None:
                other = _by_role(line, index + 1)
                return [other] if other is not None and other.rule == "role" and other.whole[1] <= end else []
    return []


def _may_begin(line: Line, index: int) -> bool:
    """False where tokens[index] can by no rule below be the first of a person's naming."""
    word = line.tokens[index].word
    return word.kind == "word" and (line.traits[index].starts or word.folded in _ONE_OF or line.is_cue(index - 1))


def _shared_role(line: Line, index: int) -> tuple[int, int] | None:
    """A role in the plural or dual with names behind it, one for all of them: نواب الرئيس: فلان وفلان."""
    phrase = role_at(line, index)
    if phrase is None or phrase.head.number != "many" or phrase.name is None:
        return None
    return phrase.start, phrase.end


def _person_at(line: Line, index: int) -> Person | None:
    covered = line.known[index]
    if covered is not None and covered.kind == "organization" and index > 0 and line.known[index - 1] is covered:
        return None
    return (
        _titled(line, index)
        or _by_role(line, index)
        or _one_of(line, index)
        or _by_name(line, index)
        or _by_verb(line, index)
    )


# ── the rules ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _titled(line: Line, index: int) -> Person | None:
    """A title and a name: الشيخ صباح الأحمد; or a title that names one person: خادم الحرمين الشريفين."""
    match = line.people.titles.at(line.tokens, index)
    if match is None:
        return None
    after = index + match.length
    if match.length == 1 and line.folded(after) != "" and line.nationality(after) and not line.traits[after].given:
        return None
    person = _after_title(line, after)
    role = [(index, after)] if match.entry.use else []
    if person is not None:
        person.roles = role + person.roles
        person.whole = (index, person.whole[1])
        person.lead, person.rule, person.sector = match.lead, "title", person.sector or match.entry.sector
        return person
    if match.entry.use == "person":
        span = (index, after)
        return Person(span, span, role, match.lead, "title alone", None, match.entry.sector)
    return None


def _after_title(line: Line, after: int) -> Person | None:
    if not line.is_word(after):
        return None
    further = _titled(line, after)
    if further is not None and not further.lead:
        return further
    traits = line.traits[after]
    named = starts_name(line, after, True) or ((traits.given or traits.family) and line.known[after] is None)
    if traits.lead or not (named or line.is_unknown(after)):
        return None
    end = name_end(line, after)
    return Person((after, end), (after, end), [], "", "title") if end > after else None


def _by_role(line: Line, index: int, further: int = MOST_ROLES) -> Person | None:
    """A role with a name behind it, or a role that names somebody by itself."""
    phrase = role_at(line, index)
    if phrase is None:
        return None
    if phrase.head.number == "many":
        return None
    span = (phrase.start, phrase.end)
    titled = _behind(line, phrase, further)
    if titled is not None:
        titled.roles.insert(0, span)
        titled.whole = (index, titled.whole[1])
        titled.lead, titled.rule = phrase.lead, "role"
        titled.country, titled.sector = phrase.country or titled.country, phrase.sector or phrase.head.sector
        return titled
    return _role_alone(line, phrase)


def _behind(line: Line, phrase: Phrase, further: int = MOST_ROLES) -> Person | None:
    """The person whose name, title or further role follows the role."""
    if phrase.name is not None and line.people.titles.at(line.tokens, phrase.name) is None:
        end = name_end(line, phrase.name)
        if end > phrase.name:
            return Person((phrase.name, end), (phrase.name, end), [], "", "role")
    at = phrase.end + 1 if line.mark(phrase.end) in _COMMAS and line.mark(phrase.end) else phrase.end
    if not line.is_word(at) or not (phrase.definite or phrase.complete):
        return None
    titled = _titled(line, at)
    if titled is not None and not titled.lead and titled.rule == "title":
        return titled
    head = line.traits[at].role
    if head is None or line.traits[at].role_lead or not phrase.complete or not further:
        return None
    if at == phrase.end or head.use == "rank":
        person = _by_role(line, at, further - 1)
        if person is not None and person.rule == "role":
            return person
    return None


def _role_alone(line: Line, phrase: Phrase) -> Person | None:
    head, span = phrase.head, (phrase.start, phrase.end)
    person = Person(span, span, [span], phrase.lead, "role alone", phrase.country, phrase.sector or head.sector)
    person.weak = _in_construct(line, phrase.start)
    if "ك" in phrase.lead or line.folded(phrase.start - 1) in _PREDICATES:
        return None
    if line.traits[phrase.start].owned:
        person.rule, person.weak = "owned role", False
        return person if head.stem == "نظير" and phrase.complete else None
    if phrase.definite:
        if head.use == "rank" or (line.folded(phrase.start).endswith("ا") and not line.traits[phrase.start].definite):
            return None
        person.rule = "definite role" if phrase.complete else "bare role"
        return person
    if not head.human:
        return None
    person.rule = "indefinite role" if phrase.complete else "bare indefinite"
    plain = head.use == "human" and head.sector != "GOV" and line.is_word(phrase.start - 1)
    return person if phrase.complete or plain else None


def _in_construct(line: Line, index: int) -> bool:
    """Whether an ordinary noun stands right before: in زيارة وزير الخارجية the role seldom names an actor."""
    before = index - 1
    if not line.is_word(before) or line.is_hard(before) or line.is_cue(before):
        return False
    if any(hit.form.part == "noun" for hit in line.tools.lexicon.hits(line.tokens[before].word)):
        return False  # مقتل رجل فلسطيني
    return not line.is_verb(before) or line.folded(before) in line.people.nouns


def _one_of(line: Line, index: int) -> Person | None:
    """One of several: أحد المهاجمين, إحدى المسؤولات في الوزارة."""
    word = line.folded(index)
    if word not in _ONE_OF or not line.is_word(index + 1):
        return None
    phrase = role_at(line, index + 1)
    if phrase is None or phrase.head.number != "many" or phrase.name is not None or phrase.lead:
        return None
    lead = word[: len(word) - 3] if word.endswith("احد") else ""
    span = (index, phrase.end)
    return Person(span, span, [span], lead, "one of", phrase.country, phrase.head.sector)


def _by_name(line: Line, index: int) -> Person | None:
    """A given name with more of a name behind it, or a surname that means nothing else."""
    traits = line.traits[index]
    covered = line.known[index]
    if traits.alone and (covered is None or covered.kind != "organization"):
        if traits.lead and "ل" in traits.lead and traits.rest.startswith("ال"):
            return None
        end = max(name_end(line, index), index + 1)
        return Person((index, end), (index, end), [], traits.lead, "surname")
    if not starts_name(line, index) or not (traits.opens or is_pair(line, index) or goes_on(line, index + 1)):
        return None
    end = name_end(line, index)
    if end - index < 2:
        return None
    return Person((index, end), (index, end), [], traits.lead, "given name")


def _by_verb(line: Line, index: int) -> Person | None:
    """The unknown word behind a verb of saying: وقال كيري إن."""
    if not line.is_cue(index - 1):
        return None
    traits = line.traits[index]
    sure = (traits.given or traits.family) and not traits.common and line.known[index] is None
    if traits.lead or not (
        sure or (line.is_unknown(index) and not line.folded(index).startswith(("ال", "و", "ف", "ل", "ب")))
    ):
        return None
    end = name_end(line, index)
    if end == index or not (sure or _ends_subject(line, end)):
        return None
    return Person((index, end), (index, end), [], "", "subject")


def _ends_subject(line: Line, end: int) -> bool:
    """Whether what follows lets the words before it be the subject of a verb of saying."""
    return line.mark(end) in (":", "،") or "opens" in line.tools.particles.kinds(line.folded(end))


def _add_appositions(line: Line, person: Person) -> None:
    """Put in the roles that follow the name: هادي البحرة، رئيس الائتلاف; علي خامنئي مرشد الثورة."""
    if person.name == person.whole and person.roles:
        return
    for _ in range(3):
        at = person.whole[1]
        if line.mark(at) in _COMMAS and line.mark(at):
            at += 1
        if line.folded(at) in ("وهو", "وهي", "هو", "هي"):
            at += 1
        phrase = role_at(line, at) if line.is_word(at) else None
        if phrase is None or phrase.lead or phrase.head.number == "many" or not phrase.complete:
            return
        if phrase.name is not None or not phrase.definite or line.traits[at].owned or _behind(line, phrase) is not None:
            return
        person.roles.append((phrase.start, phrase.end))
        person.whole = (person.whole[0], phrase.end)
        person.country = person.country or phrase.country
        person.sector = person.sector or phrase.sector or phrase.head.sector


# ── once known, found everywhere ──────────────────────────────────────────────────────────────────────────────────


def _name_parts(lines: list[Line], found: list[list[Person]]) -> dict[str, bool]:
    """Words by which the article's people may be named again -> whether the word is also an ordinary one."""
    parts: dict[str, bool] = {}
    for line, people in zip(lines, found, strict=True):
        for person in people:
            start, end = person.name
            if person.rule in ROLE_RULES or end - start < 2:
                continue
            last = end - 1
            parts[line.folded(last)] = line.is_common(last)
            first = line.traits[start]
            if first.given and not line.is_common(start):
                parts.setdefault(first.rest, False)
    return parts


def _again(line: Line, people: list[Person], parts: dict[str, bool]) -> list[Person]:
    taken = {index for person in people for index in range(*person.whole)}
    found = []
    for index, token in enumerate(line.tokens):
        if parts.keys().isdisjoint(token.word.stems) or index in taken:
            continue
        covered = line.known[index]
        if covered is not None and (covered.kind == "organization" or line.known_end(index) > index + 1):
            continue
        reading = next((r for r in token.word.readings if r.rest in parts and "س" not in r.lead), None)
        if reading is None or (parts[reading.rest] and not line.is_cue(index - 1)):
            continue
        found.append(Person((index, index + 1), (index, index + 1), [], reading.lead, "again"))
    return found


# ── spans ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _mention(text: str, line: Line, person: Person) -> Mention:
    whole = _span(line, person.whole, person.lead)
    name = _span(line, person.name, person.lead if person.name[0] == person.whole[0] else "")
    roles = [_span(line, role, person.lead if role[0] == person.whole[0] else "") for role in person.roles]
    return Mention(
        span=name,
        whole=whole,
        kind="person",
        lead=person.lead,
        role=ROLE_BREAK.join(text[start:end] for start, end in roles) or None,
        country=person.country,
        entity=ONLY_CHAINED if person.weak else "",
        sector=person.sector if person.sector != "org" else None,
    )


def _span(line: Line, tokens: tuple[int, int], lead: str) -> Span:
    """The characters of tokens, without the particles of the first: in للرئيس only one ل is the particle's."""
    start, end = line.tokens[tokens[0]].start, line.tokens[tokens[1] - 1].end
    return start + (len(lead) if lead else 0), end
