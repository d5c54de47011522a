"""A screening as one page of HTML, without a script and without anything from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cli.screen_tables import MARKS

if TYPE_CHECKING:
    from api.screening_answers import CandidateAnswer, ScreeningAnswer

OPEN = 10
"""candidates whose reasons are shown, and printed, without a click"""
_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid #ccc;vertical-align:top}"
    "details{margin:.4rem 0;break-inside:avoid}summary{cursor:pointer}.stale{background:#fff3cd;padding:.5rem}q{color:#333}"
)


def page(answer: ScreeningAnswer) -> str:
    """Return the page."""
    stale = "".join(f"<p class=stale>Stale: {escape(reason)}</p>" for reason in answer.stale)
    broken = "".join(
        f"<li>{escape(item.name or item.item)}: {escape(item.reason)}, {escape(item.detail)}</li>"
        for item in answer.broken_files
    )
    stamp = answer.provenance
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>Screening: {escape(answer.job)}</title><style>{_STYLE}</style><h1>Screening: {escape(answer.job)}</h1>{stale}"
        f"<p>{answer.people} people, {answer.done} resumes read, {answer.broken} not read. A rank is no decision: nobody is "
        "rejected by it. What a resume does not say is unknown, and no evidence against.</p>"
        f"{''.join(_candidate(candidate) for candidate in answer.candidates)}"
        f"{'<h2>Not read</h2><ul>' + broken + '</ul>' if broken else ''}"
        f"<p><small>ESCO {escape(stamp.esco_version)} · {escape(stamp.model)} · generation {stamp.generation} · rubric "
        f"{answer.rubric_hash[:12]} · {escape(stamp.attribution)}</small></p></html>\n"
    )


def _candidate(candidate: CandidateAnswer) -> str:
    result = candidate.result
    gates = "".join(
        f"<li>{MARKS[gate.state]} {escape(gate.name)}: {escape(gate.why)}{_quotes(gate)}</li>" for gate in result.gates
    )
    rows = "".join(
        f"<tr><th>{escape(part.name)}<td>{'–' if part.value is None else f'{part.value:.2f}'}"
        f"<td>{f'{part.found} of {part.total}' if part.total else ''}"
        f"<td>{'<br>'.join(f'{escape(skill.label)} ({skill.status}){_quotes(skill)}' for skill in part.skills)}"
        for part in result.criteria
    )
    copies = "".join(f"<li>copy: {escape(copy.name or copy.item)} ({escape(copy.why)})</li>" for copy in candidate.copies)
    shown = " open" if candidate.rank <= OPEN else ""
    name = escape(candidate.name or candidate.item)
    return (
        f"<details{shown}><summary><b>{candidate.rank}. {name}</b> {result.score:.3f}, gates {result.gate}, {candidate.decision}"
        f"</summary><ul>{gates}{copies}</ul><table>{rows}</table></details>"
    )


def _quotes(said: object) -> str:
    quotes = getattr(said, "quotes", ())
    return "".join(f" <q>{escape(quote.quote)}</q>" for quote in quotes[:2])
