"""All occupations on a map of two dimensions: the same from run to run, and much the same after small changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.encoder import Vectors, unit
from search.errors import InputError
from search.extras import need
from search.named import Named, named
from search.neighbours import held_vectors, vector_names
from search.store.base import OCCUPATIONS, scroll_all
from search.tables import read_table, write_table
from search.view import View

PARTS = ("label", "description", "skills")
"""vectors whose mean is projected; not those of job ads, which change daily"""
SEED = 17
PERPLEXITY = 30.0
NEIGHBOURS = 10
"""k of the trustworthiness"""
REDRAWN = 0.1
"""share of occupations that are new or have new texts, from which a map is drawn anew"""
_PLACED_BY = 5
"""known neighbours whose median place is that of a new occupation"""
_DIGITS, _HASH = 6, 12
"""decimals of a place, and characters of a hash, in a file"""
_SPREAD = 1e-4
"""standard deviation of the first coordinates: scikit-learn's own for init="pca", from Kobak and Berens 2019"""
_UNFOLDED, _PACE = 20.0, 50.0
"""half of the radius that t-SNE gives 3,000 points, and the least learning rate of scikit-learn: to go on from a map"""

Positions = npt.NDArray[np.float64]
"""shape (n, 2)"""


@dataclass(frozen=True, slots=True)
class Projection:
    """Occupations, by URI, and their places, shape (n, 2): centred, with a mean squared distance of 1 from the centre.

    `texts` tell by a hash what each was embedded from. `trustworthiness` is 0 to 1: how far neighbours on the map are neighbours in
    the space (Venna and Kaski 2001), k = `neighbours`. `kept` counts the occupations that stayed exactly where they were on the map
    before; `moved` is the median distance from the place there; both None without one. `made_of` says what it was made of.
    """

    occupations: list[Named]
    texts: list[str]
    positions: Positions
    trustworthiness: float
    neighbours: int
    kept: int | None
    moved: float | None
    made_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EarlierMap:
    """A map as its file tells of it: URI → place and → hash of texts, encoder and language."""

    places: Mapping[str, tuple[float, float]]
    texts: Mapping[str, str]
    model: str
    language: str


