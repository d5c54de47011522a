"""ESCO occupations for ads that name none: the nearest by vector, within the ISCO groups that the ad declares.

A prediction says so (`origin` predicted, with its score), is no demand and feeds no centroid unless the operator asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from qdrant_client import models

from ingest.eures.record import JobAd, OccupationCode
from search.encoder import Vectors

TOP = 3
"""predictions kept for each ad, best first"""
LABEL_SHARE = 0.5
"""share of the label's cosine in the score, the rest is the description's"""
MIN_SCORE = 0.3
"""below it nothing is predicted for an ad without an ISCO group; docs/benchmarks.md has the precision at several"""


@dataclass(frozen=True)
class Predictor:
    """The occupations of one generation. `vectors`: language → float32 array of shape (n, dim), in the order of `uris`."""

    uris: Sequence[str]
    codes: Sequence[str]
    vectors: dict[str, Vectors]

    @classmethod
    def from_points(cls, points: Iterable[models.Record], languages: Sequence[str]) -> Predictor:
        """Make one of the points of `occupations`, which have their vectors and the payload fields `uri` and `code`."""
        uris, codes = [], []
        rows: dict[str, list[NDArray[np.float32]]] = {language: [] for language in languages}
        for point in points:
            payload, vectors = point.payload or {}, point.vector
            if not isinstance(vectors, dict):
                continue
            uris.append(str(payload["uri"]))
            codes.append(str(payload["code"]))
            for language in languages:
                label, description = (vectors.get(f"{part}_{language}") for part in ("label", "description"))
                rows[language].append(_mixed(label or description, description or label))
        return cls(uris, codes, {language: np.array(found, dtype=np.float32) for language, found in rows.items()})

    @cached_property
    def _code_array(self) -> NDArray[np.str_]:
        return np.array(self.codes, dtype=np.str_)

    @cached_property
    def known(self) -> frozenset[str]:
        """The occupations that there are."""
        return frozenset(self.uris)

    def predict(self, ad: JobAd, vector: Vectors) -> tuple[OccupationCode, ...]:
        """Return up to TOP predictions for an ad's unit vector of shape (dim,); none where the ad names a known occupation."""
        if not self.uris or any(code.uri in self.known for code in ad.occupations):
            return ()
        language = ad.language if ad.language in self.vectors else next(iter(self.vectors))
        scores, least = self.vectors[language] @ vector, MIN_SCORE
        if ad.isco_groups and (within := self._within(ad.isco_groups)).any():
            scores, least = np.where(within, scores, -1), -1 + 1e-6
        best = np.argsort(-scores, kind="stable")[:TOP]
        return tuple(
            OccupationCode("esco", uri=self.uris[row], origin="predicted", score=round(float(scores[row]), 4))
            for row in best
            if scores[row] >= least
        )

    def _within(self, groups: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which occupations lie in one of the most exact groups."""
        exact = [group for group in groups if not any(other != group and other.startswith(group) for other in groups)]
        found = np.logical_or.reduce([np.char.startswith(self._code_array, group) for group in exact])
        return np.asarray(found, dtype=np.bool_)


def _mixed(label: object, description: object) -> NDArray[np.float32]:
    parts = np.array([label, description], dtype=np.float32)
    return np.asarray(LABEL_SHARE * parts[0] + (1 - LABEL_SHARE) * parts[1], dtype=np.float32)
