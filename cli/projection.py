"""`careerspace projection`: a map of all occupations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import out as console
from cli.output import print_json

if TYPE_CHECKING:
    from search.projection import Projection
    from search.view import View


def projection(
    *,
    out: Annotated[
        Path | None, typer.Option(help="File to write instead of the map that the service shows: .csv or .parquet.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Language to compare and show; default: the first indexed one.")] = None,
    before: Annotated[
        Path | None, typer.Option(help="Earlier map: what has not changed since keeps its place, unless much has.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed.", min=0, max=2**32 - 1)] = 17,
    as_json: Annotated[bool, typer.Option("--json", help="Print what it was made of, and how good it is, as JSON.")] = False,
) -> None:
    """Place all occupations on a map of two dimensions, near ones near each other, and the job ads among them."""
    from cli.neighbours import published
    from search.projection import make_projection, read_projection, write_projection
    from search.tables import check_table

    if out:
        check_table(out)
    places = read_projection(before) if before else None
    view = published()
    made = make_projection(view, language=lang, before=places, seed=seed)
    ads = None
    if out:
        write_projection(made, out)
    else:
        out, ads = _store(view, made)
    report = {
        **made.made_of,
        "file": str(out),
        "occupations": len(made.occupations),
        "ads": ads,
        "trustworthiness": made.trustworthiness,
        "neighbours": made.neighbours,
        "kept": made.kept,
        "moved": made.moved,
    }
    if as_json:
        print_json(report)
        return
    placed = "" if ads is None else f" and {ads:,} job ads"
    console.print(f"{len(made.occupations):,} occupations{placed} in {out}", soft_wrap=True, markup=False)
    for name in ("generation", "esco_version", "model", "vectors", "method", "seed"):
        console.print(f"  {name:<12} {made.made_of[name]}", soft_wrap=True, markup=False)
    console.print(f"trustworthiness@{made.neighbours} {made.trustworthiness:.3f}")
    if made.kept:
        console.print(f"{made.kept:,} occupations stayed where they were")
    elif made.moved is not None:
        console.print(f"half of the occupations moved by less than {made.moved:.3f} of the map's radius")


def _store(view: View, made: Projection) -> tuple[Path, int | None]:
    """Write the map that the service shows; return its file, and the number of ads on it or None."""
    from cli.progress import Bars
    from search.map_files import make_map, write_map
    from search.settings import get_settings

    with Bars() as bars:
        whole = make_map(view, made, lambda done, total: bars.update("place", done, total))
    ads = None if whole.ads is None else len(whole.ads.ids)
    return write_map(whole, get_settings().data_dir), ads
