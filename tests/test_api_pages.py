"""The web application's files over HTTP: what is open, what a browser may do with them, how they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from served import serving, small_engine

from api.app import create_app
from api.pages import PAGES, WEB
from search.settings import Settings

ROUTER = WEB / "router.js"
ADDRESSES = (
    "/",
    "/match",
    "/occupations/2513.3",
    "/occupations/http%3A%2F%2Fdata.europa.eu%2Fx",
    "/gap?to=2513.3",
    "/about?lang=de",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory) -> Iterator[httpx.Client]:
    settings = Settings(_env_file=None, api_key="example-key", data_dir=tmp_path_factory.mktemp("data"))
    with small_engine() as engine, serving(engine, settings) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_the_same_document_open_without_a_key(client, address):
    answer = client.get(address)

    assert (200, (WEB / "index.html").read_text(encoding="utf-8")) == (answer.status_code, answer.text)


def test_data_are_not_open(client):
    assert [401, 401, 401] == [
        client.get(path).status_code for path in ("/v1/about", "/v1/occupations?q=web", "/occupationsx")
    ]


HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_an_unknown_address_is_a_page_for_a_browser_and_a_problem_for_a_program(client):
    key = {"Authorization": "Bearer example-key"}
    page, again = client.get("/nothing", headers=HTML), client.get("/nothing", headers=HTML | key)
    document = (WEB / "index.html").read_text(encoding="utf-8")

    assert [(404, document)] * 2 == [(answer.status_code, answer.text) for answer in (page, again)]
    assert "'none'" in page.headers["content-security-policy"]
    assert "application/problem+json" == client.get("/nothing", headers=key).headers["content-type"]


def test_an_occupation_without_a_name_is_an_unknown_address(client):
    answer = client.get("/occupations/", headers=HTML)

    assert (404, (WEB / "index.html").read_text(encoding="utf-8")) == (answer.status_code, answer.text)


@pytest.mark.parametrize("path", ["/v1/about", "/v1", "/v1/nothing"])
def test_a_browser_gets_no_data_without_the_key_either(client, path):
    answer = client.get(path, headers=HTML)

    assert answer.status_code in {401, 404}
    assert "word-encoder" not in answer.text


def test_the_description_of_the_api_is_open_for_it_holds_no_data(client):
    answer = client.get("/openapi.json", headers=HTML)

    assert (200, True) == (answer.status_code, "/v1/match" in answer.json()["paths"])
    assert "word-encoder" not in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/about", 200),
        ("/v1/about", 401),
        ("/v1/isco/nothing", 404),
        ("/healthz", 200),
        ("/openapi.json", 200),
        ("/static/no.js", 404),
    ],
)
def test_what_is_no_page_is_neither_kept_nor_run_by_a_browser(client, path, status):
    answer = client.get(path, headers={} if status == 401 else {"Authorization": "Bearer example-key"})
    names = ("cache-control", "content-security-policy", "x-content-type-options", "referrer-policy")

    assert status == answer.status_code
    assert ["no-store", "default-src 'none'; frame-ancestors 'none'", "nosniff", "no-referrer"] == [
        answer.headers[name] for name in names
    ]


def test_an_error_of_ours_is_neither_kept_nor_run_by_a_browser(tmp_path, monkeypatch):
    with small_engine() as engine:
        monkeypatch.setattr(engine, "view", lambda: 1 / 0)
        app = create_app(engine, Settings(_env_file=None, data_dir=tmp_path))
        client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
        answer = client.get("/v1/isco/25")

    assert (500, "no-store", "nosniff") == (
        answer.status_code,
        answer.headers["cache-control"],
        answer.headers["x-content-type-options"],
    )


@pytest.mark.parametrize("address", ["/", "/static/app.js"])
def test_a_browser_is_told_to_run_and_load_nothing_but_our_own(client, address):
    headers = client.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))

    assert ("'self'", "'none'", "'none'", "'none'") == (
        policy["default-src"],
        policy["object-src"],
        policy["base-uri"],
        policy["frame-ancestors"],
    )
    assert "unsafe" not in headers["content-security-policy"]
    assert ("nosniff", "no-referrer") == (headers["x-content-type-options"], headers["referrer-policy"])


def test_a_file_that_did_not_change_is_not_sent_again(client):
    first = client.get("/static/app.js")
    again = client.get("/static/app.js", headers={"If-None-Match": first.headers["etag"]})

    assert (200, 304, b"") == (first.status_code, again.status_code, again.content)


def test_files_are_compressed_and_answers_of_the_api_are_not(client):
    file = client.get("/static/css/base.css", headers={"Accept-Encoding": "gzip"})
    answer = client.get("/v1/isco/2", headers={"Accept-Encoding": "gzip", "Authorization": "Bearer example-key"})

    assert ("gzip", None) == (file.headers.get("content-encoding"), answer.headers.get("content-encoding"))


@pytest.mark.parametrize("path", ["/static/../pages.py", "/static/..%2fpages.py", "/static/nothing.js", "/static/"])
def test_nothing_beside_the_files_is_given(client, path):
    assert client.get(path).status_code in {401, 404}


def test_no_file_holds_inline_script_or_style_or_makes_html_of_text():
    sources = [path for path in WEB.rglob("*") if path.suffix in {".js", ".html"} and path.parent.name != "vendor"]
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|unsafe(?:HTML|SVG)|document\.write|<script>|<style| style=|\bon\w+=\""
    )

    assert len(sources) > 10
    assert {} == {path.name: found[0] for path in sources if (found := forbidden.search(path.read_text(encoding="utf-8")))}


def test_every_page_of_the_router_is_one_that_the_service_answers():
    paths = re.findall(r"\bpath: /\^(.+?)\$/", ROUTER.read_text(encoding="utf-8"))
    known = [re.compile(path.replace("\\/", "/").replace("(?<", "(?P<") + "$") for path in paths]
    examples = [re.sub(r"\{.+?\}", "2513.3", path) for path in PAGES]

    assert [] == [path for path in examples if not any(pattern.match(path) for pattern in known)]
    assert len(known) == len(PAGES) - 1  # "/" is a second name of one page


def words(language: str) -> dict[str, set[str]]:
    """Key → names in braces, of every message."""
    text = Path(WEB, "i18n", f"{language}.js").read_text(encoding="utf-8")
    lines = re.findall(r"^  '([\w.-]+)':(.*(?:\n    .*)*)", text, re.M)
    return {key: set(re.findall(r"\{(\w+)\}", message)) for key, message in lines}


def test_every_language_has_the_same_words_with_the_same_values():
    languages = re.findall(r"(\w+): '", re.search(r"LANGUAGES = \{(.*?)\}", (WEB / "i18n.js").read_text(encoding="utf-8"))[1])

    assert {f"{language}.js" for language in languages} == {path.name for path in (WEB / "i18n").iterdir()}
    assert [words("en")] * len(languages) == [words(language) for language in languages]


def test_every_word_that_a_page_names_is_there():
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in WEB.rglob("*.js") if path.parent.name not in {"vendor", "i18n"}
    )
    named = set(re.findall(r"\bt\('([\w.-]+)'", sources))

    assert named
    assert set() == named - words("en").keys()
