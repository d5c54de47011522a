"""Which pooling of a resume, and which weights of the rankings? Measured on the sample resumes and on made-up ones.

    python -m benchmarks.resume_pooling [--made-up 200]

Needs a published index of the full ESCO (CAREERSPACE_DATA_DIR). Sample resumes have the occupations of `truth.json`; a made-up
resume is written from one occupation (an alternative label as job title, six of its skills, and as noise the title and two
skills of an occupation of another major group), and counts as found when that occupation comes up. Made-up resumes share words
with the index, so they compare poolings; they say nothing of how good the match is.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from qdrant_client import models

from ingest.resume import read_resume, segments_of
from search.encoder import Vectors, encoder_of, unit
from search.engine import DEPTH
from search.fusion import reciprocal_rank_fusion
from search.query import pool
from search.rankings import PARTS
from search.settings import get_settings
from search.sparse import encode_sparse_query
from search.store import open_store
from search.store.base import OCCUPATIONS, SKILLS, Reader, scroll_all

SAMPLE = Path(__file__).parent.parent / "sample" / "resumes"


@dataclass(frozen=True)
class Case:
    """A resume as segments, and the point ids that count as found."""

    name: str
    segments: list[str]
    language: str
    wanted: set[str]


POOLINGS: dict[str, Callable[[Vectors, Sequence[str]], list[Vectors]]] = {
    "whole": lambda vectors, texts: [pool(vectors, texts)[None]],
    "plain mean": lambda vectors, _texts: [unit(vectors.sum(axis=0, keepdims=True))],
    "best segment": lambda vectors, _texts: [vectors],
    "first segment": lambda vectors, _texts: [vectors[:1]],
    "whole + first": lambda vectors, texts: [pool(vectors, texts)[None], vectors[:1]],
    "whole + best": lambda vectors, texts: [pool(vectors, texts)[None], vectors],
}
"""vectors (n, dim) and texts of the segments → sets of queries. Each set makes one ranking of a part, by the best of its queries;
several sets share the part's weight in the fusion. "whole" is the mean by length, "whole + best" is what the engine does."""
WEIGHTS = {
    "label": (1, 0, 0, 0),
    "description": (0, 1, 0, 0),
    "skills": (0, 0, 1, 0),
    "words": (0, 0, 0, 1),
    "1 1 1 0": (1, 1, 1, 0),
    "1 1 1 1": (1, 1, 1, 1),
    "1 1 ½ ½": (1, 1, 0.5, 0.5),
    "1 ½ ½ ½": (1, 0.5, 0.5, 0.5),
    "1 ½ ½ 1": (1, 0.5, 0.5, 1),
    "½ ½ 1 1": (0.5, 0.5, 1, 1),
    "½ 1 1 1": (0.5, 1, 1, 1),
}
"""weights of label, description, skills, words"""


