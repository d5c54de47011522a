"""Resume → occupation with sample ads indexed: ranked by description, by job centroid, and by both.

    python -m benchmarks.resume_centroids

Indexes the sample taxonomy in English and German and the sample ads in a temporary folder, and matches the sample resumes: MRR of
the first occupation that the truth names, and of the first one in an ISCO unit group that it names, for all resumes and for the
German ones. Label, skills and words are ranked as in the product. Fifteen resumes: a difference of one rank of one resume is seen.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ingest.ads.indexing import Ads, index_ads
from ingest.ads.ledger import AdsLedger
from ingest.ads.sync import sync
from ingest.embeddings import EmbeddingCache
from ingest.esco import read_taxonomy
from ingest.eures.reader import read_ads
from ingest.pipeline import index_taxonomy
from ingest.resume import read_resume, segments_of
from search.encoder import load_encoder
from search.engine import DEPTH
from search.fusion import reciprocal_rank_fusion
from search.query import Query, read_query
from search.rankings import WEIGHTS, rank, shared_weights
from search.store.base import OCCUPATIONS, Reader
from search.store.embedded import EmbeddedStore

SAMPLE = Path(__file__).parents[1] / "sample"
ADS = (
    "eures-hrxml.zip", "input-api.json", "output-api.json", "portal-search.json", "portal-details.jsonl", "ads.jsonl", "ads.csv",
    "schema-org.json", "jobtech.jsonl",
)  # fmt: skip
SYSTEMS: Mapping[str, Mapping[str, float]] = {
    "description": {"label": 1.0, "description": 0.5, "skills": 0.5, "words": 0.5},
    "centroid": {"label": 1.0, "centroid": 0.5, "skills": 0.5, "words": 0.5},
    "half of each": {"label": 1.0, "description": 0.25, "centroid": 0.25, "skills": 0.5, "words": 0.5},
    "description alone": {"description": 1.0},
    "centroid alone": {"centroid": 1.0},
}


def main() -> None:
    """Index, match and print."""
    assert SYSTEMS["centroid"].items() <= WEIGHTS.items(), "the product's own weights"
    truth = json.loads((SAMPLE / "resumes" / "truth.json").read_text(encoding="utf-8"))
    encoder = load_encoder("all-minilm-l6-v2")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = EmbeddedStore(folder / "index")
        with EmbeddingCache(folder / "embeddings.sqlite") as cache, AdsLedger(folder / "ads.sqlite") as ledger:
            index_taxonomy(read_taxonomy(SAMPLE / "taxonomy" / "esco-sample.ttl", ("en", "de"))[0], store, encoder, cache)
            sync(ledger, read_ads([SAMPLE / "ads" / ad for ad in ADS]), mode="delta", now=int(time.time()), max_age_days=90)
            index_ads(Ads(ledger), store, encoder, cache)
        reader = store.open()
        resumes = []
        for file, known in sorted(truth.items()):
            path = SAMPLE / "resumes" / file
            if path.is_file() and "isco" in known:
                resume = read_resume(path)
                query = read_query(segments_of(resume), None, reader.manifest, encoder)
                assert query
                resumes.append((query, resume.language, known))
        print(f"{len(resumes)} resumes, {reader.manifest.counts['ads']} ads; MRR of occupation and of ISCO unit group")
        for title, weights in SYSTEMS.items():
            found = [(language, *first_right(reader, query, language, known, weights)) for query, language, known in resumes]
            print(f"{title:<18} all {mean(found)}   German {mean([row for row in found if row[0] == 'de'])}")
        reader.close()


def first_right(
    reader: Reader, query: Query, language: str, known: Mapping[str, Sequence[str]], weights: Mapping[str, float]
) -> tuple[float, float]:
    """Return the reciprocal rank of the first right occupation, and of the first in a right ISCO unit group."""
    dense = {
        part: f"{part}_{language if language in reader.manifest.languages else 'en'}" for part in weights if part != "words"
    }
    rankings = rank(reader, OCCUPATIONS, query, dense, None, DEPTH)
    rankings = {name: ranking for name, ranking in rankings.items() if name != "words" or "words" in weights}
    ids = [item for item, _ in reciprocal_rank_fusion(rankings, shared_weights(rankings, weights))]
    payloads = [
        record.payload or {} for record in reader.retrieve(OCCUPATIONS, ids, with_payload=["preferred", "isco_groups"])
    ]
    by_label = (1 / place for place, payload in enumerate(payloads, 1) if payload["preferred"]["en"] in known["occupations"])
    by_group = (1 / place for place, payload in enumerate(payloads, 1) if payload["isco_groups"][-1] in known["isco"])
    return next(by_label, 0.0), next(by_group, 0.0)


def mean(rows: Sequence[tuple[str, float, float]]) -> str:
    """Return both means of some rows."""
    return f"{np.mean([row[1] for row in rows]):.3f} {np.mean([row[2] for row in rows]):.3f}"


if __name__ == "__main__":
    main()
