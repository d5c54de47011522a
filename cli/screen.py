"""`careerspace screen`: hundreds of resumes against one job."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from cli.output import err, new_file, out, print_json, write_file
from cli.progress import Bars
from ingest.screening import Decided

if TYPE_CHECKING:
    from ingest.screening.table import ScreeningTable
    from search.engine import Engine
    from search.rubric import Rubric
    from search.screening import JobSpec
    from search.view import Provenance


class _WithDefault(TyperGroup):
    """A group whose first word may be the folder itself: `careerspace screen FOLDER` is `careerspace screen run FOLDER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer brings its own click
        """Put `run` before anything that is no command and no call for help."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_WithDefault,
    no_args_is_help=True,
    help="Rank many resumes for one job, and keep what people decide on them. `screen FOLDER` is `screen run FOLDER`.",
)
ScreeningArgument = Annotated[str, typer.Argument(help="Its id, or the beginning of that; `screen list` shows them.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, the same as the HTTP answer.")]
NamesOption = Annotated[bool, typer.Option("--names", help="Show names of files; without, nobody sees whose resume it is.")]
TopOption = Annotated[int, typer.Option(help="How many to show.", min=1)]


@app.command("run")
def run(
    source: Annotated[Path, typer.Argument(help="Folder, zip or file of resumes (PDF, DOCX, ODT, HTML, text).")],
    *,
    job: Annotated[
        str, typer.Option(help="Occupation (URI, UUID, code or label), id of an ad, or a file with the job's text.")
    ],
    must: Annotated[list[str] | None, typer.Option(help="Skill (URI or label) that is asked for; may be repeated.")] = None,
    must_not: Annotated[list[str] | None, typer.Option(help="Skill that must not be there; may be repeated.")] = None,
    rubric: Annotated[Path | None, typer.Option(help="File of gates and criteria, TOML.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the ranking as CSV to this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the ranking as a page to this file.")] = None,
    names: NamesOption = False,
    top: TopOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Screen resumes: read, without identity, gated, ranked; copies of one person together.

    Killed at any moment, the same command goes on. Nobody is rejected: a decision is recorded with `screen decide`.
    """
    from ingest.screening.erase import delete_old
    from ingest.screening.people import load_key
    from ingest.screening.replay import log_finished
    from ingest.screening.sources import read_given
    from ingest.screening.table import BROKEN, DONE, ScreeningTable, table_path
    from ingest.screening.work import begin, finish, items_of, take_turn, work
    from search.engine import Engine
    from search.errors import CareerspaceError
    from search.settings import get_settings

    for file in filter(None, (csv, html)):
        new_file(file)
    settings = get_settings()
    asked = _rubric(rubric).asking(must or (), must_not or ())
    max_bytes = settings.max_upload_mb * 1_000_000
    engine = Engine.from_settings(settings)
    screener = engine.screener(_spec(engine, job), asked)
    lock = take_turn(settings.data_dir)
    with ScreeningTable(table_path(settings.data_dir)) as table, Bars() as bars:
        delete_old(table, settings.data_dir, settings.screening_keep_days, time.time())
        begun = begin(
            table,
            read_given(source, max_bytes),
            source=source,
            spec=screener.spec,
            rubric=asked,
            rubric_path=str(rubric.resolve()) if rubric else "",
            provenance=engine.view().provenance,
            keep_text=settings.screening_keep_text,
        )
        try:
            work(
                table,
                begun,
                items_of(read_given(source, max_bytes)),
                screener,
                load_key(settings.data_dir),
                max_bytes=max_bytes,
                progress=lambda done, total: bars.update("screen", done, total),
            )
        except (CareerspaceError, OSError) as error:
            table.fail(begun.job, str(error), int(time.time()))
            raise
        log_finished(settings.data_dir, table, begun.job, max_upload_mb=settings.max_upload_mb)
        finish(table, begun.job)
        lock.release()
        _show(table, begun.job, engine.view().provenance, csv=csv, html=html, names=names, top=top, as_json=as_json)
        counts = table.counts(begun.job)
    if counts[BROKEN] and not counts[DONE]:
        raise typer.Exit(3)


@app.command("list")
def list_(*, as_json: JsonOption = False) -> None:
    """List the screenings, newest first."""
    from api.screening_answers import ScreeningHead

    with _table() as table:
        heads = [ScreeningHead.of_job(job, table.counts(job.job)) for job in table.jobs()]
    if as_json:
        print_json([head.model_dump() for head in heads])
        return
    for head in heads:
        out.print(
            f"{head.id}  {head.status}  {head.done + head.broken} of {head.total}  {head.created_at}  {head.job}"
            + (f"  ({head.reason})" if head.reason else ""),
            soft_wrap=True,
            markup=False,
        )
    if not heads:
        out.print("There is no screening yet: careerspace screen FOLDER --job OCCUPATION")


@app.command("show")
def show(
    screening: ScreeningArgument,
    *,
    csv: Annotated[Path | None, typer.Option(help="Write the ranking as CSV to this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the ranking as a page to this file.")] = None,
    names: NamesOption = False,
    top: TopOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Show a screening as it stands, with the decisions so far, and whether it is stale."""
    with _table() as table:
        _show(table, table.job(screening).job, _provenance(), csv=csv, html=html, names=names, top=top, as_json=as_json)


@app.command("decide")
def decide(
    screening: ScreeningArgument,
    item: Annotated[str, typer.Argument(help="The resume, by its item: the ranking's second column.")],
    *,
    decision: Annotated[Decided, typer.Option(help="What was decided.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept with the decision.")],
    as_json: JsonOption = False,
) -> None:
    """Record what a person decided on a resume, and why. Earlier decisions stay; the last one holds."""
    from api.screening_answers import CandidateAnswer
    from ingest.screening.ranking import candidate_of, read_ranking
    from ingest.screening.work import record_decision

    with _table() as table:
        found = table.job(screening)
        record_decision(table, found, item, decision, reason)
        candidate = candidate_of(read_ranking(table, found, None), item)
    if as_json:
        print_json(CandidateAnswer.of(candidate, names=False).model_dump())
    else:
        out.print(f"{candidate.item}: {candidate.decision}", markup=False)


@app.command("compare")
def compare(
    screening: ScreeningArgument,
    items: Annotated[list[str], typer.Argument(help="Two to five resumes, by their items.")],
    *,
    names: NamesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Set two to five resumes side by side: gates, criteria, skills with quotes."""
    from api.screening_answers import CompareAnswer
    from cli.screen_tables import print_comparison
    from ingest.screening.ranking import compared, read_ranking

    with _table() as table:
        ranking = read_ranking(table, table.job(screening), _provenance())
    answer = CompareAnswer.of(ranking, compared(ranking, items), names=names)
    if as_json:
        print_json(answer.model_dump())
    else:
        print_comparison(answer)


@app.command("rates")
def rates(
    screening: ScreeningArgument,
    *,
    groups: Annotated[Path, typer.Option(help="CSV with two columns: resume (item or file) and group. It is not stored.")],
    selected: Annotated[
        list[str] | None, typer.Option(help="Decision that counts as selected; may be repeated. Default: invite.")
    ] = None,
    top: Annotated[int | None, typer.Option(help="Instead of decisions: the first so many of the ranking.", min=1)] = None,
    as_json: JsonOption = False,
) -> None:
    """Show selection rates by group, and the four-fifths rule."""
    from api.screening_answers import RatesAnswer
    from cli.screen_tables import print_rates, read_groups
    from ingest.screening.ranking import read_ranking
    from ingest.screening.rates import rates_of

    with _table() as table:
        ranking = read_ranking(table, table.job(screening), None)
    report = RatesAnswer.model_validate(rates_of(ranking, read_groups(groups), set(selected or ["invite"]), top))
    if as_json:
        print_json(report.model_dump())
    else:
        print_rates(report)


@app.command("replay")
def replay(
    ranking: Annotated[str, typer.Argument(help="Id of a ranking in the log, or of its screening, or its beginning.")],
    *,
    source: Annotated[Path | None, typer.Option(help="Folder or zip of the original files; default: where they were.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a logged ranking again from the original files, and say whether it is equal or what differs."""
    from api.screening_answers import ReplayAnswer
    from ingest.screening.people import load_key
    from ingest.screening.replay import entry_job, entry_of
    from ingest.screening.replay import replay as make_again
    from ingest.screening.sources import read_given
    from search.engine import Engine
    from search.errors import InputError
    from search.settings import get_settings

    settings = get_settings()
    entry = entry_of(settings.data_dir, ranking)
    if source is None and not entry["source"]:
        raise InputError("the files of this screening were uploaded or erased, and are gone; name the originals with --source")
    spec, rubric = entry_job(entry)
    max_bytes = settings.max_upload_mb * 1_000_000
    screener = Engine.from_settings(settings).screener(spec, rubric)
    given = read_given(source or Path(entry["source"]), max_bytes)
    found = make_again(entry, given, screener, load_key(settings.data_dir), max_bytes)
    if as_json:
        print_json(ReplayAnswer.model_validate(found).model_dump())
        return
    out.print(f"[bold]{'equal' if found.equal else 'different'}[/]: {found.compared} resumes, {found.erased} erased since")
    for line in (*found.changes, *found.differences):
        out.print(f"  {line}", soft_wrap=True, markup=False)


@app.command("delete")
def delete(screening: ScreeningArgument, *, as_json: JsonOption = False) -> None:
    """Delete a screening with everything that is kept of its resumes; the log keeps a line without them."""
    from ingest.screening.erase import delete_job
    from search.settings import get_settings

    with _table() as table:
        found = table.job(screening)
        erased = delete_job(table, get_settings().data_dir, found)
    if as_json:
        print_json({"id": found.job, "resumes": erased})
    else:
        out.print(f"Deleted {found.job} with {erased} resumes.")


def _rubric(path: Path | None) -> Rubric:
    from search.errors import InputError
    from search.rubric import Rubric, read_rubric

    if path is None:
        return Rubric()
    try:
        return read_rubric(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the rubric {path} can't be read: {error}") from None


def _spec(engine: Engine, job: str) -> JobSpec:
    """Return the job that is meant: a file where there is one of this name, else an occupation or an ad."""
    from ingest.resume import read_resume
    from search.screening import find_job, job_of_text

    path = Path(job)
    if path.is_file():
        return job_of_text(read_resume(path).text, path.name)
    return find_job(engine.view(), job)


def _table() -> ScreeningTable:
    from ingest.screening.table import ScreeningTable, table_path
    from search.settings import get_settings

    return ScreeningTable(table_path(get_settings().data_dir))


def _provenance() -> Provenance | None:
    """Return what an answer would stand on today; None where nothing is indexed. No model is loaded."""
    from search.errors import SearchIndexError
    from search.settings import get_settings
    from search.store import open_store
    from search.view import View

    settings = get_settings()
    try:
        return View(open_store(settings).open(), settings.esco_version).provenance
    except SearchIndexError:
        return None


def _show(
    table: ScreeningTable,
    job: str,
    now: Provenance | None,
    *,
    csv: Path | None,
    html: Path | None,
    names: bool,
    top: int,
    as_json: bool,
) -> None:
    from api.screening_answers import ScreeningAnswer, table_of
    from cli.screen_tables import print_screening
    from ingest.screening.ranking import read_ranking
    from search.ad_export import csv_line

    ranking = read_ranking(table, table.job(job), now)
    whole = ScreeningAnswer.of(ranking, names=names)
    if csv:
        write_file(csv, "".join(csv_line(row) for row in table_of(whole)))
    if html:
        from cli.screen_page import page

        write_file(html, page(whole))
    for written in filter(None, (csv, html)):
        err.print(f"wrote {written}", soft_wrap=True, markup=False)
    if as_json:
        print_json(whole.model_dump())
    else:
        print_screening(whole, top)
