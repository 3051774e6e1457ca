"""The network: a BERT encoder cut to some layers, heads over words, and relations between any two words of a window."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from learned.outputs import KIND_TAGS, RELATIONS, STATUSES, TRIGGERS
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

REACH = 40  # tokens: relations further apart share one weight
SENTENCES = 4  # sentences before a word that are told apart
WIDTH = 64  # of a relation's two projections


class Layer(nn.Module):
    """One transformer layer, named and normed as in BERT."""

    def __init__(self, size: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.rate = heads, dropout
        self.query, self.key, self.value = (nn.Linear(size, size) for _ in range(3))
        self.out, self.norm = nn.Linear(size, size), nn.LayerNorm(size, eps=1e-12)
        self.up, self.down, self.last = nn.Linear(size, inner), nn.Linear(inner, size), nn.LayerNorm(size, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """[pieces, size] -> the same, each having looked at all."""
        n, size = x.shape
        q, k, v = (f(x).view(n, self.heads, -1).transpose(0, 1) for f in (self.query, self.key, self.value))
        weights = torch.softmax((q / (size // self.heads) ** 0.5) @ k.transpose(1, 2), -1)
        seen = (self.drop(weights) @ v).transpose(0, 1).reshape(n, size)
        x = self.norm(x + self.drop(self.out(seen)))
        return self.last(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """The first `layers` layers of the encoder in a folder."""

    def __init__(self, folder: Path, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        shape = json.loads((folder / "config.json").read_text())
        size = shape["hidden_size"]
        self.words = nn.Embedding(shape["vocab_size"], size)
        self.places = nn.Embedding(shape["max_position_embeddings"], size)
        self.norm, self.drop = nn.LayerNorm(size, eps=1e-12), nn.Dropout(dropout)
        inner, heads = shape["intermediate_size"], shape["num_attention_heads"]
        self.layers = nn.ModuleList(Layer(size, heads, inner, dropout) for _ in range(layers))
        self._load(load_file(folder / "model.safetensors"))

    def _load(self, weights: dict[str, Tensor]) -> None:
        weights = {name: value.float() for name, value in weights.items()}
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        self.words.weight.data = weights["embeddings.word_embeddings.weight"]
        self.places.weight.data = weights["embeddings.position_embeddings.weight"] + kind
        _fill(self.norm, weights, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            own = f"encoder.layer.{number}."
            for name in ("query", "key", "value"):
                _fill(getattr(layer, name), weights, f"{own}attention.self.{name}")
            _fill(layer.out, weights, own + "attention.output.dense")
            _fill(layer.norm, weights, own + "attention.output.LayerNorm")
            _fill(layer.up, weights, own + "intermediate.dense")
            _fill(layer.down, weights, own + "output.dense")
            _fill(layer.last, weights, own + "output.LayerNorm")

    def bottom(self, ids: Tensor, layers: int) -> Tensor:
        """[pieces] -> [pieces, size] behind the first `layers` layers."""
        x = self.drop(self.norm(self.words(ids) + self.places.weight[: ids.shape[0]]))
        for layer in self.layers[:layers]:
            x = layer(x)
        return x

    def top(self, x: Tensor, layers: int) -> Tensor:
        """What `bottom` gave, behind the other layers."""
        for layer in self.layers[layers:]:
            x = layer(x)
        return x


def _fill(module: nn.Module, weights: dict[str, Tensor], name: str) -> None:
    module.weight.data, module.bias.data = weights[name + ".weight"], weights[name + ".bias"]


class Network(nn.Module):
    """Window -> what it sees: see learned.outputs for the shapes."""

    def __init__(self, folder: Path, layers: int) -> None:
        super().__init__()
        self.encoder = Encoder(folder, layers)
        size = self.encoder.norm.normalized_shape[0]
        self.drop = nn.Dropout(0.2)
        self.tags = nn.Linear(size, len(KIND_TAGS) + len(TRIGGERS) + len(STATUSES) + 2)
        self.left, self.right = nn.Linear(size, len(RELATIONS) * WIDTH), nn.Linear(size, len(RELATIONS) * WIDTH)
        self.alone = nn.Linear(size, len(RELATIONS))  # what makes a word likely at the right, whatever the left
        self.apart = nn.Embedding(2 * REACH + 1, len(RELATIONS))
        self.across = nn.Embedding(SENTENCES + 2, len(RELATIONS))
        for table in (self.apart, self.across):
            nn.init.zeros_(table.weight)

    def forward(self, ids: Tensor, first: Tensor, last: Tensor, sentence: Tensor) -> tuple[Tensor, Tensor]:
        """Pieces, each word's first and last piece and sentence -> [words, tags] and [relations, words, words]."""
        return self.heads(self.encoder.bottom(ids, len(self.encoder.layers)), first, last, sentence)

    def heads(self, pieces: Tensor, first: Tensor, last: Tensor, sentence: Tensor) -> tuple[Tensor, Tensor]:
        """The same from the pieces behind the last layer."""
        words = self.drop((pieces[first] + pieces[last]) / 2)
        n = words.shape[0]
        left, right = (F.gelu(f(words)).view(n, len(RELATIONS), WIDTH).transpose(0, 1) for f in (self.left, self.right))
        place = torch.arange(n, device=words.device)
        apart = (place[None, :] - place[:, None]).clamp(-REACH, REACH) + REACH
        across = (sentence[None, :] - sentence[:, None]).clamp(-SENTENCES, 1) + SENTENCES
        near = (self.apart(apart) + self.across(across)).permute(2, 0, 1)
        pairs = left @ right.transpose(1, 2) / WIDTH**0.5 + near + self.alone(words).t()[:, None, :]
        return self.tags(words), pairs
