"""A report of results: tables and plots to read, run files and JSON to compute with."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from model.benchmarks.evaluate import SystemResult, TaskResult
from model.benchmarks.metrics import EXTRA, mean, paired_test
from model.benchmarks.runs import read_per_query, write_per_query, write_run
from search.errors import InputError
from search.extras import need

SHOWN = ("MRR", "S@1", "S@5", "S@10", "MAP", "RP@5", "RP@10", "R@100")
WORST = 20
"""queries listed"""


def summary(results: Sequence[TaskResult], about: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything but the runs as plain JSON types. `about` says command, model and date."""
    return {**about, "tasks": [_task_summary(result) for result in results]}


def write_report(folder: Path, results: Sequence[TaskResult], about: Mapping[str, Any]) -> Path:
    """Write report.md, results.json, plots, run files and measures by query; return the path of report.md."""
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    lines = ["# Match quality", "", *(f"- {name}: {value}" for name, value in about.items()), ""]
    for result in results:
        lines += [*_section(result), f"![MRR]({_plot(folder, result).name})", ""]
        for system in result.systems:
            stem = folder / "runs" / _stem(result, system)
            write_run(stem.with_name(stem.name + ".run"), system.run, system.name.replace(" ", "_"))
            write_per_query(stem.with_name(stem.name + ".tsv"), system.per_query)
    (folder / "results.json").write_text(json.dumps(summary(results, about), indent=2, ensure_ascii=False), encoding="utf-8")
    path = folder / "report.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def compare_with(results: Sequence[TaskResult], other: Path) -> list[dict[str, Any]]:
    """Test each system against the same one of another report's folder, by MRR, over the queries that both have.

    Raises InputError where they have no system of a task in common, and where a task's files are not the same: queries are told
    apart by their number in the file.
    """
    rows = []
    before = json.loads((other / "results.json").read_text(encoding="utf-8"))["tasks"]
    data = {task["name"]: task["data"] for task in before}
    for result in results:
        if data.get(result.task.name, hashes(result.task.sources)) != hashes(result.task.sources):
            raise InputError(f"{result.task.name} was measured on other files in {other}: the queries are not the same")
        for system in result.systems:
            path = other / "runs" / (_stem(result, system) + ".tsv")
            if path.is_file():
                mine, theirs = system.per_query["MRR"], read_per_query(path)["MRR"]
                difference, p = paired_test(mine, theirs)
                shared = len(mine.keys() & theirs.keys())
                rows.append(
                    {"task": result.task.name, "system": system.name, "difference": difference, "p": p, "queries": shared}
                )
    if not rows:
        raise InputError(f"{other} has no run of these benchmarks: give a folder that --report wrote")
    return rows


def hashes(paths: Sequence[Path]) -> dict[str, str]:
    """Return file name, with its folder → SHA-256."""
    found = {}
    for path in paths:
        with path.open("rb") as file:
            found[f"{path.parent.name}/{path.name}"] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def by_major_group(result: TaskResult, system: SystemResult) -> dict[str, tuple[int, float]]:
    """Return ISCO major group → (queries with a relevant concept in it, their MRR); nothing where no group is known."""
    uris = {candidate.id: candidate.uri for candidate in result.task.candidates}
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for query, items in result.task.qrels.items():
        for item in items:
            if code := result.task.isco.get(uris.get(item, item)):
                found[code[0]][query] = system.per_query["MRR"][query]
    return {group: (len(values), mean(values)) for group, values in sorted(found.items())}


def _task_summary(result: TaskResult) -> dict[str, Any]:
    task = result.task
    return {
        "name": task.name,
        "queries": len(task.queries),
        "left_out_without_relevant": task.left_out,
        "candidates": len(task.candidates),
        "languages": [task.query_language, task.candidate_language],
        "note": task.note,
        "notes": result.notes,
        "data": hashes(task.sources),
        "baseline": result.baseline,
        "systems": {
            system.name: {
                "means": dict(system.means),
                "intervals": {name: list(bounds) for name, bounds in system.intervals.items()},
                "against_baseline": dict(zip(("difference", "p"), system.against_first, strict=True))
                if system.against_first
                else None,
                "by_isco_major_group": {
                    group: {"queries": n, "MRR": value} for group, (n, value) in by_major_group(result, system).items()
                },
            }
            for system in result.systems
        },
    }


