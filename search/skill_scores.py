"""How near a sentence is to skills: what its vectors and the labels in it say, and both together.

- dense: the mean of three cosines, weighted by `Weights`: the whole sentence with the skill's labels, a chunk of the sentence with
  its labels, and the chunk with its description. The chunk is what `search.cutting.chunks` makes; the best one counts, because a
  long sentence says too many things to be near any of them. A skill without a description is compared by its labels alone.
- lexical: a label of the skill stands in the sentence. How much that says depends on the label; see `Weights.strength`.

Their union is the score, 1 − (1 − dense)·(1 − lexical): from 0 to 1, never less than either, dense alone where no label is
found. It orders, and is no probability. The weights come from `python -m benchmarks.skills`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from search.cutting import Piece, chunks
from search.encoder import Encoder, Vectors
from search.skill_labels import LabelMatch
from search.store.base import SKILLS, scroll_all
from search.view import View

_BLOCK = 256
"""chunks that are compared with every skill at once: 14 MB for ESCO"""


@dataclass(frozen=True, slots=True)
class Weights:
    """How the parts are joined. The first three are shares of the dense score; the others are what a label says, from 0 to 1."""

    whole: float = 0.3
    chunk: float = 0.6
    description: float = 0.1
    preferred: float = 0.8
    alternative: float = 0.3
    single: float = 0.1
    common: float = 0.05
    fuzzy: float = 0.9
    size: int = 2
    step: int = 1

    def strength(self, match: LabelMatch) -> float:
        """Return what a label in the text says: most where it is preferred, least where it is a word that many descriptions use.

        An alternative label says less, one of a single word less still; one in another form `fuzzy` of it, times its likeness.
        """
        if match.common and not match.preferred:
            strength = self.common
        elif match.preferred:
            strength = self.preferred
        else:
            strength = self.single if match.words == 1 else self.alternative
        return strength if match.how == "exact" else strength * self.fuzzy * match.likeness


WEIGHTS = Weights()


def union(dense: float, lexical: float) -> float:
    """Return what two parts say together: 1 − (1 − dense)·(1 − lexical)."""
    return 1 - (1 - dense) * (1 - lexical)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its chunks, and the texts of both."""

    piece: Piece
    text: str
    chunks: list[Piece]
    parts: list[str]

    @classmethod
    def of(cls, text: str, piece: Piece, weights: Weights) -> Sentence:
        """Cut a piece of a text."""
        pieces = chunks(text, piece.start, piece.end, weights.size, weights.step)
        return cls(piece, text[piece.start : piece.end], pieces, [text[part.start : part.end] for part in pieces])


@dataclass(frozen=True, slots=True)
class Compared:
    """What the vectors say of a sentence: of each skill its best chunk's score (skills,), and of each chunk the best skill."""

    best: Vectors
    nearest: list[int]
    scores: list[float]

    @classmethod
    def nothing(cls, skills: int) -> Compared:
        """Return that nothing is near, of so many skills."""
        return cls(np.zeros(skills, dtype=np.float32), [], [])

    @classmethod
    def of(cls, whole: Vectors, parts: Vectors, mixed: Vectors) -> Compared:
        """Compare chunks' vectors (n, dim) with the skills' (skills, dim); `whole` (skills,) is added to each."""
        best = np.zeros_like(whole)
        nearest: list[int] = []
        scores: list[float] = []
        for first in range(0, len(parts), _BLOCK):
            block = np.clip(whole + parts[first : first + _BLOCK] @ mixed.T, 0.0, 1.0)
            best = np.maximum(best, block.max(axis=0)) if len(whole) else best
            if len(whole):
                nearest += block.argmax(axis=1).tolist()
                scores += block.max(axis=1).tolist()
        return cls(best, nearest, scores)


class SkillVectors:
    """The vectors of every skill of one generation, by language; read when first needed, and kept. Thread-safe."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._lock = threading.Lock()
        self._by_language: dict[str, tuple[Vectors, Vectors]] = {}

    def of(self, language: str, rows: Mapping[str, int]) -> tuple[Vectors, Vectors]:
        """Return the skills' label and description vectors, both of shape (skills, dim); `rows` is URI → row.

        Where a skill lacks a description, its labels stand for both.
        """
        with self._lock:
            if language not in self._by_language:
                names = (f"label_{language}", f"description_{language}")
                labels = np.zeros((len(rows), self._view.manifest.dimension), dtype=np.float32)
                descriptions = np.zeros_like(labels)
                for record in scroll_all(self._view.reader, SKILLS, with_payload=["uri"], with_vectors=names):
                    named: Any = record.vector or {}
                    if names[0] in named:
                        row = rows[(record.payload or {})["uri"]]
                        labels[row], descriptions[row] = named[names[0]], named.get(names[1], named[names[0]])
                self._by_language[language] = labels, descriptions
            return self._by_language[language]


def compare(
    read: Sequence[Sentence], encoder: Encoder, vectors: tuple[Vectors, Vectors], weights: Weights
) -> Iterator[Compared]:
    """Yield what the vectors say of each sentence; `vectors` are those of `SkillVectors.of`."""
    texts = list(dict.fromkeys(part for sentence in read for part in (sentence.text, *sentence.parts) if sentence.chunks))
    encoded = encoder.encode_queries(texts) if texts else None
    places = {text: row for row, text in enumerate(texts)}
    labels, descriptions = vectors
    mixed = weights.chunk * labels + weights.description * descriptions
    for sentence in read:
        if encoded is None or not sentence.chunks:
            yield Compared.nothing(len(labels))
            continue
        whole = weights.whole * (encoded[places[sentence.text]] @ labels.T)
        yield Compared.of(whole, encoded[[places[part] for part in sentence.parts]], mixed)
