"""A small ingest that takes its time, so that a test can kill it: `python slow_ingest.py DATA_DIR`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from small import WordEncoder, make_taxonomy

import ingest.embeddings
from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.store.embedded import EmbeddedStore


class SlowEncoder(WordEncoder):
    """Twenty milliseconds a chunk."""

    def encode_documents(self, texts, progress=None):
        time.sleep(0.02)
        return super().encode_documents(texts, progress)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    ingest.embeddings.CHUNK = 2
    encoder = SlowEncoder()
    print("started", flush=True)
    with EmbeddingCache(folder / "embeddings.sqlite") as cache:
        report = index_taxonomy(make_taxonomy(), EmbeddedStore(folder / "index"), encoder, cache)
    print(f"embedded {report.embedded}", flush=True)
