"""Screenings over HTTP: submitted, followed, decided on, compared and deleted; gone on with after a restart of the service."""

from __future__ import annotations

import io
import json
import socket
import sqlite3
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from served import serving, small_engine

from api import guards, screenings
from ingest.screening import uploads
from search.engine import Engine
from search.settings import Settings

WEB = (
    "Ada Example\nada@example.org\n\nExperience\nTen years as a web developer: I use JavaScript every day and style web pages "
    "for shops. "
)
NURSE = (
    "Ben Sample\nben@example.org\n\nExperience\nFive years on the ward. I dress wounds and I have never had to use JavaScript."
)
TWIN = WEB.replace("Ten years", "Eleven years") + "Also shops of books and of bicycles."


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with small_engine() as engine:
        yield engine


@contextmanager
def service(engine: Engine, folder: Path) -> Iterator[httpx.Client]:
    settings = Settings(max_upload_mb=1, screening_max_upload_mb=2, data_dir=folder, _env_file=None)
    with serving(engine, settings) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


@pytest.fixture
def client(engine, tmp_path) -> Iterator[httpx.Client]:
    with service(engine, tmp_path) as client:
        yield client


def files(*named: tuple[str, str | bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (name, text if isinstance(text, bytes) else text.encode())) for name, text in named]


THREE = files(("ada.txt", WEB), ("ben.txt", NURSE), ("twin.txt", TWIN), ("broken.pdf", b"%PDF-1.4 cut"))


def submit(client: httpx.Client, sent=THREE, **fields: object) -> dict:
    done = client.post("/v1/screenings", files=sent, data={"job": "web developer", **fields})
    assert 202 == done.status_code, done.text
    return done.json()


def finished(client: httpx.Client, name: str, **parameters: object) -> dict:
    for _ in range(600):
        answer = client.get(f"/v1/screenings/{name}", params=parameters).raise_for_status().json()
        if answer["status"] == "finished":
            return answer
        time.sleep(0.05)
    raise AssertionError("the screening did not finish")


class TestASubmittedScreening:
    def test_ranks_people_groups_their_copies_and_names_what_is_broken(self, client):
        sent = submit(client, must=["use JavaScript"])
        answer = finished(client, sent["id"])

        assert 4 == sent["total"]
        assert (3, 1, 0, 2) == (answer["done"], answer["broken"], answer["waiting"], answer["people"])
        first, second = answer["candidates"]
        assert ("pass", "fail") == (first["result"]["gate"], second["result"]["gate"])
        assert first["result"]["score"] > second["result"]["score"]
        assert ["same e-mail"] == [copy["why"] for copy in first["copies"]]
        assert ["corrupt"] == [broken["reason"] for broken in answer["broken_files"]]
        assert "not decided" == first["decision"]

    def test_shows_no_name_unless_asked_to(self, client):
        name = submit(client)["id"]
        blind = json.dumps(finished(client, name))

        assert not any(word in blind for word in ("ada.txt", "Ada Example", "ada@example.org"))
        assert {"ada.txt", "twin.txt", "ben.txt"} == {
            shown["name"]
            for candidate in finished(client, name, names=True)["candidates"]
            for shown in (candidate, *candidate["copies"])
        }

    def test_takes_a_zip_and_leaves_no_file_behind(self, client, tmp_path):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("people/ada.txt", WEB)
            archive.writestr("../ben.txt", NURSE)
        answer = finished(client, submit(client, files(("all.zip", packed.getvalue())))["id"])

        assert (1, 1) == (answer["done"], answer["broken"])
        assert "unsupported" == answer["broken_files"][0]["reason"]
        assert [] == [path for path in (tmp_path / "screenings").rglob("*") if path.is_file()]

    def test_can_be_for_the_text_of_an_ad_with_a_rubric_as_file(self, client):
        rubric = '[[criteria]]\nname = "front end"\nkind = "skills"\nskills = ["style web pages"]\n'
        sent = [*THREE, ("rubric", ("rubric.toml", rubric.encode()))]
        done = client.post("/v1/screenings", files=sent, data={"job_text": "We want a web developer. You use JavaScript."})
        answer = finished(client, done.raise_for_status().json()["id"])

        assert ("text", ["front end"]) == (
            answer["job_kind"],
            [criterion["name"] for criterion in answer["candidates"][0]["result"]["criteria"]],
        )

    def test_is_exported_as_a_table(self, client):
        name = submit(client)["id"]
        finished(client, name)
        answer = client.get(f"/v1/screenings/{name}/csv")

        assert answer.headers["content-type"].startswith("text/csv")
        assert 4 == len(answer.text.splitlines())
        assert answer.text.startswith("rank,item,name,gate,score,decision,reason,copies")

    def test_is_listed_and_followed_by_events_until_it_is_finished(self, client):
        name = submit(client)["id"]
        answer = client.get(f"/v1/screenings/{name}/events")
        said = answer.text
        data = [json.loads(line.removeprefix("data: ")) for line in said.splitlines() if line.startswith("data: ")]

        assert "no-store" == answer.headers["cache-control"]
        assert said.startswith("retry: 1000\n\nevent: ")
        assert ("finished", 0) == (data[-1]["status"], data[-1]["waiting"])
        assert [name] == [head["id"] for head in client.get("/v1/screenings").json()["screenings"]]


