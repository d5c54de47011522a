"""One training run: batches in, weights out, killed and resumed at any step.

Batches depend on the seed and the step alone, and nothing is dropped out, so a run that was killed and resumed from its checkpoint
goes on as it would have. Own loop, not sentence-transformers' Trainer: see docs/decisions/0014.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.evaluation import RerankingEvaluator
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from transformers import get_linear_schedule_with_warmup

from model.training.batches import Batch, Batches
from model.training.loss import ranking_loss
from model.training.recipe import Recipe
from search.errors import EncoderError

CHUNKS = 8
"""parts of a batch, by length in tokens, encoded one after the other: labels in one piece would be three parts padding to one of
text"""
_KERNELS = (SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.CUDNN_ATTENTION, SDPBackend.MATH)
Told = Callable[[int, int, float], None]
"""called with (steps done, steps in all, loss)"""
Said = Callable[[str], None]
"""called with a line for people at each evaluation"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: `scores` is step → development score; `seconds` of all processes that had a part in it."""

    steps: int
    seconds: float
    scores: dict[int, float]
    best_step: int


class Trainer:
    """Trains a model in place.

    `owners` is label → concepts that have it. `folder` keeps the checkpoint and the best weights. `micro_batch` bounds how many
    texts keep their activations at once (GradCache: a first pass without them, a second that takes the gradient of each text);
    None keeps them all, which is faster where memory allows. `half` computes in bfloat16, weights stay in float32.
    """

    def __init__(
        self,
        model: SentenceTransformer,
        batches: Batches,
        owners: dict[str, frozenset[str]],
        recipe: Recipe,
        folder: Path,
        *,
        evaluator: RerankingEvaluator | None = None,
        micro_batch: int | None = None,
        half: bool = True,
    ) -> None:
        self._model, self._batches, self._owners, self._recipe, self._folder = model, batches, owners, recipe, folder
        self._evaluator, self._micro_batch, self._half = evaluator, micro_batch, half
        _without_dropout(model)
        model.max_seq_length = recipe.longest
        transformer: Any = model[0]
        embeddings = transformer.auto_model.get_input_embeddings()
        embeddings.sparse = (
            True  # each chunk's gradient holds its own tokens only, not a row for every piece of the vocabulary
        )
        self._table = table = embeddings.weight
        rest = [weight for weight in model.parameters() if weight is not table]
        self._optimizer = torch.optim.AdamW(
            [{"params": [table], "lr": recipe.embedding_rate, "weight_decay": 0.0}, {"params": rest, "lr": recipe.rate}],
            weight_decay=recipe.weight_decay,
            fused=True,
        )
        steps = batches.steps
        self._schedule = get_linear_schedule_with_warmup(  # type: ignore[no-untyped-call]
            self._optimizer, round(recipe.warmup * steps), steps
        )
        self._scores: dict[int, float] = {}
        self._seconds = 0.0

    def run(self, *, every: int, told: Told | None = None, said: Said | None = None, until: float | None = None) -> Outcome:
        """Train to the end, or to the step that ends after `until` seconds in all.

        Evaluates and saves a checkpoint `every` so many steps. The best weights by development score are in the model afterwards.
        """
        step = self._resume()
        before, started = self._seconds, time.perf_counter()
        total = self._batches.steps
        self._model.train()
        while step < total and (until is None or before + time.perf_counter() - started < until):
            loss = self._step(self._batches.batch(step))
            step += 1
            if told:
                told(step, total, loss)
            if step % every == 0 or step == total:
                self._evaluate(step)
                self._seconds = before + time.perf_counter() - started
                self._save(step)
                if said:
                    minutes = self._seconds / 60
                    said(
                        f"step {step:,} of {total:,}, {minutes:.0f} min: loss {loss:.2f}, held-out score {self._scores[step]:.4f}"
                    )
        if step not in self._scores:
            self._evaluate(step)
            self._seconds = before + time.perf_counter() - started
            self._save(step)
        best = max(self._scores, key=lambda at: (self._scores[at], at))
        if best != step:
            self._model.load_state_dict(torch.load(self._best, weights_only=True))
        return Outcome(step, self._seconds, dict(self._scores), best)

    @property
    def _checkpoint(self) -> Path:
        return self._folder / "checkpoint.pt"

    @property
    def _best(self) -> Path:
        return self._folder / "best.pt"

    def _step(self, batch: Batch) -> float:
        texts = [*batch.anchors, *batch.positives]
        also = also_right(batch, self._owners) if self._recipe.masked else None
        self._optimizer.zero_grad(set_to_none=True)
        if self._micro_batch is None:
            loss = self._loss(self._embed(texts, -(-len(texts) // CHUNKS)), also)
            loss.backward()  # type: ignore[no-untyped-call]
        else:
            loss = self._cached_backward(texts, also, self._micro_batch)
        assert self._table.grad is not None  # noqa: S101 - every batch has tokens
        self._table.grad = self._table.grad.to_dense()
        nn.utils.clip_grad_norm_(self._model.parameters(), self._recipe.max_norm)
        self._optimizer.step()
        self._schedule.step()
        return float(loss.detach())

    def _cached_backward(self, texts: Sequence[str], also: Tensor | None, size: int) -> Tensor:
        """Gao et al. 2021, "Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup"."""
        with torch.no_grad():
            vectors = self._embed(texts, size)
        vectors.requires_grad_()
        loss = self._loss(vectors, also)
        loss.backward()  # type: ignore[no-untyped-call]
        assert vectors.grad is not None  # noqa: S101 - it was required three lines above
        for places in self._by_length(texts, size):
            again = self._embed([texts[place] for place in places], size)
            (again * vectors.grad[places]).sum().backward()  # type: ignore[no-untyped-call]
        return loss

    def _loss(self, vectors: Tensor, also: Tensor | None) -> Tensor:
        anchors, positives = vectors.chunk(2)
        return ranking_loss(anchors, positives, also, scale=self._recipe.scale, symmetric=self._recipe.symmetric)

    def _embed(self, texts: Sequence[str], size: int) -> Tensor:
        device = self._model.device
        # on a CPU, attention as plain matrix products takes half the time of the fused kernel, whose backward pass is slow
        kernels = [SDPBackend.MATH] if device.type == "cpu" else list(_KERNELS)
        parts, order = [], []
        for places in self._by_length(texts, size):
            features = self._model.preprocess([texts[place] for place in places])
            features = {name: value.to(device) if isinstance(value, Tensor) else value for name, value in features.items()}
            with torch.autocast(device.type, torch.bfloat16, enabled=self._half), sdpa_kernel(kernels):
                parts.append(self._model(features)["sentence_embedding"].float())
            order += places
        return torch.cat(parts)[torch.argsort(torch.tensor(order))]

    def _by_length(self, texts: Sequence[str], size: int) -> list[list[int]]:
        """Return the places of texts in parts of `size`, by length in tokens."""
        tokens = self._model.tokenizer(list(texts), truncation=True, max_length=self._recipe.longest)["input_ids"]
        order = sorted(range(len(texts)), key=lambda place: len(tokens[place]))
        return [order[start : start + size] for start in range(0, len(order), size)]

    def _evaluate(self, step: int) -> None:
        if self._evaluator is None:
            self._scores[step] = 0.0
            return
        self._model.eval()
        with torch.autocast(self._model.device.type, torch.bfloat16, enabled=self._half):
            found = self._evaluator(self._model)
        self._scores[step] = float(found[str(self._evaluator.primary_metric)])
        if self._scores[step] == max(self._scores.values()):
            _write(self._best, self._model.state_dict())
        self._model.train()

    def _save(self, step: int) -> None:
        state = {"step": step, "seconds": self._seconds, "scores": self._scores, "model": self._model.state_dict()}
        _write(self._checkpoint, state | {"optimizer": self._optimizer.state_dict(), "schedule": self._schedule.state_dict()})

    def _resume(self) -> int:
        with suppress(FileNotFoundError):
            state = torch.load(self._checkpoint, weights_only=True)
            self._model.load_state_dict(state["model"])
            self._optimizer.load_state_dict(state["optimizer"])
            self._schedule.load_state_dict(state["schedule"])
            self._scores = dict(state["scores"])
            self._seconds = float(state["seconds"])
            return int(state["step"])
        return 0


def also_right(batch: Batch, owners: dict[str, frozenset[str]]) -> Tensor:
    """Return where a text of one pair is right for another pair too, either way round: bool, shape (n, n)."""
    count = len(batch.uris)
    also = torch.zeros((count, count), dtype=torch.bool)
    place = {uri: row for row, uri in enumerate(batch.uris)}
    for column in range(count):
        rows = [row for row in range(count) if batch.positives[row] == batch.positives[column]]
        rows += [place[uri] for uri in owners.get(batch.positives[column].lower(), ()) if uri in place]
        also[rows, column] = True
        spoken = (batch.anchors[column], *batch.spoken[column])
        rows = [place[uri] for label in spoken for uri in owners.get(label.lower(), ()) if uri in place]
        rows += [row for row in range(count) if batch.anchors[row].lower() == batch.anchors[column].lower()]
        also[column, rows] = True
    same = torch.tensor([[one == other for other in batch.uris] for one in batch.uris])
    return also | same


def _without_dropout(model: SentenceTransformer) -> None:
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        if isinstance(getattr(module, "dropout_prob", None), float):  # attention drops weights without a module
            vars(module)["dropout_prob"] = 0.0


def _write(path: Path, state: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    try:
        torch.save(state, unfinished)
    except (OSError, RuntimeError) as error:  # of a full disk, torch says that a position is unexpected
        unfinished.unlink(missing_ok=True)
        raise EncoderError(
            f"{path} can't be written, is the disk full? Make room and run the same command again to go on: {error}"
        ) from error
    unfinished.replace(path)
