"""One resume goes through the pages, and every number they show is one that the API answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from browsing import RESUME, give, match
from served import serving_map


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """The service of the other tests, with a map."""
    with serving_map(tmp_path_factory.mktemp("numbers")) as url:
        yield url


@pytest.fixture(scope="module")
def api(site):
    with httpx.Client(base_url=site) as client:
        yield client


def answered(api, path, **body):
    return api.post(path, json=body).raise_for_status().json()


def asked(api, path, **query):
    return api.get(path, params=query).raise_for_status().json()


def text(locator):
    return re.sub(r"\s+", " ", locator.inner_text())


def says(shown, words):
    """Whether a page says these words as they are: "1 job" is neither in "21 job" nor in "1 jobs" nor in "0.1 job"."""
    return bool(re.search(rf"(?<![\w.,-]){re.escape(words)}(?!\w|[.,]\d|%)", shown))


def many(count, one, more=None):
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def test_a_number_is_not_found_in_another_one():
    assert says("Score 0.31 of 21 jobs", "21 jobs")
    assert not any(says("Score 0.31 of 21 jobs", words) for words in ("1 jobs", "Score 0.3", "21 job", "31 of 21"))


def told(counts, kind):
    """What a page says of counted skills."""
    others = [
        f"{counts[status]} {word}"
        for status, word in (("related", "related"), ("missing", "denied"), ("unknown", "not mentioned"))
        if counts[status]
    ]
    return " ".join([f"{counts['found']} of {counts['total']} {kind} skills found", *others])


def test_matches(page, api):
    answer = answered(api, "/v1/match", text=RESUME, evidence=True)
    match(page)
    cards = page.locator(".match")

    assert len(answer["matches"]) == cards.count()
    for place, expected in enumerate(answer["matches"]):
        card = cards.nth(place)
        shown = text(card)

        assert [str(expected["rank"])] == card.locator(".rank").all_inner_texts()
        assert says(shown.lower(), expected["label"].lower())
        assert says(shown, f"Score {expected['score']:.2f}")
        assert "not calibrated" in shown  # the tiny encoder has no calibration
        assert told(expected["evidence"]["essential"], "essential") == text(card.locator(".told").first)
        assert says(shown, many(expected["demand"]["declared"], "live job ad"))
        assert says(shown, f"ISCO skill level {expected['level']['skill_level']}")
        assert ("Regulated profession" in shown) == (expected["regulated"] == "yes")


def test_parts_of_the_score(page, api):
    best = answered(api, "/v1/match", text=RESUME, evidence=True)["matches"][0]
    match(page)
    page.get_by_role("button", name="Why it fits").first.click()
    shown = [float(value) for value in page.locator(".parts dd").all_inner_texts()]

    assert sorted((round(value, 3) for value in best["evidence"]["parts"].values() if value), reverse=True) == shown
    assert best["score"] == pytest.approx(sum(shown), abs=0.005)


def test_counts_beside_the_filters(page, api):
    facets = asked(api, "/v1/occupations/facets", isco="2", regulated="no")
    match(page, "/?isco=2&regulated=no")
    page.get_by_text(f"The best {facets['total']} of {facets['total']} occupations").wait_for()
    boxes = page.locator(".filter").first.locator(".box")

    assert sorted((item["value"], item["count"]) for item in facets["isco"]) == [
        (label.split()[0], int(label.split()[-1])) for label in map(text, boxes.all())
    ]
    assert [item["count"] for item in facets["countries"]] == [
        int(count) for count in page.locator(".filter").nth(1).locator(".count").all_inner_texts()
    ]
    regulated = {item["value"]: item["count"] for item in facets["regulated"]}

    assert [str(regulated.get(value, 0)) for value in ("yes", "no", "unknown")] == page.locator(
        ".filter", has_text="Regulated profession"
    ).locator(".count").all_inner_texts()


def test_an_occupation(page, api):
    answer = asked(api, "/v1/occupations/2513.3")
    near = asked(api, "/v1/occupations/2513.3/neighbours", top=12, language="en")["neighbours"]
    page.goto("/occupations/2513.3")
    page.locator(".near li").first.wait_for()

    assert str(answer["demand"]["declared"]) == page.locator(".big").inner_text()
    assert list(answer["demand"]["countries"].values()) == [
        int(count) for count in page.locator(".ranks dd").all_inner_texts()
    ]
    predicted = answer["demand"]["predicted"]
    assert says(text(page.locator("section[aria-labelledby=demand]")), many(predicted, "more ad"))
    assert [str(len(answer[kind])) for kind in ("essential", "optional")] == [
        page.locator(f"#{kind} .num").inner_text() for kind in ("essential", "optional")
    ]
    assert [f"{item['score']:.2f}" for item in near] == page.locator(".near-score").all_inner_texts()
    for item, row in zip(near, page.locator(".near li").all(), strict=True):
        shared = item["reasons"]
        assert says(
            text(row),
            f"shares {len(shared['shared_essential'])} essential and {len(shared['shared_optional'])} further skills",
        )
        assert says(text(row), many(item["demand"]["declared"], "live job ad"))


def test_a_transition(page, api):
    answer = asked(api, "/v1/occupations/2513.1/transition", to="2513.3")
    page.goto("/occupations/2513.1?to=2513.3")
    page.locator(".change-way").wait_for()
    values = [
        f"{answer['has']:.0%}",
        f"{answer['may_have']:.0%}",
        str(answer["skill_level_step"]),
        str(answer["target"]["demand"]["declared"]),
    ]

    assert values == page.locator(".tiles dd").all_inner_texts()
    assert [str(len(answer["reasons"][kind])) for kind in ("only_second", "shared_essential")] == page.locator(
        "section[aria-labelledby=change] h3 .num"
    ).all_inner_texts()


def test_a_gap(page, api):
    answer = answered(api, "/v1/gap", text=RESUME, to="2513.3")
    match(page)
    page.locator(".match", has_text="web developer").get_by_role("link", name="Skill gap").click()
    page.locator(".gap-sum").wait_for()

    assert f"{answer['occupation']['essential']['coverage']:.0%}" == page.locator(".coverage b").inner_text()
    assert [told(answer["occupation"]["essential"], "essential"), told(answer["optional"], "optional")] == [
        text(line) for line in page.locator(".gap-sum .told").all()
    ]
    assert [str(len(answer["found"])), str(len(answer["open"]))] == [
        text(page.locator(f"#{name} .num")) for name in ("found", "open")
    ]
    for skill, row in zip(answer["open"], page.locator("section[aria-labelledby=open] .skill").all(), strict=True):
        assert says(text(row), skill["label"])
        assert not skill["nearby"] or says(text(row), f"essential for {many(skill['nearby'], 'near occupation')}")
        assert not skill["ads"] or says(text(row), many(skill["ads"], "live ad"))
    others = answer["alternatives"] + answer["nearby"]
    page.locator("summary", has_text="near occupation").click()
    for item, card in zip(others, page.locator(".others li").all(), strict=True):
        assert told(item["essential"], "essential") == text(card.locator(".told"))
        assert says(text(card), f"nearness {item['similarity']:.2f}")
        assert says(text(card), many(item["ads"], "live ad"))


def test_job_ads(page, api):
    answer = answered(api, "/v1/ads/search", text=RESUME, top=20)
    facets = asked(api, "/v1/ads/facets")
    page.goto("/ads")
    give(page)
    page.locator(".ad").first.wait_for()
    page.locator(".filters").wait_for()

    assert says(
        text(page.locator(".ads-heading")), f"{len(answer['matches'])} shown; {answer['total']} job ads pass the filters"
    )
    for expected, card in zip(answer["matches"], page.locator(".ad").all(), strict=True):
        shown = text(card)

        assert says(shown, expected["title"])
        assert f"Similarity {expected['similarity']:.2f}" == text(card.locator(".ad-fit"))
        twins = expected["also_count"]
        assert ([many(twins, "near-duplicate")] if twins else []) == card.locator(".twins summary").all_inner_texts()
        occupation = expected["occupation"]
        predicted = occupation and occupation["origin"] == "predicted"
        assert not predicted or says(shown, f"predicted, {occupation['score']:.0%}")
    counted = [facets[name] for name in ("countries", "schedule", "isco", "languages", "sources") if len(facets[name]) > 1]

    for name, values in zip(("Job ads in", "Working time", "Field of work", "Language", "Source"), counted, strict=True):
        counts = page.locator(".filter", has=page.locator("legend", has_text=name)).locator(".count")

        assert sorted(str(item["count"]) for item in values) == sorted(counts.all_text_contents())


def test_one_job_ad(page, api):
    found = answered(api, "/v1/ads/search", text=RESUME, top=20)["matches"]
    guessed = next(ad for ad in found if ad["occupation"] and ad["occupation"]["origin"] == "predicted")
    ad = asked(api, f"/v1/ads/{guessed['ad_id']}")
    page.goto(f"/ads?ad={ad['ad_id']}")
    page.locator(".ad-text").wait_for()
    predicted = [item for item in ad["occupations"] if item["origin"] == "predicted" and item["label"]]

    assert predicted
    assert [f"predicted, {item['score']:.0%}" for item in predicted] == [
        text(item) for item in page.locator(".ad-dialog .chip .quiet", has_text="predicted").all()
    ]


def test_the_map_as_a_table(page, api):
    points = asked(api, "/v1/map")
    near = answered(api, "/v1/map/place", text=RESUME)["nearness"]
    match(page)
    page.get_by_role("link", name="Map", exact=True).click()
    page.get_by_role("button", name="Table").click()
    page.get_by_role("button", name="Nearness", exact=True).wait_for()
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator(".rows tbody tr").all()]
    expected = zip(points["label"], points["demand"], near, strict=True)

    assert {label: (str(demand), f"{nearness:.2f}") for label, demand, nearness in expected} == {
        cells[0].strip(): (cells[3], cells[-1]) for cells in rows
    }


def test_a_screening(page, api):
    page.goto("/screening")
    page.locator("#files").set_input_files(
        [
            {"name": "a.txt", "mimeType": "text/plain", "buffer": RESUME.encode()},
            {"name": "b.txt", "mimeType": "text/plain", "buffer": b"A web developer: I use JavaScript and style web pages."},
        ]
    )
    box = page.get_by_role("combobox", name="Choose an occupation")
    box.press_sequentially("web d")
    page.locator("#job-list [role=option]").first.wait_for()
    box.press("Enter")
    page.get_by_role("button", name="Start the screening").click()
    page.get_by_text("finished", exact=True).wait_for(timeout=60_000)
    answer = asked(api, f"/v1/screenings/{page.url.rsplit('/', 1)[1]}")
    people = answer["candidates"]

    assert says(text(page.locator("main")), f"{answer['done']} of {answer['total']} read, {answer['broken']} unreadable")
    assert says(text(page.locator("main")), many(answer["people"], "person", "people"))
    assert [str(person["rank"]) for person in people] == page.locator(".person .rank").all_inner_texts()
    for person, card in zip(people, page.locator(".person").all(), strict=True):
        assert f"{person['result']['score']:.2f}" == text(card.locator(".measures dd"))
        card.locator("summary", has_text="Criteria").click()
        for criterion, line in zip(person["result"]["criteria"], card.locator(".fold[open] .skill").all(), strict=True):
            value = criterion["value"]
            assert says(text(line), "–" if value is None else f"{value:.2f}")
            assert not criterion["total"] or says(text(line), f"{criterion['found']} of {criterion['total']} skills")
            assert says(text(line), f"weight {criterion['weight']:g}")


def test_about(page, api):
    answer = asked(api, "/v1/about")
    page.goto("/about")
    page.locator(".facts").wait_for()
    shown = dict(zip(*(page.locator(f".facts {name}").all_inner_texts() for name in ("dt", "dd")), strict=True))

    assert {
        "Index generation": str(answer["provenance"]["generation"]),
        "Occupations": f"{answer['counts']['occupations']:,}",
        "Skills": f"{answer['counts']['skills']:,}",
        "Job ads": f"{answer['counts']['ads']:,}",
        "Largest resume": f"{answer['max_upload_mb']} MB",
    }.items() <= shown.items()
