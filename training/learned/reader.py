"""The learned reader: the network and the table that weighs what it sees with what the rules found."""

from __future__ import annotations

import hashlib
from importlib.resources.abc import Traversable
from typing import Protocol

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from msgspec import Struct
from msgspec.structs import replace
from tokenizers import Tokenizer

from learned.events import decide_events
from learned.scene import set_scene
from learned.sight import Floats, Sight, put_together
from learned.speakers import decide_statements, numbered
from learned.weights import load_weights
from learned.windows import PiecesOf, Window, find_windows
from mahdar.model import Entity, Event, Mention, Sentence, Statement

MOST_WINDOWS = 64
"""Windows of an article that are looked at, about 16,000 words and three seconds; what stands behind is the rules'."""

Facts = tuple[tuple[Statement, ...], tuple[Event, ...]]


class Session(Protocol):
    """As much of onnxruntime.InferenceSession as is used."""

    def run(self, names: list[str], inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        """Named inputs -> named outputs."""


class Learned(Struct, frozen=True):
    """The learned reader, loaded once per worker."""

    digest: str  # of its files
    session: Session
    pieces_of: PiecesOf
    weights: dict[str, dict[str, float]]

    def see(self, sentences: tuple[Sentence, ...]) -> Sight | None:
        """What the network sees of an article's first windows; None where there is not one word."""
        seen: list[tuple[Window, Floats, Floats]] = []
        for window in find_windows(sentences, self.pieces_of):
            if len(seen) == MOST_WINDOWS:
                break
            asked = {name: np.array(getattr(window, name)) for name in ("ids", "first", "last", "sentence")}
            tags, pairs = self.session.run(["tags", "relations"], asked)
            seen.append((window, tags, pairs))
        return put_together(seen) if seen else None

    def weigh(
        self,
        text: str,
        sentences: tuple[Sentence, ...],
        named: tuple[tuple[Entity, ...], tuple[Mention, ...]],
        facts: Facts,
    ) -> Facts:
        """The rules' statements and events, each kept, mended or let go, and those that the network alone sees."""
        sight = self.see(sentences)
        if sight is None:
            return facts
        scene = set_scene(text, sentences, named, facts, sight)
        statements = numbered(decide_statements(scene, self.weights), len(facts[0]))
        events = decide_events(replace(scene, statements=statements), self.weights)
        end = scene.tokens[-1].end
        rest = tuple(s for s in facts[0] if s.cue[0] >= end), tuple(e for e in facts[1] if e.trigger[0] >= end)
        return (*statements, *rest[0]), (*events, *rest[1])


def load_learned(folder: Traversable) -> Learned:
    """The reader whose files lie in `folder`; ValueError where they are not there or not what their digests say."""
    if not (folder / "SHA256SUMS").is_file():
        raise ValueError("this Mahdar came without its learned model: read with --reader rules.")
    files = _checked(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(files["network.onnx"], options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_str(files["tokenizer.json"].decode())
    return Learned(
        digest="sha256:" + hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest(),
        session=session,
        pieces_of=PiecesOf(lambda raw: list(tokenizer.encode(raw, add_special_tokens=False).ids)),
        weights=load_weights(files["decisions.tsv"].decode()),
    )


def _checked(folder: Traversable) -> dict[str, bytes]:
    """Every file that SHA256SUMS names, its bytes as they should be."""
    found = {}
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        found[name] = (folder / name).read_bytes()
        if hashlib.sha256(found[name]).hexdigest() != digest:
            raise ValueError(f"data/model/{name} is not the file that was released: install Mahdar anew.")
    return found
