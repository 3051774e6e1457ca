"""Teach the network: the whole of it by silver, then its upper layers by gold.

    python training/train.py silver SILVER.msgpack SILVER.pt
    python training/train.py gold GOLD.msgpack OUT.pt --from SILVER.pt

Layers that are frozen see each example once, which is what makes ten passes over the gold affordable on one core.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import torch
from learned.outputs import KIND_TAGS, RELATIONS, STATUSES, TRIGGERS
from network import Network
from prepare import NOWHERE, SEED, SHARED, Example
from torch import Tensor
from torch.nn import functional as F

ENCODER_RATE, HEAD_RATE, DECAY = 1e-4, 1e-3, 0.01
BATCH = 1  # windows to a step: with so few articles, more steps are worth more than smoother ones
GOLD_PASSES = 12.0
TELL = 80  # steps between two lines that tell how it goes
WARM = 0.1  # share of the steps in which the rate rises
PARTS = (len(KIND_TAGS), len(TRIGGERS), len(STATUSES), 1, 1)
ROLES = {False: ("actor", "recipient", "place"), True: ("speaker",)}


def load(path: str) -> list[Example]:
    """The examples that prepare.py wrote."""
    return msgspec.msgpack.decode(Path(path).read_bytes(), type=list[Example])


def fold_of(article: str, folds: int, order: dict[str, int]) -> int:
    """The fold in which an article is held back."""
    return order[article] % folds


def fold_order(examples: list[Example]) -> dict[str, int]:
    """Articles in a chance order that never changes."""
    articles = sorted({e.article for e in examples})
    random.Random(SEED).shuffle(articles)
    return {article: number for number, article in enumerate(articles)}


def inputs(example: Example) -> tuple[Tensor, ...]:
    """What the network takes."""
    window = example.window
    return tuple(torch.tensor(part) for part in (window.ids, window.first, window.last, window.sentence))


Seen = Callable[[Example], tuple[Tensor, Tensor]]  # an example -> tags and relations, from wherever it is fed


def whole(network: Network) -> Seen:
    """The network from its pieces on."""
    return lambda example: network(*inputs(example))


def upper(network: Network, below: dict[int, Tensor], frozen: int) -> Seen:
    """The network's upper layers over what the frozen ones gave: `below`, by the example's identity."""

    def see(example: Example) -> tuple[Tensor, Tensor]:
        _, first, last, sentence = inputs(example)
        return network.heads(network.encoder.top(below[id(example)], frozen), first, last, sentence)

    return see


def behind(network: Network, examples: list[Example], frozen: int) -> dict[int, Tensor]:
    """What the frozen layers give for each example, computed once."""
    network.eval()
    with torch.no_grad():
        return {id(e): network.encoder.bottom(torch.tensor(e.window.ids), frozen) for e in examples}


def loss_of(see: Seen, example: Example) -> Tensor:
    """How far the network is from what the example says."""
    tags, pairs = see(example)
    kinds, types, statuses, said, cue = tags.split(PARTS, 1)
    n, targets = tags.shape[0], example.targets
    events, cues = [t for t in targets if t.kind != "cue"], [t for t in targets if t.kind == "cue"]
    type_labels, cue_labels = torch.zeros(n, dtype=torch.long), torch.zeros(n)
    for event in events:
        type_labels[event.word] = TRIGGERS.index(event.kind)
    for one in cues:
        cue_labels[one.word] = 1.0
    total = F.cross_entropy(kinds, torch.tensor(example.kinds), reduction="sum") / 40
    total = total + F.cross_entropy(types, type_labels, reduction="sum") / 8
    total = total + F.binary_cross_entropy_with_logits(cue[:, 0], cue_labels, reduction="sum") / 8
    if events:
        at = torch.tensor([e.word for e in events])
        total = total + F.cross_entropy(statuses[at], torch.tensor([e.status for e in events]), reduction="sum") / 8
        told = torch.tensor([float(e.said) for e in events])
        total = total + F.binary_cross_entropy_with_logits(said[at, 0], told, reduction="sum") / 8
    return total + (_parties(pairs, example) / 4 if targets else 0.0)


def _parties(pairs: Tensor, example: Example) -> Tensor:
    """The relations of all targets: parties among the candidates, content's bounds among the words."""
    targets = example.targets
    rows = pairs[:, [t.word for t in targets]].float()
    here = [(i, heads) for i, heads in enumerate(example.candidates) if heads]
    loss = torch.zeros(())
    if here:
        hidden = torch.full((len(here), pairs.shape[2]), -1e4)
        for number, (_, heads) in enumerate(here):
            hidden[number, heads] = 0.0
        seen = (rows[:, :, None, :] + hidden).logsumexp(3)  # relations, targets, candidates
        labels, counts = torch.zeros_like(seen), torch.zeros_like(seen)
        for number, target in enumerate(targets):
            for role in ROLES[target.kind == "cue"]:
                right = set(target.parties.get(role, ()))
                labels[RELATIONS.index(role), number] = torch.tensor([float(i in right) for i, _ in here])
                counts[RELATIONS.index(role), number] = 1.0
        loss = loss + F.binary_cross_entropy_with_logits(seen, labels, counts, reduction="sum")
    for role, bounds in (("from", [t.start for t in targets]), ("to", [t.end for t in targets])):
        loss = loss + F.cross_entropy(
            rows[RELATIONS.index(role)], torch.tensor(bounds), ignore_index=NOWHERE, reduction="sum"
        )
    return loss


