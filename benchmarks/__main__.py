"""Run every measurement in turn and write docs/benchmarks.md: each command with what it printed.

    python -m benchmarks [--only NAME …]

The real ESCO files are read from CAREERSPACE_TEST_DATA, or ../shared/data beside the repository; what needs them is skipped with
its reason where they are absent. The index that the measurements ask is built once, under .careerspace/bench.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CAREERSPACE_TEST_DATA") or ROOT.parent / "shared" / "data")
INDEX = ROOT / ".careerspace" / "bench"
PAGE = ROOT / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Measurement:
    """One command: `arguments` after `python -m`, with DATA for the data folder; `needs` a file of it or None."""

    name: str
    title: str
    arguments: tuple[str, ...]
    needs: str | None = None


MEASUREMENTS = (
    Measurement(
        "reading",
        "Reading the full ESCO, beside rdflib",
        ("benchmarks.esco_reading", "DATA/esco/esco-en-de.ttl.gz"),
        "esco/esco-en-de.ttl.gz",
    ),
    Measurement(
        "latency",
        "Query latency of the embedded engine, beside qdrant-client's local mode and numpy",
        ("benchmarks.query_latency",),
    ),
    Measurement(
        "indexing",
        "Indexing the full ESCO in English and German",
        ("cli.main", "ingest", "esco", "DATA/esco/esco-en-de.ttl.gz", "--lang", "en", "--lang", "de", "--release", "1.1.1"),
        "esco/esco-en-de.ttl.gz",
    ),
    Measurement(
        "screening",
        "Screening 300 generated resumes for one job, killed at the middle and run again",
        ("benchmarks.screening",),
    ),
    Measurement(
        "titles",
        "Vacancy titles → ESCO occupations",
        (
            "cli.main",
            "evaluate",
            "--benchmark",
            "titles",
            "--data",
            "DATA/titles",
            "--esco",
            "DATA/esco/esco-v1.1.1-en-csv.zip",
            "--rows",
            "2000",
        ),
        "titles/titles.csv.gz",
    ),
    Measurement(
        "skills",
        "Sentences → ESCO skills",
        ("benchmarks.skills", "DATA/skills", "DATA/esco/esco-v1.1.1-en-csv.zip"),
        "skills/tech_validation.csv",
    ),
    Measurement(
        "labels",
        "What a label vector is made of",
        ("benchmarks.label_vectors", "DATA/esco/esco-v1.1.1-en-csv.zip", "DATA/titles/titles.csv.gz"),
        "esco/esco-v1.1.1-en-csv.zip",
    ),
    Measurement(
        "pooling", "Pooling of resumes and weights of the rankings", ("benchmarks.resume_pooling",), "esco/esco-en-de.ttl.gz"
    ),
    Measurement(
        "killed",
        "An ingest killed five times",
        ("benchmarks.killed_ingest", "DATA/esco/esco-mini.ttl.gz", "--lang", "en", "--lang", "de", "--release", "1.1.1"),
        "esco/esco-mini.ttl.gz",
    ),
    Measurement("ads", "Reading job ads, beside lxml's iterparse", ("benchmarks.eures_reading",)),
    Measurement("ads_index", "100,000 job ads in the index, and a second ingest with 1 % changed", ("benchmarks.ads_index",)),
    Measurement("killed_ads", "A snapshot of job ads killed at every stage", ("benchmarks.killed_snapshot",)),
    Measurement("centroids", "Job ad → occupation", ("benchmarks.job_centroids",)),
    Measurement(
        "encoding",
        "Encoding on a CPU, and what it costs in quality",
        ("benchmarks.encoding", "--melo", "DATA/melo/esp_q_es_c_en"),
        "melo/esp_q_es_c_en",
    ),
    Measurement("resume_centroids", "Resume → occupation with job ads indexed", ("benchmarks.resume_centroids",)),
    Measurement("web", "The web application in a browser, and 100,000 points moved", ("benchmarks.web_map",)),
)


def main() -> None:
    """Run, print and write; with --only, the other sections of the page stay as they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", action="extend", choices=[measurement.name for measurement in MEASUREMENTS])
    wanted = parser.parse_args().only
    sections = read_sections()
    for measurement in MEASUREMENTS:
        if wanted is None or measurement.name in wanted:
            print(f"\n== {measurement.title}", flush=True)
            sections[measurement.title] = run(measurement)
    PAGE.write_text(page([sections[item.title] for item in MEASUREMENTS if item.title in sections]), encoding="utf-8")
    print(f"\nwritten to {PAGE.relative_to(ROOT)}")
    sys.exit(any("FAILED with exit code" in section for section in sections.values()))


def read_sections() -> dict[str, str]:
    """Return title → section of the page as it stands, so that one measurement can be made again."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return {part.split("\n", 1)[0]: f"## {part.rstrip()}\n" for part in re.split(r"^## ", text, flags=re.M)[1:]}


def run(measurement: Measurement) -> str:
    """Run one and return its section."""
    head = f"## {measurement.title}\n\n"
    if measurement.needs and not (DATA / measurement.needs).exists():
        reason = f"Skipped: {measurement.needs} is not there (set CAREERSPACE_TEST_DATA)."
        print(reason)
        return head + reason + "\n"
    shown = " ".join(measurement.arguments).replace("cli.main", "careerspace")
    shown = shown if shown.startswith("careerspace") else f"python -m {shown}"
    arguments = [argument.replace("DATA/", f"{DATA}/") for argument in measurement.arguments]
    environment = os.environ | {"CAREERSPACE_DATA_DIR": str(INDEX), "CAREERSPACE_QDRANT_URL": "", "COLUMNS": "120"}
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    output = done.stdout + (f"FAILED with exit code {done.returncode}\n" if done.returncode else "")
    print(output, flush=True)
    return f"{head}```\n$ {shown}\n{output.replace(str(DATA), 'DATA').rstrip()}\n```\n"


def page(sections: list[str]) -> str:
    """Return docs/benchmarks.md."""
    cores = os.cpu_count()
    machine = f"{cores} cores ({platform.machine()}), Python {platform.python_version()}, {platform.system()}"
    return (
        f"# Measurements\n\nWritten by `make bench` on {datetime.now(UTC):%Y-%m-%d}; {machine}.\n"
        "DATA is the folder of the real ESCO files and vacancy titles, which are not part of the repository.\n"
        "Compare ratios, not absolute times.\n\n" + "\n".join(sections)
    )


if __name__ == "__main__":
    main()
