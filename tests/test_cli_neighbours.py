"""`careerspace neighbours`, `transition`, `links` and `projection`, and the routes that answer the same."""

from __future__ import annotations

import csv
import json

import httpx
import pytest
from pyarrow import parquet
from ram import ram_folder
from served import serving
from small import WordEncoder, make_taxonomy
from typer.testing import CliRunner

from cli.main import app
from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.errors import InputError
from search.settings import Settings, get_settings
from search.store.embedded import EmbeddedStore


@pytest.fixture(scope="module")
def data():
    with ram_folder() as folder, EmbeddingCache(folder / "embeddings.sqlite") as cache:
        store = EmbeddedStore(folder / "index")
        index_taxonomy(make_taxonomy(), store, WordEncoder(), cache)
        store.close()
        yield folder


@pytest.fixture
def careerspace(settings, data, monkeypatch):
    """Run a command on the small index; return what it printed."""

    def run(*arguments: object) -> str:
        monkeypatch.setenv("CAREERSPACE_DATA_DIR", str(data))
        get_settings.cache_clear()
        done = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if done.exception:
            raise done.exception
        return done.stdout

    yield run
    get_settings.cache_clear()


@pytest.fixture(scope="module")
def client(shared_engine):
    with serving(shared_engine, Settings(_env_file=None)) as url, httpx.Client(base_url=url) as client:
        yield client


def test_neighbours_are_printed_with_the_reason(careerspace):
    printed = careerspace("neighbours", "web developer", "--by", "skills", "--top", 1)

    assert "web designer" in printed.replace("\n", " ")
    assert "compared by skills in en" in printed


def test_neighbours_print_the_json_of_the_http_answer(careerspace, client):
    answer = client.get("/v1/occupations/web developer/neighbours", params={"by": "text", "top": 2}).raise_for_status().json()

    assert answer == json.loads(careerspace("neighbours", "web developer", "--by", "text", "--top", 2, "--json"))
    assert 2 == len(answer["neighbours"])


def test_a_transition_is_printed_with_its_warning(careerspace):
    printed = careerspace("transition", "web developer", "electrician")

    assert "electrician is a regulated profession" in printed.replace("\n", " ")
    assert "-2 skill levels" in printed


def test_a_transition_prints_the_json_of_the_http_answer(careerspace, client):
    answer = (
        client.get("/v1/occupations/2513.1/transition", params={"to": "web developer", "language": "de"})
        .raise_for_status()
        .json()
    )

    assert answer == json.loads(careerspace("transition", "2513.1", "web developer", "--lang", "de", "--json"))
    assert ("Webdesigner/Webdesignerin", 0.5) == (answer["start"]["occupation"]["label"], answer["has"])


def test_an_occupation_by_its_uri_has_neighbours_too(client):
    answer = client.get("/v1/occupations/http://data.europa.eu/esco/occupation/web/neighbours").raise_for_status().json()

    assert "web developer" == answer["occupation"]["label"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/occupations/web develper/neighbours", 404),
        ("/v1/occupations/2513.3/transition?to=web+desinger", 404),
        ("/v1/occupations/2513.3/neighbours?by=ads", 422),
        ("/v1/occupations/2513.3/neighbours?by=colour", 422),
        ("/v1/occupations/2513.3/neighbours?top=0", 422),
        ("/v1/occupations/2513.3/transition", 422),
    ],
)
def test_what_can_not_be_answered_is_a_problem(client, path, status):
    response = client.get(path)

    assert (status, "application/problem+json") == (response.status_code, response.headers["content-type"])


def test_links_are_written_and_counted(careerspace, tmp_path):
    counted = json.loads(careerspace("links", "--out", tmp_path / "links.csv", "--top", 2, "--json"))

    assert 10 == counted["links"] == sum(counted["relations"].values())
    assert 10 == len(list(csv.DictReader((tmp_path / "links.csv").read_text(encoding="utf-8").splitlines())))


def test_links_to_an_unknown_form_are_refused(careerspace, tmp_path):
    with pytest.raises(InputError, match=r"\.graphml"):
        careerspace("links", "--out", tmp_path / "links.doc")


def test_a_projection_is_written_twice_the_same(careerspace, tmp_path):
    printed = careerspace("projection", "--out", tmp_path / "a.csv")
    careerspace("projection", "--out", tmp_path / "b.csv")

    assert "trustworthiness@2" in printed
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_projection_can_start_from_the_one_before(careerspace, tmp_path):
    careerspace("projection", "--out", tmp_path / "a.csv")
    report = json.loads(careerspace("projection", "--out", tmp_path / "b.csv", "--before", tmp_path / "a.csv", "--json"))

    assert (5, 5, 0.0) == (report["occupations"], report["kept"], report["moved"])


def test_neighbours_are_written_with_counts_of_skills(careerspace, tmp_path):
    for name in ("a.csv", "a.parquet"):
        careerspace("neighbours", "web developer", "--by", "skills", "--top", 2, "--out", tmp_path / name)
    first, second = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    rows = [row for row in (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines() if not row.startswith("# ")]

    assert ("web designer", 1.0, 1, 1, "2513") == tuple(
        first[name] for name in ("label", "jaccard", "shared_essential", "shared_optional", "isco")
    )
    assert (2, 3) == (second["rank"], len(rows))


def test_clusters_are_printed_and_written(careerspace, tmp_path):
    printed = careerspace("clusters", "--by", "skills", "--count", 3, "--out", tmp_path / "a.csv")

    assert "dress wounds 100%" in printed.replace("\n", " ")
    assert "5 occupations in 3 clusters" in printed
    assert 5 == sum(not line.startswith("#") for line in (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()) - 1


def test_clusters_print_the_json_of_the_http_answer(careerspace, client):
    asked = {"by": "skills", "isco": ["2", "5"], "size": 2}
    answer = client.get("/v1/clusters", params=asked).raise_for_status().json()

    assert answer == client.get("/v1/clusters", params=asked).json()  # the second one was kept
    assert answer == json.loads(careerspace("clusters", "--by", "skills", "--isco", 2, "--isco", 5, "--size", 2, "--json"))
    assert 422 == client.get("/v1/clusters", params={"size": 2, "count": 2}).status_code
