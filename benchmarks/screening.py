"""Screen generated resumes for one job: how long, how much memory, and does the ranking agree with what they were made of?

    python -m benchmarks.screening [--index FOLDER] [--resumes 300] [--job "web developer"] [--seed 1]

The index is that of CAREERSPACE_DATA_DIR or FOLDER, and is copied. Resumes are made of the taxonomy: a title and skills of one
occupation, under one of its other labels where there is one, as text, Markdown, HTML, DOCX, ODT and PDF; 5 % are broken, 3 % are
copies of others in another format. Their relevance is known: 3 for the job's occupation, 2 for the same ISCO unit group, 1 for the
same sub-major group, 0 otherwise. They are screened twice by `careerspace screen`: undisturbed, and killed (SIGKILL) at the middle
and run again. As the resumes are made of ESCO's own words, agreement is an upper bound.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from sklearn.metrics import ndcg_score

from sample.build_resumes import encrypted_pdf, render, scanned_pdf
from search.settings import get_settings
from search.store.base import OCCUPATIONS, SKILLS, scroll_all
from search.store.embedded import EmbeddedStore
from search.view import View

LAYOUTS = {
    "text": "txt",
    "markdown": "md",
    "html": "html",
    "docx": "docx",
    "odt": "odt",
    "one-column": "pdf",
    "dates-left": "pdf",
}
GRADES = ((3, 0.10), (2, 0.10), (1, 0.15), (0, 0.65))
GIVEN = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gül", "Hugo", "Ines", "Jan", "Kim", "Lea", "Milo", "Nora", "Omar", "Pia")
FAMILY = (
    "Amsel",
    "Buche",
    "Carlsen",
    "Dorn",
    "Eibe",
    "Falk",
    "Ginster",
    "Heide",
    "Iltis",
    "Jansen",
    "Kranich",
    "Linde",
    "Marder",
)
BROKEN = 0.05
COPIES = 0.03


class Taxonomy:
    """Occupations and labels of skills, read from the index."""

    def __init__(self, index: Path, job: str) -> None:
        with closing(EmbeddedStore(index)) as store, closing(store.open()) as reader:
            payloads = [record.payload or {} for record in scroll_all(reader, OCCUPATIONS, with_payload=True)]
            self.occupations = {item["uri"]: item for item in payloads if len(item["essential_skills"]) >= 6}
            self.skills = {
                (record.payload or {})["uri"]: record.payload or {} for record in scroll_all(reader, SKILLS, with_payload=True)
            }
            self.job = View(reader).catalogue.occupation_uri(job)

    def grade(self, uri: str) -> int:
        """Return how relevant an occupation is for the job."""
        code, wanted = self.occupations[uri]["code"], self.occupations[self.job]["code"]
        same = uri == self.job, code[:4] == wanted[:4], code[:2] == wanted[:2]
        return next((grade for grade, holds in zip((3, 2, 1), same, strict=True) if holds), 0)


def label(concept: dict[str, Any], chance: random.Random) -> str:
    """Return one of the English labels, an alternative where there is one."""
    others = (concept.get("alternatives") or {}).get("en") or []
    return chance.choice(others) if others and chance.random() < 0.7 else concept["preferred"]["en"]


def source_of(number: int, occupation: dict[str, Any], taxonomy: Taxonomy, chance: random.Random) -> dict[str, Any]:
    """Return the resume of an invented person who has worked in an occupation."""
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number // len(GIVEN) % len(FAMILY)]
    address = f"{given}.{family}.{number}@example.org".lower().replace("ü", "ue")
    chosen = chance.sample(occupation["essential_skills"], chance.randint(4, 6))
    skills = [label(taxonomy.skills[uri], chance) for uri in chosen if uri in taxonomy.skills]
    title, year = label(occupation, chance), chance.randint(2004, 2020)
    tasks = "\n".join(f"- {skill}" for skill in skills)
    work = f"@ {year} – today :: {title}, Example Works {number}\n{tasks}"
    person = {"given": given, "family": family, "gender": "f", "email": address, "photo": "portrait"}
    return {
        "language": "en",
        "person": person,
        "title": title.capitalize(),
        "head": [f"E-mail: {address}", "Phone: +49 30 23125 " + f"{number:03}"],
        "sections": [{"heading": "Experience", "text": work.replace("{", "(").replace("}", ")")}],
    }


def generate(folder: Path, count: int, taxonomy: Taxonomy, seed: int) -> tuple[dict[str, int], set[str], dict[str, str]]:
    """Write resumes; return name → relevance, names of the broken ones, and copy → original."""
    chance = random.Random(seed)
    by_grade: dict[int, list[str]] = {}
    for uri in sorted(taxonomy.occupations):
        by_grade.setdefault(taxonomy.grade(uri), []).append(uri)
    truth: dict[str, int] = {}
    broken, copies, sources = set(), {}, {}
    damaged, twice = round(count * BROKEN), round(count * COPIES)
    for number in range(count - damaged - twice):
        grade = chance.choices([grade for grade, _ in GRADES], [share for _, share in GRADES])[0]
        occupation = taxonomy.occupations[chance.choice(by_grade[grade])]
        layout = chance.choice(list(LAYOUTS))
        name = f"{number:04}.{LAYOUTS[layout]}"
        sources[name] = {**source_of(number, occupation, taxonomy, chance), "layout": layout}
        (folder / name).write_bytes(render(sources[name]))
        truth[name] = grade
    for number, name in enumerate(chance.sample(sorted(sources), twice)):
        layout = chance.choice([layout for layout in LAYOUTS if layout != sources[name]["layout"]])
        copy = f"copy-{number:03}.{LAYOUTS[layout]}"
        (folder / copy).write_bytes(render({**sources[name], "layout": layout}))
        copies[copy] = name
    whole = render({**sources[min(sources)], "layout": "docx"})
    kinds = (b"", scanned_pdf(), encrypted_pdf(), whole[:300] + bytes(200) + whole[500:900], b"%PDF-1.7 cut off")
    for number in range(damaged):
        name = f"broken-{number:03}.bin"
        (folder / name).write_bytes(kinds[number % len(kinds)] + (b"" if number < len(kinds) else bytes([10] * number)))
        broken.add(name)
    return truth, broken, copies


def start(data: Path, folder: Path, job: str) -> subprocess.Popen[str]:
    """Start a screening in a data folder of its own."""
    environment = os.environ | {"CAREERSPACE_DATA_DIR": str(data), "CAREERSPACE_QDRANT_URL": ""}
    command = [sys.executable, "-m", "cli.main", "screen", str(folder), "--job", job, "--names", "--json"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def finish(data: Path, folder: Path, job: str) -> dict[str, Any]:
    """Let a screening run to its end."""
    process = start(data, folder, job)
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"the screening failed with exit code {process.returncode}")
    answer: dict[str, Any] = json.loads(output)
    return answer


def finished(data: Path) -> int:
    """Return how many resumes are done."""
    path = data / "screening.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=30)) as database:
        tables = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'items'").fetchone()[0]
        return int(database.execute("SELECT count(*) FROM items WHERE state != 'waiting'").fetchone()[0]) if tables else 0


def kill(data: Path, folder: Path, job: str, at: int) -> int:
    """Kill a screening once so many resumes are done; return how many were."""
    process = start(data, folder, job)
    while finished(data) < at and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return finished(data)


def agreement(answer: dict[str, Any], truth: dict[str, int], copies: dict[str, str]) -> dict[str, float]:
    """Return nDCG of the ranking, of a random one, and how many of the best grade are among the first so many."""
    relevance = [truth[copies.get(found["name"], found["name"])] for found in answer["candidates"]]
    places = [[-rank for rank in range(len(relevance))]]
    chance = random.Random(0)
    shuffled = [ndcg_score([chance.sample(relevance, len(relevance))], places) for _ in range(200)]
    best = relevance.count(3)
    return {
        "nDCG": ndcg_score([relevance], places),
        "nDCG@10": ndcg_score([relevance], places, k=10),
        "nDCG of random orders": sum(shuffled) / len(shuffled),
        f"share of grade 3 among the first {best}": relevance[:best].count(3) / best if best else 0.0,
    }


def main() -> None:
    """Print what came out; exit 1 where a killed screening differs from an undisturbed one, or anything is miscounted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--resumes", type=int, default=300)
    parser.add_argument("--job", default="web developer")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    index = (arguments.index or get_settings().data_dir) / "index"
    with tempfile.TemporaryDirectory() as name:
        folder, calm, rough = (Path(name) / part for part in ("resumes", "calm", "rough"))
        folder.mkdir()
        for data in (calm, rough):
            data.mkdir()
            (data / "index").symlink_to(index.absolute())
        taxonomy = Taxonomy(calm / "index", arguments.job)
        truth, broken, copies = generate(folder, arguments.resumes, taxonomy, arguments.seed)
        kinds = Counter(path.suffix for path in folder.iterdir())
        print(f"{arguments.resumes} resumes for {arguments.job!r}: {', '.join(f'{kind} {n}' for kind, n in kinds.items())}")
        begun = time.perf_counter()
        answer = finish(calm, folder, arguments.job)
        seconds = time.perf_counter() - begun
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
        print(f"undisturbed: {seconds:.0f} s, {seconds / arguments.resumes:.2f} s for each; peak memory {memory:.0f} MB")
        reported = {item["name"] for item in answer["broken_files"]}
        reasons = Counter(item["reason"] for item in answer["broken_files"])
        print(f"broken: {len(reported)} reported of {len(broken)}: {', '.join(f'{kind} {n}' for kind, n in reasons.items())}")
        pairs = {frozenset((found["name"], copy["name"])) for found in answer["candidates"] for copy in found["copies"]}
        made = {frozenset(pair) for pair in copies.items()}
        print(f"copies: {len(pairs & made)} grouped of {len(made)}; {len(pairs - made)} grouped wrongly")
        for measure, value in agreement(answer, truth, copies).items():
            print(f"{measure}: {value:.3f}")
        done = kill(rough, folder, arguments.job, arguments.resumes // 2)
        again = finish(rough, folder, arguments.job)
        equal = all(answer[part] == again[part] for part in ("candidates", "broken_files", "rubric_hash"))
        print(f"killed after {done} of {arguments.resumes}, run again: {'equal' if equal else 'DIFFERENT'}")
        sys.exit(0 if equal and reported == broken and pairs == made else 1)


if __name__ == "__main__":
    main()
