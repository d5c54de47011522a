"""ESCO occupations for ads that name none: the nearest by vector, within the ISCO groups that the ad declares.

An ad is compared with the mean of an occupation's label vector and its job centroid, after the common part of each side is taken
out: of the ad the mean of all ads in its language, of the occupations their mean (docs/decisions/0011 has both measured). A
prediction says so (`origin` predicted, with its score), is no demand, and feeds no centroid unless the operator asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.ads.centroids import Floats
from ingest.ads.occupations import Occupations
from ingest.eures.record import JobAd, OccupationCode
from search.encoder import Vectors

TOP = 3
"""predictions kept for each ad, best first"""
MIN_SCORE = 0.3
"""below it nothing is predicted for an ad without an ISCO group; docs/benchmarks.md has the precision at several"""


@dataclass(frozen=True)
class Predictor:
    """The occupations of one generation, and the means of the ads: language → μ."""

    occupations: Occupations
    means: Mapping[str, Floats]

    @cached_property
    def _matrices(self) -> dict[str, Vectors]:
        """Language → unit vectors of shape (n, dim), the occupations' mean taken out."""
        found = {}
        for language in self.occupations.languages:
            mixed = (self.occupations.part("label", language) + self.occupations.part("centroid", language)) / 2
            centred = mixed - mixed.mean(axis=0)
            found[language] = np.asarray(
                centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-12), dtype=np.float32
            )
        return found

    @cached_property
    def _codes(self) -> NDArray[np.str_]:
        return np.array(self.occupations.codes, dtype=np.str_)

    def predict(self, ad: JobAd, vector: Vectors) -> tuple[OccupationCode, ...]:
        """Return up to TOP predictions for an ad's unit vector of shape (dim,), best first; the score is a cosine, 0 at least."""
        if not self.occupations.uris:
            return ()
        own = vector - self.means.get(ad.language, 0.0)
        matrix = self._matrices[ad.language if ad.language in self._matrices else self.occupations.languages[0]]
        scores, least = matrix @ (own / max(float(np.linalg.norm(own)), 1e-12)), MIN_SCORE
        if ad.isco_groups and (within := self._within(ad.isco_groups)).any():
            scores, least = np.where(within, np.maximum(scores, 0), -1), 0
        best = np.argsort(-scores, kind="stable")[:TOP]
        return tuple(
            OccupationCode("esco", uri=self.occupations.uris[row], origin="predicted", score=round(float(scores[row]), 4))
            for row in best
            if scores[row] >= least
        )

    def _within(self, groups: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which occupations lie in one of the most exact groups."""
        exact = [group for group in groups if not any(other != group and other.startswith(group) for other in groups)]
        found = np.logical_or.reduce([np.char.startswith(self._codes, group) for group in exact])
        return np.asarray(found, dtype=np.bool_)
