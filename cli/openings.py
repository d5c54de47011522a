"""`careerspace openings`: which skill opens most job ads to a person or a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import err, out, print_json, print_stamp
from cli.progress import Bars
from cli.resumes import read_many

if TYPE_CHECKING:
    from api.openings import OpeningsAnswer


def openings(
    resumes: Annotated[list[str], typer.Argument(help="Files, folders of them, or - for standard input.")],
    *,
    country: Annotated[list[str] | None, typer.Option(help="Only live ads in this country; may be repeated.")] = None,
    reach: Annotated[
        float, typer.Option(help="Share of its essential skills from which an occupation is within reach, above 0.", max=1)
    ] = 0.5,
    top: Annotated[int, typer.Option(help="How many skills.", min=1, max=1000)] = 20,
    lang: Annotated[str | None, typer.Option(help="Language to compare and show; default: the first indexed one.")] = None,
    keep_identity: Annotated[
        bool, typer.Option("--keep-identity", help="Do not remove names, contacts and the like first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the same as the HTTP answer.")] = False,
) -> None:
    """Show which skills open most live job ads, of those that resumes do not show."""
    from api.openings import OpeningsAnswer
    from search.engine import Engine
    from search.settings import get_settings

    documents = read_many(resumes, keep_identity=keep_identity)
    engine = Engine.from_settings(get_settings())
    with Bars() as bars:
        found = engine.openings(
            [(document.text, document.language) for document in documents],
            countries=country or (),
            reach=reach,
            top=top,
            language=lang,
            progress=lambda done, total: bars.update("read", done, total),
        )
    answer = OpeningsAnswer.model_validate(found)
    if as_json:
        print_json(answer.model_dump())
    else:
        _print(answer)


def _print(answer: OpeningsAnswer) -> None:
    from rich.markup import escape
    from rich.table import Table

    where = f" in {', '.join(answer.countries)}" if answer.countries else ""
    people = "1 resume" if answer.members == 1 else f"{answer.members} resumes"
    out.print(
        f"{people}; {answer.ads} live ads{where}, {answer.open_now} within reach now (at least {answer.reach:.0%} of the "
        "essential skills of an occupation that they declare)",
        soft_wrap=True,
    )
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("ads", *(["resumes"] if answer.members > 1 else []), "skill", "brings within reach"):
        table.add_column(column, justify="right" if column in {"ads", "resumes"} else "left", overflow="fold")
    for item in answer.openings:
        table.add_row(
            str(item.ads),
            *([str(item.members)] if answer.members > 1 else []),
            escape(item.skill.label),
            escape(", ".join(occupation.label for occupation in item.occupations)),
        )
    if answer.openings:
        out.print(table)
    else:
        err.print("[yellow]note[/] no single skill opens any ad")
    print_stamp(answer.provenance, f"labels in {answer.language}")
