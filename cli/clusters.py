"""`careerspace clusters`: occupations in groups of what is near each other. Needs no model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.neighbours import By, published
from cli.output import out as console
from cli.output import print_json, print_stamp

if TYPE_CHECKING:
    from api.clusters import ClustersAnswer


def clusters(
    *,
    by: Annotated[By, typer.Option(help="What is compared.")] = By.ALL,
    isco: Annotated[list[str] | None, typer.Option(help="Only these ISCO groups, any level; may be repeated.")] = None,
    size: Annotated[int | None, typer.Option(help="Occupations in a cluster, on average; default 25.", min=1)] = None,
    count: Annotated[int | None, typer.Option(help="Instead: how many clusters.", min=1)] = None,
    lang: Annotated[str | None, typer.Option(help="Language to compare and show; default: the first indexed one.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write a row for each occupation to: .csv or .parquet.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the same as the HTTP answer.")] = False,
) -> None:
    """Put occupations into clusters, each named by what sets it apart."""
    from api.clusters import ClustersAnswer
    from search.clusters import make_clusters, write_clusters
    from search.tables import check_table

    if out:
        check_table(out)
    found = make_clusters(published(), by=by.value, isco=isco or (), size=size, count=count, language=lang)
    if out:
        write_clusters(found, out)
    answer = ClustersAnswer.model_validate(found)
    if as_json:
        print_json(answer.model_dump())
    else:
        _print(answer)


def _print(answer: ClustersAnswer) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("", "size", "cohesion", "nearest to the middle", "essential for many here, and for few elsewhere", "ISCO"):
        table.add_column(title, overflow="fold", style="bold" if title.startswith("nearest") else None)
    for item in answer.clusters:
        skills = ", ".join(f"{skill.skill.label} {skill.inside:.0%}" for skill in item.skills[:3])
        groups = ", ".join(f"{group.group.code} {group.group.label} {group.occupations}" for group in item.groups[:2])
        table.add_row(
            str(item.number),
            str(len(item.members)),
            f"{item.cohesion:.2f}",
            escape(item.medoid.label),
            escape(skills) or "–",
            escape(groups),
        )
    console.print(table)
    left = f", {answer.left_out} left out: nothing to compare" if answer.left_out else ""
    console.print(f"{answer.occupations:,} occupations in {len(answer.clusters):,} clusters{left}")
    print_stamp(answer.provenance, f"compared by {answer.by} in {answer.language}")
