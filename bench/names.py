"""How well two names are told to be one bearer's or not, beside nomenklatura's logic-v2 on the same table.

    .venv/bin/python bench/names.py > bench/results/names.txt
    .venv/bin/python bench/names.py --no-peer --records RECORDS.jsonl    what linking the actors of records takes, too

The table is tests/cases/name_pairs.tsv and its half that nobody looks at, name_pairs_held.tsv. The lists of data/naming
name famous people, bodies and places by all their names; since table and lists are by the same hand, the figures are
given without those lists, too: that is what to expect of names that no list has. nomenklatura is run in an environment
of its own, made in a temporary folder, and told the same names, roles and countries as FollowTheMoney entities; its
score counts as "same" from .7 on, as in yente, which is made for it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import process_time
from typing import Any

import msgspec

from mahdar.link import bodies, names, spots
from mahdar.link.actors import link_actors
from mahdar.link.memory import Recall
from mahdar.link.named import Famous, Judged, Named
from mahdar.link.profiles import Profile
from mahdar.model import Record

CASES = Path(__file__).parents[1] / "tests/cases"
TABLES = {"seen half": CASES / "name_pairs.tsv", "unseen half": CASES / "name_pairs_held.tsv"}
KINDS = ("person", "organization", "place")
PEER = "nomenklatura==4.17.4"
PEER_THRESHOLD = 0.7

Pair = tuple[Named, Named, bool]
Counts = tuple[int, int, int]

PEER_CODE = """
import json, sys
from followthemoney import model
from nomenklatura.matching import LogicV2
from nomenklatura.matching.types import ScoringConfig
config = ScoringConfig.defaults()
for line in sys.stdin:
    one, other = (model.get_proxy(each) for each in json.loads(line))
    print(LogicV2.compare(one, other, config).score)
"""


def pairs(table: Path) -> Iterator[Pair]:
    """The pairs of a table, and whether they are one bearer's."""
    for line in table.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, one, other, role, land, others_role, others_land, verdict = line.split("\t")
            yield told(kind, one, role, land), told(kind, other, others_role, others_land), verdict == "same"


def told(kind: Any, name: str, role: str, land: str) -> Named:
    """A name with the role and country told of it, - where none is."""
    return Named(name=name, kind=kind, roles=(role,) * (role != "-"), countries=(land,) * (land != "-"))


def counted(judged: Iterable[tuple[bool, bool]]) -> Counts:
    """How many are rightly, wrongly and not called the same, of pairs of what was said and what is true."""
    found = list(judged)
    right, wrong = sum(said and true for said, true in found), sum(said and not true for said, true in found)
    return right, wrong, sum(true and not said for said, true in found)


def figures(counts: Counts) -> dict[str, float]:
    """Precision, recall and F1."""
    right, wrong, missed = counts
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return {"precision": precision, "recall": recall, "F1": 2 * right / max(1, 2 * right + wrong + missed)}


def judge(table: Path) -> list[tuple[Pair, Judged]]:
    """Each pair of a table with its judgement."""
    return [(pair, names.compare(pair[0], pair[1])) for pair in pairs(table)]


def without_lists() -> None:
    """Forget the lists of famous people, bodies and places, for the rest of the process."""
    none = Famous({}, (), ())
    for module, name in (
        (names, "known_people"),
        (bodies, "known_bodies"),
        (spots, "known_places"),
    ):
        setattr(module, name, lambda: none)


def show(what: str, counts: Counts) -> None:
    """Print one line of figures."""
    right, wrong, missed = counts
    told_ = "  ".join(f"{name} {value:.3f}" for name, value in figures(counts).items())
    print(f"{what:<46} {told_}   ({right} right, {wrong} wrong, {missed} missed)")


def show_own(which: str) -> None:
    """Print the figures of both halves, by kind."""
    for half, table in TABLES.items():
        judged = judge(table)
        for kind in (*KINDS, None):
            said = [(each.verdict == "same", pair[2]) for pair, each in judged if kind in (None, pair[0].kind)]
            show(f"{which}, {half}, {kind or 'all'} ({len(said)})", counted(said))


# ── nomenklatura ──────────────────────────────────────────────────────────────────────────────────────────────────


