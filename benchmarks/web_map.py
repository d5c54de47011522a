"""Measure the web application in a browser: time to the first useful picture, bytes, and frames while 100,000 points are moved.

    python -m benchmarks.web_map [--ads 100000] [--seconds 3]

It asks the index of CAREERSPACE_DATA_DIR, by a service that has read what it reads when it starts. The map is made of it, with job
ads drawn around its occupations (seed 1), and is kept in a temporary folder. Needs Chromium and Playwright (extra dev). A graphics
card is not used; a browser that can't keep up draws fewer of the ads while the map moves (api/web/map/stage.js).
"""

from __future__ import annotations

import argparse
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from api.app import SERVED, create_app
from search.engine import Engine
from search.logs import configure_logs
from search.map_ads import NEVER, PlacedAds
from search.map_files import StoredMap, make_map, write_map
from search.projection import make_projection
from search.settings import Settings, get_settings

PAGES = (
    ("Match", "/", ".intake"),
    ("Ads", "/ads?q=web+developer", ".ads-heading"),
    ("Map", "/map", ".map-side"),
    ("Map, with the ads", "/map?ads=1", ".map-side select"),
    ("Map, as a table", "/map?view=table", ".rows"),
)
"""name, address, and what is there as soon as the page is of use"""
RUNS = 3
_WATCH = """
const wanted = %r;
const look = () => {
  if (document.querySelector(wanted)) requestAnimationFrame(() => { window.useful = performance.now(); });
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
_COUNT = """() => {
  window.frames_at = [];
  const count = (now) => { window.frames_at.push(now); requestAnimationFrame(count); };
  requestAnimationFrame(count);
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ads", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=3.0)
    asked = parser.parse_args()
    configure_logs("ERROR")
    settings = get_settings()
    engine = Engine.from_settings(settings)
    engine.warm()
    engine.warm_skills()
    with tempfile.TemporaryDirectory() as folder:
        view = engine.view()
        made = with_ads(make_map(view, make_projection(view)), asked.ads)
        write_map(made, Path(folder))
        print(f"{len(made.uris):,} occupations, {asked.ads:,} job ads; medians of {RUNS} runs, each with an empty cache")
        with serving(engine, settings.model_copy(update={"data_dir": Path(folder)})) as url, browser() as chromium:
            print(f"{'page':<20}{'first useful picture':>22}{'transferred':>14}{'requests':>10}")
            for name, address, wanted in PAGES:
                seen = [opened(chromium, url, address, wanted) for _ in range(RUNS)]
                ms, bytes_, requests = (sorted(column)[RUNS // 2] for column in zip(*seen, strict=True))
                print(f"{name:<20}{ms:>19.0f} ms{bytes_ / 1000:>11.0f} kB{requests:>10}", flush=True)
            for points, address in ((len(made.uris), "/map"), (len(made.uris) + asked.ads, "/map?ads=1")):
                print(f"moving {points:,} points by mouse: {moved(chromium, url, address, asked.seconds)}", flush=True)


def with_ads(made: StoredMap, count: int) -> StoredMap:
    """Return the map with drawn ads: some occupations have many of them, most few."""
    random = np.random.default_rng(1)
    weights = random.pareto(1.2, len(made.uris)) + 0.05
    rows = random.choice(len(made.uris), count, p=weights / weights.sum()).astype(np.int32)
    places = (made.places[rows] + random.normal(0, 0.02, (count, 2))).astype(np.float32)
    none = np.zeros(count, dtype=np.int32)
    ids = np.array([f"ad-{number}".encode() for number in range(count)])
    return replace(made, ads=PlacedAds(ids, places, rows, none, np.full(count, NEVER), ("DE",)))


@contextmanager
def serving(engine: Engine, settings: Settings) -> Iterator[str]:
    """Run the service on a free loopback port; give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(engine, settings), **SERVED))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def browser() -> Iterator[Browser]:
    """Give a headless Chromium that draws on the CPU."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@contextmanager
def fresh_page(chromium: Browser, url: str) -> Iterator[Page]:
    """Give a page of a session with an empty cache."""
    context = chromium.new_context(base_url=url, viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def opened(chromium: Browser, url: str, address: str, wanted: str) -> tuple[float, int, int]:
    """Open an address; return ms until it is of use, bytes over the wire, and requests."""
    sizes: list[int] = []
    with fresh_page(chromium, url) as page:
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.add_init_script(_WATCH % wanted)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        useful: Any = None
        while useful is None:  # the page's policy forbids wait_for_function
            page.wait_for_timeout(50)
            useful = page.evaluate("window.useful")
    return useful, int(sum(sizes)), len(sizes)


def moved(chromium: Browser, url: str, address: str, seconds: float) -> str:
    """Drag the map about; return what was seen of it."""
    with fresh_page(chromium, url) as page:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.mouse.move(500, 500)
        page.mouse.down()
        page.evaluate(_COUNT)
        until = time.perf_counter() + seconds
        step = 0
        while time.perf_counter() < until:
            step += 1
            page.mouse.move(500 + 150 * np.sin(step / 15), 500 + 150 * np.cos(step / 15))
        at = np.array(page.evaluate("window.frames_at"))
        page.mouse.up()
    gaps = np.diff(at)
    return f"{1000 / gaps.mean():.0f} frames per second; 95 of 100 frames within {np.quantile(gaps, 0.95):.0f} ms"


if __name__ == "__main__":
    main()
