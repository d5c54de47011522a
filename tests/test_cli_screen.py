"""`careerspace screen` and `careerspace erase` on the small index."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest
from ram import ram_folder
from small import WordEncoder, make_taxonomy
from typer.testing import CliRunner

from cli.main import app
from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search import encoder as encoders
from search.errors import InputError, UnknownValue
from search.settings import get_settings
from search.store.embedded import EmbeddedStore

RESUMES = {
    "ada.txt": "Ada Example\nada@example.org\n\nTen years as a web developer: I use JavaScript every day for <b>towns</b>.",
    "ben.txt": "Ben Sample\nben@example.org\n\nFive years on the ward, as a nurse assistant. I dress wounds, day and night.",
    "cleo.txt": "Cleo Tester\ncleo@example.org\n\nI install electrical wiring as an electrician, in houses and in schools.",
    "empty.txt": "",
}


@pytest.fixture(scope="module")
def index():
    with ram_folder() as folder, EmbeddingCache(folder / "embeddings.sqlite") as cache:
        store = EmbeddedStore(folder / "index")
        index_taxonomy(make_taxonomy(), store, WordEncoder(), cache)
        store.close()
        yield folder / "index"


@pytest.fixture
def folder(tmp_path) -> Path:
    given = tmp_path / "given"
    given.mkdir()
    for name, text in RESUMES.items():
        (given / name).write_text(text, "utf-8")
    return given


@pytest.fixture
def careerspace(settings, index, tmp_path, monkeypatch):
    """Run a command on the small index; return what it printed."""
    (tmp_path / "index").symlink_to(index)  # only read here, and a copy would fill its files' holes: a gigabyte a test
    monkeypatch.setattr(encoders, "encoder_of", lambda _settings: WordEncoder())

    def run(*arguments: object) -> str:
        done = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if done.exception:
            raise done.exception
        return done.stdout

    yield run
    get_settings.cache_clear()


def screened(careerspace, folder, *more: object) -> dict:
    return json.loads(careerspace("screen", folder, "--job", "web developer", *more, "--json"))


class TestScreening:
    def test_of_a_folder_prints_ranks_without_names_and_what_was_not_read(self, careerspace, folder):
        shown = careerspace("screen", folder, "--job", "web developer", "--must", "use JavaScript")

        assert "3 read, 1 broken" in shown
        assert "not read" in shown
        assert "ada.txt" not in shown
        assert "a rank is no decision" in " ".join(shown.split())
        assert "ada.txt" in careerspace("screen", folder, "--job", "web developer", "--must", "use JavaScript", "--names")

    def test_is_found_again_by_the_same_command_and_made_anew_by_another(self, careerspace, folder):
        first = screened(careerspace, folder)

        assert first == screened(careerspace, folder)
        assert first["id"] != screened(careerspace, folder, "--must", "use JavaScript")["id"]
        assert 2 == len(json.loads(careerspace("screen", "list", "--json")))

    def test_takes_a_file_with_the_text_of_an_ad(self, careerspace, folder, tmp_path):
        ad = tmp_path / "ad.txt"
        ad.write_text("We look for a web developer. You use JavaScript and style web pages.")

        assert "text" == json.loads(careerspace("screen", "--job", ad, folder, "--json"))["job_kind"]

    def test_writes_a_table_and_a_page_in_which_nothing_of_a_resume_is_markup(self, careerspace, folder, tmp_path):
        table, page = tmp_path / "o.csv", tmp_path / "o.html"
        table.write_text("of an earlier run")
        careerspace("screen", folder, "--job", "web developer", "--csv", table, "--html", page, "--names")
        rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))

        assert ["1", "2", "3", ""] == [row["rank"] for row in rows]
        assert 1 == len({len(row) for row in csv.reader(table.read_text("utf-8").splitlines())})
        assert ("ada.txt", "broken: empty") == (rows[0]["name"], rows[-1]["gate"])
        assert "ada.txt" in page.read_text("utf-8")
        assert "<b>towns" not in page.read_text("utf-8")

    @pytest.mark.parametrize(("option", "file"), [("--csv", "none/o.csv"), ("--html", "none/o.html"), ("--csv", "given")])
    def test_refuses_a_file_that_cant_be_written_before_anything_is_read(self, careerspace, folder, tmp_path, option, file):
        with pytest.raises(InputError, match="can't be written: "):
            careerspace("screen", folder, "--job", "web developer", option, tmp_path / file)

        assert [] == json.loads(careerspace("screen", "list", "--json"))

    def test_of_which_nothing_can_be_read_says_so_and_ends_with_3(self, careerspace, folder, tmp_path):
        for name in ("ada.txt", "ben.txt", "cleo.txt"):
            (folder / name).unlink()
        table = tmp_path / "o.csv"
        with pytest.raises(SystemExit) as stop:
            careerspace("screen", folder, "--job", "web developer", "--csv", table)

        assert 3 == stop.value.code
        assert {10} == {len(row) for row in csv.reader(table.read_text("utf-8").splitlines())}

    def test_is_stale_once_the_file_of_its_rubric_changed(self, careerspace, folder, tmp_path):
        rubric = tmp_path / "rubric.toml"
        rubric.write_text('[[criteria]]\nname = "fit"\nkind = "match"\n')
        name = screened(careerspace, folder, "--rubric", rubric)["id"]
        assert [] == json.loads(careerspace("screen", "show", name, "--json"))["stale"]
        rubric.write_text('[[criteria]]\nname = "fit"\nkind = "essential"\n')

        assert ["the rubric's file has changed"] == json.loads(careerspace("screen", "show", name, "--json"))["stale"]
        assert "stale" in careerspace("screen", "show", name)

    @pytest.mark.parametrize(
        ("more", "said"), [(("--must", "weiblich"), "about gender"), (("--must", "no such skill"), "unknown skill")]
    )
    def test_refuses_what_may_not_be_asked_for_or_is_unknown(self, careerspace, folder, more, said):
        with pytest.raises(InputError, match=said):
            careerspace("screen", folder, "--job", "web developer", *more)

    def test_of_a_job_that_is_unknown_names_the_nearest(self, careerspace, folder):
        with pytest.raises(UnknownValue, match="web developer"):
            careerspace("screen", folder, "--job", "web develper")


class TestWhatPeopleDecide:
    def test_that_there_is_not_counts_in_no_rates(self, careerspace, folder, tmp_path):
        (tmp_path / "groups.csv").write_text("ada.txt,north\n")
        job = screened(careerspace, folder)["id"]

        with pytest.raises(UnknownValue, match="unknown decision 'invited'; nearest: invite, hold, decline, not decided"):
            careerspace("screen", "rates", job, "--groups", tmp_path / "groups.csv", "--selected", "invited")

    def test_is_shown_with_the_ranking_and_counts_in_the_rates(self, careerspace, folder, tmp_path):
        first = screened(careerspace, folder)
        items = [candidate["item"] for candidate in first["candidates"]]
        careerspace("screen", "decide", first["id"], items[0], "--decision", "invite", "--reason", "Builds shops.")
        groups = tmp_path / "groups.csv"
        groups.write_text(f"{items[0]},north\nben.txt,south\ncleo.txt,south\nnobody.txt,south\n")
        shown = json.loads(careerspace("screen", "show", first["id"][:8], "--json"))
        rates = json.loads(careerspace("screen", "rates", first["id"], "--groups", groups, "--json"))

        assert ["invite", "not decided", "not decided"] == [candidate["decision"] for candidate in shown["candidates"]]
        assert [("north", 1.0, False), ("south", 0.0, True)] == [
            (rate["group"], rate["ratio"], rate["flagged"]) for rate in rates["groups"]
        ]
        assert (1, True) == (rates["unknown_lines"], rates["groups"][0]["small"])
        assert "under four fifths" in careerspace("screen", "rates", first["id"], "--groups", groups)
        assert b"north" not in b"".join(path.read_bytes() for path in tmp_path.glob("screening.*"))

    def test_can_be_prepared_by_a_comparison(self, careerspace, folder):
        first = screened(careerspace, folder)
        items = [candidate["item"] for candidate in first["candidates"][:2]]
        shown = careerspace("screen", "compare", first["id"], *items)

        assert all(item in shown for item in items)
        assert items == [
            candidate["item"]
            for candidate in json.loads(careerspace("screen", "compare", first["id"], *items, "--json"))["candidates"]
        ]
        with pytest.raises(InputError, match="two to five"):
            careerspace("screen", "compare", first["id"], items[0])

    def test_is_refused_for_a_name_of_several_people_and_for_one_line_against_another(self, careerspace, folder, tmp_path):
        (folder / "more").mkdir()
        (folder / "more" / "ben.txt").write_bytes((folder / "cleo.txt").read_bytes())
        (folder / "cleo.txt").unlink()
        first = screened(careerspace, folder)
        groups = tmp_path / "groups.csv"
        groups.write_text("ada.txt,north\nben.txt,south\n")
        with pytest.raises(InputError, match="several people"):
            careerspace("screen", "rates", first["id"], "--groups", groups)
        groups.write_text("ada.txt,north\nmore/ben.txt,south\nada.txt,south\n")
        with pytest.raises(InputError, match="two groups"):
            careerspace("screen", "rates", first["id"], "--groups", groups)

    def test_in_groups_that_contradict_each_other_is_refused(self, careerspace, folder, tmp_path):
        first = screened(careerspace, folder)
        groups = tmp_path / "groups.csv"
        groups.write_text(f"ada.txt,north\n{first['candidates'][0]['item']},south\n")
        with pytest.raises(InputError, match="two groups"):
            careerspace("screen", "rates", first["id"], "--groups", groups)


class TestAfterwards:
    def test_a_ranking_is_replayed(self, careerspace, folder, tmp_path):
        name = screened(careerspace, folder)["id"]
        assert json.loads(careerspace("screen", "replay", name, "--json"))["equal"]
        elsewhere = tmp_path / "elsewhere"
        folder.rename(elsewhere)

        assert "equal" in careerspace("screen", "replay", name, "--source", elsewhere)
        (elsewhere / "ben.txt").unlink()
        assert "no file has this hash any more" in careerspace("screen", "replay", name, "--source", elsewhere)

    def test_a_person_is_erased_after_a_look_at_what_would_go(self, careerspace, folder):
        name = screened(careerspace, folder)["id"]
        would = json.loads(careerspace("erase", "ada@example.org", "--dry-run", "--json"))
        assert 3 == len(screened(careerspace, folder)["candidates"])
        shown = careerspace("erase", folder / "ada.txt")

        assert [1] == [len(items) for items in would["resumes"].values()]
        assert "Removed 1 resumes" in shown
        assert ["ben.txt", "cleo.txt"] == sorted(
            candidate["name"]
            for candidate in json.loads(careerspace("screen", "show", name, "--names", "--json"))["candidates"]
        )

    def test_what_only_looks_like_theirs_is_named_and_erased_on_demand(self, careerspace, folder):
        text = "I install electrical wiring as an electrician, in houses and in schools, and read the plans of a building. "
        text += (
            "Before that I repaired lifts for a town, taught apprentices how to measure, and drove a small van to customers."
        )
        (folder / "cleo.txt").write_text(f"Cleo Tester\ncleo@example.org\n\n{text}")
        (folder / "like.txt").write_text(text.replace("customers", "clients"))
        screened(careerspace, folder)
        would = json.loads(careerspace("erase", "cleo@example.org", "--dry-run", "--json"))
        ((alike,),) = would["alike"].values()
        shown = careerspace("erase", "cleo@example.org")

        assert f"--also {alike} erases it" in shown
        assert "Removed 1 resumes" in careerspace("erase", "cleo@example.org", "--also", alike)

    def test_whose_files_are_gone_before_they_were_read_is_named(self, careerspace, folder, tmp_path):
        name = screened(careerspace, folder)["id"]
        with sqlite3.connect(tmp_path / "screening.sqlite") as database:
            database.execute("UPDATE items SET state = 'waiting', person = NULL, result = NULL")
        folder.rename(tmp_path / "moved")

        assert f"not looked into: files that {name} has still to read" in careerspace("erase", "ada@example.org")

    def test_gives_an_address_as_a_referees_is_named(self, careerspace, folder):
        with (folder / "ben.txt").open("a") as file:
            file.write("\n\nReferences: Ada Example, ada@example.org")
        screened(careerspace, folder)
        shown = careerspace("erase", "ada@example.org")

        assert "Removed 1 resumes" in shown
        assert "may be theirs, or names them; not erased" in shown

    def test_that_failed_says_why_and_goes_on(self, careerspace, folder, tmp_path):
        name = screened(careerspace, folder)["id"]
        with sqlite3.connect(tmp_path / "screening.sqlite") as database:
            database.execute("UPDATE jobs SET state = 'failed', reason = 'the disk is full', finished_at = NULL")

        assert "failed  4 of 4" in careerspace("screen", "list")
        assert "failed: the disk is full" in careerspace("screen", "show", name)
        again = screened(careerspace, folder)
        assert (name, "finished", "") == (again["id"], again["status"], again["reason"])

    def test_a_screening_is_deleted(self, careerspace, folder):
        name = screened(careerspace, folder)["id"]

        assert {"id": name, "resumes": 4} == json.loads(careerspace("screen", "delete", name, "--json"))
        with pytest.raises(UnknownValue):
            careerspace("screen", "show", name)
