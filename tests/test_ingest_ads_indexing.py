from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making_ads import DAY, NOW, changed, closing, make_ad
from small import ESCO, WordEncoder, make_taxonomy

from ingest.ads.centroids import SHRINK, language_means
from ingest.ads.indexing import Ads, Written, index_ads
from ingest.ads.ledger import AdsLedger
from ingest.ads.points import embedded_text
from ingest.ads.sync import erase, sync
from ingest.embeddings import EmbeddingCache
from ingest.eures.record import JobAd, Location, OccupationCode
from ingest.pipeline import index_taxonomy
from search.errors import IndexMismatch
from search.store.base import ADS, OCCUPATIONS, Manifest, point_id, scroll_all
from search.store.embedded import EmbeddedStore


@dataclass
class Installation:
    """A data folder with everything open."""

    store: EmbeddedStore
    encoder: WordEncoder
    cache: EmbeddingCache
    ledger: AdsLedger

    def take(self, ads: Sequence[JobAd], *, mode: str = "delta", now: int = NOW) -> Written | None:
        """Sync and index; what was written, None where nothing was."""
        sync(self.ledger, ads, mode=mode, now=now, max_age_days=90)
        return self.index()[1]

    def index(self, **options: Any) -> tuple[Manifest, Written | None]:
        return index_ads(Ads(self.ledger, **options), self.store, self.encoder, self.cache)

    def rebuild(self, **options: Any) -> None:
        """Build a whole new generation."""
        taxonomy = make_taxonomy(f"1.2.{self.store.current()}")
        index_taxonomy(taxonomy, self.store, self.encoder, self.cache, ads=Ads(self.ledger, **options))

    def ads(self) -> dict[str, dict[str, Any]]:
        """Reference → payload of every ad in the index."""
        reader = self.store.open()
        found = {record.payload["reference"]: record.payload for record in scroll_all(reader, ADS) if record.payload}
        reader.close()
        return found

    def occupation(self, slug: str) -> tuple[dict[str, Any], dict[str, list[float]]]:
        """Payload and vectors of an occupation."""
        reader = self.store.open()
        (record,) = reader.retrieve(OCCUPATIONS, [point_id(f"{ESCO}/occupation/{slug}")], with_vectors=True)
        reader.close()
        return record.payload or {}, record.vector


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    store, encoder = EmbeddedStore(tmp_path / "index"), WordEncoder()
    with EmbeddingCache(tmp_path / "embeddings.sqlite") as cache, AdsLedger(tmp_path / "ads.sqlite") as ledger:
        index_taxonomy(make_taxonomy(), store, encoder, cache)
        yield Installation(store, encoder, cache, ledger)
    store.close()


def test_a_declared_occupation_gives_its_isco_groups_as_derived(installation: Installation) -> None:
    installation.take([make_ad("1", occupation="web", isco_groups=("3",))])

    (ad,) = installation.ads().values()

    assert ["2", "25", "251", "2513", "3"] == ad["isco_groups"]
    assert {"scheme": "isco08", "code": "2513", "origin": "derived"} in ad["occupations"]
    assert [f"{ESCO}/occupation/web"] == ad["occupation_uris"]


def test_an_ad_without_a_known_occupation_gets_predicted_ones_within_its_isco_group(installation: Installation) -> None:
    gone = OccupationCode("esco", uri=f"{ESCO}/occupation/left-the-taxonomy")
    ad = make_ad("1", title="web developer", occupations=(gone,), isco_groups=("5", "53", "532", "5321"))

    installation.take([ad, make_ad("2", title="web developer", text="web developer front-end coder", occupation=None)])

    found = installation.ads()
    assert [f"{ESCO}/occupation/aide"] == found["1"]["predicted_uris"]
    assert [f"{ESCO}/occupation/web"] == found["2"]["predicted_uris"]
    best = next(code for code in found["2"]["occupations"] if code["origin"] == "predicted")
    assert 0.3 < best["score"] <= 1


def test_predictions_feed_no_centroid_unless_asked(installation: Installation) -> None:
    installation.take([make_ad("1", title="web developer", text="web developer front-end coder", occupation=None)])
    without = installation.occupation("web")[0]["n_ads"]

    installation.index(feed_predicted=True)

    assert (0, 1) == (without, installation.occupation("web")[0]["n_ads"])


