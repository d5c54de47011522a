"""The page of the gap between a resume and an occupation, in a real browser."""

from __future__ import annotations

import pytest
from browsing import THEMES, focused, give, opened_page, violations

ADDRESS = "/gap?to=2513.3"
WEB = "I am a web developer and use JavaScript every day in a team of six. I have no experience with wiring."


def gap(page, address=ADDRESS):
    page.goto(address)
    give(page, WEB)
    page.locator(".gap-sum").wait_for()


def test_a_gap_has_what_is_shown_what_is_open_and_what_needs_less(page):
    gap(page)

    assert "50%" in page.locator(".coverage").inner_text()
    assert "use JavaScript" in page.locator("section[aria-labelledby=found]").inner_text()
    assert "style web pages" in page.locator("section[aria-labelledby=open]").inner_text()
    assert "not mentioned" in page.locator("section[aria-labelledby=open]").inner_text()


def test_an_occupation_is_chosen_first_and_by_keyboard(page):
    page.goto("/gap")
    give(page, WEB)
    page.get_by_text("Choose an occupation to compare the resume with").wait_for()
    box = page.get_by_role("combobox", name="Choose an occupation")
    box.press_sequentially("electri")
    page.locator("#to-list [role=option]").first.wait_for()
    box.press("Enter")
    page.locator(".gap-sum").wait_for()

    assert "In short" == focused(page)
    assert "electrician" in page.locator(".gap-target").inner_text().lower()
    assert "to=" in page.url


def test_the_report_is_saved_as_a_page(page):
    gap(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a page").click()

    assert "career-report.html" == download.value.suggested_filename
    assert "web developer" in download.value.path().read_text(encoding="utf-8")


def test_an_occupation_that_there_is_not_is_told(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.goto("/gap?to=web%20develper")
        give(page, WEB)

        assert "does not know this value" in page.get_by_role("alert").inner_text()


def test_a_broken_file_gets_a_reason(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.goto(ADDRESS)
        page.locator("#resume-file").set_input_files(
            {"name": "cv.docx", "mimeType": "application/zip", "buffer": b"PK nothing"}
        )
        page.get_by_role("alert").wait_for()

        assert 0 == page.locator(".gap-sum").count()


def test_a_service_that_goes_away_is_told(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.goto(ADDRESS)
        page.route("**/v1/**", lambda route: route.abort())
        give(page, WEB)

        assert "does not answer" in page.get_by_role("alert").inner_text()

        page.unroute("**/v1/**")
        page.get_by_role("button", name="Try again").click()
        page.locator(".gap-sum").wait_for()

        assert "In short" == focused(page)


def test_in_german(page):
    page.goto(f"{ADDRESS}&lang=de")
    page.get_by_label("Oder den Text einfügen").fill(
        "Webentwicklerin: Ich baue Seiten und kann JavaScript anwenden, jeden Tag."
    )
    page.get_by_role("button", name="Diesen Text vergleichen").click()
    page.locator(".gap-sum").wait_for()

    assert "JavaScript anwenden" in page.locator("section[aria-labelledby=found]").inner_text()
    assert page.get_by_role("button", name="Als PDF sichern").is_visible()


def test_labels_and_quotes_are_marked_with_their_language(page):
    page.goto(f"{ADDRESS}&lang=de")
    page.get_by_label("Oder den Text einfügen").fill(WEB)
    page.get_by_role("button", name="Diesen Text vergleichen").click()
    page.locator(".gap-sum").wait_for()

    assert ["en"] * 3 == [
        page.locator(where).first.get_attribute("lang") for where in (".gap-target a", ".skill-label", ".quote")
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(browser, site, theme, width):
    with opened_page(browser, site, color_scheme=theme, viewport={"width": width, "height": 900}) as page:
        gap(page)
        page.locator("summary", has_text="near occupation").click()

        assert [] == violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
