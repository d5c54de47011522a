"""`careerspace diff`: what changed between two releases of ESCO, or between two forms of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.output import chosen_languages, out, print_json


def diff(
    old: Annotated[Path, typer.Argument(help="ESCO file or folder, in any form that `ingest esco` reads.")],
    new: Annotated[Path, typer.Argument(help="Another one.")],
    *,
    lang: Annotated[list[str] | None, typer.Option(help="Language to compare; may be repeated. Default: en.")] = None,
    limit: Annotated[int, typer.Option(help="Examples shown of each kind of difference.", min=0)] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Compare two ESCO files: concepts added and gone, groups moved, labels changed, every field that differs."""
    from ingest.esco import read_taxonomy
    from ingest.esco.compare import compare

    languages = chosen_languages(lang) or ("en",)
    comparison = compare(read_taxonomy(old, languages)[0], read_taxonomy(new, languages)[0])
    if as_json:
        print_json(comparison.to_json())
        return
    for line in comparison.lines():
        out.print(line, soft_wrap=True, markup=False)
    groups: dict[str, tuple[tuple[object, ...], ...]] = {
        "moved": comparison.moved_group,
        "relabelled": comparison.relabelled,
        "differs": comparison.differences,
    }
    for title, changes in groups.items():
        for uri, *parts in changes[:limit]:
            out.print(f"  {title}: {uri}  {' · '.join(map(str, parts))}", soft_wrap=True, markup=False)
        if len(changes) > limit:
            out.print(f"  … and {len(changes) - limit:,} more {title}")
