"""Fit the confidence of matches on development data, and say how reliable it is.

Titles are real: vacancy titles with the occupation that people gave them. Documents are written from the index itself, as no
resume with a known occupation may be published: from one occupation each, by its other labels and skills, with noise from others.
Queries are split by occupation: one half is fitted on, the other one reported.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.benchmarks.titles import read_truth
from model.remembering import Remembering
from search.confidence import DOCUMENT, PLACE, TITLE, Calibration, Model, kind_of
from search.encoder import Encoder
from search.engine import Engine
from search.errors import InputError
from search.rankings import FORM, WORDS
from search.store.base import OCCUPATIONS, SKILLS, Store, scroll_all

TOP = 20
"""matches of a query that are fitted on"""
BINS = 10
KNOTS = 30
"""points of a curve that are kept"""
CERTAIN = 0.995
"""a confidence goes no higher, and no lower than 1 minus it: nothing was seen often enough to say more"""
SEED = 1
Array = NDArray[np.float64]
Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A query as segments, and the occupations that are right (URIs); it is split by the first of them."""

    segments: tuple[str, ...]
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """Matches of questions of one kind: features, whether right (0 or 1), shape (n,), rank, and the number of the question."""

    features: list[Mapping[str, float]]
    right: Array
    rank: Array
    question: Array


def read_titles(folder: Path, known: frozenset[str], number: int) -> list[Question]:
    """Return `number` random titles of titles.csv(.gz) in a folder, or in its folder titles; only occupations of the index count.

    Raises InputError where there is no such file, or not such columns.
    """
    _, truth = read_truth(folder)
    right = {title: known.intersection(uris) for title, uris in truth.items()}
    questions = [
        Question((title,), frozenset(uris)) for title, uris in sorted(right.items()) if uris and kind_of([title]) == TITLE
    ]
    return random.Random(SEED).sample(questions, min(number, len(questions)))  # noqa: S311 - a sample, no secret


def write_documents(store: Store, language: str, number: int) -> list[Question]:
    """Return `number` resumes written from one occupation of the index each; the same ones in every run.

    One in two has its job title, by another label where there is one; the others only tell of tasks.
    """
    chance = random.Random(SEED)  # noqa: S311 - a sample, no secret
    with closing(store.open()) as reader:
        skills = {point.payload["uri"]: point.payload for point in scroll_all(reader, SKILLS) if point.payload}
        occupations = [point.payload for point in scroll_all(reader, OCCUPATIONS) if point.payload]

    def names(payload: Mapping[str, Any]) -> list[str]:
        return payload["alternatives"].get(language) or [payload["preferred"][language]]

    def tasks(payload: Mapping[str, Any], most: int) -> list[str]:
        own = [uri for uri in payload["essential_skills"] if language in skills.get(uri, {"preferred": {}})["preferred"]]
        return [chance.choice(names(skills[uri])) for uri in chance.sample(own, min(most, len(own)))]

    usable = [item for item in occupations if language in item["preferred"] and len(item["essential_skills"]) >= 4]
    questions = []
    for payload in chance.sample(usable, min(number, len(usable))):
        other = chance.choice(usable)
        title = chance.choice(names(payload)) if chance.random() < 0.5 else "2015"
        parts = (
            f"{title}. " + "; ".join(tasks(payload, chance.randint(2, 5))) + ".",
            f"{chance.choice(names(other))}, 2012. " + "; ".join(tasks(other, 2)) + ".",
            ", ".join(tasks(payload, 2) + tasks(chance.choice(usable), 2)) + ".",
        )
        questions.append(Question(parts, frozenset({payload["uri"]})))
    return questions


def ask(
    engine_of: Callable[[Encoder], Engine], encoder: Encoder, language: str, questions: Sequence[Question], watch: Watch
) -> Rows:
    """Put every question to the engine and return its first `TOP` matches."""
    texts = sorted({segment for question in questions for segment in question.segments})
    engine = engine_of(Remembering(encoder, texts, lambda done, total: watch("embed", done, total)))
    features: list[Mapping[str, float]] = []
    cells: list[tuple[float, int, int]] = []
    for number, question in enumerate(questions):
        for match in engine.match(question.segments, language=language, top=TOP).matches:
            features.append(match.features)
            cells.append((match.occupation["uri"] in question.right, match.rank, number))
        watch("rank", number + 1, len(questions))
    table = np.array(cells, dtype=np.float64).reshape(-1, 3)
    return Rows(features, table[:, 0], table[:, 1], table[:, 2])


