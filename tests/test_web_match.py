"""The start page in a real browser: a resume comes in, occupations that fit come out."""

from __future__ import annotations

import re

import pytest
from browsing import THEMES, chosen_then_and_now, drop, focused, give, match, opened_page, violations

BROKEN = {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing"}


def labels(page):
    return [text.split(". ", 1)[1] for text in page.locator(".match h2").all_text_contents()]


def test_a_pasted_text_is_ranked_and_says_what_was_removed(page):
    match(page)

    assert "specialist nurse" == labels(page)[0]
    assert ["E-mail 1"] == [text.replace("\n", " ") for text in page.locator(".removed li").all_inner_texts()]
    assert "ada@example.org" not in page.content()


def test_a_file_is_chosen_and_another_one_takes_its_place(page):
    page.goto("/")
    page.locator("#resume-file").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"I am a web developer and use JavaScript."}
    )
    page.get_by_role("heading", name="web developer").wait_for()
    page.locator("#resume-other").set_input_files(
        {"name": "b.html", "mimeType": "text/html", "buffer": b"<p>An electrician, installs electrical wiring.</p>"}
    )
    page.get_by_role("heading", name="b.html").wait_for()
    page.locator(".match").first.get_by_role("heading", name="electrician").wait_for()

    assert page.locator(".resume").get_by_text("HTML", exact=True).is_visible()


@pytest.mark.parametrize("place", [".drop", ".top", "main", "textarea"])
def test_a_file_is_dropped_anywhere(page, place):
    page.goto("/")
    page.locator(".drop").wait_for()

    assert not drop(page, place)
    page.get_by_role("heading", name="dropped.md").wait_for()
    page.locator(".match").first.get_by_role("heading", name="specialist nurse").wait_for()


def test_a_file_that_is_gone_after_it_was_chosen_is_still_the_resume(page, tmp_path):
    file = tmp_path / "cv.txt"
    file.write_text("A specialist nurse who dresses wounds.", encoding="utf-8")
    page.goto("/")
    page.locator("#resume-file").set_input_files(file)
    page.locator(".match").first.get_by_role("heading", name="specialist nurse").wait_for()
    file.unlink()
    page.get_by_label("Variety").select_option("0.6")
    page.wait_for_url("**diversity=0.6**")
    page.locator(".match").first.get_by_role("heading", name="specialist nurse").wait_for()

    assert 0 == page.get_by_role("alert").count()


def test_a_file_that_can_not_be_read_is_told(page, tmp_path):
    file = tmp_path / "cv.txt"
    file.write_text("A specialist nurse.", encoding="utf-8")
    page.goto("/")
    page.get_by_label("Or paste its text").wait_for()
    page.evaluate(
        "document.addEventListener('change', (event) => { window.late = event.target.files; event.stopPropagation(); },"
        " { capture: true, once: true })"
    )
    page.locator("#resume-file").set_input_files(file)
    file.unlink()
    page.evaluate(
        "document.querySelector('.drop').dispatchEvent(new CustomEvent('files', { detail: { files: window.late } }))"
    )

    assert "The file “cv.txt” can’t be read" in page.get_by_role("alert").inner_text()


