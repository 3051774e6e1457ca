"""What the network sees of articles that it was not taught: each fold's by a network taught on the other folds.

    python training/crossvalidate.py GOLD.msgpack SILVER.pt OUT --folds 5 [--only 0]

Writes OUT/<fold>.npz: tags and relations of every window of the fold, and OUT/<fold>.pt: the network.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from network import Network
from prepare import SEED, SHARED
from train import GOLD_PASSES, behind, fold_of, fold_order, load, train_for, upper


def main() -> None:
    """Teach and look, fold by fold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples")
    parser.add_argument("begin")
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--frozen", type=int, default=4)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", type=int, nargs="*")
    parser.add_argument("--minutes", type=float, default=1e9, help="of each fold at most")
    parser.add_argument("--passes", type=float, default=GOLD_PASSES)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    found = load(asked.examples)
    order = fold_order(found)
    below = None
    for fold in asked.only if asked.only is not None else range(asked.folds):
        begun = time.monotonic()
        torch.manual_seed(SEED)
        network = Network(SHARED / "encoder", asked.layers)
        network.load_state_dict(torch.load(asked.begin, weights_only=True))
        below = below or behind(network, found, asked.frozen)
        see = upper(network, below, asked.frozen)
        mine = [e for e in found if fold_of(e.article, asked.folds, order) == fold]
        mine_too = set(map(id, mine))
        train_for(network, see, [e for e in found if id(e) not in mine_too], asked.passes, asked.minutes)
        seen = {}
        with torch.no_grad():
            for example in mine:
                tags, pairs = see(example)
                name = f"{example.article}|{example.window.start}"
                seen[name + "|tags"], seen[name + "|pairs"] = tags.numpy(), pairs.numpy().astype(np.float16)
        torch.save(network.state_dict(), asked.out / f"{fold}.pt")
        np.savez(asked.out / f"{fold}.npz", **seen)
        print(f"fold {fold}: {len(mine)} windows, {time.monotonic() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
