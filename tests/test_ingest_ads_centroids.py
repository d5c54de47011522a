from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_ads import NOW, closing, make_ad
from ram import ram_folder

from ingest.ads.centroids import Centroid, centroids, job_centroid, update_sums
from ingest.ads.ledger import AdsLedger, Entry
from ingest.ads.sync import sync
from search.encoder import Vectors, unit

MODEL = "word-encoder@1"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[AdsLedger]:
    with AdsLedger(tmp_path / "ads.sqlite") as found:
        yield found


def declared(entry: Entry, _vector: Vectors) -> list[str]:
    return [code.uri for code in entry.ad.occupations if code.uri] if entry.ad else []


def vector(*numbers: float) -> Vectors:
    return unit(np.array([numbers]))[0]


def test_without_ads_the_job_centroid_is_the_description() -> None:
    description = vector(1, 2, 2)

    assert np.array_equal(description, job_centroid(description, None))


def test_the_weight_of_ads_grows_with_their_number() -> None:
    """With κ = 2: n = 2 gives w = ½, so (1, 0) and (0, 1) meet in the middle; n = 6 gives w = ¾, so (¾, ¼) at length 1."""
    along_x, along_y = vector(1, 0), vector(0, 1)

    few = job_centroid(along_x, Centroid(along_y, 2, {"121": 2}), kappa=2)
    many = job_centroid(along_x, Centroid(along_y, 6, {"121": 6}), kappa=2)

    assert np.allclose([0.5**0.5, 0.5**0.5], few)
    assert np.allclose(np.array([0.25, 0.75]) / 0.625**0.5, many)


def test_sources_are_summed_apart_and_joined_by_their_vectors(ledger: AdsLedger) -> None:
    ads = [
        make_ad("1", source="121"),
        make_ad("2", source="261", text="Another text."),
        make_ad("3", source="261", text="A third."),
    ]
    sync(ledger, ads, mode="delta", now=NOW, max_age_days=90)
    entries = list(ledger.changed_since(0))
    vectors = {ads[0].ad_id: vector(1, 0), ads[1].ad_id: vector(0, 1), ads[2].ad_id: vector(0, 1)}

    update_sums(ledger, MODEL, entries, vectors, declared, 1)

    ((_, found),) = centroids(ledger, MODEL)
    assert found is not None
    assert (3, {"121": 1, "261": 2}) == (found.n, found.sources)
    assert np.allclose(vector(1, 2), found.vector)


STEPS = st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["web", "nurse", "close"]), st.integers(0, 99)), max_size=25)


def replay(ledger: AdsLedger, steps: Sequence[tuple[int, str, int]], *, stepwise: bool) -> dict[str, Centroid | None]:
    """Sync every step, and bring the sums up to date after each or only at the end."""
    for number, (name, what, seed) in enumerate(steps, start=1):
        ad = make_ad(str(name), source=str(121 + name % 2), text=f"text {seed}", occupation=what, modified_at=NOW + number)
        record = closing(ad, NOW + number) if what == "close" else ad
        report = sync(ledger, [record], mode="delta", now=NOW + number, max_age_days=90)
        if stepwise:
            bring_up_to_date(ledger, report.run - 1, report.run)
    if not stepwise:
        bring_up_to_date(ledger, 0, ledger.revision)
    return {occupation: found for occupation, found in centroids(ledger, MODEL) if found}


def bring_up_to_date(ledger: AdsLedger, since: int, revision: int) -> None:
    entries = list(ledger.changed_since(since))
    vectors = {}
    for entry in entries:
        if entry.ad:
            text = next(iter(entry.ad.profiles.values())).description
            vectors[entry.ad_id] = unit(np.random.default_rng(int(text.split()[1])).standard_normal((1, 16)))[0]
    update_sums(ledger, MODEL, entries, vectors, declared, revision)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None)
def test_running_sums_equal_a_full_recompute(steps: list[tuple[int, str, int]]) -> None:
    found = []
    for stepwise in (True, False):
        with ram_folder() as folder, AdsLedger(folder / "ads.sqlite") as ledger:
            found.append(replay(ledger, steps, stepwise=stepwise))
    running, recomputed = found

    assert recomputed.keys() == running.keys()
    for occupation, expected in recomputed.items():
        assert expected.n == running[occupation].n
        assert expected.sources == running[occupation].sources
        assert np.allclose(expected.vector, running[occupation].vector, atol=1e-5)
