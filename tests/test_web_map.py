"""The page Map in a real browser: drawn, moved by keys, as a table, and what it shows is what the service answers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import httpx
import pytest
from browsing import THEMES, opened_page, violations
from PIL import Image
from served import serving, serving_map
from small_ads import WEB, engine_with_ads

from search.settings import Settings


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> Iterator[str]:
    with serving_map(tmp_path_factory.mktemp("map")) as url:
        yield url


@pytest.fixture(scope="module")
def said(url):
    """What the service answers of the map."""
    return httpx.get(f"{url}/v1/map").raise_for_status().json()


@pytest.fixture
def page(browser, url):
    with opened_page(browser, url) as page:
        yield page


def drawn(page, address="/map"):
    page.goto(address)
    page.locator(".map-labels").wait_for()
    page.wait_for_timeout(200)  # a frame or two; the page's policy forbids wait_for_function


def name_of(said, label):
    """The name of an occupation in the address: the test's URIs end in no UUID."""
    return said["uri"][said["label"].index(label)]


def place_of(said, label, box):
    """Where a point lies in the page while the map is shown whole."""
    row = said["label"].index(label)
    scale = 0.9 * min(box[side] / (max(said[axis]) - min(said[axis])) for axis, side in (("x", "width"), ("y", "height")))
    return tuple(
        box[axis] + box[side] / 2 + (said[axis][row] - (max(said[axis]) + min(said[axis])) / 2) * scale
        for axis, side in (("x", "width"), ("y", "height"))
    )


