"""Commands on many resumes at once: what can't be read is named and left out."""

from __future__ import annotations

import json

import pytest
from ram import ram_folder
from small import WordEncoder
from small_ads import publish_taxonomy_and_ads
from typer.testing import CliRunner

from cli.main import app
from search.errors import InputError
from search.settings import get_settings
from search.store.embedded import EmbeddedStore


@pytest.fixture(scope="module")
def data():
    with ram_folder() as folder:
        store = EmbeddedStore(folder / "index")
        publish_taxonomy_and_ads(folder, store, WordEncoder())
        store.close()
        yield folder


@pytest.fixture
def careerspace(settings, data, monkeypatch):
    """Run a command on the small index with the tiny encoder; return what it printed."""

    def run(*arguments: object):
        monkeypatch.setenv("CAREERSPACE_DATA_DIR", str(data))
        monkeypatch.setattr("search.encoder.encoder_of", lambda _settings: WordEncoder())
        get_settings.cache_clear()
        done = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if done.exception:
            raise done.exception
        return done

    yield run
    get_settings.cache_clear()


@pytest.fixture
def resumes(tmp_path):
    folder = tmp_path / "resumes"
    folder.mkdir()
    (folder / "coder.txt").write_text("Ten years as a coder: I use JavaScript every day in a small firm.", encoding="utf-8")
    (folder / "helper.txt").write_text("I have helped in a kitchen for many years, with soups.", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    return folder


def test_the_gaps_of_a_folder_are_added_up(careerspace, resumes):
    printed = careerspace("gap", resumes, "--to", "web developer")
    answer = json.loads(careerspace("gap", resumes, "--to", "web developer", "--reach", 1, "--json").stdout)

    assert "2 resumes" in printed.stdout
    assert "left out empty.txt" in printed.stderr
    assert (2, 0, "en") == (answer["members"], answer["within"], answer["language"])
    assert {"style web pages": 0, "use JavaScript": 1} == {
        skill["skill"]["label"]: skill["found"] for skill in answer["skills"]
    }


def test_the_skills_that_open_most_ads_are_listed(careerspace, resumes):
    printed = careerspace("openings", resumes, "--reach", 1)
    answer = json.loads(careerspace("openings", resumes / "coder.txt", "--country", "AT", "--json").stdout)

    assert "2 resumes; " in printed.stdout
    assert "dress wounds" in printed.stdout
    assert (1, ["AT"]) == (answer["members"], answer["countries"])


def test_a_folder_without_a_resume_is_refused(careerspace, resumes):
    for name in ("coder.txt", "helper.txt"):
        (resumes / name).write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="no resume could be read"):
        careerspace("openings", resumes)


def test_an_occupation_that_is_not_known_is_told_before_anything_is_compared(careerspace, resumes):
    with pytest.raises(InputError, match="unknown occupation"):
        careerspace("gap", resumes, "--to", "web develper")


def test_a_cohort_of_resumes_is_where_its_matches_are(careerspace, resumes):
    printed = careerspace("cohort", resumes, "--near", 5)
    answer = json.loads(careerspace("cohort", resumes, "--near", 5, "--json").stdout)
    web = next(target for target in answer["targets"] if target["occupation"]["label"] == "web developer")

    assert "2 members" in printed.stdout
    assert (2, []) == (answer["members"], answer["occupations"])
    assert 10 == sum(target["near"] for target in answer["targets"])
    assert (1, 2, 0.25) == (web["fits"], web["near"], web["mean_overlap"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "web designer\n\nspecialist nurse\nweb designer\n"),
        ("a.csv", "who,occupation\n1,web designer\n2,specialist nurse\n3,web designer\n"),
        ("b.csv", "web designer,1\nspecialist nurse,2\n2513.1,3\n"),
    ],
)
def test_a_cohort_of_occupations_is_read_from_lines_or_a_column(careerspace, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    answer = json.loads(careerspace("cohort", "--list", tmp_path / name, "--json").stdout)

    assert [("web designer", 2), ("specialist nurse", 1)] == [
        (item["occupation"]["label"], item["members"]) for item in answer["occupations"]
    ]


def test_a_list_of_nothing_is_refused(careerspace, tmp_path):
    (tmp_path / "a.txt").write_text("\n", encoding="utf-8")
    with pytest.raises(InputError, match="names no occupation"):
        careerspace("cohort", "--list", tmp_path / "a.txt")
