"""Time of one query in the embedded engine, in qdrant-client's local mode and in plain numpy, on the same vectors.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.query_latency [--sizes 3007 14000] [--queries 200] [--json FILE]

Unit vectors drawn at random, 384 dimensions, three named vectors; payload `isco_groups` with every prefix of a code, of which
filters keep everything, one major group (10 %) or one minor group (1 %). The two engines are asked through the store, so the
time includes the translation of the request and of ten hits. numpy is given its filter as ready row numbers, which is more
than a database may hope for, and one thread, as the embedded engine scans one segment with one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from qdrant_client import QdrantClient, models

from search.store.base import OCCUPATIONS, CollectionSchema, Manifest, Store, point_id
from search.store.embedded import EmbeddedStore
from search.store.server import ServerStore

DIMENSION, LIMIT = 384, 10
VECTORS = ("label", "description", "skills")
FILTERS = {"all": None, "10 %": "3", "1 %": "37"}


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[3007, 14000], help="points in the collection")
    parser.add_argument("--queries", type=int, default=200, help="queries for each row; a tenth for the slow local mode")
    parser.add_argument("--json", type=Path, help="also write the result to this file")
    arguments = parser.parse_args()

    rows = [row for size in arguments.sizes for row in measure(size, arguments.queries)]
    print_table(rows)
    if arguments.json:
        versions = {name: version(name) for name in ("qdrant-edge-py", "qdrant-client", "numpy")}
        machine = {
            "cpu": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        }
        arguments.json.write_text(json.dumps({"versions": versions, "machine": machine, "rows": rows}, indent=2) + "\n")


def measure(size: int, queries: int) -> list[dict[str, Any]]:
    """Return one row for each engine and filter; times in ms."""
    rng = np.random.default_rng(size)
    vectors = {name: unit(rng, size) for name in VECTORS}
    asked = unit(rng, queries)
    codes = [f"{i % 10}{i // 10 % 10}" for i in range(size)]
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        stores: dict[str, Store] = {
            "embedded": EmbeddedStore(Path(directory)),
            "local mode": ServerStore(QdrantClient(":memory:"), "benchmark"),
        }
        engines: dict[str, Callable[[np.ndarray, str | None], list[str]]] = {}
        for name, store in stores.items():
            started = time.perf_counter()
            build(store, vectors, codes)
            print(f"{size} points, {name}: built in {time.perf_counter() - started:.1f} s", file=sys.stderr)
            engines[name] = through(store)
        engines["numpy"] = plainly(vectors["label"], codes)
        for label, group in FILTERS.items():
            truth = [set(engines["numpy"](query, group)) for query in asked]
            for name, ask in engines.items():
                some = asked[: max(20, queries // 10)] if name == "local mode" else asked
                times, recalls = [], []
                for query, best in zip(some, truth, strict=False):
                    started = time.perf_counter()
                    found = ask(query, group)
                    times.append(1000 * (time.perf_counter() - started))
                    recalls.append(len(best & set(found)) / len(best))
                p50, p95 = (float(np.percentile(times, q)) for q in (50, 95))
                row = {"points": size, "filter": label, "engine": name, "p50_ms": p50, "p95_ms": p95}
                rows.append({**row, "recall_at_10": float(np.mean(recalls))})
        for store in stores.values():
            store.close()
    return rows


def unit(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return float32 rows of unit length."""
    rows = rng.standard_normal((count, DIMENSION), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def build(store: Store, vectors: dict[str, np.ndarray], codes: list[str]) -> None:
    """Publish one generation of the points."""
    schema = CollectionSchema(
        dense=dict.fromkeys(VECTORS, DIMENSION), payload_indexes={"isco_groups": models.PayloadSchemaType.KEYWORD}
    )
    writer = store.begin({OCCUPATIONS: schema})
    for start in range(0, len(codes), 256):
        points = [
            models.PointStruct.model_construct(
                id=point_id(str(i)),
                vector={name: rows[i].tolist() for name, rows in vectors.items()},
                payload={"isco_groups": [codes[i][:1], codes[i]]},
            )
            for i in range(start, min(start + 256, len(codes)))
        ]
        writer.upsert(OCCUPATIONS, points)
    counts = {OCCUPATIONS: len(codes)}
    writer.publish(Manifest(writer.number, "none", "random", DIMENSION, ("en",), "1970-01-01T00:00:00Z", counts))


def through(store: Store) -> Callable[[np.ndarray, str | None], list[str]]:
    """Return a function that asks the store."""
    reader = store.open()

    def ask(query: np.ndarray, group: str | None) -> list[str]:
        kept = models.FieldCondition(key="isco_groups", match=models.MatchValue(value=group)) if group else None
        request = models.QueryRequest(
            query=query.tolist(), using="label", limit=LIMIT, filter=models.Filter(must=kept) if kept else None
        )
        return [str(hit.id) for hit in reader.query(OCCUPATIONS, [request])[0]]

    return ask


def plainly(rows: np.ndarray, codes: list[str]) -> Callable[[np.ndarray, str | None], list[str]]:
    """Return a function that multiplies."""
    kept = {group: np.array([i for i, code in enumerate(codes) if code.startswith(group or "")]) for group in FILTERS.values()}
    ids = [point_id(str(i)) for i in range(len(codes))]

    def ask(query: np.ndarray, group: str | None) -> list[str]:
        numbers = kept[group]
        scores = (rows if group is None else rows[numbers]) @ query
        top = np.argpartition(-scores, LIMIT)[:LIMIT]
        return [ids[i] for i in numbers[top[np.argsort(-scores[top])]]]

    return ask


def print_table(rows: list[dict[str, Any]]) -> None:
    """Print the rows with each engine's time as a multiple of the embedded engine's."""
    print(f"{'points':>7} {'filter':>6} {'engine':<11} {'p50 ms':>8} {'p95 ms':>8} {'× embedded':>11} {'recall@10':>9}")
    for row in rows:
        same = (row["points"], row["filter"], "embedded")
        base = next(r for r in rows if (r["points"], r["filter"], r["engine"]) == same)
        print(
            f"{row['points']:>7} {row['filter']:>6} {row['engine']:<11} {row['p50_ms']:>8.2f} {row['p95_ms']:>8.2f} "
            f"{row['p50_ms'] / base['p50_ms']:>11.1f} {row['recall_at_10']:>9.3f}"
        )


if __name__ == "__main__":
    main()
