"""What accounts for a screening over HTTP: selection rates by groups, and its ranking made again; both as the commands say it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import httpx
import pytest
from served import serving, small_engine
from typer.testing import CliRunner

from api import screening_reports
from cli.main import app
from search.settings import Settings, get_settings

ADA = "Ada Example\nada@example.org\n\nTen years as a web developer: I use JavaScript every day and style web pages for shops."
BEN = "Ben Sample\nben@example.org\n\nFive years on the ward, as a nurse assistant. I dress wounds, day and night."
CLEO = "Cleo Tester\ncleo@example.org\n\nI install electrical wiring as an electrician, in houses and in schools."
PEOPLE = [("files", (name, text.encode())) for name, text in (("ada.txt", ADA), ("ben.txt", BEN), ("more/cleo.txt", CLEO))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(folder) -> Iterator[httpx.Client]:
    settings = Settings(max_upload_mb=1, screening_max_upload_mb=3, data_dir=folder, _env_file=None)
    with small_engine() as engine, serving(engine, settings) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def screening(client) -> dict:
    """A finished screening of three people, the first of whom is invited."""
    sent = client.post("/v1/screenings", files=PEOPLE, data={"job": "web developer"}).raise_for_status().json()
    for _ in range(600):
        answer = client.get(f"/v1/screenings/{sent['id']}").raise_for_status().json()
        if answer["status"] == "finished":
            break
        time.sleep(0.05)
    decided = {"item": answer["candidates"][0]["item"], "decision": "invite", "reason": "Builds shops."}
    client.post(f"/v1/screenings/{sent['id']}/decisions", json=decided).raise_for_status()
    return answer


@pytest.fixture
def careerspace(folder, monkeypatch):
    """Run a command that needs no index on the data folder of the service; return its JSON."""

    def run(*arguments: object) -> dict:
        monkeypatch.setenv("CAREERSPACE_DATA_DIR", str(folder))
        get_settings.cache_clear()
        done = CliRunner().invoke(app, [str(argument) for argument in (*arguments, "--json")], catch_exceptions=False)
        return json.loads(done.stdout)

    yield run
    get_settings.cache_clear()


class TestSelectionRates:
    def test_are_counted_by_decisions_and_flag_what_is_under_four_fifths(self, client, screening, careerspace, tmp_path):
        first = screening["candidates"][0]["item"]
        groups = {first: "north", "ben.txt": "south", "cleo.txt": "south", "nobody.txt": "south"}
        answer = client.post(f"/v1/screenings/{screening['id']}/rates", json={"groups": groups}).raise_for_status().json()

        assert [("north", 1, 1.0, False), ("south", 2, 0.0, True)] == [
            (rate["group"], rate["total"], rate["ratio"], rate["flagged"]) for rate in answer["groups"]
        ]
        assert ("decisions: invite", 0, 1) == (answer["selected_by"], answer["without_group"], answer["unknown_lines"])
        (tmp_path / "groups.csv").write_text("".join(f"{name},{group}\n" for name, group in groups.items()))
        assert answer == careerspace("screen", "rates", screening["id"], "--groups", tmp_path / "groups.csv")

    def test_can_be_of_other_decisions_or_of_the_first_of_the_ranking(self, client, screening):
        groups = {candidate["item"]: str(candidate["rank"]) for candidate in screening["candidates"]}
        path = f"/v1/screenings/{screening['id']}/rates"
        by_rank = client.post(path, json={"groups": groups, "top": 2}).raise_for_status().json()
        held = client.post(path, json={"groups": groups, "selected": ["hold"]}).raise_for_status().json()

        assert {"1": 1, "2": 1, "3": 0} == {rate["group"]: rate["selected"] for rate in by_rank["groups"]}
        assert {None} == {rate["ratio"] for rate in held["groups"]}

    def test_keep_nothing_of_the_groups(self, client, screening, folder):
        groups = {"ada.txt": "a-secret-group"}
        client.post(f"/v1/screenings/{screening['id']}/rates", json={"groups": groups}).raise_for_status()

        assert b"a-secret-group" not in b"".join(path.read_bytes() for path in folder.glob("*") if path.is_file())

    @pytest.mark.parametrize(
        ("body", "detail"),
        [
            ({}, "groups: Field required"),
            ({"groups": {}}, "at least 1"),
            ({"groups": {"nobody.txt": "north"}}, "unknown resume"),
            ({"groups": {"ada.txt": "north"}, "selected": ["maybe"]}, "selected"),
            ({"groups": {"ada.txt": "north"}, "select": ["hold"]}, "nearest: selected"),
        ],
    )
    def test_that_can_not_be_counted_are_refused_with_a_reason(self, client, screening, body, detail):
        refused = client.post(f"/v1/screenings/{screening['id']}/rates", json=body)

        assert 422 == refused.status_code
        assert detail in refused.json()["detail"]

    def test_of_a_screening_that_is_unknown_are_not_found(self, client):
        assert 404 == client.post("/v1/screenings/none/rates", json={"groups": {"ada.txt": "north"}}).status_code


class TestAReplay:
    def test_of_the_same_files_is_equal_and_writes_nothing(self, client, screening, folder):
        before = {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}
        path = f"/v1/screenings/{screening['id']}/replay"
        answer = client.post(path, files=PEOPLE).raise_for_status().json()

        assert (True, 3, 0, [], []) == tuple(
            answer[name] for name in ("equal", "compared", "erased", "differences", "changes")
        )
        assert before == {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}
        assert answer == client.post(f"/v1/screenings/{answer['id']}/replay", files=PEOPLE).raise_for_status().json()

    def test_names_a_file_that_is_missing_and_no_one_else(self, client, screening):
        answer = client.post(f"/v1/screenings/{screening['id']}/replay", files=PEOPLE[1:]).raise_for_status().json()

        assert (False, 2) == (answer["equal"], answer["compared"])
        assert [f"{screening['candidates'][0]['item']}: no file has this hash any more"] == answer["differences"]

    def test_takes_as_much_as_a_screening(self, client, screening):
        padded = [*PEOPLE, ("files", ("large.txt", b" " * 2_500_000))]
        answer = client.post(f"/v1/screenings/{screening['id']}/replay", files=padded).raise_for_status().json()

        assert answer["equal"]

    def test_that_takes_too_long_ends_with_a_hint_and_frees_its_place(self, client, screening, monkeypatch):
        path = f"/v1/screenings/{screening['id']}/replay"
        with monkeypatch.context() as patched:
            patched.setattr(screening_reports, "REPLAY_S", -1.0)
            refused = client.post(path, files=PEOPLE)

        assert 503 == refused.status_code
        assert "careerspace screen replay" in refused.json()["detail"]
        assert 200 == client.post(path, files=PEOPLE).status_code

    @pytest.mark.parametrize(
        ("sent", "status", "detail"),
        [
            ({"json": {}}, 415, "multipart/form-data"),
            ({"files": [("file", ("ada.txt", b"x"))]}, 422, "sent as `files`"),
            ({"files": PEOPLE, "data": {"top": "3"}}, 422, "none of: files"),
            ({"files": {"files": (None, "x")}}, 422, "no file"),
        ],
    )
    def test_of_something_else_is_refused(self, client, screening, sent, status, detail):
        refused = client.post(f"/v1/screenings/{screening['id']}/replay", **sent)

        assert status == refused.status_code
        assert detail in refused.json()["detail"]

    def test_of_a_ranking_that_is_unknown_is_not_found(self, client):
        refused = client.post("/v1/screenings/none/replay", files=PEOPLE)

        assert 404 == refused.status_code
        assert "once it is finished" in refused.json()["detail"]