def test_the_centroid_is_the_descriptions_until_ads_come_and_after_they_went(installation: Installation) -> None:
    ad = make_ad("1", occupation="nurse", title="Nurse", text="Care for patients on the ward.", modified_at=NOW)
    description = installation.occupation("nurse")[1]["description_en"]
    installation.take([ad])
    with_ads = installation.occupation("nurse")
    installation.take([closing(ad, NOW + 1)], now=NOW + 60)

    payload, vectors = installation.occupation("nurse")

    assert 1 == with_ads[0]["n_ads"]
    assert {"121": 1} == with_ads[0]["n_ads_by_source"]
    assert not np.allclose(description, with_ads[1]["centroid_en"], atol=1e-3)
    assert "ads" not in vectors
    assert np.allclose(description, vectors["centroid_en"], atol=1e-6)
    assert 0 == payload["n_ads"]


def test_only_changed_texts_are_embedded_again(installation: Installation) -> None:
    ads = [make_ad(str(n), text=f"You build page number {n} with JavaScript.") for n in range(20)]
    installation.take(ads)
    before = installation.encoder.encoded

    moved = changed(ads[3], countries=("AT",))
    rewritten = changed(ads[4], text="You build something new with CSS.")
    written = installation.take([*ads[:3], moved, rewritten, *ads[5:]], now=NOW + 60)

    assert 1 == installation.encoder.encoded - before
    assert written == Written(written=2, removed=0, embedded=1, occupations=1)
    assert ["AT"] == installation.ads()["3"]["countries"]


def test_an_input_that_changes_nothing_publishes_nothing(installation: Installation) -> None:
    ads = [make_ad(str(n), text=f"Text {n}.") for n in range(3)]
    installation.take(ads)
    generation = installation.store.current()

    written = installation.take(ads, mode="snapshot", now=NOW + 60)

    assert written is None
    assert generation == installation.store.current()


def test_closed_and_expired_ads_leave_the_index(installation: Installation) -> None:
    ads = [make_ad("1", modified_at=NOW), make_ad("2", apply_by=NOW + DAY, text="Another."), make_ad("3", text="A third.")]
    installation.take(ads)

    installation.take([closing(ads[0], NOW + 1)], now=NOW + 2 * DAY)

    assert ["3"] == sorted(installation.ads())


def test_after_a_rollback_the_next_sync_brings_everything(installation: Installation) -> None:
    installation.take([make_ad("1")])
    first = installation.store.current()
    installation.take([make_ad("2", text="Another.")], now=NOW + 60)
    installation.store.activate(first)

    installation.take([make_ad("3", text="A third.")], now=NOW + 120)

    assert ["1", "2", "3"] == sorted(installation.ads())


def test_a_run_killed_before_publishing_is_made_up_for_by_the_next(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ads = [make_ad(str(n), occupation="web", text=f"Text {n}.") for n in range(5)]
    sync(installation.ledger, ads, mode="snapshot", now=NOW, max_age_days=90)
    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedStore, "revise", _refuse)
        with pytest.raises(KeyboardInterrupt):
            installation.index()

    installation.take(ads, mode="snapshot", now=NOW + 60)

    assert 5 == len(installation.ads())
    assert 5 == installation.occupation("web")[0]["n_ads"]


def _refuse(_store: EmbeddedStore, *, purge: bool) -> None:
    raise KeyboardInterrupt


def test_incremental_and_whole_builds_give_the_same_index(installation: Installation, tmp_path: Path) -> None:
    """The whole build has a ledger of its own, which has only ever seen the ads that are left."""
    ads = [make_ad(str(n), occupation=("web", "nurse", "aide")[n % 3], text=f"Text {n}.", modified_at=NOW) for n in range(12)]
    again = changed(ads[3], text="Text again.", modified_at=NOW + 5)
    installation.take(ads[:8])
    installation.take([closing(ads[2], NOW + 5), again], now=NOW + 60)
    installation.take(ads[8:], now=NOW + 120)
    stepwise = (installation.ads(), {slug: installation.occupation(slug) for slug in ("web", "nurse", "aide", "electrician")})

    with AdsLedger(tmp_path / "whole.sqlite") as installation.ledger:
        left = [*ads[:2], again, *ads[4:]]
        sync(installation.ledger, left, mode="delta", now=NOW, max_age_days=90)
        installation.rebuild()
        whole = (installation.ads(), {slug: installation.occupation(slug) for slug in stepwise[1]})

    assert without_release(stepwise[0]) == without_release(whole[0])
    for slug, (payload, vectors) in stepwise[1].items():
        assert payload["n_ads"] == whole[1][slug][0]["n_ads"]
        assert vectors.keys() == whole[1][slug][1].keys()
        for name in ("ads", "centroid_en", "centroid_de"):
            if name in vectors:
                assert np.allclose(vectors[name], whole[1][slug][1][name], atol=1e-5)


