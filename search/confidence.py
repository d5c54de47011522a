"""How probable is it that a match is right? A small calibration file, applied to what a match really has.

A calibration belongs to one encoder (by its identity) and one language, and within it to a kind of query: a short title or a
document. It holds one model for each set of evidence, so that what a match lacks is left out of the sum and never counts as zero.
Where no model fits, there is no confidence. docs/decisions/0013 says why; `careerspace calibrate` writes the files.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from search.rankings import FORM, WORDS

TITLE = "title"
DOCUMENT = "document"
TITLE_WORDS = 12
"""words up to which a query of one segment is a title"""
RIVALS = 10
"""best matches among which the nearest other label is looked for"""
LEAD = "lead"
PLACE = "place"
SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Model:
    """Logistic regression over `weights` (feature → weight), then a monotone curve through `knots` (log-odds → probability)."""

    weights: Mapping[str, float]
    intercept: float
    knots: tuple[tuple[float, ...], tuple[float, ...]] | None = None

    def __call__(self, features: Mapping[str, float]) -> float:
        """Return the probability for features that hold every one of `weights`."""
        odds = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        if self.knots is None:
            return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        return float(np.interp(odds, *self.knots))


@dataclass(frozen=True)
class Calibration:
    """What was fitted for one encoder and language: kind of query → set of features → model."""

    model: str
    language: str
    kinds: Mapping[str, Mapping[frozenset[str], Model]]
    about: Mapping[str, Any] = field(default_factory=dict)
    """where it comes from: ESCO release, numbers of queries, reliability"""

    def confidence(self, kind: str | None, features: Mapping[str, float]) -> float | None:
        """Return the probability that a match is right; None where no model fits the kind and what the match has.

        A part that the calibration has never seen (a job centroid, where it was fitted without ads) is left out.
        """
        models = self.kinds.get(kind or "")
        if not models:
            return None
        known = frozenset(name for names in models for name in names if name in features)
        fitting = models.get(known)
        return fitting(features) if fitting else None

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "model": self.model,
            "language": self.language,
            "about": dict(self.about),
            "kinds": {
                kind: [
                    {
                        "weights": {name: round(weight, 5) for name, weight in sorted(model.weights.items())},
                        "intercept": round(model.intercept, 5),
                        "knots": model.knots and [[round(number, 5) for number in numbers] for numbers in model.knots],
                    }
                    for _, model in sorted(models.items(), key=lambda item: (-len(item[0]), sorted(item[0])))
                ]
                for kind, models in self.kinds.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Calibration:
        """Return the calibration that `to_json` wrote."""
        kinds: dict[str, dict[frozenset[str], Model]] = {}
        for kind, models in data["kinds"].items():
            kinds[kind] = {}
            for entry in models:
                knots = entry["knots"] and (tuple(entry["knots"][0]), tuple(entry["knots"][1]))
                kinds[kind][frozenset(entry["weights"])] = Model(entry["weights"], entry["intercept"], knots)
        return cls(data["model"], data["language"], kinds, data["about"])


def kind_of(segments: Sequence[str]) -> str | None:
    """Return the kind of a query of text; None for a vector, of which nobody knows."""
    if not segments:
        return None
    return TITLE if len(segments) == 1 and len(segments[0].split()) <= TITLE_WORDS else DOCUMENT


def features_of(
    similarities: Sequence[Mapping[str, float]], ranks: Sequence[Mapping[str, int]], rankings: Collection[str]
) -> list[dict[str, float]]:
    """Return the features of each match, best first; only those that exist.

    The cosines of the parts it has; `lead`, its label's cosine less the best one among the other first `RIVALS` matches, where
    there is another; `place`, ln of its rank; and where words or single labels ranked anything (`rankings` names those that did)
    `words` and `form`, 1 / its rank by them, which is 0 where they did not find it: that is seen, not missing.
    """
    labels = [near.get("label") for near in similarities[:RIVALS]]
    found = []
    for index, (near, rank) in enumerate(zip(similarities, ranks, strict=True)):
        features = {**near, PLACE: math.log(index + 1)}
        rivals = [label for place, label in enumerate(labels) if label is not None and place != index]
        if rivals and "label" in near:
            features[LEAD] = near["label"] - max(rivals)
        for name in (WORDS, FORM):
            if name in rankings:
                features[name] = 1 / rank[name] if name in rank else 0.0
        found.append(features)
    return found


def file_name(model: str, language: str) -> str:
    """Return the name of the calibration file of an encoder and language."""
    return f"{re.sub(r'[^A-Za-z0-9@.+_-]', '_', model)}.{language}{SUFFIX}"


@lru_cache(maxsize=16)
def load_calibration(model: str, language: str) -> Calibration | None:
    """Return the calibration that comes with the installation for an encoder's identity; None where there is none."""
    file = resources.files("search") / "calibration" / file_name(model, language)
    if not file.is_file():
        return None
    calibration = Calibration.from_json(json.loads(file.read_text(encoding="utf-8")))
    return calibration if (calibration.model, calibration.language) == (model, language) else None


def why_abstained(best: float | None, minimum: float, kind: str | None, *, calibrated: bool) -> str:
    """Return in one sentence why no match is confident enough."""
    if best is not None:
        return f"the best match has a confidence of {best:.2f}, less than the {minimum:.2f} asked for"
    if not calibrated:
        return "there is no calibration for the index's encoder in this language, so no match has a confidence"
    if kind is None:
        return "a vector has no confidence: calibrations are for titles and documents"
    return f"the calibration does not fit a {kind}, or what these matches have, so no match has a confidence"


def highest(confidences: Iterable[float | None]) -> float | None:
    """Return the highest confidence; None where there is none."""
    return max((value for value in confidences if value is not None), default=None)
