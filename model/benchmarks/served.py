"""Titles and sentences asked of a whole index, as users ask: occupations by the engine's match, skills by the linker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ingest.pipeline import index_taxonomy
from model.benchmarks.evaluate import StageProgress
from model.benchmarks.metrics import Ranking
from model.benchmarks.task import Task
from search.encoder import Encoder
from search.engine import Engine
from search.records import Taxonomy
from search.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from ingest.embeddings import EmbeddingCache

ENGINE, LINKER = "engine", "linker"
TOP = 100
"""occupations of a match; a rank beyond counts 0"""
TOP_SKILLS = 1000


@contextmanager
def serving(taxonomy: Taxonomy, encoder: Encoder, cache: EmbeddingCache, told: StageProgress) -> Iterator[Engine]:
    """Index a taxonomy aside, as `careerspace ingest esco` does, and open an engine on it."""
    with TemporaryDirectory() as folder:
        store = EmbeddedStore(Path(folder) / "index")
        index_taxonomy(taxonomy, store, encoder, cache, progress=told)
        engine = Engine(store, encoder)
        yield engine
        engine.view().reader.close()


def match_titles(task: Task, engine: Engine, told: StageProgress) -> Mapping[str, Ranking]:
    """Return query → occupations as (URI, score), best first."""
    run: dict[str, Ranking] = {}
    for done, (key, title) in enumerate(task.queries.items(), start=1):
        matches = engine.match([title], language=task.candidate_language, top=TOP).matches
        run[key] = [(str(match.occupation["uri"]), match.score) for match in matches]
        told("rank", done, len(task.queries))
    return run


def link_sentences(task: Task, engine: Engine) -> Mapping[str, Ranking]:
    """Return query → skills as (URI, score), best first."""
    answers = engine.skills().rank(list(task.queries.values()), TOP_SKILLS, task.candidate_language)
    return {key: [(hit.uri, hit.score) for hit in hits] for key, hits in zip(task.queries, answers, strict=True)}
