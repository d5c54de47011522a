"""Kill a snapshot of job ads at each of its stages, then let it finish: is anything wrongly closed, and do totals agree?

    python -m benchmarks.killed_snapshot [--ads 2000] [--rounds 2]

Two data folders get the sample taxonomy and the same first snapshot. A second snapshot, in which every tenth ad is changed and
every fiftieth left out, then runs undisturbed in one of them. In the other it is killed (SIGKILL) while it reads, while it embeds,
and while it writes the new generation, and that again in every round; the last kill of a stage is the one that the next run has to
make up for. After every kill the ledger is asked whether an ad that the second snapshot holds was closed, and the index whether it
still answers with the ads of one of the two. In the end both folders are compared: status of every ad, points, payloads and
vectors, centroids included.
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
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ads_index import TAXONOMY, generate
from benchmarks.killed_ingest import COMMAND, cached, points
from ingest.esco import read_taxonomy
from ingest.eures.record import JobAd
from search.store.base import ADS, OCCUPATIONS
from search.store.embedded import EmbeddedStore
from search.store.files import copy_tree


def main() -> None:
    """Print what each kill left and whether the two folders are equal; exit 1 where they are not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ads", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        taxonomy, _ = read_taxonomy(TAXONOMY, ("en",))
        ads = list(generate(taxonomy, arguments.ads, random.Random(1)))
        first, second = folder / "first.jsonl", folder / "second.jsonl"
        write(first, ads, ())
        write(second, [ad for number, ad in enumerate(ads) if number % 50], range(0, len(ads), 10))
        calm, rough = folder / "calm", folder / "rough"
        run(["ingest", "esco", str(TAXONOMY)], calm)
        run(["ingest", "eures", "--mode", "snapshot", str(first)], calm)
        copy_tree(calm, rough)
        command = ["ingest", "eures", "--mode", "snapshot", str(second), "--json"]
        summary("undisturbed", json.loads(run(command, calm)))
        kept = {ad.reference for number, ad in enumerate(ads) if number % 50}
        wrong = 0
        for stage in [stage for _ in range(arguments.rounds) for stage in STAGES]:
            if not kill(command, rough, stage, chance.uniform(0, 0.3)):
                print(f"killed while {stage}: not reached, this run had nothing left to do there")
                continue
            closed = kept - active(rough)
            wrong += len(closed)
            print(f"killed while {stage}: {len(closed)} wrongly closed, {indexed(rough):,} ads in the index", flush=True)
        summary("last run", json.loads(run(command, rough)))
        different = differences(calm, rough)
        print(
            "equal: status of every ad, points, payloads, vectors, centroids"
            if not different
            else f"DIFFERENT: {different[:5]}"
        )
        sys.exit(1 if different or wrong else 0)


def write(path: Path, ads: Sequence[JobAd], changed: Sequence[int]) -> None:
    """Write ads in our own JSONL; of those whose number is in `changed`, another text."""
    numbers = {str(number) for number in changed}
    lines = []
    for ad in ads:
        profile = ad.profiles["en"]
        more = " The team moves to a new house." if ad.reference in numbers else ""
        lines.append(
            json.dumps(
                {
                    "id": ad.reference,
                    "source": ad.source_id,
                    "title": profile.title,
                    "description": profile.description + more,
                    "language": "en",
                    "country": ad.countries[0],
                    "nuts": ad.nuts_codes[-1],
                    "occupation": ad.occupations[0].uri,
                    "employer": ad.employer,
                    "created": ad.created_at,
                }
            )
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def start(command: Sequence[str], data: Path) -> subprocess.Popen[str]:
    """Start the command line in a data folder."""
    environment = os.environ | {"CAREERSPACE_DATA_DIR": str(data), "CAREERSPACE_QDRANT_URL": "", "CAREERSPACE_LANGUAGES": "en"}
    return subprocess.Popen([COMMAND, *command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(command: Sequence[str], data: Path) -> str:
    """Let a command run to its end and return what it printed."""
    process = start(command, data)
    output, errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with exit code {process.returncode}: {errors}")
    return output


def kill(command: Sequence[str], data: Path, stage: str, delay: float) -> bool:
    """Kill a command `delay` seconds after it has come to a stage; return whether it came there."""
    is_in = STAGES[stage](data)
    process = start(command, data)
    while not (reached := is_in()) and process.poll() is None:
        time.sleep(0.005)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return reached


def reading(data: Path) -> Callable[[], bool]:
    """Tell when a new run has committed its first chunk."""
    before = latest_run(data)
    return lambda: latest_run(data) > before


def embedding(data: Path) -> Callable[[], bool]:
    """Tell when texts have been embedded that were not before."""
    before = cached(data)
    return lambda: cached(data) > before


def writing(data: Path) -> Callable[[], bool]:
    """Tell when a new generation is being built; what a kill has left has the same name."""

    def generations() -> set[tuple[str, int]]:
        return {(path.name, path.stat().st_ctime_ns) for path in (data / "index").glob("gen-*/ads")}

    before = generations()
    return lambda: bool(generations() - before)


STAGES = {"reading": reading, "embedding": embedding, "writing": writing}


def latest_run(data: Path) -> int:
    """Return the run that last saw an ad."""
    with closing(sqlite3.connect(data / "ads.sqlite", timeout=30)) as ledger:
        return int(ledger.execute("SELECT max(seen_run) FROM ads").fetchone()[0])


def summary(title: str, report: dict[str, Any]) -> None:
    """Print what a run did."""
    sync, written = report["sync"], report["index"]["written"] or {}
    outcomes = ", ".join(f"{n:,} {name}" for name, n in sync["outcomes"].items() if n)
    closed = sum(sync["not_in_snapshot"]["closed"].values())
    print(
        f"{title}: {outcomes}; {closed:,} closed by the snapshot; {written.get('embedded', 0):,} texts embedded, "
        f"{report['index']['ads']:,} ads in the index",
        flush=True,
    )


def active(data: Path) -> set[str]:
    """Return the references of the ledger's active ads."""
    with closing(sqlite3.connect(data / "ads.sqlite", timeout=30)) as ledger:
        return {reference for (reference,) in ledger.execute("SELECT reference FROM ads WHERE status = 'active'")}


def indexed(data: Path) -> int:
    """Return the number of ads in the published generation."""
    with closing(EmbeddedStore(data / "index")) as store, closing(store.open()) as reader:
        return reader.count(ADS)


def differences(calm: Path, rough: Path) -> list[str]:
    """Compare ledgers and indexes; vectors may differ in the last bits, because sums were made in another order."""
    found = [] if active(calm) == active(rough) else ["the ledgers' active ads differ"]
    for collection in (ADS, OCCUPATIONS):
        left, right = dict(points(calm / "index", collection)), dict(points(rough / "index", collection))
        found += [f"{collection} {point}: only in one" for point in left.keys() ^ right.keys()]
        found += [
            f"{collection} {point}: differs" for point in left.keys() & right.keys() if not same(left[point], right[point])
        ]
    return found


def same(left: tuple[Any, Any], right: tuple[Any, Any]) -> bool:
    """Payloads equal, dense vectors equal to 1e-6, sparse ones equal."""
    if left[0] != right[0] or left[1].keys() != right[1].keys():
        return False
    return all(
        np.allclose(vector, right[1][name], atol=1e-6) if isinstance(vector, list) else vector == right[1][name]
        for name, vector in left[1].items()
    )


if __name__ == "__main__":
    main()
