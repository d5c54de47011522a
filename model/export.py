"""Write a model in a form that computes faster or takes less room; `CAREERSPACE_MODEL` loads the folder as any other.

- `bf16`: PyTorch's weights in bfloat16, half the size, computed in bfloat16.
- `onnx`: one graph in float32, for onnxruntime. `onnx-int8`: the same with weights and embeddings in 8 bits.
- `openvino`: the graph for OpenVINO, weights stored in 16 bits.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from search.backends import Export, import_onnxruntime, import_openvino
from search.encoder import SentenceTransformerEncoder, Vectors, load_encoder
from search.errors import EncoderError, InputError
from search.presets import find_preset

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Form = Literal["onnx-int8", "onnx", "openvino", "bf16"]

_TRADES = ("nurse", "welder", "web developer", "primary school teacher", "truck driver", "accountant", "cook", "electrician")
_CONTEXTS = (
    "{}",
    "senior {} in a small company",
    "assistant of the {}",
    "head of the department, formerly {}",
    "{} for night shifts and weekends, full time",
    "we are looking for a {} with five years of experience and a good command of English",
)
EXAMPLES: tuple[str, ...] = tuple(context.format(trade) for trade in _TRADES for context in _CONTEXTS)
"""what two models are compared on where no texts are given"""


@dataclass(frozen=True, slots=True)
class Report:
    """What came out. Sizes in bytes of all files; `cosine` is the mean between the vectors of a text in both models, and
    `neighbours` the mean share of a text's ten nearest that stay, both over `texts` texts.
    """

    source: str
    identity: str
    backend: str
    size_before: int
    size: int
    cosine: float
    neighbours: float
    texts: int

    def to_json(self) -> dict[str, Any]:
        """Return it for `--json`."""
        return asdict(self)


def export_model(name: str, out: Path, form: Form, texts: Sequence[str] = EXAMPLES) -> Report:
    """Export a model by preset, hub name or folder into a new folder, and compare the two on some texts.

    Raises InputError when the folder is not empty or there are fewer than two texts, EncoderError when the model can't be
    exported.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out} is not an empty folder; name a new one")
    if len(set(texts)) < 2:
        raise InputError("comparing the models needs at least two different texts")
    preset = find_preset(name)
    if preset and (preset.query_prompt or preset.document_prompt or preset.query_task or preset.trust_remote_code):
        raise EncoderError(f"{name} needs prompts or code of its own, which an exported folder can't carry")
    before = load_encoder(name, device="cpu", backend="torch")
    unique = list(dict.fromkeys(texts))
    vectors = before.encode_documents(unique)  # before the weights are cast
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".export-") as folder:
        made = Path(folder) / "model"
        made.mkdir()
        _write(before, made, form)
        if out.exists():
            out.rmdir()
        made.rename(out)
    after = load_encoder(str(out), device="cpu")
    cosine, neighbours = agreement(vectors, after.encode_documents(unique))
    return Report(
        before.identity,
        after.identity,
        after.backend,
        _size(before.folder) if before.folder else 0,
        _size(out),
        cosine,
        neighbours,
        len(unique),
    )


def agreement(one: Vectors, other: Vectors, k: int = 10) -> tuple[float, float]:
    """Compare two encoders by their unit vectors of the same n texts, arrays of shape (n, …): mean cosine, and mean share of
    the k nearest texts that are the same. Both models need the same dimension; k is at most n − 1.
    """
    k = min(k, len(one) - 1)
    nearest = []
    for vectors in (one, other):
        similarity = vectors @ vectors.T
        np.fill_diagonal(similarity, -np.inf)
        nearest.append(np.argpartition(-similarity, k - 1, axis=1)[:, :k])
    shared = [len(set(a) & set(b)) / k for a, b in zip(*nearest, strict=True)]
    return float(np.mean(np.sum(one * other, axis=1))), float(np.mean(shared))


def _write(encoder: SentenceTransformerEncoder, out: Path, form: Form) -> None:
    model = encoder.model
    if form == "bf16":
        import torch

        model.to(torch.bfloat16).save_pretrained(str(out), create_model_card=False)
        Export("bf16", None, encoder.dimension, encoder.max_tokens, encoder.identity).write(out)
        return
    if getattr(model[0], "do_lower_case", False):
        raise EncoderError(f"{encoder.name} lowers its texts outside of the tokenizer, which a graph can't")
    graph = out / "model.onnx"
    _write_graph(model, graph)
    if form == "onnx-int8":
        _quantise(graph)
    if form == "openvino":
        runtime = import_openvino()
        runtime.save_model(runtime.Core().read_model(str(graph)), str(out / "model.xml"), compress_to_fp16=True)
        graph.unlink()
    model.tokenizer.save_pretrained(str(out))
    backend: Literal["openvino", "onnx"] = "openvino" if form == "openvino" else "onnx"
    name = "model.xml" if form == "openvino" else "model.onnx"
    Export(backend, name, encoder.dimension, encoder.max_tokens, encoder.identity).write(out)


def _write_graph(model: SentenceTransformer, path: Path) -> None:
    """Trace the whole model, pooling included, with any number of texts and tokens."""
    import torch

    try:
        import onnx  # noqa: F401
        import onnxscript  # noqa: F401
    except ImportError:
        raise EncoderError("exporting a graph needs onnx and onnxscript: pip install 'careerspace[onnx]'") from None

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network: Any = model[0].auto_model
            self.rest = torch.nn.Sequential(*list(model)[1:])  # each takes and gives a dictionary

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.network(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            vectors: torch.Tensor = self.rest({"token_embeddings": hidden, "attention_mask": attention_mask})[
                "sentence_embedding"
            ]
            return vectors

    tokens = model.tokenizer(["first example", "a second, longer example"], padding=True, return_tensors="pt")
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the exporter, about operators of other packages
            torch.onnx.export(
                Whole().eval(),
                (tokens["input_ids"], tokens["attention_mask"]),
                str(path),
                input_names=["input_ids", "attention_mask"],
                output_names=["vectors"],
                dynamic_shapes=({0: "texts", 1: "tokens"}, {0: "texts", 1: "tokens"}),
                dynamo=True,
                external_data=False,
                verbose=False,
            )
    except Exception as error:  # the exporter raises anything; the cause is kept
        raise EncoderError(f"the model can't be written as a graph: {error}") from error
    finally:
        logger.setLevel(level)


def _quantise(graph: Path) -> None:
    """Replace weights, embeddings included, by 8 bits per channel; activations are quantised as they come."""
    import_onnxruntime()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = graph.with_name("whole.onnx")
    shutil.move(graph, whole)
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # it advises a preparation that changes nothing here
    try:
        quantize_dynamic(
            whole,
            graph,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )
    finally:
        root.setLevel(level)
        whole.unlink()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
