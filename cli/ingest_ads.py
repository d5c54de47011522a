"""`careerspace ingest eures`, `expire` and `erase`: job ads into the index, and out of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.output import out, print_json
from cli.progress import Bars

if TYPE_CHECKING:
    from ingest.ads.indexing import Ads, Written
    from ingest.ads.ledger import AdsLedger
    from ingest.ads.sync import SyncReport
    from ingest.embeddings import EmbeddingCache
    from ingest.eures.raw import Rejected
    from ingest.eures.reader import ReadSummary
    from ingest.eures.record import JobAd
    from search.settings import Settings
    from search.store.base import Manifest

    Indexed = tuple[Manifest, Written | None] | None


class Mode(StrEnum):
    """What an input is of its sources."""

    delta = "delta"
    snapshot = "snapshot"


JsonOption = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]


def eures(
    paths: Annotated[list[str], typer.Argument(help="Files, folders or archives in any format of docs/eures.md, or -.")],
    *,
    mode: Annotated[Mode, typer.Option(help="delta: what changed; snapshot: every active ad of its sources.")] = Mode.delta,
    source: Annotated[str | None, typer.Option(help="Source id of ads that do not name theirs.")] = None,
    format_: Annotated[str | None, typer.Option("--format", help="Format, instead of detecting it.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Close what a snapshot lacks, however much that is.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report, store nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring job ads up to date and publish them.

    Only what changed is stored, embedded and indexed. A run that was stopped has closed nothing; run it again.
    """
    from ingest.eures.reader import ReadSummary, read_ads
    from search.settings import get_settings

    settings, summary = get_settings(), ReadSummary()
    with Bars() as bars:
        records = read_ads(
            [None if path == "-" else Path(path) for path in paths],
            format=format_,
            source=source,
            summary=summary,
            on_progress=lambda done, total: bars.update("read", done, total),
        )
        if dry_run:
            report, indexed, quarantine = _count(records), None, None
        else:
            with open_ledger(settings) as ledger:
                report, quarantine = _sync(ledger, records, mode, settings, force=force)
                bars.finish("read")
                indexed = _index(ledger, settings, bars)
    if as_json:
        print_json({"input": summary.to_json(), "sync": report.to_json(), "index": _as_json(indexed)})
    else:
        out.print(summary.line(), soft_wrap=True, markup=False)
        _print_sync(report, quarantine)
        if not dry_run:
            _print_index(indexed)
    _complain(report, summary, paths)


def _count(records: Iterator[JobAd | Rejected]) -> SyncReport:
    """Read and count, store nothing."""
    from ingest.ads.sync import SyncReport
    from ingest.eures.record import JobAd

    report = SyncReport(run=0, mode="dry-run")
    for record in records:
        if isinstance(record, JobAd):
            report.outcomes["readable"] += 1
            report.warnings.update(record.warnings)
        else:
            report.quarantined(record)
    return report


def _sync(
    ledger: AdsLedger, records: Iterator[JobAd | Rejected], mode: Mode, settings: Settings, *, force: bool
) -> tuple[SyncReport, Path | None]:
    """Bring the ledger up to date; return the report, and the quarantine file where something went there."""
    from ingest.ads.quarantine import Quarantine
    from ingest.ads.sync import sync

    with Quarantine(settings.data_dir / "quarantine" / f"eures-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.jsonl") as quarantine:
        report = sync(
            ledger,
            records,
            mode=mode.value,
            now=int(time.time()),
            max_age_days=settings.ads_max_age_days,
            force=force,
            quarantine=quarantine.put,
        )
    return report, quarantine.path if quarantine.used else None


def _complain(report: SyncReport, summary: ReadSummary, paths: list[str]) -> None:
    """Raise InputError for a run that must not pass for a success: nothing readable, or a snapshot that shrank.

    A delta in which nothing changed is none of these: its documents are known formats without records.
    """
    from search.errors import InputError

    no_news = report.mode == "delta" and summary.documents > 0 and report.read == 0
    if report.read == report.outcomes["quarantined"] and not no_news:
        unread = f"; {report.read:,} records are in quarantine" if report.read else ""
        raise InputError(f"no ad could be read from {', '.join(paths)}{unread}")
    if report.incomplete:
        raise InputError(
            "the snapshot has an archive that could not be read to its end: what was read is stored, and nothing was closed. "
            "Get it again, or close what it lacks with --force"
        )
    if report.withheld:
        sources = (f"{name} ({seen:,} of {before:,})" for name, (before, seen) in report.withheld.items())
        raise InputError(
            f"the snapshot holds less than 70% of the active ads of source {', '.join(sources)}, or none of those known: what it "
            "holds was stored, and nothing was closed. Check that it is complete; --force closes what it lacks"
        )


