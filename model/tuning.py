"""Weights of the fused rankings, chosen on development sets by grids.

Rankings are asked for once; each choice of weights is then a fusion in memory. Every set counts the same, so that no large one
decides alone. Labels are tuned on MELO sets, apart for titles in the labels' language and in another one. The parts of a match are
tuned on vacancy titles, through the engine's own rankings.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean

from ingest.embeddings import EmbeddingCache
from model.benchmarks.evaluate import DEPTH, form_of, indexed, rank_read
from model.benchmarks.metrics import reciprocal_rank
from model.benchmarks.task import Task
from search.encoder import Encoder
from search.engine import DEPTH as PART_DEPTH
from search.engine import Engine
from search.forms import CHARS, TEXT, WORDS, FormRanker, FormWeights, fuse_forms
from search.fusion import reciprocal_rank_fusion
from search.query import read_query
from search.rankings import FORM, PARTS, rank
from search.store.base import OCCUPATIONS
from search.store.files import replace_file
from search.titles import plain_title

CHARS_TRIED = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6)
WORDS_TRIED = (0.0, 0.05, 0.1, 0.2)
LABEL_TRIED = (0.0, 0.25, 0.5, 1.0, 2.0)
"""weight of the mean over labels; that of the best single one is 1"""
DESCRIPTION_TRIED = (0.0, 0.1, 0.25)
SKILLS_TRIED = (0.0, 0.1)
TITLE_WORDS_TRIED = (0.1, 0.25, 0.5)
"""never none: where the encoder does not know a title's language, which the English titles do not show, words are what is left"""

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """One choice of weights; `scores` is set → MRR, `mean` their mean."""

    weights: Mapping[str, float]
    scores: dict[str, float] = field(default_factory=dict)

    @property
    def mean(self) -> float:
        """Mean MRR over the sets."""
        return fmean(self.scores.values())


def tune_forms(
    tasks: Sequence[Task], encoder: Encoder, cache: EmbeddingCache, told: Told | None = None
) -> dict[str, list[Trial]]:
    """Return section of tuned.json → every choice that was tried, best first, ties by the smaller weights."""
    choices = [
        FormWeights(dense=1.0, words=words, chars=chars) for chars, words in itertools.product(CHARS_TRIED, WORDS_TRIED)
    ]
    sections: dict[str, list[Trial]] = {}
    for done, task in enumerate(tasks, start=1):
        section = "forms" if task.query_language == task.candidate_language else "forms across languages"
        trials = sections.setdefault(section, [Trial(asdict(choice)) for choice in choices])
        with indexed(task, encoder, cache, lambda _stage, _done, _total: None) as (reader, _):
            rankings = rank_read(task, reader, encoder, [TEXT, CHARS, WORDS], DEPTH)
        ids = {form_of(candidate).id: candidate.id for candidate in task.candidates}
        for choice, trial in zip(choices, trials, strict=True):
            trial.scores[task.name] = fmean(
                reciprocal_rank((ids[item] for item, _ in fuse_forms(ranking, choice)), relevant)
                for ranking, relevant in zip(rankings, task.qrels.values(), strict=True)
            )
        if told:
            told(done, len(tasks))
    return {section: _best_first(trials) for section, trials in sections.items()}


def tune_titles(
    task: Task, engine: Engine, encoder: Encoder, form_weights: FormWeights | None = None, told: Told | None = None
) -> list[Trial]:
    """Return every choice of weights for the parts of a match by title, best first.

    `form_weights`, for titles in the labels' language; None takes the tuned ones.
    """
    view = engine.view()
    chosen = form_weights or FormWeights.tuned(encoder.identity)
    forms = FormRanker(view.reader, chosen, chosen)
    uris = view.catalogue.occupation_uris
    found: list[dict[str, list[str]]] = []
    titles = [plain_title(title, task.query_language) for title in task.queries.values()]
    for done, title in enumerate(titles, start=1):
        query = read_query([title], None, view.manifest, encoder)
        assert query is not None  # noqa: S101 - a task has no query without text
        vectors = {part: f"{part}_{task.candidate_language}" for part in PARTS}
        parts = rank(view.reader, OCCUPATIONS, query, vectors, None, PART_DEPTH)
        rankings = {name: [uris[item] for item in ranking] for name, ranking in parts.items()}
        (best,) = forms.concepts([title], query.whole[None], language=task.candidate_language)
        found.append({**rankings, FORM: [uri for uri, _ in best]})
        if told:
            told(done, len(task.queries))
    trials = []
    for label, description, skills, words in itertools.product(
        LABEL_TRIED, DESCRIPTION_TRIED, SKILLS_TRIED, TITLE_WORDS_TRIED
    ):
        weights = {FORM: 1.0, "label": label, "description": description, "skills": skills, "words": words}
        score = fmean(
            reciprocal_rank((uri for uri, _ in reciprocal_rank_fusion(rankings, weights)), relevant)
            for rankings, relevant in zip(found, task.qrels.values(), strict=True)
        )
        trials.append(Trial(weights, {task.name: score}))
    return _best_first(trials)


def _best_first(trials: Sequence[Trial]) -> list[Trial]:
    return sorted(trials, key=lambda trial: (-trial.mean, sum(trial.weights.values())))


def write_tuned(path: Path, name: str, sections: Mapping[str, Sequence[Trial]], about: Mapping[str, str]) -> None:
    """Write the settings that `search.forms.tuned` reads: each section's best weights, what they scored, how they were found.

    They are written under `name`: an encoder's identity, or `search.forms.DEFAULT`. What was not tuned stays as the file has it.
    """
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    mine = content.setdefault(name, {})
    for section, trials in sections.items():
        mine[section] = dict(trials[0].weights)
        mine[f"{section}: found"] = {**about, "mean MRR": trials[0].mean, **trials[0].scores}
    replace_file(path, json.dumps(content, indent=2) + "\n")
