"""`careerspace evaluate`: match quality on public benchmarks and on one's own data."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.output import new_folder, out, print_json
from cli.progress import Bars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.embeddings import EmbeddingCache
    from model.benchmarks.evaluate import TaskResult
    from model.benchmarks.metrics import Ranking
    from model.benchmarks.task import Task
    from search.encoder import Encoder
    from search.records import Taxonomy
    from search.settings import Settings


class Benchmark(enum.StrEnum):
    """What can be evaluated."""

    MELO = "melo"
    TITLES = "titles"
    SKILLS = "skills"
    TALENTCLEF = "talentclef"
    ADS = "ads"
    RESUMES = "resumes"


def evaluate(  # noqa: C901 - one step after the other
    *,
    benchmark: Annotated[Benchmark, typer.Option(help="What to run.")],
    data: Annotated[Path, typer.Option(help="Folder of the benchmark's files, or a folder above it.")],
    esco: Annotated[
        Path | None, typer.Option(help="ESCO file: candidates of titles and skills; ISCO groups of melo, if given.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="Preset, hub name or folder; default: CAREERSPACE_MODEL.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write a report, run files and JSON into this folder.")] = None,
    compare: Annotated[Path | None, typer.Option(help="Folder of an earlier report: paired test against it.")] = None,
    chars: Annotated[
        float | None,
        typer.Option(help="Weight of character n-grams beside the cosine, in “hybrid”; default: the tuned weights.", min=0),
    ] = None,
    baselines: Annotated[
        bool, typer.Option("--baselines", help="Also BM25, character n-grams, edit distance and the default encoder.")
    ] = False,
    bootstrap: Annotated[int, typer.Option(help="Samples of each interval.", min=1)] = 1000,
    rows: Annotated[
        int | None, typer.Option(help="Only so many queries of each set, evenly from first to last.", min=1)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure how well titles, sentences, ads or resumes find what they should."""
    from datetime import UTC, datetime

    from model.benchmarks.metrics import EXTRA
    from model.benchmarks.report import compare_with, summary, write_report
    from search.errors import InputError
    from search.extras import need
    from search.forms import SECTIONS, tuned
    from search.settings import get_settings

    need("ir_measures", EXTRA)  # first: it is cheap to refuse
    if report:
        need("matplotlib.figure", EXTRA)
    if not data.exists():
        raise InputError(f"there is no {data}; give the folder of the benchmark's files")
    if compare and not (compare / "results.json").is_file():
        raise InputError(f"{compare} has no results.json: give a folder that --report wrote")
    if report:
        new_folder(report)
    settings = get_settings()
    if model:
        settings = settings.model_copy(update={"model": model, "dimension": None})
    if benchmark in {Benchmark.ADS, Benchmark.RESUMES}:
        results, identity = _own(benchmark, data, settings, bootstrap, rows)
    else:
        tasks, taxonomy = _read(benchmark, data, esco)
        tasks = [task.spread(rows) for task in tasks]
        results, identity = _public(benchmark, tasks, taxonomy, settings, chars, bootstrap, baselines=baselines)
    about = {
        "command": " ".join(["careerspace", *(_shown(argument) for argument in sys.argv[1:])]),
        "model": identity,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "bootstrap": bootstrap,
        "weights": {"chars": chars} if chars is not None else {name: dict(tuned(name, identity)) for name in SECTIONS},
    }
    try:
        compared = compare_with(results, compare) if compare else []
    finally:  # where nothing can be compared, what was measured is kept
        if report:
            write_report(report, results, about)
    if as_json:
        print_json({**summary(results, about), "compared": compared})
        return
    _print(results, identity)
    for row in compared:
        seen = f"p = {row['p']:.4f}, {row['queries']:,} queries"
        out.print(f"{row['task']} {row['system']}: MRR {row['difference']:+.3f} to {compare}, {seen}")
    if report:
        out.print(f"Wrote {report / 'report.md'}.")


def _shown(argument: str) -> str:
    """Return an argument as a report may show it: of a path its last part, for it is passed on."""
    return Path(argument).name if Path(argument).is_absolute() else argument


