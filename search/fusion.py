"""Rankings into one ranking, the same way for every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float], k: int = 60
) -> list[tuple[str, float]]:
    """Fuse rankings of ids by weighted reciprocal ranks; return (id, score), best first, ties by id.

    score(id) = Σ weight / (k + rank) over the rankings that hold it, ranks from 1, divided by the greatest possible sum, so that
    1.0 means first in every ranking. Empty rankings count for nothing, neither above nor below the line.
    Source: Cormack, Clarke and Büttcher 2009, "Reciprocal rank fusion outperforms Condorcet…" (k = 60 is theirs).
    """
    used = {name: weights.get(name, 1.0) for name, ranking in rankings.items() if ranking}
    greatest = sum(used.values()) / (k + 1)
    scores: dict[str, float] = {}
    for name, weight in used.items():
        for rank, item in enumerate(rankings[name], start=1):
            scores[item] = scores.get(item, 0.0) + weight / (k + rank)
    fused = ((item, min(1.0, score / greatest)) for item, score in scores.items())  # the sums may differ in the last bit
    return sorted(fused, key=lambda pair: (-pair[1], pair[0]))
