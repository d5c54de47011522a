"""`careerspace ingest eures`, `expire` and `erase` as a person runs them: real processes, the packaged model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("careerspace"))
ESCO = "http://data.europa.eu/esco"
TURTLE = f"""
@prefix esco: <{ESCO}/model#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix iso-thes: <http://purl.org/iso25964/skos-thes#> .
<{ESCO}/occupation/e> a esco:Occupation ; skos:prefLabel "electrician"@en ; skos:notation "7411.1" ;
    skos:broader <{ESCO}/isco/C7411> ; iso-thes:status "released" .
<{ESCO}/isco/C7411> a skos:Concept ; skos:prefLabel "Building electricians"@en ; skos:notation "7411" ;
    skos:inScheme <{ESCO}/concept-scheme/isco> .
"""


def record(reference: str, **fields: str) -> str:
    ad = {
        "id": reference,
        "source": "121",
        "title": "Electrician",
        "description": f"You install wiring and sockets in houses of street {reference}.",
        "language": "en",
        "country": "AT",
        "occupation": f"{ESCO}/occupation/e",
        **fields,
    }
    return json.dumps(ad)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("ads")


@pytest.fixture(scope="module")
def environment(folder: Path) -> dict[str, str]:
    """A data folder with an index of one occupation and twenty ads, both ingested by the command itself."""
    (folder / "esco-v9.9.9.ttl").write_text(TURTLE, encoding="utf-8")
    (folder / "first.jsonl").write_text("\n".join(record(str(n)) for n in range(20)), encoding="utf-8")
    variables = {name: value for name, value in os.environ.items() if not name.startswith("CAREERSPACE_")}
    variables |= {"CAREERSPACE_DATA_DIR": str(folder / "data"), "COLUMNS": "120"}
    for arguments in (("esco", folder / "esco-v9.9.9.ttl"), ("eures", "--mode", "snapshot", folder / "first.jsonl")):
        done = run(variables, "ingest", *arguments)
        assert 0 == done.returncode, done.stderr
    assert "20 records: 20 new" in done.stdout
    return variables


def run(environment, *arguments, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)], env=environment, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_same_input_again_changes_nothing(environment, folder) -> None:
    done = run(environment, "ingest", "eures", "--mode", "snapshot", folder / "first.jsonl", "--json")

    report = json.loads(done.stdout)
    assert (0, 20, 20) == (done.returncode, report["sync"]["read"], report["sync"]["outcomes"]["unchanged"])
    assert {"generation": 2, "ads": 20, "written": None} == report["index"]


def test_broken_records_go_to_quarantine_with_a_reason_and_the_rest_is_read(environment) -> None:
    lines = f'{record("3")}\n{{"id": "broken\n{record("4")}\n'

    done = run(environment, "ingest", "eures", "-", stdin=lines)

    assert 0 == done.returncode
    assert "3 records: 2 unchanged, 1 quarantined" in done.stdout
    (line,) = Path(done.stdout.split("quarantine: ")[1].split("\n")[0]).read_text(encoding="utf-8").splitlines()
    assert "malformed" == json.loads(line)["reason"]
    assert "stdin, record 2" == json.loads(line)["place"]


def test_a_snapshot_that_shrank_is_stored_but_closes_nothing_and_does_not_pass_for_a_success(environment) -> None:
    done = run(environment, "ingest", "eures", "--mode", "snapshot", "-", stdin=record("3"))

    assert 3 == done.returncode
    assert "less than 70% of the active ads of source 121 (1 of 20)" in done.stderr
    assert 20 == status(environment)


def test_an_input_without_any_ad_is_an_error(environment, tmp_path) -> None:
    (tmp_path / "notes.txt").write_text("Nothing of the kind.", encoding="utf-8")

    done = run(environment, "ingest", "eures", tmp_path / "notes.txt")

    assert 3 == done.returncode
    assert "no ad could be read" in done.stderr


def test_a_delta_in_which_nothing_changed_is_a_success(environment) -> None:
    nothing = '{"createdReferences": [], "modifiedReferences": [], "closedReferences": []}'

    done = run(environment, "ingest", "eures", "-", stdin=nothing)

    assert (0, "") == (done.returncode, done.stderr)


def test_a_dry_run_counts_and_stores_nothing(environment) -> None:
    done = run(environment, "ingest", "eures", "--dry-run", "-", stdin=record("new"))

    assert 0 == done.returncode
    assert "1 records: 1 readable" in done.stdout
    assert 20 == status(environment)


def test_a_missing_file_is_named(environment) -> None:
    done = run(environment, "ingest", "eures", "absent.zip")

    assert 3 == done.returncode
    assert "absent.zip" in done.stderr


def test_expire_without_anything_to_expire_publishes_nothing(environment) -> None:
    done = run(environment, "ingest", "expire", "--json")

    report = json.loads(done.stdout)
    assert (0, None) == (report["sync"]["expired"], report["index"]["written"])


def test_an_erased_ad_is_gone_from_index_ledger_and_cache_and_stays_away(environment, folder) -> None:
    unknown = run(environment, "ingest", "erase", "bm9uZSAxMjE")
    done = run(environment, "ingest", "erase", "MTkgMTIx")
    again = run(environment, "ingest", "eures", folder / "first.jsonl", "--json")

    assert 3 == unknown.returncode
    assert "Erased 1 ad" in done.stdout
    assert 1 == json.loads(again.stdout)["sync"]["outcomes"]["erased"]
    assert 19 == status(environment)
    data = Path(environment["CAREERSPACE_DATA_DIR"])
    held = [path.name for path in data.rglob("*") if path.is_file() and b"houses of street 19" in path.read_bytes()]
    assert [] == held


def status(environment) -> int:
    """Return the number of ads in the current generation."""
    report = json.loads(run(environment, "status", "--json").stdout)
    return next(
        generation["counts"]["ads"] for generation in report["generations"] if generation["generation"] == report["current"]
    )
