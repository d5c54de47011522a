"""`careerspace match`: the occupations that fit a resume."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.evidence import print_evidence, print_levels
from cli.output import asked_for, out, print_json, print_stamp
from cli.resumes import print_reading, read_given

if TYPE_CHECKING:
    from api.answers import MatchAnswer, MatchesAnswer

PARTS = ("label", "description", "centroid", "skills")
"""what a query may have been compared with, in the order of the columns"""


def match(
    resume: Annotated[str, typer.Argument(help="File (PDF, DOCX, ODT, HTML, text), or - for standard input.")],
    *,
    isco: Annotated[list[str] | None, typer.Option(help="Only these ISCO groups, any level; may be repeated.")] = None,
    exclude_isco: Annotated[list[str] | None, typer.Option(help="Not these ISCO groups.")] = None,
    collection: Annotated[list[str] | None, typer.Option(help="Only green, digital, research…")] = None,
    regulated: Annotated[str | None, typer.Option(help="yes, no or unknown.")] = None,
    skill: Annotated[list[str] | None, typer.Option(help="Only occupations that list this skill (URI or label).")] = None,
    without_skill: Annotated[
        list[str] | None, typer.Option(help="Only occupations for which this skill is not essential; may be repeated.")
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Not these occupations (URI, code or label).")] = None,
    country: Annotated[
        list[str] | None, typer.Option(help="Only occupations that live job ads in this country declare; may be repeated.")
    ] = None,
    skill_level: Annotated[
        list[int] | None, typer.Option(help="Only this ISCO-08 skill level; may be repeated.", min=1, max=4)
    ] = None,
    role: Annotated[list[str] | None, typer.Option(help="Only does, leads, sells or teaches; may be repeated.")] = None,
    lang: Annotated[str | None, typer.Option(help="Language to compare and show; default: the one detected.")] = None,
    top: Annotated[int, typer.Option(help="How many.", min=1, max=1000)] = 20,
    min_confidence: Annotated[
        float | None, typer.Option(help="Leave out matches that are less confident, 0 to 1.", min=0, max=1)
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(help="This occupation fits: it comes first, with what is near it; may be repeated.")
    ] = None,
    dismiss: Annotated[
        list[str] | None, typer.Option(help="This one does not: it goes, and what is near it goes down; may be repeated.")
    ] = None,
    diversity: Annotated[float, typer.Option(help="0: by fit alone; 1: as unlike each other as can be.", min=0, max=1)] = 0,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Say why each one fits: skills with quotes, parts of the score.")
    ] = False,
    keep_identity: Annotated[
        bool, typer.Option("--keep-identity", help="Do not remove names, contacts and the like first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the same as the HTTP answer.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Rank the occupations that fit a resume."""
    from api.answers import MatchesAnswer
    from ingest.resume import segments_of
    from search.engine import Engine
    from search.filters import OccupationFilter
    from search.settings import get_settings
    from search.steering import Steering

    if as_json and as_csv:
        raise typer.BadParameter("choose one of --json and --csv")
    if evidence and as_csv:
        raise typer.BadParameter("--evidence does not fit into a table of CSV; choose --json, or leave --csv out")
    settings = get_settings()
    document = read_given(resume, keep_identity=keep_identity)
    result = Engine.from_settings(settings).match(
        segments_of(document),
        language=lang,
        detected=document.language,
        filters=OccupationFilter(
            isco=tuple(isco or ()),
            exclude_isco=tuple(exclude_isco or ()),
            collections=tuple(collection or ()),
            regulated=regulated,
            skills=tuple(skill or ()),
            without_skills=tuple(without_skill or ()),
            exclude=tuple(exclude or ()),
            countries=tuple(country or ()),
            skill_levels=tuple(skill_level or ()),
            roles=tuple(role or ()),
        ),
        top=top,
        min_confidence=min_confidence,
        explain=document.text if evidence else None,
        steering=Steering(tuple(accept or ()), tuple(dismiss or ()), diversity),
    )
    answer = MatchesAnswer.of(result, document)
    if as_json:
        print_json(answer.model_dump())
    elif as_csv:
        _print_csv(answer)
    else:
        _print_table(answer, "standard input" if resume == "-" else Path(resume).name)


def _print_table(answer: MatchesAnswer, name: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    print_reading(answer.resume, name)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("", justify="right")
    steered = any(match.rank != match.rank_by_score or match.accepted for match in answer.matches)
    if steered:
        table.add_column("by score", justify="right", style="dim")
    table.add_column("score")
    confident = any(match.confidence is not None for match in answer.matches)
    if confident:
        table.add_column("confidence", justify="right")
    table.add_column("occupation", style="bold", overflow="fold")
    table.add_column("code")
    parts = [part for part in PARTS if any(part in match.similarity for match in answer.matches)]
    for part in parts:
        table.add_column(part, justify="right", style="dim")
    table.add_column("words", justify="right", style="dim")
    with_ads = any(match.demand for match in answer.matches)
    if with_ads:
        table.add_column("ads")
    for match in answer.matches:
        table.add_row(
            str(match.rank) + ("✓" if match.accepted else ""),
            *([f"#{match.rank_by_score}"] if steered else []),
            f"{match.score:.2f} {_bar(match.score)}",
            *([_percent(match.confidence)] if confident else []),
            escape(match.label),
            match.code,
            *(f"{match.similarity[part]:.2f}" if part in match.similarity else "–" for part in parts),
            f"#{match.ranks['words']}" if "words" in match.ranks else "–",
            *([asked_for(match.demand)] if with_ads else []),
        )
    out.print(table)
    for match in answer.matches:
        print_evidence(match)
    if any(match.evidence for match in answer.matches):
        print_levels(answer.levels)
    if answer.abstained:
        out.print(f"Abstained: {answer.abstained}.")
    elif not answer.matches:
        out.print("No occupation passes these filters.")
    print_stamp(answer.provenance, f"compared in {answer.language}")


def _print_csv(answer: MatchesAnswer) -> None:
    writer = csv.writer(sys.stdout)
    stamp = (answer.provenance.esco_version, answer.provenance.model, answer.provenance.generation)
    writer.writerow(
        [
            "rank",
            "score",
            "uri",
            "code",
            "label",
            "label_similarity",
            "description_similarity",
            "centroid_similarity",
            "skills_similarity",
            "centroid_ads",
            "ads_declared",
            "ads_by_country",
            "ads_predicted",
            "esco_version",
            "model",
            "generation",
            "confidence",
            "skill_level",
            "seniority",
            "role",
            "rank_by_score",
            "accepted",
        ]
    )
    for match in answer.matches:
        similarities = [match.similarity.get(part, "") for part in PARTS]
        writer.writerow(
            [
                match.rank,
                match.score,
                match.uri,
                match.code,
                match.label,
                *similarities,
                match.centroid_ads,
                *_demand(match),
                *stamp,
                "" if match.confidence is None else match.confidence,
                match.level.skill_level or "",
                match.level.seniority or "",
                match.level.role,
                match.rank_by_score,
                int(match.accepted),
            ]
        )


def _demand(match: MatchAnswer) -> list[object]:
    """Return the cells of the demand; empty where no ads are indexed."""
    if match.demand is None:
        return ["", "", ""]
    countries = "; ".join(f"{country} {count}" for country, count in match.demand.countries.items())
    return [match.demand.declared, countries, match.demand.predicted]


def _percent(confidence: float | None) -> str:
    return "–" if confidence is None else f"{confidence:.0%}"


def _bar(share: float, width: int = 5) -> str:
    eighths = round(share * width * 8)
    return ("█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()).ljust(width)
