"""Copies: which articles share their text, which of them came first, and what the later one has changed.

Two articles are copies where the Jaccard index over their folded runs of five words is .5 or more, exactly computed;
MinHash only finds who might be. Each such pair is a link of its own.

    link_duplicates(record, memory, records)    one article after the other, in the order of their arrival
    independent(keys, links, credits)           which articles count as one source
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from mahdar.link.changes import compare_texts
from mahdar.link.memory import Memory
from mahdar.link.shingles import LEAST_EQUAL, bands, equal_values, grams, jaccard, sketch
from mahdar.link.wires import Credit, find_credits
from mahdar.model import Link, Record

ALIKE = 0.5
"""Jaccard index from which two articles are copies: the corpus of bench/duplicates.py has 10,145 such pairs."""
COMPARED = 50
"""So many articles at most are compared with one, those first whose sketches are likest."""
MOST_COPIES = 20
"""So many earlier copies at most are linked, the likest first; what has as many is not remembered itself, since its own
copies will find those. So a thousand identical articles give 20 links each and no more work. The corpus's most
copied article has 12 earlier copies."""


class Sketch(Struct, frozen=True):
    """What is remembered of an article: 160 bytes and sixteen traits, whatever its length."""

    key: str
    values: tuple[int, ...]


Records = Callable[[Collection[str]], Mapping[str, Record]]
"""Gives the records with these ids; one that is gone is left out."""


def link_duplicates(record: Record, memory: Memory[Sketch], records: Records) -> list[Link]:
    """The copies of `record` among the articles remembered, the likest first, 20 at most; remembers it. Whatever the
    text, nothing is raised; one of fewer than five words has no copies."""
    mine = grams(record.text)
    own = Sketch(record.id, sketch(mine))
    traits = bands(own.values)
    others = records(keys) if (keys := _likely(own, memory.find(traits) if traits else ())) else {}
    scored = ((jaccard(mine, grams(other.text)), other) for other in others.values())
    copies = sorted(((score, other) for score, other in scored if score >= ALIKE), key=_likest)[:MOST_COPIES]
    if len(copies) < MOST_COPIES or memory.get([own.key]):
        memory.put(own, traits)
    more = f"; of its many copies {MOST_COPIES} are linked" if len(copies) == MOST_COPIES else ""
    credits = {each.id: find_credits(each) for each in (record, *(other for _, other in copies))} if copies else {}
    found = [link_copies(record, other, score, credits) for score, other in copies]
    return [structs.replace(link, why=link.why + more) for link in found]


def _likely(own: Sketch, others: Iterable[Sketch]) -> list[str]:
    """The articles to compare, those with the likest sketches first."""
    equal = ((equal_values(own.values, other.values), other.key) for other in others if other.key != own.key)
    return [key for _, key in sorted((-values, key) for values, key in equal if values >= LEAST_EQUAL)][:COMPARED]


def _likest(scored: tuple[float, Record]) -> tuple[float, str]:
    return -scored[0], scored[1].id


def link_copies(one: Record, other: Record, score: float, credits: Mapping[str, Sequence[Credit]]) -> Link:
    """The link of two copies with this Jaccard index and these credits by id, the same whichever is given first."""
    order = in_order(one, other, credits)
    first, later = order.first, order.later
    head = f"copy ({score:.2f}) of {first.id}, {order.why}" if order.known else f"copy ({score:.2f}), {order.why}"
    why = f"{head}: {compare_texts(first, later).in_words()}{_credited(first, later, credits)}"
    return Link(left=first.id, right=later.id, kind="duplicate", verdict="same", score=round(score, 4), why=why)


def _credited(first: Record, later: Record, credits: Mapping[str, Sequence[Credit]]) -> str:
    """Whom the two credit: "; credits واس" is of the later one."""
    named = [", ".join(each.name for each in credits[of.id] if each.where != "outlet") for of in (later, first)]
    mine, theirs = (" ".join(names.split()) for names in named)
    return (f"; credits {mine}" if mine else "") + (f"; {first.id} credits {theirs}" if theirs else "")


# ── who was first ─────────────────────────────────────────────────────────────────────────────────────────────────


class Order(Struct, frozen=True):
    """Which of two articles came first. Where that is not known, `why` says so, and they stand in the order of what
    days are known, else of their ids."""

    first: Record
    later: Record
    known: bool
    why: str


def in_order(one: Record, other: Record, credits: Mapping[str, Sequence[Credit]]) -> Order:
    """By the day of publication, else by who credits whom; a day of fetching proves an order only where the other
    article was not yet published then."""
    for first, later in ((one, other), (other, one)):
        if why := _by_day(first, later):
            return Order(first, later, True, why)
    for first, later in ((one, other), (other, one)):
        if why := _by_credit(credits[first.id], credits[later.id]):
            return Order(first, later, True, why)
    first, later = sorted((one, other), key=lambda each: (_latest(each) or "9999", each.id))
    return Order(first, later, False, f"order unknown ({_what_is_known(first, later)})")


def _by_day(first: Record, later: Record) -> str:
    """Why the one was there before the other was published, "" where it may not have been."""
    there, day = _latest(first), later.published.value
    if not there or not day:
        return ""
    length = min(len(there), len(day))  # 2021-02 is before 2021-03-01, and not known to be before 2021-02-28
    if there[:length] >= day[:length]:
        return ""
    return f"{'of' if first.published.value else 'fetched by'} {there}, before {day}"


def _by_credit(first: Sequence[Credit], later: Sequence[Credit]) -> str:
    """Why the one is the agency's own article that the other credits."""
    own = {credit.agency for credit in first if credit.where == "outlet"}
    taken = {credit.agency for credit in later if credit.where != "outlet"}
    relays = not any(credit.where == "outlet" for credit in later)
    return "the agency's own" if relays and own & taken else ""


