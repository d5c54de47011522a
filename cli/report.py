"""`careerspace report`: a counsellor's page on a resume, as HTML or PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.output import new_file, out, print_json, print_stamp, write_file
from cli.resumes import print_reading, read_given


def report(
    resume: Annotated[str, typer.Argument(help="File (PDF, DOCX, ODT, HTML, text), or - for standard input.")],
    *,
    to: Annotated[
        str | None,
        typer.Option(help="The occupation to show the way to: URI, UUID, ESCO code or label; default: the first match."),
    ] = None,
    out_file: Annotated[Path, typer.Option("--out", help="Where to write: a file that ends in .html or .pdf.")],
    top: Annotated[int, typer.Option(help="How many occupations.", min=1, max=10)] = 5,
    language: Annotated[
        str | None, typer.Option(help="Language of the report, en or de; default: that of the resume, else en.")
    ] = None,
    country: Annotated[list[str] | None, typer.Option(help="Only job ads in this country; may be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write one page on a resume: occupations that fit and why, the gap to one of them, next steps, live ads, limits."""
    from api.answers import ProvenanceAnswer, ResumeAnswer
    from api.report_page import FORMATS, pdf_library, render, report_language
    from ingest.resume import segments_of
    from search.engine import Engine
    from search.report import make_report
    from search.settings import get_settings

    kind = out_file.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise typer.BadParameter(f"--out must end in {' or '.join(f'.{name}' for name in FORMATS)}, not {out_file.suffix!r}")
    new_file(out_file)
    if kind == "pdf":
        pdf_library()  # refuse before anything is read
    document = read_given(resume, keep_identity=False)
    spoken = report_language(language, document.language)
    found = make_report(
        Engine.from_settings(get_settings()),
        document.text,
        segments_of(document),
        to=to,
        top=top,
        language=spoken,
        countries=country or (),
    )
    write_file(out_file, render(kind, found, document, spoken))
    stamp = ProvenanceAnswer.model_validate(found.gap.provenance)
    if as_json:
        written = {"out": str(out_file), "format": kind, "language": spoken, "occupation": found.gap.occupation.uri}
        print_json({**written, "provenance": stamp.model_dump()})
    else:
        print_reading(ResumeAnswer.of(document), "standard input" if resume == "-" else Path(resume).name)
        out.print(f"wrote {out_file}", soft_wrap=True, markup=False)
        print_stamp(stamp, f"compared in {found.gap.language}")
