"""One resume goes through the pages, and every number they show is one that the API answers."""

from __future__ import annotations

import re

import httpx
import pytest
from browsing import RESUME, match


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
        assert expected["label"].lower() in shown.lower()
        assert f"Score {expected['score']:.2f}" in shown
        assert "not calibrated" in shown  # the tiny encoder has no calibration
        assert told(expected["evidence"]["essential"], "essential") in shown
        assert f"{expected['demand']['declared']} live job ad" in shown
        assert f"ISCO skill level {expected['level']['skill_level']}" in shown
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
    assert f"{answer['demand']['predicted']} more ad" in text(page.locator("section[aria-labelledby=demand]"))
    assert [f"{item['score']:.2f}" for item in near] == page.locator(".near-score").all_inner_texts()
    for item, row in zip(near, page.locator(".near li").all(), strict=True):
        shared = item["reasons"]
        assert f"shares {len(shared['shared_essential'])} essential and {len(shared['shared_optional'])} further" in text(row)
        assert f"{item['demand']['declared']} live job ad" in text(row)


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


def test_a_gap(page, api):
    answer = answered(api, "/v1/gap", text=RESUME, to="2513.3")
    match(page)
    page.locator(".match", has_text="web developer").get_by_role("link", name="Skill gap").click()
    page.locator(".gap-sum").wait_for()
    total = text(page.locator(".gap-sum"))

    assert f"{answer['occupation']['essential']['coverage']:.0%}" in total
    assert told(answer["occupation"]["essential"], "essential") in total
    assert [str(len(answer["found"])), str(len(answer["open"]))] == [
        text(page.locator(f"#{name} .num")) for name in ("found", "open")
    ]
    for skill, row in zip(answer["open"], page.locator("section[aria-labelledby=open] .skill").all(), strict=True):
        assert skill["label"] in text(row)
        assert not skill["nearby"] or f"essential for {skill['nearby']} near" in text(row)
        assert not skill["ads"] or f"{skill['ads']} live ad" in text(row)
