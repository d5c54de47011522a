"""What `make demo` runs: index the sample taxonomy and job ads, match the sample resumes to both, look one occupation up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ingest.resume import read_resume, segments_of
from search.engine import Engine
from search.errors import ResumeError
from search.settings import get_settings

SAMPLE = Path(__file__).parent
CAREERSPACE = str(Path(sys.executable).with_name("careerspace"))
ADS: dict[str | None, tuple[str, ...]] = {
    "121": ("eures-hrxml.zip",),
    "jobs.example.org": ("schema-org.json",),
    None: (
        "input-api.json", "output-api.json", "portal-search.json", "portal-details.jsonl", "ads.jsonl", "ads.csv", "jobtech.jsonl",
        "changes-input-api.json", "broken",
    ),
}  # fmt: skip
"""source of ads that do not name theirs → files"""
FORMATS = (".pdf", ".docx", ".odt", ".html", ".md", ".txt")
console = Console(highlight=False)


def main() -> None:
    """Run the demo; the first run embeds the sample taxonomy and ads, later runs find it done."""
    run("ingest", "esco", str(SAMPLE / "taxonomy" / "esco-sample.ttl"), "--lang", "en", "--lang", "de")
    for source, names in ADS.items():
        run("ingest", "eures", *(["--source", source] if source else []), *(str(SAMPLE / "ads" / name) for name in names))
    run("projection")
    console.rule("[bold]a folder of resumes, each with its best three occupations")
    console.print(match_all(sorted(path for path in (SAMPLE / "resumes").iterdir() if path.name.endswith(FORMATS))))
    console.print(refused(sorted((SAMPLE / "resumes" / "broken").iterdir())))
    run("match", str(SAMPLE / "resumes" / "nurse-de.pdf"), "--top", "5")
    run("ads", str(SAMPLE / "resumes" / "nurse-de.pdf"), "--country", "DE", "--country", "AT", "--top", "5")
    run("match", str(SAMPLE / "resumes" / "web-developer-en.pdf"), "--country", "NL", "--top", "3")
    run("ads", str(SAMPLE / "resumes" / "web-developer-en.pdf"), "--isco", "25", "--top", "5")
    run("occupation", "Elektriker", "--lang", "de")
    console.print("\n[bold]make serve[/] answers the same over HTTP on http://127.0.0.1:8000")


def match_all(paths: list[Path]) -> Table:
    """Match every resume; the model is loaded once. A check mark says that the occupation is in the resume's truth file."""
    engine = Engine.from_settings(get_settings())
    truth = json.loads((SAMPLE / "resumes" / "truth.json").read_text(encoding="utf-8"))
    table = Table("resume", "", "best fit", "second", "third", box=None, pad_edge=False, header_style="dim")
    for path in paths:
        resume = read_resume(path)
        result = engine.match(segments_of(resume), detected=resume.language, top=3)
        groups = truth[path.name]["isco"]
        fits = [f"{'✓' if match.occupation['isco_groups'][-1] in groups else ' '} {match.label}" for match in result.matches]
        table.add_row(path.name, resume.language, *fits)
    return table


def refused(paths: list[Path]) -> str:
    """Say why each broken file gets no score."""
    reasons = []
    for path in paths:
        try:
            read_resume(path)
        except ResumeError as error:
            reasons.append(f"{path.name}: {error.reason}")
    return f"\n[dim]refused, with a reason and without a score — {', '.join(reasons)}[/]"


def run(*arguments: str) -> None:
    """Show a command, then run it."""
    shown = " ".join(argument.replace(f"{SAMPLE}/", "sample/") for argument in arguments)
    console.print(f"\n[bold cyan]$ careerspace {shown}[/]")
    subprocess.run([CAREERSPACE, *arguments], check=True)  # noqa: S603 - our own command


if __name__ == "__main__":
    main()
