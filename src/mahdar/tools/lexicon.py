"""Verbs with all their forms and nouns, and what they tell: events (triggers) and reported speech (cues)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import get_args

from msgspec import Struct

from mahdar.arabic import key
from mahdar.inflect import Form, Part, is_hollow, noun_forms, participle_forms, past_forms, present_forms
from mahdar.model import EVENT_TYPES, Status, Word
from mahdar.tools.tables import items, names_in, rows

_KEPT_WORDS = 120_000
_BEFORE_GENITIVE = ("ب", "ل", "ك")
_LEADS = {"past": set("وف"), "present": set("وفسل"), "participle": set("وفبلك"), "noun": set("وفبلك")}
ROLES = ("actor", "recipient", "content", "place", "none")


class Trigger(Struct, frozen=True):
    """A lemma that names an event: `frame` says which of its complements is which party ("subj", "obj", "gen", a
    preposition, "clause" -> role); one of `needs` must follow in the clause, none of `unless` may stand near; one of
    `behind` must be among the few words before, one of `next` the very next word (written تم… and +أن in `needs`)."""

    lemma: str
    type: str
    modes: tuple[str, ...]
    frame: dict[str, str]
    needs: frozenset[str]
    unless: frozenset[str]
    status: Status | None  # what the row itself settles; null where tense and particles decide
    behind: frozenset[str] = frozenset()
    next: frozenset[str] = frozenset()
    part: str = ""  # "verb", "noun", "past" or "future" (a verb with س) where the row holds for these forms alone


class Cue(Struct, frozen=True):
    """A lemma that reports speech, with what may introduce its content: "ان", "ب", "الى", "على", "عن", ":", "obj"."""

    lemma: str
    opens: frozenset[str]


class Hit(Struct, frozen=True):
    """A word read as one form of a lemma, after splitting `lead` off."""

    form: Form
    lead: str
    definite: bool


def _likely(word: Word, hits: list[Hit]) -> tuple[Hit, ...]:
    """The hits without those that the unfolded spelling rules out: حملة is no حمله, رداً no dual verb."""
    plain = word.raw.rstrip("\u064b\u064c\u064d")
    if plain.endswith("ة"):
        hits = [hit for hit in hits if hit.form.part in ("noun", "participle") and not hit.form.pronoun]
    if plain.endswith("ه"):
        hits = [hit for hit in hits if hit.form.part != "participle" or hit.form.person != "3fs"]
    if any(hit.form.part == "noun" and not hit.form.pronoun for hit in hits):
        hits = [hit for hit in hits if hit.form.part != "past" or hit.form.person != "3d"]
    return tuple(hits)


class Lexicon:
    """All lemmas' forms; `hits(word)` gives the readings of one written word, kept once computed."""

    def __init__(self) -> None:
        self.triggers: dict[str, tuple[Trigger, ...]] = {}
        self.cues: dict[str, Cue] = {}
        self._forms: dict[str, tuple[Form, ...]] = {}
        self._hits: dict[str, tuple[Hit, ...]] = {}
        self._speaking: dict[str, bool] = {}
        for path in names_in("verbs"):
            for past, present, participle, nouns in rows(path, 4):
                self._add_verb(past, present, participle, nouns)
        for path in names_in("triggers"):
            for row in rows(path, 8):
                self._add_trigger(path, row)
        for lemma, opens in rows("cues.tsv", 2):
            self._known(lemma, "cues.tsv")
            self.cues[lemma] = Cue(lemma, frozenset(map(key, items(opens))))

    def hits(self, word: Word) -> tuple[Hit, ...]:
        """Every form that `word` may be, the reading with fewest particles first."""
        found = self._hits.get(word.raw)
        if found is None:
            if len(self._hits) > _KEPT_WORDS:
                self._hits.clear()
            found = self._hits[word.raw] = _likely(word, self._whole_first([*self._look_up(word)]))
        return found

    def triggers_of(self, hit: Hit) -> tuple[Trigger, ...]:
        """The rows of the word's lemma that hold for its part of speech, in the order of the lists."""
        parts = {"", "noun"} if hit.form.part == "noun" else {"", "verb"}
        parts |= {"future"} if "س" in hit.lead else {hit.form.part}
        return tuple(trigger for trigger in self.triggers.get(hit.form.lemma, ()) if trigger.part in parts)

    def speaks(self, word: Word) -> bool:
        """Whether `word` may be a verb of saying whose subject is one person."""
        found = self._speaking.get(word.raw)
        if found is None:
            if len(self._speaking) > _KEPT_WORDS:
                self._speaking.clear()
            forms = [hit.form for hit in self.hits(word) if hit.form.lemma in self.cues and not hit.form.pronoun]
            found = any(form.part in ("past", "present") and form.person in ("3ms", "3fs") for form in forms)
            self._speaking[word.raw] = found
        return found

    def _whole_first(self, hits: list[Hit]) -> list[Hit]:
        """Hits of the unsplit word alone (وصفت is from وصف), unless a verb of speech is likelier (ودعت is و + دعت)."""
        whole = [hit for hit in hits if not hit.lead]
        finite = [hit for hit in hits if hit.lead and hit.form.part in ("past", "present")]
        spoken = [hit for hit in finite if hit.form.lemma in self.cues]
        if not whole or any(hit.form.lemma in self.cues for hit in whole):
            return whole or hits
        return spoken or whole

    def _look_up(self, word: Word) -> Iterator[Hit]:
        for reading in word.readings:
            for stem in dict.fromkeys((reading.stem, reading.rest)):  # التقى begins with no article
                definite = stem != reading.rest
                for form in self._forms.get(stem, ()):
                    verbal = form.part in ("past", "present")
                    if (definite and (verbal or form.pronoun)) or not set(reading.lead) <= _LEADS[form.part]:
                        continue
                    if reading.lead[-1:] in _BEFORE_GENITIVE and self._is_accusative(stem, form):
                        continue
                    yield Hit(form, reading.lead, definite)

    def _is_accusative(self, stem: str, form: Form) -> bool:
        """Whether a noun bears the ا that none bears behind ب, ل and ك: وبحثا is و + بحثا, not و + ب + حثا."""
        bare = self._forms.get(stem[:-1], ()) if stem.endswith("ا") and form.part == "noun" else ()
        return any(other.part == "noun" and other.lemma == form.lemma for other in bare)

    def _add_verb(self, past: str, present: str, participle: str, nouns: str) -> None:
        lemma = past or items(nouns or participle)[0].lstrip("=")
        forms = [*past_forms(lemma, past)] if past else []
        for one in items(present):
            forms += _as_written(lemma, "present", one) or present_forms(lemma, one, is_hollow(past))
        for one in items(participle):
            forms += _as_written(lemma, "participle", one) or participle_forms(lemma, one)
        for one in items(nouns):
            forms += _as_written(lemma, "noun", one) or noun_forms(lemma, one)
        for written, form in forms:
            held = self._forms.get(written, ())
            if form not in held:
                self._forms[written] = (*held, form)
        self.triggers.setdefault(lemma, ())

    def _add_trigger(self, path: str, row: tuple[str, ...]) -> None:
        lemma, kind, modes, frame, needs, unless, status, part = row
        self._known(lemma, path)
        if kind not in EVENT_TYPES:
            raise ValueError(f"data/{path}: no such event type: {kind!r}")
        roles = dict(pair.split("=") for pair in frame.split())
        if not set(roles.values()) <= set(ROLES):
            raise ValueError(f"data/{path}: no such role in {frame!r}")
        if part not in ("", "verb", "noun", "future", "past"):
            raise ValueError(f"data/{path}: no such part of speech: {part!r}")
        settled = next((known for known in get_args(Status) if known == status), None)
        if status and settled is None:
            raise ValueError(f"data/{path}: no such status: {status!r}")
        folded = {key(complement): role for complement, role in roles.items()}
        behind = _words(",".join(item[:-1] for item in items(needs) if item.endswith("…")))
        following = _words(",".join(item[1:] for item in items(needs) if item.startswith("+")))
        inside = _words(",".join(item for item in items(needs) if item[0] != "+" and item[-1] != "…"))
        trigger = Trigger(
            lemma, kind, items(modes), folded, inside, _words(unless), settled, behind=behind, next=following, part=part
        )
        self.triggers[lemma] += (trigger,)

    def _known(self, lemma: str, path: str) -> None:
        if lemma not in self.triggers:
            raise ValueError(f"data/{path}: {lemma} has no line in data/verbs/")


def _as_written(lemma: str, part: Part, item: str) -> list[tuple[str, Form]]:
    """The one form of an item such as "=متحدثا", whose other forms mean something else; empty for any other item."""
    return [(key(item[1:]), Form(lemma, part, "3ms" if part == "present" else ""))] if item.startswith("=") else []


@cache
def _classes() -> dict[str, frozenset[str]]:
    return {name: frozenset(map(key, items(words))) for name, words in rows("classes.tsv", 2)}


@cache
def _words(cell: str) -> frozenset[str]:
    """A cell's words in all their forms as nouns (لقاء, لقاءات, لقائه), but لقائي, which may be a name or adjective;
    of a class such as @people the words of that class as they are written."""
    found = set(map(key, items(cell)))
    for item in items(cell):
        if item[0] == "@":
            found |= _classes()[item[1:]]
        elif len(item) >= 3:
            found |= {written for written, _ in noun_forms("", item) if not written.endswith("ي")}
    return frozenset(found)
