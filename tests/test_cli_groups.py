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
