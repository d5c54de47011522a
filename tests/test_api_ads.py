"""Job ads over HTTP, on the small index with ads."""

from __future__ import annotations

import csv
import io
import json
import socket
from collections.abc import Iterator

import httpx
import pytest
import structlog
from served import serving, small_engine
from small import WordEncoder
from small_ads import LIVE, WEB, ad_id, engine_with_ads

from search.engine import Engine
from search.settings import Settings


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with engine_with_ads() as engine:
        yield engine


@pytest.fixture(scope="module")
def client(engine) -> Iterator[httpx.Client]:
    with serving(engine, Settings(max_upload_mb=1)) as url, httpx.Client(base_url=url) as client:
        yield client


def asked(client, path="/v1/ads/search", **body):
    return client.post(path, json=body).raise_for_status().json()


def test_a_text_finds_ads_and_the_answer_says_how_it_was_read(client):
    answer = asked(client, text=WEB + "\nMail: ada@example.org", top=2)

    assert ["web1", "web2"] == sorted(
        [
            answer["matches"][0]["reference"],
            *(twin["source_id"].replace("261", "web2") for twin in answer["matches"][0]["also"]),
        ]
    )
    assert ("web developer", len(LIVE)) == (answer["matches"][0]["occupation"]["label"], answer["total"])
    assert {"kind": "email", "count": 1} in answer["resume"]["removed"]


def test_a_file_finds_ads(client):
    form = {"files": {"file": ("cv.txt", WEB.encode())}, "data": {"countries": ["AT", "FR"], "top": "1", "facets": "true"}}
    answer = client.post("/v1/ads/search", **form).raise_for_status().json()

    assert answer["matches"][0]["reference"] in {"web2", "web3"}
    assert {"AT", "FR"} == {item["value"] for item in answer["facets"]["countries"]}


def test_a_vector_and_an_ad_find_ads_without_a_resume(client):
    vector = WordEncoder().encode_queries([WEB])[0].tolist()

    answer = asked(client, vector=vector, top=1)

    assert (None, "web1") == (answer["resume"], answer["matches"][0]["dup_group"])
    assert "web3" == asked(client, like=ad_id("web1"), top=1)["matches"][0]["reference"]