def main() -> None:
    """Print MRR of the first wanted occupation for each pooling and weighting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--made-up", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    settings = get_settings()
    encoder = encoder_of(settings)
    reader = open_store(settings).open()
    occupations = list(scroll_all(reader, OCCUPATIONS, with_vectors=True))
    index = {
        f"{part}_{language}": (
            [str(point.id) for point in occupations if f"{part}_{language}" in point.vector],
            np.array([point.vector[f"{part}_{language}"] for point in occupations if f"{part}_{language}" in point.vector]),
        )
        for part, language in itertools.product(PARTS, reader.manifest.languages)
    }
    results: dict[str, dict[str, dict[str, float]]] = {}
    for title, cases in (("sample", sample_cases(occupations)), ("made up", made_up(reader, occupations, arguments.made_up))):
        vectors = [encoder.encode_queries(case.segments) for case in cases]
        words = [rank_by_words(reader, case) for case in cases]
        results[title] = {
            pooling: {
                weighting: mean_reciprocal_rank(cases, vectors, words, index, POOLINGS[pooling], WEIGHTS[weighting])
                for weighting in WEIGHTS
            }
            for pooling in POOLINGS
        }
        if not arguments.json:
            print_table(f"{title}: {len(cases)} resumes, MRR of the first wanted occupation", results[title])
    if arguments.json:
        print(json.dumps(results, indent=2))


def mean_reciprocal_rank(
    cases: Sequence[Case],
    vectors: Sequence[Vectors],
    words: Sequence[list[str]],
    index: dict[str, tuple[list[str], Vectors]],
    queries_of: Callable[[Vectors, Sequence[str]], list[Vectors]],
    weights: Sequence[float],
) -> float:
    """Fuse as the engine does and average 1/rank."""
    total = 0.0
    for case, segment_vectors, by_words in zip(cases, vectors, words, strict=True):
        sets = queries_of(segment_vectors, case.segments)
        rankings, shares = {"words": by_words}, {"words": weights[-1]}
        for (part, weight), (number, queries) in itertools.product(zip(PARTS, weights, strict=False), enumerate(sets)):
            ids, matrix = index[f"{part}_{case.language}"]
            best = (matrix @ queries.T).max(axis=1)
            rankings[f"{part} {number}"] = [ids[row] for row in np.argsort(-best, kind="stable")[:DEPTH]]
            shares[f"{part} {number}"] = weight / len(sets)
        used = {name: share for name, share in shares.items() if share}
        fused = reciprocal_rank_fusion({name: rankings[name] for name in used}, used)
        total += next((1 / rank for rank, (item, _) in enumerate(fused, start=1) if item in case.wanted), 0.0)
    return total / len(cases)


def rank_by_words(reader: Reader, case: Case) -> list[str]:
    """Rank by BM25 on the engine."""
    request = models.QueryRequest(
        query=encode_sparse_query("\n".join(case.segments)), using="words", limit=DEPTH, with_payload=False
    )
    return [str(point.id) for point in reader.query(OCCUPATIONS, [request])[0]]


def sample_cases(occupations: Sequence[models.Record]) -> list[Case]:
    """The sample resumes whose wanted titles the index has."""
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
    ids = {label: str(point.id) for point in occupations for label in labels(point, "en")}
    cases = []
    for name, expected in truth.items():
        resume = read_resume(SAMPLE / name)
        wanted = {ids[title] for title in expected["occupations"] if title in ids}
        if wanted:
            cases.append(Case(name, segments_of(resume), expected["language"], wanted))
        else:
            print(f"{name}: none of {expected['occupations']} is in this index, left out")
    return cases


def made_up(reader: Reader, occupations: Sequence[models.Record], number: int) -> list[Case]:
    """English resumes written from one occupation each; the same ones in every run."""
    chance = random.Random(1)
    skills = {point.payload["uri"]: point.payload for point in scroll_all(reader, SKILLS)}
    rich = [point for point in occupations if len(point.payload["essential_skills"]) >= 8 and len(labels(point, "en")) >= 3]
    cases = []
    for point in chance.sample(rich, min(number, len(rich))):
        other = chance.choice([item for item in rich if item.payload["code"][0] != point.payload["code"][0]])
        parts = [
            "Experience",
            f"{chance.choice(labels(point, 'en')[1:])}, 2015 to today. "
            + "; ".join(skill_texts(chance, point, skills, 4))
            + ".",
            f"{other.payload['preferred']['en']}, 2012 to 2014. " + "; ".join(skill_texts(chance, other, skills, 2)) + ".",
            "Skills\n" + ", ".join(skill_texts(chance, point, skills, 2)),
            "Education\nSecondary school leaving certificate, driving licence category B, languages: English, French, Italian.",
        ]
        cases.append(Case(point.payload["code"], parts, "en", {str(point.id)}))
    return cases


def skill_texts(chance: random.Random, point: models.Record, skills: dict[str, Any], number: int) -> list[str]:
    """Some of an occupation's skills, by an alternative label where there is one."""
    chosen = chance.sample(point.payload["essential_skills"], number)
    return [chance.choice(skills[uri]["alternatives"].get("en") or [skills[uri]["preferred"]["en"]]) for uri in chosen]


def labels(point: models.Record, language: str) -> list[str]:
    """The preferred label first, then the alternatives."""
    payload = point.payload
    return [payload["preferred"][language]] * (language in payload["preferred"]) + payload["alternatives"].get(language, [])


def print_table(title: str, rows: dict[str, dict[str, float]]) -> None:
    """Weightings down, poolings across."""
    print(f"\n{title}\n{'weights':<16}" + "".join(f"{pooling:>17}" for pooling in rows))
    for weighting in WEIGHTS:
        print(f"{weighting:<16}" + "".join(f"{rows[pooling][weighting]:>17.3f}" for pooling in rows))


if __name__ == "__main__":
    main()
