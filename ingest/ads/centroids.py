"""Job-ad centroids: what the ads that carry an occupation have in common, kept as running sums.

For every occupation, source and language the ledger holds n and Σ of its ads' unit vectors, and for every ad the vector that it
added. An ad that comes, changes, ends or is erased changes the sums by its own vector; nothing is computed again. Of
near-duplicates only the first of the group counts.

Ads are alike because they are ads, and more so because they are in one language; with an encoder of one language that outweighs
what they are about. So the mean of all ads of a language is taken out of them, and that of all descriptions out of a description:

    a   = Σ_l β_l (Σ_l − n_l·μ_l)       over the languages l of the ads; β is 1 in the language of the centroid, else OTHERS
    n   = Σ_l β_l n_l,   w = n / (n + κ)
    r   = d − m                         d the description's vector, m the mean of all descriptions in its language
    c   = m + |r|·unit(w·unit(a) + (1−w)·unit(r)),  unit length

Without ads c is d. CareerBERT has ½·d + ½·mean (Rosenberger et al. 2025, section 3.3); docs/decisions/0011 has both measured.
μ_l is shrunk towards 0 while there are few ads, and frozen until a quarter of them has come or gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.ads.ledger import ACTIVE, AdsLedger, Entry
from search.encoder import Vectors, unit

KAPPA = 4.0
"""ads at which they weigh as much as the description"""
OTHERS = 0.25
"""weight of an ad in another language than the centroid's"""
SHRINK = 20
"""ads of a language at which half of their mean is taken out"""
REFREEZE = 0.25
"""ads that came or went since a mean was frozen, as a share of those in it, from which it is frozen anew"""
EVERY_OCCUPATION = ""
"""stands in the sums for all occupations: the totals of a language, of which its mean is made"""

Floats = NDArray[np.float64]
OccupationsOf = Callable[[Entry, Vectors], Iterable[str]]
"""Says which occupations an ad's vector is added to."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The ads of one occupation, source and language: how many, and the sum of their vectors, of shape (dim,)."""

    source_id: str
    language: str
    n: int
    total: Floats


def job_centroid(
    description: Vectors, mean: Vectors, sums: Sequence[Sum], language: str, means: Mapping[str, Floats], kappa: float = KAPPA
) -> Vectors:
    """Return the job centroid in one language, a unit vector of shape (dim,): c above. Without ads it is the description's.

    `mean` is m; `means` is language → μ, and a language that it lacks has none.
    """
    weights = [1.0 if ads.language == language else OTHERS for ads in sums]
    own = [weight * (ads.total - ads.n * means.get(ads.language, 0.0)) for weight, ads in zip(weights, sums, strict=True)]
    ads_part = np.sum(own, axis=0) if own else np.zeros(len(description))
    rest = description.astype(np.float64) - mean
    if not (np.linalg.norm(ads_part) > 0 and np.linalg.norm(rest) > 0):
        return description
    n = sum(weight * ads.n for weight, ads in zip(weights, sums, strict=True))
    weight = n / (n + kappa)
    direction = _direction(weight * _direction(ads_part) + (1 - weight) * _direction(rest))
    centroid: Vectors = unit((mean + np.linalg.norm(rest) * direction)[None])[0]
    return centroid


def ads_centroid(sums: Sequence[Sum]) -> Vectors | None:
    """Return the plain job-ad centroid, a unit vector of shape (dim,): the mean of all ads. None without any."""
    total = np.sum([ads.total for ads in sums], axis=0) if sums else np.zeros(1)
    return unit(total[None])[0] if np.linalg.norm(total) > 0 else None


def language_means(ledger: AdsLedger, model: str) -> dict[str, Floats]:
    """Return language → μ: the frozen mean of its ads, shrunk."""
    rows = ledger.read("SELECT language, n, total FROM frozen WHERE model = ?", (model,))
    return {language: _vector(total) / (n + SHRINK) for language, n, total in rows}


def freeze_means(ledger: AdsLedger, model: str, revision: int) -> None:
    """Freeze the means of those languages whose ads have changed enough; every centroid that has such ads moves."""
    totals: dict[str, tuple[int, Floats]] = {}
    rows = ledger.read("SELECT language, n, total FROM sums WHERE model = ? AND occupation = ?", (model, EVERY_OCCUPATION))
    for language, n, blob in rows:
        before, total = totals.get(language, (0, np.zeros(1)))
        totals[language] = (before + n, total + _vector(blob))
    frozen = {row[0]: row[1:] for row in ledger.read("SELECT language, n, moves FROM frozen WHERE model = ?", (model,))}
    for language, (n, total) in totals.items():
        if language in frozen and frozen[language][1] < REFREEZE * frozen[language][0]:
            continue
        with ledger.transaction() as db:
            db.execute("INSERT OR REPLACE INTO frozen VALUES (?, ?, ?, ?, 0)", (model, language, n, total.tobytes()))
            db.execute("UPDATE sums SET changed = ? WHERE model = ? AND language = ?", (revision, model, language))


def summed_revision(ledger: AdsLedger, model: str, settings: str) -> int:
    """Return the revision up to which a model's sums are right; -1 where there are none, or they were made in another way."""
    rows = list(ledger.read("SELECT settings, revision FROM summed WHERE model = ?", (model,)))
    return int(rows[0][1]) if rows and rows[0][0] == settings else -1


