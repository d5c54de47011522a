"""The `careerspace` command. Each command lives in a module of its own and imports what is heavy only when it runs."""

from __future__ import annotations

import typer

from cli import (
    ads,
    calibrate,
    clusters,
    cohort,
    diff,
    erase,
    evaluate,
    export,
    fairness,
    gap,
    index,
    ingest,
    match,
    neighbours,
    occupation,
    openings,
    projection,
    report,
    screen,
    serve,
    skills,
    train,
    tune,
)
from cli.output import friendly_errors

app = typer.Typer(
    name="careerspace",
    help="Resumes, ESCO occupations, skills and job ads in one embedding space.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with local variables could show a resume
    rich_markup_mode=None,
)
app.add_typer(ingest.app, name="ingest")
app.add_typer(screen.app, name="screen")
app.command("erase")(erase.erase)
app.command("match")(match.match)
app.command("gap")(gap.gap)
app.command("report")(report.report)
app.command("openings")(openings.openings)
app.command("ads")(ads.ads)
app.command("skills")(skills.skills)
app.command("occupation")(occupation.occupation)
app.command("neighbours")(neighbours.neighbours)
app.command("transition")(neighbours.transition)
app.command("clusters")(clusters.clusters)
app.command("cohort")(cohort.cohort)
app.command("links")(neighbours.links)
app.command("projection")(projection.projection)
app.command("diff")(diff.diff)
app.command("evaluate")(evaluate.evaluate)
app.command("calibrate")(calibrate.calibrate)
app.command("fairness")(fairness.fairness)
app.command("train")(train.train)
app.command("export")(export.export)
app.command("tune")(tune.tune)
app.command("serve")(serve.serve)
app.command("status")(index.status)
app.command("rollback")(index.rollback)
app.command("models")(index.models)


def run() -> None:
    """Run the command line."""
    with friendly_errors():
        app()


if __name__ == "__main__":
    run()