def peer_python(folder: Path) -> Path:
    """An interpreter that has nomenklatura; its ICU is built on installing: compiler, pkg-config, libicu-dev."""
    venv.create(folder, with_pip=True)
    python = folder / "bin/python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", PEER], check=True, stderr=subprocess.DEVNULL)
    return python


def peer_scores(python: Path, table: list[Pair]) -> list[float]:
    """What logic-v2 scores each pair. It keeps the names of an entity by its id alone, so each has an id of its own; a
    name beside itself must score 1 and two unlike names less, or the peer is not being asked what we think."""
    alike, unlike = Named(name="John Kerry", kind="person"), Named(name="Angela Merkel", kind="person")
    asked = [*table, (alike, alike, True), (alike, unlike, False)]
    entities = ([_entity(one, f"one{n}"), _entity(other, f"other{n}")] for n, (one, other, _) in enumerate(asked))
    lines = "".join(json.dumps(pair) + "\n" for pair in entities)
    done = subprocess.run([python, "-c", PEER_CODE], input=lines, text=True, capture_output=True, check=True)
    *scores, same, different = [float(line) for line in done.stdout.split()]
    if same < 0.99 or different > 0.5 or len(scores) != len(table):
        raise RuntimeError(
            f"{PEER} scores a name beside itself {same}, beside another {different}: the bench is wrong."
        )
    return scores


def _entity(named: Named, own: str) -> dict[str, Any]:
    """A name as a FollowTheMoney entity; places as bodies, since its places have no names to compare."""
    schema = "Person" if named.kind == "person" else "Organization"
    land = "nationality" if named.kind == "person" else "country"
    told_: dict[str, list[str]] = {"name": [named.name], land: [each.lower() for each in named.countries]}
    if named.kind == "person":
        told_["position"] = list(named.roles)
    return {"id": own, "schema": schema, "properties": told_}


def show_peer(python: Path) -> None:
    """Print nomenklatura's figures at its own threshold and at the best one."""
    for half, path in TABLES.items():
        table = list(pairs(path))
        scores = peer_scores(python, table)
        for kind in (*KINDS, None):
            chosen = [(s, pair[2]) for s, pair in zip(scores, table, strict=True) if kind in (None, pair[0].kind)]
            at = counted((score >= PEER_THRESHOLD, true) for score, true in chosen)
            show(f"{PEER} logic-v2 ≥ {PEER_THRESHOLD}, {half}, {kind or 'all'}", at)


def show_actors(records: Path) -> None:
    """Print what linking the actors of `records` takes, in processor seconds, and what comes of it."""
    decoder, memory, verdicts = msgspec.json.Decoder(Record), Recall[Profile](), Counter[str]()
    count, taken, longest, sizes = 0, 0.0, 0.0, list[int]()
    with records.open("rb") as lines:
        for line in lines:
            record = decoder.decode(line)
            began = process_time()
            found = link_actors(record, memory)
            longest, taken = max(longest, process_time() - began), taken + process_time() - began
            count += 1
            verdicts.update(link.verdict for link in found.links)
            sizes += [len(msgspec.json.encode(each)) for each in memory.get(list(found.assigned.values()))]
    print(f"actors: {count} records, {taken / max(1, count) * 1000:.2f} ms each, {longest * 1000:.0f} ms the longest")
    print(f"actors: links {dict(sorted(verdicts.items()))}; a profile has {max(sizes, default=0)} bytes at most")


def main() -> None:
    """Print one line per measurement."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--peer", type=Path, metavar="PYTHON", help="an interpreter that has nomenklatura already")
    asked.add_argument("--no-peer", action="store_true", help="our own figures alone")
    asked.add_argument("--records", type=Path, metavar="FILE", help="records in JSON Lines, to link their actors")
    given = asked.parse_args()
    show_own("mahdar")
    table = list(pairs(TABLES["seen half"]))
    began = process_time()
    for one, other, _ in table:
        names.compare(one, other)
    print(f"mahdar: {len(table) / (process_time() - began):.0f} pairs a second, names seen before")
    if not given.no_peer:
        with tempfile.TemporaryDirectory() as folder:
            try:
                show_peer(given.peer or peer_python(Path(folder)))
            except subprocess.CalledProcessError as error:
                print(f"nomenklatura: could not be installed or run here: {error}", file=sys.stderr)
    if given.records:
        show_actors(given.records)
    without_lists()
    show_own("mahdar without its lists of famous names")


if __name__ == "__main__":
    main()
