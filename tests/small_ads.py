"""Twenty small job ads beside the small taxonomy, for tests that need ads in the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from qdrant_client import models
from ram import ram_folder
from small import ESCO, WordEncoder, make_taxonomy

from ingest.ads.points import ad_point, embedded_text
from ingest.embeddings import EmbeddingCache
from ingest.eures.identity import make_handle
from ingest.eures.record import JobAd, Location, OccupationCode, Profile, Salary
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.store.base import ADS, Store
from search.store.embedded import EmbeddedStore

NOW = 1_770_000_000
"""the moment of the tests, 2026-02-02T02:40:00Z"""
DAY = 86_400


def ad_id(reference: str, source: str = "121") -> str:
    """Return the EURES handle of an ad."""
    return make_handle(source, reference)


def make_ad(
    reference: str,
    title: str,
    description: str,
    *,
    source: str = "121",
    country: str = "DE",
    nuts: str | None = None,
    occupation: str | None = None,
    isco: str | None = None,
    days_old: float | None = 10,
    days_left: float | None = None,
    language: str = "en",
    schedule: tuple[str, ...] = ("fulltime",),
    **more: object,
) -> JobAd:
    """Return an ad; `occupation` is the last part of a declared ESCO URI, `days_old` and `days_left` count from NOW."""
    esco = (OccupationCode("esco", uri=f"{ESCO}/occupation/{occupation}"),) if occupation else ()
    group = (OccupationCode("isco08", code=isco),) if isco else ()
    return JobAd(
        ad_id=ad_id(reference, source),
        source_id=source,
        reference=reference,
        created_at=None if days_old is None else int(NOW - days_old * DAY),
        modified_at=NOW - DAY,
        apply_by=None if days_left is None else int(NOW + days_left * DAY),
        language=language,
        profiles={language: Profile(title, description)},
        occupations=(*esco, *group),
        isco_groups=tuple(isco[:length] for length in range(1, len(isco) + 1)) if isco else (),
        locations=(Location(country=country, nuts=nuts, city="Somewhere"),),
        countries=(country,),
        nuts_codes=tuple(nuts[:length] for length in range(2, len(nuts) + 1)) if nuts else (),
        schedule=schedule,
        employer="Example Works",
        apply_url=f"https://jobs.example/{source}/{reference}",
        **more,
    )


WEB = "You build web pages as a web developer and front-end coder with JavaScript."
NURSE = "You dress wounds on the ward as a specialist nurse, a ward nurse."
WIRING = "You install electrical wiring as an electrician and wiring fitter."

ADS_MADE: Sequence[JobAd] = (
    make_ad("web1", "Web developer", WEB, nuts="DE212", occupation="web", remote="yes"),
    make_ad("web2", "Web developer!", WEB, source="261", country="AT", nuts="AT130", occupation="web", days_old=3),
    make_ad("web3", "Web developer, front-end coder", WEB + " In Paris.", country="FR", occupation="web", remote="partly"),
    make_ad("web4", "Web designer", "You style web pages as a site designer.", nuts="DE300", occupation="design"),
    make_ad("web5", "Frontend coder wanted", "A front-end coder for shops on the web.", country="AT", isco="2513"),
    make_ad("web-old", "Web developer until yesterday", WEB, occupation="web", days_left=-1),
    make_ad("nurse1", "Ward nurse", NURSE, nuts="DE212", occupation="nurse", days_left=5, days_old=1),
    make_ad("nurse2", "Specialist nurse", NURSE + " Nights.", occupation="nurse", schedule=("parttime",)),
    make_ad("nurse3", "Nurse, Athens", NURSE + " By the sea.", country="GR", nuts="EL30", occupation="nurse", isco="2221"),
    make_ad("nurse4", "Pflegefachkraft", "Sie versorgen Wunden auf der Station.", language="de", occupation="nurse"),
    make_ad("aide1", "Nursing aide", "You help as a nurse assistant, a nursing aide.", occupation="aide", schedule=()),
    make_ad("aide2", "Nurse assistant", "Nurse assistant for a home.", country="AT", days_old=None),
    make_ad("wire1", "Electrician", WIRING, occupation="electrician", salary=Salary(2800, 3200, "EUR", "month")),
    make_ad("wire2", "Electrician", WIRING, source="261", occupation="electrician"),
    make_ad("wire3", "Electrician", WIRING, source="300", occupation="electrician", country="AT"),
    make_ad("wire4", "Wiring fitter", "Wiring fitter for switchboards in houses.", days_old=40, positions=3),
    make_ad("formula", "=HYPERLINK(1)", "A gardener for parks, trees and lawns.", isco="6113"),
    make_ad("gone", "Cook", "A cook for a school kitchen, soups and bread.", occupation="left-the-taxonomy"),
    make_ad("driver", "Driver", "A driver of lorries, with a licence.", country="FR", isco="8332"),
    make_ad("none", "Helper", "Anything that comes up, at any time."),
)
GROUPS: Mapping[str, str] = {"web2": "web1", "wire2": "wire1", "wire3": "wire1"}
"""near-duplicates: reference → that of the first of its group"""
PREDICTED: Mapping[str, tuple[OccupationCode, ...]] = {
    "web5": (OccupationCode("esco", uri=f"{ESCO}/occupation/web", origin="predicted", score=0.8),),
    "wire4": (OccupationCode("esco", uri=f"{ESCO}/occupation/electrician", origin="predicted", score=0.7),),
}


def ad_points(encoder: WordEncoder, ads: Sequence[JobAd] = ADS_MADE) -> list[models.PointStruct]:
    """Return the points of ads."""
    isco_of = {uri: occupation.code.split(".")[0] for uri, occupation in make_taxonomy().occupations.items()}
    vectors = encoder.encode_documents([embedded_text(ad) or "" for ad in ads])
    return [
        ad_point(
            ad,
            vector,
            dup_group=GROUPS.get(ad.reference, ad.reference),
            isco_of=isco_of,
            predicted=PREDICTED.get(ad.reference, ()),
            stamp={"esco_version": "1.2.1", "model": encoder.identity},
        )
        for ad, vector in zip(ads, vectors, strict=True)
    ]


def publish_ads(store: Store, encoder: WordEncoder, ads: Sequence[JobAd] = ADS_MADE) -> None:
    """Add ads to the published generation, as its next one."""
    writer = store.revise()
    assert writer.base is not None
    writer.upsert(ADS, ad_points(encoder, ads))
    counts = {**writer.base.counts, ADS: writer.count(ADS)}
    writer.publish(replace(writer.base, generation=writer.number, counts=counts))


def publish_taxonomy_and_ads(folder: Path, store: Store, encoder: WordEncoder) -> None:
    """Publish the small taxonomy, then the ads."""
    with EmbeddingCache(folder / "embeddings.sqlite") as cache:
        index_taxonomy(make_taxonomy(), store, encoder, cache)
    publish_ads(store, encoder)


LIVE = {ad.reference for ad in ADS_MADE} - {"web-old"}
"""references of the ads that can still be applied to at NOW"""


@contextmanager
def engine_with_ads() -> Iterator[Engine]:
    """Give an engine over the small taxonomy and these ads, at NOW."""
    with ram_folder() as folder:
        store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
        publish_taxonomy_and_ads(folder, store, encoder)
        yield Engine(store, encoder, clock=lambda: NOW)
        store.close()
