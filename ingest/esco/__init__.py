r"""Read a release of ESCO: RDF (Turtle, N-Triples, RDF/XML, JSON-LD) or the official CSV package, plain, .gz or .zip.

    taxonomy, report = read_taxonomy("esco-v1.2.1.ttl.gz", languages=("de", "en"))
    print(*report.lines(), sep="\n")

"This service uses the ESCO classification of the European Commission."
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.esco.assemble import assemble
from ingest.esco.compare import Comparison, compare
from ingest.esco.csv_package import holds_package, read_csv
from ingest.esco.files import Part, Progress, list_parts
from ingest.esco.gathered import Gathered, normal_tag
from ingest.esco.rdf import read_rdf
from ingest.esco.rdf_formats import format_by_name
from ingest.esco.release import find_release
from ingest.esco.report import ReadReport, peak_memory_mb
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from search.records import Taxonomy

__all__ = ["Comparison", "ReadReport", "compare", "read_taxonomy"]


def read_taxonomy(
    path: str | Path,
    languages: Sequence[str] = ("en",),
    release: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    excerpt: bool = False,
) -> tuple[Taxonomy, ReadReport]:
    r"""Read a release in the wanted languages and report what was found, mended and left out.

    A concept without a label (or description) in any wanted language has it in English or, labels only, in any language: the
    key says which. `release` overrules what the source says. `on_progress(done_bytes, total_bytes)` is called about every MB
    and at the end. `excerpt=True` accepts a file without occupations and wanted languages without labels.

    Raises SourceError, with the place if there is one, for a path that can't be read, a malformed file, a file without ESCO
    occupations, a wanted language that has no label at all, and a source that states several releases.
    """
    wanted = _wanted(languages)
    path = Path(path)
    started = time.perf_counter()
    parts, is_csv = _choose_parts(path)
    progress = Progress(on_progress, sum(part.size for part in parts))
    gathered = (read_csv if is_csv else read_rdf)(path, parts, wanted, progress)
    if not excerpt:
        _require_labels(path, gathered)
    found, origin = find_release(gathered, release, str(path), [path.resolve().name, *(part.member or "" for part in parts)])
    taxonomy, report = assemble(gathered, found)
    if not taxonomy.occupations and not excerpt:
        raise SourceError(str(path), _no_occupations(report))
    report.source, report.form, report.release_from = str(path), "CSV" if is_csv else "RDF", origin
    report.seconds, report.peak_memory_mb = time.perf_counter() - started, peak_memory_mb()
    progress.done()
    return taxonomy, report


def _wanted(languages: Sequence[str]) -> tuple[str, ...]:
    if isinstance(languages, str):
        raise TypeError(f'languages takes a sequence such as ("en", "de"), not the string {languages!r}')
    wanted = tuple(dict.fromkeys(map(normal_tag, languages)))
    if not all(wanted) or not wanted:
        raise ValueError(f"at least one language tag is needed, got {languages!r}")
    return wanted


def _choose_parts(path: Path) -> tuple[list[Part], bool]:
    """Return the parts to read and whether they are a CSV package."""
    parts = list_parts(path)
    if holds_package(parts):
        if path.is_file() and parts[0].member is None:
            raise SourceError(str(path), "one table of the CSV package is not enough: give the package's zip or folder")
        return parts, True
    names = ", ".join(part.name for part in parts[:5]) or "nothing"
    if path.is_dir():
        raise SourceError(str(path), f"no CSV package: it holds {names}, but no occupations_<language>.csv")
    if parts and parts[0].member is None:
        return parts, False
    parts = [part for part in parts if format_by_name(part.name)]
    if not parts:
        raise SourceError(str(path), f"the zip holds neither RDF files nor occupations_<language>.csv, but {names}")
    return parts, False


def _require_labels(path: Path, gathered: Gathered) -> None:
    present = {language for language, count in gathered.languages.items() if count}
    bases = present | {language.split("-", 1)[0] for language in present}
    absent = [language for language in gathered.wanted if language not in bases]
    if absent and present:
        known = ", ".join(sorted(gathered.languages))
        raise SourceError(str(path), f"no label at all in {', '.join(absent)}; the languages present are {known}")


def _no_occupations(report: ReadReport) -> str:
    dropped = {**report.unreleased, **report.left_out}
    detail = f" (left out: {', '.join(f'{count} {kind}' for kind, count in dropped.items())})" if dropped else ""
    groups = sum(report.isco_groups.values()) + report.skill_groups
    rest = f"it has {report.skills:,} skills and {groups:,} groups"
    return f"no released ESCO occupation among {report.units:,} triples or rows; {rest}{detail}. Is this an ESCO release?"
