"""Kill an ingest at random moments of its work, then let it finish: is the index the one of an undisturbed run?

    python -m benchmarks.killed_ingest FILE [--kills 5] [--lang en --lang de] [--seed 1] [--release R]

Runs `careerspace ingest esco FILE` once undisturbed, and once killed (SIGKILL) again and again, each time up to half a second
after the embedding cache has reached a random size; both in data folders of their own. Compares ids, payloads and vectors bit by
bit, and counts the texts that each run embedded.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from search.store.base import GROUPS, OCCUPATIONS, SKILLS, scroll_all
from search.store.embedded import EmbeddedStore

COMMAND = str(Path(sys.executable).with_name("careerspace"))


def main() -> None:
    """Print what each start did and whether the two indexes are equal; exit 1 where they are not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--lang", action="append")
    parser.add_argument("--release")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    options = [part for language in arguments.lang or ["en"] for part in ("--lang", language)]
    options += ["--release", arguments.release] if arguments.release else []
    command = [COMMAND, "ingest", "esco", str(arguments.file), *options, "--json"]
    with tempfile.TemporaryDirectory() as folder:
        calm, rough = Path(folder) / "calm", Path(folder) / "rough"
        total = finish(command, calm)
        print(f"undisturbed: {total:,} texts embedded")
        chance = random.Random(arguments.seed)
        for number, target in enumerate(sorted(chance.sample(range(total + 1), arguments.kills)), start=1):
            before, delay = cached(rough), chance.uniform(0, 0.5)
            seconds = kill(command, rough, target, delay)
            new = cached(rough) - before
            print(f"kill {number} after {seconds:5.1f} s: {new:>7,} texts embedded in this run, {cached(rough):,} in all")
        before = cached(rough)
        rest = finish(command, rough)
        print(f"last run: {rest:,} texts embedded; {before:,} + {rest:,} = {before + rest:,} of {total:,}")
        different = differences(calm / "index", rough / "index")
        print("equal: ids, payloads and vectors" if not different else f"DIFFERENT: {different[:5]}")
        sys.exit(1 if different or before + rest != total else 0)


def start(command: list[str], data: Path) -> subprocess.Popen[str]:
    """Start the ingest in a data folder."""
    environment = os.environ | {"CAREERSPACE_DATA_DIR": str(data), "CAREERSPACE_QDRANT_URL": ""}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def finish(command: list[str], data: Path) -> int:
    """Let the ingest run to its end and return how many texts it embedded."""
    process = start(command, data)
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"the ingest failed with exit code {process.returncode}")
    embedded: int = json.loads(output)["index"]["embedded"]
    return embedded


def kill(command: list[str], data: Path, target: int, delay: float) -> float:
    """Kill the ingest `delay` seconds after the cache holds `target` texts; return the seconds it ran."""
    started = time.perf_counter()
    process = start(command, data)
    while cached(data) < target and process.poll() is None:
        time.sleep(0.02)
    time.sleep(delay)
    if process.poll() is not None:
        raise SystemExit("the ingest ended before it could be killed; try another --seed")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return time.perf_counter() - started


def cached(data: Path) -> int:
    """Return the number of vectors in the embedding cache."""
    path = data / "embeddings.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=30)) as database:
        tables = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'vectors'").fetchone()[0]
        return int(database.execute("SELECT count(*) FROM vectors").fetchone()[0]) if tables else 0


def differences(calm: Path, rough: Path) -> list[str]:
    """Compare two indexes point by point, bit by bit."""
    found = []
    for collection in (OCCUPATIONS, SKILLS, GROUPS):
        left, right = dict(points(calm, collection)), dict(points(rough, collection))
        found += [f"{collection} {point}: only in one" for point in left.keys() ^ right.keys()]
        found += [
            f"{collection} {point}: differs" for point in left.keys() & right.keys() if not same(left[point], right[point])
        ]
    return found


def points(index: Path, collection: str) -> Iterator[tuple[str, Any]]:
    """Yield (id, (payload, vectors)) of the current generation."""
    with closing(EmbeddedStore(index)) as store, closing(store.open()) as reader:
        for record in scroll_all(reader, collection, with_vectors=True):
            yield str(record.id), (record.payload, record.vector)


def same(left: tuple[Any, Any], right: tuple[Any, Any]) -> bool:
    """Payloads equal, every vector equal."""
    if left[0] != right[0] or left[1].keys() != right[1].keys():
        return False
    return all(
        np.array_equal(vector, right[1][name]) if isinstance(vector, list) else vector == right[1][name]
        for name, vector in left[1].items()
    )


if __name__ == "__main__":
    main()
