"""Several resumes in one question over HTTP, and what is also answered as a table."""

from __future__ import annotations

import csv
import json

import httpx
import pytest

CODER = "Ada Example\nada@example.org\n\nTen years as a coder: I use JavaScript every day in a small firm."
HELPER = "Ben Sample\nben@example.org\n\nI have helped in a kitchen for many years, with soups."
FILES = [("files", (name, text.encode())) for name, text in (("coder.txt", CODER), ("helper.txt", HELPER))]
TEXTS = {"texts": [CODER, HELPER]}
ROUTES = {"/v1/gap/group": {"to": "web developer"}, "/v1/openings/group": {}, "/v1/cohort/resumes": {}}


@pytest.fixture(scope="module")
def client(site):
    with httpx.Client(base_url=site, timeout=60) as client:
        yield client


def answered(client: httpx.Client, path: str, **sent: object) -> dict:
    return client.post(path, **sent).raise_for_status().json()


class TestTheGapOfAGroup:
    def test_counts_who_shows_each_skill_and_who_is_within_reach(self, client):
        answer = answered(client, "/v1/gap/group", json={**TEXTS, "to": "web developer"})
        skills = {skill["skill"]["label"]: skill for skill in answer["skills"]}

        assert ("web developer", 2, 1, 0.5) == (
            answer["occupation"]["label"],
            answer["members"],
            answer["within"],
            answer["reach"],
        )
        assert [0.0, 0.25, 0.5] == answer["coverage"]
        assert {"style web pages": (0, 2, 1), "use JavaScript": (1, 1, 1)} == {
            label: (skill["found"], skill["unknown"], skill["brings"]) for label, skill in skills.items()
        }

    def test_goes_by_the_reach_asked_for(self, client):
        answer = answered(client, "/v1/gap/group", json={**TEXTS, "to": "web developer", "reach": 1})

        assert 0 == answer["within"]
        assert {"style web pages": 1, "use JavaScript": 0} == {
            skill["skill"]["label"]: skill["brings"] for skill in answer["skills"]
        }

    def test_tells_nothing_of_one_person(self, client):
        answer = json.dumps(answered(client, "/v1/gap/group", json={**TEXTS, "to": "web developer"}))

        assert not any(word in answer for word in ("Ada", "ada@example.org", "every day"))


class TestTheOpeningsOfAGroup:
    def test_are_those_of_anybody_each_ad_once(self, client):
        group = answered(client, "/v1/openings/group", json={**TEXTS, "reach": 1})
        single = answered(client, "/v1/openings", json={"text": CODER, "reach": 1})

        assert (2, 1, group["ads"]) == (group["members"], single["members"], single["ads"])
        alone = {item["skill"]["label"]: item["ads"] for item in single["openings"]}
        together = {item["skill"]["label"]: item["ads"] for item in group["openings"]}
        assert alone
        assert all(together[label] >= ads for label, ads in alone.items())

    def test_are_of_the_countries_asked_for(self, client):
        assert ["AT"] == answered(client, "/v1/openings/group", json={**TEXTS, "countries": ["AT"]})["countries"]


class TestACohortOfResumes:
    def test_is_where_its_matches_are(self, client):
        answer = answered(client, "/v1/cohort/resumes", json={**TEXTS, "near": 5})
        web = next(target for target in answer["targets"] if target["occupation"]["label"] == "web developer")

        assert (2, [], 5) == (answer["members"], answer["occupations"], answer["near"])
        assert 10 == sum(target["near"] for target in answer["targets"])
        assert (1, 2, 0.25) == (web["fits"], web["near"], web["mean_overlap"])


class TestAnyQuestionAboutAGroup:
    @pytest.mark.parametrize("path", ROUTES)
    def test_reads_files_like_texts(self, client, path):
        by_text = answered(client, path, json={**TEXTS, **ROUTES[path]})

        assert by_text == answered(client, path, files=FILES, data=ROUTES[path])

    @pytest.mark.parametrize("path", ROUTES)
    def test_says_which_resume_can_not_be_read_and_quotes_none(self, client, path):
        sent = [FILES[0], ("files", ("broken.pdf", b"%PDF-1.4 cut")), FILES[1]]
        refused = client.post(path, files=sent, data=ROUTES[path])

        assert (422, "corrupt") == (refused.status_code, refused.json()["reason"])
        assert "resume 2 of 3" in refused.json()["detail"]
        assert not any(word in refused.text for word in ("JavaScript", "broken.pdf"))

    @pytest.mark.parametrize("path", ROUTES)
    @pytest.mark.parametrize(
        ("body", "detail"),
        [
            ({}, "texts: Field required"),
            ({"texts": []}, "at least 1"),
            ({"texts": [CODER] * 51}, "at most 50"),
            ({"text": CODER}, "nearest: texts"),
            ({"texts": [CODER], "languages": "en"}, "nearest: language"),
            ({"texts": [CODER], "language": "xx"}, "unknown language"),
        ],
    )
    def test_is_refused_with_a_reason_where_it_can_not_be_answered(self, client, path, body, detail):
        refused = client.post(path, json={**ROUTES[path], **body})

        assert 422 == refused.status_code
        assert detail in refused.json()["detail"]
        assert "JavaScript every day" not in refused.text

    @pytest.mark.parametrize(
        ("sent", "status", "detail"),
        [
            ({"content": b"hello", "headers": {"Content-Type": "text/plain"}}, 415, "content type"),
            ({"files": [("file", ("a.txt", b"x"))]}, 422, "sent as `files`"),
            ({"files": {"to": (None, "web developer")}}, 422, "no file named `files`"),
            ({"files": {"files": (None, CODER)}}, 422, "no file name"),
            ({"files": FILES * 26, "data": {"to": "web developer"}}, 400, "Too many files"),
            ({"files": FILES, "data": {"to": ["web developer", "welder"]}}, 422, "twice"),
            ({"files": FILES, "data": {"to": "web develper"}}, 422, "web developer"),
        ],
    )
    def test_is_refused_in_a_form_that_is_none(self, client, sent, status, detail):
        refused = client.post("/v1/gap/group", **sent)

        assert status == refused.status_code
        assert detail in refused.json()["detail"]


class TestATable:
    def test_of_clusters_has_a_row_for_each_occupation(self, client):
        parameters = {"count": 2, "by": "skills"}
        table = client.get("/v1/clusters", params={**parameters, "format": "csv"}).raise_for_status()
        clusters = client.get("/v1/clusters", params=parameters).raise_for_status().json()["clusters"]

        assert table.headers["content-type"].startswith("text/csv")
        assert [(str(item["number"]), member["uri"]) for item in clusters for member in item["members"]] == [
            (row["cluster"], row["uri"]) for row in rows(table.text)
        ]
        assert "# attribution: This service uses the ESCO classification" in table.text

    def test_of_neighbours_has_a_row_for_each(self, client):
        path = "/v1/occupations/web developer/neighbours"
        table = client.get(path, params={"format": "csv"}).raise_for_status()
        near = client.get(path).raise_for_status().json()["neighbours"]

        assert [(item["occupation"]["uri"], str(len(item["reasons"]["shared_essential"]))) for item in near] == [
            (row["uri"], row["shared_essential"]) for row in rows(table.text)
        ]

    def test_in_another_form_is_refused(self, client):
        assert 422 == client.get("/v1/clusters", params={"format": "xlsx"}).status_code


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("# ")))
