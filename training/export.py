"""The network as the package ships it: an int8 ONNX graph, the tokenizer, and the digests of both.

python training/export.py OUT.pt model [--layers 6]
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from network import Network
from onnxruntime.quantization import QuantType, quantize_dynamic
from prepare import SHARED
from torch import nn

OPSET = 17
QUANTIZED = ["MatMul", "Gemm", "Gather"]


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=6)
    asked = parser.parse_args()
    network = Network(SHARED / "encoder", asked.layers)
    network.load_state_dict(torch.load(asked.weights, weights_only=True))
    network.eval()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "plain.onnx")
        written(network, plain)
        # Seven bits, so that no processor's 8-bit products overflow and all give the same sums.
        quantize_dynamic(
            plain,
            asked.out / "network.onnx",
            QUANTIZED,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    shutil.copy(SHARED / "encoder" / "tokenizer.json", asked.out)
    names = ("decisions.tsv", "network.onnx", "tokenizer.json")
    digests = [
        f"{hashlib.sha256((asked.out / name).read_bytes()).hexdigest()}  {name}"
        for name in names
        if (asked.out / name).exists()
    ]
    (asked.out / "SHA256SUMS").write_text("\n".join(digests) + "\n")
    for name in names:
        if (asked.out / name).exists():
            print(f"{name}: {(asked.out / name).stat().st_size / 1e6:.1f} MB")


def written(network: nn.Module, path: Path) -> None:
    """The network as an ONNX graph of 32-bit numbers."""
    pieces, words = torch.tensor([0, 5, 6, 7, 2]), torch.tensor([1, 2, 3])
    names = ["ids", "first", "last", "sentence"]
    torch.onnx.export(
        network,
        (pieces, words, words, torch.tensor([0, 0, 1])),
        path,
        input_names=names,
        output_names=["tags", "relations"],
        dynamic_axes={"ids": {0: "pieces"}} | {name: {0: "words"} for name in names[1:]},
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(str(path))


if __name__ == "__main__":
    main()
