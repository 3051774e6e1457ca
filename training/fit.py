"""The decision between rules and network: weights fitted on what the network saw of articles that it was not taught.

    python training/fit.py GOLD.msgpack SEEN            figures, each fold by weights of the others
    python training/fit.py GOLD.msgpack SEEN --write FILE   and the weights of all as a table

SEEN is what crossvalidate.py wrote; folds that are not there are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from learned.events import decide_events, proposals, settled
from learned.outputs import STATUSES
from learned.parties import ROLES, choices
from learned.scene import Scene, set_scene
from learned.sight import put_together
from learned.speakers import cue_reasons, decide_statements, hearings, numbered, speaker_reasons
from learned.weights import odds, probability
from prepare import SHARED, Reading, gold_rows, read_by_rules, scorer
from sklearn.linear_model import LogisticRegression
from train import fold_of, fold_order, load

from mahdar.model import Event
from mahdar.tools import load_tools

STRENGTH = 0.5  # of the weights' pull towards nothing
# Chosen on the 72 articles of the model card: of 314 events that the rules find, 236 have right actors (by rules 225).
FIXED = {
    "event": {"rule's at least": 0.15, "another at least": 0.5},
    "cue": {"at least": 0.45},
    "actor": {"rule's at least": 0.2, "another at least": 0.5, "best at least": 0.3},
    "recipient": {"rule's at least": 0.05, "another at least": 0.5, "best at least": 0.5},
    "place": {"rule's at least": 0.05, "another at least": 0.5, "best at least": 0.3},
    "speaker": {"best at least": 0.15},
}

HEAD = """# How the rules' finds and the network's sight are weighed: question, reason, weight in log-odds.
# A reason's value is 1 where it holds, else 0; "seen" is the network's own log-odds. "at least" are probabilities.
# Fitted by training/fit.py on {} articles, each seen by a network that was not taught on it (MODEL_CARD.md).
# Source: fitted by this project. Licence: CC BY-NC-SA 4.0, as the other files of this folder.
"""

Case = tuple[float, dict[str, float]]


class Known(msgspec.Struct):
    """An article: its scene, its gold, and what of the two is the same."""

    fold: int
    reading: Reading
    scene: Scene
    gold: dict[str, Any]
    same: set[tuple[str, str]]


def known(examples: str, folder: Path, folds: int) -> list[Known]:
    """Every article of the folds that are there."""
    found, tools, score = load(examples), load_tools(), scorer()
    order = fold_order(found)
    seen = {}
    for fold in range(folds):
        if (folder / f"{fold}.npz").exists():
            seen |= dict(np.load(folder / f"{fold}.npz"))
    windows: dict[str, list[Any]] = {}
    for example in found:
        name = f"{example.article}|{example.window.start}"
        if name + "|tags" in seen:
            pairs = seen[name + "|pairs"].astype(np.float32)
            windows.setdefault(example.article, []).append((example.window, seen[name + "|tags"], pairs))
    cases = []
    for row in gold_rows():
        if row["id"] not in windows:
            continue
        reading = read_by_rules(row, tools)
        assert reading is not None
        sight = put_together(windows[row["id"]])
        named, facts = (reading.entities, reading.mentions), (reading.statements, reading.events)
        scene = set_scene(row["text"], reading.sentences, named, facts, sight)
        said = score.entity_names(msgspec.to_builtins({"text": row["text"], "entities": reading.entities}))
        names = score.entity_names(row)
        same = {(g, s) for g in names for s in said if score.same_party(g, s, names, said)}
        cases.append(Known(fold_of(row["id"], folds, order), reading, scene, row, same))
    return cases


def matched(one: Known, said: list[tuple[int, str]]) -> dict[int, dict[str, Any]]:
    """Which of the words with types are events of the gold, paired as the scorer does."""
    score = scorer()
    text = score.Text(one.gold["text"])
    golds = [(e["type"], text.at(*e["trigger"]), text.sentence(e["trigger"])) for e in one.gold["events"]]
    ours = [(kind, text.at(*one.scene.span(word, word))) for word, kind in said]

    def near(a: Any, b: Any) -> float:
        if a[0] != b[0] or not b[1]:
            return 0.0
        return 1.0 if a[1] & b[1] else 0.5 if b[1] & a[2] else 0.0

    return {j: one.gold["events"][i] for i, j in score.pair(golds, ours, near)}


def fitted(cases: Iterable[Case]) -> dict[str, float]:
    """reason -> weight, "always" among them."""
    cases = list(cases)
    names = sorted({name for _, reasons in cases for name in reasons})
    columns = {name: number for number, name in enumerate(names)}
    table = np.zeros((len(cases), len(names)))
    for row, (_, reasons) in enumerate(cases):
        for name, value in reasons.items():
            table[row, columns[name]] = value
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(table, [right for right, _ in cases])
    weights = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
    return {"always": round(float(model.intercept_[0]), 3)} | weights


def cases_of(articles: list[Known]) -> tuple[dict[str, list[Case]], list[Any]]:
    """Every question that the articles put, with whether yes was right; and of the statuses all that is to be known."""
    cases: dict[str, list[Case]] = {name: [] for name in ("event", "said", "cue", "speaker", *ROLES)}
    statuses: list[tuple[int, np.ndarray, int]] = []
    for one in articles:
        _event_cases(one, cases, statuses)
        _statement_cases(one, cases)
    return cases, statuses


def fit(articles: list[Known]) -> dict[str, dict[str, float]]:
    """The whole table."""
    cases, statuses = cases_of(articles)
    table = {name: fitted(found) | FIXED.get(name, {}) for name, found in cases.items()}
    table["status"] = {"seen": 1.0, "rule": _status_weight(statuses)}
    return table


def _event_cases(one: Known, cases: dict[str, list[Case]], statuses: list[Any]) -> None:
    offered = proposals(one.scene)
    offered.sort(key=lambda p: (p.rule is None, -p.reasons["seen"]))  # of two that fit one event, the likelier
    right = matched(one, [(p.word, p.type) for p in offered])
    for number, proposal in enumerate(offered):
        gold = right.get(number)
        cases["event"].append((float(gold is not None), proposal.reasons))
        if gold is None:
            continue
        wanted = {"actor": gold["actors"], "recipient": gold["recipients"], "place": [gold["place"]]}
        for choice in choices(one.scene, proposal.word, proposal.type, proposal.rule):
            fits = any((g, choice.entity) in one.same for g in wanted[choice.role])
            cases[choice.role].append((float(fits), choice.reasons))
        rule, word = proposal.rule, proposal.word
        if one.scene.around(word) is not None:
            cases["said"].append((float(bool(gold["said_by"])), {"seen": float(one.scene.sight.said[word])}))
        if rule is not None:
            rows = one.scene.sight.statuses[word]
            statuses.append((STATUSES.index(gold["status"]), rows, STATUSES.index(rule.status)))


def _status_weight(statuses: list[Any]) -> float:
    def right(weight: float) -> int:
        return sum(int(np.argmax(rows + weight * np.eye(len(STATUSES))[rule]) == gold) for gold, rows, rule in statuses)

    return max((0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0), key=right)


def _statement_cases(one: Known, cases: dict[str, list[Case]]) -> None:
    score = scorer()
    text = score.Text(one.gold["text"])
    heard = hearings(one.scene)
    spans = [rule.content if rule else one.scene.span(*one.scene.sight.bounds(word)) for word, rule in heard]
    ours, golds = [text.at(*s) for s in spans], [text.at(*s["content"]) for s in one.gold["statements"]]

    def alike(a: Any, b: Any) -> float:
        return score.overlap(a, b) if score.overlap(a, b) >= 0.5 else 0.0

    right = {j: one.gold["statements"][i] for i, j in score.pair(golds, ours, alike)}
    for number, (word, rule) in enumerate(heard):
        cases["cue"].append((float(number in right), cue_reasons(one.scene, word, rule)))
        if number in right:
            for entity, reasons in speaker_reasons(one.scene, word, rule).items():
                cases["speaker"].append((float((right[number]["speaker"], entity) in one.same), reasons))


def miscalibration(articles: list[Known], tables: dict[int, dict[str, dict[str, float]]], question: str) -> float:
    """The expected calibration error of a question over ten bins, each article by the weights of other folds."""
    said = [
        (probability(odds(tables[one.fold][question], reasons)), right)
        for one in articles
        for right, reasons in cases_of([one])[0][question]
    ]
    bins = [[pair for pair in said if int(min(pair[0], 0.999) * 10) == number] for number in range(10)]
    return sum(abs(sum(p - right for p, right in some)) for some in bins) / len(said)


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────


def decided(one: Known, weights: dict[str, dict[str, float]], steps: set[str]) -> dict[str, Any]:
    """The record that the scorer takes, with the steps that are asked for decided by the table."""
    scene, statements, events = one.scene, one.reading.statements, one.reading.events
    if "speakers" in steps:
        statements = numbered(decide_statements(scene, weights), len(statements))
        scene = msgspec.structs.replace(scene, statements=statements)
    if "events" in steps:
        events = tuple(decide_events(scene, weights))
    elif "parties" in steps:
        events = tuple(_same_event(scene, event, weights) for event in events)
    counted = [msgspec.structs.replace(e, id=f"v{n}") for n, e in enumerate(events, 1)]
    record = {"id": one.gold["id"], "text": one.gold["text"], "published": one.gold.get("published")}
    return record | msgspec.to_builtins({"entities": one.reading.entities, "statements": statements, "events": counted})


def _same_event(scene: Scene, event: Event, weights: Any) -> Event:
    proposal = next((p for p in proposals(scene) if p.rule is event), None)
    if proposal is None:
        return event
    new = settled(scene, proposal, event.score, weights)
    return msgspec.structs.replace(event, actors=new.actors, recipients=new.recipients, place=new.place)


SHOWN = (
    "person",
    "statement",
    "statement+speaker",
    "event",
    "event+parties",
    "event whole",
    "ask",
    "commitment",
    "meeting participant",
)


def figures(golds: list[Any], said: list[Any]) -> dict[str, Any]:
    """What the scorer says."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("gold", "said")]
        for path, rows in zip(paths, (golds, said), strict=True):
            path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
        command = [sys.executable, str(SHARED / "score"), *map(str, paths), "--json"]
        return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def line(name: str, found: dict[str, Any]) -> str:
    """One line of figures."""
    parts = [f"{found['f1'][key]['f1']:.3f}" for key in SHOWN]
    parts += [f"{found['accuracy'][key]['accuracy']:.3f}" for key in ("status", "claim or report", "event place")]
    e = found["f1"]["event"]
    return " | ".join(
        (f"{name:28}", *parts, f"{found['event macro f1']:.3f}", f"P {e['precision']:.3f} R {e['recall']:.3f}")
    )


