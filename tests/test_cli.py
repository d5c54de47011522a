"""The `careerspace` command as a person runs it: real processes, the small ESCO cut of the test, the packaged model."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("careerspace"))
RESUME = "Experience\nTen years as an electrician: installing wiring and sockets in houses, testing switchboards.\n"
TURTLE = """
@prefix esco: <http://data.europa.eu/esco/model#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix iso-thes: <http://purl.org/iso25964/skos-thes#> .
@prefix o: <http://data.europa.eu/esco/occupation/> .
@prefix s: <http://data.europa.eu/esco/skill/> .
@prefix isco: <http://data.europa.eu/esco/isco/> .

o:e a esco:Occupation ; skos:prefLabel "electrician"@en , "Elektriker/Elektrikerin"@de ; skos:notation "7411.1" ;
    skos:broader isco:C7411 ; esco:relatedEssentialSkill s:w ; iso-thes:status "released" .
o:n a esco:Occupation ; skos:prefLabel "nurse"@en , "Krankenpfleger/Krankenpflegerin"@de ; skos:notation "2221.1" ;
    skos:broader isco:C2221 ; iso-thes:status "released" .
s:w a esco:Skill ; skos:prefLabel "install wiring"@en , "Leitungen verlegen"@de ; iso-thes:status "released" .
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A data folder with the small taxonomy ingested by the command itself."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "esco-v9.9.9.ttl").write_text(TURTLE + groups("7411", "2221"), encoding="utf-8")
    variables = {name: value for name, value in os.environ.items() if not name.startswith("CAREERSPACE_")}
    variables |= {"CAREERSPACE_DATA_DIR": str(folder / "data"), "COLUMNS": "120"}
    done = run(variables, "ingest", "esco", folder / "esco-v9.9.9.ttl", "--lang", "en", "--lang", "de")
    assert 0 == done.returncode, done.stderr
    assert "Published generation 1" in done.stdout
    return variables


def groups(*codes: str) -> str:
    prefixes = sorted({code[:length] for code in codes for length in range(1, 5)})
    return "".join(
        f'isco:C{code} a skos:Concept ; skos:prefLabel "Group {code}"@en ; skos:notation "{code}" ;\n'
        "    skos:inScheme <http://data.europa.eu/esco/concept-scheme/isco> .\n"
        for code in prefixes
    )


def run(environment, *arguments, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)], env=environment, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_resume_on_standard_input_is_matched_as_a_table(environment):
    done = run(environment, "match", "-", stdin=RESUME)

    assert 0 == done.returncode, done.stderr
    first = next(line for line in done.stdout.splitlines() if line.startswith("1 "))
    assert "electrician" in first
    assert "ESCO 9.9.9" in done.stdout


def test_match_prints_the_json_of_the_http_answer(environment, tmp_path):
    (tmp_path / "cv.txt").write_text(RESUME, encoding="utf-8")
    done = run(environment, "match", tmp_path / "cv.txt", "--json", "--top", "1", "--isco", "7")
    answer = json.loads(done.stdout)

    assert ["electrician"] == [match["label"] for match in answer["matches"]]
    assert ("9.9.9", 1) == (answer["provenance"]["esco_version"], answer["provenance"]["generation"])


def test_match_prints_csv(environment):
    done = run(environment, "match", "-", "--csv", "--exclude-isco", "7", stdin=RESUME)

    assert ["nurse"] == [row["label"] for row in csv.DictReader(io.StringIO(done.stdout))]


def test_match_is_steered_and_says_where_each_stood_by_score(environment):
    done = run(environment, "match", "-", "--accept", "nurse", stdin=RESUME)
    rows = run(environment, "match", "-", "--dismiss", "7411.1", "--diversity", "0.5", "--csv", stdin=RESUME).stdout

    assert 0 == done.returncode, done.stderr
    assert ["1✓", "#2"] == done.stdout.splitlines()[2].split()[:2]
    assert [("nurse", "2", "0")] == [
        (row["label"], row["rank_by_score"], row["accepted"]) for row in csv.DictReader(io.StringIO(rows))
    ]


