"""`careerspace ads` and the demand in `careerspace match` as a person meets them: real processes, the packaged model."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_ads import WEB, WIRING, ad_id, make_ad, publish_ads
from test_cli import TURTLE, groups

from search.encoder import encoder_of
from search.settings import Settings
from search.store import open_store

COMMAND = str(Path(sys.executable).with_name("careerspace"))
RESUME = "Experience\nTen years as an electrician: installing wiring and sockets in houses, testing switchboards.\n"
ADS = (
    make_ad("w1", "Electrician", WIRING, occupation="e", isco="7411", nuts="DE212"),
    make_ad("w2", "Electrician", WIRING + " [now]", source="261", occupation="e", isco="7411", country="AT"),
    make_ad("n1", "Ward nurse [nights]", "You dress wounds on the ward.", occupation="n", isco="2221", days_old=1),
    make_ad("x1", "Web developer", WEB, language="de", country="FR"),
    make_ad("over", "Electrician until yesterday", WIRING, occupation="e", isco="7411", days_left=-1),
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A data folder with a small taxonomy, ingested by the command itself, and five ads, one of them expired."""
    folder = tmp_path_factory.mktemp("cli-ads")
    (folder / "esco-v9.9.9.ttl").write_text(TURTLE + groups("7411", "2221"), encoding="utf-8")
    variables = {name: value for name, value in os.environ.items() if not name.startswith("CAREERSPACE_")}
    variables |= {"CAREERSPACE_DATA_DIR": str(folder / "data"), "COLUMNS": "160"}
    assert 0 == run(variables, "ingest", "esco", folder / "esco-v9.9.9.ttl").returncode
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAREERSPACE_DATA_DIR", str(folder / "data"))
        settings = Settings(_env_file=None)
        store = open_store(settings)
        publish_ads(store, encoder_of(settings), ADS)
        store.close()
    return variables


def run(environment, *arguments, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)], env=environment, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


def references(done) -> set[str]:
    assert 0 == done.returncode, done.stderr
    return {match["reference"] for match in json.loads(done.stdout)["matches"]}


def test_a_resume_finds_ads_as_a_table(environment):
    done = run(environment, "ads", "-", "--facets", stdin=RESUME)

    assert 0 == done.returncode, done.stderr
    first = next(line for line in done.stdout.splitlines() if line.startswith((" 1 ", "1 ")))
    assert "Electrician" in first
    assert "4 ads pass the filters" in done.stdout
    assert "DE 2 · AT 1 · FR 1" in done.stdout
    assert "Ward nurse [nights]" in done.stdout


def test_filters_are_applied(environment):
    given = {
        ("--country", "de", "--country", "AT"): {"w1", "w2", "n1"},
        ("--nuts", "DE2"): {"w1"},
        ("--isco", "22"): {"n1"},
        ("--occupation", "electrician", "--source", "261"): {"w2"},
        ("--language", "de"): {"x1"},
        ("--since", "2026-01-31", "--schedule", "fulltime"): {"n1"},
    }

    assert given == {
        options: references(run(environment, "ads", "--like", ad_id("over"), "--json", *options)) for options in given
    }


def test_the_next_page_is_told_and_follows(environment):
    first = run(environment, "ads", "--like", ad_id("over"), "--top", "3")
    cursor = first.stderr.split("--cursor ")[1].split()[0]
    second = run(environment, "ads", "--like", ad_id("over"), "--top", "3", "--cursor", cursor)

    assert 0 == second.returncode, second.stderr
    assert any(line.startswith("4 ") for line in second.stdout.splitlines())
    assert "next page" not in second.stderr


def test_an_export_writes_every_live_ad(environment):
    lines = run(environment, "ads", "--export", "ndjson").stdout.splitlines()
    rows = list(csv.DictReader(io.StringIO(run(environment, "ads", "-", "--export", "csv", stdin=RESUME).stdout, newline="")))

    assert {"w1", "w2", "n1", "x1"} == {json.loads(line)["reference"] for line in lines}
    assert {"w1", "w2", "n1", "x1"} == {row["reference"] for row in rows}
    assert rows[0]["reference"] in {"w1", "w2"}


def test_a_reader_that_has_had_enough_ends_an_export_quietly(environment):
    command = f"{COMMAND} ads --export csv | head -c 10"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, timeout=120, check=False
    )

    assert ("rank,simil", "") == (done.stdout, done.stderr)


def test_a_page_is_printed_as_csv(environment):
    done = run(environment, "ads", "--like", ad_id("over"), "--csv", "--top", "2")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))

    assert ["1", "2"] == [row["rank"] for row in rows]
    assert {"electrician"} == {row["occupation"] for row in rows}


def test_one_ad_is_shown_with_its_text(environment):
    done = run(environment, "ads", "--show", ad_id("over"))

    assert 0 == done.returncode, done.stderr
    assert "install electrical wiring" in " ".join(done.stdout.split())
    assert "(over)" in done.stdout
    assert ad_id("over") == json.loads(run(environment, "ads", "--show", ad_id("over"), "--json").stdout)["ad_id"]


def test_facets_need_no_resume(environment):
    done = run(environment, "ads", "--facets", "--isco", "7", "--json")

    assert {"DE": 1, "AT": 1} == {item["value"]: item["count"] for item in json.loads(done.stdout)["countries"]}


def test_a_match_shows_live_ads_and_can_be_limited_to_a_country(environment):
    table = run(environment, "match", "-", stdin=RESUME).stdout
    limited = run(environment, "match", "-", "--country", "at", "--csv", stdin=RESUME)
    rows = list(csv.DictReader(io.StringIO(limited.stdout)))

    assert "2 AT 1 · DE 1" in table
    assert [("electrician", "2", "AT 1; DE 1", "0")] == [
        (row["label"], row["ads_declared"], row["ads_by_country"], row["ads_predicted"]) for row in rows
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("ads",), 2, "give RESUME, --like, --show, --facets or --export"),
        (("ads", "-", "--like", "x"), 2, "not both"),
        (("ads", "-", "--json", "--csv"), 2, "choose one of"),
        (("ads", "-", "--top", "101"), 2, "--top"),
        (("ads", "no-such-file.pdf"), 3, "no-such-file.pdf"),
        (("ads", "--like", "bm9uZQ"), 3, "unknown ad 'bm9uZQ'; ads that were closed"),
        (("ads", "--facets", "--country", "FI"), 3, "unknown country 'FI'; nearest: DE, AT, FR"),
        (("ads", "--facets", "--since", "soon"), 3, "unknown since 'soon'; nearest: 12h, 14d"),
        (("ads", "--like", ad_id("w1"), "--cursor", "x"), 3, "the cursor is damaged"),
        (("match", "-", "--country", "FI"), 3, "unknown country 'FI'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_mistake_is_one_line_and_an_exit_code(environment, arguments, code, message):
    done = run(environment, *arguments, stdin=RESUME)

    assert code == done.returncode, done.stderr
    assert message in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_without_ads_it_says_what_to_run(environment, tmp_path):
    source = Path(environment["CAREERSPACE_DATA_DIR"]).parent / "esco-v9.9.9.ttl"
    mine = environment | {"CAREERSPACE_DATA_DIR": str(tmp_path)}
    assert 0 == run(mine, "ingest", "esco", source).returncode
    done = [run(mine, "ads", "--facets"), run(mine, "ads", "-", stdin=RESUME)]

    assert [4, 4] == [one.returncode for one in done]
    assert all("no ads are indexed yet; run `careerspace ingest eures PATH`" in one.stderr for one in done)
