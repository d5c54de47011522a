"""The HTTP service over a real socket, on the small index."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import structlog
import uvicorn
from small import WordEncoder, make_taxonomy

from api.app import create_app
from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.settings import Settings
from search.store.embedded import EmbeddedStore

NURSE = "Experience\nFive years as a nurse assistant on a ward. I dress wounds and help patients every day.\nMail: ada@example.org"


@contextmanager
def serving(engine: Engine, settings: Settings) -> Iterator[str]:
    """Run the service on a free loopback port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(engine, settings), access_log=False, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("api")
    store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
    with EmbeddingCache(folder / "embeddings.sqlite") as cache:
        index_taxonomy(make_taxonomy(), store, encoder, cache)
    yield Engine(store, encoder)
    store.close()


@pytest.fixture(scope="module")
def client(engine) -> Iterator[httpx.Client]:
    with serving(engine, Settings(max_upload_mb=1)) as url, httpx.Client(base_url=url) as client:
        yield client


def test_a_text_is_matched_and_the_answer_says_what_was_removed(client):
    answer = client.post("/v1/match", json={"text": NURSE, "top": 2}).raise_for_status().json()

    assert ["nurse assistant", 2] == [answer["matches"][0]["label"], len(answer["matches"])]
    assert {"kind": "email", "count": 1} in answer["resume"]["removed"]
    assert "ada@example.org" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("method", "path", "kwargs"),
    [
        ("POST", "/v1/match", {"json": {"text": NURSE}}),
        ("GET", "/v1/occupations", {"params": {"q": "web"}}),
        ("GET", "/v1/occupations/2513.3", {}),
        ("GET", "/v1/isco/25", {}),
    ],
)
def test_every_answer_carries_release_model_generation_and_attribution(client, method, path, kwargs):
    provenance = client.request(method, path, **kwargs).raise_for_status().json()["provenance"]

    assert ("1.2.1", "word-encoder@1", 1) == (provenance["esco_version"], provenance["model"], provenance["generation"])
    assert "ESCO classification of the European Commission" in provenance["attribution"]


def test_a_file_is_matched(client):
    html = f"<html><body><h1>Resume</h1><p>{NURSE}</p></body></html>".encode()
    answer = client.post("/v1/match", files={"file": ("cv.html", html)}, data={"top": "1", "isco": ["5", "2"]}).raise_for_status().json()

    assert ("html", "nurse assistant") == (answer["resume"]["format"], answer["matches"][0]["label"])


def test_a_vector_is_matched_without_a_resume(client):
    vector = WordEncoder().encode_queries(["electrician"])[0].tolist()
    answer = client.post("/v1/match", json={"vector": vector, "top": 1}).raise_for_status().json()

    assert ("electrician", None) == (answer["matches"][0]["label"], answer["resume"])


def test_filters_are_applied(client):
    answer = client.post("/v1/match", json={"text": NURSE, "isco": ["25"], "regulated": "no"}).raise_for_status().json()

    assert {"web developer", "web designer"} == {match["label"] for match in answer["matches"]}