def test_the_cursor_leads_through_every_page(client):
    seen, cursor = [], None
    while True:
        answer = asked(client, text=WEB, top=7, cursor=cursor)
        seen += [match["ad_id"] for match in answer["matches"]]
        cursor = answer["cursor"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == len(LIVE) - 3  # three are near-duplicates


@pytest.mark.parametrize(
    ("body", "member", "expected"),
    [
        ({"countries": ["FI"]}, "field", "country"),
        ({"isco": ["2519"]}, "suggestions", ["2513", "251"]),
        ({"since": "soon"}, "suggestions", ["12h", "14d", "3w", "2026-01-31"]),
        ({"cursor": "x"}, "type", "urn:careerspace:problem:invalid-input"),
        ({"like": "x"}, "type", "urn:careerspace:problem:invalid-input"),
        ({"top": 101}, "type", "urn:careerspace:problem:invalid-input"),
        ({"country": "DE"}, "detail", "country: unknown field; nearest: countries, isco"),
    ],
    ids=str,
)
def test_what_can_not_be_used_is_a_problem_that_says_why(client, body, member, expected):
    response = client.post("/v1/ads/search", json={"text": WEB, **body})

    assert (422, "application/problem+json") == (response.status_code, response.headers["content-type"])
    assert expected == response.json()[member]


def test_one_ad_is_shown_and_an_unknown_one_is_a_404_with_the_likely_reason(client):
    shown = client.get(f"/v1/ads/{ad_id('wire1')}", params={"language": "de"}).raise_for_status().json()
    unknown = client.get("/v1/ads/bm9uZQ")

    assert ("Elektriker/Elektrikerin", 2) == (shown["occupation"]["label"], shown["also_count"])
    assert {"currency": "EUR", "maximum": 3200, "minimum": 2800, "period": "month"} == shown["salary"]
    assert (404, "ad") == (unknown.status_code, unknown.json()["field"])
    assert "closed" in unknown.json()["detail"]


def test_an_unknown_ad_in_a_body_is_a_422(client):
    assert 422 == client.post("/v1/ads/search", json={"like": "bm9uZQ"}).status_code


def test_facets_need_no_resume_and_take_the_same_filters(client):
    answer = client.get("/v1/ads/facets", params={"isco": ["25"], "countries": ["DE", "AT"]}).raise_for_status().json()

    assert (4, {"DE": 2, "AT": 2}) == (answer["total"], {item["value"]: item["count"] for item in answer["countries"]})


@pytest.mark.parametrize(
    ("query", "suggestion"), [("country=DE", "countries"), ("countries=XX", "DE"), ("iscos=25", "isco"), ("isco=2519", "2513")]
)
def test_an_unknown_parameter_or_value_of_facets_names_the_nearest(client, query, suggestion):
    response = client.get(f"/v1/ads/facets?{query}")

    assert 422 == response.status_code
    assert suggestion in response.json()["suggestions"]


def test_everything_is_exported_as_lines_of_json(client):
    with client.stream("POST", "/v1/ads/export", json={"text": WEB, "isco": ["25"]}) as response:
        lines = [json.loads(line) for line in response.iter_lines()]

    assert "application/x-ndjson" == response.headers["content-type"]
    assert {"web1", "web2", "web3", "web4", "web5"} == {line["reference"] for line in lines}
    assert sorted((line["similarity"] for line in lines), reverse=True) == [line["similarity"] for line in lines]


def test_everything_is_exported_as_a_table_without_a_query(client):
    response = client.post("/v1/ads/export", json={"format": "csv"}).raise_for_status()
    rows = list(csv.DictReader(io.StringIO(response.text, newline="")))

    assert "text/csv; charset=utf-8" == response.headers["content-type"]
    assert LIVE == {row["reference"] for row in rows}
    assert "2800" in {row["salary_minimum"] for row in rows} | {row["salary_minimum"].removesuffix(".0") for row in rows}


def test_an_export_that_can_not_be_made_is_a_problem_and_no_half_file(client):
    response = client.post("/v1/ads/export", json={"countries": ["XX"]})

    assert (422, "application/problem+json") == (response.status_code, response.headers["content-type"])


def test_exports_that_were_given_up_leave_room_for_others(client, caplog):
    body = json.dumps({"format": "csv"}).encode()
    head = "POST /v1/ads/export HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    for _ in range(8):
        with socket.create_connection((client.base_url.host, client.base_url.port)) as connection:
            connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    statuses = (client.post("/v1/ads/export", json={"text": WEB}).status_code for _ in range(1000))

    assert 200 in statuses  # those that were given up may take a moment to be noticed
    assert "Traceback" not in caplog.text


def test_a_match_shows_the_demand_and_can_be_limited_to_countries(client):
    answer = asked(client, "/v1/match", text=WEB, countries=["FR"])

    assert [("web developer", {"declared": 3, "countries": {"AT": 1, "DE": 1, "FR": 1}, "predicted": 1})] == [
        (match["label"], match["demand"]) for match in answer["matches"]
    ]


def test_without_ads_questions_about_them_are_a_problem_of_their_own():
    with small_engine() as engine, serving(engine, Settings(_env_file=None)) as url:
        answers = [
            httpx.post(f"{url}/v1/ads/search", json={"text": WEB}),
            httpx.get(f"{url}/v1/ads/facets"),
            httpx.get(f"{url}/v1/ads/x"),
            httpx.post(f"{url}/v1/ads/export", json={}),
            httpx.post(f"{url}/v1/match", json={"text": WEB, "countries": ["DE"]}),
        ]
        match = httpx.post(f"{url}/v1/match", json={"text": WEB}).raise_for_status().json()

    assert {(503, "urn:careerspace:problem:ads-missing")} == {(one.status_code, one.json()["type"]) for one in answers}
    assert {None} == {found["demand"] for found in match["matches"]}


def test_the_log_tells_nothing_of_the_question(engine):
    with structlog.testing.capture_logs() as logs, serving(engine, Settings(_env_file=None)) as url:
        httpx.post(f"{url}/v1/ads/search", json={"text": WEB})
        httpx.get(f"{url}/v1/ads/{ad_id('web1')}")

    assert ["/v1/ads/search", "/v1/ads/{ad_id}"] == [entry["route"] for entry in logs]
    assert ad_id("web1") not in json.dumps(logs)


def test_a_few_words_find_ads_though_they_are_no_resume(client):
    answer = asked(client, words="web", top=3)

    assert None is answer["resume"]
    assert answer["matches"][0]["reference"].startswith("web")
    assert 422 == client.post("/v1/ads/search", json={"text": "web"}).status_code


def test_words_and_a_text_at_once_are_refused(client):
    refused = client.post("/v1/ads/search", json={"words": "web", "text": WEB})

    assert 422 == refused.status_code
    assert "exactly one of text, words, vector and like" in refused.json()["detail"]


def test_an_occupation_tells_its_live_job_ads(client):
    """Germany: web1; Austria: web2; France: web3; an ad that is past its last day does not count; web5 is predicted."""
    answer = client.get("/v1/occupations/web developer").raise_for_status().json()

    assert {"declared": 3, "countries": {"AT": 1, "DE": 1, "FR": 1}, "predicted": 1} == answer["demand"]
