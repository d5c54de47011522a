"""The pages of screenings in a real browser: many resumes for one job, blind, with decisions by people."""

from __future__ import annotations

import sqlite3
import time

import httpx
import pytest
from browsing import THEMES, drop, opened_page, violations
from served import serving

from ingest.screening.table import table_path
from search.settings import Settings

WEB = "Ada Example\nada@example.org\n\nTen years as a web developer: I use JavaScript every day and style web pages for shops."
NURSE = "Ben Sample\nben@example.org\n\nFive years on the ward. I dress wounds and I have never had to use JavaScript."


def file(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


FILES = [file("ada.txt", WEB), file("ben.txt", NURSE), file("cut.pdf", "%PDF-1.4 cut")]


def screened(site, given=FILES):
    """Screen files, and give the address of the finished screening's page."""
    files = [("files", (item["name"], item["buffer"])) for item in given]
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


@pytest.fixture(scope="module")
def screening(site):
    """One that is finished, for tests that only read it."""
    return screened(site)


@pytest.fixture
def own(shared_engine, tmp_path):
    """A service of the test's own, without any screening."""
    with serving(shared_engine, Settings(data_dir=tmp_path, _env_file=None)) as url:
        yield url


def put_state(folder, state, reason=""):
    """Make the screenings of a service be in another state; it looks at them again only when there is a new one."""
    with sqlite3.connect(table_path(folder)) as table:
        table.execute("UPDATE jobs SET state = ?, reason = ?", (state, reason))
    table.close()


def fill_in(person, reason, decision="hold"):
    person.locator("summary", has_text="Decide").click()
    person.get_by_label("Decision").select_option(decision)
    person.get_by_label("Reason").fill(reason)


def held_back(page):
    """Hold decisions back on their way to the service; give those that wait."""
    held = []

    def keep(route):
        held.append(route)

    page.route("**/decisions", keep)
    return held


def tab_to(page, place):
    """Go on by the tabulator until a place has the focus."""
    for _ in range(120):
        if place.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("no tabulator leads there")


def choose_job(page):
    box = page.get_by_role("combobox", name="Choose an occupation")
    box.press_sequentially("web d")
    page.locator("#job-list [role=option]").first.wait_for()
    box.press("Enter")


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


def test_names_are_gone_at_once_where_somebody_wants_them_hidden(browser, site, screening):
    with opened_page(browser, site, failing=True) as page:
        page.goto(f"{screening}?names=true")
        page.get_by_role("heading", name="ada.txt").wait_for()
        page.route("**/v1/**", lambda route: route.abort())
        page.get_by_role("checkbox", name="Show names of files").uncheck()
        page.get_by_role("alert").wait_for()

        assert 2 == page.locator(".person").count()
        assert not {name for name in ("ada.txt", "ben.txt", "cut.pdf") if name in page.content()}


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


def test_what_is_filled_in_stays_while_another_page_is_looked_at_and_is_gone_once_it_is_sent(page):
    page.goto("/screening")
    page.locator("#files").set_input_files([{"name": "ada.txt", "mimeType": "text/plain", "buffer": WEB.encode()}])
    choose_job(page)
    page.get_by_label("Skills that are asked for").fill("use JavaScript")
    page.get_by_role("link", name="About", exact=True).click()
    page.locator(".about").wait_for()
    page.go_back()
    kept = page.get_by_label("Skills that are asked for").input_value(), page.get_by_text("1 file").count()
    page.get_by_role("button", name="Start the screening").click()
    page.locator(".person").first.wait_for()
    page.go_back()
    page.locator("#files").wait_for(state="attached")

    assert ("use JavaScript", 1) == kept
    assert "" == page.get_by_label("Skills that are asked for").input_value()
    assert page.get_by_role("button", name="Start the screening").is_disabled()


def test_a_screening_is_deleted_with_everything_of_it(page, site):
    made = httpx.post(
        f"{site}/v1/screenings", files=[("files", ("ada.txt", WEB.encode()))], data={"job": "web developer"}
    ).json()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/screening/{made['id']}")
    page.get_by_role("button", name="Delete it").click()
    page.wait_for_url("**/screening")
    page.go_back()

    assert "about:blank" == page.url
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

        page.unroute("**/v1/**")
        page.get_by_role("button", name="Try again").click()
        page.locator(".person").first.wait_for()


def test_a_list_and_a_comparison_that_failed_are_asked_for_again(browser, site, screening):
    with opened_page(browser, site, failing=True) as page:
        page.route("**/v1/screenings", lambda route: route.abort())
        page.goto("/screening")
        page.get_by_role("alert").wait_for()
        page.unroute("**/v1/screenings")
        page.get_by_role("button", name="Try again").click()
        page.locator(".screening-row").first.wait_for()

        page.route("**/compare?*", lambda route: route.abort())
        page.goto(screening)
        page.locator(".person").first.wait_for()
        for box in page.get_by_role("checkbox", name="Compare").all():
            box.check()
        page.get_by_role("alert").wait_for()
        page.unroute("**/compare?*")
        page.get_by_role("button", name="Try again").click()
        page.locator(".compare").wait_for()


def test_in_german(page, screening):
    page.goto(f"{screening}?lang=de")
    page.get_by_role("heading", name="Rangfolge").wait_for()

    assert "erfüllt" in page.locator(".person .chip").first.inner_text()


def test_labels_and_quotes_are_marked_with_their_language(page, screening):
    page.goto(f"{screening}?lang=de")
    page.locator(".person").first.wait_for()
    for box in page.get_by_role("checkbox", name="Vergleichen").all():
        box.check()
    page.locator(".compare").wait_for()
    page.locator(".person summary").first.click()
    gate, skill = page.locator(".person .skill-label > [lang]").first, page.locator(".person .skill-more > [lang]").first
    places = (
        page.locator("h1"),
        gate,
        skill,
        page.locator(".person .quote").first,
        page.locator(".compare th > [lang]").first,
    )

    assert "use JavaScript" == gate.inner_text()
    assert ["en"] * len(places) == [place.get_attribute("lang") for place in places]

    page.get_by_role("link", name="Alle Vorauswahlen").click()
    assert "en" == page.locator(".screening-row a").first.get_attribute("lang")


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
        page.locator("summary", has_text="Count by group").click()
        page.get_by_label("Resume and group").fill("ada.txt,north\nben.txt,south")
        page.get_by_role("button", name="Count", exact=True).click()
        page.locator(".rates tbody").wait_for()

        assert ([], []) == (start, violations(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_no_word_of_a_table_is_broken(browser, site, screening):
    broken = """() => [...document.querySelectorAll('.compare :is(th, td)')].flatMap((cell) => {
      const nodes = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      const found = [];
      while (nodes.nextNode()) {
        for (const word of nodes.currentNode.data.matchAll(/[^\\s-]+/g)) {
          const range = document.createRange();
          range.setStart(nodes.currentNode, word.index);
          range.setEnd(nodes.currentNode, word.index + word[0].length);
          if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
        }
      }
      return found;
    })"""
    with opened_page(browser, site, viewport={"width": 360, "height": 740}) as page:
        page.goto(f"{screening}?lang=de")
        page.locator(".person").first.wait_for()
        for box in page.get_by_role("checkbox", name="Vergleichen").all():
            box.check()
        page.locator("summary", has_text="Nach Gruppen zählen").click()
        page.get_by_label("Lebenslauf und Gruppe").fill("ada.txt,Nord\nben.txt,Süd")
        page.get_by_role("button", name="Zählen", exact=True).click()
        page.locator(".rates tbody").wait_for()
        page.locator(".compare:not(.rates)").wait_for()

        assert [] == page.evaluate(broken)


class TestFiles:
    @pytest.fixture
    def folder(self, tmp_path):
        inside = tmp_path / "applications" / "north"
        inside.mkdir(parents=True)
        (inside / "ada.txt").write_text(WEB)
        (inside.parent / "ben.txt").write_text(NURSE)
        (inside.parent / ".hidden").write_text("left by a system")
        return inside.parent

    def test_a_folder_is_screened_with_what_lies_in_it(self, page, folder):
        page.goto("/screening")
        page.locator("#folder").set_input_files(folder)
        page.get_by_text("2 files chosen").wait_for()
        choose_job(page)
        page.get_by_role("button", name="Start the screening").click()
        page.get_by_text("2 of 2 read").wait_for()
        page.get_by_role("checkbox", name="Show names of files").check()

        page.get_by_role("heading", name="applications/north/ada.txt").wait_for()
        assert page.get_by_role("heading", name="applications/ben.txt").is_visible()

    def test_a_folder_may_be_dropped(self, page, folder):
        page.goto("/screening")
        box = page.locator(".drop").bounding_box()
        data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
        place = {"x": box["x"] + 20, "y": box["y"] + 20, "data": data}
        session = page.context.new_cdp_session(page)
        for kind in ("dragEnter", "dragOver", "drop"):
            session.send("Input.dispatchDragEvent", {"type": kind, **place})

        page.get_by_text("2 files chosen").wait_for()

    def test_they_may_be_dropped_anywhere_on_the_page(self, page):
        page.goto("/screening")
        page.locator(".drop").wait_for()
        opened_by_the_browser = drop(page, "h1")

        page.get_by_text("1 file chosen").wait_for()
        assert not opened_by_the_browser

    def test_one_without_files_is_told(self, page, tmp_path):
        (tmp_path / "only").mkdir()
        (tmp_path / "only" / ".hidden").write_text("left by a system")
        page.goto("/screening")
        page.locator("#folder").set_input_files(tmp_path / "only")

        page.get_by_text("There is no file in it").wait_for()
        assert page.get_by_role("button", name="Start the screening").is_disabled()

    def test_the_same_file_can_be_chosen_again(self, page):
        page.goto("/screening")
        page.locator("#files").set_input_files(FILES[:1])
        page.get_by_text("1 file chosen").wait_for()

        assert page.locator("#files").input_value() == ""


class TestDecisions:
    def test_what_was_typed_stays_until_it_is_recorded(self, browser, own):
        address = screened(own)
        with opened_page(browser, own, failing=True) as page:
            page.goto(address)
            page.route("**/decisions", lambda route: route.abort())
            person = page.locator(".person").first
            fill_in(person, "Has led such projects.")
            person.get_by_role("button", name="Record").click()
            person.get_by_role("alert").wait_for()
            kept = person.get_by_label("Reason").input_value(), person.get_by_label("Decision").input_value()
            page.unroute("**/decisions")
            person.get_by_label("Reason").fill("Has led two such projects.")
            person.get_by_role("button", name="Try again").click()
            person.get_by_text("Hold: Has led two such projects.").wait_for()

            assert ("Has led such projects.", "hold") == kept
            assert "" == person.get_by_label("Reason").input_value()
            assert person.get_by_text("Recorded.").is_visible()
            assert 0 == person.get_by_role("alert").count()

    def test_one_that_is_on_its_way_holds_up_no_other(self, browser, own):
        address = screened(own)
        with opened_page(browser, own) as page:
            page.goto(address)
            held = held_back(page)
            one, other = page.locator(".person").first, page.locator(".person").nth(1)
            fill_in(one, "The first.")
            one.get_by_role("button", name="Record").click()
            fill_in(other, "The second.", "decline")
            other.get_by_role("button", name="Record").click(timeout=2000)
            page.wait_for_timeout(200)
            for route in reversed(held):
                route.continue_()

            one.get_by_text("Hold: The first.").wait_for()
            other.get_by_text("Decline: The second.").wait_for()
            assert one.get_by_text("Recorded.").is_visible()
            assert other.get_by_text("Recorded.").is_visible()


class TestRates:
    @pytest.fixture
    def rated(self, browser, own):
        """Decisions on two people, one of them invited."""
        address = screened(own)
        people = httpx.get(f"{own}/v1{address.replace('screening', 'screenings')}").json()["candidates"]
        for person, decision in zip(people, ("invite", "decline"), strict=True):
            body = {"item": person["item"], "decision": decision, "reason": "By its skills."}
            httpx.post(f"{own}/v1{address.replace('screening', 'screenings')}/decisions", json=body).raise_for_status()
        with opened_page(browser, own, failing=True) as page:
            page.goto(address)
            page.locator("summary", has_text="Count by group").click()
            yield page

    @staticmethod
    def rows(page):
        page.locator(".rates tbody tr").first.wait_for()
        return [row.split("\t") for row in page.locator(".rates tbody tr").all_inner_texts()]

    def test_they_are_those_of_the_service_and_what_is_low_is_told_in_words(self, rated):
        rated.get_by_label("Resume and group").fill("resume,group\nada.txt,north\nben.txt,south\n")
        with rated.expect_response("**/rates") as answered:
            rated.get_by_role("button", name="Count", exact=True).click()
        north, south = self.rows(rated)
        said = answered.value.json()["groups"]

        assert ["north", "1 of 1", "100%", "1.000", "–"] == [cell.strip() for cell in north[:5]]
        assert ["south", "0 of 1", "0%", "0.000", f"{said[1]['p']:.3f}"] == [cell.strip() for cell in south[:5]]
        assert [False, True] == ["below four fifths" in row[5] for row in (north, south)] == [one["flagged"] for one in said]
        assert "few people" in south[5]
        assert rated.get_by_text("Below four fifths: south.").is_visible()
        assert rated.get_by_text("1 line names nobody").is_visible()
        assert rated.get_by_text("a sign of a disadvantage and no proof").is_visible()

    def test_a_file_of_a_spreadsheet_is_read_and_the_first_of_the_ranking_may_count(self, rated):
        data = '"ada.txt";"Nord, Küste"\r\nben.txt;Süd\r\n'.encode("cp1252")
        rated.locator("#rates-file").set_input_files({"name": "groups.csv", "mimeType": "text/csv", "buffer": data})
        rated.get_by_label("Counts as selected").select_option("top")
        rated.get_by_label("How many of them").fill("2")
        rated.get_by_role("button", name="Count", exact=True).click()

        assert [["Nord, Küste", "1 of 1"], ["Süd", "1 of 1"]] == [
            [cell.strip() for cell in row[:2]] for row in self.rows(rated)
        ]

    @pytest.mark.parametrize(
        ("groups", "words"),
        [
            ("ada.txt", "Each line needs a resume and its group"),
            ("ada.txt,north\nada.txt,south", "A resume is in two groups"),
            ("nobody.txt,north", "unknown resume"),
        ],
    )
    def test_a_table_that_says_nothing_is_refused_with_the_reason(self, rated, groups, words):
        rated.get_by_label("Resume and group").fill(groups)
        rated.get_by_role("button", name="Count", exact=True).click()

        assert words in rated.get_by_role("alert").inner_text()

    def test_they_are_gone_where_something_was_decided_since_and_are_kept_nowhere(self, rated):
        rated.get_by_label("Resume and group").fill("ada.txt,north\nben.txt,south")
        rated.get_by_role("button", name="Count", exact=True).click()
        self.rows(rated)
        person = rated.locator(".person").nth(1)
        fill_in(person, "After all.", "invite")
        person.get_by_role("button", name="Record").click()
        rated.locator(".rates tbody").wait_for(state="detached")
        rated.reload()
        rated.locator("summary", has_text="Count by group").click()

        assert "" == rated.get_by_label("Resume and group").input_value()
        assert "north" not in rated.url + rated.evaluate("JSON.stringify([localStorage, sessionStorage])")


class TestWhileItRuns:
    def test_nothing_is_asked_after_the_page_was_left(self, browser, own, tmp_path):
        address = screened(own)
        put_state(tmp_path, "running")
        with opened_page(browser, own) as page:
            page.goto(address)
            held = held_back(page)
            fill_in(page.locator(".person").first, "Has led such projects.")
            page.get_by_role("button", name="Record").first.click()
            page.wait_for_timeout(200)
            page.get_by_role("link", name="About", exact=True).click()
            page.locator(".about").wait_for()
            asked = []
            page.on("request", lambda request: asked.append(request.url) if f"/v1{address[:10]}" in request.url else None)
            held[0].continue_()
            page.wait_for_timeout(3500)

            assert [] == [url for url in asked if not url.endswith("/decisions")]

    def test_it_is_told_aloud_in_steps_of_ten_percent(self, browser, own, tmp_path):
        address = screened(own)
        put_state(tmp_path, "running")
        done = iter([50, 55, 58, 61])
        with opened_page(browser, own) as page:

            def further(route):
                facts = route.fetch().json()
                route.fulfill(json=facts | {"done": next(done, 61), "broken": 0, "total": 100})

            page.route(f"**/v1{address.replace('/screening', '/screenings')}?*", further)
            page.goto(address)
            told = page.get_by_role("status").filter(has_text="%")
            told.wait_for(state="attached")
            said = [told.inner_text()]
            page.get_by_text("55 of 100").wait_for()
            said.append(told.inner_text())
            page.get_by_text("61 of 100").wait_for()
            said.append(told.inner_text())

        assert ["50%", "50%", "60%"] == [text.split(": ")[1].split(",")[0] for text in said]

    def test_a_service_that_is_gone_takes_nothing_away_and_is_asked_again(self, browser, own, tmp_path):
        address = screened(own)
        put_state(tmp_path, "running")
        with opened_page(browser, own, failing=True) as page:
            page.goto(address)
            page.locator(".person").first.wait_for()
            page.route("**/v1/**", lambda route: route.abort())
            page.get_by_role("alert").wait_for()
            people = page.locator(".person").count()
            page.unroute("**/v1/**")
            page.get_by_role("alert").wait_for(state="detached")

            assert 2 == people

    def test_one_that_failed_says_so(self, browser, own, tmp_path):
        address = screened(own)
        put_state(tmp_path, "failed")
        with opened_page(browser, own) as page:
            page.goto(address)
            page.get_by_text("The screening has failed").wait_for()
            page.get_by_role("link", name="All screenings").click()
            page.locator(".screening-row .chip").wait_for()

            assert ["failed"] == page.locator(".screening-row .chip").all_inner_texts()

    def test_one_that_failed_says_why_and_goes_on_where_somebody_wants_it(self, browser, own, tmp_path):
        address = screened(own)
        put_state(tmp_path, "failed", "the occupation is gone from the index")
        with opened_page(browser, own) as page:
            page.goto(address)
            page.get_by_text("the occupation is gone from the index").wait_for()
            page.get_by_role("button", name="Go on").click()
            page.locator(".screening-bar").get_by_text("finished").wait_for()

            assert 0 == page.get_by_role("button", name="Go on").count()
            assert "finished" == httpx.get(f"{own}/v1/screenings/{address.rpartition('/')[2]}").json()["status"]

    def test_one_that_can_not_go_on_says_so(self, browser, own, tmp_path):
        address = screened(own)
        put_state(tmp_path, "failed")
        with opened_page(browser, own, failing=True) as page:
            page.goto(address)
            page.get_by_role("button", name="Go on").wait_for()
            put_state(tmp_path, "finished")
            page.get_by_role("button", name="Go on").click()

            page.get_by_text("only one that failed can be resumed").wait_for()
            page.locator(".screening-bar").get_by_text("finished").wait_for()


class TestNothingThere:
    def test_without_a_screening_the_list_says_so(self, browser, own):
        with opened_page(browser, own) as page:
            page.goto("/screening")

            page.get_by_text("There is no screening yet").wait_for()

    def test_where_no_file_can_be_read_it_says_so_and_why(self, browser, own):
        address = screened(own, FILES[2:])
        with opened_page(browser, own) as page:
            page.goto(address)
            page.get_by_text("No resume could be read").wait_for()

            assert "The file is damaged" in page.locator("section", has_text="Files that could not be read").inner_text()
            assert "cut.pdf" not in page.content()


class TestByKeysAlone:
    def test_a_screening_is_begun(self, page):
        page.on("filechooser", lambda _: None)  # the browser is told now that choosers are ours, not while the key is pressed
        page.goto("/screening")
        tab_to(page, page.locator("#files"))
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        chooser.value.set_files(FILES)
        page.get_by_text("3 files chosen").wait_for()
        tab_to(page, page.get_by_role("combobox", name="Choose an occupation"))
        page.keyboard.type("web d")
        page.locator("#job-list [role=option]").first.wait_for()
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_label("Skills that are asked for"))
        page.keyboard.type("use JavaScript")
        tab_to(page, page.get_by_role("button", name="Start the screening"))
        page.keyboard.press("Enter")

        page.get_by_text("2 of 3 read, 1 unreadable · 2 people").wait_for()

    def test_people_are_compared_and_decided_on(self, browser, own):
        address = screened(own)
        with opened_page(browser, own) as page:
            page.goto(address)
            page.locator(".person").first.wait_for()
            for place in (0, 1):
                tab_to(page, page.get_by_role("checkbox", name="Compare").nth(place))
                page.keyboard.press("Space")
            page.locator(".compare").wait_for()
            person = page.locator(".person").first
            page.locator("h1").focus()
            tab_to(page, person.locator("summary", has_text="Decide"))
            page.keyboard.press("Enter")
            tab_to(page, person.get_by_label("Decision"))
            page.keyboard.type("D")
            tab_to(page, person.get_by_label("Reason"))
            page.keyboard.type("No such projects yet.")
            page.keyboard.press("Enter")

            person.get_by_text("Decline: No such projects yet.").wait_for()
            assert person.get_by_label("Reason").evaluate("(one) => one === document.activeElement")
