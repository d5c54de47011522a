"""`careerspace tune`: the weights of the rankings, chosen on development sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import out, print_json
from cli.progress import Bars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.tuning import Trial

_SHOWN = 12


def tune(
    *,
    data: Annotated[Path, typer.Option(help="Folder of a MELO set, or a folder above several: the development sets.")],
    titles: Annotated[Path | None, typer.Option(help="Folder of titles.csv: tune the match of titles as well.")] = None,
    esco: Annotated[Path | None, typer.Option(help="ESCO file: the occupations that titles are matched with.")] = None,
    rows: Annotated[int, typer.Option(help="Titles that are tried, evenly from the file.", min=1)] = 1000,
    model: Annotated[str | None, typer.Option(help="Preset, hub name or folder; default: CAREERSPACE_MODEL.")] = None,
    write: Annotated[Path | None, typer.Option("--out", help="Write the tuned settings here (search/tuned.json).")] = None,
    default: Annotated[bool, typer.Option("--default", help="Write them for every encoder without its own.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Choose what each ranking counts for: of labels by MELO sets, and of a match by vacancy titles."""
    from dataclasses import asdict
    from datetime import UTC, datetime

    from ingest.embeddings import EmbeddingCache
    from ingest.esco import read_taxonomy
    from model.benchmarks.melo import read_melo
    from model.benchmarks.served import serving
    from model.benchmarks.titles import read_titles
    from model.tuning import tune_forms, tune_titles, write_tuned
    from search.encoder import encoder_of
    from search.errors import InputError
    from search.forms import DEFAULT, FormWeights
    from search.settings import get_settings

    if titles and not esco:
        raise InputError("--titles needs --esco FILE: the occupations that titles are matched with")
    settings = get_settings()
    if model:
        settings = settings.model_copy(update={"model": model, "dimension": None})
    tasks = read_melo(data)
    taxonomy = task = None
    if titles and esco:
        taxonomy, _ = read_taxonomy(esco, ("en",))
        task = read_titles(titles, taxonomy)[0].spread(rows)
    encoder = encoder_of(settings)
    with EmbeddingCache(settings.data_dir / "benchmarks.sqlite") as cache, Bars() as bars:
        sections = tune_forms(tasks, encoder, cache, lambda done, total: bars.update("rank", done, total))
        if task and taxonomy:
            with serving(taxonomy, encoder, cache, bars.update) as engine:
                found = FormWeights(**sections["forms"][0].weights) if "forms" in sections else None
                sections["titles"] = tune_titles(task, engine, encoder, found, lambda done, of: bars.update("rank", done, of))
    about = {"model": encoder.identity, "date": datetime.now(UTC).date().isoformat()}
    if write:
        write_tuned(write, DEFAULT if default else encoder.identity, sections, about)
    if as_json:
        tried = {name: [{**asdict(trial), "mean": trial.mean} for trial in trials] for name, trials in sections.items()}
        print_json({**about, "trials": tried})
        return
    _print(sections)


def _print(sections: Mapping[str, list[Trial]]) -> None:
    from rich.table import Table

    for section, trials in sections.items():
        names = sorted({name for trial in trials for name in trial.weights})
        table = Table(*names, "mean MRR", *trials[0].scores, box=None, pad_edge=False, header_style="dim")
        for trial in trials[:_SHOWN]:
            values = (f"{score:.3f}" for score in trial.scores.values())
            table.add_row(*(f"{trial.weights.get(name, 0):g}" for name in names), f"{trial.mean:.4f}", *values)
        out.print(f"[bold]{section}[/]  {len(trials)} choices, the best {min(_SHOWN, len(trials))}")
        out.print(table)
