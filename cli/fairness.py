"""`careerspace fairness`: does who somebody is, or the gender of a job title, change what is found?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.output import out, print_json
from cli.progress import Bars

if TYPE_CHECKING:
    from model.fairness import Genders, Swap


def fairness(
    *,
    lang: Annotated[str, typer.Option(help="Language whose male and female forms are compared.")] = "de",
    resumes: Annotated[
        Path | None, typer.Option(help="Folder with source/*.yaml (sample/resumes): also swap the people in these resumes.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write fairness.md and fairness.json into this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare rankings of the published index under other names, and under male and female forms of occupations."""
    import json

    from model.fairness import compare_genders, swap
    from search.encoder import encoder_of
    from search.engine import Engine
    from search.errors import InputError
    from search.settings import get_settings
    from search.store import open_store

    settings = get_settings()
    store = open_store(settings)
    store.open().close()  # before the model is loaded, so that a missing index is told at once
    encoder = encoder_of(settings)
    engine = Engine(store, encoder, pinned_release=settings.esco_version)
    stamp = engine.view().provenance
    swaps = swap(engine, resumes) if resumes else []
    genders, reason = None, ""
    with Bars() as bars:
        try:
            genders = compare_genders(store, encoder, lang, watch=lambda done, total: bars.update("rank", done, total))
        except InputError as error:
            if not swaps:
                raise
            reason = str(error)
    data: dict[str, Any] = {
        "esco_version": stamp.esco_version,
        "model": stamp.model,
        "swaps": [_swap_json(item) for item in swaps],
        "genders": genders.to_json() if genders else None,
    }
    lines = [
        f"ESCO {stamp.esco_version} · {stamp.model}",
        *_swap_lines(swaps),
        *(_gender_lines(genders) if genders else [reason]),
    ]
    if report is not None:
        report.mkdir(parents=True, exist_ok=True)
        (report / "fairness.json").write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        (report / "fairness.md").write_text(
            "# Fairness\n\n" + "\n".join(f"{line}  " for line in lines) + "\n", encoding="utf-8"
        )
    if as_json:
        print_json(data)
        return
    for line in lines:
        out.print(line, soft_wrap=True, markup=False)


def _mean(numbers: tuple[float, ...]) -> float:
    return sum(numbers) / len(numbers)


def _swap_json(item: Swap) -> dict[str, Any]:
    return {
        "resume": item.resume,
        "people": len(item.removed),
        **{
            name: {"mean": round(_mean(values), 4), "least": round(min(values), 4)}
            for name, values in (("identity removed", item.removed), ("identity kept", item.kept))
        },
    }


def _swap_lines(swaps: list[Swap]) -> list[str]:
    if not swaps:
        return []
    removed = tuple(value for item in swaps for value in item.removed)
    kept = tuple(value for item in swaps for value in item.kept)
    lines = [
        f"{len(swaps)} resumes, each for {len(swaps[0].removed)} other people; overlap of the rankings (RBO, p = 0.9, 20 places)"
    ]
    for name, values in (("identity removed", removed), ("identity kept", kept)):
        lines.append(f"{name:<17} mean {_mean(values):.3f}, least {min(values):.3f}")
    return [*lines, *(f"  {item.resume:<24} removed {_mean(item.removed):.3f}, kept {_mean(item.kept):.3f}" for item in swaps)]


def _gender_lines(found: Genders) -> list[str]:
    low, high = found.interval
    return [
        f"{len(found.pairs):,} occupations with a male and a female form ({found.language}); mean overlap {found.mean_overlap:.3f}",
        f"itself first: male {found.first_male:.3f}, female {found.first_female:.3f}",
        f"MRR: male {found.mrr_male:.3f}, female {found.mrr_female:.3f}, difference {found.difference:+.4f} "
        f"(95 % interval {low:+.4f} to {high:+.4f})",
        "least alike:",
        *(f"  {pair.overlap:.3f}  {pair.code}  {pair.male} · {pair.female}" for pair in found.worst()),
    ]
