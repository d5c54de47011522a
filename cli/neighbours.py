"""`careerspace neighbours`, `transition` and `links`: occupations among themselves. None needs a model."""

from __future__ import annotations

import time
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import asked_for, print_json, print_stamp
from cli.output import out as console

if TYPE_CHECKING:
    from api.neighbours import NamedAnswer, NeighboursAnswer, TransitionAnswer
    from search.view import View

_SKILLS = 4
"""skills shown of a list in the table of neighbours"""


class By(StrEnum):
    """What is compared."""

    TEXT = "text"
    SKILLS = "skills"
    ADS = "ads"
    ALL = "all"


_Occupation = Annotated[str, typer.Argument(help="URI, UUID, ESCO code (2513.3) or label in any indexed language.")]
_Lang = Annotated[str | None, typer.Option(help="Language to compare and show; default: the first indexed one.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, the same as the HTTP answer.")]


def neighbours(
    occupation: _Occupation,
    *,
    by: Annotated[By, typer.Option(help="What is compared.")] = By.ALL,
    top: Annotated[int, typer.Option(help="How many.", min=1, max=200)] = 10,
    lang: _Lang = None,
    out: Annotated[Path | None, typer.Option(help="File to write them to: .csv or .parquet.")] = None,
    as_json: _AsJson = False,
) -> None:
    """Show the occupations nearest to one, and why they are near."""
    from api.neighbours import NeighboursAnswer
    from search.link_export import write_neighbours
    from search.neighbours import Neighbourhood
    from search.tables import check_table

    if out:
        check_table(out)
    found = Neighbourhood(published(), int(time.time())).neighbours(occupation, by=by.value, top=top, language=lang)
    if out:
        write_neighbours(found, out)
    answer = NeighboursAnswer.model_validate(found)
    if as_json:
        print_json(answer.model_dump())
    else:
        _print_neighbours(answer)


def transition(
    start: Annotated[str, typer.Argument(help="The occupation now: URI, UUID, ESCO code or label.")],
    target: Annotated[str, typer.Argument(help="The occupation wanted.")],
    *,
    lang: _Lang = None,
    as_json: _AsJson = False,
) -> None:
    """Show what a change from one occupation to another takes."""
    from api.neighbours import TransitionAnswer
    from search.neighbours import Neighbourhood

    near = Neighbourhood(published(), int(time.time()))
    answer = TransitionAnswer.model_validate(near.transition(start, target, language=lang))
    if as_json:
        print_json(answer.model_dump())
    else:
        _print_transition(answer)


def links(
    *,
    out: Annotated[Path, typer.Option(help="File to write: .csv, .parquet, .graphml, .ttl or .jsonld.")],
    by: Annotated[By, typer.Option(help="What is compared.")] = By.ALL,
    top: Annotated[int, typer.Option(help="Nearest occupations of each.", min=1, max=200)] = 10,
    lang: _Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Write the nearest occupations of every occupation, with scores and where they come from."""
    from search.link_export import check_form, write_links
    from search.links import make_links

    check_form(out)
    made = make_links(published(), by=by.value, top=top, language=lang)
    write_links(made, out)
    relations = dict(sorted(Counter(link.relation for link in made.links).items()))
    if as_json:
        print_json({"links": len(made.links), "relations": relations, "out": str(out)})
        return
    counts = ", ".join(f"{count:,} {relation}" for relation, count in relations.items())
    console.print(f"{len(made.links):,} links in {out}: {counts}", soft_wrap=True, markup=False)


def published() -> View:
    """Return the published generation; no model is loaded."""
    from search.settings import get_settings
    from search.store import open_store
    from search.view import View

    settings = get_settings()
    return View(open_store(settings).open(), settings.esco_version)


def _print_neighbours(answer: NeighboursAnswer) -> None:
    from rich.markup import escape
    from rich.table import Table

    parts = [
        part
        for part in ("label", "description", "skills", "ads")
        if any(part in near.similarity for near in answer.neighbours)
    ]
    with_demand = any(near.demand for near in answer.neighbours)
    console.print(f"[bold]{escape(answer.occupation.label)}[/]  {answer.occupation.code}", soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("", "score", "occupation", "code", *parts, "why", *(["ads"] if with_demand else [])):
        table.add_column(title, overflow="fold", style="bold" if title == "occupation" else None)
    for near in answer.neighbours:
        why = near.reasons
        lines = [
            f"both: {_listed(why.shared_essential)}" if why.shared_essential else "",
            f"also: {_listed(why.shared_optional)}" if why.shared_optional else "",
            f"new: {_listed(why.only_second)}" if why.only_second else "",
            f"ISCO {why.common_group.code} {escape(why.common_group.label)}" if why.common_group else "",
        ]
        table.add_row(
            str(near.rank),
            f"{near.score:.2f}",
            escape(near.occupation.label) + (" (regulated)" if near.regulated == "yes" else ""),
            near.occupation.code,
            *(f"{near.similarity[part]:.2f}" if part in near.similarity else "–" for part in parts),
            "\n".join(line for line in lines if line) or "–",
            *([asked_for(near.demand)] if with_demand else []),
        )
    console.print(table)
    print_stamp(answer.provenance, f"compared by {answer.by} in {answer.language}")


def _print_transition(answer: TransitionAnswer) -> None:
    from rich.markup import escape

    for title, side in (("from", answer.start), ("to", answer.target)):
        level = f"skill level {side.skill_level}" if side.skill_level else "skill level not known"
        facts = [side.occupation.code or "", level, f"regulated: {side.regulated}"]
        facts += [f"ads {asked_for(side.demand)}"] if side.demand else []
        console.print(f"{title:<5}[bold]{escape(side.occupation.label)}[/]  {' · '.join(facts)}", soft_wrap=True)
    for warning in answer.warnings:
        console.print(f"[bold yellow]mind[/] {escape(warning)}", soft_wrap=True)
    console.print(f"has      {_share(answer.has)} of the essential skills, {_share(answer.may_have)} with optional ones")
    console.print(f"back     {_share(answer.has_back)}, {_share(answer.may_have_back)} with optional ones")
    if answer.skill_level_step is not None:
        console.print(f"step     {answer.skill_level_step:+d} skill levels")
    console.print("alike    " + " · ".join(f"{part} {cosine:.2f}" for part, cosine in answer.similarity.items()))
    if group := answer.reasons.common_group:
        console.print(f"group    ISCO {group.code} {escape(group.label)}")
    for title, skills in (
        ("Essential for both", answer.reasons.shared_essential),
        ("Listed by both", answer.reasons.shared_optional),
        ("To learn", answer.reasons.only_second),
        ("No longer needed", answer.reasons.only_first),
    ):
        console.print(f"\n[bold]{title}[/] ({len(skills)})")
        if skills:
            console.print("  " + " · ".join(escape(skill.label) for skill in skills))
    console.print()
    print_stamp(answer.provenance, f"compared in {answer.language}")


def _listed(skills: list[NamedAnswer]) -> str:
    from rich.markup import escape

    more = f" (+{len(skills) - _SKILLS})" if len(skills) > _SKILLS else ""
    return escape(", ".join(skill.label for skill in skills[:_SKILLS])) + more


def _share(share: float | None) -> str:
    return "none listed" if share is None else f"{share:.0%}"