def _latest(record: Record) -> str | None:
    """The day on which the article was there at the latest."""
    fetched = record.page.fetched[:10] if record.page.fetched else None
    return record.published.value or record.published.not_after or fetched


def _what_is_known(first: Record, later: Record) -> str:
    days = _latest(first), _latest(later)
    if days == (None, None):
        return "no day is known"
    if not first.published.value and not later.published.value and all(days):
        return f"only the days of fetching are known: {days[0]}, {days[1]}"
    return f"{_known_of(first)}, {_known_of(later)}"


def _known_of(record: Record) -> str:
    if record.published.value:
        return f"{record.id} is of {record.published.value}"
    day = _latest(record)
    return f"{record.id} was fetched by {day}" if day else f"{record.id} is of no known day"


# ── independent sources ───────────────────────────────────────────────────────────────────────────────────────────


def independent(
    keys: Collection[str], links: Iterable[Link], credits: Mapping[str, Sequence[Credit]]
) -> list[tuple[str, ...]]:
    """The articles `keys`, of one story, in groups that count as one source each, in the order of their first articles.

    Copies are one source, along chains too, whatever they credit. So are articles that relay the same agency: the
    first that they name, since what names two may have all from either; «وكالات» is one agency, for want of proof that
    it is two. An article with a reporter of its own beside the agency is no relay. Links of other kinds or to other
    articles make no difference; a pair that somebody judged not to be the same is not folded.
    """
    listed = list(dict.fromkeys(keys))
    leader = {key: key for key in listed}
    relayed: dict[str, str] = {}
    for one, other in _pairs(listed, links):
        _join(leader, one, other)
    for key in listed:
        if agency := _relays(credits.get(key, ())):
            _join(leader, relayed.setdefault(agency, key), key)
    groups: dict[str, list[str]] = {}
    for key in listed:
        groups.setdefault(_leader(leader, key), []).append(key)
    return [tuple(group) for group in groups.values()]


def _pairs(keys: Collection[str], links: Iterable[Link]) -> Iterator[tuple[str, str]]:
    """The pairs of copies among `keys`; where people and rules differ, what people say."""
    known = set(keys)
    verdicts: dict[tuple[str, str], dict[bool, set[str]]] = {}
    for link in links:
        if link.kind == "duplicate" and link.left in known and link.right in known:
            pair = min(link.left, link.right), max(link.left, link.right)
            verdicts.setdefault(pair, {}).setdefault(link.by != "rules", set()).add(link.verdict)
    return (pair for pair, said in verdicts.items() if said.get(True, said.get(False)) == {"same"})


def _relays(credits: Sequence[Credit]) -> str | None:
    """The agency that an article's text is taken from, where it has no reporter of its own."""
    if any(credit.reporter for credit in credits):
        return None
    return next((credit.agency for credit in credits), None)


def _join(leader: dict[str, str], one: str, other: str) -> None:
    leader[_leader(leader, other)] = _leader(leader, one)


def _leader(leader: dict[str, str], key: str) -> str:
    while leader[key] != key:
        leader[key] = key = leader[leader[key]]
    return key
