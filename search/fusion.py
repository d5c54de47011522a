"""Rankings into one ranking, the same way for every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float], k: int = 60
) -> list[tuple[str, float]]:
    """Fuse rankings of ids by weighted reciprocal ranks; return (id, score), best first, ties by id.

    score(id) = Σ weight / (k + rank) over the rankings that hold it, ranks from 1, divided by the greatest possible sum, so that
    1.0 means first in every ranking. Rankings that are empty or without weight count for nothing, neither above nor below the line.
    Source: Cormack, Clarke and Büttcher 2009, "Reciprocal rank fusion outperforms Condorcet…" (k = 60 is theirs).
    """
    used, greatest = _used(rankings, weights, k)
    scores: dict[str, float] = {}
    for name, weight in used.items():
        for rank, item in enumerate(rankings[name], start=1):
            scores[item] = scores.get(item, 0.0) + weight / (k + rank)
    fused = ((item, min(1.0, score / greatest)) for item, score in scores.items())  # the sums may differ in the last bit
    return sorted(fused, key=lambda pair: (-pair[1], pair[0]))


def fusion_parts(
    ranks: Mapping[str, int], rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float], k: int = 60
) -> dict[str, float]:
    """Return ranking → what it adds to the score of an item by `reciprocal_rank_fusion`: its score is their sum.

    `ranks` is ranking → the item's place in it, from 1; the other arguments are those of the fusion.
    """
    used, greatest = _used(rankings, weights, k)
    return {name: used.get(name, 0.0) / (k + rank) / greatest for name, rank in ranks.items()}


def _used(rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float], k: int) -> tuple[dict[str, float], float]:
    """Return the weights of the rankings that count, 1.0 where none is given, and the greatest possible sum."""
    used = {name: weights.get(name, 1.0) for name, ranking in rankings.items() if ranking and weights.get(name, 1.0)}
    return used, sum(used.values()) / (k + 1)


def weighted_score_fusion(
    rankings: Mapping[str, Sequence[tuple[str, float]]], weights: Mapping[str, float], depth: int
) -> list[tuple[str, float]]:
    """Fuse rankings of (id, score), best first, by the weighted sum of scores; return (id, score), best first, ties by id.

    Scores must be comparable: cosines as they are, sparse ones scaled by `scaled_to_top`. What a ranking does not hold counts there
    with its last score if the ranking is full (`depth` long: it can be no better), else with 0. A ranking without weight counts for
    nothing.
    """
    used = {name: (dict(ranking), weights[name]) for name, ranking in rankings.items() if weights.get(name)}
    floors = {name: rankings[name][-1][1] if len(rankings[name]) >= depth > 0 else 0.0 for name in used}
    items = {item for scores, _ in used.values() for item in scores}
    fused = ((item, sum(weight * scores.get(item, floors[name]) for name, (scores, weight) in used.items())) for item in items)
    return sorted(fused, key=lambda pair: (-pair[1], pair[0]))


def scaled_to_top(ranking: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return a ranking of (id, score ≥ 0), best first, with every score divided by the best one: 1.0 at the top."""
    top = ranking[0][1] if ranking else 0.0
    return [(item, score / top) for item, score in ranking] if top > 0 else list(ranking)
