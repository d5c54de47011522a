"""`careerspace tune`: the weights of the rankings, chosen on development sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import out, print_json
from cli.progress import Bars

if TYPE_CHECKING:
    from model.tuning import Trial


def tune(
    *,
    data: Annotated[Path, typer.Option(help="Folder of a MELO set, or a folder above several: the development sets.")],
    model: Annotated[str | None, typer.Option(help="Preset, hub name or folder; default: CAREERSPACE_MODEL.")] = None,
    write: Annotated[Path | None, typer.Option("--out", help="Write the tuned settings here (search/tuned.json).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Choose what each ranking of surface forms counts for."""
    from dataclasses import asdict
    from datetime import UTC, datetime

    from ingest.embeddings import EmbeddingCache
    from model.benchmarks.melo import read_melo
    from model.benchmarks.metrics import need
    from model.tuning import tune_forms, write_tuned
    from search.encoder import encoder_of
    from search.settings import get_settings

    need("ir_measures")
    settings = get_settings()
    if model:
        settings = settings.model_copy(update={"model": model, "dimension": None})
    tasks = read_melo(data)
    encoder = encoder_of(settings)
    with EmbeddingCache(settings.data_dir / "benchmarks.sqlite") as cache, Bars() as bars:
        trials = tune_forms(tasks, encoder, cache, lambda done, total: bars.update("rank", done, total))
    about = {"model": encoder.identity, "date": datetime.now(UTC).date().isoformat()}
    if write:
        write_tuned(write, trials[0], about)
    if as_json:
        print_json({**about, "trials": [{**asdict(trial), "mean": trial.mean} for trial in trials]})
        return
    _print(trials)


def _print(trials: list[Trial]) -> None:
    from rich.table import Table

    table = Table("chars", "words", "mean MRR", *trials[0].scores, box=None, pad_edge=False, header_style="dim")
    for trial in trials:
        values = (f"{score:.3f}" for score in trial.scores.values())
        table.add_row(f"{trial.weights.chars:g}", f"{trial.weights.words:g}", f"{trial.mean:.4f}", *values)
    out.print(table)
