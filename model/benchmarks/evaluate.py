"""Run a task: index its candidates as users' data is indexed, rank through the same search, and measure beside baselines."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.benchmarks.baselines import bare_cosine, char_tfidf, edit_distance, ordered
from model.benchmarks.metrics import PerQuery, Ranking, interval, mean, measure, paired_test
from model.benchmarks.task import Candidate, Task
from search.confidence import TITLE, kind_of
from search.encoder import Encoder, Vectors
from search.forms import CHARS, TEXT, WORDS, Form, FormWeights, Scored, form_points, form_schema, fuse_forms, rank_forms
from search.store.base import FORMS, Manifest, Reader
from search.store.embedded import EmbeddedStore
from search.titles import plain_title

if TYPE_CHECKING:
    from ingest.embeddings import EmbeddingCache

DEPTH = 300
"""candidates of each ranking; a rank beyond it counts 0 instead of less than 1/300"""
CONCEPT_DEPTH = 1000
"""the same where concepts have several candidates each"""
DENSE, BARE, HYBRID = "dense", "bare cosine", "hybrid"
_WRITE = 512

StageProgress = Callable[[str, int, int], None]
"""called with (stage, done, total); stages are "embed", "write" and "rank" """


@dataclass(frozen=True)
class SystemResult:
    """One system on one task. `means` and `intervals` are by measure; `per_query` is measure → query → value."""

    name: str
    run: Mapping[str, Ranking]
    per_query: PerQuery
    means: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    against_first: tuple[float, float] | None = None
    """difference in MRR to the first baseline and its p; None for that baseline itself"""


@dataclass(frozen=True)
class TaskResult:
    """A task, and each system on it; the first one is the baseline of the paired tests."""

    task: Task
    systems: list[SystemResult]
    baseline: str
    notes: list[str] = field(default_factory=list)


def evaluate_task(  # noqa: PLR0913 - what is measured, by what; the rest are options
    task: Task,
    encoder: Encoder,
    cache: EmbeddingCache,
    *,
    weights: FormWeights | None = None,
    baselines: bool = False,
    default: Encoder | None = None,
    served: Mapping[str, Mapping[str, Ranking]] | None = None,
    samples: int = 1000,
    progress: StageProgress | None = None,
) -> TaskResult:
    """Rank every query of a task by each system, and measure.

    `default` is the plain default encoder, run as a baseline where it is another one; `served` are runs that were made elsewhere
    (model.benchmarks.served), name → run. Systems: the encoder through the engine, the
    bare cosine loop beside it, and the hybrid: titles read as the engine reads them, and the fusion with character
    n-grams and words by `weights` (None: the tuned ones);
    with `baselines` BM25 and characters through the engine, character TF-IDF and edit distance as well.
    """
    told = progress or (lambda _stage, _done, _total: None)
    depth = CONCEPT_DEPTH if task.by_concept else DEPTH
    chosen = weights or FormWeights.tuned(encoder.identity, across=task.query_language != task.candidate_language)
    names = [TEXT, CHARS, WORDS] if baselines or chosen.words else [TEXT, CHARS]
    texts = sorted({candidate.text for candidate in task.candidates})
    with indexed(task, encoder, cache, told) as (reader, vectors):
        asked = list(task.queries.values())
        queries = encoder.encode_queries(asked)
        rankings = rank_forms(reader, asked, queries, names, depth=depth, progress=lambda n, of: told("rank", n, of))
        read = rank_read(task, reader, encoder, names, depth, rankings)
    runs: dict[str, Mapping[str, Ranking]] = {**(served or {})}
    runs[DENSE] = _run(task, [ranking[TEXT] for ranking in rankings])
    runs[HYBRID] = _run(task, [fuse_forms(ranking, chosen, depth) for ranking in read])
    matrix = np.array([vectors[candidate.text] for candidate in task.candidates])
    runs[BARE] = bare_cosine(task, queries, matrix, depth)
    if baselines:
        runs["bm25"] = _run(task, [ranking[WORDS] for ranking in rankings])
        runs["chars"] = _run(task, [ranking[CHARS] for ranking in rankings])
        runs["char tf-idf"] = char_tfidf(task, depth)
        runs["edit distance"] = edit_distance(task, depth)
    if default is not None and default.identity != encoder.identity:
        runs["default encoder"] = _plain(task, default, cache, texts, depth, told)
    first = "default encoder" if "default encoder" in runs else "bm25" if "bm25" in runs else BARE
    return TaskResult(task, measured(runs, task, first, samples), first, [_explain(runs, depth)])


@contextmanager
def indexed(
    task: Task, encoder: Encoder, cache: EmbeddingCache, told: StageProgress
) -> Iterator[tuple[Reader, dict[str, Vectors]]]:
    """Index a task's candidates aside; give the index, and text → vector of the candidates."""
    texts = sorted({candidate.text for candidate in task.candidates})
    cache.fill(encoder, texts, lambda done, total: told("embed", done, total))
    vectors = cache.get(encoder.identity, texts)
    with tempfile.TemporaryDirectory() as folder:
        reader = index_candidates(task, encoder, vectors, Path(folder), lambda done, total: told("write", done, total))
        yield reader, vectors
        reader.close()


