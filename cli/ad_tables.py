"""Job ads for people: a page of matches, one ad, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.output import out, print_stamp

if TYPE_CHECKING:
    from api.ad_answers import AdAnswer, AdsAnswer, Facets, ShownAdAnswer

_FACETS_SHOWN = 12
"""values of each kind; --json has them all"""


def print_page(answer: AdsAnswer) -> None:
    """Print a table of matches, and where to apply."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("", justify="right")
    table.add_column("score", no_wrap=True)
    table.add_column("alike", no_wrap=True, style="dim")
    table.add_column("ad", ratio=3, overflow="fold")
    table.add_column("occupation", ratio=2, overflow="fold", style="dim")
    table.add_column("posted", no_wrap=True)
    table.add_column("source", no_wrap=True, style="dim")
    for match in answer.matches:
        also = f" +{match.also_count}" if match.also_count else ""
        about = " · ".join(part for part in (match.employer, _where(match)) if part)
        table.add_row(
            str(match.rank),
            f"{match.score:.2f}",
            "–" if match.similarity is None else f"{match.similarity:.2f}",
            f"[bold]{escape(match.title)}[/]\n{escape(about)}",
            escape(_occupation(match)),
            (match.created_at or "–")[:10],
            escape(match.source_id) + also,
        )
    out.print(table)
    for match in answer.matches:
        out.print(
            f"{match.rank:>3}  {match.ad_id}  {match.apply_url or ''}".rstrip(), soft_wrap=True, markup=False, style="dim"
        )
    if not answer.matches:
        out.print("No ad passes these filters.")
    out.print(f"{answer.total:,} ads pass the filters" if answer.total != 1 else "1 ad passes the filters")


def _where(ad: AdAnswer) -> str:
    """Return the places with a city, and the countries without one."""
    cities = dict.fromkeys(f"{place.country or ''} {place.city}".strip() for place in ad.locations if place.city)
    named = {place.country for place in ad.locations if place.city}
    return ", ".join([*cities, *(country for country in ad.countries if country not in named)]) or "–"


def _occupation(ad: AdAnswer) -> str:
    """Return the name of what the ad is about; a predicted one is marked."""
    best = ad.occupation
    if best is None:
        return "–"
    return f"{best.label} (predicted)" if best.origin == "predicted" else str(best.label)


def print_facets(facets: Facets) -> None:
    """Print one line of the most frequent values for each kind, and for each level of ISCO."""
    kinds = {title: values for title, values in facets if title not in ("total", "provenance", "isco")}
    levels = {
        f"ISCO, {n} digit{'s' * (n > 1)}": [value for value in facets.isco if len(value.value) == n] for n in (1, 2, 3, 4)
    }
    for title, values in (*kinds.items(), *levels.items()):
        shown = [f"{_facet_name(title, value.value, value.label)} {value.count:,}" for value in values[:_FACETS_SHOWN]]
        if len(values) > len(shown):
            shown.append(f"and {len(values) - len(shown)} more")
        if shown:
            out.print(f"{title:<14} {' · '.join(shown)}", markup=False)


def _facet_name(title: str, value: str, label: str | None) -> str:
    if label is None:
        return value
    return label if title == "occupations" else f"{value} {label}"


def print_ad(answer: ShownAdAnswer) -> None:
    """Print one ad with its text."""
    from rich.markup import escape

    out.print(f"[bold]{escape(answer.title)}[/]", soft_wrap=True)
    salary = answer.salary
    pay = " – ".join(f"{number:,.10g}" for number in (salary.minimum, salary.maximum) if number is not None) if salary else ""
    facts = {
        "Employer": answer.employer,
        "Where": _where(answer),
        "Occupation": _occupation(answer),
        "Schedule": ", ".join(answer.schedule),
        "Remote": answer.remote if answer.remote != "unknown" else "",
        "Salary": f"{pay} {salary.currency or ''} {'per ' + salary.period if salary.period else ''}" if salary and pay else "",
        "Posted": (answer.created_at or "")[:10],
        "Apply by": (answer.apply_by or "")[:10] + (" (over)" if answer.expired else ""),
        "Apply at": answer.apply_url,
        "Source": f"{answer.source_id}, reference {answer.reference}",
        "Also": ", ".join(twin.ad_id for twin in answer.also),
    }
    for title, text in facts.items():
        if text and text.strip():
            out.print(f"{title:<11} {text.strip()}", soft_wrap=True, markup=False)
    out.print(f"\n{answer.description}\n", markup=False)
    print_stamp(answer.provenance)