def _read(benchmark: Benchmark, data: Path, esco: Path | None) -> tuple[list[Task], Taxonomy | None]:
    from search.errors import InputError

    if benchmark is Benchmark.TALENTCLEF:
        from model.benchmarks.talentclef import read_talentclef

        return read_talentclef(data), None
    if esco is None and benchmark is not Benchmark.MELO:
        raise InputError(f"{benchmark} needs --esco FILE: its candidates are the concepts of that release")
    taxonomy = None
    if esco is not None:
        from ingest.esco import read_taxonomy

        taxonomy, _ = read_taxonomy(esco, ("en",))
    if benchmark is Benchmark.MELO:
        from model.benchmarks.melo import read_melo

        return read_melo(data, {uri: one.code for uri, one in taxonomy.occupations.items()} if taxonomy else None), None
    assert taxonomy is not None  # noqa: S101 - for the type checker; refused above
    if benchmark is Benchmark.TITLES:
        from model.benchmarks.titles import read_titles

        return read_titles(data, taxonomy), taxonomy
    from model.benchmarks.skills import read_skills

    return read_skills(data, taxonomy), taxonomy


def _public(
    benchmark: Benchmark,
    tasks: list[Task],
    taxonomy: Taxonomy | None,
    settings: Settings,
    chars: float | None,
    samples: int,
    *,
    baselines: bool,
) -> tuple[list[TaskResult], str]:
    from ingest.embeddings import EmbeddingCache
    from model.benchmarks.evaluate import evaluate_task
    from search.encoder import encoder_of, load_encoder
    from search.forms import FormWeights
    from search.presets import DEFAULT

    encoder = encoder_of(settings)
    default = None
    if baselines and settings.model != DEFAULT:
        default = load_encoder(DEFAULT, device=settings.device, batch_size=settings.batch_size)
    weights = None if chars is None else FormWeights(dense=1.0, words=0.0, chars=chars)
    results = []
    with EmbeddingCache(settings.data_dir / "benchmarks.sqlite") as cache:
        served = _served(benchmark, tasks, taxonomy, encoder, cache) if taxonomy else {}
        for task in tasks:
            with Bars() as bars:
                results.append(
                    evaluate_task(
                        task, encoder, cache, weights=weights, baselines=baselines, default=default,
                        served=served.get(task.name), samples=samples, progress=bars.update,
                    )
                )  # fmt: skip
    return results, encoder.identity


def _served(
    benchmark: Benchmark, tasks: list[Task], taxonomy: Taxonomy, encoder: Encoder, cache: EmbeddingCache
) -> dict[str, dict[str, Mapping[str, Ranking]]]:
    """Return task → system → run of what is asked of a whole index; titles stand beside all labels, which they are matched by."""
    from model.benchmarks.served import ENGINE, LINKER, link_sentences, match_titles, serving

    with Bars() as bars, serving(taxonomy, encoder, cache, bars.update) as engine:
        if benchmark is Benchmark.SKILLS:
            return {task.name: {LINKER: link_sentences(task, engine)} for task in tasks}
        run = match_titles(tasks[0], engine, bars.update)
        return {tasks[-1].name: {ENGINE: run}}


def _own(benchmark: Benchmark, data: Path, settings: Settings, samples: int, rows: int | None) -> tuple[list[TaskResult], str]:
    from model.benchmarks.evaluate import TaskResult, measured
    from model.benchmarks.own import rank_own, read_ads_truth, read_resumes_truth
    from model.benchmarks.task import evenly
    from search.engine import Engine

    engine = Engine.from_settings(settings)
    cases = (read_ads_truth if benchmark is Benchmark.ADS else read_resumes_truth)(data)
    cases = evenly(cases, rows)
    with Bars() as bars:
        ranked = rank_own(
            benchmark.value, cases, engine, (data / "truth.json",), lambda done, total: bars.update("rank", done, total)
        )
    results = [TaskResult(task, measured({"engine": run}, task, "engine", samples), "engine") for task, run in ranked]
    return results, engine.view().manifest.model


def _print(results: list[TaskResult], identity: str) -> None:
    from rich.table import Column, Table

    names = ("MRR", "S@1", "S@5", "S@10", "MAP", "RP@5", "RP@10")
    for result in results:
        task: Any = result.task
        table = Table(
            Column("system", no_wrap=True),
            "MRR",
            Column("95%", no_wrap=True),
            *names[1:],
            "p",
            box=None,
            pad_edge=False,
            header_style="dim",
        )
        for system in result.systems:
            low, high = system.intervals["MRR"]
            values = [f"{system.means[name]:.3f}" for name in names]
            p = f"{system.against_first[1]:.4f}" if system.against_first else "–"
            table.add_row(system.name, values[0], f"{low:.3f}–{high:.3f}", *values[1:], p)
        out.print(f"[bold]{task.name}[/]  {len(task.queries):,} queries, {len(task.candidates):,} candidates", soft_wrap=True)
        out.print(table)
        out.print(f"[dim]{task.left_out:,} queries without a relevant candidate left out; p: MRR against {result.baseline}[/]")
        for note in result.notes:
            out.print(f"[dim]{note}[/]", soft_wrap=True)
    out.print(f"[dim]{identity}[/]")
