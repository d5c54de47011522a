"""A question as vectors: from text in segments, or from the caller's own vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.encoder import Encoder, Vectors, unit
from search.errors import InputError
from search.store.base import Manifest


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    `whole` has shape (dim,) and unit length; `segments` has shape (n, dim), with n = 0 where the whole is all there is; `text` is
    ranked by words, and is empty for a vector.
    """

    whole: Vectors
    segments: Vectors
    text: str = ""

    @classmethod
    def of_vector(cls, vector: Vectors) -> Query:
        """Return the query for one vector of unit length."""
        return cls(vector, vector[None][:0])


def read_query(
    segments: Sequence[str], vector: Sequence[float] | None, manifest: Manifest, encoder: Encoder | None
) -> Query | None:
    """Return the query of segments of text, or of the caller's own vector; None where there is neither.

    Raises InputError for both, and for a vector of another dimension, zero or not finite. `encoder` is needed for text only.
    """
    segments = [segment for segment in segments if segment.strip()]
    if vector is not None and segments:
        raise InputError("give text or a vector, not both")
    if vector is not None:
        return Query.of_vector(_checked_vector(vector, manifest))
    if not segments:
        return None
    if encoder is None:
        raise ValueError("a query of text needs an encoder")
    vectors = encoder.encode_queries(segments)
    singles = vectors if len(segments) > 1 else vectors[:0]
    return Query(pool(vectors, segments), singles, "\n".join(segments))


def pool(vectors: Vectors, segments: Sequence[str]) -> Vectors:
    """Return one unit vector of shape (dim,) for segments' vectors of shape (n, dim): their mean, weighted by characters."""
    weights = np.array([len(segment) for segment in segments], dtype=np.float64)
    pooled: Vectors = unit((weights[:, None] * vectors).sum(axis=0, keepdims=True))[0]
    return pooled


def _checked_vector(vector: Sequence[float], manifest: Manifest) -> Vectors:
    array = np.asarray(vector, dtype=np.float64)
    if array.shape != (manifest.dimension,):
        raise InputError(
            f"the vector has {array.size} numbers, the index's encoder {manifest.model} gives {manifest.dimension}"
        )
    largest = np.abs(array).max()
    if not np.isfinite(largest) or largest == 0:
        raise InputError("the vector is zero or holds a number that is not finite")
    array = array / largest  # so that no square overflows or vanishes
    return np.asarray(array / np.linalg.norm(array), dtype=np.float32)