def rank_read(
    task: Task,
    reader: Reader,
    encoder: Encoder,
    names: Sequence[str],
    depth: int,
    known: Sequence[dict[str, Scored]] | None = None,
) -> list[dict[str, Scored]]:
    """Rank a task's queries as the engine reads them: titles as labels are written (`search.titles`), longer texts as they are.

    `known` are the rankings of the queries as they stand: those that are read no differently are not asked again.
    """
    texts = list(task.queries.values())
    read = [plain_title(text, task.query_language) if kind_of([text]) == TITLE else text for text in texts]
    asked = [row for row, text in enumerate(read) if known is None or text != texts[row]]
    again = [read[row] for row in asked]
    found = rank_forms(reader, again, encoder.encode_queries(again), names, depth=depth) if again else []
    rankings = dict(zip(asked, found, strict=True))
    return [rankings[row] if row in rankings else known[row] for row in range(len(texts))] if known else found


def index_candidates(
    task: Task, encoder: Encoder, vectors: Mapping[str, Vectors], folder: Path, progress: Callable[[int, int], None]
) -> Reader:
    """Publish a generation of the candidates in the embedded engine, and open it."""
    store = EmbeddedStore(folder / "index")
    writer = store.begin({FORMS: form_schema(encoder.dimension)})
    forms = [form_of(candidate) for candidate in task.candidates]
    try:
        for start in range(0, len(forms), _WRITE):
            writer.upsert(FORMS, list(form_points(forms[start : start + _WRITE], vectors)))
            progress(min(start + _WRITE, len(forms)), len(forms))
        writer.publish(
            Manifest(
                generation=writer.number,
                esco_version=task.name,
                model=encoder.identity,
                dimension=encoder.dimension,
                languages=(task.candidate_language,),
                created_at=datetime.now(UTC).isoformat(timespec="seconds"),
                counts={FORMS: len(forms)},
            )
        )
    except BaseException:
        writer.abandon()
        raise
    return store.open()


def form_of(candidate: Candidate) -> Form:
    """Return the form that a candidate is indexed as."""
    return Form(candidate.uri, candidate.text, candidate.language, key=candidate.id)


def measured(runs: Mapping[str, Mapping[str, Ranking]], task: Task, first: str, samples: int) -> list[SystemResult]:
    """Measure runs, with intervals, and each against the first baseline."""
    per_query = {name: measure(run, task.qrels) for name, run in runs.items()}
    return [
        SystemResult(
            name=name,
            run=run,
            per_query=per_query[name],
            means={key: mean(values) for key, values in per_query[name].items()},
            intervals={key: interval(values, samples) for key, values in per_query[name].items()},
            against_first=None if name == first else paired_test(per_query[name]["MRR"], per_query[first]["MRR"]),
        )
        for name, run in runs.items()
    ]


def _run(task: Task, rankings: Sequence[Scored]) -> dict[str, Ranking]:
    ids = {form_of(candidate).id: candidate.id for candidate in task.candidates}
    uris = {candidate.id: candidate.uri for candidate in task.candidates}
    return {
        key: ordered(task, [(ids[item], score) for item, score in ranking], uris)
        for key, ranking in zip(task.queries, rankings, strict=True)
    }


def _plain(
    task: Task, encoder: Encoder, cache: EmbeddingCache, texts: Sequence[str], depth: int, told: StageProgress
) -> dict[str, Ranking]:
    cache.fill(encoder, texts, lambda done, total: told("embed", done, total))
    vectors = cache.get(encoder.identity, texts)
    matrix = np.array([vectors[candidate.text] for candidate in task.candidates])
    return bare_cosine(task, encoder.encode_queries(list(task.queries.values())), matrix, depth)


def _explain(runs: Mapping[str, Mapping[str, Ranking]], depth: int) -> str:
    """Say where the engine's dense ranking and the bare loop's differ."""
    different = [
        query for query, ranking in runs[BARE].items() if [i for i, _ in ranking] != [i for i, _ in runs[DENSE][query]]
    ]
    gap = max((_largest_gap(runs[BARE][query], runs[DENSE][query]) for query in different), default=0.0)
    if not different:
        return f"dense through the engine and the bare cosine loop give the same {depth} ranks for every query"
    return (
        f"dense through the engine and the bare cosine loop order {len(different):,} of {len(runs[BARE]):,} queries differently "
        f"within {depth} ranks; scores at one rank differ by at most {gap:.1g}: the last bits of float32 sums, and ties at the cut"
    )


def _largest_gap(one: Ranking, other: Ranking) -> float:
    return max((abs(a - b) for (_, a), (_, b) in zip(one, other, strict=False)), default=0.0)
