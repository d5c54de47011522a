"""Metrics by ir-measures, bootstrap intervals, and paired tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from search.errors import InputError
from search.extras import need

Ranking = list[tuple[str, float]]
"""(item, score), best first"""
Run = Mapping[str, Ranking]
"""query → its ranking"""
PerQuery = dict[str, dict[str, float]]
"""measure → query → value"""
MEASURES = ("MRR", "S@1", "S@5", "S@10", "MAP", "nDCG@10", "R@5", "R@10", "R@100", "RP@5", "RP@10")
_NAMES = {"RR": "MRR", "Success@1": "S@1", "Success@5": "S@5", "Success@10": "S@10", "AP": "MAP"}
EXTRA = "evaluate"
"""what brings ir-measures, scikit-learn and matplotlib"""
SEED = 1
SWAPS = 10_000
"""random swaps of a paired test"""


def measure(run: Run, qrels: Mapping[str, Mapping[str, int]], depth: int | None = None) -> PerQuery:
    """Return every measure of every query of `qrels`; a query that the run lacks counts 0.

    The order of a ranking decides, not its scores, so ties are as the system ordered them. `depth` cuts rankings first.
    RP@k = (relevant among the first k) / min(k, relevant) = k · P@k / min(k, relevant), P@k being ir-measures'.
    """
    ir = need("ir_measures", EXTRA)
    wanted = [ir.RR, ir.Success @ 1, ir.Success @ 5, ir.Success @ 10, ir.AP, ir.nDCG @ 10]
    wanted += [ir.R @ 5, ir.R @ 10, ir.R @ 100, ir.P @ 5, ir.P @ 10]
    descending = {
        query: {item: float(-place) for place, (item, _) in enumerate(run.get(query, [])[:depth])} for query in qrels
    }
    found: PerQuery = {}
    for value in ir.iter_calc(wanted, {key: dict(items) for key, items in qrels.items()}, descending):
        name = str(value.measure)
        found.setdefault(_NAMES.get(name, name), {})[value.query_id] = float(value.value)
    for k in (5, 10):
        precision = found.pop(f"P@{k}")
        found[f"RP@{k}"] = {query: _r_precision(k, precision[query], len(qrels[query])) for query in qrels}
    return {name: {query: found[name].get(query, 0.0) for query in qrels} for name in MEASURES}


def reciprocal_rank(items: Iterable[str], relevant: Mapping[str, int]) -> float:
    """Return 1 / place of the first relevant item, 0 without one: "MRR" of one query, cheap enough to try many choices."""
    return next((1 / place for place, item in enumerate(items, start=1) if item in relevant), 0.0)


def _r_precision(k: int, precision: float, relevant: int) -> float:
    return k * precision / min(k, relevant)


def mean(values: Mapping[str, float]) -> float:
    """Return the mean over queries; 0 without any."""
    return float(np.mean(list(values.values()))) if values else 0.0


def interval(values: Mapping[str, float], samples: int = 1000) -> tuple[float, float]:
    """Return the bounds of the 95% percentile bootstrap interval of the mean; queries are drawn, the seed is fixed."""
    array = _array(values, list(values))
    if not len(array) or samples < 1:
        return mean(values), mean(values)
    random = np.random.default_rng(SEED)
    means = [array[random.integers(0, len(array), len(array))].mean() for _ in range(samples)]
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


def paired_test(one: Mapping[str, float], other: Mapping[str, float], swaps: int = SWAPS) -> tuple[float, float]:
    """Return (mean of one − mean of other, two-sided p) of a paired randomisation test over the queries that both have.

    p = (1 + swaps whose difference is at least as large) / (1 + swaps): a swap exchanges the two values of random queries.
    Raises InputError where they share no query.
    """
    shared = [query for query in one if query in other]
    if not shared:
        raise InputError("the two runs share no query: they are of different benchmarks")
    differences = _array(one, shared) - _array(other, shared)
    observed = abs(differences.sum())
    random, larger = np.random.default_rng(SEED), 0
    for _ in range(swaps // 100):
        signs = random.integers(0, 2, (100, len(differences))) * 2 - 1
        larger += int(np.sum(np.abs(signs @ differences) >= observed - 1e-12))
    return float(differences.mean()), (1 + larger) / (1 + swaps // 100 * 100)


def _array(values: Mapping[str, float], queries: Sequence[str]) -> NDArray[np.float64]:
    return np.array([values[query] for query in queries], dtype=np.float64)
