"""Job-ad centroids: the mean of the ads that carry an occupation, kept as running sums.

For every occupation and source the ledger holds n and Σ of its ads' unit vectors, and for every ad the vector that it added. An ad
that comes, changes, ends or is erased changes the sums by its own vector; nothing is computed again. Of near-duplicates only the
first of the group counts.

    a = Σ / |Σ| over all sources        job-ad centroid (vector `ads`)
    w = n / (n + κ)
    c = w·a + (1−w)·d, unit length      job centroid (vector `centroid_{language}`), d the vector of the description

CareerBERT has w = ½ wherever there is an ad (Rosenberger et al. 2025, section 3.3); here it grows with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.ads.ledger import ACTIVE, AdsLedger, Entry
from search.encoder import Vectors, unit

KAPPA = 2.0
"""ads at which they weigh as much as the description; docs/benchmarks.md has the ranking at several values"""

OccupationsOf = Callable[[Entry, Vectors], Iterable[str]]
"""Says which occupations an ad's vector is added to."""


@dataclass(frozen=True, slots=True)
class Centroid:
    """What the ads say of one occupation: a unit vector of shape (dim,), how many ads, and how many of each source."""

    vector: Vectors
    n: int
    sources: Mapping[str, int]


def job_centroid(description: Vectors, ads: Centroid | None, kappa: float = KAPPA) -> Vectors:
    """Return the job centroid, a unit vector of shape (dim,); without ads it is the description's."""
    if ads is None:
        return description
    weight = ads.n / (ads.n + kappa)
    joined: Vectors = unit((weight * ads.vector.astype(np.float64) + (1 - weight) * description)[None])[0]
    return joined


def summed_revision(ledger: AdsLedger, model: str, settings: str) -> int:
    """Return the revision up to which a model's sums are right; -1 where there are none, or they were made in another way."""
    rows = list(ledger.read("SELECT settings, revision FROM summed WHERE model = ?", (model,)))
    return int(rows[0][1]) if rows and rows[0][0] == settings else -1


def sum_anew(ledger: AdsLedger, model: str, revision: int) -> None:
    """Prepare for another encoder or other settings: every centroid counts as moved, the sums of other encoders go."""
    with ledger.transaction() as db:
        for table in ("sums", "contributions", "summed"):
            db.execute(f"DELETE FROM {table} WHERE model <> ?", (model,))  # noqa: S608 - names of our own
        db.execute("UPDATE sums SET changed = ? WHERE model = ?", (revision, model))


def update_sums(
    ledger: AdsLedger,
    model: str,
    entries: Sequence[Entry],
    vectors: Mapping[str, Vectors],
    occupations_of: OccupationsOf,
    revision: int,
) -> None:
    """Make the sums right for some ads, in one transaction. `vectors` is ad id → unit vector of those that are active."""
    wanted: dict[tuple[str, str], tuple[str, bytes]] = {}
    for entry in entries:
        if entry.status == ACTIVE and entry.dup_group == entry.ad_id and entry.ad_id in vectors:
            vector = vectors[entry.ad_id]
            for occupation in set(occupations_of(entry, vector)):
                wanted[entry.ad_id, occupation] = (entry.source_id, vector.astype(np.float32).tobytes())
    present = _contributions(ledger, model, [entry.ad_id for entry in entries])
    gone = {key: value for key, value in present.items() if wanted.get(key) != value}
    added = {key: value for key, value in wanted.items() if present.get(key) != value}
    if gone or added:
        _apply(ledger, model, gone, added, revision)


def mark_summed(ledger: AdsLedger, model: str, settings: str, revision: int) -> None:
    """Note that a model's sums are right up to a revision."""
    with ledger.transaction() as db:
        db.execute("INSERT OR REPLACE INTO summed VALUES (?, ?, ?)", (model, settings, revision))


def centroids(ledger: AdsLedger, model: str, since: int = -1) -> Iterator[tuple[str, Centroid | None]]:
    """Yield every occupation whose sums changed after a revision, with its centroid; None where it has no ads any more."""
    query = "SELECT DISTINCT occupation FROM sums WHERE model = ? AND changed > ? ORDER BY occupation"
    for (occupation,) in list(ledger.read(query, (model, since))):
        rows = list(
            ledger.read(
                "SELECT source_id, n, total FROM sums WHERE model = ? AND occupation = ? AND n > 0", (model, occupation)
            )
        )
        total = np.sum([_vector(row[2]) for row in rows], axis=0) if rows else None
        if total is None or np.linalg.norm(total) == 0:
            yield occupation, None
        else:
            sources = {source: n for source, n, _ in rows}
            yield occupation, Centroid(unit(total[None])[0], sum(sources.values()), sources)


def _contributions(ledger: AdsLedger, model: str, ids: Sequence[str]) -> dict[tuple[str, str], tuple[str, bytes]]:
    marks = ",".join("?" * len(ids))
    query = f"SELECT ad_id, occupation, source_id, vector FROM contributions WHERE model = ? AND ad_id IN ({marks})"  # noqa: S608
    return {(ad_id, occupation): (source, vector) for ad_id, occupation, source, vector in ledger.read(query, (model, *ids))}


Rows = Mapping[tuple[str, str], tuple[str, bytes]]


def _apply(ledger: AdsLedger, model: str, gone: Rows, added: Rows, revision: int) -> None:
    changes: dict[tuple[str, str], tuple[int, NDArray[np.float64]]] = {}
    for rows, sign in ((gone, -1), (added, 1)):
        for (_, occupation), (source, blob) in rows.items():
            n, total = changes.get((occupation, source), (0, np.zeros(len(blob) // 4)))
            changes[occupation, source] = (n + sign, total + sign * np.frombuffer(blob, dtype=np.float32))
    with ledger.transaction() as db:
        db.executemany(
            "DELETE FROM contributions WHERE model = ? AND ad_id = ? AND occupation = ?", ((model, *key) for key in gone)
        )
        db.executemany(
            "INSERT OR REPLACE INTO contributions VALUES (?, ?, ?, ?, ?)",
            ((model, ad_id, occupation, source, blob) for (ad_id, occupation), (source, blob) in added.items()),
        )
        for (occupation, source), (n, total) in changes.items():
            row = db.execute(
                "SELECT n, total FROM sums WHERE model = ? AND occupation = ? AND source_id = ?", (model, occupation, source)
            ).fetchone()
            count, summed = (n + row[0], total + _vector(row[1])) if row else (n, total)
            summed = summed if count else np.zeros_like(summed)  # no rounding is left behind
            db.execute(
                "INSERT OR REPLACE INTO sums VALUES (?, ?, ?, ?, ?, ?)",
                (model, occupation, source, count, summed.tobytes(), revision),
            )


def _vector(blob: bytes) -> NDArray[np.float64]:
    return np.frombuffer(blob, dtype=np.float64)
