"""The ledger into the index: points of new and changed ads, away with those that ended, and the centroids that this moves.

Either as a revision of the published generation, in time proportional to the change (`index_ads`), or whole, into a generation
that is being built (`write_ads` alone).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from qdrant_client import models

from ingest.ads.centroids import (
    KAPPA,
    Floats,
    Sum,
    ads_centroid,
    freeze_means,
    job_centroid,
    language_means,
    mark_summed,
    moved_sums,
    sum_anew,
    summed_revision,
    update_sums,
)
from ingest.ads.ledger import AdsLedger, Entry
from ingest.ads.occupations import Occupations
from ingest.ads.points import ad_point, embedded_text
from ingest.ads.predict import Predictor
from ingest.batches import batched
from ingest.embeddings import EmbeddingCache
from search.encoder import Encoder, Vectors, check_encoder
from search.errors import IndexMismatch
from search.store.base import ADS, OCCUPATIONS, GenerationWriter, Manifest, Store, point_id

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

    `keep` generations stay for rollback; after an erasure none does, and what was erased leaves the files as well.

    Raises IndexMissing where nothing is published, IndexMismatch when another encoder wrote it, StoreLocked while another
    ingest runs, StoreUnavailable when the engine or the disk refuses.
    """
    reader = store.open()
    current = reader.manifest
    reader.close()
    check_encoder(current.model, current.dimension, encoder)
    check_ledger(current, ads.ledger)
    ads.ledger.lock()
    if not _is_behind(ads.ledger, current, encoder.identity):
        if summed_revision(ads.ledger, encoder.identity, ads.key) >= 0 or not ads.ledger.revision:
            forget_erased(store, ads.ledger, keep)
            return current, None
        ads.ledger.begin("centroids", int(time.time()))  # other settings: a change without any ad
    writer = store.revise(purge=bool(ads.ledger.erasures()))
    try:
        base = writer.base or current
        done = write_ads(writer, ads, encoder, cache, base, progress=progress)
        created_at = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = replace(with_ads(base, writer, ads.ledger), generation=writer.number, created_at=created_at)
        writer.publish(manifest)
    except BaseException:
        writer.abandon()
        raise
    forget_erased(store, ads.ledger, keep)
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
    ledger, model = ads.ledger, encoder.identity
    summed = summed_revision(ledger, model, ads.key)
    if summed < 0:
        sum_anew(ledger, model, ledger.revision)
    job = _Job(writer, ads, encoder, cache, base)
    start = min(base.ads_revision, summed)
    total, seen = ledger.count_changed(start), 0
    for entries in batched(ledger.changed_since(start), CHUNK):
        job.embed_and_sum(entries)
        seen += len(entries)
        if progress:
            progress(seen, total)
    mark_summed(ledger, model, ads.key, ledger.revision)
    freeze_means(ledger, model, ledger.revision)
    job.write_centroids()
    for entries in batched(ledger.changed_since(base.ads_revision), CHUNK):  # after the centroids, which predictions look at
        job.write_points(entries)
    return job.done


def with_ads(manifest: Manifest, writer: GenerationWriter, ledger: AdsLedger) -> Manifest:
    """Return the manifest of a generation after `write_ads`."""
    counts = {**manifest.counts, ADS: writer.count(ADS)}
    return replace(manifest, counts=counts, ads_revision=ledger.revision, ads_ledger=ledger.identity)


def forget_erased(store: Store, ledger: AdsLedger, keep: int) -> None:
    """Remove generations beyond `keep`; where ads were erased, all that may hold them.

    An erasure is finished once no such generation is left; one that a service still reads stays until a later ingest.
    """
    erasures = ledger.erasures()
    store.prune(1 if erasures else keep)
    oldest = min((manifest.ads_revision for manifest in store.manifests()), default=0)
    for run in erasures:
        if oldest >= run:
            ledger.finish(run, int(time.time()))
            ledger.empty_log()