def without_release(ads: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {reference: {**payload, "esco_version": ""} for reference, payload in ads.items()}


ERASED = "an unmistakable sentence about wiring"


def holders(folder: Path) -> list[str]:
    """Return the files below a folder that hold the text of the erased ad."""
    return [path.name for path in folder.rglob("*") if path.is_file() and ERASED.encode() in path.read_bytes()]


def test_an_erased_ad_is_in_no_generation_or_file_and_feeds_no_centroid(installation: Installation, tmp_path: Path) -> None:
    ad = make_ad("1", text=ERASED)
    installation.take([ad, make_ad("2", text="Another.")])
    before = holders(tmp_path)

    erase(installation.ledger, [ad.ad_id], NOW)
    installation.index()

    assert before
    assert [] == holders(tmp_path)
    assert 1 == len(installation.store.manifests())
    assert ["2"] == sorted(installation.ads())
    assert 1 == installation.occupation("web")[0]["n_ads"]


def test_a_generation_with_an_erased_ad_that_somebody_reads_goes_with_a_later_ingest(installation: Installation) -> None:
    ad = make_ad("1", text=ERASED)
    installation.take([ad, make_ad("2", text="Another.")])
    held = installation.store.open()

    erase(installation.ledger, [ad.ad_id], NOW)
    installation.index()
    while_held = [manifest.generation for manifest in installation.store.manifests()]
    held.close()
    del held
    installation.index()

    assert [2, 3] == while_held
    assert [3] == [manifest.generation for manifest in installation.store.manifests()]


def test_an_erasure_that_was_killed_is_finished_by_the_next_ingest(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ad = make_ad("1", text=ERASED)
    installation.take([ad, make_ad("2", text="Another.")])
    erase(installation.ledger, [ad.ad_id], NOW)
    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedStore, "revise", _refuse)
        with pytest.raises(KeyboardInterrupt):
            installation.index()

    installation.take([make_ad("3", text="A third.")], now=NOW + 60)

    assert [] == holders(tmp_path)
    assert ["2", "3"] == sorted(installation.ads())


def test_reposts_count_once_in_the_centroid(installation: Installation) -> None:
    place = {"employer": "Example Web Ltd", "locations": (Location("DE", "DE212", city="München"),)}
    text = "You build web pages with JavaScript and CSS. You know accessibility, testing and code review, and you like teams."

    installation.take([make_ad("1", text=text, **place), make_ad("2", text=text, source="261", **place)])

    assert 2 == len(installation.ads())
    assert 1 == installation.occupation("web")[0]["n_ads"]


def test_another_encoder_is_refused(installation: Installation) -> None:
    sync(installation.ledger, [make_ad("1")], mode="delta", now=NOW, max_age_days=90)
    installation.encoder = WordEncoder(identity="another@1")

    with pytest.raises(IndexMismatch, match="another@1"):
        installation.index()


def test_a_new_encoder_embeds_every_ad_again(installation: Installation) -> None:
    installation.take([make_ad("1"), make_ad("2", text="Another.")])
    installation.encoder = WordEncoder(dimension=32, identity="another@1")

    installation.rebuild()

    assert 2 == len(installation.ads())
    assert 32 == len(installation.occupation("web")[1]["ads"])
    assert 2 == installation.occupation("web")[0]["n_ads"]


def test_a_ledger_that_was_begun_anew_is_not_mixed_with_the_old_ones_ads(installation: Installation, tmp_path: Path) -> None:
    installation.take([make_ad("1")])
    with AdsLedger(tmp_path / "another.sqlite") as another:
        installation.ledger = another
        sync(another, [make_ad("2", text="Another.")], mode="delta", now=NOW, max_age_days=90)
        with pytest.raises(IndexMismatch, match="another ledger"):
            installation.index()

        installation.rebuild()

        assert ["2"] == sorted(installation.ads())


def test_the_same_taxonomy_is_built_again_for_another_ledger(installation: Installation, tmp_path: Path) -> None:
    installation.take([make_ad("1")])
    with AdsLedger(tmp_path / "another.sqlite") as another:
        report = index_taxonomy(
            make_taxonomy(), installation.store, installation.encoder, installation.cache, ads=Ads(another)
        )

    assert (False, 0) == (report.unchanged, report.manifest.counts["ads"])


def test_nothing_of_an_erased_ad_is_left_in_the_means(installation: Installation) -> None:
    kept = [make_ad(str(n), text=f"Text {n}.") for n in range(3)]
    installation.take([*kept, make_ad("erased", text="Something else entirely.")])
    erase(installation.ledger, [make_ad("erased").ad_id], NOW)
    installation.index()
    after = language_means(installation.ledger, installation.encoder.identity)["en"]

    vectors = installation.encoder.encode_documents([embedded_text(ad) or "" for ad in kept])
    assert np.allclose(vectors.sum(axis=0) / (3 + SHRINK), after)
