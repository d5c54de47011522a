"""`careerspace cohort`: where a group of people could go, by their occupations or by their resumes."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.neighbours import By
from cli.output import asked_for, out, print_json, print_stamp
from cli.progress import Bars
from cli.resumes import read_many

if TYPE_CHECKING:
    from api.cohort import CohortAnswer

_COLUMNS = ("occupation", "uri", "code", "label")
"""names of the column of a CSV that tells the occupation; the first one where there is none of them"""


def cohort(
    paths: Annotated[list[str], typer.Argument(help="Resumes, folders of them; or with --list, files of occupations.")],
    *,
    as_list: Annotated[
        bool, typer.Option("--list", help="Occupations instead of resumes: a name on each line, or CSV; - for standard input.")
    ] = False,
    by: Annotated[By, typer.Option(help="What is compared, of occupations.")] = By.ALL,
    near: Annotated[int, typer.Option(help="How many nearest occupations of each member count.", min=1, max=200)] = 20,
    overlap: Annotated[
        float, typer.Option(help="Share of a target's essential skills from which it fits.", min=0, max=1)
    ] = 0.5,
    top: Annotated[int, typer.Option(help="How many targets.", min=1, max=200)] = 20,
    lang: Annotated[str | None, typer.Option(help="Language to compare and show; default: the first indexed one.")] = None,
    keep_identity: Annotated[
        bool, typer.Option("--keep-identity", help="Do not remove names, contacts and the like first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the same as the HTTP answer.")] = False,
) -> None:
    """Show where a group could go: the occupations near its members, how many each fits, and what they lack."""
    from api.cohort import CohortAnswer
    from ingest.resume import segments_of
    from search.engine import Engine
    from search.settings import get_settings

    documents = [] if as_list else read_many(paths, keep_identity=keep_identity)
    names = [name for path in paths for name in _listed(path)] if as_list else []
    engine = Engine.from_settings(get_settings())
    with Bars() as bars:
        if as_list:
            found = engine.cohort(
                names,
                by=by.value,
                near=near,
                overlap=overlap,
                top=top,
                language=lang,
                progress=lambda done, total: bars.update("rank", done, total),
            )
        else:
            found = engine.cohort_of_resumes(
                [(segments_of(document), document.text, document.language) for document in documents],
                near=near,
                overlap=overlap,
                top=top,
                language=lang,
                progress=lambda done, total: bars.update("rank", done, total),
            )
    answer = CohortAnswer.model_validate(found)
    if as_json:
        print_json(answer.model_dump())
    else:
        _print(answer)


def _listed(name: str) -> list[str]:
    """Return the occupations in a file: of CSV those in one column, else each line; blank ones are left out."""
    from search.errors import InputError

    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{name} can't be read as a list of occupations: {error}") from None
    lines = text.splitlines()
    if Path(name).suffix.lower() == ".csv" and lines:
        rows = list(csv.reader(lines))
        heads = [head.strip().lower() for head in rows[0]]
        column = next((heads.index(known) for known in _COLUMNS if known in heads), None)
        lines = [row[column or 0] for row in (rows if column is None else rows[1:]) if len(row) > (column or 0)]
    if not (found := [line.strip() for line in lines if line.strip()]):
        raise InputError(f"{name} names no occupation")
    return found


def _print(answer: CohortAnswer) -> None:
    from rich.markup import escape
    from rich.table import Table

    theirs = ", ".join(f"{item.occupation.label} ×{item.members}" for item in answer.occupations[:5])
    more = f" and {len(answer.occupations) - 5} more" if len(answer.occupations) > 5 else ""
    out.print(f"{answer.members} members" + (f": {escape(theirs)}{more}" if theirs else ""), soft_wrap=True)
    with_demand = any(target.demand for target in answer.targets)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("", "fits", "near", "overlap", "occupation", "code", "most lack", *(["ads"] if with_demand else [])):
        right = title in {"fits", "near", "overlap"}
        style = "bold" if title == "occupation" else None
        table.add_column(title, justify="right" if right else "left", overflow="fold", style=style)
    for target in answer.targets:
        lacking = ", ".join(f"{item.skill.label} {item.members}" for item in target.lacking[:3])
        table.add_row(
            str(target.rank),
            str(target.fits),
            str(target.near),
            "–" if target.mean_overlap is None else f"{target.mean_overlap:.0%}",
            escape(target.occupation.label) + (" (regulated)" if target.regulated == "yes" else ""),
            target.occupation.code,
            escape(lacking) or "–",
            *([asked_for(target.demand)] if with_demand else []),
        )
    out.print(table)
    out.print(
        f"[dim]near: of how many it is among the {answer.near} nearest; fits: of them, with {answer.overlap:.0%} of its essential "
        "skills[/]",
        soft_wrap=True,
    )
    print_stamp(answer.provenance, f"compared in {answer.language}")
