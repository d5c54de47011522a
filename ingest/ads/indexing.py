"""The ledger into the index: points of new and changed ads, away with those that ended, and the centroids that this moves.

Either as a revision of the published generation, in time proportional to the change (`index_ads`), or whole, into a generation
that is being built (`write_ads` alone).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import TypeVar

import numpy as np
from qdrant_client import models

from ingest.ads.centroids import (
    KAPPA,
    Centroid,
    centroids,
    job_centroid,
    mark_summed,
    sum_anew,
    summed_revision,
    update_sums,
)
from ingest.ads.ledger import AdsLedger, Entry
from ingest.ads.points import ad_point, embedded_text
from ingest.ads.predict import Predictor
from ingest.embeddings import EmbeddingCache
from search.encoder import Encoder, Vectors, check_encoder
from search.store.base import ADS, OCCUPATIONS, GenerationWriter, Manifest, Store, point_id, scroll_all

T = TypeVar("T")

CHUNK = 2048
"""ads embedded and written at once"""
BATCH = 256
"""points in one call of the engine"""

Progress = Callable[[int, int], None]
"""called with (ads done, ads in all)"""


@dataclass(frozen=True, slots=True)
class Ads:
    """A ledger, and what decides the centroids of its ads.

    `feed_predicted`: ads whose occupation is only predicted count as well.
    """

    ledger: AdsLedger
    kappa: float = KAPPA
    feed_predicted: bool = False

    @property
    def key(self) -> str:
        """What the centroids depend on beside the ads."""
        return f"{'declared and predicted' if self.feed_predicted else 'declared'}, κ = {self.kappa:g}"


@dataclass(slots=True)
class Written:
    """What went into the index: points written and removed, texts embedded, occupations whose centroid moved."""

    written: int = 0
    removed: int = 0
    embedded: int = 0
    occupations: int = 0


def index_ads(
    ads: Ads,
    store: Store,
    encoder: Encoder,
    cache: EmbeddingCache,
    *,
    keep: int = 2,
    progress: Progress | None = None,
) -> tuple[Manifest, Written | None]:
    """Bring the published generation up to the ledger and publish it; None where it already was.

    Raises IndexMissing where nothing is published, IndexMismatch when another encoder wrote it, StoreLocked while another
    ingest runs, StoreUnavailable when the engine or the disk refuses.
    """
    reader = store.open()
    current = reader.manifest
    reader.close()
    check_encoder(current.model, current.dimension, encoder)
    if not _is_behind(ads.ledger, current, encoder.identity):
        if summed_revision(ads.ledger, encoder.identity, ads.key) >= 0 or not ads.ledger.revision:
            return current, None
        ads.ledger.begin("centroids", int(time.time()))  # other settings: a change without any ad
    writer = store.revise()
    try:
        base = writer.base or current
        done = write_ads(writer, ads, encoder, cache, base, progress=progress)
        manifest = replace(
            base,
            generation=writer.number,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            counts={**base.counts, ADS: writer.count(ADS)},
            ads_revision=ads.ledger.revision,
        )
        writer.publish(manifest)
    except BaseException:
        writer.abandon()
        raise
    store.prune(keep)
    return manifest, done


def write_ads(
    writer: GenerationWriter,
    ads: Ads,
    encoder: Encoder,
    cache: EmbeddingCache,
    base: Manifest,
    *,
    progress: Progress | None = None,
) -> Written:
    """Write what changed in the ledger after `base.ads_revision` into a generation that has its occupations already.

    Of `base`, release, languages and that revision are used. A run that is killed leaves the sums right for what they say.
    """
    ledger, summed = ads.ledger, summed_revision(ads.ledger, encoder.identity, ads.key)
    if summed < 0:
        sum_anew(ledger, encoder.identity, ledger.revision)
    start = min(base.ads_revision, summed)
    total, seen = ledger.count_changed(start), 0
    job = _Job(writer, ads, encoder, cache, base)
    for entries in batched(ledger.changed_since(start), CHUNK):
        job.write(entries)
        seen += len(entries)
        if progress:
            progress(seen, total)
    mark_summed(ledger, encoder.identity, ads.key, ledger.revision)
    job.write_centroids(base.ads_revision)
    return job.done


def _is_behind(ledger: AdsLedger, manifest: Manifest, model: str) -> bool:
    moved = ledger.read("SELECT count(*) FROM sums WHERE model = ? AND changed > ?", (model, manifest.ads_revision))
    return ledger.count_changed(manifest.ads_revision) > 0 or next(moved)[0] > 0


class _Job:
    """One pass over changed ads."""

    def __init__(self, writer: GenerationWriter, ads: Ads, encoder: Encoder, cache: EmbeddingCache, base: Manifest) -> None:
        self.done = Written()
        self._writer = writer
        self._ads = ads
        self._ledger = ads.ledger
        self._encoder = encoder
        self._cache = cache
        self._base = base
        self._stamp = {"esco_version": base.esco_version, "model": encoder.identity}

    @cached_property
    def _predictor(self) -> Predictor:
        """The occupations with their vectors; read when the first ad needs them."""
        names = [f"{part}_{language}" for language in self._base.languages for part in ("label", "description")]
        points = scroll_all(self._writer, OCCUPATIONS, with_payload=["uri", "code"], with_vectors=names)
        return Predictor.from_points(points, self._base.languages)

    @cached_property
    def _isco_of(self) -> Mapping[str, str]:
        payloads = (point.payload or {} for point in scroll_all(self._writer, OCCUPATIONS, with_payload=["uri", "code"]))
        return {payload["uri"]: str(payload["code"]).split(".")[0] for payload in payloads}

    def write(self, entries: Sequence[Entry]) -> None:
        """Embed, sum, upsert and delete one chunk."""
        texts = {entry.ad_id: text for entry in entries if entry.ad and (text := embedded_text(entry.ad))}
        self.done.embedded += self._cache.fill(self._encoder, texts.values())
        known = self._cache.get(self._encoder.identity, texts.values())
        vectors = {ad_id: known[text] for ad_id, text in texts.items()}
        update_sums(self._ledger, self._encoder.identity, entries, vectors, self._fed, self._ledger.revision)
        present = [entry for entry in entries if entry.ad_id in vectors]
        for batch in batched(present, BATCH):
            self._writer.upsert(ADS, [self._point(entry, vectors[entry.ad_id]) for entry in batch])
        gone = [point_id(entry.uri) for entry in entries if entry.ad_id not in vectors]
        if gone:
            self._writer.delete(ADS, gone)
        self.done.written += len(present)
        self.done.removed += len(gone)

    def _point(self, entry: Entry, vector: Vectors) -> models.PointStruct:
        assert entry.ad, "a tombstone has no vector"  # noqa: S101 - a fact of `write`, for the type checker
        predicted = () if self._names_known(entry) else self._predictor.predict(entry.ad, vector)
        return ad_point(
            entry.ad, vector, dup_group=entry.dup_group, isco_of=self._isco_of, predicted=predicted, stamp=self._stamp
        )

    def _names_known(self, entry: Entry) -> bool:
        return bool(entry.ad and any(code.uri in self._isco_of for code in entry.ad.occupations))

    def _fed(self, entry: Entry, vector: Vectors) -> Iterable[str]:
        """Return the occupations whose centroid an ad's vector feeds."""
        if entry.ad is None:
            return []
        declared = [code.uri for code in entry.ad.occupations if code.uri and code.origin == "declared"]
        if self._ads.feed_predicted and not self._names_known(entry):
            declared += [code.uri for code in self._predictor.predict(entry.ad, vector)[:1] if code.uri]
        return declared

    def write_centroids(self, since: int) -> None:
        """Write the vectors `ads` and `centroid_…` of every occupation whose sums changed after a revision."""
        moved = {point_id(uri): ads for uri, ads in centroids(self._ledger, self._encoder.identity, since)}
        names = [f"description_{language}" for language in self._base.languages]
        for ids in batched(moved, BATCH):
            points = self._writer.retrieve(OCCUPATIONS, ids, with_payload=False, with_vectors=names)
            if not points:
                continue
            vectors = [models.PointVectors(id=point.id, vector=self._vectors(point, moved[str(point.id)])) for point in points]
            self._writer.update_vectors(OCCUPATIONS, vectors)
            self._writer.set_payload(OCCUPATIONS, {str(point.id): _counts(moved[str(point.id)]) for point in points})
            if without := [str(point.id) for point in points if moved[str(point.id)] is None]:
                self._writer.delete_vectors(OCCUPATIONS, without, ["ads"])
            self.done.occupations += len(points)

    def _vectors(self, point: models.Record, ads: Centroid | None) -> dict[str, models.Vector]:
        descriptions = point.vector if isinstance(point.vector, dict) else {}
        found: dict[str, models.Vector] = {"ads": ads.vector.tolist()} if ads else {}
        for name, description in descriptions.items():
            joined = job_centroid(np.asarray(description, dtype=np.float32), ads, self._ads.kappa)
            found[name.replace("description", "centroid")] = joined.tolist()
        return found


def _counts(ads: Centroid | None) -> dict[str, object]:
    return {"n_ads": ads.n if ads else 0, "n_ads_by_source": dict(ads.sources) if ads else {}}


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of up to `size` items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
