"""From a taxonomy in memory, and the ads that the ledger knows, to a published generation of the index.

Stages: plan (what every point will be), embed (into the cache, resumable), write (a generation aside), publish (at once). A
run that is killed leaves the published index untouched and the cache filled; the next run encodes only what is missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from qdrant_client import models

from ingest.ads.indexing import Ads, forget_erased, with_ads, write_ads
from ingest.embeddings import EmbeddingCache
from ingest.points import SCHEMA, Plan, forms_of, plan_points, schemas
from search.encoder import Encoder
from search.errors import SourceError, StoreUnavailable
from search.forms import form_points
from search.records import Taxonomy
from search.store.base import ADS, FORMS, GROUPS, OCCUPATIONS, SKILLS, Manifest, Store
from search.view import check_release

BATCH = 256
"""points written at once"""

StageProgress = Callable[[str, int, int], None]
"""called with (stage, done, total); stages are "embed", "write" and "ads" """


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an ingest did. `seconds` is by stage; `unchanged` means that the published index already was this one."""

    manifest: Manifest
    texts: int
    embedded: int
    unchanged: bool
    seconds: Mapping[str, float]


def index_taxonomy(  # noqa: PLR0913 - what is indexed, where, by what; the rest are options
    taxonomy: Taxonomy,
    store: Store,
    encoder: Encoder,
    cache: EmbeddingCache,
    *,
    sources: Mapping[str, str] | None = None,
    ads: Ads | None = None,
    keep: int = 2,
    pinned_release: str | None = None,
    progress: StageProgress | None = None,
) -> IndexReport:
    """Index every concept of a taxonomy, and every active ad, as a new generation and publish it.

    `sources` names the files read and their SHA-256. `keep` generations stay for rollback. `pinned_release` refuses any other
    release (IndexMismatch). Raises SourceError for a taxonomy without occupations, StoreLocked while another ingest runs,
    StoreUnavailable when the engine or the disk refuses.
    """
    if not taxonomy.occupations:
        raise SourceError(", ".join(sources or {"taxonomy": ""}), "there is no occupation to index")
    check_release(taxonomy.release, pinned_release)
    report = progress or (lambda _stage, _done, _total: None)
    seconds: dict[str, float] = {}

    with _timed(seconds, "plan"):
        plans = list(plan_points(taxonomy, encoder.identity))
        content_hash = _content_hash(plans, encoder.identity)
        texts = {text for plan in plans for text in plan.texts()}
    number = store.current()
    current = next((manifest for manifest in store.manifests() if manifest.generation == number), None)
    same_ads = not (ads and current) or current.ads_ledger in ("", ads.ledger.identity)
    if current and current.content_hash == content_hash and same_ads:
        return IndexReport(current, len(texts), 0, unchanged=True, seconds=seconds)

    if ads:
        ads.ledger.lock()  # what is indexed must not change meanwhile
    writer = store.begin(schemas(taxonomy.languages, encoder.dimension))  # first, so that a second ingest is told at once
    try:
        with _timed(seconds, "embed"):
            embedded = cache.fill(encoder, texts, lambda done, total: report("embed", done, total))
        with _timed(seconds, "write"):
            forms = [form for plan in plans if plan.collection == OCCUPATIONS for form in forms_of(plan, taxonomy.languages)]
            total = len(plans) + len(forms)
            counts = _write(writer.upsert, plans, cache, encoder.identity, lambda done: report("write", done, total))
            for start in range(0, len(forms), BATCH):
                batch = forms[start : start + BATCH]
                writer.upsert(FORMS, list(form_points(batch, cache.get(encoder.identity, {form.text for form in batch}))))
                report("write", len(plans) + start + len(batch), total)
            counts[FORMS] = len(forms)
        manifest = Manifest(
            generation=writer.number,
            esco_version=taxonomy.release,
            model=encoder.identity,
            dimension=encoder.dimension,
            languages=taxonomy.languages,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            counts=counts,
            sources=dict(sources or {}),
            content_hash=content_hash,
        )
        if ads:
            with _timed(seconds, "ads"):
                write_ads(writer, ads, encoder, cache, manifest, progress=lambda done, total: report("ads", done, total))
            manifest = with_ads(manifest, writer, ads.ledger)
        with _timed(seconds, "publish"):
            writer.publish(manifest)
    except BaseException:
        writer.abandon()
        raise
    with suppress(StoreUnavailable):  # what could not be removed now, the next ingest removes
        if ads:
            forget_erased(store, ads.ledger, keep)
        else:
            store.prune(keep)
    return IndexReport(manifest, len(texts), embedded, unchanged=False, seconds=seconds)


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = perf_counter()
    yield
    seconds[stage] = perf_counter() - started


def _write(
    upsert: Callable[[str, Sequence[models.PointStruct]], None],
    plans: Sequence[Plan],
    cache: EmbeddingCache,
    model: str,
    progress: Callable[[int], None],
) -> dict[str, int]:
    counts = dict.fromkeys((OCCUPATIONS, SKILLS, GROUPS, ADS), 0)
    for collection, batch in _by_collection(plans):
        vectors = cache.get(model, {text for plan in batch for text in plan.texts()})
        upsert(collection, [plan.point(vectors) for plan in batch])
        counts[collection] += len(batch)
        progress(sum(counts.values()))
    return counts


def _by_collection(plans: Sequence[Plan]) -> Iterator[tuple[str, list[Plan]]]:
    for collection in dict.fromkeys(plan.collection for plan in plans):
        members = [plan for plan in plans if plan.collection == collection]
        for start in range(0, len(members), BATCH):
            yield collection, members[start : start + BATCH]


def _content_hash(plans: Iterable[Plan], model: str) -> str:
    digest = hashlib.sha256(f"{SCHEMA} {model}".encode())
    for plan in plans:
        digest.update(json.dumps(plan.payload, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()