def _section(result: TaskResult) -> list[str]:
    task = result.task
    lines = [
        f"## {task.name}",
        "",
        f"{len(task.queries):,} queries ({task.query_language or '?'}), {len(task.candidates):,} candidates "
        f"({task.candidate_language or '?'}); {task.left_out:,} queries without a relevant candidate left out. {task.note}.",
        *result.notes,
        "",
        "| system | " + " | ".join(SHOWN) + f" | MRR − {result.baseline} (p) |",
        "|---" * (len(SHOWN) + 2) + "|",
    ]
    for system in result.systems:
        low, high = system.intervals["MRR"]
        cells = [f"{system.means['MRR']:.3f} [{low:.3f}, {high:.3f}]", *(f"{system.means[name]:.3f}" for name in SHOWN[1:])]
        test = "{:+.3f} ({:.4f})".format(*system.against_first) if system.against_first else "–"
        lines.append(f"| {system.name} | " + " | ".join(cells) + f" | {test} |")
    groups = {system.name: by_major_group(result, system) for system in result.systems}
    if any(groups.values()):
        codes = sorted({code for rows in groups.values() for code in rows})
        lines += ["", "MRR by ISCO major group of a relevant concept (queries):", ""]
        some = next(rows for rows in groups.values() if rows)
        lines += [
            "| system | " + " | ".join(f"{code} ({some[code][0]:,})" for code in codes) + " |",
            "|---" * (len(codes) + 1) + "|",
        ]
        lines += [
            f"| {name} | " + " | ".join(f"{rows[code][1]:.3f}" for code in codes) + " |" for name, rows in groups.items()
        ]
    return [*lines, "", *_worst(result), ""]


def _worst(result: TaskResult) -> list[str]:
    """List the queries whose first relevant item the best system ranks last, with what stands above."""
    if not result.task.candidates:  # one's own documents: no text of theirs goes into a report
        return []
    best = max(result.systems, key=lambda system: system.means["MRR"])
    texts = {
        (candidate.uri if result.task.by_concept else candidate.id): candidate.text
        for candidate in reversed(result.task.candidates)
    }
    ranked = sorted(best.per_query["MRR"].items(), key=lambda pair: (pair[1], pair[0]))[:WORST]
    lines = [f"Worst queries of {best.name}:", "", "| query | relevant | rank | ranked above |", "|---|---|---|---|"]
    for query, value in ranked:
        wanted = "; ".join(texts[item] for item in list(result.task.qrels[query])[:2])
        above = "; ".join(texts[item] for item, _ in best.run[query][:3])
        rank = f"{round(1 / value):,}" if value else "not found"
        lines.append("| " + " | ".join(_cell(text) for text in (result.task.queries[query], wanted, rank, above)) + " |")
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "/")[:200]


def _plot(folder: Path, result: TaskResult) -> Path:
    """Draw MRR with intervals, without a display."""
    figure = need("matplotlib.figure", EXTRA).Figure(figsize=(7, 0.5 * len(result.systems) + 1), layout="constrained")
    axes = figure.subplots()
    names = [system.name for system in reversed(result.systems)]
    values = [system.means["MRR"] for system in reversed(result.systems)]
    bounds = [system.intervals["MRR"] for system in reversed(result.systems)]
    errors = [
        [max(0.0, value - low) for value, (low, _) in zip(values, bounds, strict=True)],
        [max(0.0, high - value) for value, (_, high) in zip(values, bounds, strict=True)],
    ]
    axes.barh(names, values, xerr=errors, color="#4477aa", ecolor="#222222")
    axes.set_xlabel("MRR, 95% bootstrap interval")
    axes.set_title(result.task.name)
    path = folder / f"{result.task.name}.png"
    figure.savefig(path, dpi=120)
    return path


def _stem(result: TaskResult, system: SystemResult) -> str:
    return f"{result.task.name}.{system.name.replace(' + ', '-').replace(' ', '-')}"
