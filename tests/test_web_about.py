"""The page about the service, and what every page has: frame, search, languages, themes, key."""

from __future__ import annotations

import httpx
import pytest
from browsing import THEMES, drop, focused, give, held_back, match, opened_page, violations
from served import serving
from small_ads import engine_with_ads

from search.settings import Settings


def test_the_page_shows_what_the_service_says_of_itself(page, site):
    page.goto("/about")
    page.get_by_text("word-encoder@1").wait_for()
    said = httpx.get(f"{site}/v1/about").json()
    shown = page.locator(".facts").inner_text()

    assert f"ESCO {said['provenance']['esco_version']}" in shown
    assert [f"{said['counts'][name]:,}" in shown for name in ("occupations", "skills", "ads")] == [True] * 3
    assert page.get_by_text(said["provenance"]["attribution"]).count()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(browser, site, theme, width):
    with opened_page(browser, site, color_scheme=theme, viewport={"width": width, "height": 900}) as page:
        page.goto("/about")
        page.get_by_text("word-encoder@1").wait_for()

        assert [] == violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_service_that_is_gone_is_told(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.route("**/v1/**", lambda route: route.abort())
        page.goto("/about")

        assert "does not answer" in page.get_by_role("alert").inner_text()

        page.unroute("**/v1/**")
        page.get_by_role("button", name="Try again").click()
        page.get_by_text("word-encoder@1").wait_for()

        assert "What this is, and what it is not" == focused(page)


@pytest.mark.parametrize(
    ("status", "words"), [(504, "took too long"), (503, "can’t answer right now"), (418, "answered with HTTP status 418")]
)
def test_an_answer_of_something_before_the_service_is_put_in_words(browser, site, status, words):
    with opened_page(browser, site, failing=True) as page:
        page.route("**/v1/about", lambda route: route.fulfill(status=status, body="<h1>proxy</h1>"))
        page.goto("/about")
        alert = page.get_by_role("alert")

        assert words in alert.inner_text()
        assert (status >= 500) == bool(alert.get_by_role("button", name="Try again").count())


def test_each_visit_asks_anew_for_an_index_may_have_been_built_since(page):
    page.goto("/about")
    page.get_by_text("word-encoder@1").wait_for()
    page.get_by_role("link", name="Match", exact=True).click()
    page.get_by_label("Or paste its text").wait_for()
    with page.expect_response("**/v1/about") as response:
        page.get_by_role("link", name="About", exact=True).click()

    assert response.value.ok


def test_the_language_is_in_the_address_and_remembered(page):
    page.goto("/about")
    page.get_by_label("Language").select_option("de")
    page.get_by_role("heading", name="Was das ist, und was nicht").wait_for()

    assert "lang=de" in page.url
    assert "de" == page.locator("html").get_attribute("lang")

    page.goto("/about")
    page.get_by_role("heading", name="Was das ist, und was nicht").wait_for()


def test_the_language_chosen_last_is_shown_however_late_another_one_comes(page):
    page.goto("/about?lang=en")
    page.get_by_text("word-encoder@1").wait_for()
    with page.expect_response("**/i18n/de.js"), held_back(page, "**/i18n/de.js"):
        page.get_by_label("Language").select_option("de")
        page.get_by_label("Language").select_option("en")
    page.evaluate("import('/static/i18n/de.js').then(() => new Promise((done) => setTimeout(done)))")

    assert ("en", "en") == (page.get_by_label("Language").input_value(), page.evaluate("document.documentElement.lang"))
    assert page.get_by_role("heading", name="What this is, and what it is not").is_visible()


def test_a_language_that_can_not_be_loaded_is_told_and_stops_nothing(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.route("**/i18n/de.js", lambda route: route.abort())
        page.goto("/about?lang=de")
        first = page.get_by_role("alert").inner_text()
        page.get_by_role("link", name="Ads", exact=True).click()
        page.get_by_role("heading", level=1, name="Job ads").wait_for()
        page.unroute("**/i18n/de.js")
        page.get_by_role("button", name="Try again").click()
        page.get_by_role("heading", level=1, name="Stellenanzeigen").wait_for()

        assert "Deutsch can’t be loaded" in first
        assert 0 == page.get_by_role("alert").count()


def test_without_the_words_of_any_language_the_page_is_not_blank(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.route("**/i18n/*.js", lambda route: route.abort())
        page.goto("/about")

        page.get_by_text("The words of this page can’t be loaded").wait_for()


def test_the_theme_is_the_systems_until_one_is_chosen(browser, site):
    with opened_page(browser, site, color_scheme="dark") as page:
        page.goto("/about")
        system = page.locator("html").get_attribute("data-theme")
        page.get_by_role("button", name="Switch to the light theme").click()
        page.reload()

        assert ("dark", "light") == (system, page.locator("html").get_attribute("data-theme"))


def test_an_address_without_a_page_says_so(page):
    page.goto("/about")
    page.evaluate("history.pushState(null, '', '/nothing'); dispatchEvent(new PopStateEvent('popstate'))")

    page.get_by_role("heading", name="There is no such page").wait_for()


@pytest.mark.parametrize("service", ["site", "guarded"])
def test_an_unknown_address_is_a_404_with_a_page_for_a_browser(browser, request, service):
    with opened_page(browser, request.getfixturevalue(service), failing=True) as page:
        answer = page.goto("/nothing/here")
        page.get_by_role("heading", name="There is no such page").wait_for()

        assert 404 == answer.status

        page.get_by_role("link", name="To the start").click()
        page.get_by_label("Or paste its text").wait_for()


def test_the_search_box_is_a_combobox_for_the_keyboard(page):
    page.goto("/about")
    box = page.get_by_role("combobox", name="Find an occupation")
    box.press_sequentially("web d")
    page.get_by_role("option", name="web developer").wait_for()
    options = page.get_by_role("option").all_inner_texts()
    box.press("ArrowDown")
    box.press("ArrowDown")

    assert options[1] == page.locator(f"#{box.get_attribute('aria-activedescendant')}").inner_text()

    box.press("Enter")
    page.wait_for_url("**/occupations/**")


def test_enter_takes_no_suggestion_of_an_earlier_text(page):
    page.goto("/about")
    box = page.get_by_role("combobox", name="Find an occupation")
    box.fill("web d")
    page.get_by_role("option", name="web developer").wait_for()
    with held_back(page, "**/v1/occupations?q=electri&**"):
        box.fill("electri")
        box.press("Enter")  # before there is an answer
    page.get_by_role("heading", name="electrician", level=1).wait_for()

    assert "" == box.input_value()


def test_on_a_phone_the_search_box_is_unfolded(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/about")
    toggle = page.get_by_role("button", name="Find an occupation")
    box = page.get_by_role("combobox", name="Find an occupation")
    folded = box.count()
    toggle.click()
    box.wait_for()
    page.keyboard.type("electri")
    page.get_by_role("option", name="electrician").wait_for()

    assert (0, []) == (folded, violations(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.keyboard.press("Enter")
    page.get_by_role("heading", name="electrician", level=1).wait_for()

    assert 0 == box.count()

    toggle.click()
    page.keyboard.press("Escape")

    assert (0, toggle.get_attribute("aria-label")) == (
        box.count(),
        page.evaluate("document.activeElement.getAttribute('aria-label')"),
    )


def test_a_long_word_in_a_chip_is_broken_on_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/about")
    page.get_by_text("word-encoder@1").wait_for()
    page.evaluate(
        """() => {
          const chip = document.createElement('span');
          chip.className = 'chip';
          chip.textContent = 'Fachkraft für ' + 'Rindfleischetikettierung'.repeat(3);
          document.querySelector('main').append(chip);
        }"""
    )

    assert page.locator("main > .chip").evaluate("(chip) => chip.getBoundingClientRect().right") <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    ("address", "chosen"),
    [("/about", ".nav [aria-current]"), ("/occupations/web%20developer", ".choice input:checked + span")],
)
def test_what_is_chosen_is_seen_where_the_system_sets_the_colours(browser, site, address, chosen):
    with opened_page(browser, site, forced_colors="active") as page:
        page.goto(address)
        page.locator(chosen).first.wait_for()
        page.evaluate("document.querySelector('h1').style.cssText = 'forced-color-adjust: none; background: Highlight'")
        one, highlighted = (
            page.locator(place).first.evaluate("one => getComputedStyle(one).backgroundColor") for place in (chosen, "h1")
        )

        assert highlighted == one


def test_a_file_dropped_where_nothing_takes_it_does_not_open_in_the_pages_place(page):
    page.goto("/about")
    page.get_by_text("word-encoder@1").wait_for()

    assert not drop(page, "main")


def test_a_search_without_a_label_like_it_says_so(page):
    page.goto("/about")
    page.get_by_role("combobox", name="Find an occupation").fill("qqqqqqqqq")
    page.get_by_text("No occupation has a label like this.").wait_for()


def test_the_keyboard_skips_to_the_content_and_a_new_page_takes_the_focus(page):
    page.goto("/about")
    page.get_by_text("word-encoder@1").wait_for()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent.trim()")
    page.keyboard.press("Enter")

    assert ("Skip to the content", "MAIN") == (first, page.evaluate("document.activeElement.tagName"))

    page.get_by_role("link", name="Match", exact=True).press("Enter")
    page.get_by_role("heading", name="Which occupations").wait_for()

    assert "H1" == page.evaluate("document.activeElement.tagName")


KEY = "example-ключ"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    settings = Settings(_env_file=None, api_key=KEY, data_dir=tmp_path_factory.mktemp("guarded"))
    with engine_with_ads() as engine, serving(engine, settings) as url:
        yield url


def give_key(page):
    dialog = page.get_by_role("dialog", name="This service needs a key")
    dialog.get_by_label("Key").fill(KEY)
    dialog.get_by_role("button", name="Continue").click()


def test_a_key_is_asked_for_once_and_kept_for_the_session(browser, guarded):
    with opened_page(browser, guarded, failing=True) as page:
        page.goto("/about")
        dialog = page.get_by_role("dialog", name="This service needs a key")
        dialog.get_by_label("Key").fill("неверный")
        dialog.get_by_role("button", name="Continue").click()
        dialog.get_by_text("does not take that key").wait_for()

        assert [] == violations(page)

        dialog.get_by_label("Key").fill(KEY)
        dialog.get_by_role("button", name="Continue").click()
        page.get_by_text("word-encoder@1").wait_for()
        page.reload()
        page.get_by_text("word-encoder@1").wait_for()

        assert "example-" not in page.url
        assert "null" == page.evaluate("JSON.stringify(localStorage.getItem('careerspace.key'))")


def test_without_the_key_the_page_says_why_it_is_empty(browser, guarded):
    with opened_page(browser, guarded, failing=True) as page:
        page.goto("/about")
        page.get_by_role("dialog").get_by_role("button", name="Cancel").click()

        assert 1 == page.get_by_role("alert").inner_text().count("The key is missing or wrong")

        page.get_by_role("button", name="Try again").click()
        give_key(page)
        page.get_by_text("word-encoder@1").wait_for()


def test_a_key_that_is_taken_lets_everything_try_again_that_failed_without_it(browser, guarded):
    with opened_page(browser, guarded, failing=True) as page:
        page.goto("/ads?q=nurse")
        page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        page.get_by_role("button", name="Try again").first.click()
        give_key(page)
        page.locator(".ads li").first.wait_for()
        page.get_by_role("group", name="Job ads in").wait_for()

        assert 0 == page.get_by_role("alert").count()


def test_what_something_before_the_service_refuses_is_no_matter_of_the_key(browser, guarded):
    with opened_page(browser, guarded, failing=True) as page:
        page.route("**/v1/about", lambda route: route.fulfill(status=403, body="<h1>proxy</h1>"))
        page.goto("/about")

        assert "HTTP status 403" in page.get_by_role("alert").inner_text()
        assert 0 == page.get_by_role("dialog").count()


def test_a_key_is_enough_where_storage_is_forbidden(browser, guarded):
    with opened_page(browser, guarded, failing=True) as page:
        page.add_init_script(
            "for (const name of ['sessionStorage', 'localStorage'])"
            " Object.defineProperty(window, name, {get() { throw new DOMException('', 'SecurityError'); }});"
        )
        page.goto("/about")
        give_key(page)
        page.get_by_text("word-encoder@1").wait_for()
        page.get_by_role("combobox", name="Find an occupation").fill("web d")
        page.get_by_role("option", name="web developer").wait_for()


@pytest.mark.parametrize("address", ["/about?lang=constructor", "/about?lang=toString"])
def test_a_language_that_there_is_not_is_not_looked_for(page, address):
    page.goto(address)

    page.get_by_role("heading", level=1).wait_for()


def test_what_a_person_gives_is_text_and_never_html(page):
    bad = "<img src=x onerror=alert(1)>"
    scripts = []
    page.on("dialog", lambda dialog: (scripts.append(dialog.message), dialog.dismiss()))
    page.goto("/")
    page.locator("#resume-file").set_input_files(
        {
            "name": f"{bad}.txt",
            "mimeType": "text/plain",
            "buffer": f"I am an electrician {bad} and install electrical wiring.".encode(),
        }
    )
    page.get_by_text("essential skills found").first.wait_for()

    assert f"{bad}.txt" in page.locator(".resume-name").inner_text()
    assert 0 == page.locator("img").count()
    assert [] == scripts


def test_a_resume_is_in_no_address_and_no_storage_and_is_gone_after_a_reload(page):
    match(page)
    page.get_by_role("link", name="Skill gap", exact=True).first.click()
    page.get_by_role("heading", name="What is between a resume and an occupation").wait_for()
    kept = page.evaluate(
        "[location.href, JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie].join()"
    )

    assert page.get_by_text("Pasted text").is_visible()
    assert "wounds" not in kept

    page.reload()
    give(page)
    page.get_by_text("Pasted text").wait_for()
