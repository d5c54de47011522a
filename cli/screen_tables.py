"""How screenings are printed: the ranking, a comparison, selection rates."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from cli.output import out, print_stamp

if TYPE_CHECKING:
    from api.screening_answers import CandidateAnswer, CompareAnswer, QuoteAnswer, RatesAnswer, ScreeningAnswer

MARKS = {"pass": "✓", "unknown": "?", "fail": "✗"}


def print_screening(answer: ScreeningAnswer, top: int) -> None:
    """Print the first `top` candidates, and what was not read."""
    from rich.markup import escape
    from rich.table import Table

    out.print(
        f"[bold]{escape(answer.job)}[/] ({answer.job_kind})  screening {answer.id}: {answer.done} read, {answer.broken} broken, "
        f"{answer.waiting} waiting; {answer.people} people" + (f"; {answer.erased} erased" if answer.erased else ""),
        soft_wrap=True,
    )
    if answer.reason:
        out.print(f"[red]{answer.status}[/]: {escape(answer.reason)}", soft_wrap=True)
    for reason in answer.stale:
        out.print(f"[yellow]stale[/]: {escape(reason)}", soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="dim")
    criteria = answer.candidates[0].result.criteria if answer.candidates else []
    for column in ("", "resume", "gates", "score", *(criterion.name for criterion in criteria), "copies", "decision"):
        table.add_column(escape(column), overflow="fold")
    for candidate in answer.candidates[:top]:
        result = candidate.result
        gates = "".join(MARKS[gate.state] for gate in result.gates) or "–"
        table.add_row(
            str(candidate.rank),
            escape(candidate.name or candidate.item),
            gates,
            f"{result.score:.3f}",
            *("–" if criterion.value is None else f"{criterion.value:.2f}" for criterion in result.criteria),
            str(len(candidate.copies)) if candidate.copies else "",
            candidate.decision,
        )
    out.print(table)
    if answer.people > top:
        out.print(f"[dim]{answer.people - top} more; --top shows them[/]")
    for broken in answer.broken_files:
        name = escape(broken.name or broken.item)
        out.print(f"[yellow]not read[/] {name}: {broken.reason}, {escape(broken.detail)}", soft_wrap=True)
    print_stamp(answer.provenance, "a rank is no decision: careerspace screen decide")


def print_comparison(answer: CompareAnswer) -> None:
    """Print candidates side by side: one column each."""
    from rich.markup import escape
    from rich.table import Table

    for reason in answer.stale:
        out.print(f"[yellow]stale[/]: {escape(reason)}", soft_wrap=True)
    table = Table(pad_edge=False, header_style="dim", show_lines=True)
    table.add_column("")
    for candidate in answer.candidates:
        table.add_column(escape(candidate.name or candidate.item), overflow="fold")
    results = [candidate.result for candidate in answer.candidates]
    table.add_row("rank", *(str(candidate.rank) for candidate in answer.candidates))
    table.add_row("score", *(f"{result.score:.3f}" for result in results))
    for number, gate in enumerate(results[0].gates):
        states = [result.gates[number] for result in results]
        table.add_row(
            escape(f"{gate.kind}: {gate.name}"),
            *(escape(f"{MARKS[state.state]} {state.why} {_quoted(state.quotes)}".rstrip()) for state in states),
        )
    for number, criterion in enumerate(results[0].criteria):
        table.add_row(escape(criterion.name), *(_criterion(candidate, number) for candidate in answer.candidates))
    table.add_row("decision", *(candidate.decision for candidate in answer.candidates))
    out.print(table)


def _criterion(candidate: CandidateAnswer, number: int) -> str:
    from rich.markup import escape

    criterion = candidate.result.criteria[number]
    if criterion.value is None:
        return "–"
    lines = [f"{criterion.value:.2f}" + (f"  ({criterion.found} of {criterion.total})" if criterion.total else "")]
    lines += [f"{skill.label}: {skill.status} {_quoted(skill.quotes)}" for skill in criterion.skills]
    return escape("\n".join(lines))


def _quoted(quotes: list[QuoteAnswer]) -> str:
    return " … ".join(f"“{quote.quote}”" for quote in quotes[:1])


def read_groups(groups: Path) -> list[tuple[str, str]]:
    """Return (resume, group) for each line of a CSV. Raises InputError for a file that is no such table."""
    from search.errors import InputError

    try:
        rows = [row for row in csv.reader(groups.read_text("utf-8-sig").splitlines()) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the groups {groups} can't be read: {error}") from None
    if any(len(row) != 2 for row in rows):
        raise InputError("each line of the groups has two cells: resume (item or file), group")
    return [(row[0].strip(), row[1].strip()) for row in rows]


def print_rates(report: RatesAnswer) -> None:
    """Print selection rates."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("group", "people", "selected", "rate", "to the highest", "p", ""):
        table.add_column(column)
    for rate in report.groups:
        notes = ["[bold red]under four fifths[/]"] if rate.flagged else []
        notes += ["[yellow]few people: may be chance[/]"] if rate.small else []
        table.add_row(
            escape(rate.group),
            str(rate.total),
            str(rate.selected),
            f"{rate.rate:.3f}",
            "–" if rate.ratio is None else f"{rate.ratio:.3f}",
            "–" if rate.p is None else f"{rate.p:.3f}",
            "; ".join(notes),
        )
    out.print(table)
    out.print(
        f"[dim]{escape(report.selected_by)}; {report.without_group} people without a group, {report.unknown_lines} lines "
        "of the file name nobody; p: Fisher's exact test against the group with the highest rate[/]",
        soft_wrap=True,
    )
