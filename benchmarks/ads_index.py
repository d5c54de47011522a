"""100,000 job ads in the index: filtered search beside local mode and numpy, and a second ingest with 1 % changed.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.ads_index [--ads 100000] [--encoded 2000] [--queries 200]

The ads are made from the titles and skills of the sample taxonomy. `--encoded` of them have vectors of the real encoder; those of
the others are stored beforehand: each is one of these plus noise (cosine about 0.94), so that near and far are as in real
vectors. Everything else is the product: ledger, near-duplicates, payloads, points, graph. What is changed for the second ingest is
embedded by the real encoder. Queries are sentences about work with a country, an ISCO sub-major group and a date; every engine
gets the same vectors and filters, numpy its filters as ready row numbers.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from qdrant_client import QdrantClient, models

from ingest.ads.indexing import Ads, index_ads
from ingest.ads.ledger import AdsLedger
from ingest.ads.points import ads_schema, embedded_text
from ingest.ads.sync import sync
from ingest.embeddings import EmbeddingCache
from ingest.esco import read_taxonomy
from ingest.eures.identity import make_handle
from ingest.eures.record import JobAd, Location, OccupationCode, Profile
from ingest.pipeline import index_taxonomy
from search.ad_filters import AdFilter
from search.encoder import Encoder, Vectors, load_encoder, unit
from search.engine import Engine
from search.records import Occupation, Taxonomy
from search.store.base import ADS, Manifest, Store, scroll_all
from search.store.embedded import EmbeddedStore
from search.store.server import ServerStore
from search.texts import digest

TAXONOMY = Path(__file__).parents[1] / "sample" / "taxonomy" / "esco-sample.ttl"
NOW, DAY_S, LIMIT = 1_790_000_000, 86_400, 10
NUTS = ("DE212", "AT130", "FR101", "ES300", "ITC4C", "NL329", "BE100", "IE061", "NO081", "EL303")
NOISE = 0.35
"""length of what is added to a real vector of length 1: cosine 1 / √(1 + 0.35²) = 0.944"""
CHANGED = 0.01


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ads", type=int, default=100_000)
    parser.add_argument("--encoded", type=int, default=2_000)
    parser.add_argument("--queries", type=int, default=200, help="for local mode a tenth of them")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, EmbeddingCache(Path(folder) / "embeddings.sqlite") as cache:
        encoder, store = load_encoder("all-minilm-l6-v2"), EmbeddedStore(Path(folder) / "index")
        taxonomy, _ = read_taxonomy(TAXONOMY, ("en",))
        index_taxonomy(taxonomy, store, encoder, cache)
        ads = list(generate(taxonomy, arguments.ads, random.Random(1)))
        store_vectors(ads, encoder, cache, arguments.encoded)
        with AdsLedger(Path(folder) / "ads.sqlite") as ledger:
            ingest(ads, ledger, store, encoder, cache, "first ingest")
            ingest(ads, ledger, store, encoder, cache, "the same again")
            ingest(list(change(ads, random.Random(2))), ledger, store, encoder, cache, "1 % changed")
        measure(store, encoder, taxonomy, arguments.queries)


def generate(taxonomy: Taxonomy, count: int, chance: random.Random) -> Iterator[JobAd]:
    """Yield ads of English text, one declared occupation each, from ten countries and the last 90 days."""
    occupations = list(taxonomy.occupations.values())
    for number in range(count):
        occupation, nuts = chance.choice(occupations), chance.choice(NUTS)
        country = {"EL": "GR"}.get(nuts[:2], nuts[:2])
        yield hashed(
            JobAd(
                ad_id=make_handle("121", str(number)),
                source_id="121",
                reference=str(number),
                created_at=NOW - chance.randrange(90) * DAY_S,
                language="en",
                declared_language="en",
                profiles={"en": Profile(occupation.preferred["en"], text_of(occupation, taxonomy, chance, number))},
                occupations=(OccupationCode("esco", uri=occupation.uri),),
                locations=(Location(country, nuts),),
                countries=(country,),
                nuts_codes=tuple(nuts[:length] for length in range(2, 6)),
                employer=f"Example {number % 997} Ltd",
                schedule=("fulltime",),
            )
        )


def text_of(occupation: Occupation, taxonomy: Taxonomy, chance: random.Random, number: int) -> str:
    """Return a few sentences about an occupation's skills."""
    uris = [uri for uri in (*occupation.essential_skills, *occupation.optional_skills) if uri in taxonomy.skills]
    labels = [taxonomy.skills[uri].preferred["en"] for uri in chance.sample(uris, min(4, len(uris)))]
    tasks = "".join(f"You {label}. " for label in labels)
    years = chance.randrange(1, 9)
    return f"We look for a {occupation.preferred['en']} in team {number}. {tasks}You bring {years} years of experience."


