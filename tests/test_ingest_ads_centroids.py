from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_ads import NOW, closing, make_ad
from ram import ram_folder

from ingest.ads.centroids import (
    Sum,
    ads_centroid,
    freeze_means,
    job_centroid,
    language_means,
    moved_sums,
    update_sums,
)
from ingest.ads.ledger import AdsLedger, Entry
from ingest.ads.sync import sync
from ingest.eures.record import JobAd
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


def ads(n: int, total: Vectors, language: str = "en", source: str = "121") -> Sum:
    return Sum(source, language, n, total.astype(np.float64))


NOWHERE = np.zeros(2, dtype=np.float32)


def test_without_ads_the_job_centroid_is_the_description() -> None:
    description = vector(1, 2, 2)

    assert np.array_equal(description, job_centroid(description, np.zeros(3, dtype=np.float32), [], "en", {}))


def test_the_weight_of_ads_grows_with_their_number() -> None:
    """With κ = 2: n = 2 gives w = ½, so (1, 0) and (0, 1) meet in the middle; n = 6 gives w = ¾, so (¼, ¾) at length 1."""
    along_x, along_y = vector(1, 0), vector(0, 1)

    few = job_centroid(along_x, NOWHERE, [ads(2, 2 * along_y)], "en", {}, kappa=2)
    many = job_centroid(along_x, NOWHERE, [ads(6, 6 * along_y)], "en", {}, kappa=2)

    assert np.allclose([0.5**0.5, 0.5**0.5], few)
    assert np.allclose(np.array([0.25, 0.75]) / 0.625**0.5, many)


def test_ads_in_another_language_weigh_a_quarter() -> None:
    """With κ = 1, four ads weigh one: w = ½."""
    found = job_centroid(vector(1, 0), NOWHERE, [ads(4, 4 * vector(0, 1), "de")], "en", {}, kappa=1)

    assert np.allclose([0.5**0.5, 0.5**0.5], found)


def test_what_all_ads_of_a_language_share_is_taken_out() -> None:
    """Every ad points along x by 0.6; without that, these two point along y: κ = 2 and n = 2 give w = ½ of it."""
    two = ads(2, 2 * vector(0.6, 0.8))

    found = job_centroid(vector(1, 0), NOWHERE, [two], "en", {"en": np.array([0.6, 0.0])}, kappa=2)

    assert np.allclose([0.5**0.5, 0.5**0.5], found)


def test_a_centroid_stays_as_far_from_the_mean_of_descriptions_as_its_description() -> None:
    """D − m = (0, 0.8); with w = ½ half of its direction is that of the ads, (1, 0): m + 0.8·(½√2, ½√2)."""
    mean = np.array([0.6, 0.0], dtype=np.float32)

    found = job_centroid(vector(0.6, 0.8), mean, [ads(2, 2 * vector(1, 0))], "en", {}, kappa=2)

    expected = np.array([0.6 + 0.8 * 0.5**0.5, 0.8 * 0.5**0.5])
    assert np.allclose(expected / np.linalg.norm(expected), found)


def test_sources_and_languages_are_summed_apart(ledger: AdsLedger) -> None:
    made = [make_ad("1"), make_ad("2", source="261", text="Another."), make_ad("3", source="261", text="Drei.", language="de")]
    sync(ledger, made, mode="delta", now=NOW, max_age_days=90)
    vectors = dict(zip((ad.ad_id for ad in made), (vector(1, 0), vector(0, 1), vector(0, 1)), strict=True))

    update_sums(ledger, MODEL, list(ledger.changed_since(0)), vectors, declared, 1)

    ((_, sums),) = moved_sums(ledger, MODEL)
    assert [("121", "en", 1), ("261", "de", 1), ("261", "en", 1)] == [
        (found.source_id, found.language, found.n) for found in sums
    ]
    assert np.allclose(vector(1, 2), ads_centroid(sums))


