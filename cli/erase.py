"""`careerspace erase`: one person out of everything that is kept of resumes."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.output import out, print_json

_KEPT = "The index, its centroids, the embedding cache, the ledger and the quarantine of job ads hold nothing of a resume."


def erase(
    person: Annotated[str, typer.Argument(help="Their resume (a file), e-mail address or telephone number.")],
    *,
    also: Annotated[
        list[str] | None,
        typer.Option(help="Also this resume, by its item, where it only looks like theirs; may be repeated."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, remove nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Erase a person from screenings, held uploads and the log of rankings, and say what was removed.

    The results of others stay as they are. Named, and left, are nearly the same text without an address that says whose it is, and
    resumes that give the person's address as a referee's.
    """
    from dataclasses import asdict

    from ingest.screening.erase import erase_person, sought
    from search.settings import get_settings

    settings = get_settings()
    who = sought(settings.data_dir, person, settings.max_upload_mb * 1_000_000)
    erased = erase_person(settings.data_dir, who, also=also or (), dry_run=dry_run)
    if as_json:
        print_json({**asdict(erased), "dry_run": dry_run})
        return
    resumes = sum(len(items) for items in erased.resumes.values())
    verb = "Would remove" if dry_run else "Removed"
    out.print(f"[bold]{verb} {resumes} resumes[/] from {len(erased.resumes)} screenings:", soft_wrap=True)
    for job, items in erased.resumes.items():
        out.print(f"  {job}: {', '.join(items)}", soft_wrap=True, markup=False)
    out.print(
        f"{erased.results} results with their quotes, {erased.texts} kept texts, {erased.broken} broken files, {erased.decisions} "
        f"decisions, {erased.uploads} held uploads; tombstones in {erased.log_entries} entries of the log.",
        soft_wrap=True,
    )
    for job, items in erased.alike.items():
        for item in items:
            out.print(
                f"[yellow]may be theirs, or names them; not erased[/]: {job}/{item}; --also {item} erases it", soft_wrap=True
            )
    for job in erased.unseen:
        out.print(
            f"[yellow]not looked into[/]: files that {job} has still to read; they are gone, damaged or too many. "
            "Delete it, or put them back and erase again",
            soft_wrap=True,
        )
    out.print(_KEPT, soft_wrap=True)