def test_of_two_files_it_is_told_which_one_is_taken(page):
    page.goto("/")
    page.get_by_label("Or paste its text").wait_for()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          for (const name of ['a.txt', 'b.txt']) data.items.add(new File(['A nurse who dresses wounds.'], name));
          const drop = new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
          document.querySelector('.drop').dispatchEvent(drop);
        }"""
    )

    assert "of these, it is “a.txt”" in page.locator(".resume").get_by_role("alert").inner_text()


def test_what_was_pasted_stays_while_another_page_is_looked_at(page):
    page.goto("/")
    page.get_by_label("Or paste its text").fill("A specialist nurse")
    page.get_by_role("link", name="About", exact=True).click()
    page.locator(".about").wait_for()
    page.get_by_role("link", name="Careerspace").click()

    assert "A specialist nurse" == page.get_by_label("Or paste its text").input_value()


def test_a_step_back_from_the_results_leads_to_the_start_and_forward_to_the_results(page):
    page.goto("/about")
    page.get_by_role("link", name="Careerspace").click()
    give(page)
    page.locator(".match").first.wait_for()
    page.get_by_role("link", name="Ads", exact=True).click()
    page.get_by_role("heading", level=1, name="Job ads").wait_for()
    page.go_back()
    page.locator(".match").first.wait_for()
    page.go_back()
    page.get_by_label("Or paste its text").wait_for()
    shown = page.locator(".match").count()
    page.get_by_label("Language").select_option("de")
    page.get_by_label("Oder den Text einfügen").wait_for()
    page.go_forward()
    page.locator(".match").first.wait_for()

    assert 0 == shown


@pytest.mark.parametrize("sample", ["Nurse", "Electrician", "Developer"])
def test_a_sample_shows_what_it_does(page, sample):
    page.goto("/")
    page.get_by_role("button", name=sample, exact=True).click()
    page.locator(".match").first.wait_for()

    assert page.get_by_role("heading", name=sample, exact=True).is_visible()


def test_quotes_stand_for_skills_and_what_is_denied_is_not_found(page):
    match(page)
    card = page.locator(".match").filter(has_text="web developer")
    card.get_by_role("button", name="Why it fits").click()

    assert "1 denied" in card.locator(".told").first.inner_text()
    assert "use JavaScript" in card.locator(".skill.missing").inner_text()
    assert "wounds" in page.locator(".match").first.locator(".quotes mark").first.inner_text()
    assert "open=" in page.url


def test_filters_are_in_the_address_and_back_takes_them_out(page):
    match(page)
    everything = labels(page)
    page.get_by_role("checkbox", name=re.compile("^5 Group 5")).check()
    page.get_by_text("The best 1 of 1 occupations that pass the filters, out of 5.").wait_for()
    narrowed = labels(page)
    page.go_back()
    page.get_by_text("The best 5 of 5 occupations").wait_for()

    assert (["nurse assistant"], everything) == (narrowed, labels(page))

    page.go_forward()
    page.get_by_text("The best 1 of 1 occupations").wait_for()
    page.get_by_role("link", name="Clear all filters").click()
    page.get_by_text("The best 5 of 5 occupations").wait_for()

    assert "isco" not in page.url


def test_a_narrower_group_takes_the_place_of_the_wider_one(page):
    match(page, "/?isco=2")
    page.get_by_role("checkbox", name=re.compile("^25 ")).check()
    page.wait_for_url("**isco=25**")

    assert "isco=2&" not in page.url + "&"
    assert page.get_by_role("checkbox", name=re.compile("^25 ")).is_checked()


def test_a_link_with_filters_is_followed_once_a_resume_is_there(page):
    match(page, "/match?regulated=yes&countries=DE")

    assert ["specialist nurse", "electrician"] == labels(page)
    assert page.get_by_role("checkbox", name=re.compile("Germany")).is_checked()


def test_a_match_is_accepted_dismissed_and_brought_back(page):
    match(page)
    first = labels(page)[0]
    page.get_by_role("button", name="“electrician” fits").click()
    page.locator(".match").first.get_by_text("accepted").wait_for()

    assert "electrician" == labels(page)[0]

    page.get_by_role("button", name=f"“{first}” does not fit").click()
    page.get_by_role("button", name=f"Bring “{first}” back").wait_for()
    page.wait_for_function(
        "name => ![...document.querySelectorAll('.match h2')].some((h) => h.textContent.includes(name))", arg=first
    )
    gone = labels(page)
    page.get_by_role("button", name=f"Bring “{first}” back").click()
    page.locator(".match").filter(has_text=first).wait_for()

    assert first not in gone
    assert "dismissed" not in page.url


def test_nothing_that_passes_is_told_with_a_way_out(page):
    match(page)
    page.goto("/?isco=7&isco=5&collections=research")
    give(page)
    page.get_by_text("No occupation passes these filters").wait_for()
    page.get_by_role("link", name="Clear all filters").first.click()
    page.locator(".match").first.wait_for()


@pytest.mark.parametrize("address", ["/?top=-5", "/?top=1.5", "/?diversity=abc", "/?min_confidence=zz"])
def test_what_can_not_be_read_in_the_address_is_left_out(page, address):
    match(page, address)

    assert 0 == page.get_by_role("alert").count()


@pytest.mark.parametrize("address", ["/?isco=%00", "/?in=zz", "/?skill_levels=zz"])
def test_what_the_service_can_not_use_is_told_once_and_can_be_left_out(browser, site, address):
    with opened_page(browser, site, failing=True) as page:
        page.goto(address)
        give(page)
        page.get_by_role("alert").wait_for()
        page.locator(".filter").first.wait_for()
        page.get_by_role("alert").get_by_role("link", name="Clear all filters").click()
        page.locator(".match").first.wait_for()

        assert 0 == page.get_by_role("alert").count()


def test_what_failed_by_one_cause_is_told_once_and_tried_again_together(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.goto("/")
        page.get_by_label("Or paste its text").wait_for()
        page.route("**/v1/**", lambda route: route.abort())
        give(page)
        page.locator(".match-list").get_by_role("alert").wait_for()
        page.wait_for_timeout(200)
        told = page.get_by_role("alert").count()
        page.unroute("**/v1/**")
        page.get_by_role("button", name="Try again").click()
        page.locator(".match").first.wait_for()
        page.get_by_role("checkbox", name=re.compile("^5 Group 5")).wait_for()

        assert 1 == told


def test_a_broken_file_gets_a_reason_and_no_score(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.goto("/")
        page.locator("#resume-file").set_input_files(BROKEN)

        assert "The file is damaged" in page.get_by_role("alert").inner_text()
        assert 0 == page.locator(".match").count()

        page.get_by_role("button", name="Remove it").click()
        give(page)
        page.locator(".match").first.wait_for()


def test_a_service_that_goes_away_is_told(browser, site):
    with opened_page(browser, site, failing=True) as page:
        match(page)
        page.route("**/v1/**", lambda route: route.abort())
        page.get_by_label("Variety").select_option("0.6")

        assert "does not answer" in page.get_by_role("alert").first.inner_text()

        page.unroute("**/v1/**")
        page.locator(".match-list").get_by_role("button", name="Try again").click()
        page.locator(".match").first.wait_for()

        assert "Occupations that fit" == focused(page)


def test_everything_is_reached_by_keyboard(page):
    page.goto("/")
    page.get_by_label("Or paste its text").focus()
    page.keyboard.insert_text("A specialist nurse who dresses wounds every day.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("essential skills found").first.wait_for()
    seen = []
    page.locator(".match h2 a").first.focus()
    for _ in range(5):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()")
        )

    assert ["“specialist nurse” fits", "“specialist nurse” does not fit", "Why it fits", "Skill gap"] == seen[:4]

    page.get_by_role("button", name="Why it fits").first.press("Enter")

    assert page.get_by_text("What the score is made of").is_visible()


def test_in_german_on_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto("/?lang=de")
    page.get_by_label("Oder den Text einfügen").fill(
        "Fachkrankenpflegerin: Ich versorge Wunden auf der Station und pflege kranke Menschen."
    )
    page.get_by_role("button", name="Diesen Text vergleichen").click()
    page.get_by_text("grundlegenden Kompetenzen gefunden").first.wait_for()

    assert "Fachkrankenpfleger/Fachkrankenpflegerin" == labels(page)[0]
    assert page.get_by_role("heading", name="Passende Berufe").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360  # long words are broken
    assert page.locator(".chip", has_text="Reglementierter Beruf").first.is_visible()


def test_what_is_chosen_in_a_list_is_what_the_address_says_after_a_step_back_or_forward(page):
    match(page)

    assert ("", "0.6") == chosen_then_and_now(page, "Variety", "0.6", "diversity")


def test_the_focus_goes_to_the_results_and_back_to_the_start(page):
    match(page)
    given = focused(page)
    page.get_by_role("button", name="“electrician” does not fit").click()
    page.get_by_text("Dismissed:").wait_for()
    page.wait_for_function("![...document.querySelectorAll('.match h2')].some((h) => h.textContent.includes('electrician'))")
    dismissed = focused(page)
    page.get_by_role("button", name="Remove it").click()
    page.get_by_label("Or paste its text").wait_for()

    assert (given, dismissed) == ("Occupations that fit", "Occupations that fit")
    assert "Which occupations" in focused(page)


def test_labels_and_quotes_are_marked_with_their_language(page):
    page.goto("/?lang=de")
    page.get_by_label("Oder den Text einfügen").fill("A specialist nurse: I dress wounds on a ward.")
    page.get_by_role("button", name="Diesen Text vergleichen").click()
    page.locator(".match").first.get_by_role("button", name="Warum").click()

    assert ["en"] * 3 == [
        page.locator(where).first.get_attribute("lang") for where in (".match h2 a", ".skill-label", ".skill .quote")
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(browser, site, theme, width):
    with opened_page(browser, site, color_scheme=theme, viewport={"width": width, "height": 900}) as page:
        page.goto("/")
        page.get_by_label("Or paste its text").wait_for()
        start = violations(page)
        match(page, "/?regulated=yes")
        page.get_by_role("button", name="Why it fits").first.click()
        page.get_by_role("button", name="“electrician” does not fit").click()
        page.get_by_text("Dismissed:").wait_for()

        assert ([], []) == (start, violations(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
