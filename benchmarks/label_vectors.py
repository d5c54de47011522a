"""What should an occupation's label vector be made of? Each choice alone, by plain cosine, on real vacancy titles.

    python -m benchmarks.label_vectors ESCO TITLES [--rows 2000]

ESCO is any file that `careerspace ingest esco` reads, in English; TITLES the JobBERT validation file. Vectors come from the
embedding cache under CAREERSPACE_DATA_DIR, and are made where they are missing. Rows with an occupation that the file does not
have count as not found.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.embeddings import EmbeddingCache
from ingest.esco import read_taxonomy
from search.encoder import Vectors, encoder_of, unit
from search.settings import get_settings
from search.texts import label_texts


def main() -> None:
    """Print recall@10 and MRR of each vector."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("esco", type=Path)
    parser.add_argument("titles", type=Path)
    parser.add_argument("--rows", type=int, default=2000)
    arguments = parser.parse_args()
    taxonomy, _ = read_taxonomy(arguments.esco, ("en",))
    with gzip.open(arguments.titles, "rt", encoding="utf-8", newline="") as file:
        rows = list(itertools.islice(csv.DictReader(file), arguments.rows))
    settings = get_settings()
    encoder = encoder_of(settings)
    occupations = list(taxonomy.occupations.values())
    labels = [label_texts(occupation, "en") for occupation in occupations]
    skills = [
        [taxonomy.skills[uri].preferred["en"] for uri in (*occupation.essential_skills, *occupation.optional_skills)]
        for occupation in occupations
    ]
    descriptions = [[occupation.description["en"]] for occupation in occupations]
    with EmbeddingCache(settings.data_dir / "embeddings.sqlite") as cache:
        texts = {text for group in (*labels, *skills, *descriptions) for text in group}
        cache.fill(encoder, texts)
        vectors = cache.get(encoder.identity, texts)
    queries = encoder.encode_queries([row["vacancyTitle"] for row in rows])
    place = {occupation.uri: number for number, occupation in enumerate(occupations)}
    wanted = [place.get(row["conceptUri"]) for row in rows]
    maximum = np.array([(stack(group, vectors) @ queries.T).max(axis=0) for group in labels])
    choices = {
        "preferred label only": unit(np.array([vectors[group[0]] for group in labels])) @ queries.T,
        "mean over all labels": mean(labels, vectors) @ queries.T,
        "maximum over labels": maximum,
        "description": mean(descriptions, vectors) @ queries.T,
        "mean of the skills' labels": mean([group or labels[row] for row, group in enumerate(skills)], vectors) @ queries.T,
    }
    print(f"{'vector':<28}{'recall@10':>10}{'MRR':>8}   ({len(rows)} titles, {encoder.identity})")
    for name, similarities in choices.items():
        ranks = [rank(similarities[:, row], target) for row, target in enumerate(wanted)]
        recall = np.mean([found is not None and found <= 10 for found in ranks])
        print(f"{name:<28}{recall:>10.3f}{np.mean([1 / found if found else 0 for found in ranks]):>8.3f}")


def rank(similarities: Vectors, target: int | None) -> int | None:
    """Return the place of a row when sorted by falling similarity, from 1."""
    return None if target is None else int((similarities > similarities[target]).sum()) + 1


def stack(texts: Sequence[str], vectors: dict[str, Vectors]) -> Vectors:
    """Return the vectors of some texts as an array of shape (n, dim)."""
    return np.array([vectors[text] for text in texts])


def mean(groups: Sequence[Sequence[str]], vectors: dict[str, Vectors]) -> Vectors:
    """Return the unit mean of each group of texts, shape (groups, dim)."""
    return unit(np.array([stack(group, vectors).sum(axis=0) for group in groups]))


if __name__ == "__main__":
    main()