def test_match_leaves_out_what_needs_a_skill(environment):
    done = run(environment, "match", "-", "--csv", "--without-skill", "install wiring", stdin=RESUME)

    assert ["nurse"] == [row["label"] for row in csv.DictReader(io.StringIO(done.stdout))]


def test_match_shows_labels_in_the_language_asked_for(environment):
    done = run(environment, "match", "-", "--lang", "de", "--top", "1", "--json", stdin=RESUME)

    assert "Elektriker/Elektrikerin" == json.loads(done.stdout)["matches"][0]["label"]


def test_match_says_why_with_the_quotes_of_the_resume(environment):
    done = run(environment, "match", "-", "--evidence", "--top", "1", "--skill-level", "2", "--role", "does", stdin=RESUME)

    assert "1 electrician  skill level 2, does" in done.stdout
    assert "essential: 1 of 1 found (1 named)" in done.stdout
    assert "install wiring  “installing wiring”" in done.stdout


def test_gap_tells_what_is_found_and_what_is_open(environment):
    done = run(environment, "gap", "-", "--to", "electrician", stdin=RESUME)
    answer = json.loads(run(environment, "gap", "-", "--to", "7411.1", "--json", stdin=RESUME).stdout)

    assert 0 == done.returncode, done.stderr
    assert "essential: 1 of 1 found (1 named); optional: 0 of 0 found" in done.stdout
    assert "Open (0)" in done.stdout
    assert (1, 1.0) == tuple(answer["occupation"]["essential"][name] for name in ("found", "coverage"))


def test_a_report_is_written_as_a_page_without_the_persons_name(environment, tmp_path):
    page = tmp_path / "report.html"
    done = run(environment, "report", "-", "--out", page, "--top", "2", "--language", "de", stdin=f"Ada Example\n\n{RESUME}")

    assert 0 == done.returncode, done.stderr
    assert f"wrote {page}" in done.stdout.replace("\n", "")
    assert "Der Weg zum Beruf: Elektriker/Elektrikerin" in page.read_text(encoding="utf-8")
    assert "Ada" not in page.read_text(encoding="utf-8")
    assert [page] == list(tmp_path.iterdir())


def test_a_report_tells_in_json_what_was_written(environment, tmp_path):
    done = run(environment, "report", "-", "--to", "nurse", "--out", tmp_path / "r.html", "--json", stdin=RESUME)
    answer = json.loads(done.stdout)

    assert ("html", "en", "9.9.9") == (answer["format"], answer["language"], answer["provenance"]["esco_version"])
    assert answer["occupation"].endswith("/n")


def test_a_pdf_without_the_system_library_is_refused_with_what_to_install(environment, tmp_path):
    (tmp_path / "weasyprint.py").write_text(
        "print('advice')\nraise OSError('cannot load library libpango')\n", encoding="utf-8"
    )
    path = os.pathsep.join(filter(None, (str(tmp_path), environment.get("PYTHONPATH", ""))))
    done = run({**environment, "PYTHONPATH": path}, "report", "-", "--out", tmp_path / "r.pdf", stdin=RESUME)

    assert (3, "") == (done.returncode, done.stdout)
    assert "apt install libpango-1.0-0" in done.stderr
    assert not (tmp_path / "r.pdf").exists()