class TestDecisions:
    def test_need_a_reason_and_are_only_added(self, client):
        name = submit(client)["id"]
        item = finished(client, name)["candidates"][0]["item"]
        address = f"/v1/screenings/{name}/decisions"
        refused = client.post(address, json={"item": item, "decision": "decline", "reason": " "})
        for decision in ("hold", "invite"):
            made = client.post(address, json={"item": item, "decision": decision, "reason": "Knows shops."})
            assert 201 == made.status_code

        assert 422 == refused.status_code
        candidate = finished(client, name)["candidates"][0]
        assert ("invite", ["hold", "invite"]) == (
            candidate["decision"],
            [made["decision"] for made in candidate["decisions"]],
        )

    def test_are_refused_for_nobody(self, client):
        name = submit(client)["id"]
        finished(client, name)
        refused = client.post(
            f"/v1/screenings/{name}/decisions", json={"item": "none", "decision": "hold", "reason": "No reason."}
        )

        assert 422 == refused.status_code
        assert "unknown resume" in refused.json()["detail"]


class TestAComparison:
    def test_sets_resumes_side_by_side_in_the_order_asked_for(self, client):
        name = submit(client)["id"]
        items = [candidate["item"] for candidate in finished(client, name)["candidates"]]
        answer = client.get(f"/v1/screenings/{name}/compare", params={"items": items[::-1]}).raise_for_status().json()

        assert items[::-1] == [candidate["item"] for candidate in answer["candidates"]]

    @pytest.mark.parametrize("items", [["a"], ["a", "a"], ["a", "b", "c", "d", "e", "f"], ["a", "b"]])
    def test_is_of_two_to_five_that_are_known(self, client, items):
        name = submit(client)["id"]
        assert 422 == client.get(f"/v1/screenings/{name}/compare", params={"items": items}).status_code


class TestDeleting:
    def test_removes_results_and_files_and_says_how_many(self, client, tmp_path):
        name = submit(client)["id"]
        finished(client, name)
        gone = client.delete(f"/v1/screenings/{name}").raise_for_status().json()

        assert {"id": name, "resumes": 4} == gone
        assert 404 == client.get(f"/v1/screenings/{name}").status_code
        assert b"JavaScript" not in (tmp_path / "screening.sqlite").read_bytes()

    def test_cancels_what_is_running(self, client, tmp_path, monkeypatch):
        begun, may_go_on = threading.Event(), threading.Event()
        work = uploads.work

        def slowly(*arguments: object, **named: object) -> bool:
            begun.set()
            may_go_on.wait(30)
            return work(*arguments, **named)

        monkeypatch.setattr(uploads, "work", slowly)
        name = submit(client)["id"]
        assert begun.wait(30)
        client.delete(f"/v1/screenings/{name}").raise_for_status()
        may_go_on.set()
        other = submit(client)["id"]
        finished(client, other)

        assert [] == [path for path in (tmp_path / "screenings").rglob("*") if path.is_file()]
        assert [other] == [json.loads(line)["job"] for line in (tmp_path / "rankings.jsonl").read_text().splitlines()]


class TestARestart:
    def test_goes_on_with_what_was_held_to_an_equal_result(self, engine, tmp_path, monkeypatch):
        calm, rough = tmp_path / "calm", tmp_path / "rough"
        with service(engine, calm) as client:
            expected = finished(client, submit(client)["id"])
        monkeypatch.setattr(uploads.Worker, "wake", lambda self: None)
        with service(engine, rough) as client:
            name = submit(client)["id"]
            held = sorted((rough / "screenings" / name).iterdir())
            assert {0o600} == {path.stat().st_mode & 0o777 for path in held}
            assert 4 == client.get(f"/v1/screenings/{name}").json()["waiting"]
        with service(engine, rough) as client:
            assert expected["candidates"] == finished(client, name)["candidates"]


class TestOneThatFailed:
    def test_says_why_is_no_open_one_and_goes_on_when_asked_to(self, client, tmp_path, monkeypatch):
        monkeypatch.setattr(uploads.Worker, "wake", lambda self: None)
        name = submit(client)["id"]
        with sqlite3.connect(tmp_path / "screening.sqlite") as database:
            database.execute("UPDATE jobs SET state = 'failed', reason = 'unknown ad'")
        said = client.get(f"/v1/screenings/{name}/events").text
        monkeypatch.undo()

        assert "event: failed\n" in said
        head = client.get("/v1/screenings").json()["screenings"][0]
        assert ("failed", "unknown ad") == (head["status"], head["reason"])
        gone_on = client.post(f"/v1/screenings/{name}/resume")
        assert 202 == gone_on.status_code
        assert ("running", "") == (gone_on.json()["status"], gone_on.json()["reason"])
        finished(client, name)
        refused = client.post(f"/v1/screenings/{name}/resume")
        assert 422 == refused.status_code
        assert "only one that failed" in refused.json()["detail"]


