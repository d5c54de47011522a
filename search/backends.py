"""What computes a model: PyTorch, or a graph that `careerspace export` wrote, run by onnxruntime or OpenVINO.

The model's folder says its backend, in `careerspace.json`. So an index has one backend on every machine, whatever CPU that has.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.errors import EncoderError
from search.presets import Backend, BackendSetting

Graph = Callable[[dict[str, NDArray[np.int64]]], NDArray[np.float32]]
"""token ids and attention mask, both of shape (n, tokens), to pooled vectors of shape (n, dimension)"""

EXPORT_FILE = "careerspace.json"


@dataclass(frozen=True, slots=True)
class Export:
    """What `careerspace.json` says of an exported folder.

    `graph` is the file that onnxruntime or OpenVINO runs, None where PyTorch's weights are there. `dimension` is the length of a
    vector, `max_tokens` the longest input with special tokens. `source` is the identity of the model that was exported.
    """

    backend: Backend
    graph: str | None
    dimension: int
    max_tokens: int
    source: str

    def write(self, folder: Path) -> None:
        """Write it into the folder of the model."""
        (folder / EXPORT_FILE).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def read_export(folder: Path | None) -> Export | None:
    """Read what an exported folder says of itself; None for any other model. Raises EncoderError for a damaged file."""
    if folder is None or not (folder / EXPORT_FILE).is_file():
        return None
    try:
        export = Export(**json.loads((folder / EXPORT_FILE).read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise EncoderError(f"{folder / EXPORT_FILE} can't be read: {error}. Export the model again") from None
    if export.backend not in ("torch", "bf16", "onnx", "openvino"):
        raise EncoderError(f"{folder / EXPORT_FILE} names the backend {export.backend!r}, which this version does not know")
    return export


def choose_backend(asked: BackendSetting, export: Export | None, name: str) -> Backend:
    """Return what computes the model: what was asked for, else what its folder says, else PyTorch in float32.

    Raises EncoderError where the folder does not hold what the backend needs.
    """
    if asked == "auto":
        return export.backend if export else "torch"
    graph = export.graph if export else None
    suffixes = {"onnx": (".onnx",), "openvino": (".onnx", ".xml")}.get(asked)
    if suffixes is None and graph:
        raise EncoderError(f"{name} was exported for {export.backend if export else ''}, it has no weights for {asked}")
    if suffixes is not None and Path(graph or "").suffix not in suffixes:
        raise EncoderError(
            f"{name} can't be run by {asked} as it is; `careerspace export {name} OUT --to {asked}` makes it so"
        )
    return asked


class GraphModel:
    """A graph with its tokenizer, in the place of a SentenceTransformer. Raises EncoderError when it can't be loaded."""

    device = "cpu"

    def __init__(self, folder: Path, export: Export, backend: Backend, dimension: int | None = None) -> None:
        if dimension is not None and dimension != export.dimension:
            raise EncoderError(f"{folder} gives vectors of {export.dimension} dimensions, not {dimension}")
        from transformers import AutoTokenizer

        self.max_seq_length = export.max_tokens
        self._dimension = export.dimension
        path = folder / (export.graph or "")
        if not path.is_file():
            raise EncoderError(f"{path} is not there; export the model again")
        try:
            self.tokenizer: Any = AutoTokenizer.from_pretrained(str(folder))
            self._run = _open_onnx(path) if backend == "onnx" else _open_openvino(path)
        except (OSError, RuntimeError, ValueError) as error:
            raise EncoderError(f"can't load the encoder from {folder}: {error}. Export the model again") from error

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str], **_: object) -> NDArray[np.float32]:
        """Encode one batch: float32 array of shape (n, dimension), in the order given."""
        tokens = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=self.max_seq_length, return_tensors="np", verbose=False
        )
        return self._run({name: np.asarray(tokens[name], dtype=np.int64) for name in ("input_ids", "attention_mask")})


def import_onnxruntime() -> Any:  # noqa: ANN401 - a module of an extra
    """Import onnxruntime with its telemetry off. Raises EncoderError that names the extra."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # must be set before: it would write a device id at import
    try:
        import onnxruntime
    except ImportError:
        raise EncoderError("this model needs onnxruntime: pip install 'careerspace[onnx]'") from None
    return onnxruntime


def import_openvino() -> Any:  # noqa: ANN401 - a module of an extra
    """Import OpenVINO without its telemetry. Raises EncoderError that names the extra."""
    if "openvino" not in sys.modules:
        # openvino sends an event and writes an id when it is imported, unless this package can't be
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import openvino
    except ImportError:
        raise EncoderError("this model needs OpenVINO: pip install 'careerspace[openvino]'") from None
    return openvino


def _threads() -> int:
    """Return the threads that PyTorch takes, so that OMP_NUM_THREADS holds for every backend."""
    import torch

    return torch.get_num_threads()


def _open_onnx(path: Path) -> Graph:
    runtime = import_onnxruntime()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = _threads()
    options.log_severity_level = 3  # errors only
    session = runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda inputs: np.asarray(session.run(None, inputs)[0], dtype=np.float32)


def _open_openvino(path: Path) -> Graph:
    core = import_openvino().Core()
    # of its own accord it computes in bfloat16 where the CPU can
    options = {"INFERENCE_NUM_THREADS": _threads(), "PERFORMANCE_HINT": "LATENCY"}
    model = core.compile_model(core.read_model(str(path)), "CPU", options)
    return lambda inputs: np.array(model.create_infer_request().infer(inputs)[0], dtype=np.float32)  # threads may share it
