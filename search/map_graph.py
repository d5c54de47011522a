"""The graph of nearest neighbours among occupations, and the shortest way through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.encoder import Vectors

NEAREST = 10
"""neighbours of each occupation in the graph"""
_LEAST = 1e-6
"""length of an edge between equal vectors: scipy takes 0 for no edge"""

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Graph:
    """An undirected graph over `count` rows: edge i joins `first[i]` and `second[i]`, whose vectors have the cosine `cosine[i]`."""

    count: int
    first: Rows
    second: Rows
    cosine: Vectors

    def shortest(self, start: int, target: int) -> list[int]:
        """Return the rows of the shortest way, both ends included; empty where there is none.

        An edge is as long as the angle between its vectors: a metric, so that a way through more rows is taken only where the
        direct step is not in the graph.
        """
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import dijkstra

        lengths = np.maximum(np.arccos(np.clip(self.cosine, -1.0, 1.0)), _LEAST)
        matrix = coo_array((lengths, (self.first, self.second)), shape=(self.count, self.count)).tocsr()
        _, before = dijkstra(matrix, directed=False, indices=start, return_predecessors=True)
        way = [target]
        while way[-1] != start:
            step = int(before[way[-1]])
            if step < 0:
                return []
            way.append(step)
        return way[::-1]


def make_graph(vectors: Vectors) -> Graph:
    """Join each of the vectors, shape (n, dim) and unit length, with its `NEAREST` others.

    The edges of a minimum spanning tree are added, so that there is a way from everywhere to everywhere.
    """
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -2.0)
    k = min(NEAREST, len(vectors) - 1)
    near = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    pairs = {(min(row, int(other)), max(row, int(other))) for row, others in enumerate(near) for other in others}
    first, second = np.array(sorted(pairs | set(_spanning(cosines))), dtype=np.int32).reshape(-1, 2).T
    return Graph(len(vectors), first, second, cosines[first, second].astype(np.float32))


def _spanning(cosines: Vectors) -> Sequence[tuple[int, int]]:
    from scipy.sparse.csgraph import minimum_spanning_tree

    tree = minimum_spanning_tree(np.maximum(1.0 - np.triu(cosines, 1), _LEAST) * np.triu(np.ones_like(cosines), 1)).tocoo()
    return [(min(pair), max(pair)) for pair in zip(tree.row.tolist(), tree.col.tolist(), strict=True)]