def halves(questions: Sequence[Question]) -> tuple[list[Question], list[Question]]:
    """Split by occupation: no occupation of the first half is right in the second. Questions with several go by their first."""
    uris = sorted({min(question.right) for question in questions})
    random.Random(SEED).shuffle(uris)  # noqa: S311 - a split, no secret
    first = frozenset(uris[::2])
    fitted = [question for question in questions if min(question.right) in first]
    taught = frozenset(uri for question in fitted for uri in question.right)
    return fitted, [question for question in questions if min(question.right) not in first and not question.right & taught]


def fit(rows: Rows) -> dict[frozenset[str], Model]:
    """Return a model for every set of evidence that matches may have: `label` and `place` always, of titles `form` as well, the
    rest where it exists.

    A model of less evidence is fitted on all matches without the rest, so that nothing that is missing needs a number.
    """
    every = frozenset().union(*rows.features)
    always = ["label", PLACE, *([FORM] if FORM in every else [])]
    seen = sorted(every - set(always))
    subsets = chain.from_iterable(combinations(seen, size) for size in range(len(seen) + 1))
    models = {}
    for subset in subsets:
        names = [*always, *subset]
        usable = [number for number, features in enumerate(rows.features) if all(name in features for name in names)]
        table = np.array([[rows.features[number][name] for name in names] for number in usable])
        models[frozenset(names)] = _fit_one(names, table, rows.right[usable], rows.question[usable])
    return models


def _fit_one(names: Sequence[str], table: Array, right: Array, groups: Array) -> Model:
    """Fit log-odds, then a monotone curve on log-odds of folds that were not fitted on."""
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    spread = table.std(axis=0)
    spread[spread == 0] = 1
    regression = LogisticRegression(C=10, max_iter=1000)
    folds = GroupKFold(5)
    unseen = cross_val_predict(regression, table / spread, right, groups=groups, cv=folds, method="decision_function")
    regression.fit(table / spread, right)
    curve = IsotonicRegression(y_min=1 - CERTAIN, y_max=CERTAIN, out_of_bounds="clip").fit(unseen, right)
    # the steps joined by lines at quantiles: the middle of each step, so that equal confidences are rare
    at = np.unique(
        np.quantile(unseen, np.linspace(0, 1, KNOTS)).tolist() + np.quantile(unseen, 1 - np.geomspace(1e-3, 0.1, 12)).tolist()
    )
    weights = regression.coef_[0] / spread
    knots = (tuple(map(float, at)), tuple(map(float, curve.predict(at))))
    return Model(dict(zip(names, map(float, weights), strict=True)), float(regression.intercept_[0]), knots)


def reliability(confidence: Array, right: Array) -> dict[str, Any]:
    """Return the expected calibration error, the Brier score and a row for each of `BINS` bins of equal width.

    ECE = Σ bins n/N · |mean confidence − share that is right| (Naeini, Cooper and Hauskrecht 2015).
    """
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    table, error = [], 0.0
    for number in range(BINS):
        chosen = bins == number
        if not chosen.any():
            continue
        said, was = float(confidence[chosen].mean()), float(right[chosen].mean())
        error += float(chosen.mean()) * abs(said - was)
        table.append(
            {"from": number / BINS, "matches": int(chosen.sum()), "confidence": round(said, 4), "right": round(was, 4)}
        )
    brier = float(np.mean((confidence - right) ** 2)) if len(right) else 0.0
    return {"matches": len(right), "ece": round(error, 4), "brier": round(brier, 4), "table": table}


def judge(calibration: Calibration, kind: str, rows: Rows) -> dict[str, Any]:
    """Return how reliable the confidence is on matches that were not fitted on: of all, and of each question's first."""
    said = np.array([calibration.confidence(kind, features) for features in rows.features], dtype=np.float64)
    first = rows.rank == 1
    if np.isnan(said).any():
        raise ValueError("a model is missing for what a match has")
    kept = {}
    for least in (0.3, 0.5, 0.7):
        answered = first & (said >= least)
        kept[str(least)] = {
            "answered": round(float(answered.sum() / max(1, first.sum())), 4),
            "right": round(float(rows.right[answered].mean()), 4) if answered.any() else None,
        }
    return {
        "all": reliability(said, rows.right),
        "first": reliability(said[first], rows.right[first]),
        "brier of a constant": round(float(np.mean((rows.right[first].mean() - rows.right[first]) ** 2)), 4),
        "abstaining": kept,
    }