def test_the_mean_of_a_language_is_shrunk_while_there_are_few_ads_and_frozen_until_many_more_came(ledger: AdsLedger) -> None:
    """One ad: 1 / (1 + 20) of it. A second is more than a quarter more: frozen anew."""
    seen = []
    for number in (1, 2):
        ad = make_ad(str(number), text=f"Text {number}.")
        report = sync(ledger, [ad], mode="delta", now=NOW, max_age_days=90)
        entries = list(ledger.changed_since(report.run - 1))
        update_sums(ledger, MODEL, entries, {ad.ad_id: vector(3, 4)}, declared, report.run)
        freeze_means(ledger, MODEL, report.run)
        seen.append(language_means(ledger, MODEL)["en"])

    assert np.allclose([[0.6 / 21, 0.8 / 21], [1.2 / 22, 1.6 / 22]], seen)


def test_a_mean_is_frozen_anew_where_ads_were_replaced_by_as_many_others(ledger: AdsLedger) -> None:
    found = []
    for step, (names, at) in enumerate((("abcd", vector(1, 0)), ("efgh", vector(0, 1)))):
        ads = [make_ad(name, text=f"Text {name}.") for name in names]
        report = sync(ledger, ads, mode="snapshot", now=NOW + step, max_age_days=90, force=True)
        entries = list(ledger.changed_since(report.run - 1))
        update_sums(ledger, MODEL, entries, {ad.ad_id: at for ad in ads}, declared, report.run)
        freeze_means(ledger, MODEL, report.run)
        found.append(language_means(ledger, MODEL)["en"])

    assert np.allclose([[4 / 24, 0], [0, 4 / 24]], found)


def test_a_few_more_ads_do_not_move_every_centroid(ledger: AdsLedger) -> None:
    def take(ads: list[JobAd]) -> int:
        report = sync(ledger, ads, mode="delta", now=NOW, max_age_days=90)
        entries = list(ledger.changed_since(report.run - 1))
        update_sums(ledger, MODEL, entries, {entry.ad_id: vector(3, 4) for entry in entries}, declared, report.run)
        freeze_means(ledger, MODEL, report.run)
        return report.run

    first = take([make_ad(str(n), text=f"Text {n}.", occupation=("web", "nurse")[n % 2]) for n in range(10)])
    take([make_ad("more", text="More.", occupation="nurse")])
    few = [occupation.rpartition("/")[2] for occupation, _ in moved_sums(ledger, MODEL, first)]
    take([make_ad(f"many {n}", text=f"Many {n}.", occupation="nurse") for n in range(10)])
    many = [occupation.rpartition("/")[2] for occupation, _ in moved_sums(ledger, MODEL, first)]

    assert (["nurse"], ["nurse", "web"]) == (few, many)


STEPS = st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["web", "nurse", "close"]), st.integers(0, 99)), max_size=25)


def replay(ledger: AdsLedger, steps: Sequence[tuple[int, str, int]], *, stepwise: bool) -> dict[str, list[Sum]]:
    """Sync every step, and bring the sums up to date after each or only at the end."""
    for number, (name, what, seed) in enumerate(steps, start=1):
        ad = make_ad(str(name), source=str(121 + name % 2), text=f"text {seed}", occupation=what, modified_at=NOW + number)
        record = closing(ad, NOW + number) if what == "close" else ad
        report = sync(ledger, [record], mode="delta", now=NOW + number, max_age_days=90)
        if stepwise:
            bring_up_to_date(ledger, report.run - 1, report.run)
    if not stepwise:
        bring_up_to_date(ledger, 0, ledger.revision)
    return {occupation: found for occupation, found in moved_sums(ledger, MODEL) if found}


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
        assert [(one.source_id, one.language, one.n) for one in expected] == [
            (one.source_id, one.language, one.n) for one in running[occupation]
        ]
        assert np.allclose(ads_centroid(expected), ads_centroid(running[occupation]), atol=1e-5)