def main() -> None:
    """Fit and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples")
    parser.add_argument("seen", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    articles = known(asked.examples, asked.seen, asked.folds)
    golds = [one.gold for one in articles]
    folds = sorted({one.fold for one in articles})
    if len(folds) > 1:
        tables = {fold: fit([one for one in articles if one.fold != fold]) for fold in folds}
    else:  # one fold alone: its articles in two halves
        for number, one in enumerate(articles):
            one.fold = number % 2
        tables = {half: fit([one for one in articles if one.fold != half]) for half in (0, 1)}
    print(" | ".join((" " * 28, *SHOWN, "status", "claim", "place", "macro")))
    for steps in ("", "parties", "speakers", "events,speakers"):
        said = [decided(one, tables[one.fold], set(steps.split(","))) for one in articles]
        print(line(steps or "rules", figures(golds, said)), flush=True)
    for question in ("event", "cue", "actor", "recipient", "speaker"):
        print(f"calibration error, {question}: {miscalibration(articles, tables, question):.3f}", flush=True)
    if asked.write or asked.show:
        table = fit(articles)
        rows = [f"{q}\t{r}\t{w}" for q, reasons in table.items() for r, w in reasons.items()]
        print("\n".join(rows))
        if asked.write:
            asked.write.write_text(HEAD.format(len(articles)) + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