def sum_anew(ledger: AdsLedger, model: str, revision: int) -> None:
    """Prepare for another encoder or other settings: every centroid counts as moved, the sums of other encoders go."""
    with ledger.transaction() as db:
        for table in ("sums", "contributions", "summed", "frozen"):
            db.execute(f"DELETE FROM {table} WHERE model <> ?", (model,))  # noqa: S608 - names of our own
        db.execute("UPDATE sums SET changed = ? WHERE model = ?", (revision, model))


def mark_summed(ledger: AdsLedger, model: str, settings: str, revision: int) -> None:
    """Note that a model's sums are right up to a revision."""
    with ledger.transaction() as db:
        db.execute("INSERT OR REPLACE INTO summed VALUES (?, ?, ?)", (model, settings, revision))


def update_sums(
    ledger: AdsLedger,
    model: str,
    entries: Sequence[Entry],
    vectors: Mapping[str, Vectors],
    occupations_of: OccupationsOf,
    revision: int,
) -> None:
    """Make the sums right for some ads, in one transaction. `vectors` is ad id → unit vector of those that are active."""
    wanted: dict[_Key, _Part] = {}
    for entry in entries:
        if entry.status == ACTIVE and entry.ad and entry.dup_group == entry.ad_id and entry.ad_id in vectors:
            vector = vectors[entry.ad_id]
            part = (entry.source_id, entry.ad.language, vector.astype(np.float32).tobytes())
            wanted |= {(entry.ad_id, occupation): part for occupation in occupations_of(entry, vector)}
    present = _contributions(ledger, model, [entry.ad_id for entry in entries])
    gone = {key: part for key, part in present.items() if wanted.get(key) != part}
    added = {key: part for key, part in wanted.items() if present.get(key) != part}
    if gone or added:
        _apply(ledger, model, gone, added, revision)


def moved_sums(ledger: AdsLedger, model: str, since: int = -1) -> Iterator[tuple[str, list[Sum]]]:
    """Yield every occupation of whose sums one changed after a revision, with all of them; an empty list has no ads any more."""
    query = "SELECT DISTINCT occupation FROM sums WHERE model = ? AND changed > ? AND occupation <> ? ORDER BY occupation"
    for (occupation,) in list(ledger.read(query, (model, since, EVERY_OCCUPATION))):
        rows = ledger.read(
            "SELECT source_id, language, n, total FROM sums WHERE model = ? AND occupation = ? AND n > 0 ORDER BY 1, 2",
            (model, occupation),
        )
        yield occupation, [Sum(source, language, n, _vector(total)) for source, language, n, total in rows]


_Key = tuple[str, str]
"""ad id, occupation"""
_Part = tuple[str, str, bytes]
"""source, language, vector"""


def _contributions(ledger: AdsLedger, model: str, ids: Sequence[str]) -> dict[_Key, _Part]:
    query = "SELECT ad_id, occupation, source_id, language, vector FROM contributions WHERE model = ? AND"
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in ledger.read_ads(query, ids, (model,))}


def _apply(ledger: AdsLedger, model: str, gone: Mapping[_Key, _Part], added: Mapping[_Key, _Part], revision: int) -> None:
    changes: dict[tuple[str, str, str], tuple[int, Floats]] = {}
    moves = Counter(language for _, language, _ in (*gone.values(), *added.values()))
    for parts, sign in ((gone, -1), (added, 1)):
        for (_, occupation), (source, language, blob) in parts.items():
            vector = sign * np.frombuffer(blob, dtype=np.float32).astype(np.float64)
            for key in ((occupation, source, language), (EVERY_OCCUPATION, source, language)):
                n, total = changes.get(key, (0, np.zeros(len(vector))))
                changes[key] = (n + sign, total + vector)
    with ledger.transaction() as db:
        db.executemany(
            "DELETE FROM contributions WHERE model = ? AND ad_id = ? AND occupation = ?", ((model, *key) for key in gone)
        )
        db.executemany(
            "INSERT OR REPLACE INTO contributions VALUES (?, ?, ?, ?, ?, ?)",
            ((model, *key, *part) for key, part in added.items()),
        )
        db.executemany(
            "UPDATE frozen SET moves = moves + ? WHERE model = ? AND language = ?",
            ((n, model, language) for language, n in moves.items()),
        )
        for key, (n, total) in changes.items():
            where = "model = ? AND occupation = ? AND source_id = ? AND language = ?"
            row = db.execute(f"SELECT n, total FROM sums WHERE {where}", (model, *key)).fetchone()  # noqa: S608 - our own words
            count, summed = (n + row[0], total + _vector(row[1])) if row else (n, total)
            summed = summed if count else np.zeros_like(summed)  # no rounding is left behind
            db.execute(
                "INSERT OR REPLACE INTO sums VALUES (?, ?, ?, ?, ?, ?, ?)", (model, *key, count, summed.tobytes(), revision)
            )


def _vector(blob: bytes) -> Floats:
    return np.frombuffer(blob, dtype=np.float64)


def _direction(vector: Floats) -> Floats:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
