"""Gap and evidence over HTTP: exact counts, quotes that are in the text as it was read, and refusals that say what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from served import serving, small_engine

from ingest.resume import read_resume
from search.settings import Settings

TEXT = (
    "Ada Example\nada@example.org\n\nExperience\nTen years as a web developer: I use JavaScript every day. I have never used "
    "wiring tools."
)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with small_engine() as engine, serving(engine, Settings(max_upload_mb=1)) as url, httpx.Client(base_url=url) as client:
        yield client


def test_a_gap_counts_the_skills_and_lists_the_open_ones(client):
    answer = client.post("/v1/gap", json={"text": TEXT, "to": "web developer"}).raise_for_status().json()

    assert {"total": 2, "found": 1, "named": 1, "missing": 0, "related": 0, "unknown": 1, "coverage": 0.5} == answer[
        "occupation"
    ]["essential"]
    assert [("use JavaScript", True)] == [(skill["label"], skill["essential"]) for skill in answer["found"]]
    assert [("style web pages", "unknown", 1, None)] == [
        (skill["label"], skill["status"], skill["nearby"], skill["ads"]) for skill in answer["open"]
    ]
    assert {"skill_level": 4, "seniority": None, "role": "does"} == answer["occupation"]["level"]
    assert ("1.2.1", "en") == (answer["provenance"]["esco_version"], answer["language"])


def test_quotes_are_slices_of_the_text_without_identity(client):
    read = read_resume(TEXT).text
    answer = client.post("/v1/gap", json={"text": TEXT, "to": "web developer"}).raise_for_status().json()
    mentions = [mention for skill in answer["found"] for mention in skill["mentions"]]

    assert mentions
    assert all(mention["quote"] == read[mention["start"] : mention["end"]] for mention in mentions)
    assert "ada@example.org" not in json.dumps(answer)


def test_a_file_is_read_like_a_text(client):
    asked = {"to": "2513.3", "alternatives": "1"}
    answer = client.post("/v1/gap", files={"file": ("a.txt", TEXT.encode())}, data=asked).raise_for_status().json()

    assert ("web developer", "text") == (answer["occupation"]["label"], answer["resume"]["format"])
    assert len(answer["alternatives"]) <= 1 <= len(answer["nearby"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"to": "web developer"}, "give a text"),
        ({"text": TEXT}, "to: Field required"),
        ({"text": TEXT, "to": "web develper"}, "web developer"),
        ({"text": TEXT, "to": "web developer", "alternatives": 21}, "alternatives"),
        ({"text": TEXT, "to": "web developer", "alternative": 1}, "nearest: alternatives"),
        ({"text": "", "to": "web developer"}, "empty"),
    ],
)
def test_what_can_not_be_answered_is_refused_with_a_reason(client, body, expected):
    refused = client.post("/v1/gap", json=body)

    assert 422 == refused.status_code
    assert expected in refused.json()["detail"]
    assert "JavaScript every day" not in refused.text


def test_a_match_says_why_when_asked_to(client):
    asked = {"text": TEXT, "evidence": True, "top": 2}
    matches = client.post("/v1/match", json=asked).raise_for_status().json()["matches"]
    web = next(match for match in matches if match["label"] == "web developer")

    assert (1, 2, 0.5) == tuple(web["evidence"]["essential"][name] for name in ("found", "total", "coverage"))
    assert pytest.approx(web["score"]) == sum(web["evidence"]["parts"].values())
    assert all(match["evidence"] for match in matches)


def test_a_match_that_was_not_asked_why_has_a_level_and_no_evidence(client):
    (match,) = client.post("/v1/match", json={"text": TEXT, "top": 1}).raise_for_status().json()["matches"]

    assert match["evidence"] is None
    assert {"skill_level", "seniority", "role"} == set(match["level"])


def test_evidence_of_a_vector_is_refused(client):
    refused = client.post("/v1/match", json={"vector": [1.0] * 64, "evidence": True})

    assert 422 == refused.status_code
    assert "evidence needs a text" in refused.json()["detail"]


def test_matches_pass_the_gates_of_level_and_role(client):
    form = {"skill_levels": ["1", "2"], "roles": ["does"]}
    answer = client.post("/v1/match", files={"file": ("a.txt", TEXT.encode())}, data=form).raise_for_status().json()

    assert {2} == {match["level"]["skill_level"] for match in answer["matches"]}
    refused = client.post("/v1/match", json={"text": TEXT, "roles": ["manages"]})
    assert ["leads", "sells", "teaches", "does"] == refused.json()["suggestions"]