def check_ledger(manifest: Manifest, ledger: AdsLedger) -> None:
    """Raise IndexMismatch for a generation that has no room for ads, or has those of another ledger."""
    again = "build the index again with `careerspace ingest esco FILE`; the ads are kept in the ledger"
    if ADS not in manifest.counts:
        raise IndexMismatch(f"generation {manifest.generation} was built before there were job ads: {again}")
    if manifest.ads_ledger not in ("", ledger.identity):
        raise IndexMismatch(
            f"the job ads of generation {manifest.generation} are of another ledger than {ledger.path}: {again}"
        )


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
        self._means: dict[str, Vectors] = {}
        self._stamp = {"esco_version": base.esco_version, "model": encoder.identity}

    @cached_property
    def _occupations(self) -> Occupations:
        return Occupations(self._writer, self._base.languages)

    @cached_property
    def _predictor(self) -> Predictor:
        return Predictor(self._occupations, language_means(self._ledger, self._encoder.identity))

    def embed_and_sum(self, entries: Sequence[Entry]) -> None:
        """Embed what was not embedded before, and bring the sums up to date."""
        texts = _texts(entries)
        self.done.embedded += self._cache.fill(self._encoder, texts.values())
        update_sums(self._ledger, self._encoder.identity, entries, self._vectors(texts), self._fed, self._ledger.revision)

    def write_points(self, entries: Sequence[Entry]) -> None:
        """Upsert the active ads, delete the others."""
        vectors = self._vectors(_texts(entries))
        present = [entry for entry in entries if entry.ad_id in vectors]
        for batch in batched(present, BATCH):
            self._writer.upsert(ADS, [self._point(entry, vectors[entry.ad_id]) for entry in batch])
        gone = [point_id(entry.uri) for entry in entries if entry.ad_id not in vectors]
        there = [str(point.id) for point in self._writer.retrieve(ADS, gone, with_payload=False)] if gone else []
        if there:
            self._writer.delete(ADS, there)
        self.done.written += len(present)
        self.done.removed += len(there)

    def write_centroids(self) -> None:
        """Write the vectors `ads` and `centroid_…` of every occupation whose sums have changed since the generation's revision."""
        means = language_means(self._ledger, self._encoder.identity)
        moved = moved_sums(self._ledger, self._encoder.identity, self._base.ads_revision)
        for batch in batched(((uri, sums) for uri, sums in moved if uri in self._occupations.row), BATCH):
            ids = [self._occupations.ids[self._occupations.row[uri]] for uri, _ in batch]
            vectors = [
                models.PointVectors(id=id_, vector=self._centroids(uri, sums, means))
                for id_, (uri, sums) in zip(ids, batch, strict=True)
            ]
            self._writer.update_vectors(OCCUPATIONS, vectors)
            self._writer.set_payload(OCCUPATIONS, {id_: _counts(sums) for id_, (_, sums) in zip(ids, batch, strict=True)})
            if without := [id_ for id_, (_, sums) in zip(ids, batch, strict=True) if not sums]:
                self._writer.delete_vectors(OCCUPATIONS, without, ["ads"])
            self.done.occupations += len(batch)
        self._occupations.forget("centroid")
        self.__dict__.pop("_predictor", None)  # it looked at the old ones

    def _centroids(self, uri: str, sums: Sequence[Sum], means: Mapping[str, Floats]) -> dict[str, models.Vector]:
        plain = ads_centroid(sums)
        found: dict[str, models.Vector] = {} if plain is None else {"ads": plain.tolist()}
        for language in self._base.languages:
            descriptions = self._occupations.part("description", language)
            description, mean = descriptions[self._occupations.row[uri]], self._mean(language)
            if description.any():
                centroid = job_centroid(description, mean, sums, language, means, self._ads.kappa)
                found[f"centroid_{language}"] = centroid.tolist()
        return found

    def _mean(self, language: str) -> Vectors:
        if language not in self._means:
            mean: Vectors = self._occupations.part("description", language).mean(axis=0)
            self._means[language] = mean
        return self._means[language]

    def _vectors(self, texts: Mapping[str, str]) -> dict[str, Vectors]:
        known = self._cache.get(self._encoder.identity, texts.values())
        return {ad_id: known[text] for ad_id, text in texts.items()}

    def _point(self, entry: Entry, vector: Vectors) -> models.PointStruct:
        assert entry.ad, "a tombstone has no vector"  # noqa: S101 - a fact of `write_points`, for the type checker
        predicted = () if self._names_known(entry) else self._predictor.predict(entry.ad, vector)
        isco_of = self._occupations.isco
        return ad_point(entry.ad, vector, dup_group=entry.dup_group, isco_of=isco_of, predicted=predicted, stamp=self._stamp)

    def _names_known(self, entry: Entry) -> bool:
        return bool(entry.ad and any(code.uri in self._occupations.row for code in entry.ad.occupations))

    def _fed(self, entry: Entry, vector: Vectors) -> Iterable[str]:
        """Return the occupations whose centroid an ad's vector feeds."""
        if entry.ad is None:
            return []
        declared = [code.uri for code in entry.ad.occupations if code.uri and code.origin == "declared"]
        if self._ads.feed_predicted and not self._names_known(entry):
            declared += [code.uri for code in self._predictor.predict(entry.ad, vector)[:1] if code.uri]
        return declared


def _texts(entries: Sequence[Entry]) -> dict[str, str]:
    """Return ad id → the text to embed, of those that have one."""
    return {entry.ad_id: text for entry in entries if entry.ad and (text := embedded_text(entry.ad))}


def _counts(sums: Sequence[Sum]) -> dict[str, object]:
    by_source: dict[str, int] = {}
    for ads in sums:
        by_source[ads.source_id] = by_source.get(ads.source_id, 0) + ads.n
    return {"n_ads": sum(by_source.values()), "n_ads_by_source": by_source}