class TestDrawing:
    def test_every_group_is_in_the_legend_with_its_number(self, page, said):
        drawn(page)
        shown = page.locator(".legend-groups li").all_inner_texts()

        majors = [code[0] for code in said["code"]]
        assert [str(majors.count(digit)) for digit in sorted(set(majors))] == [text.split()[-1] for text in shown]

    def test_points_are_drawn_in_the_colours_of_the_legend(self, page):
        drawn(page)
        shown = page.locator(".map-stage").screenshot()
        wanted = page.locator(".legend-groups .swatch").evaluate_all(
            "(swatches) => swatches.map((one) => getComputedStyle(one).color)"
        )
        with Image.open(io.BytesIO(shown)) as picture:
            colours = {colour for _, colour in picture.convert("RGB").getcolors(maxcolors=1 << 20)}

        near = {
            text
            for text in wanted
            for colour in colours
            if max(abs(a - int(b)) for a, b in zip(colour, re.findall(r"\d+", text), strict=True)) < 28
        }
        assert set(wanted) == near

    def test_keys_move_the_map_and_choose_the_occupation_in_the_middle(self, page, said):
        drawn(page)
        page.locator(".map-labels").focus()
        for key in ("+", "ArrowLeft", "ArrowLeft", "Enter"):
            page.keyboard.press(key)
        chosen = page.locator("#picked").inner_text()

        assert chosen in said["label"]
        assert f"pick={name_of(said, chosen).replace(':', '%3A').replace('/', '%2F')}" in page.url
        page.wait_for_url("**at=*")

    def test_the_search_box_finds_an_occupation_and_its_ads_are_those_of_the_service(self, page, said):
        drawn(page)
        page.get_by_role("combobox", name="Find on the map").fill("front-end co")
        page.get_by_role("option", name="front-end coder").click()
        row = said["label"].index("web developer")

        assert "web developer" == page.locator("#picked").inner_text()
        assert f"{said['demand'][row]} live ads" in page.locator(".map-card-picked").inner_text()

    def test_a_lasso_gives_a_list_that_can_be_saved(self, page, said):
        drawn(page)
        page.get_by_role("button", name="Draw a lasso").click()
        box = page.locator(".map-labels").bounding_box()
        page.mouse.move(box["x"] + 70, box["y"] + 5)
        page.mouse.down()
        for x, y in ((0.99, 0.01), (0.99, 0.99), (0.08, 0.99), (0.08, 0.01)):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        page.mouse.up()
        page.get_by_text("5 occupations").wait_for()
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save as CSV").click()
        text = saved.value.path().read_text(encoding="utf-8-sig")

        assert "area=" in page.url
        rows = list(csv.DictReader(text.splitlines()))
        assert set(said["uri"]) == {row["uri"] for row in rows}
        assert dict(zip(said["uri"], map(str, said["demand"]), strict=True)) == {row["uri"]: row["demand"] for row in rows}

    def test_a_lasso_that_ends_on_a_point_does_not_choose_it_but_a_click_does(self, page, said):
        drawn(page)
        box = page.locator(".map-labels").bounding_box()
        x, y = place_of(said, "web developer", box)
        page.get_by_role("button", name="Draw a lasso").click()
        page.mouse.move(box["x"] + 70, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 5, box["y"] + box["height"] - 5, steps=6)
        page.mouse.move(x, y, steps=6)
        page.mouse.up()
        page.get_by_role("button", name="Save as CSV").wait_for()
        after = page.url
        page.mouse.click(x, y)

        assert "area=" in after
        assert "pick=" not in after
        assert "web developer" == page.locator("#picked").inner_text()

    def test_a_click_on_an_empty_place_moves_it_to_the_middle_without_dragging(self, page, said):
        drawn(page)
        box = page.locator(".map-labels").bounding_box()
        x, y = place_of(said, "web developer", box)
        page.mouse.click(x + 40, y)
        page.wait_for_url("**at=*")
        page.wait_for_timeout(200)
        page.mouse.click(box["x"] + box["width"] / 2 - 40, box["y"] + box["height"] / 2)

        assert "web developer" == page.locator("#picked").inner_text()

    def test_escape_hides_the_card_beside_the_pointer_and_gives_the_lasso_up(self, page, said):
        drawn(page)
        box = page.locator(".map-labels").bounding_box()
        page.mouse.move(*place_of(said, "web developer", box))
        page.locator(".map-peek").wait_for()
        page.keyboard.press("Escape")
        page.locator(".map-peek").wait_for(state="hidden")
        lasso = page.get_by_role("button", name="Draw a lasso")
        lasso.click()
        page.mouse.move(box["x"] + 70, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + 500, box["y"] + 400, steps=6)
        page.mouse.move(box["x"] + 70, box["y"] + 400, steps=6)
        page.keyboard.press("Escape")
        page.mouse.up()

        assert "false" == lasso.get_attribute("aria-pressed")
        assert "area=" not in page.url

    def test_another_theme_of_the_system_is_drawn_at_once(self, page):
        drawn(page)
        stage = page.locator(".map-points")
        light = stage.screenshot()
        page.emulate_media(color_scheme="dark")
        page.get_by_role("button", name="Switch to the light theme").wait_for()
        page.wait_for_timeout(200)
        dark = stage.screenshot()
        page.reload()
        drawn(page)

        assert light != dark
        assert stage.screenshot() == dark

    def test_a_way_shows_the_steps_that_the_service_answers(self, page, url, said):
        ends = {"from": name_of(said, "electrician"), "to": name_of(said, "web designer")}
        way = httpx.get(f"{url}/v1/map/path", params=ends).raise_for_status().json()
        drawn(page, f"/map?from={ends['from']}&to={ends['to']}")
        page.locator("ol.way").wait_for()

        assert [item["label"] for item in way["occupations"]] == page.locator("ol.way .linklike").all_inner_texts()
        steps = [f"Essential skills: {len(s['shared'])} in common, {len(s['new'])} new" for s in way["steps"]]
        assert steps == page.locator("ol.way summary").all_inner_texts()

    def test_ads_are_shown_as_points_and_counted_by_country(self, page, url):
        ads = httpx.get(f"{url}/v1/map/ads", params={"countries": "AT"}).raise_for_status().json()
        drawn(page)
        page.get_by_label("Show job ads as points").check()
        page.get_by_label("Country").select_option("AT")

        page.get_by_text(f"{ads['total']} of {ads['total']} job ads are shown.").wait_for()
        assert {"ads=1", "country=AT"} <= set(page.url.split("?")[1].split("&"))

    def test_where_no_ad_is_live_demand_is_no_colouring(self, page):
        drawn(page)
        asked = """async (demand) => {
            const { available } = await import('/static/map/panel.js');
            return available('demand', { demand, collections: {} }, false);
        }"""

        assert [False, False, True] == [page.evaluate(asked, demand) for demand in (None, [0, 0], [0, 2])]

    def test_a_resume_lies_where_the_service_says_and_colours_by_nearness(self, page, url, said):
        placed = httpx.post(f"{url}/v1/map/place", json={"text": WEB}).raise_for_status().json()
        page.goto("/")
        page.locator("textarea").fill(WEB)
        page.locator(".paste button").click()
        page.get_by_role("link", name="Map", exact=True).click()
        page.get_by_role("heading", name="Nearest to the resume").wait_for()
        page.get_by_label("Nearness to the resume").check()

        assert [said["label"][row] for row in placed["nearest"]] == page.locator("ol.map-list .linklike").all_inner_texts()
        assert f"{max(placed['nearness']):.2f}" in page.locator(".legend-ramp").inner_text()