def train_for(network: Network, see: Seen, examples: list[Example], passes: float, minutes: float = 1e9) -> None:
    """Teach the network in place, in so many passes over the examples or as many as the minutes allow."""
    best = optimizer(network)
    begun, total = time.monotonic(), 0.0
    chance, count = random.Random(SEED), math.ceil(passes * len(examples) / BATCH)
    order = [e for _ in range(math.ceil(passes)) for e in chance.sample(examples, len(examples))]
    network.train()
    for number in range(count):
        spent = (time.monotonic() - begun) / 60
        share = max(spent / minutes, number / count)
        if share >= 1:
            break
        for group in best.param_groups:
            group["lr"] = group["base"] * min(share / WARM + 0.02, (1 - share) / (1 - WARM))
        total += step(best, see, order[number * BATCH : (number + 1) * BATCH])
        if number % TELL == TELL - 1:
            print(
                f"{(number + 1) * BATCH / len(examples):.2f} passes, {spent:.1f} min, loss {total / TELL / BATCH:.2f}",
                flush=True,
            )
            total = 0.0
    network.eval()


def optimizer(network: Network) -> torch.optim.AdamW:
    """One rate for the encoder, a higher one for the heads; the pieces' vectors stay as they are."""
    own = set(map(id, network.encoder.parameters()))
    network.encoder.words.weight.requires_grad_(False)
    groups = [
        {"params": [p for p in network.encoder.parameters() if p.requires_grad], "base": ENCODER_RATE},
        {"params": [p for p in network.parameters() if id(p) not in own], "base": HEAD_RATE},
    ]
    return torch.optim.AdamW(groups, lr=0.0, weight_decay=DECAY)


def step(best: torch.optim.AdamW, see: Seen, examples: list[Example]) -> float:
    """Learn from a few examples; how far off they were, summed."""
    best.zero_grad()
    total = 0.0
    for example in examples:
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(see, example)
        (loss / len(examples)).backward()
        total += float(loss.detach())
    parameters = [p for group in best.param_groups for p in group["params"]]
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    best.step()
    return total


def main() -> None:
    """Train as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("silver", "gold"))
    parser.add_argument("examples")
    parser.add_argument("out")
    parser.add_argument("--from", dest="begin")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--frozen", type=int, default=4, help="layers that gold leaves as silver made them")
    parser.add_argument("--passes", type=float, default=0)
    parser.add_argument("--minutes", type=float, default=1e9)
    asked = parser.parse_args()
    torch.manual_seed(SEED)
    network = Network(SHARED / "encoder", asked.layers)
    if asked.begin:
        network.load_state_dict(torch.load(asked.begin, weights_only=True))
    found = load(asked.examples)
    if asked.part == "silver":
        train_for(network, whole(network), found, asked.passes or 1, asked.minutes)
    else:
        below = behind(network, found, asked.frozen)
        train_for(network, upper(network, below, asked.frozen), found, asked.passes or GOLD_PASSES, asked.minutes)
    torch.save(network.state_dict(), asked.out)


if __name__ == "__main__":
    main()
