"""The HTTP service over a real socket, on the small index."""

from __future__ import annotations

import io
import json
import socket
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import structlog
from served import serving, small_engine
from small import WordEncoder

from api import guards
from search.engine import Engine
from search.settings import Settings
from search.store.embedded import EmbeddedStore

NURSE = (
    "Experience\nFive years as a nurse assistant on a ward. I dress wounds and help patients every day.\nMail: ada@example.org"
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with small_engine() as engine:
        yield engine


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
    answer = (
        client.post("/v1/match", files={"file": ("cv.html", html)}, data={"top": "1", "isco": ["5", "2"]})
        .raise_for_status()
        .json()
    )

    assert ("html", "nurse assistant") == (answer["resume"]["format"], answer["matches"][0]["label"])


def test_a_vector_is_matched_without_a_resume(client):
    vector = WordEncoder().encode_queries(["electrician"])[0].tolist()
    answer = client.post("/v1/match", json={"vector": vector, "top": 1}).raise_for_status().json()

    assert ("electrician", None) == (answer["matches"][0]["label"], answer["resume"])


def test_filters_are_applied(client):
    answer = client.post("/v1/match", json={"text": NURSE, "isco": ["25"], "regulated": "no"}).raise_for_status().json()

    assert {"web developer", "web designer"} == {match["label"] for match in answer["matches"]}


def test_matches_are_steered_by_json_and_by_a_form_alike(client):
    asked = {"accepted": ["electrician"], "dismissed": ["nurse assistant"], "diversity": 0.2}
    answer = client.post("/v1/match", json={"text": NURSE, **asked}).raise_for_status().json()
    form = client.post("/v1/match", data=asked, files={"file": ("cv.txt", NURSE.encode())}).raise_for_status().json()
    first = answer["matches"][0]

    assert ("electrician", 1, True) == (first["label"], first["rank"], first["accepted"])
    assert first["rank_by_score"] > 1
    assert "nurse assistant" not in {match["label"] for match in answer["matches"]}
    assert answer["matches"] == form["matches"]


@pytest.mark.parametrize(
    ("body", "status", "member", "expected"),
    [
        ({"text": NURSE, "dismissed": ["nurse asistant"]}, 422, "suggestions", ["nurse assistant"]),
        ({"text": NURSE, "diversity": 2}, 422, "type", "urn:careerspace:problem:invalid-input"),
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
    [
        (b"{", "application/json"),
        (b"x", "text/csv"),
        (b"", ""),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
    ],
)
def test_a_body_that_is_no_request_is_a_problem(client, content, content_type):
    response = client.post("/v1/match", content=content, headers={"content-type": content_type} if content_type else {})

    assert response.status_code in {400, 415, 422}
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


@pytest.mark.parametrize(
    ("path", "suggestion"), [("/v1/occupations/web develper", "web developer"), ("/v1/isco/2519", "2513")]
)
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


@pytest.mark.parametrize(
    ("header", "status"), [(None, 401), ("Bearer wrong", 401), ("Bearer s3cret", 200), ("bearer s3cret", 200)]
)
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
    texts = [
        "I was an electrician and wiring fitter for ten years",
        "I am a web developer, a front-end coder for shops",
        NURSE,
    ] * 6
    alone = [client.post("/v1/match", json={"text": text}).json()["matches"] for text in texts[:3]] * 6
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: client.post("/v1/match", json={"text": text}).json()["matches"], texts))

    assert alone == together


# --- what nobody should send ---


def sent(url: str, content: bytes) -> bytes:
    """Send bytes as they are, and return the answer, which ends the connection."""
    with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1])), timeout=10) as connection:
        connection.sendall(content)
        with connection.makefile("rb") as answer:
            return answer.read()


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/csv"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({}, 415),
        ({"content-type": "application/json; charset=utf-16"}, 415),
        ({"content-type": "multipart/form-data; boundary=x; charset=punycode"}, 415),
        ({"content-type": "multipart/form-data"}, 400),
        ({"content-type": "multipart/form-data; boundary=x"}, 400),
    ],
    ids=str,
)
def test_a_body_of_another_type_or_charset_is_refused(client, headers, status):
    response = client.post("/v1/match", content=b"--xx nonsense", headers=headers)

    assert (status, status) == (response.status_code, response.json()["status"])


