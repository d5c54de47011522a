"""What tests of the web application share: a browser, pages that tell of every error, axe, and a resume to give."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

VENDOR = Path(__file__).with_name("vendor")
NAMES = ("chromium", "chromium-browser", "google-chrome")
THEMES = ("light", "dark")
ARGUMENTS = ["--no-sandbox", "--enable-unsafe-swiftshader"]
"""CI runs as root, and draws the map without a graphics card"""


@contextmanager
def started_browser() -> Iterator[Any]:
    """Give a browser; skip without one, or fail where CAREERSPACE_TEST_BROWSER says that there must be one."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = f"no browser here; looked for {', '.join(NAMES)}"
        (pytest.fail if os.environ.get("CAREERSPACE_TEST_BROWSER") else pytest.skip)(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened_page(browser: Any, url: str, *, failing: bool = False, **options: Any) -> Iterator[Any]:
    """Give a page of its own session. Errors of scripts and the console fail the test, unless requests are meant to fail."""
    options = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", "reduced_motion": "reduce"} | options
    context = browser.new_context(base_url=url, **options)
    errors: list[str] = []
    try:
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" and not failing else None)
        yield page
    finally:
        context.close()

    assert [] == errors


def violations(page: Any) -> list[str]:
    """What axe has against the page as it is now: WCAG 2.2 A and AA, the size of targets too, and best practices."""
    page.evaluate(VENDOR.joinpath("axe.min.js").read_text(encoding="utf-8") + ";0")
    result = page.evaluate("axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})")
    return [f"{item['id']}: {json.dumps([node['html'][:160] for node in item['nodes']])}" for item in result["violations"]]


DROPPED = """() => {
  const data = new DataTransfer();
  data.items.add(new File(['A specialist nurse who dresses wounds.'], 'dropped.md'));
  return data;
}"""


def drop(page: Any, selector: str) -> bool:
    """Drop a file on an element; tell whether the browser may go on to open it in the page's place."""
    data = page.evaluate_handle(DROPPED)
    return page.evaluate(
        """([selector, dataTransfer]) => {
          const target = document.querySelector(selector);
          return ['dragover', 'drop'].map((type) =>
            target.dispatchEvent(new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}))).some(Boolean);
        }""",
        [selector, data],
    )


@contextmanager
def held_back(page: Any, pattern: str) -> Iterator[None]:
    """Let requests to these addresses wait until the end of the block."""
    held: list[Any] = []
    over = False

    def hold(route: Any) -> None:
        if over:
            route.continue_()
        else:
            held.append(route)

    page.route(pattern, hold)
    yield
    over = True
    for route in held:
        route.continue_()


def focused(page: Any) -> str:
    """The text of what has the focus."""
    return page.evaluate("document.activeElement === document.body ? 'BODY' : document.activeElement.textContent.trim()")


RESUME = "Ten years on a ward: I dress wounds as a specialist nurse, and I have never used JavaScript. Mail: ada@example.org"
"""found: a nurse's only essential skill; denied: one of a web developer's"""


def give(page: Any, text: str = RESUME) -> None:
    """Paste a resume where a page asks for one."""
    page.get_by_label("Or paste its text").fill(text)
    page.get_by_role("button", name="Match this text").click()


def match(page: Any, address: str = "/", text: str = RESUME) -> None:
    """Open the page of matches with a resume, and wait for the evidence."""
    page.goto(address)
    give(page, text)
    page.get_by_text("essential skills found").first.wait_for()


def chosen_then_and_now(page: Any, label: str, option: str, part: str) -> tuple[str, str]:
    """Choose in a list, which puts `part` into the address; return what the list says after a step back, and forward again."""
    page.get_by_label(label).select_option(option)
    page.wait_for_url(f"**{part}={option}**")
    page.go_back()
    page.wait_for_url(lambda address: part not in address)
    back = page.get_by_label(label).input_value()
    page.go_forward()
    page.wait_for_url(f"**{part}={option}**")
    return back, page.get_by_label(label).input_value()