def make_projection(
    view: View, *, language: str | None = None, before: EarlierMap | None = None, seed: int = SEED
) -> Projection:
    """Project every occupation.

    With a map `before`, occupations whose texts, encoder and language are those of then keep their places exactly, and each other
    one gets the median place of its nearest kept ones. Where `REDRAWN` or more of them are others, the map is drawn anew, from the
    places of then.

    Raises UnknownValue for a language that is not indexed, InputError for fewer than five occupations, for a map before that has
    less than three of them, or without the extra `analysis`.
    """
    need("sklearn", "analysis")
    from sklearn.manifold import trustworthiness

    languages = view.languages(language)
    occupations, texts, vectors = _read(view, languages)
    if len(occupations) < 5:
        raise InputError(f"a map needs five occupations, and {len(occupations)} are indexed")
    known = {at: before.places[item.uri] for at, item in enumerate(occupations) if before and item.uri in before.places}
    if before is not None and len(known) < 3:
        raise InputError(f"the map before has {len(known)} of the {len(occupations)} occupations: too few to start from")
    same = _unchanged(before, known, occupations, texts, (view.manifest.model, languages[0]))
    keeps = len(same) > (1 - REDRAWN) * len(occupations)
    if keeps:
        positions = _places(vectors, same)
    else:
        positions = project(vectors, _places(vectors, known) if known else None, seed)
        positions = _turned(positions, known) if known else positions
    moved = None
    if known:
        moved = float(np.median(np.linalg.norm(positions[list(known)] - np.array(list(known.values())), axis=1)))
    k = min(NEIGHBOURS, (len(occupations) - 1) // 2)
    drawn = f"t-SNE (scikit-learn {_version()}), perplexity {_perplexity(len(vectors)):g}, from "
    made_of = {
        "careerspace": "projection",
        "generation": str(view.manifest.generation),
        "esco_version": view.manifest.esco_version,
        "model": view.manifest.model,
        "language": languages[0],
        "vectors": f"mean of {', '.join(PARTS)}",
        "method": f"places of the map before, {len(occupations) - len(same)} by the median of {_PLACED_BY} neighbours"
        if keeps
        else drawn + ("the map before" if known else "principal components"),
        "seed": str(seed),
        "attribution": view.provenance.attribution,
    }
    trusted = float(trustworthiness(vectors, positions, n_neighbors=k))
    kept = None if before is None else len(same) if keeps else 0
    return Projection(occupations, texts, positions, trusted, k, kept, moved, made_of)


def project(vectors: Vectors, start: Positions | None = None, seed: int = SEED) -> Positions:
    """Return a place for each of the vectors, shape (n, dim), by t-SNE from the places `start`, or from two principal components.

    One thread, so that sums are always made in the same order: the same input gives the same places, on the same machine with the
    same versions of numpy and scikit-learn.
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        if start is None:
            first = PCA(2, svd_solver="full").fit_transform(vectors)
            first = first / max(float(first[:, 0].std()), 1e-12) * _SPREAD
            pace: dict[str, Any] = {}
        else:
            first = (start - start.mean(axis=0)) * _UNFOLDED
            # exaggeration, which tears a map apart so that it can find its shape, would undo the shape that is there
            pace = {"early_exaggeration": 1.0, "learning_rate": _PACE}
        method = TSNE(
            n_components=2,
            perplexity=_perplexity(len(vectors)),
            init=first.astype(np.float32),
            random_state=seed,
            **pace,
        )
        made = np.asarray(method.fit_transform(vectors), dtype=np.float64)
    centred = made - made.mean(axis=0)
    scaled: Positions = centred / np.sqrt(np.mean(np.sum(centred**2, axis=1)))
    return scaled


def write_projection(projection: Projection, path: Path) -> None:
    """Write uri, code, label, x, y and the hash of the texts, as CSV or Parquet; raises what `search.tables.write_table` raises."""
    made = {**projection.made_of, f"trustworthiness@{projection.neighbours}": f"{projection.trustworthiness:.4f}"}
    rows = [
        (item.uri, item.code, item.label, round(float(x), _DIGITS), round(float(y), _DIGITS), text)
        for item, (x, y), text in zip(projection.occupations, projection.positions, projection.texts, strict=True)
    ]
    write_table(("uri", "code", "label", "x", "y", "texts"), rows, path, made)


def read_projection(path: Path) -> EarlierMap:
    """Return the map in a file that `write_projection` wrote. Raises InputError for any other file.

    A map of an earlier version, which has no hashes, is one of which nothing is known to be unchanged.
    """
    try:
        rows, made_of = read_table(path)
        places = {str(row["uri"]): (float(row["x"]), float(row["y"])) for row in rows}
        texts = {str(row["uri"]): str(row.get("texts") or "") for row in rows}
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path} is no projection that can be read: {error!r}") from None
    if not all(np.isfinite(place).all() for place in places.values()):
        raise InputError(f"{path} is no projection that can be read: a place is not finite")
    return EarlierMap(places, texts, made_of.get("model", ""), made_of.get("language", ""))


def _unchanged(
    before: EarlierMap | None,
    known: Mapping[int, tuple[float, float]],
    occupations: Sequence[Named],
    texts: Sequence[str],
    by: tuple[str, str],
) -> dict[int, tuple[float, float]]:
    """Return the index and place of each occupation that is embedded as it was on the map before, `by` encoder and language."""
    if before is None or by != (before.model, before.language):
        return {}
    return {at: place for at, place in known.items() if before.texts[occupations[at].uri] == texts[at]}


def mean_vectors(view: View, languages: tuple[str, ...]) -> tuple[list[Named], Vectors]:
    """Return the occupations by URI, and the mean of the vectors of each, unit length, in the first of the languages."""
    occupations, _, vectors = _read(view, languages)
    return occupations, vectors


def _read(view: View, languages: tuple[str, ...]) -> tuple[list[Named], list[str], Vectors]:
    """Return the occupations by URI, a hash of what each was embedded from, and the mean of its vectors, unit length."""
    names = vector_names(PARTS, languages[0])
    records = scroll_all(
        view.reader, OCCUPATIONS, with_payload=["uri", "code", "preferred", "text_hash"], with_vectors=list(names.values())
    )
    means: dict[Named, tuple[str, Vectors]] = {}
    for record in records:
        if held := held_vectors(record, names):
            payload = record.payload or {}
            text = str(payload.get("text_hash", ""))[:_HASH]
            means[named(payload, languages)] = text, np.mean(list(held.values()), axis=0)
    occupations = sorted(means, key=lambda item: item.uri)
    texts, vectors = zip(*(means[item] for item in occupations), strict=True) if occupations else ((), ())
    return occupations, list(texts), unit(np.array(vectors)) if occupations else np.zeros((0, 1), dtype=np.float32)


def _places(vectors: Vectors, known: Mapping[int, tuple[float, float]]) -> Positions:
    """Return the known places, and for each other occupation the median place of its nearest known ones."""
    at, places = np.array(list(known)), np.array(list(known.values()), dtype=np.float64)
    nearest = np.argsort(-(vectors @ vectors[at].T), axis=1, kind="stable")[:, :_PLACED_BY]
    positions: Positions = np.median(places[nearest], axis=1)
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
