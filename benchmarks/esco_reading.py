"""Measure reading ESCO: our streaming reader against `rdflib.Graph().parse` with the same extraction.

    python benchmarks/esco_reading.py [FILE] [--languages en,de] [--json]

Each runs in a process of its own; CPU seconds and peak resident memory are those of the process, imports included. Both must
find the same counts, or the run fails. rdflib needs some GB and minutes for a whole release: try esco-mini.ttl.gz first.
Without FILE: esco/esco-en-de.ttl.gz under CAREERSPACE_TEST_DATA, or under ../shared/data beside the repository.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CAREERSPACE_TEST_DATA") or ROOT.parent / "shared" / "data")
Counts = dict[str, int]


def read_with_careerspace(path: Path, languages: tuple[str, ...]) -> Counts:
    """Read with `read_taxonomy` and count what it kept."""
    from ingest.esco import read_taxonomy

    taxonomy, report = read_taxonomy(path, languages)
    concepts = [*taxonomy.occupations.values(), *taxonomy.skills.values()]
    return {
        "occupations": len(taxonomy.occupations),
        "skills": len(taxonomy.skills),
        "labels": sum(len(set(concept.labels(language))) for concept in concepts for language in languages),
        "descriptions": sum(language in concept.description for concept in concepts for language in languages),
        "essential": report.essential_links,
        "optional": report.optional_links,
    }


def read_with_rdflib(path: Path, languages: tuple[str, ...]) -> Counts:
    """Parse into an rdflib graph and take labels, descriptions and links from it."""
    import rdflib
    from rdflib.namespace import DCTERMS, RDF, SKOS

    esco = rdflib.Namespace("http://data.europa.eu/esco/model#")
    opener = gzip.open if path.suffix == ".gz" else open
    graph = rdflib.Graph()
    with opener(path, "rb") as file:
        graph.parse(file, format=rdflib.util.guess_format(path.name.removesuffix(".gz")))
    occupations, skills = set(graph.subjects(RDF.type, esco.Occupation)), set(graph.subjects(RDF.type, esco.Skill))
    labels: dict[rdflib.term.Node, set[tuple[str | None, str]]] = {}
    descriptions: dict[rdflib.term.Node, dict[str, str]] = {}
    for concept in occupations | skills:
        values = [
            value for name in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel) for value in graph.objects(concept, name)
        ]
        labels[concept] = {(value.language, value.strip()) for value in values if value.language in languages}
        for node in graph.objects(concept, DCTERMS.description):
            language = str(graph.value(node, esco.language))
            if language in languages:
                descriptions.setdefault(concept, {})[language] = str(graph.value(node, esco.nodeLiteral))
    essential, optional = (
        {occupation: [skill for skill in graph.objects(occupation, link) if skill in skills] for occupation in occupations}
        for link in (esco.relatedEssentialSkill, esco.relatedOptionalSkill)
    )
    return {
        "occupations": len(occupations),
        "skills": len(skills),
        "labels": sum(map(len, labels.values())),
        "descriptions": sum(map(len, descriptions.values())),
        "essential": sum(map(len, essential.values())),
        "optional": sum(map(len, optional.values())),
    }


READERS = {"careerspace": read_with_careerspace, "rdflib": read_with_rdflib}


def measure(reader: str, path: Path, languages: str) -> dict[str, float | Counts]:
    """Run one reader in a process of its own and return its costs and counts."""
    command = [sys.executable, __file__, str(path), "--languages", languages, "--reader", reader]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # ourselves
    result: dict[str, float | Counts] = json.loads(done.stdout)
    return result


def run_reader(reader: str, path: Path, languages: str) -> None:
    """Print one reader's costs and counts as JSON: what the subprocess does."""
    from ingest.esco.report import peak_memory_mb

    started = time.perf_counter()
    counts = READERS[reader](path, tuple(languages.split(",")))
    seconds = time.perf_counter() - started
    print(json.dumps({"cpu_s": time.process_time(), "wall_s": seconds, "peak_mb": peak_memory_mb(), "counts": counts}))


def main() -> None:
    """Measure both readers and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, default=DATA / "esco" / "esco-en-de.ttl.gz")
    parser.add_argument("--languages", default="en,de", help="comma-separated, default en,de")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.reader:
        run_reader(arguments.reader, arguments.file, arguments.languages)
        return
    results = {reader: measure(reader, arguments.file, arguments.languages) for reader in READERS}
    ours, theirs = results["careerspace"], results["rdflib"]
    ratios = {cost: round(theirs[cost] / ours[cost], 1) for cost in ("cpu_s", "wall_s", "peak_mb")}  # type: ignore[operator]
    if arguments.json:
        print(
            json.dumps({"file": arguments.file.name, "languages": arguments.languages, **results, "ratio": ratios}, indent=2)
        )
    else:
        print(f"{arguments.file.name}, {arguments.languages}: {ours['counts']}")
        print(f"{'':12}{'CPU s':>10}{'wall s':>10}{'peak MB':>10}")
        for reader, costs in {**results, "ratio": ratios}.items():
            print(f"{reader:12}" + "".join(f"{costs[cost]:10.1f}" for cost in ("cpu_s", "wall_s", "peak_mb")))
    if ours["counts"] != theirs["counts"]:  # of what was kept; rdflib can't count a triple that a file repeats
        sys.exit(f"the readers disagree: {ours['counts']} and {theirs['counts']}")


if __name__ == "__main__":
    main()