CV = ("cv.txt", NURSE.encode())


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({"files": [("file", CV), ("file", CV)]}, 400, "Too many files"),
        ({"files": [("file", CV), ("other", CV)]}, 400, "Too many files"),
        ({"files": {"cv": CV}}, 422, "a file named `file`"),
        ({"files": {"file": (None, NURSE)}}, 422, "has no file name"),
        ({"files": {"text": CV}}, 422, "has a file name"),
        ({"files": {"file": CV}, "data": {"text": NURSE}}, 422, "not both"),
        ({"files": {"file": CV}, "data": {"top": ["1", "2"]}}, 422, "more than one 'top'"),
        ({"files": {"file": CV}, "data": {"isco": ["2"] * 1001}}, 400, "Too many fields"),
        ({"files": {"file": ("cv.txt", b"")}}, 422, "empty"),
        ({"files": {"file": ("../../etc/passwd.pdf", NURSE.encode())}}, 422, "named .pdf"),
        ({"files": {"file": ("x" * 60_000, NURSE.encode())}}, 400, ""),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_form_that_is_ambiguous_is_refused_with_what_to_send(client, form, status, says):
    response = client.post("/v1/match", **form)

    assert status == response.status_code
    assert says in response.json()["detail"]


def test_the_name_of_an_unknown_field_is_not_repeated_where_it_may_be_text(client):
    known = client.post("/v1/match", json={"text": NURSE, "country": "DE"})
    strange = client.post("/v1/match", json={"text": NURSE, NURSE: 1})

    assert ["country"] == [item["field"] for item in known.json()["errors"]]
    assert (422, ["…"]) == (strange.status_code, [item["field"] for item in strange.json()["errors"]])
    assert "ada@example.org" not in strange.text


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"text": ' + b'{"a":' * 5_000,
        b'{"top": ' + b"9" * 6_000 + b"}",
        b'{"text": "\\ud800 a nurse who works on a ward"}',
        b"{" + b",".join(b'"%d":1' % number for number in range(100_000)) + b"}",
        b'{"vector": [' + b",".join([b'"x"'] * 50_000) + b"]}",
        b'{"vector": [' + b",".join([b"NaN"] * 64) + b"]}",
        b'{"vector": [' + b",".join([b"1e999"] * 64) + b"]}",
        b'{"vector": [' + b",".join([b"0"] * 64) + b"]}",
        b'{"text": "a nurse who works on a ward", "isco": ["\\u0000"]}',
        b'{"text": "a nurse who works on a ward", "skills": ["http://\\u0000"]}',
        b'{"text": "a nurse who works on a ward", "exclude": ["' + b"x" * 501 + b'"]}',
        b"\xff\xfe{",
        b"null",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_absurd_json_is_a_short_problem(client, body):
    response = client.post("/v1/match", content=body, headers={"content-type": "application/json"})

    assert (422, "application/problem+json") == (response.status_code, response.headers["content-type"])
    assert len(response.content) < 2_000


@pytest.mark.parametrize("length", [1e308, 1e-300, 5.0])
def test_a_vector_of_any_length_gives_the_same_answer(client, length):
    vector = WordEncoder().encode_queries(["electrician"])[0].astype(float)
    expected, actual = (
        client.post("/v1/match", json={"vector": given.tolist(), "top": 1}).raise_for_status().json()["matches"][0]
        for given in (vector, vector * length)
    )

    assert ("electrician", expected["ranks"]) == (actual["label"], actual["ranks"])
    assert pytest.approx(expected["similarity"], abs=1e-6) == actual["similarity"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.docx",
            zipped({f"word/header{n}.xml": b"<a>" + b" " * 10_000_000 for n in range(4)} | {"word/document.xml": b"<a/>"}),
        ),
        ("a.docx", zipped({"word/document.xml": b"<a>" + b"<b/>" * 2_000_000 + b"</a>"})),
        ("a.html", b"<html><body>" + b"<div>" * 150_000 + NURSE.encode()),
        ("a.txt", b"nurse on the ward " * 40_000),
    ],
    ids=["parts", "elements", "nested", "long"],
)
def test_what_would_take_too_long_is_refused_as_too_large(client, name, content):
    response = client.post("/v1/match", files={"file": (name, content)})

    assert (413, "too_large") == (response.status_code, response.json()["reason"])


