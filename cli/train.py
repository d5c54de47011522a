"""`careerspace train`: an encoder of your own from ESCO."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.output import err, new_folder, print_json
from search.presets import DEFAULT

_EU = "en,de,es,bg,cs,da,el,et,fi,fr,ga,hr,hu,is,it,lt,lv,mt,nl,no,pl,pt,ro,sk,sl,sv"


def train(
    *,
    esco: Annotated[
        list[Path], typer.Option(help="ESCO file or folder, RDF or CSV; may be repeated, texts are joined by URI.")
    ],
    out: Annotated[Path, typer.Option(help="Folder of the new model.")],
    base: Annotated[str, typer.Option(help="Model to start from: preset, hub name or folder.")] = DEFAULT,
    recipe: Annotated[str, typer.Option(help="careerspace or careerbert-jg.")] = "careerspace",
    lang: Annotated[str, typer.Option(help="Languages, comma-separated, most important first.")] = _EU,
    steps: Annotated[int | None, typer.Option(help="Steps; default: the recipe's. Not for careerbert-jg.", min=1)] = None,
    minutes: Annotated[
        float | None, typer.Option(help="Stop after so many minutes in all, with the best weights so far.", min=0.1)
    ] = None,
    every: Annotated[int, typer.Option(help="Steps between evaluations and checkpoints.", min=1)] = 200,
    micro_batch: Annotated[
        int | None, typer.Option(help="Texts whose activations are kept at once (GradCache); default: all.", min=1)
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the batches.")] = 1,
    full_precision: Annotated[bool, typer.Option("--full-precision", help="Compute in float32, not bfloat16.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train an encoder on ESCO; a killed run goes on where it was when the same command is run again."""
    from dataclasses import asdict

    from cli.progress import Bars
    from model.training.recipe import find_recipe
    from model.training.run import Plan
    from model.training.run import train as run_training
    from search.settings import get_settings

    languages = tuple(dict.fromkeys(part.strip().lower() for part in lang.split(",") if part.strip()))
    out = out.absolute()
    new_folder(out)
    plan = Plan(
        esco,
        base,
        find_recipe(recipe),
        languages,
        out,
        seed=seed,
        steps=steps,
        every=every,
        minutes=minutes,
        micro_batch=micro_batch,
        device=get_settings().device,
        half=not full_precision,
    )
    with Bars() as bars:
        outcome = run_training(plan, err.print, lambda done, total, _: bars.update("train", done, total))
    if as_json:
        print_json({**asdict(outcome), "model": str(out)})
    else:
        err.print(
            f"{outcome.steps} steps in {outcome.seconds / 60:.0f} minutes, best at {outcome.best_step}: {outcome.scores}"
        )
        err.print(f"Use it: CAREERSPACE_MODEL={out} careerspace ingest esco …")
