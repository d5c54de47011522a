"""Recall of ESCO occupations by real vacancy titles, through the engine that serves users.

    python -m benchmarks.titles DATA/titles/titles.csv.gz [--rows 2000] [--json]

Needs a published index of the full ESCO. Source of the titles: the JobBERT evaluation set (validation file), 15,463 English
vacancy titles with an ESCO occupation URI; a title that occurs with several URIs counts as found with any of them.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import defaultdict
from pathlib import Path

import ir_measures
from ir_measures import RR, R, nDCG

from search.engine import Engine
from search.settings import get_settings


def main() -> None:
    """Print recall@5, recall@10, MRR@100 and nDCG@10."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("titles", type=Path)
    parser.add_argument("--rows", type=int, default=2000, help="rows from the top of the file")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    wanted = read_titles(arguments.titles, arguments.rows)
    engine = Engine.from_settings(get_settings())
    run = {
        title: {match.occupation["uri"]: match.score for match in engine.match([title], language="en", top=100).matches}
        for title in wanted
    }
    qrels = {title: dict.fromkeys(uris, 1) for title, uris in wanted.items()}
    measures = [R @ 5, R @ 10, RR @ 100, nDCG @ 10]
    scores = {str(measure): value for measure, value in ir_measures.calc_aggregate(measures, qrels, run).items()}
    manifest = engine.view().manifest
    known = sum(any(engine.view().catalogue.has_occupation(uri) for uri in uris) for uris in wanted.values())
    result = {"titles": len(wanted), "with an occupation in the index": known, "model": manifest.model, **scores}
    print(
        json.dumps(result, indent=2) if arguments.json else "\n".join(f"{name:<32}{value}" for name, value in result.items())
    )


def read_titles(path: Path, rows: int) -> dict[str, set[str]]:
    """Return title → URIs of the first `rows` rows."""
    wanted: dict[str, set[str]] = defaultdict(set)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for _, row in zip(range(rows), csv.DictReader(file), strict=False):
            wanted[row["vacancyTitle"]].add(row["conceptUri"])
    return wanted


if __name__ == "__main__":
    main()