def test_a_page_that_multiplies_its_formatting_is_read_as_what_it_shows(client):
    page = b"<p>" + b"".join(b"<b id=%d>" % n for n in range(3_000)) + b"<p>x" * 3_000 + NURSE.encode()  # 9 million elements
    answer = client.post("/v1/match", files={"file": ("a.html", page)}).raise_for_status().json()

    assert "nurse assistant" in {match["label"] for match in answer["matches"]}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/occupations/", 404),
        ("/v1/occupations/%00", 404),
        ("/v1/occupations/a%2Fb", 404),
        ("/v1/occupations/%ff%fe", 404),
        ("/v1/occupations/http%00", 404),
        ("/v1/isco/%C2%B2", 404),
        ("/v1/isco/2%2F5", 404),
        ("/v1/isco/25/", 404),
        ("//v1/isco/25", 404),
        ("/v1/occupations/" + "a" * 501, 422),
        ("/v1/occupations?q=" + "a" * 201, 422),
        ("/v1/occupations?q=a&limit=" + "9" * 5_000, 422),
        ("/v1/occupations?q=%00", 200),
        ("/v1/occupations?q=" + "%EF%B7%BA" * 200, 200),
    ],
    ids=lambda value: str(value)[:40],
)
def test_strange_names_are_unknown_and_strange_questions_refused(client, path, status):
    response = client.get(path)

    assert status == response.status_code
    assert status == 200 or status == response.json()["status"]


def test_head_is_answered_like_get_and_other_methods_are_refused(client):
    assert [200, 200, 404, 405] == [
        client.head(path).status_code for path in ("/healthz", "/v1/isco/25", "/v1/isco/9", "/v1/match")
    ]
    for method in ("OPTIONS", "TRACE", "DELETE", "FOO"):
        response = client.request(method, "/v1/match")
        assert (405, "POST") == (response.status_code, response.headers["allow"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"Content-Length: -5", 400),
        (b"Content-Length: 5\r\nContent-Length: 6", 400),
        (b"Content-Length: 99999999", 413),
        (b"Content-Length: 9\r\nHost: evil.example", 400),
    ],
    ids=lambda value: str(value)[:40],
)
def test_broken_heads_are_refused(client, headers, status):
    answer = sent(
        str(client.base_url).rstrip("/"),
        b"POST /v1/match HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + b"\r\n\r\n",
    )

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())


UNFINISHED = b"POST /v1/match HTTP/1.1\r\nHost: LOCALHOST\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"


def test_a_body_that_does_not_arrive_is_given_up(client, monkeypatch):
    monkeypatch.setattr(guards, "MAX_BODY_S", 0.2)
    answer = sent(str(client.base_url).rstrip("/"), UNFINISHED)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"within 0.2 s" in answer


def test_a_client_that_goes_away_is_no_error_of_the_service(engine, caplog):
    with serving(engine, Settings()) as url:
        for start in (UNFINISHED, UNFINISHED.replace(b"application/json", b"multipart/form-data; boundary=x")):
            with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))) as connection:
                connection.sendall(start)

        assert 200 == httpx.get(f"{url}/healthz").status_code
    assert "Traceback" not in caplog.text


def test_more_at_once_than_memory_is_kept_for_are_asked_to_come_again(client, monkeypatch):
    monkeypatch.setattr(guards, "MAX_AT_ONCE", 2)
    with ThreadPoolExecutor(12) as pool:
        responses = list(pool.map(lambda _: client.post("/v1/match", json={"text": NURSE * 100}), range(24)))

    assert {200, 503} == {response.status_code for response in responses}
    refused = next(response for response in responses if response.status_code == 503)
    assert ("urn:careerspace:problem:busy", "5") == (refused.json()["type"], refused.headers["retry-after"])
    assert 200 == client.post("/v1/match", json={"text": NURSE}).status_code