def calibrate(
    store: Store, encoder: Encoder, data: Path, *, titles: int = 2000, documents: int = 1000, watch: Watch = lambda *_: None
) -> Calibration:
    """Fit both kinds on the published index, in English, else in its first language; titles are English.

    `about` holds the reliability.

    Raises InputError for too few queries.
    """
    with closing(store.open()) as reader:
        manifest = reader.manifest
        known = frozenset(point.payload["uri"] for point in scroll_all(reader, OCCUPATIONS) if point.payload)
    language = "en" if "en" in manifest.languages else manifest.languages[0]

    def engine_of(remembering: Encoder) -> Engine:
        return Engine(store, remembering, calibration=lambda *_: None)

    asked = {DOCUMENT: write_documents(store, language, documents)}
    if language == "en":
        asked[TITLE] = read_titles(data, known, titles)
    kinds, about = {}, {}
    for kind, questions in sorted(asked.items()):
        fitted, reported = halves(questions)
        if min(len(fitted), len(reported)) < 20:
            raise InputError(f"{len(questions)} {kind}s are too few to fit and to report on")
        rows = ask(engine_of, encoder, language, fitted, watch)
        if kind == DOCUMENT:  # made-up documents share words with the index that real ones do not
            rows = replace(rows, features=[{name: of[name] for name in of if name != WORDS} for of in rows.features])
        kinds[kind] = fit(rows)
        found = ask(engine_of, encoder, language, reported, watch)
        made = Calibration(manifest.model, language, kinds)
        about[kind] = {"fitted on": len(fitted), "reported on": len(reported), **judge(made, kind, found)}
    return Calibration(manifest.model, language, kinds, {"esco_version": manifest.esco_version, **about})


def write_report(calibration: Calibration, folder: Path) -> None:
    """Write reliability.md, reliability.json and a plot for each kind of query."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "reliability.json").write_text(json.dumps(calibration.about, indent=2) + "\n", encoding="utf-8")
    lines = [
        f"# Reliability of confidence\n\n{calibration.model}, {calibration.language}, ESCO {calibration.about['esco_version']}"
    ]
    for kind in calibration.kinds:
        about = calibration.about[kind]
        lines += [f"\n## {kind}\n\n![{kind}](reliability-{kind}.png)\n", *summary(kind, about)]
        figure = Figure(figsize=(5, 5))
        FigureCanvasAgg(figure)
        axes = figure.add_subplot(title=f"{kind}: {calibration.model}", xlabel="confidence", ylabel="share that is right")
        axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
        for name, marker in (("all", "o"), ("first", "s")):
            table = about[name]["table"]
            label = f"{name} matches (ECE {about[name]['ece']:.3f})"
            axes.plot([row["confidence"] for row in table], [row["right"] for row in table], marker=marker, label=label)
            lines += [f"\n{name}\n\n| from | matches | confidence | right |", "|---|---|---|---|"]
            lines += [
                f"| {row['from']:.1f} | {row['matches']} | {row['confidence']:.3f} | {row['right']:.3f} |" for row in table
            ]
        axes.legend()
        figure.savefig(folder / f"reliability-{kind}.png", dpi=110, metadata={"Software": None})
    (folder / "reliability.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def summary(kind: str, about: Mapping[str, Any]) -> list[str]:
    """Return the figures of a kind as lines."""
    lines = [f"{kind}: fitted on {about['fitted on']:,} queries, reported on {about['reported on']:,} of other occupations"]
    for name in ("all", "first"):
        part = about[name]
        lines.append(f"{name} matches: {part['matches']:,}, ECE {part['ece']:.3f}, Brier score {part['brier']:.3f}")
    lines.append(f"Brier score of the first matches, had all the same confidence: {about['brier of a constant']:.3f}")
    for least, kept in about["abstaining"].items():
        right = "–" if kept["right"] is None else f"{kept['right']:.3f}"
        lines.append(f"at least {least}: {kept['answered']:.3f} of the queries answered, {right} of the first matches right")
    return lines
