"""`careerspace gap`: what lies between a resume and an occupation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.evidence import counted, quoted, why_open
from cli.output import out, print_json, print_stamp
from cli.progress import Bars
from cli.resumes import is_many, print_reading, read_given, read_many

if TYPE_CHECKING:
    from api.gap import GapAnswer
    from search.group_gap import GroupGap


def gap(
    resumes: Annotated[
        list[str],
        typer.Argument(help="File (PDF, DOCX, ODT, HTML, text), or - for standard input; several, or a folder: a group."),
    ],
    *,
    to: Annotated[str, typer.Option(help="The occupation: URI, UUID, ESCO code or label.")],
    reach: Annotated[
        float, typer.Option(help="Of a group: share of the essential skills from which it is within reach, above 0.", max=1)
    ] = 0.5,
    alternatives: Annotated[int, typer.Option(help="How many occupations that need less, at most.", min=0, max=20)] = 5,
    lang: Annotated[str | None, typer.Option(help="Language to compare and show; default: the one detected.")] = None,
    keep_identity: Annotated[
        bool, typer.Option("--keep-identity", help="Do not remove names, contacts and the like first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the same as the HTTP answer.")] = False,
) -> None:
    """Show what of an occupation's skills a resume shows, which are open, and what needs less; or what a group lacks."""
    from api.gap import GapAnswer
    from search.engine import Engine
    from search.settings import get_settings

    if is_many(resumes):
        _group(resumes, to, reach=reach, lang=lang, keep_identity=keep_identity, as_json=as_json)
        return
    (resume,) = resumes
    document = read_given(resume, keep_identity=keep_identity)
    found = Engine.from_settings(get_settings()).gap(
        document.text, to, language=lang, detected=document.language, alternatives=alternatives
    )
    answer = GapAnswer.of(found, document)
    if as_json:
        print_json(answer.model_dump())
    else:
        _print(answer, "standard input" if resume == "-" else Path(resume).name)


def _group(names: list[str], to: str, *, reach: float, lang: str | None, keep_identity: bool, as_json: bool) -> None:
    """Print the gaps of many resumes added up; labels are in one language for all."""
    from api.groups import GroupGapAnswer
    from search.engine import Engine
    from search.group_gap import find_group_gap
    from search.settings import get_settings

    texts = [(document.text, document.language) for document in read_many(names, keep_identity=keep_identity)]
    engine = Engine.from_settings(get_settings())
    with Bars() as bars:
        found = find_group_gap(
            engine, texts, to, reach=reach, language=lang, progress=lambda done, total: bars.update("read", done, total)
        )
    answer = GroupGapAnswer.model_validate(found)
    if as_json:
        print_json(answer.model_dump())
        return
    _print_group(found)
    print_stamp(answer.provenance, f"labels in {answer.language}")


def _print_group(group: GroupGap) -> None:
    from rich.markup import escape
    from rich.table import Table

    occupation = group.occupation
    out.print(f"[bold]{escape(occupation.label)}[/]  {occupation.code}, {group.members} resumes")
    if group.coverage:
        lowest, middle, highest = group.coverage
        out.print(
            f"essential skills shown: {middle:.0%} by half of them (lowest {lowest:.0%}, highest {highest:.0%}); "
            f"{group.within} show at least {group.reach:.0%}",
            soft_wrap=True,
        )
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("", "skill", "lack it", "denied", "beside", "unknown", "brings", "nearby", "ads"):
        table.add_column(column, justify="left" if column in {"", "skill"} else "right", overflow="fold")
    for skill in group.skills:
        counts = (skill.open, skill.missing, skill.related, skill.unknown, skill.brings)
        table.add_row(
            "" if skill.essential else "optional",
            escape(skill.skill.label),
            *map(str, counts),
            *("–" if count is None else str(count) for count in (skill.nearby, skill.ads)),
        )
    out.print(table)
    out.print(f"[dim]brings: how many come to {group.reach:.0%} of the essential skills by this one alone[/]", soft_wrap=True)


def _print(answer: GapAnswer, name: str) -> None:
    from rich.markup import escape

    print_reading(answer.resume, name)
    occupation = answer.occupation
    out.print(f"\n[bold]{escape(occupation.label)}[/]  {occupation.code}, skill level {occupation.level.skill_level or '–'}")
    out.print(f"essential: {counted(occupation.essential)}; optional: {counted(answer.optional)}", soft_wrap=True)
    out.print(f"\n[bold]Found[/] ({len(answer.found)})")
    for skill in answer.found:
        kind = "" if skill.essential else " (optional)"
        out.print(f"  {escape(skill.label)}{kind}  {escape(quoted(skill.mentions))}", soft_wrap=True)
    _print_open(answer)
    _print_alternatives(answer)
    out.print()
    print_stamp(answer.provenance, f"compared in {answer.language}")


def _print_open(answer: GapAnswer) -> None:
    from rich.markup import escape
    from rich.table import Table

    out.print(f"\n[bold]Open[/] ({len(answer.open)})")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("", "skill", "nearby", "ads", "what the resume says"):
        table.add_column(column, justify="right" if column in {"nearby", "ads"} else "left", overflow="fold")
    for skill in answer.open:
        ads = "–" if skill.ads is None else str(skill.ads)
        table.add_row(
            "" if skill.essential else "optional", escape(skill.label), str(skill.nearby), ads, escape(why_open(skill))
        )
    if answer.open:
        out.print(table)
        out.print(
            f"[dim]nearby: how many of the {len(answer.nearby)} nearest occupations it is essential for; ads: of any such[/]",
            soft_wrap=True,
        )


def _print_alternatives(answer: GapAnswer) -> None:
    from rich.markup import escape

    out.print(f"\n[bold]Nearby, with less that is open[/] ({len(answer.alternatives)})")
    for other in answer.alternatives:
        ads = "" if other.ads is None else f", {other.ads} ads"
        out.print(f"  {escape(other.label)}  {other.code}: {counted(other.essential)}{ads}", soft_wrap=True)
