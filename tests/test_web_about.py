"""The page about the service, in a real browser; with it, what every page has: frame, languages, themes, key."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from browsing import THEMES, opened_page, violations
from served import serving
from small_ads import engine_with_ads

from search.settings import Settings


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with engine_with_ads() as engine, serving(engine, Settings(_env_file=None)) as url:
        yield url


@pytest.fixture
def page(browser, url):
    with opened_page(browser, url) as page:
        yield page


def test_the_page_shows_what_the_service_says_of_itself(page, url):
    page.goto("/about")
    page.get_by_text("word-encoder@1").wait_for()
    said = httpx.get(f"{url}/v1/about").json()
    shown = page.locator(".facts").inner_text()

    assert f"ESCO {said['provenance']['esco_version']}" in shown
    assert [f"{said['counts'][name]:,}" in shown for name in ("occupations", "skills", "ads")] == [True] * 3
    assert page.get_by_text(said["provenance"]["attribution"]).count()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_axe_finds_nothing(browser, url, theme, language):
    with opened_page(browser, url, color_scheme=theme) as page:
        page.goto(f"/about?lang={language}")
        page.get_by_text("word-encoder@1").wait_for()

        assert [] == violations(page)


def test_a_service_that_is_gone_is_told(browser, url):
    with opened_page(browser, url, failing=True) as page:
        page.route("**/v1/**", lambda route: route.abort())
        page.goto("/about")

        assert "does not answer" in page.get_by_role("alert").inner_text()
