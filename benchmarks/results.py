"""Match quality of several encoders on the public benchmarks, into docs/results.md.

    python -m benchmarks.results DATA --esco ESCO --model all-minilm-l6-v2 --model FOLDER [--held-out FOLDER.work/held-out]

DATA holds `melo`, `titles` and `skills`. Every figure comes from `careerspace evaluate`; its command stands above each table. Each
model's card is told as well.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search.encoder import TRAINING

PAGE = Path(__file__).parents[1] / "docs" / "results.md"
SETS = {
    "melo": "National titles → ESCO labels (MELO)",
    "titles": "Vacancy titles → occupations (JobBERT, validation file)",
    "skills": "Sentences → skills (TECH and HOUSE, validation files)",
}
SHOWN = ("dense", "hybrid", "engine", "linker")
PUBLISHED = {  # set → system, its measures: MELO on these sets (Retyk et al. 2024), the others on test files, which are not these
    "aut_q_de_c_de": ("text-embedding-3-large", {"MRR": 0.563}),
    "aut_q_de_c_en": ("text-embedding-3-large", {"MRR": 0.430}),
    "esp_q_es_c_es": ("e5-mistral-7b", {"MRR": 0.556}),
    "esp_q_es_c_en": ("text-embedding-3-large", {"MRR": 0.486}),
    "titles-preferred": ("JobBERT-v2, test file", {"MRR": 0.390}),
    "tech_validation": ("best published, test file", {"MRR": 0.632, "RP@5": 0.640, "RP@10": 0.740}),
    "house_validation": ("best published, test file", {"MRR": 0.484, "RP@5": 0.491, "RP@10": 0.596}),
}
MEASURES = ("S@1", "S@5", "S@10", "MAP", "RP@5", "RP@10")


@dataclass(frozen=True)
class Asked:
    """One section of the page."""

    title: str
    benchmark: str
    data: Path
    models: list[str]


def main() -> None:
    """Evaluate, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--esco", type=Path, required=True)
    parser.add_argument("--model", action="append", required=True)
    parser.add_argument("--held-out", type=Path, help="labels that the last model has not seen; it alone is asked")
    parser.add_argument("--only", choices=SETS, help="one benchmark instead of all; the page then holds no other")
    parser.add_argument("--rows", help="titles that are asked, evenly from the file")
    parser.add_argument("--jobs", type=int, default=1, help="evaluations at the same time")
    arguments = parser.parse_args()
    asked = [
        Asked(title, name, arguments.data / name, arguments.model)
        for name, title in SETS.items()
        if arguments.only in (None, name)
    ]
    if arguments.held_out:
        asked.append(Asked("Labels held out of training, by language", "melo", arguments.held_out, arguments.model[-1:]))
    with ThreadPoolExecutor(arguments.jobs) as pool:
        answers = [[pool.submit(evaluate, one, model, arguments) for model in one.models] for one in asked]
        sections = [
            section(one, [answer.result() for answer in those], arguments) for one, those in zip(asked, answers, strict=True)
        ]
    cards = [card(Path(model)) for model in arguments.model if (Path(model) / TRAINING).is_file()]
    date = f"{datetime.now(UTC):%Y-%m-%d}"
    head = (
        f"# Results\n\nWritten by `python -m benchmarks.results` on {date}. MRR with a bootstrap interval of 95 %; "
        "development files, on which weights were chosen.\n\n"
    )
    PAGE.write_text(head + "\n".join([*cards, *sections]), encoding="utf-8")
    print(f"written to {PAGE.name}")


def card(model: Path) -> str:
    """Return a paragraph on how a model was trained."""
    facts = json.loads((model / TRAINING).read_text(encoding="utf-8"))
    size = sum(path.stat().st_size for path in model.rglob("*") if path.is_file()) / 1e6
    return (
        f"**{model.name}**: recipe {facts['recipe']['name']} from {facts['base']}, {facts['steps']:,} steps "
        f"in {facts['minutes']:.0f} minutes, best at step {facts['best_step']:,}; "
        f"{len(facts['languages'])} languages, {size:.0f} MB.\n"
    )


def section(asked: Asked, answers: list[dict[str, Any]], arguments: argparse.Namespace) -> str:
    """Return a table: one row for each set, model and system."""
    by_set: dict[str, list[str]] = {}
    for model, answer in zip(asked.models, answers, strict=True):
        for result in answer["tasks"]:
            systems = result["systems"]
            rows = [row(result["name"], Path(model).name, name, systems[name]) for name in SHOWN if name in systems]
            by_set.setdefault(result["name"], []).extend(rows)
    lines = ["| set | model | system | MRR | 95 % | S@1 | S@5 | S@10 | MAP | RP@5 | RP@10 |", "|" + "---|" * 11]
    lines += [line for name, rows in by_set.items() for line in (*rows, *published(name))]
    shown = " ".join(["careerspace evaluate --model MODEL", *options(asked, arguments, short=True)])
    return f"## {asked.title}\n\n`{shown}`\n\n" + "\n".join(lines) + "\n"


def options(asked: Asked, arguments: argparse.Namespace, *, short: bool = False) -> list[str]:
    """Return the options of the command; `short` with the names of files instead of paths."""
    path = (lambda it: it.name) if short else str
    rows = ["--rows", arguments.rows] if arguments.rows and asked.benchmark == "titles" else []
    esco = [] if asked.benchmark == "melo" else ["--esco", path(arguments.esco)]
    return ["--benchmark", asked.benchmark, "--data", path(asked.data), *esco, *rows]


def evaluate(asked: Asked, model: str, arguments: argparse.Namespace) -> dict[str, Any]:
    """Run the command and return what it prints."""
    command = [sys.executable, "-m", "cli.main", "evaluate", "--model", model, "--json", *options(asked, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=PAGE.parents[1])
    answer: dict[str, Any] = json.loads(done.stdout)
    print(f"{asked.title}, {Path(model).name}", flush=True)
    return answer


def row(task: str, model: str, name: str, system: dict[str, Any]) -> str:
    """Return one line of the table."""
    low, high = system["intervals"]["MRR"]
    values = [f"{system['means'][measure]:.3f}" for measure in MEASURES]
    cells = [task, model, name, f"{system['means']['MRR']:.3f}", f"{low:.3f}–{high:.3f}", *values]
    return f"| {' | '.join(cells)} |"


def published(task: str) -> list[str]:
    """Return the line of the best published system, where there is one."""
    if task not in PUBLISHED:
        return []
    system, values = PUBLISHED[task]
    cells = [f"{values[measure]:.3f}" if measure in values else "" for measure in MEASURES]
    return [f"| {task} | *{system}* | published | {values['MRR']:.3f} | | {' | '.join(cells)} |"]


if __name__ == "__main__":
    main()
