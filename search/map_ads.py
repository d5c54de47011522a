"""Where job ads lie on the map of occupations: at the one that they name, else amid those nearest to their text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from qdrant_client import models

from search.demand import DECLARED, PREDICTED
from search.encoder import Vectors
from search.store.base import ADS, Reader, scroll_all

PLACED_BY = 5
"""nearest occupations whose median place is taken, for a resume as for an ad that names no occupation"""
NEVER = np.iinfo(np.int64).max
"""`until` of an ad without a last day"""
_CHUNK = 1000
_SPREAD = 0.9
"""radius of an occupation's ads, as a share of the median distance between an occupation and the one next to it"""

Progress = Callable[[int, int], None]
Places = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PlacedAds:
    """Job ads by point id, which is random in them: the first n are a sample.

    `places` has shape (n, 2). `occupation` is the row of the occupation on the map, -1 where the ad names none of them. `countries`
    is a row of `sets`, each the country codes of an ad, joined by "+". `until` is the last second on which one can apply.
    """

    ids: npt.NDArray[np.bytes_]
    places: Places
    occupation: npt.NDArray[np.int32]
    countries: npt.NDArray[np.int32]
    until: npt.NDArray[np.int64]
    sets: tuple[str, ...]

    def live(self, now: int, countries: Sequence[str] = ()) -> npt.NDArray[np.intp]:
        """Return the rows of the ads that can still be applied to, in any of these countries where some are given."""
        passing = self.until >= now
        if countries:
            wanted = [row for row, codes in enumerate(self.sets) if set(codes.split("+")) & set(countries)]
            passing &= np.isin(self.countries, wanted)
        return np.flatnonzero(passing)


def place_ads(
    reader: Reader, uris: Sequence[str], places: npt.NDArray[np.float64], vectors: Vectors, progress: Progress | None = None
) -> PlacedAds:
    """Place every ad, a thousand at a time. `uris`, `places` and `vectors` are those of the occupations, row by row."""
    row_of = {uri: row for row, uri in enumerate(uris)}
    sets: dict[str, int] = {}
    total = reader.count(ADS)
    fields = ("ad_id", "countries", "apply_by", DECLARED, PREDICTED)
    records = scroll_all(reader, ADS, with_payload=fields, with_vectors=["text"], page=_CHUNK)
    radius = _SPREAD * _step(places)
    ids: list[bytes] = []
    parts: list[tuple[Places, list[int], list[int], list[int]]] = []
    while chunk := list(islice(records, _CHUNK)):
        payloads = [record.payload or {} for record in chunk]
        ids += [str(payload["ad_id"]).encode() for payload in payloads]
        rows = [_named_row(payload, row_of) for payload in payloads]
        parts.append(
            (
                _chunk_places(chunk, rows, places, vectors, radius),
                rows,
                [sets.setdefault("+".join(sorted(payload["countries"])), len(sets)) for payload in payloads],
                [NEVER if payload.get("apply_by") is None else payload["apply_by"] for payload in payloads],
            )
        )
        if progress:
            progress(len(ids), total)
    return PlacedAds(
        ids=np.array(ids, dtype=np.bytes_),
        places=np.concatenate([part[0] for part in parts]) if parts else np.empty((0, 2), dtype=np.float32),
        occupation=np.array([row for part in parts for row in part[1]], dtype=np.int32),
        countries=np.array([row for part in parts for row in part[2]], dtype=np.int32),
        until=np.array([until for part in parts for until in part[3]], dtype=np.int64),
        sets=tuple(sets),
    )


def median_place(places: npt.NDArray[np.float64], scores: Vectors) -> npt.NDArray[np.float64]:
    """Return the median place of the `PLACED_BY` best rows, for scores of shape (…, n): shape (…, 2)."""
    best = np.argsort(-scores, axis=-1, kind="stable")[..., :PLACED_BY]
    median: npt.NDArray[np.float64] = np.median(places[best], axis=-2)
    return median


def _chunk_places(
    records: Sequence[models.Record],
    rows: Sequence[int],
    places: npt.NDArray[np.float64],
    vectors: Vectors,
    radius: float,
) -> Places:
    found = np.zeros((len(records), 2))
    named = np.array([row >= 0 for row in rows])
    found[named] = places[[row for row in rows if row >= 0]]
    texts = [record.vector.get("text") if isinstance(record.vector, dict) else None for record in records]
    if near := [at for at, text in enumerate(texts) if text is not None and not named[at]]:
        found[near] = median_place(places, np.array([texts[at] for at in near], dtype=np.float32) @ vectors.T)
    return (found + [_jitter(str(record.id), radius) for record in records]).astype(np.float32)


def _named_row(payload: Mapping[str, Any], row_of: Mapping[str, int]) -> int:
    """Return the row of the first occupation that an ad declares, else of the first that is predicted for it; -1 for neither."""
    return next((row_of[uri] for uri in _uris(payload) if uri in row_of), -1)


def _uris(payload: Mapping[str, Any]) -> Iterator[str]:
    for field in (DECLARED, PREDICTED):
        yield from payload.get(field) or ()


def _jitter(point: str, radius: float) -> tuple[float, float]:
    """Return a step into a disc, evenly spread over its area, that the point's id alone decides."""
    bits = UUID(point).int
    angle = 2 * np.pi * ((bits >> 16 & 0xFFFF) / 0x10000)
    length = radius * np.sqrt((bits & 0xFFFF) / 0x10000)
    return float(length * np.cos(angle)), float(length * np.sin(angle))


def _step(places: npt.NDArray[np.float64]) -> float:
    """Return the median distance between an occupation and the one next to it."""
    from scipy.spatial import KDTree

    return float(np.median(KDTree(places).query(places, k=2)[0][:, 1]))