@contextmanager
def slow_uploads(client: httpx.Client, count: int) -> Iterator[None]:
    """Keep uploads open of which all but the beginning is missing, until they are given up."""
    start = (
        b"POST /v1/screenings HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        b"Content-Length: 500\r\n\r\n--x"
    )
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(socket.create_connection((client.base_url.host, client.base_url.port))).sendall(start)
        for _ in range(10):
            client.get("/v1/screenings").raise_for_status()
        yield


class TestSlowUploads:
    def test_cost_one_that_waits_for_them_no_time(self, client, monkeypatch):
        may_go_on, held, submit_now = threading.Event(), threading.Barrier(3), screenings._submit

        def slowly(*arguments: object) -> object:
            if not may_go_on.is_set():
                held.wait(30)
                may_go_on.wait(30)
            return submit_now(*arguments)

        monkeypatch.setattr(screenings, "_submit", slowly)
        monkeypatch.setattr(guards, "MAX_BODY_S", 0.5)
        large = [*THREE[:3], *files(("large.txt", b"a" * 900_000))]
        with ThreadPoolExecutor(3) as pool:
            slow = [pool.submit(submit, client) for _ in range(2)]
            held.wait(30)
            waits = pool.submit(submit, client, large)
            wait([waits], timeout=2)
            may_go_on.set()

            assert [4, 4, 4] == [sent.result()["total"] for sent in (*slow, waits)]

    def test_keep_nobody_from_searching(self, client, monkeypatch):
        monkeypatch.setattr(guards, "MAX_AT_ONCE", 1)
        monkeypatch.setattr(guards, "MAX_UPLOADS_AT_ONCE", 2)
        monkeypatch.setattr(guards, "MAX_BODY_S", 5.0)
        with slow_uploads(client, 2):
            assert 200 == client.post("/v1/match", json={"text": NURSE}).status_code
            refused = client.post("/v1/screenings", files=THREE, data={"job": "web developer"})
        assert (503, "5") == (refused.status_code, refused.headers["retry-after"])
        assert "2 uploads are in work" in refused.json()["detail"]


class TestWhatIsRefused:
    def test_a_decision_with_a_wrong_field_names_the_right_one(self, client):
        refused = client.post(
            "/v1/screenings/x/decisions", json={"item": "a", "decision": "hold", "reason": "b", "reasons": "c"}
        )

        assert "nearest: reason" in refused.json()["detail"]

    def test_more_screenings_than_can_be_held(self, client, monkeypatch):
        monkeypatch.setattr(screenings, "_OPEN_AT_ONCE", 0)
        refused = client.post("/v1/screenings", files=THREE, data={"job": "web developer"})

        assert (503, "urn:careerspace:problem:busy") == (refused.status_code, refused.json()["type"])

    @pytest.mark.parametrize(
        ("fields", "detail"),
        [
            ({"job": "web develper"}, "web developer"),
            ({}, "exactly one of job and job_text"),
            ({"job": "web developer", "must": "no such skill"}, "unknown skill"),
            ({"job": "web developer", "must": "male"}, "about gender"),
            ({"job": "web developer", "rubric": '[[criteria]]\nname = "Alter"\nkind = "match"'}, "about age"),
            ({"job": "web developer", "rubric": "[[["}, "no TOML"),
            ({"job": "web developer", "mus": "use JavaScript"}, "nearest: must"),
        ],
    )
    def test_is_told_before_anything_is_held(self, client, tmp_path, fields, detail):
        refused = client.post("/v1/screenings", files=THREE, data=fields)

        assert 422 == refused.status_code
        assert detail in refused.json()["detail"]
        assert [] == list((tmp_path / "screenings").rglob("*"))

    def test_no_files_json_and_too_much(self, client):
        assert 415 == client.post("/v1/screenings", json={"job": "web developer"}).status_code
        empty = io.BytesIO()
        zipfile.ZipFile(empty, "w").close()
        assert (
            422
            == client.post(
                "/v1/screenings", files=files(("none.zip", empty.getvalue())), data={"job": "web developer"}
            ).status_code
        )
        assert 413 == client.post("/v1/screenings", files=files(("big.txt", b"a" * 3_100_000))).status_code

    def test_a_larger_body_is_for_screenings_alone(self, client):
        body = files(("two.txt", b"a" * 2_200_000))
        assert 413 == client.post("/v1/match", files=[("file", body[0][1])]).status_code
        assert 202 == client.post("/v1/screenings", files=body, data={"job": "web developer"}).status_code

    @pytest.mark.parametrize("path", ["", "/csv", "/events", "/compare?items=a&items=b"])
    def test_an_unknown_screening_is_not_found_and_makes_no_file(self, client, tmp_path, path):
        assert 404 == client.get(f"/v1/screenings/none{path}").status_code
        assert not (tmp_path / "screening.sqlite").exists()
