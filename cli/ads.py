"""`careerspace ads`: the job ads that fit a resume, or are like another ad."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.ad_tables import print_ad, print_facets, print_page
from cli.output import err, out, print_json, print_stamp
from cli.resumes import print_reading, read_given

if TYPE_CHECKING:
    from ingest.resume import Resume
    from search.ad_filters import AdFilter
    from search.ads import AdSearch, AdsResult


def ads(
    resume: Annotated[
        str | None, typer.Argument(help="File (PDF, DOCX, ODT, HTML, text), or - for standard input.", show_default=False)
    ] = None,
    *,
    like: Annotated[str | None, typer.Option(help="Instead of a resume: the id of an ad, to find those like it.")] = None,
    show: Annotated[str | None, typer.Option(help="Show the ad with this id, and do nothing else.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Only ads in this country (DE); may be repeated.")] = None,
    nuts: Annotated[list[str] | None, typer.Option(help="Only this NUTS region, any level (DE2).")] = None,
    isco: Annotated[list[str] | None, typer.Option(help="Only this ISCO group, any level (25).")] = None,
    occupation: Annotated[list[str] | None, typer.Option(help="Only this occupation (URI, code or label).")] = None,
    schedule: Annotated[list[str] | None, typer.Option(help="Only fulltime, parttime…")] = None,
    since: Annotated[str | None, typer.Option(help="Created at most so long ago (12h, 14d, 3w), or since a date.")] = None,
    remote: Annotated[bool, typer.Option("--remote", help="Only work from home, wholly or partly.")] = False,
    language: Annotated[list[str] | None, typer.Option(help="Only ads with a text in this language.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only ads of this data source (121).")] = None,
    lang: Annotated[str | None, typer.Option(help="Language of occupations' names; default: the resume's.")] = None,
    top: Annotated[int, typer.Option(help="How many.", min=1, max=100)] = 10,
    cursor: Annotated[str | None, typer.Option(help="Where the page before ended; it says so in its last line.")] = None,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count the ads that pass, by country, ISCO group and so on.")
    ] = False,
    export: Annotated[
        Literal["ndjson", "csv"] | None, typer.Option(help="Write every ad that passes, not a page. Needs no resume.")
    ] = None,
    keep_identity: Annotated[
        bool, typer.Option("--keep-identity", help="Do not remove names, contacts and the like first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the same as the HTTP answer.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Rank the job ads that fit a resume, or are like another ad."""
    from ingest.resume import segments_of
    from search.ad_filters import AdFilter

    if sum((as_json, as_csv, export is not None)) > 1:
        raise typer.BadParameter("choose one of --json, --csv and --export")
    if resume is not None and like is not None:
        raise typer.BadParameter("give RESUME or --like, not both")
    if show is None and resume is None and like is None and not facets and export is None:
        raise typer.BadParameter("give RESUME, --like, --show, --facets or --export")
    if as_csv and (show is not None or (resume is None and like is None)):
        raise typer.BadParameter("--csv is for matches: give RESUME or --like, or use --export csv")
    if export is not None and (facets or show is not None or cursor is not None):
        raise typer.BadParameter("--export writes every ad: it goes without --facets, --show and --cursor")
    filters = AdFilter(
        countries=tuple(country or ()),
        nuts=tuple(nuts or ()),
        isco=tuple(isco or ()),
        occupations=tuple(occupation or ()),
        schedule=tuple(schedule or ()),
        since=since,
        remote=remote,
        languages=tuple(language or ()),
        sources=tuple(source or ()),
    )
    if show is not None:
        _show(show, lang, as_json=as_json)
        return
    document = read_given(resume, keep_identity=keep_identity) if resume is not None else None
    search = _open(with_encoder=document is not None)
    if export:
        _export(search, document, like, filters, lang, export)
    elif document is None and like is None:
        _facets_alone(search, filters, lang, as_json=as_json)
    else:
        result = search.search(
            segments_of(document),
            like=like,
            filters=filters,
            top=top,
            cursor=cursor,
            language=lang,
            detected=document.language if document else None,
        )
        if as_csv:
            _print_csv(result)
            return
        _print_page(search, result, document, filters, facets=facets, as_json=as_json, name=_name(resume, like))


def _open(*, with_encoder: bool) -> AdSearch:
    """Open the index; the model is loaded only where a text is to be encoded."""
    import time

    from search.ads import AdSearch
    from search.engine import Engine
    from search.settings import get_settings
    from search.store import open_store
    from search.view import View

    settings = get_settings()
    view = View(open_store(settings).open(), settings.esco_version)
    _ = view.catalogue.ads  # or AdsMissing, before the model is loaded
    if with_encoder:
        return Engine.from_settings(settings).ads()
    return AdSearch(view, None, int(time.time()))


def _name(resume: str | None, like: str | None) -> str:
    if resume is None:
        return f"ads like {like}"
    return "standard input" if resume == "-" else Path(resume).name


def _show(ad_id: str, language: str | None, *, as_json: bool) -> None:
    from api.ad_answers import ShownAdAnswer

    answer = ShownAdAnswer.of(_open(with_encoder=False).ad(ad_id, language))
    if as_json:
        print_json(answer.model_dump())
    else:
        print_ad(answer)


def _facets_alone(search: AdSearch, filters: AdFilter, language: str | None, *, as_json: bool) -> None:
    from api.ad_answers import FacetsAnswer

    answer = FacetsAnswer.of(search.facets(filters, language))
    if as_json:
        print_json(answer.model_dump())
    else:
        print_facets(answer)
        out.print(f"{answer.total:,} ads pass the filters")
        print_stamp(answer.provenance)


def _export(
    search: AdSearch, document: Resume | None, like: str | None, filters: AdFilter, language: str | None, name: str
) -> None:
    from ingest.resume import segments_of
    from search.ad_export import FORMATS

    rows = search.export(
        segments_of(document),
        like=like,
        filters=filters,
        language=language,
        detected=document.language if document else None,
    )
    _write(FORMATS[name][1](rows, search.provenance))


def _write(lines: Iterable[str]) -> None:
    """Write lines as they come; stop quietly where the reader has had enough (`| head`)."""
    try:
        for line in lines:
            sys.stdout.write(line)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains when it flushes


def _print_csv(result: AdsResult) -> None:
    from search.ad_export import AD_COLUMNS, STAMP, csv_line, flat_ad

    lines = [csv_line(("rank", "score", "similarity", "also_count", *AD_COLUMNS, *STAMP))]
    stamp = [getattr(result.provenance, name) for name in STAMP]
    for match in result.matches:
        flat = flat_ad(match.ad)
        own = (match.rank, match.score, match.similarity, match.also_count)
        lines.append(csv_line([*own, *(flat[name] for name in AD_COLUMNS), *stamp]))
    _write(lines)


def _print_page(
    search: AdSearch,
    result: AdsResult,
    document: Resume | None,
    filters: AdFilter,
    *,
    facets: bool,
    as_json: bool,
    name: str,
) -> None:
    from api.ad_answers import AdsAnswer

    answer = AdsAnswer.of(result, document, search.facets(filters, result.language) if facets else None)
    if as_json:
        print_json(answer.model_dump())
        return
    print_reading(answer.resume, name)
    print_page(answer)
    if answer.facets:
        print_facets(answer.facets)
    print_stamp(answer.provenance)
    if answer.cursor:
        err.print(f"next page: --cursor {answer.cursor}", soft_wrap=True, markup=False)