@pytest.mark.parametrize(("key", "guarded"), [(None, "421"), ("s3cret", "401")])
def test_the_openapi_document_tells_of_every_refusal(engine, key, guarded):
    with serving(engine, Settings(api_key=key, _env_file=None)) as url:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        document = httpx.get(f"{url}/openapi.json", headers=headers).raise_for_status().json()
    responses = document["paths"]["/v1/match"]["post"]["responses"]

    assert {"200", "400", "408", "413", "415", "422", "503", guarded} == set(responses)
    for response in (answer for status, answer in responses.items() if status != "200"):
        assert {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}} == response["content"]
    assert {"type", "title", "status", "detail"} == set(document["components"]["schemas"]["Problem"]["required"])


@pytest.mark.parametrize(
    ("path", "status", "suggestion"),
    [
        ("/v1/occupations?q=web&lang=de", 422, "language"),
        ("/v1/isco/25?language=fr", 422, "en"),
        ("/v1/isco/25?x=1", 422, None),
    ],
)
def test_an_unknown_query_parameter_or_language_is_a_422_that_names_the_nearest(client, path, status, suggestion):
    response = client.get(path)

    assert status == response.status_code
    assert suggestion is None or suggestion in response.json()["suggestions"]


def test_an_unknown_field_is_told_with_the_nearest_known_ones(client):
    response = client.post("/v1/match", json={"text": NURSE, "iscos": ["25"]})

    assert "iscos: unknown field; nearest: isco" in response.json()["detail"]


def test_a_vector_and_a_text_together_are_refused_without_a_prefix(client):
    response = client.post("/v1/match", json={"text": NURSE, "vector": [1.0]})

    assert "body: give exactly one of text and vector" == response.json()["detail"]


def test_an_index_that_can_not_answer_says_nothing_of_its_folder(tmp_path):
    with serving(Engine(EmbeddedStore(tmp_path / "none"), WordEncoder()), Settings()) as url:
        ready = httpx.get(f"{url}/readyz")

    assert str(tmp_path) not in ready.text


def test_every_schema_and_parameter_of_the_openapi_document_has_examples(client):
    document = client.get("/openapi.json").raise_for_status().json()
    parameters = [
        item for path in document["paths"].values() for operation in path.values() for item in operation.get("parameters", [])
    ]

    assert [] == [item["name"] for item in parameters if "examples" not in json.dumps(item) and item["name"] != "limit"]
    assert all(
        "examples" in json.dumps(document["components"]["schemas"][name])
        for name in ("MatchAnswer", "OccupationAnswer", "IscoAnswer")
    )


def test_the_facets_of_occupations_take_the_filters_of_a_match(client):
    query = {"isco": ["25", "53"], "skill_levels": [4], "regulated": "no"}
    answer = client.get("/v1/occupations/facets", params=query).raise_for_status().json()

    assert 2 == answer["total"]
    assert {"value": "25", "count": 2, "label": "ICT professionals"} in answer["isco"]
    assert [{"value": "4", "count": 2, "label": None}] == [item for item in answer["skill_levels"] if item["value"] == "4"]


def test_a_facet_of_occupations_that_there_is_not_is_a_problem(client):
    wrong = client.get("/v1/occupations/facets", params={"isco": "2519"})
    unknown = client.get("/v1/occupations/facets", params={"contries": "DE"})

    assert (422, ["2513", "251"]) == (wrong.status_code, wrong.json()["suggestions"])
    assert (422, "countries") == (unknown.status_code, unknown.json()["suggestions"][0])


def test_the_service_says_what_it_is_and_holds(client):
    answer = client.get("/v1/about").raise_for_status().json()

    assert {"occupations": 5, "skills": 4, "ads": 0} == answer["counts"]
    assert (["en", "de"], 1) == (answer["languages"], answer["max_upload_mb"])