def test_a_report_is_html_or_pdf(environment, tmp_path):
    done = run(environment, "report", "-", "--out", tmp_path / "r.docx", stdin=RESUME)

    assert 2 == done.returncode
    assert ".html or .pdf" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "message"),
    [
        (("match", "-"), "", 3, "empty"),
        (("match", "no-such-file.pdf"), None, 3, "no-such-file.pdf"),
        (("match", "-", "--isco", "9999"), RESUME, 3, "unknown ISCO group '9999'"),
        (("match", "-", "--collection", "grene"), RESUME, 3, "unknown collection"),
        (("match", "-", "--top", "0"), RESUME, 2, "--top"),
        (("match", "-", "--json", "--csv"), RESUME, 2, "one of --json and --csv"),
        (("match", "-", "--evidence", "--csv"), RESUME, 2, "--evidence"),
        (("match", "-", "--role", "manages"), RESUME, 3, "unknown role 'manages'"),
        (("gap", "-", "--to", "electricain"), RESUME, 3, "nearest: electrician"),
        (("match", "-", "--lang", "fi"), RESUME, 3, "unknown language 'fi'"),
        (("occupation", "electrican"), None, 3, "nearest: electrician"),
        (("ingest", "esco", "no-such.ttl"), None, 3, "no-such.ttl"),
        (("ingest", "esco", ".", "--lang", ""), None, 3, "--lang needs a language"),
        (("rollback",), None, 4, "no earlier generation"),
        (("serve", "--host", "0.0.0.0"), None, 3, "CAREERSPACE_API_KEY"),  # noqa: S104 - refused
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_mistake_is_one_line_and_an_exit_code(environment, arguments, stdin, code, message):
    done = run(environment, *arguments, stdin=stdin)

    assert code == done.returncode, done.stderr
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "abc"), ("LOG_LEVEL", "loud"), ("LANGUAGES", ","), ("QDRANT_SHARDS", "many")]
)
def test_a_setting_that_can_not_be_used_is_named(environment, name, value):
    done = run(environment | {f"CAREERSPACE_{name}": value}, "status")

    assert 3 == done.returncode, done.stderr
    assert f"CAREERSPACE_{name}" in done.stderr


