"""All occupations on a map of two dimensions: the same from run to run, and much the same after small changes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.encoder import Vectors, unit
from search.errors import InputError
from search.extras import need
from search.neighbours import Named, held_vectors, named, vector_names
from search.store.base import OCCUPATIONS, scroll_all
from search.store.files import replace_file
from search.view import View

PARTS = ("label", "description", "skills")
"""vectors whose mean is projected; not those of job ads, which change daily"""
SEED = 17
PERPLEXITY = 30.0
NEIGHBOURS = 10
"""k of the trustworthiness"""
_PLACED_BY = 5
"""known neighbours whose mean place a new occupation starts from"""
_SPREAD = 1e-4
"""standard deviation of the first coordinates: scikit-learn's own for init="pca", from Kobak and Berens 2019"""

Positions = npt.NDArray[np.float64]
"""shape (n, 2)"""


@dataclass(frozen=True, slots=True)
class Projection:
    """Occupations, by URI, and their places, shape (n, 2): centred, with a mean squared distance of 1 from the centre.

    `trustworthiness` is 0 to 1: how far neighbours on the map are neighbours in the space (Venna and Kaski 2001), k = `neighbours`.
    `moved` is the median distance of occupations from their place on the map before, None without one. `made_of` says what it was
    made of.
    """

    occupations: list[Named]
    positions: Positions
    trustworthiness: float
    neighbours: int
    moved: float | None
    made_of: Mapping[str, str]


def make_projection(
    view: View, *, language: str | None = None, before: Mapping[str, tuple[float, float]] | None = None, seed: int = SEED
) -> Projection:
    """Project every occupation. `before` is URI → place on an earlier map, to start from.

    Raises UnknownValue for a language that is not indexed, InputError for fewer than five occupations, for a map before that has
    less than three of them, or without the extra `analysis`.
    """
    need("sklearn", "analysis")
    from sklearn.manifold import trustworthiness

    languages = view.languages(language)
    occupations, vectors = mean_vectors(view, languages)
    if len(occupations) < 5:
        raise InputError(f"a map needs five occupations, and {len(occupations)} are indexed")
    known = {at: before[item.uri] for at, item in enumerate(occupations) if before and item.uri in before}
    if before is not None and len(known) < 3:
        raise InputError(f"the map before has {len(known)} of the {len(occupations)} occupations: too few to start from")
    positions = project(vectors, _places(vectors, known) if known else None, seed)
    moved = None
    if known:
        positions = _turned(positions, known)
        moved = float(np.median(np.linalg.norm(positions[list(known)] - np.array(list(known.values())), axis=1)))
    k = min(NEIGHBOURS, (len(occupations) - 1) // 2)
    made_of = {
        "careerspace": "projection",
        "generation": str(view.manifest.generation),
        "esco_version": view.manifest.esco_version,
        "model": view.manifest.model,
        "language": languages[0],
        "vectors": f"mean of {', '.join(PARTS)}",
        "method": f"t-SNE (scikit-learn {_version()}), perplexity {_perplexity(len(vectors)):g}, from "
        + ("the map before" if known else "principal components"),
        "seed": str(seed),
        "attribution": view.provenance.attribution,
    }
    return Projection(occupations, positions, float(trustworthiness(vectors, positions, n_neighbors=k)), k, moved, made_of)


def project(vectors: Vectors, start: Positions | None = None, seed: int = SEED) -> Positions:
    """Return a place for each of the vectors, shape (n, dim), by t-SNE from the places `start`, or from two principal components.

    One thread, so that sums are always made in the same order: the same input gives the same places, on the same machine with the
    same versions of numpy and scikit-learn.
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        first = PCA(2, svd_solver="full").fit_transform(vectors) if start is None else start - start.mean(axis=0)
        first = first / max(float(first[:, 0].std()), 1e-12) * _SPREAD
        method = TSNE(n_components=2, perplexity=_perplexity(len(vectors)), init=first.astype(np.float32), random_state=seed)
        made = np.asarray(method.fit_transform(vectors), dtype=np.float64)
    centred = made - made.mean(axis=0)
    scaled: Positions = centred / np.sqrt(np.mean(np.sum(centred**2, axis=1)))
    return scaled


def write_projection(projection: Projection, path: Path) -> None:
    """Write CSV (uri, code, label, x, y), after lines "# name: value" of what it was made of.

    A file of that name is replaced once the new one is whole. Raises InputError for a folder that can't be written.
    """
    made = {**projection.made_of, f"trustworthiness@{projection.neighbours}": f"{projection.trustworthiness:.4f}"}
    text = StringIO()
    text.writelines(f"# {name}: {value}\n" for name, value in made.items())
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("uri", "code", "label", "x", "y"))
    for item, (x, y) in zip(projection.occupations, projection.positions, strict=True):
        rows.writerow((item.uri, item.code, item.label, f"{x:.6f}", f"{y:.6f}"))
    try:
        replace_file(path, text.getvalue())
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}") from None


def read_projection(path: Path) -> dict[str, tuple[float, float]]:
    """Return URI → place of a file that `write_projection` wrote. Raises InputError for any other file."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(line for line in file if not line.startswith("# "))
            places = {row["uri"]: (float(row["x"]), float(row["y"])) for row in rows}
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path} is no projection that can be read: {error!r}") from None
    if not all(np.isfinite(place).all() for place in places.values()):
        raise InputError(f"{path} is no projection that can be read: a place is not finite")
    return places


def mean_vectors(view: View, languages: tuple[str, ...]) -> tuple[list[Named], Vectors]:
    """Return the occupations by URI, and the mean of the vectors of each, unit length, in the first of the languages."""
    names = vector_names(PARTS, languages[0])
    records = scroll_all(
        view.reader, OCCUPATIONS, with_payload=["uri", "code", "preferred"], with_vectors=list(names.values())
    )
    means: dict[Named, Vectors] = {}
    for record in records:
        if held := held_vectors(record, names):
            means[named(record.payload or {}, languages)] = np.mean(list(held.values()), axis=0)
    occupations = sorted(means, key=lambda item: item.uri)
    return occupations, unit(np.array([means[item] for item in occupations]))


def _places(vectors: Vectors, known: Mapping[int, tuple[float, float]]) -> Positions:
    """Return the known places, and for each other occupation the mean place of its nearest known ones."""
    at, places = np.array(list(known)), np.array(list(known.values()), dtype=np.float64)
    nearest = np.argsort(-(vectors @ vectors[at].T), axis=1, kind="stable")[:, :_PLACED_BY]
    positions: Positions = places[nearest].mean(axis=1)
    positions[at] = places
    return positions


def _turned(positions: Positions, known: Mapping[int, tuple[float, float]]) -> Positions:
    """Return the places turned (and mirrored) so that the known ones lie nearest to where they were (orthogonal Procrustes)."""
    places = np.array(list(known.values()), dtype=np.float64)
    left, _, right = np.linalg.svd(positions[list(known)].T @ (places - places.mean(axis=0)))
    turned: Positions = positions @ (left @ right)
    return turned


def _perplexity(count: int) -> float:
    """Return 30, or a third of the points where there are few: t-SNE needs more points than its perplexity."""
    return min(PERPLEXITY, (count - 1) / 3)


def _version() -> str:
    import sklearn

    return str(sklearn.__version__)
