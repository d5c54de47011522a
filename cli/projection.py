"""`careerspace projection`: a map of all occupations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.output import out as console
from cli.output import print_json


def projection(
    *,
    out: Annotated[Path, typer.Option(help="File to write: .csv or .parquet.")],
    lang: Annotated[str | None, typer.Option(help="Language to compare and show; default: the first indexed one.")] = None,
    before: Annotated[
        Path | None, typer.Option(help="Earlier map: what has not changed since keeps its place, unless much has.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed.", min=0, max=2**32 - 1)] = 17,
    as_json: Annotated[bool, typer.Option("--json", help="Print what it was made of, and how good it is, as JSON.")] = False,
) -> None:
    """Place all occupations on a map of two dimensions, near ones near each other."""
    from cli.neighbours import published
    from search.projection import make_projection, read_projection, write_projection
    from search.tables import check_table

    check_table(out)
    places = read_projection(before) if before else None
    made = make_projection(published(), language=lang, before=places, seed=seed)
    write_projection(made, out)
    report = {
        **made.made_of,
        "occupations": len(made.occupations),
        "trustworthiness": made.trustworthiness,
        "neighbours": made.neighbours,
        "kept": made.kept,
        "moved": made.moved,
    }
    if as_json:
        print_json(report)
        return
    console.print(f"{len(made.occupations):,} occupations in {out}", soft_wrap=True, markup=False)
    for name in ("generation", "esco_version", "model", "vectors", "method", "seed"):
        console.print(f"  {name:<12} {made.made_of[name]}", soft_wrap=True, markup=False)
    console.print(f"trustworthiness@{made.neighbours} {made.trustworthiness:.3f}")
    if made.kept:
        console.print(f"{made.kept:,} occupations stayed where they were")
    elif made.moved is not None:
        console.print(f"half of the occupations moved by less than {made.moved:.3f} of the map's radius")