def test_an_empty_setting_stands_for_the_default_over_a_line_of_env_too(environment, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(
        "CAREERSPACE_ESCO_VERSION=1.2.0\nCAREERSPACE_QDRANT_URL=http://127.0.0.1:9\n", encoding="utf-8"
    )
    pinned = run(environment, "status")
    done = run(
        environment | dict.fromkeys(("CAREERSPACE_QDRANT_URL", "CAREERSPACE_LANGUAGES", "CAREERSPACE_PORT"), ""), "status"
    )

    assert 4 == pinned.returncode, "the line of .env counts"
    assert 0 == done.returncode, done.stderr


def test_an_unknown_model_is_an_encoder_error(environment):
    done = run(environment | {"CAREERSPACE_MODEL": "/no/such/model"}, "match", "-", stdin=RESUME)

    assert 5 == done.returncode, done.stderr
    assert "can't load the encoder" in done.stderr


def test_matching_before_the_first_ingest_says_what_to_run(environment, tmp_path):
    done = run(environment | {"CAREERSPACE_DATA_DIR": str(tmp_path)}, "match", "-", stdin=RESUME)

    assert 4 == done.returncode
    assert "careerspace ingest" in done.stderr


def test_a_malformed_file_names_the_line_and_leaves_the_index_alone(environment, tmp_path):
    (tmp_path / "broken.ttl").write_text(TURTLE + "o:x a .\n", encoding="utf-8")
    done = run(environment, "ingest", "esco", tmp_path / "broken.ttl")

    assert 3 == done.returncode
    assert "line" in done.stderr
    assert 1 == json.loads(run(environment, "status", "--json").stdout)["current"]


def test_the_same_file_again_changes_nothing(environment, tmp_path):
    source = Path(environment["CAREERSPACE_DATA_DIR"]).parent / "esco-v9.9.9.ttl"
    report = json.loads(run(environment, "ingest", "esco", source, "--lang", "en", "--lang", "de", "--json").stdout)

    assert (True, 0) == (report["index"]["unchanged"], report["index"]["embedded"])
    assert (2, 1) == (report["read"]["occupations"], report["read"]["skills"])


def test_an_occupation_is_shown_with_its_place_and_skills(environment):
    done = run(environment, "occupation", "Elektrikerin", "--lang", "de")

    assert 0 == done.returncode, done.stderr
    assert "Elektriker/Elektrikerin" in done.stdout
    assert "Leitungen verlegen" in done.stdout
    assert "7411 Group 7411" in " ".join(done.stdout.split())


def test_the_presets_are_listed(environment):
    names = json.loads(run(environment, "models", "--json").stdout)

    assert {"all-minilm-l6-v2", "careerbert-jg", "jina-embeddings-v3"} <= set(names)


def test_help_takes_less_than_half_a_second_of_cpu(environment):
    def cpu_of_help() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert "match" in run(environment, "--help").stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(cpu_of_help() for _ in range(3)) < 0.5


def test_two_releases_are_compared(environment, tmp_path):
    old = Path(environment["CAREERSPACE_DATA_DIR"]).parent / "esco-v9.9.9.ttl"
    new = tmp_path / "esco-v10.0.ttl"
    new.write_text(
        old.read_text(encoding="utf-8").replace('"nurse"@en', '"ward nurse"@en').replace("7411", "7412"), encoding="utf-8"
    )
    done = run(environment, "diff", old, new, "--json")
    change = json.loads(done.stdout)

    assert ["7412"] == [moved["new_group"] for moved in change["moved_group"]]
    assert ["ward nurse"] == [relabelled["new"] for relabelled in change["relabelled"]]
    assert "relabelled: " in run(environment, "diff", old, new).stdout


def test_labels_with_brackets_are_shown_as_they_are(environment, tmp_path):
    source = tmp_path / "esco-v1.0.ttl"
    source.write_text(
        TURTLE.replace('"electrician"@en', '"electrician [junior] [/b]"@en').replace("esco:relatedEssentialSkill s:w ;", ""),
        encoding="utf-8",
    )
    mine = environment | {"CAREERSPACE_DATA_DIR": str(tmp_path / "data")}
    assert 0 == run(mine, "ingest", "esco", source).returncode
    done = run(mine, "occupation", "7411.1")

    assert "electrician [junior] [/b]" in done.stdout, done.stderr


def test_a_dry_run_reports_and_indexes_nothing(environment, tmp_path):
    source = Path(environment["CAREERSPACE_DATA_DIR"]).parent / "esco-v9.9.9.ttl"
    mine = environment | {"CAREERSPACE_DATA_DIR": str(tmp_path / "data")}
    report = json.loads(run(mine, "ingest", "esco", source, "--dry-run", "--json").stdout)

    assert (2, None) == (report["read"]["occupations"], report["index"])
    assert not (tmp_path / "data").exists()


def test_skills_of_a_text_are_printed_with_their_quotes(environment):
    done = run(environment, "skills", "I use JavaScript every day to build web sites", "--min-score", "0")

    assert (done.returncode, "score" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("evaluate", "--benchmark", "melo", "--data", ".", "--report", "a-file"), "can't be made"),
        (("evaluate", "--benchmark", "melo", "--data", ".", "--compare", "nowhere"), "has no results.json"),
        (("train", "--esco", "none.ttl", "--out", "a-file"), "can't be made"),
        (("export", "all-minilm-l6-v2", "a-file", "--to", "bf16"), "not an empty folder"),
    ],
)
def test_where_a_long_command_can_not_write_or_compare_it_says_so_first(environment, tmp_path, arguments, reason):
    (tmp_path / "a-file").write_text("")
    paths = {name: tmp_path / name for name in ("a-file", "nowhere", "none.ttl")}
    done = run(environment, *(paths.get(argument, argument) for argument in arguments))

    assert 3 == done.returncode, done.stderr
    assert reason in done.stderr


def test_training_for_no_time_is_wrong_usage(environment, tmp_path):
    assert 2 == run(environment, "train", "--esco", "x.ttl", "--out", tmp_path / "new", "--minutes", "0").returncode
