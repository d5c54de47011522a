"""`careerspace occupation`: one occupation with its place, skills and labels."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import asked_for, out, print_json, print_stamp

if TYPE_CHECKING:
    from api.answers import OccupationAnswer


def occupation(
    name: Annotated[str, typer.Argument(help="URI, UUID, ESCO code (2513.3) or label in any indexed language.")],
    *,
    lang: Annotated[str | None, typer.Option(help="Language to show; default: the first indexed one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show one occupation: description, place in ISCO, skills, other names."""
    from api.answers import OccupationAnswer
    from search.settings import get_settings
    from search.store import open_store
    from search.view import View

    settings = get_settings()
    view = View(open_store(settings).open(), settings.esco_version)
    answer = OccupationAnswer.of(view.occupation(name, lang, now=int(time.time())), view.provenance)
    if as_json:
        print_json(answer.model_dump())
    else:
        _print(answer, lang or view.manifest.languages[0])


def _print(answer: OccupationAnswer, language: str) -> None:
    from rich.markup import escape

    from search.texts import best_text

    def shown(texts: dict[str, str]) -> str:
        found = best_text(texts, (language,))
        return escape(found[0]) if found else ""

    out.print(f"[bold]{shown(answer.preferred)}[/]  {answer.code}", soft_wrap=True)
    out.print(f"[dim]{escape(answer.uri)}[/]\n", soft_wrap=True)
    out.print(shown(answer.description) + "\n")
    out.print("ISCO       " + " › ".join(escape(f"{group.code} {group.label}") for group in answer.isco_path))
    facts = {
        "Under": ", ".join(escape(parent.label) for parent in answer.parents if parent.code and "." in parent.code),
        "Also": escape(", ".join(answer.alternatives.get(language, []))),
        "Regulated": answer.regulated,
        "Collections": ", ".join(answer.collections),
        "NACE": ", ".join(answer.nace),
        "Job ads": asked_for(answer.demand),
    }
    for title, text in facts.items():
        if text:
            out.print(f"{title:<10} {text}")
    for title, skills in (("Essential skills", answer.essential), ("Optional skills", answer.optional)):
        out.print(f"\n[bold]{title}[/] ({len(skills)})")
        out.print("  " + " · ".join(escape(skill.label) for skill in skills))
    out.print()
    print_stamp(answer.provenance)
