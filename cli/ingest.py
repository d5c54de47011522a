"""`careerspace ingest`: sources into the index."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import ingest_ads
from cli.output import chosen_languages, out, print_json
from cli.progress import Bars

if TYPE_CHECKING:
    from ingest.esco import ReadReport
    from ingest.pipeline import IndexReport, StageProgress
    from search.records import Taxonomy

app = typer.Typer(help="Read sources into the index.", no_args_is_help=True)


@app.callback()
def sources() -> None:
    """Read sources into the index."""


app.command("eures")(ingest_ads.eures)
app.command("expire")(ingest_ads.expire)
app.command("erase")(ingest_ads.erase)


@app.command("esco")
def esco(
    file: Annotated[
        Path, typer.Argument(help="ESCO as RDF (.ttl, .nt, .rdf, .jsonld; plain, .gz, .zip) or CSV (.zip, folder).")
    ],
    *,
    lang: Annotated[list[str] | None, typer.Option(help="Language to index, most wanted first; may be repeated.")] = None,
    release: Annotated[str | None, typer.Option(help="ESCO release, where the file does not say.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report, index nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Index ESCO's occupations, skills and groups, and publish them at once.

    What did not change since an earlier run is not embedded again. A run that was stopped goes on where it was.
    """
    from ingest.esco import read_taxonomy
    from search.settings import get_settings

    settings = get_settings()
    with Bars() as bars:
        taxonomy, read = read_taxonomy(
            file,
            chosen_languages(lang) or settings.languages,
            release=release,
            on_progress=lambda done, total: bars.update("read", done, total),
            excerpt=dry_run,
        )
        bars.finish("read")
        if dry_run:
            change, report = None, None
        else:
            change, report = _index(taxonomy, {file.name: _hash(file)}, bars.update)
    if as_json:
        print_json({"read": read.to_json(), "change": change, "index": report and _as_json(report)})
    else:
        _print(read, change, report)


def _index(taxonomy: Taxonomy, sources: dict[str, str], progress: StageProgress) -> tuple[dict[str, Any] | None, IndexReport]:
    """Index with what the settings name; return what changes against the published index, and the report."""
    from ingest.changes import describe_change
    from ingest.pipeline import index_taxonomy
    from search.encoder import encoder_of
    from search.settings import get_settings
    from search.store import open_store

    settings = get_settings()
    store = open_store(settings)
    change = describe_change(store, taxonomy)
    encoder = encoder_of(settings)
    with ingest_ads.open_cache(settings) as cache, ingest_ads.open_ledger(settings) as ledger:
        report = index_taxonomy(
            taxonomy,
            store,
            encoder,
            cache,
            ads=ingest_ads.ads_of(ledger, settings),
            sources=sources,
            keep=settings.keep_generations,
            pinned_release=settings.esco_version,
            progress=progress,
        )
    return change, report


def _as_json(report: IndexReport) -> dict[str, Any]:
    return {
        "manifest": report.manifest.to_json(),
        "texts": report.texts,
        "embedded": report.embedded,
        "unchanged": report.unchanged,
        "seconds": dict(report.seconds),
    }


def _print(read: ReadReport, change: dict[str, Any] | None, report: IndexReport | None) -> None:
    for line in read.lines():
        out.print(line, soft_wrap=True, markup=False)
    if change:
        out.print(_change_line(change), soft_wrap=True, markup=False)
    if report is None:
        return
    stages = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in report.seconds.items())
    if report.unchanged:
        out.print(f"[bold]Nothing changed[/]: generation {report.manifest.generation} stays current ({stages}).")
        return
    kept = report.texts - report.embedded
    out.print(f"Embedded {report.embedded:,} texts; {kept:,} were there already ({stages}).")
    out.print(f"[bold green]Published generation {report.manifest.generation}[/] with {report.manifest.model}.")


def _change_line(change: dict[str, Any]) -> str:
    concepts = [f"{len(uris):,} {kind} {verb}" for verb in ("added", "gone") for kind, uris in change[verb].items()]
    moved, relabelled = len(change["moved_group"]), len(change["relabelled"])
    counts = ", ".join([*concepts, f"{moved:,} moved to another ISCO group", f"{relabelled:,} relabelled"])
    return f"Against the index (ESCO {change['from']} → {change['to']}): {counts}."


def _hash(path: Path) -> str:
    """SHA-256 of a file; of a folder, over its files' names and hashes."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    inner = "\n".join(f"{item.relative_to(path)} {_hash(item)}" for item in sorted(path.rglob("*")) if item.is_file())
    return hashlib.sha256(inner.encode()).hexdigest()