def hashed(ad: JobAd) -> JobAd:
    """Return an ad with the hashes that readers give."""
    profile = ad.profiles["en"]
    bare = msgspec.structs.replace(ad, text_hash="", payload_hash="")
    return msgspec.structs.replace(
        ad, text_hash=digest(profile.title, profile.description), payload_hash=digest(msgspec.json.encode(bare).decode())
    )


def change(ads: Sequence[JobAd], chance: random.Random) -> Iterator[JobAd]:
    """Yield the ads again: of every hundred one is changed, in turn its text, its last day, or it is left out."""
    picked = set(chance.sample(range(len(ads)), round(len(ads) * CHANGED)))
    for number, ad in enumerate(ads):
        if number not in picked:
            yield ad
        elif number % 3 == 0:
            profile = Profile(ad.profiles["en"].title, ad.profiles["en"].description + " The team moves to a new house.")
            yield hashed(msgspec.structs.replace(ad, profiles={"en": profile}))
        elif number % 3 == 1:
            yield hashed(msgspec.structs.replace(ad, apply_by=NOW + 30 * DAY_S))


def store_vectors(ads: Sequence[JobAd], encoder: Encoder, cache: EmbeddingCache, encoded: int) -> None:
    """Embed the first `encoded` ads, and store for each of the others one of their vectors with noise."""
    texts = [embedded_text(ad) or "" for ad in ads]
    cache.fill(encoder, texts[:encoded])
    real = cache.get(encoder.identity, texts[:encoded])
    vectors = np.array([real[text] for text in texts[:encoded]])
    rng = np.random.default_rng(1)
    for start in range(encoded, len(texts), 10_000):
        part = texts[start : start + 10_000]
        noise = rng.standard_normal((len(part), vectors.shape[1]))
        noise *= NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        cache.put(encoder.identity, part, unit(vectors[rng.integers(encoded, size=len(part))] + noise))


def ingest(ads: Sequence[JobAd], ledger: AdsLedger, store: Store, encoder: Encoder, cache: EmbeddingCache, title: str) -> None:
    """Sync a snapshot, index it, and print what it took."""
    started = time.perf_counter()
    report = sync(ledger, ads, mode="snapshot", now=NOW + ledger.revision, max_age_days=365)
    synced = time.perf_counter()
    _, written = index_ads(Ads(ledger), store, encoder, cache)
    done = time.perf_counter()
    outcomes = ", ".join(f"{n:,} {name}" for name, n in report.outcomes.items() if n)
    print(f"{title}: {outcomes}; {sum(report.swept.values()):,} closed by the snapshot")
    points = (
        f"{written.written:,} points written, {written.removed:,} removed, {written.embedded:,} texts embedded"
        if written
        else "nothing to index"
    )
    print(f"    ledger {synced - started:.1f} s, index {done - synced:.1f} s: {points}", flush=True)


