"""What the work on ads needs of a generation's occupations: codes and dense vectors, read once and held as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from search.encoder import Vectors
from search.store.base import OCCUPATIONS, Points, scroll_all


@dataclass
class Occupations:
    """The occupations of a generation in the order of their points. `codes[i]` is the ESCO code of `uris[i]`."""

    points: Points
    languages: tuple[str, ...]
    uris: Sequence[str] = field(init=False)
    ids: Sequence[str] = field(init=False)
    codes: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        records = list(scroll_all(self.points, OCCUPATIONS, with_payload=["uri", "code"]))
        payloads = [record.payload or {} for record in records]
        self.ids = [str(record.id) for record in records]
        self.uris = [str(payload["uri"]) for payload in payloads]
        self.codes = [str(payload["code"]) for payload in payloads]
        self.row = {uri: row for row, uri in enumerate(self.uris)}
        self.isco = {uri: code.split(".")[0] for uri, code in zip(self.uris, self.codes, strict=True)}
        self._parts: dict[tuple[str, str], Vectors] = {}

    def part(self, name: str, language: str) -> Vectors:
        """Return the vectors `label`, `description` or `centroid` of one language: float32 of shape (n, dim).

        An occupation without that one has its label's instead, or a row of zeros.
        """
        if (name, language) not in self._parts:
            wanted = [f"{name}_{language}", f"label_{language}"]
            found: list[list[float] | None] = []
            for record in scroll_all(self.points, OCCUPATIONS, with_payload=False, with_vectors=wanted):
                vectors = record.vector if isinstance(record.vector, dict) else {}
                vector = next((vectors[key] for key in wanted if key in vectors), None)
                found.append(cast("list[float]", vector) if vector is not None else None)
            dimension = next((len(vector) for vector in found if vector is not None), 1)
            rows = [vector if vector is not None else [0.0] * dimension for vector in found]
            self._parts[name, language] = np.array(rows, dtype=np.float32).reshape(len(rows), dimension)
        return self._parts[name, language]

    def forget(self, name: str) -> None:
        """Read these vectors again when they are asked for: they have changed."""
        self._parts = {key: vectors for key, vectors in self._parts.items() if key[0] != name}
