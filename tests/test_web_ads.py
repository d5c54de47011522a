"""The page Ads in a real browser: search, filters, pages, files; and what it shows is what the service answers."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import httpx
import pytest
from browsing import THEMES, chosen_then_and_now, focused, held_back, opened_page, violations
from ram import ram_folder
from served import serving
from small import WordEncoder, make_taxonomy
from small_ads import ADS_MADE, NOW, WEB, WIRING, ad_id, make_ad, publish_ads

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.settings import Settings
from search.store.embedded import EmbeddedStore

MANY = [make_ad(f"wiring{number}", f"Wiring fitter {number}", f"{WIRING} In house {number}.") for number in range(30)]
EVIL = make_ad(
    "evil", "<img src=x onerror=alert(1)> Baker", "<script>document.title = 'taken'</script> Bread <b>every</b> day."
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with ram_folder() as folder:
        store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
        with EmbeddingCache(folder / "embeddings.sqlite") as cache:
            index_taxonomy(make_taxonomy(), store, encoder, cache)
        publish_ads(store, encoder, [*ADS_MADE, *MANY, EVIL])
        with serving(Engine(store, encoder, clock=lambda: NOW), Settings(_env_file=None)) as url:
            yield url
        store.close()


@pytest.fixture
def page(browser, url):
    with opened_page(browser, url) as page:
        yield page


def asked(url, **body):
    return httpx.post(f"{url}/v1/ads/search", json=body).raise_for_status().json()


def titles(page):
    page.locator(".ad h3").first.wait_for()
    return page.locator(".ad h3").all_inner_texts()


class TestSearch:
    def test_words_find_what_the_service_answers_in_its_order(self, page, url):
        answer = asked(url, words="web developer")
        page.goto("/ads")
        page.get_by_role("searchbox", name="Title or a few words").fill("web developer")
        page.get_by_role("button", name="Search").click()

        assert [ad["title"] for ad in answer["matches"]] == titles(page)
        assert f"{len(answer['matches'])} shown; {answer['total']} job ads" in page.locator(".ads-heading").inner_text()
        assert f"Similarity {answer['matches'][0]['similarity']:.2f}" in page.locator(".ad").first.inner_text()
        assert page.url.endswith("/ads?q=web+developer")

    def test_the_resume_in_memory_finds_ads_and_is_not_in_the_address(self, page, url):
        answer = asked(url, text=WEB)
        page.goto("/ads")
        page.locator("textarea").fill(WEB)
        page.locator(".paste button").click()

        assert [ad["title"] for ad in answer["matches"]] == titles(page)
        assert page.url.endswith("/ads")
        assert page.get_by_role("heading", name="Job ads for the resume").count()

    def test_more_are_fetched_page_by_page_and_a_shared_address_shows_them_all(self, page, url):
        page.goto("/ads?q=wiring+fitter")
        first = titles(page)
        page.get_by_role("link", name="20 more").click()
        page.get_by_text("40 shown").wait_for()
        more = titles(page)
        page.goto(page.url)
        page.get_by_text("40 shown").wait_for()

        links = page.locator(".ad h3 a").evaluate_all("(links) => links.map((one) => one.href)")

        assert (20, 40, first) == (len(first), len(set(links)), more[:20])
        assert more == titles(page)

    def test_an_address_asks_for_no_part_of_an_ad_and_for_five_hundred_at_most(self, page, url):
        first = asked(url, words="wiring", top=100)
        tops = []

        def endless(route):
            tops.append(route.request.post_data_json["top"])
            many = [{**first["matches"][0], "ad_id": f"{len(tops)}-{place}"} for place in range(tops[-1])]
            route.fulfill(json={**first, "matches": many, "cursor": "on"})

        page.route("**/v1/ads/search", endless)
        page.goto("/ads?q=wiring&top=25.5")
        page.locator(".ad h3").first.wait_for()
        page.goto("/ads?q=wiring&top=1e9")
        page.locator(".ad h3").first.wait_for()

        assert [25, *[100] * 5] == tops
        assert 0 == page.locator(".more").count()

    def test_near_duplicates_stand_together(self, page, url):
        answer = asked(url, words="electrician wiring fitter")
        page.goto("/ads?q=electrician+wiring+fitter")
        titles(page)

        counts = [ad["also_count"] for ad in answer["matches"] if ad["also_count"]]
        words = [f"{count} near-duplicate{'s' if count > 1 else ''}" for count in counts]

        assert words == page.locator(".twins summary").all_inner_texts()

    def test_what_is_shown_can_be_put_in_another_order(self, page):
        page.goto("/ads?q=nurse")
        fit = titles(page)
        page.get_by_label("Order of those shown").select_option("Ending soonest")

        assert "Ward nurse" == titles(page)[0]
        assert sorted(fit) == sorted(titles(page))
        assert "sort=until" in page.url


class TestFilters:
    def test_a_box_narrows_and_a_chip_takes_it_back(self, page, url):
        page.goto("/ads?q=nurse")
        page.get_by_label("Austria").check()
        page.get_by_role("link", name="Take out: Austria").wait_for()
        austria = asked(url, words="nurse", countries=["AT"])
        page.get_by_text(f"{austria['total']} job ads pass").wait_for()

        assert [ad["title"] for ad in austria["matches"]] == titles(page)
        assert "countries=AT" in page.url
        page.get_by_role("link", name="Take out: Austria").click()
        page.get_by_text(f"{asked(url, words='nurse')['total']} job ads pass").wait_for()

    def test_counts_are_those_of_the_service_and_a_second_country_can_be_added(self, page, url):
        counts = {item["value"]: item["count"] for item in httpx.get(f"{url}/v1/ads/facets").json()["countries"]}
        page.goto("/ads?q=nurse&countries=AT")
        titles(page)
        box = page.locator("label.box", has_text="France")

        assert str(counts["FR"]) == box.locator(".count").inner_text()
        box.locator("input").check()
        page.get_by_text(f"{counts['AT'] + counts['FR']} job ads pass").wait_for()

    def test_where_nothing_passes_it_says_so_and_how_to_go_on(self, page):
        page.goto("/ads?q=nurse&countries=FR&isco=5")
        page.get_by_text("No job ad passes these filters").wait_for()
        page.locator(".empty").get_by_role("link", name="Clear all filters").click()

        assert titles(page)

    def test_everything_that_passes_is_saved(self, page, url):
        page.goto("/ads?q=nurse&countries=AT")
        titles(page)
        with page.expect_download() as saved:
            page.get_by_role("button", name="All as CSV").click()
        rows = list(csv.DictReader(saved.value.path().read_text(encoding="utf-8").splitlines()))

        assert asked(url, words="nurse", countries=["AT"])["total"] == len(rows)
        assert "ads.csv" == saved.value.suggested_filename


class TestOne:
    def test_it_is_shown_whole_and_closed_by_a_key(self, page, url):
        said = httpx.get(f"{url}/v1/ads/{ad_id('wire1')}").json()
        page.goto(f"/ads?q=electrician&ad={ad_id('wire1')}")
        page.locator(".ad-text").wait_for()
        shown = page.get_by_role("dialog").inner_text()

        assert said["description"] in shown
        assert "€2,800–€3,200 a month" in shown
        assert "https://jobs.example/121/wire1" == page.get_by_role("link", name="To the application").get_attribute("href")
        page.keyboard.press("Escape")
        page.wait_for_url("**/ads?q=electrician")
        assert 0 == page.get_by_role("dialog").count()

    def test_once_closed_a_step_back_does_not_open_it_again(self, page):
        page.goto("/ads?q=electrician")
        page.locator(".ad h3 a").first.click()
        page.locator(".ad-text").wait_for()
        page.keyboard.press("Escape")
        page.wait_for_url("**/ads?q=electrician")
        page.go_back()
        page.wait_for_url("**/ads?q=electrician")

        assert 0 == page.get_by_role("dialog").count()

    def test_others_like_it_are_those_of_the_service(self, page, url):
        page.goto(f"/ads?ad={ad_id('web3')}")
        page.get_by_role("link", name="Ads like this one").click()

        assert [ad["title"] for ad in asked(url, like=ad_id("web3"))["matches"]] == titles(page)

    def test_the_text_of_an_ad_and_what_is_typed_are_never_html(self, page):
        page.goto(f"/ads?q=<b>baker</b>&ad={ad_id('evil')}")
        page.locator(".ad-text").wait_for()

        assert "<script>" in page.locator(".ad-text").inner_text()
        assert 0 == page.locator("main img, main b").filter(has_text="baker").count() + page.locator("main img").count()
        assert "taken" not in page.title()

    def test_another_one_is_not_shown_under_its_address_while_it_is_fetched(self, page):
        page.goto(f"/ads?q=nurse&ad={ad_id('wire1')}")
        page.locator(".ad-text").wait_for()
        with held_back(page, f"**/v1/ads/{ad_id('nurse1')}*"):
            page.evaluate(
                f"history.pushState(null, '', '/ads?q=nurse&ad={ad_id('nurse1')}'); dispatchEvent(new Event('popstate'))"
            )
            page.get_by_role("dialog").get_by_text("Looking for job ads").wait_for()
            between = page.get_by_role("dialog").get_by_role("heading").all_inner_texts()
        page.locator(".ad-text").wait_for()

        assert ["Job ad"] == between
        assert "Ward nurse" == page.locator("#ad-title").inner_text()

    def test_one_that_is_gone_is_told(self, browser, url):
        with opened_page(browser, url, failing=True) as page:
            page.goto("/ads?ad=gone")

            assert page.get_by_role("dialog").get_by_role("alert").inner_text()


class TestEveryone:
    @pytest.mark.parametrize("theme", THEMES)
    @pytest.mark.parametrize("width", [360, 1440])
    @pytest.mark.parametrize("address", ["/ads?q=nurse&countries=DE", "/ads?lang=de", f"/ads?q=web&ad={ad_id('web1')}"])
    def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(self, browser, url, theme, width, address):
        with opened_page(browser, url, color_scheme=theme, viewport={"width": width, "height": 900}) as page:
            page.goto(address)
            page.locator(".filters").wait_for(state="attached")
            page.locator(".ad, .intake, .ad-text").first.wait_for()

            assert [] == violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_by_keys_alone_ads_are_found_filtered_and_opened(self, page):
        page.goto("/ads")
        page.get_by_role("searchbox", name="Title or a few words").focus()
        page.keyboard.type("nurse")
        page.keyboard.press("Enter")
        titles(page)
        page.get_by_label("Greece").focus()
        page.keyboard.press("Space")
        page.get_by_role("link", name="Take out: Greece").wait_for()
        page.locator(".ad h3 a").first.focus()
        page.keyboard.press("Enter")

        assert page.get_by_role("dialog").is_visible()

    def test_in_german_its_words_and_numbers_are_german(self, page):
        page.goto("/ads?q=electrician&lang=de")
        titles(page)

        assert "Stellenanzeigen" == page.locator("h1").inner_text()
        assert "Ähnlichkeit 0," in page.locator(".ad").first.inner_text()
        assert page.get_by_label("Österreich").count()

    def test_a_service_that_is_gone_is_told(self, browser, url):
        with opened_page(browser, url, failing=True) as page:
            page.route("**/v1/**", lambda route: route.abort())
            page.goto("/ads?q=nurse")

            assert "does not answer" in page.get_by_role("alert").first.inner_text()

            page.unroute("**/v1/**")
            page.locator(".match-list").get_by_role("button", name="Try again").click()

            assert titles(page)

    def test_a_broken_file_gets_a_reason_and_another_way_in(self, browser, url):
        with opened_page(browser, url, failing=True) as page:
            page.goto("/ads")
            page.locator("#resume-file").set_input_files(
                {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing"}
            )
            alert = page.locator(".match-list").get_by_role("alert")

            assert "The file is damaged" in alert.inner_text()
            assert (0, 0) == (page.locator(".ad").count(), alert.get_by_role("button").count())

            page.get_by_role("button", name="Remove it").click()
            page.locator("textarea").fill(WEB)
            page.locator(".paste button").click()

            assert titles(page)

    def test_the_focus_goes_to_what_a_resume_found_and_back_to_the_ad_that_was_open(self, page):
        page.goto("/ads")
        page.locator("textarea").fill(WEB)
        page.locator(".paste button").click()
        titles(page)
        given = focused(page)
        page.locator(".ad h3 a").first.click()
        page.locator(".ad-text").wait_for()
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
        page.get_by_role("dialog").wait_for(state="detached")

        assert ("Job ads for the resume", titles(page)[0]) == (given, focused(page))

    def test_the_order_says_what_the_address_says_after_a_step_back_or_forward(self, page):
        page.goto("/ads?q=nurse")
        titles(page)

        assert ("fit", "newest") == chosen_then_and_now(page, "Order of those shown", "newest", "sort")