def measure(store: EmbeddedStore, encoder: Encoder, taxonomy: Taxonomy, count: int) -> None:
    """Print p50, p95 and recall@10 of every engine, and the time of the product's whole answer."""
    chance = random.Random(3)
    engine = Engine(store, encoder, clock=lambda: NOW)
    reader = store.open()
    occupations = list(taxonomy.occupations.values())
    texts = [query_text(chance.choice(occupations), taxonomy, chance) for _ in range(count)]
    vectors = encoder.encode_queries(texts)
    filters = [
        AdFilter(
            countries=({"EL": "GR"}.get(nuts[:2], nuts[:2]),),
            isco=(chance.choice(occupations).code[:2],),
            since=f"{chance.randrange(14, 60)}d",
        )
        for nuts in chance.choices(NUTS, k=count)
    ]
    rows, ids, payloads = numpy_copy(reader)
    with_filters = {"none": [AdFilter() for _ in filters], "country": [AdFilter(countries=f.countries) for f in filters],
                    "country, ISCO, date": filters}  # fmt: skip
    local = local_copy(reader)
    print(f"\n{'filter':<20} {'engine':<11} {'p50 ms':>8} {'p95 ms':>8} {'× embedded':>11} {'recall@10':>9} {'ads left':>9}")
    for name, chosen in with_filters.items():
        conditions = [one.resolve(engine.view().catalogue, NOW) for one in chosen]
        kept = [np.flatnonzero([passes(payload, one) for payload in payloads]) for one in chosen]
        truth = [exact(rows, ids, numbers, vector)[0] for numbers, vector in zip(kept, vectors, strict=True)]
        asked: dict[str, Callable[[int], list[str]]] = {
            "embedded": lambda i, c=conditions: through(reader, vectors[i], c[i]),
            "local mode": lambda i, c=conditions: through(local, vectors[i], c[i]),
            "numpy": lambda i, k=kept: exact(rows, ids, k[i], vectors[i])[0],
        }
        base = None
        for title, ask in asked.items():
            times, recalls = [], []
            for i in range(count if title != "local mode" else max(10, count // 10)):
                started = time.perf_counter()
                found = ask(i)
                times.append(1000 * (time.perf_counter() - started))
                if truth[i]:
                    recalls.append(len(set(truth[i]) & set(found)) / len(truth[i]))
            p50, p95 = (float(np.percentile(times, q)) for q in (50, 95))
            base = base or p50
            left = np.mean([len(numbers) for numbers in kept])
            print(
                f"{name:<20} {title:<11} {p50:>8.2f} {p95:>8.2f} {p50 / base:>11.1f} {np.mean(recalls):>9.3f} {left:>9,.0f}",
                flush=True,
            )
    times = []
    for text, one in zip(texts, filters, strict=True):
        started = time.perf_counter()
        engine.ads().search([text], filters=one, top=10)
        times.append(1000 * (time.perf_counter() - started))
    p50, p95 = (float(np.percentile(times, q)) for q in (50, 95))
    print(f"the product's whole answer, encoding included: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def query_text(occupation: Occupation, taxonomy: Taxonomy, chance: random.Random) -> str:
    """Return what somebody may say of work they did."""
    uris = [uri for uri in occupation.essential_skills if uri in taxonomy.skills]
    labels = [taxonomy.skills[uri].preferred["en"] for uri in chance.sample(uris, min(3, len(uris)))]
    return f"I have worked as {occupation.preferred['en']} and can {', '.join(labels)}."


def passes(payload: dict[str, Any], kept: AdFilter) -> bool:
    """Tell whether an ad passes, as a reader of the filter's words would."""
    if kept.countries and kept.countries[0] not in payload["countries"]:
        return False
    if kept.isco and kept.isco[0] not in payload["isco_groups"]:
        return False
    if kept.since and payload["created_at"] < NOW - int(kept.since.rstrip("d")) * DAY_S:
        return False
    return payload.get("apply_by") is None or payload["apply_by"] >= NOW


def through(reader: Any, vector: Vectors, condition: models.Filter) -> list[str]:  # noqa: ANN401 - of any engine
    """Ask an engine."""
    request = models.QueryRequest(query=vector.tolist(), using="text", filter=condition, limit=LIMIT, with_payload=False)
    return [str(hit.id) for hit in reader.query(ADS, [request])[0]]


def exact(rows: np.ndarray, ids: Sequence[str], numbers: np.ndarray, vector: Vectors) -> tuple[list[str], np.ndarray]:
    """Multiply."""
    scores = rows[numbers] @ vector
    best = np.argsort(-scores)[:LIMIT] if len(scores) <= LIMIT else np.argpartition(-scores, LIMIT)[:LIMIT]
    best = best[np.argsort(-scores[best])]
    return [ids[i] for i in numbers[best]], scores[best]


def numpy_copy(reader: Any) -> tuple[np.ndarray, list[str], list[dict[str, Any]]]:  # noqa: ANN401
    """Return vectors, ids, and the payload fields that filters need."""
    fields = ["countries", "isco_groups", "created_at", "apply_by"]
    records = list(scroll_all(reader, ADS, with_payload=fields))
    ids = [str(record.id) for record in records]
    rows = np.zeros((len(ids), reader.manifest.dimension), dtype=np.float32)
    for start in range(0, len(ids), 1000):
        for offset, record in enumerate(
            reader.retrieve(ADS, ids[start : start + 1000], with_payload=False, with_vectors=["text"])
        ):
            rows[start + offset] = record.vector["text"]
    return rows, ids, [record.payload for record in records]


def local_copy(reader: Any) -> Any:  # noqa: ANN401
    """Return a reader of the same points in qdrant-client's local mode."""
    store = ServerStore(QdrantClient(":memory:"), "benchmark")
    schema = ads_schema(reader.manifest.dimension)
    writer = store.begin({ADS: schema})
    batch: list[models.PointStruct] = []
    fields = [*schema.payload_indexes]
    for record in scroll_all(reader, ADS, with_payload=fields, with_vectors=["text"], page=1000):
        batch.append(models.PointStruct.model_construct(id=record.id, vector=record.vector, payload=record.payload))
        if len(batch) == 1000:
            writer.upsert(ADS, batch)
            batch = []
    writer.upsert(ADS, batch)
    writer.publish(Manifest(writer.number, "none", "random", reader.manifest.dimension, ("en",), "", {ADS: writer.count(ADS)}))
    return store.open()


if __name__ == "__main__":
    main()
