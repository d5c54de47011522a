"""The pages of screenings in a real browser: many resumes for one job, blind, with decisions by people."""

from __future__ import annotations

import time

import httpx
import pytest
from browsing import THEMES, opened_page, violations

WEB = "Ada Example\nada@example.org\n\nTen years as a web developer: I use JavaScript every day and style web pages for shops."
NURSE = "Ben Sample\nben@example.org\n\nFive years on the ward. I dress wounds and I have never had to use JavaScript."


def file(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


FILES = [file("ada.txt", WEB), file("ben.txt", NURSE), file("cut.pdf", "%PDF-1.4 cut")]


@pytest.fixture(scope="module")
def screening(site):
    """One that is finished, for tests that only read it."""
    files = [("files", (item["name"], item["buffer"])) for item in FILES]
    made = (
        httpx.post(f"{site}/v1/screenings", files=files, data={"job": "web developer", "must": ["use JavaScript"]})
        .raise_for_status()
        .json()
    )
    until = time.monotonic() + 60
    while httpx.get(f"{site}/v1/screenings/{made['id']}").json()["status"] == "running":
        assert time.monotonic() < until
        time.sleep(0.1)
    return f"/screening/{made['id']}"


def test_files_are_screened_and_shown_without_names(page):
    page.goto("/screening")
    page.locator("#files").set_input_files(FILES)
    page.get_by_text("3 files chosen").wait_for()
    box = page.get_by_role("combobox", name="Choose an occupation")
    box.press_sequentially("web d")
    page.locator("#job-list [role=option]").first.wait_for()
    box.press("Enter")
    page.get_by_label("Skills that are asked for").fill("use JavaScript")
    page.get_by_role("button", name="Start the screening").click()
    page.get_by_text("2 of 3 read, 1 unreadable · 2 people").wait_for()
    gates = page.locator(".person .match-head .chip").all_inner_texts()

    assert ["passes", "fails"] == gates
    assert "JavaScript" in page.locator(".person").first.locator("mark").first.inner_text()
    assert not {name for name in ("ada.txt", "ada@example.org", "Ada Example") if name in page.content()}


def test_names_are_shown_where_somebody_asks(page, screening):
    page.goto(screening)
    page.get_by_role("checkbox", name="Show names of files").check()
    page.get_by_role("heading", name="ada.txt").wait_for()

    assert "names=true" in page.url
    assert page.get_by_text("cut.pdf").is_visible()


def test_every_number_is_the_apis(page, site, screening):
    answer = httpx.get(f"{site}/v1/screenings/{screening.rpartition('/')[2]}").json()
    page.goto(screening)
    page.locator(".person").first.wait_for()

    assert [str(person["rank"]) for person in answer["candidates"]] == page.locator(".person .rank").all_inner_texts()
    assert [f"{person['result']['score']:.2f}" for person in answer["candidates"]] == [
        text.strip() for text in page.locator(".person .measures dd").all_inner_texts()
    ]


def test_a_decision_needs_a_reason_and_is_kept(page, screening):
    page.goto(screening)
    person = page.locator(".person").first
    person.locator("summary", has_text="Decide").click()
    person.get_by_role("button", name="Record").click()  # the browser asks for a reason
    person.get_by_label("Decision").select_option("hold")
    person.get_by_label("Reason").fill("Has led two such projects.")
    person.get_by_role("button", name="Record").click()
    person.get_by_text("Has led two such projects.").wait_for()
    page.reload()

    assert "Hold: Has led two such projects." in page.locator(".person .points").first.inner_text()


def test_people_are_compared_side_by_side_and_the_address_says_whom(page, screening):
    page.goto(screening)
    page.locator(".person").first.wait_for()
    for box in page.get_by_role("checkbox", name="Compare").all():
        box.check()
    page.locator(".compare").wait_for()

    assert 2 == page.url.count("compare=")
    assert "use JavaScript" in page.locator(".compare").inner_text()

    page.locator(".compare").get_by_role("button", name="Take out").first.click()
    page.locator(".compare").wait_for(state="detached")


def test_the_ranking_is_exported(page, screening):
    page.goto(screening)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith("rank,item,name,gate,score")
    assert "ada" not in "".join(lines)


def test_a_screening_is_deleted_with_everything_of_it(page, site):
    made = httpx.post(
        f"{site}/v1/screenings", files=[("files", ("ada.txt", WEB.encode()))], data={"job": "web developer"}
    ).json()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/screening/{made['id']}")
    page.get_by_role("button", name="Delete it").click()
    page.wait_for_url("**/screening")

    assert 404 == httpx.get(f"{site}/v1/screenings/{made['id']}").status_code


def test_an_unknown_skill_is_refused_with_the_nearest_ones(browser, site):
    with opened_page(browser, site, failing=True) as page:
        page.goto("/screening")
        page.locator("#files").set_input_files(FILES)
        page.get_by_label("Or the text of a job ad").fill("We look for a web developer who can use JavaScript well.")
        page.get_by_label("Skills that are asked for").fill("use JavaScrip")
        page.get_by_role("button", name="Start the screening").click()

        assert "use JavaScript" in page.get_by_role("alert").inner_text()


def test_what_is_gone_is_told(browser, site, screening):
    with opened_page(browser, site, failing=True) as page:
        page.goto("/screening/0000000000000000")
        page.get_by_role("alert").wait_for()
        page.route("**/v1/**", lambda route: route.abort())
        page.goto(screening)

        assert "does not answer" in page.get_by_role("alert").inner_text()


def test_in_german(page, screening):
    page.goto(f"{screening}?lang=de")
    page.get_by_role("heading", name="Rangfolge").wait_for()

    assert "erfüllt" in page.locator(".person .chip").first.inner_text()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(browser, site, screening, theme, width):
    with opened_page(browser, site, color_scheme=theme, viewport={"width": width, "height": 900}) as page:
        page.goto("/screening")
        page.locator(".screening-row").first.wait_for()
        start = violations(page)
        page.goto(screening)
        page.locator(".person").first.wait_for()
        for box in page.get_by_role("checkbox", name="Compare").all():
            box.check()
        page.locator(".compare").wait_for()
        page.locator(".person summary").first.click()

        assert ([], []) == (start, violations(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