class TestTable:
    def test_it_has_the_same_numbers_as_the_service(self, page, said):
        page.goto("/map?view=table")
        page.locator(".rows").wait_for()
        rows = [row.split("\t") for row in page.locator(".rows tbody tr").all_inner_texts()]

        assert sorted(said["label"]) == [row[0].strip() for row in rows]
        demand = dict(zip(said["label"], said["demand"], strict=True))
        assert demand == {row[0].strip(): int(row[3]) for row in rows}

    def test_by_keys_alone_it_is_reached_sorted_and_filtered(self, page, said):
        page.goto("/map")
        page.get_by_role("button", name="Table").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Live ads").focus()
        page.keyboard.press("Enter")
        most = page.locator(".rows tbody tr").first.inner_text()
        page.get_by_label("Label or code contains").focus()
        page.keyboard.type("nurse")
        page.get_by_text("2 of 5 occupations").wait_for()

        assert str(max(said["demand"])) in most.split("\t")
        assert "descending" == page.locator(".rows th", has_text="Live ads").get_attribute("aria-sort")
        assert {"sort=-demand", "q=nurse", "view=table"} <= set(page.url.split("?")[1].split("&"))

    def test_where_nothing_passes_it_says_so(self, page):
        page.goto("/map?view=table&q=astronaut")
        page.get_by_text("No occupation passes these filters").wait_for()

        assert page.get_by_role("button", name="Save as CSV").is_disabled()

    def test_without_webgl_the_page_is_the_table(self, page):
        page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
        page.goto("/map")
        page.get_by_text("This browser can’t draw the map").wait_for()

        assert 5 == page.locator(".rows tbody tr").count()

    def test_where_the_graphics_card_stops_the_page_is_the_table(self, page):
        drawn(page)
        page.evaluate(
            "document.querySelector('.map-points').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
        )
        page.get_by_text("This browser can’t draw the map").wait_for()

        assert 5 == page.locator(".rows tbody tr").count()

    def test_a_collection_that_there_is_not_leaves_nothing(self, page):
        page.goto("/map?view=table&in=constructor")

        page.get_by_text("No occupation passes these filters").wait_for()