def expire(*, as_json: JsonOption = False) -> None:
    """Take out what is over by its own date, or was not seen for CAREERSPACE_ADS_MAX_AGE_DAYS. Every ingest does it too."""
    from ingest.ads import sync
    from search.settings import get_settings

    settings = get_settings()
    with Bars() as bars, open_ledger(settings) as ledger:
        report = sync.expire(ledger, int(time.time()), settings.ads_max_age_days)
        indexed = _index(ledger, settings, bars)
    if as_json:
        print_json({"sync": report.to_json(), "index": _as_json(indexed)})
    else:
        _print_sync(report)
        _print_index(indexed)


def erase(
    ads: Annotated[list[str], typer.Argument(help="Ids of ads, as `careerspace ads` shows them.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Erase ads for good: text, vector and point. No later input brings them back."""
    from ingest.ads import sync
    from ingest.ads.points import embedded_text
    from search.errors import UnknownValue
    from search.settings import get_settings

    settings = get_settings()
    with Bars() as bars, open_ledger(settings) as ledger:
        known = ledger.known(ads)
        for ad_id in ads:
            if ad_id not in known:
                raise UnknownValue("ad", ad_id)
        with open_cache(settings) as cache:  # first: afterwards the texts are not known
            cache.forget(text for ad in ledger.records(ads) if (text := embedded_text(ad)))
        sync.erase(ledger, ads, int(time.time()))
        indexed = _index(ledger, settings, bars)
    if as_json:
        print_json({"erased": list(known), "index": _as_json(indexed)})
        return
    out.print(f"Erased {len(known):,} ads; no later input brings them back.")
    _print_index(indexed)


def open_ledger(settings: Settings) -> AdsLedger:
    """Open the ledger of the data folder."""
    from ingest.ads.ledger import AdsLedger

    return AdsLedger(settings.data_dir / "ads.sqlite")


def open_cache(settings: Settings) -> EmbeddingCache:
    """Open the embedding cache of the data folder."""
    from ingest.embeddings import EmbeddingCache

    return EmbeddingCache(settings.data_dir / "embeddings.sqlite")


def ads_of(ledger: AdsLedger, settings: Settings) -> Ads:
    """Return the ads to index, with what the settings say of their centroids."""
    from ingest.ads.indexing import Ads

    return Ads(ledger, settings.centroid_kappa, settings.centroid_predicted)


def _index(ledger: AdsLedger, settings: Settings, bars: Bars) -> Indexed:
    """Bring the published index up to the ledger; None where there is no index yet."""
    from ingest.ads.indexing import index_ads
    from search.encoder import encoder_of
    from search.store import open_store

    store = open_store(settings)
    if store.current() is None:
        return None
    with open_cache(settings) as cache:
        return index_ads(
            ads_of(ledger, settings),
            store,
            encoder_of(settings),
            cache,
            keep=settings.keep_generations,
            progress=lambda done, total: bars.update("ads", done, total),
        )


def _as_json(indexed: Indexed) -> dict[str, Any] | None:
    if indexed is None:
        return None
    manifest, written = indexed
    return {"generation": manifest.generation, "ads": manifest.counts.get("ads", 0), "written": written and asdict(written)}


def _print_sync(report: SyncReport, quarantine: Path | None = None) -> None:
    for line in report.lines():
        out.print(line, soft_wrap=True, markup=False)
    if quarantine:
        out.print(f"quarantine: {quarantine}", soft_wrap=True, markup=False)


def _print_index(indexed: Indexed) -> None:
    if indexed is None:
        out.print("There is no index yet: they are indexed with the next `careerspace ingest esco FILE`.")
        return
    manifest, written = indexed
    ads = f"{manifest.counts.get('ads', 0):,} ads"
    if written is None:
        out.print(f"[bold]Nothing changed[/]: generation {manifest.generation} stays current, with {ads}.")
        return
    out.print(
        f"Indexed {written.written:,} ads, took {written.removed:,} out, embedded {written.embedded:,} texts; "
        f"the centroids of {written.occupations:,} occupations moved.",
        soft_wrap=True,
    )
    out.print(f"[bold green]Published generation {manifest.generation}[/] with {ads}.")
