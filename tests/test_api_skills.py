"""Skills over HTTP: the linker's answer, quotes that are in the text as it was read, and refusals that say what to do."""

from __future__ import annotations

import httpx
import pytest
from served import serving

TEXT = "Works on the ward and is there to dress wounds, with experience in style web pages."


@pytest.fixture
def client(engine, settings):
    with serving(engine, settings) as url, httpx.Client(base_url=url) as client:
        yield client


def test_skills_of_a_text_come_with_their_quotes(client):
    answer = client.post("/v1/skills", json={"text": TEXT}).json()

    assert {"dress wounds", "style web pages"} <= {skill["label"] for skill in answer["skills"]}
    assert all(
        TEXT[place["start"] : place["end"]] == place["quote"] for skill in answer["skills"] for place in skill["mentions"]
    )


def test_a_file_is_read_like_a_text(client):
    answer = client.post("/v1/skills", files={"file": ("a.txt", TEXT.encode())}, data={"top": "1", "min_score": "0.7"}).json()

    assert [skill["how"] for skill in answer["skills"]] == ["exact"]


def test_a_body_without_text_or_with_an_unknown_field_is_refused(client):
    assert client.post("/v1/skills", json={}).status_code == 422
    refused = client.post("/v1/skills", json={"text": TEXT, "minscore": 1})
    assert "min_score" in refused.json()["detail"]