class TestEveryone:
    @pytest.mark.parametrize("theme", THEMES)
    @pytest.mark.parametrize("width", [360, 1440])
    @pytest.mark.parametrize("address", ["/map", "/map?view=table", "/map?ads=1&lang=de&colour=demand"])
    def test_axe_finds_nothing(self, browser, url, said, theme, width, address):
        with opened_page(browser, url, color_scheme=theme, viewport={"width": width, "height": 900}) as page:
            page.goto(f"{address}{'&' if '?' in address else '?'}pick={name_of(said, 'web developer')}")
            page.locator(".map-labels, .rows").first.wait_for()

            assert [] == violations(page)

    def test_in_german_its_words_and_the_occupations_are_german(self, page):
        page.goto("/map?view=table&lang=de")
        page.get_by_role("link", name="Elektriker/Elektrikerin").wait_for()

        assert "Karte der Berufe" == page.locator("h1").inner_text()

    def test_labels_are_marked_with_their_language(self, page, said):
        ends = {"from": name_of(said, "electrician"), "to": name_of(said, "web designer")}
        drawn(page, f"/map?lang=de&group=2&pick={ends['from']}&from={ends['from']}&to={ends['to']}")
        page.locator("ol.way").wait_for()
        side = ("#picked", ".legend-name", ".map-list .linklike", "ol.way .linklike", "ol.way .way-skills [lang]")
        marked = [page.locator(place).first.get_attribute("lang") for place in side]
        page.get_by_role("button", name="Tabelle", exact=True).click()
        table = (".rows th a", ".rows td [lang]", ".map-filters option[lang]")
        marked += [page.locator(place).first.get_attribute("lang") for place in table]

        assert ["de"] * 8 == marked

    @pytest.mark.parametrize("address", ["/map", "/map?view=table"])
    def test_at_360_pixels_nothing_is_wider_than_the_page(self, browser, url, address):
        with opened_page(browser, url, viewport={"width": 360, "height": 740}) as page:
            page.goto(address)
            page.locator(".map-labels, .rows").first.wait_for()

            assert page.evaluate("document.documentElement.scrollWidth <= 360")

    @pytest.mark.parametrize("theme", THEMES)
    def test_names_of_regions_are_legible_in_the_colours_of_their_groups(self, browser, url, theme):
        shown = """async () => {
            const { inks } = await import('/static/map/colours.js');
            const { isco, halo } = inks(document.querySelector('.map-stage'), true);
            const context = document.createElement('canvas').getContext('2d');
            const light = (colour) => {
                context.fillStyle = colour;
                context.fillRect(0, 0, 1, 1);
                const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
                    const share = value / 255;
                    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            return isco.map((colour) => ratio(light(colour), light(halo)));
        }"""
        with opened_page(browser, url, color_scheme=theme) as page:
            drawn(page)
            ratios = page.evaluate(shown)

            assert 10 == len(ratios)
            assert 4.5 <= min(ratios)

    @pytest.mark.parametrize("width", [360, 1440])
    def test_the_page_ends_with_its_foot(self, browser, url, said, width):
        one = name_of(said, "web developer")
        with opened_page(browser, url, viewport={"width": width, "height": 500}) as page:
            drawn(page, f"/map?pick={one}&from={one}")
            foot = page.locator(".foot").evaluate("(foot) => Math.round(foot.getBoundingClientRect().bottom + scrollY)")

            assert foot == page.evaluate("document.documentElement.scrollHeight")

    @pytest.mark.parametrize("scrolled", [300, 900])
    def test_at_360_pixels_what_is_chosen_below_the_map_is_shown_on_it(self, browser, url, scrolled):
        with opened_page(browser, url, viewport={"width": 360, "height": 740}) as page:
            drawn(page, "/map?group=2")
            page.evaluate(f"scrollTo(0, {scrolled})")
            page.locator(".map-list .linklike").last.click()
            page.locator("#picked").wait_for()

            assert -1 < page.locator(".map-stage").bounding_box()["y"] < 300

    def test_at_360_pixels_the_buttons_lie_above_the_points_in_a_row(self, browser, url):
        with opened_page(browser, url, viewport={"width": 360, "height": 740}) as page:
            drawn(page)

            assert 1 == len({button.bounding_box()["y"] for button in page.locator(".map-tool").all()})

    def test_a_service_that_is_gone_is_told(self, browser, url):
        with opened_page(browser, url, failing=True) as page:
            page.route("**/v1/**", lambda route: route.abort())
            page.goto("/map")

            assert "does not answer" in page.get_by_role("alert").inner_text()

            page.unroute("**/v1/**")
            page.get_by_role("button", name="Try again").click()
            page.locator(".map-labels").wait_for()

    def test_a_way_and_ads_that_could_not_be_asked_for_are_asked_for_again(self, browser, url, said):
        ends = {"from": name_of(said, "electrician"), "to": name_of(said, "web designer")}
        with opened_page(browser, url, failing=True) as page:
            for one in ("path", "ads"):
                page.route(f"**/v1/map/{one}?*", lambda route: route.abort())
            drawn(page, f"/map?from={ends['from']}&to={ends['to']}&ads=1&country=AT")
            page.get_by_role("button", name="Try again").nth(1).wait_for()
            page.unroute_all()
            for _ in range(2):
                page.get_by_role("button", name="Try again").first.click()
                page.wait_for_timeout(200)

            page.locator("ol.way").wait_for()
            page.get_by_text("job ads are shown").wait_for()

    def test_without_a_map_the_page_says_which_command_makes_one(self, browser, tmp_path):
        with (
            engine_with_ads() as engine,
            serving(engine, Settings(data_dir=tmp_path, _env_file=None)) as url,
            opened_page(browser, url, failing=True) as page,
        ):
            page.goto("/map")

            assert "careerspace projection" in page.get_by_role("alert").inner_text()