@pytest.mark.parametrize(
    ("body", "status", "member", "expected"),
    [
        ({"text": NURSE, "isco": ["2519"]}, 422, "suggestions", ["2513", "251"]),
        ({"text": NURSE, "collections": ["greeen"]}, 422, "field", "collection"),
        ({"text": ""}, 422, "reason", "empty"),
        ({"text": NURSE, "vector": [1.0]}, 422, "type", "urn:careerspace:problem:invalid-input"),
        ({}, 422, "type", "urn:careerspace:problem:invalid-input"),
        ({"text": NURSE, "country": "DE"}, 422, "type", "urn:careerspace:problem:invalid-input"),
        ({"vector": [1.0, 2.0]}, 422, "type", "urn:careerspace:problem:invalid-input"),
        ({"text": NURSE, "top": 0}, 422, "type", "urn:careerspace:problem:invalid-input"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_can_not_be_used_is_a_problem_that_says_why(client, body, status, member, expected):
    response = client.post("/v1/match", json=body)

    assert (status, "application/problem+json") == (response.status_code, response.headers["content-type"])
    assert expected == response.json()[member]
    assert {"type", "title", "status", "detail"} <= response.json().keys()


def test_a_problem_never_repeats_the_resume(client):
    response = client.post("/v1/match", json={"text": 7, "vector": NURSE})

    assert 422 == response.status_code
    assert "ada@example.org" not in response.text


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(b"{", "application/json"), (b"x", "text/csv"), (b"", ""), (b"--x", "multipart/form-data; boundary=x"), (b"x", "multipart/form-data")],
)
def test_a_body_that_is_no_request_is_a_problem(client, content, content_type):
    response = client.post("/v1/match", content=content, headers={"content-type": content_type} if content_type else {})

    assert response.status_code in {400, 422}
    assert "application/problem+json" == response.headers["content-type"]


def test_a_corrupt_file_is_a_problem_and_never_a_score(client):
    response = client.post("/v1/match", files={"file": ("cv.pdf", b"%PDF-1.7 nothing")})

    assert (422, "corrupt") == (response.status_code, response.json()["reason"])


def test_a_body_over_the_limit_is_refused(client):
    response = client.post("/v1/match", files={"file": ("cv.txt", b"nurse " * 500_000)})

    assert (413, 413) == (response.status_code, response.json()["status"])


def test_a_body_over_the_limit_is_refused_though_its_length_is_not_declared(client):
    def chunks():
        for _ in range(80):
            yield b"nurse " * 10_000  # 4.8 MB in all, the limit is 2

    response = client.post("/v1/match", content=chunks(), headers={"content-type": "application/json"})

    assert 413 == response.status_code


def test_labels_are_completed_in_any_language(client):
    answer = client.get("/v1/occupations", params={"q": "webent"}).raise_for_status().json()

    assert [("de", "Webentwickler/Webentwicklerin")] == [(item["language"], item["text"]) for item in answer["suggestions"]]


@pytest.mark.parametrize("name", ["2513.3", "web developer", "http://data.europa.eu/esco/occupation/web"])
def test_an_occupation_is_found_by_code_label_and_uri(client, name):
    answer = client.get(f"/v1/occupations/{name}").raise_for_status().json()

    assert "http://data.europa.eu/esco/occupation/web" == answer["uri"]
    assert ["2", "25", "251", "2513"] == [group["code"] for group in answer["isco_path"]]


def test_names_come_in_the_language_asked_for(client):
    answer = client.get("/v1/occupations/2513.3", params={"language": "de"}).raise_for_status().json()

    assert "JavaScript anwenden" in [skill["label"] for skill in answer["essential"]]


@pytest.mark.parametrize(("path", "suggestion"), [("/v1/occupations/web develper", "web developer"), ("/v1/isco/2519", "2513")])
def test_what_does_not_exist_is_a_404_that_names_the_nearest(client, path, suggestion):
    response = client.get(path)

    assert (404, "application/problem+json") == (response.status_code, response.headers["content-type"])
    assert suggestion in response.json()["suggestions"]


def test_an_unknown_path_and_method_are_problems(client):
    assert [404, 405] == [client.get("/v1/nothing").json()["status"], client.get("/v1/match").json()["status"]]


def test_health_and_readiness(client):
    assert {"status": "ok"} == client.get("/healthz").json()
    assert 1 == client.get("/readyz").json()["generation"]


def test_without_an_index_it_lives_but_is_not_ready(tmp_path):
    with serving(Engine(EmbeddedStore(tmp_path / "none"), WordEncoder()), Settings()) as url:
        alive, ready = httpx.get(f"{url}/healthz"), httpx.get(f"{url}/readyz")

    assert (200, 503, "urn:careerspace:problem:index-missing") == (alive.status_code, ready.status_code, ready.json()["type"])


def test_a_foreign_host_name_is_refused_on_a_keyless_service(client):
    response = client.get("/v1/isco/25", headers={"host": "evil.example"})

    assert 421 == response.status_code


@pytest.mark.parametrize(("header", "status"), [(None, 401), ("Bearer wrong", 401), ("Bearer s3cret", 200)])
def test_a_service_with_a_key_asks_for_it_and_answers_any_host(engine, header, status):
    with serving(engine, Settings(api_key="s3cret")) as url:
        headers = {"host": "careerspace.example"} | ({"authorization": header} if header else {})
        response = httpx.get(f"{url}/v1/isco/25", headers=headers)
        alive = httpx.get(f"{url}/healthz")

    assert (status, 200) == (response.status_code, alive.status_code)


def test_the_log_tells_route_status_and_time_and_nothing_of_the_person(engine):
    with structlog.testing.capture_logs() as logs, serving(engine, Settings()) as url:
        httpx.post(f"{url}/v1/match", json={"text": NURSE})
        httpx.get(f"{url}/v1/occupations", params={"q": "nurse"})
        httpx.get(f"{url}/v1/occupations/nurse assistant")

    assert ["/v1/match", "/v1/occupations", "/v1/occupations/{name:path}"] == [entry["route"] for entry in logs]
    assert "nurse" not in json.dumps(logs)


def test_the_openapi_document_has_examples_and_the_attribution(client):
    document = client.get("/openapi.json").raise_for_status().json()
    content = document["paths"]["/v1/match"]["post"]["requestBody"]["content"]

    assert {"application/json", "multipart/form-data"} == set(content)
    assert content["application/json"]["examples"]
    assert "ESCO classification" in document["info"]["description"]


def test_many_at_once_get_the_answers_they_get_alone(client):
    from concurrent.futures import ThreadPoolExecutor

    texts = ["I was an electrician and wiring fitter for ten years", "I am a web developer, a front-end coder for shops", NURSE] * 6
    alone = [client.post("/v1/match", json={"text": text}).json()["matches"] for text in texts[:3]] * 6
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: client.post("/v1/match", json={"text": text}).json()["matches"], texts))

    assert alone == together
