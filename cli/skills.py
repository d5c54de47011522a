"""`careerspace skills`: the skills that a text speaks of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.evidence import shortened
from cli.output import out, print_json, print_stamp
from cli.resumes import print_reading, read_given

if TYPE_CHECKING:
    from api.skills import SkillsAnswer
    from ingest.resume import Resume


def skills(
    text: Annotated[str, typer.Argument(help="File (PDF, DOCX, ODT, HTML, text), - for standard input, or the text itself.")],
    *,
    lang: Annotated[str | None, typer.Option(help="Language to compare and show; default: the one detected.")] = None,
    top: Annotated[int, typer.Option(help="How many skills.", min=1, max=1000)] = 50,
    min_score: Annotated[float | None, typer.Option(help="Lowest score of a mention, 0 to 1.", min=0, max=1)] = None,
    keep_identity: Annotated[
        bool, typer.Option("--keep-identity", help="Do not remove names, contacts and the like first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the same as the HTTP answer.")] = False,
) -> None:
    """Find the skills that a resume, an ad or a sentence speaks of."""
    from api.skills import SkillsAnswer
    from search.engine import Engine
    from search.linker import THRESHOLD
    from search.settings import get_settings

    document = _read(text, keep_identity=keep_identity)
    linker = Engine.from_settings(get_settings()).skills()
    result = linker.skills(
        document.text,
        language=lang,
        detected=document.language,
        threshold=THRESHOLD if min_score is None else min_score,
        top=top,
    )
    answer = SkillsAnswer.of(result, document)
    if as_json:
        print_json(answer.model_dump())
    else:
        _print_table(answer, "standard input" if text == "-" else Path(text).name if _is_file(text) else "text")


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or a null in it
        return False


def _read(text: str, *, keep_identity: bool) -> Resume:
    """Read what was given: standard input, a file, or anything with a blank in it as the text itself."""
    from ingest.resume import read_resume

    if text == "-" or _is_file(text) or " " not in text.strip():
        return read_given(text, keep_identity=keep_identity)
    return read_resume(text, remove_identity=not keep_identity)


def _print_table(answer: SkillsAnswer, name: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    print_reading(answer.resume, name)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("skill", style="bold", overflow="fold")
    table.add_column("type", style="dim")
    table.add_column("score", justify="right")
    table.add_column("how")
    table.add_column("quote", overflow="fold")
    for skill in answer.skills:
        best = max(skill.mentions, key=lambda mention: mention.score)
        quote = shortened(" ".join(best.quote.split()))
        more = f" (+{len(skill.mentions) - 1})" if len(skill.mentions) > 1 else ""
        table.add_row(escape(skill.label), skill.skill_type or "–", f"{skill.score:.2f}", skill.how, escape(quote) + more)
    out.print(table)
    if not answer.skills:
        out.print("No skill found with this score; --min-score lowers it.")
    print_stamp(answer.provenance, f"compared in {answer.language}")
