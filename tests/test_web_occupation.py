"""The page of one occupation in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from browsing import THEMES, focused, held_back, opened_page, violations
from ram import ram_folder
from served import serving
from small import WordEncoder, make_taxonomy

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.settings import Settings
from search.store.embedded import EmbeddedStore

WEB = "/occupations/2513.3"


def test_an_occupation_has_its_place_skills_neighbours_and_demand(page):
    page.goto(WEB)
    page.get_by_role("heading", name="web developer", level=1).wait_for()
    page.locator(".near li").first.wait_for()

    assert ["Professionals", "ICT professionals", "Group 251", "Web and multimedia developers"] == page.locator(
        ".crumbs a"
    ).all_inner_texts()
    assert {"use JavaScript", "style web pages"} == set(
        page.locator("section[aria-labelledby=essential] .columns a").all_inner_texts()
    )
    assert "shares 1 essential and 1 further skills" in page.locator(".near li", has_text="web designer").inner_text()
    assert ["Austria", "Germany", "France"] == page.locator(".ranks dt").all_inner_texts()
    assert page.get_by_role("link", name="In the ESCO portal").get_attribute("href").endswith("/occupation/web")


def test_a_change_to_another_occupation_is_in_the_address_and_takes_the_focus(page):
    page.goto(WEB)
    page.get_by_role("link", name=re.compile("takes.*electrician")).click()
    page.locator(".change-way").wait_for()

    assert "to=" in page.url
    assert "Changing to another occupation" == page.evaluate("document.activeElement.textContent")
    assert "install electrical wiring" in page.locator("section[aria-labelledby=change]").inner_text()
    assert page.locator("section[aria-labelledby=change] .notice").is_visible()  # a regulated profession

    page.go_back()
    page.locator(".change-way").wait_for(state="detached")


def test_neighbours_are_compared_by_what_is_chosen(page):
    page.goto(WEB)
    page.get_by_role("radio", name="Skills").check()
    page.wait_for_url("**by=skills**")
    page.locator(".near li").first.get_by_role("link", name="web designer", exact=True).wait_for()


def test_the_focus_stays_on_the_name_when_the_occupation_has_come(page):
    page.goto("/about")
    page.get_by_text("word-encoder@1").wait_for()
    with held_back(page, "**/v1/occupations/*"):
        page.get_by_role("combobox", name="Find an occupation").fill("web d")
        page.get_by_role("option", name="web developer").click()
        page.get_by_text("Looking the occupation up").wait_for()
        early = focused(page)
    page.get_by_role("heading", name="web developer", level=1).wait_for()

    assert ("Occupation", "web developer") == (early, focused(page))


def test_what_can_not_be_compared_says_so(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.route(
            "**/neighbours**",
            lambda route: route.fulfill(
                status=503, json={"type": "urn:careerspace:problem:busy", "detail": "later", "status": 503}
            ),
        )
        page.goto(WEB)

        assert "Too many requests" in page.locator("section[aria-labelledby=near]").get_by_role("alert").inner_text()
        assert page.get_by_role("heading", name="web developer", level=1).is_visible()


def test_an_occupation_that_there_is_not_names_the_nearest(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.goto("/occupations/web%20develper")
        page.get_by_role("alert").first.wait_for()
        page.get_by_role("link", name="web developer").click()
        page.get_by_role("heading", name="web developer", level=1).wait_for()


def test_a_service_that_is_gone_is_told(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.route("**/v1/**", lambda route: route.abort())
        page.goto(WEB)

        assert "does not answer" in page.get_by_role("alert").first.inner_text()

        page.unroute("**/v1/**")
        page.get_by_role("button", name="Try again").first.click()
        page.get_by_role("heading", name="web developer", level=1).wait_for()

        assert "web developer" == focused(page)


def test_the_target_of_a_change_is_chosen_by_keyboard(page):
    page.goto(WEB)
    box = page.get_by_role("combobox", name="Choose the target")
    box.press_sequentially("nurse ass")
    page.locator("#target-list [role=option]").first.wait_for()
    box.press("Enter")
    page.locator(".change-way").wait_for()

    assert "Changing to another occupation" == focused(page)
    assert "nurse assistant" in page.locator(".change-way").inner_text().lower()


def test_in_german(page):
    page.goto(f"{WEB}?lang=de")
    page.get_by_role("heading", name="Webentwickler/Webentwicklerin", level=1).wait_for()
    page.locator(".near li").first.wait_for()

    assert {"JavaScript anwenden", "Webseiten gestalten"} == set(
        page.locator("section[aria-labelledby=essential] .columns a").all_inner_texts()
    )
    assert page.locator(".near li", has_text="Webdesigner").is_visible()
    assert "Wer einstellt" in page.locator("aside").inner_text()


@pytest.fixture(scope="module")
def english(tmp_path_factory) -> Iterator[str]:
    """A service over an index that holds English alone."""

    def only(concepts):
        return {uri: replace(concept, preferred={"en": concept.preferred["en"]}) for uri, concept in concepts.items()}

    whole = make_taxonomy()
    taxonomy = replace(whole, languages=("en",), occupations=only(whole.occupations), skills=only(whole.skills))
    with ram_folder() as folder, EmbeddingCache(folder / "embeddings.sqlite") as cache:
        store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
        index_taxonomy(taxonomy, store, encoder, cache)
        settings = Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("english"))
        with serving(Engine(store, encoder), settings) as url:
            yield url
        store.close()


def test_what_is_not_there_in_german_is_marked_as_english(browser, english):
    with opened_page(browser, english) as page:
        page.goto(f"{WEB}?lang=de&to=electrician")
        page.locator(".near li").first.wait_for()
        page.locator(".change-way").wait_for()
        places = ("h1", ".crumbs", ".columns >> nth=0", ".near-name >> nth=0", ".change-way", "aside .chips")

        assert ["en"] * len(places) == [page.locator(place).get_attribute("lang") for place in places]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(browser, site, theme, width):
    with opened_page(browser, site, color_scheme=theme, viewport={"width": width, "height": 900}) as page:
        page.goto(f"{WEB}?to=electrician")
        page.locator(".near li").first.wait_for()
        page.locator(".change-way").wait_for()

        assert [] == violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
