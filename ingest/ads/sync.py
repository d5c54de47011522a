"""Records into the ledger: what is new, changed, gone, back, or too old to count.

A *snapshot* holds every active ad of its sources: what it does not hold is closed, per source, at its end. A *delta* holds what
changed: nothing is concluded from what it lacks. In both an older modification time never overwrites a newer one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from ingest.ads.duplicates import block_key, group
from ingest.ads.ledger import ACTIVE, CLOSED, ERASED, EXPIRED, GONE, AdsLedger, Known, encode
from ingest.batches import batched
from ingest.eures.assemble import settle_language
from ingest.eures.raw import Rejected
from ingest.eures.record import JobAd

Mode = Literal["snapshot", "delta"]

CHUNK = 512
"""records decided and committed at once"""
SHRINK_LIMIT = 0.7
"""a snapshot with fewer than this share of a source's active ads closes nothing"""
SHRINK_FROM = 10
"""active ads from which a source is guarded"""
DAY_S = 86_400
MISSED_FOR_S = 20 * 3600
"""how long an ad must be missing, where a snapshot had unreadable records, before a later one without it closes it"""
UNFINISHED = ("archive", "bomb")
"""reasons of quarantine that say that an unknown number of records was not read"""

OUTCOMES = {
    "new": "stored",
    "updated": "stored in place of what was known",
    "reopened": "stored again after it had ended",
    "unchanged": "known as it is",
    "closed": "its sender says that it is gone",
    "expired": "its last day to apply has passed",
    "stale": "older than what is known",
    "repeated": "read in this run already",
    "erased": "the operator had it erased",
    "without_content": "named by a change list that sends no text of it, and not known",
    "quarantined": "unreadable",
    "readable": "of a dry run, which stores nothing",
}
"""what happened to a record → meaning; the counts add up to the records read"""

_COLUMNS = (
    "ad_id", "source_id", "reference", "status", "created_at", "modified_at", "closed_at", "apply_by", "ended_at", "last_seen",
    "seen_run", "read_run", "text_hash", "payload_hash", "changed", "block", "dup_group", "record",
)  # fmt: skip
_KEPT = {"ad_id", "source_id", "reference"}
"""columns that a change leaves as they are"""
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in _KEPT)
_UPSERT = (
    f"INSERT INTO ads ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "  # noqa: S608 - names of our own
    f"ON CONFLICT (ad_id) DO UPDATE SET missed_at = NULL, {_CHANGES}"
)


@dataclass(slots=True)
class SyncReport:
    """What one run did. `outcomes` adds up to `read`; `swept` and `aged` ads were not in the input."""

    run: int
    mode: str
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """reason of quarantine → records"""
    warnings: Counter[str] = field(default_factory=Counter)
    """what was mended or left out in new and changed ads → ads"""
    sources: set[str] = field(default_factory=set)
    """those with an active ad in the input"""
    fresh: Counter[str] = field(default_factory=Counter)
    """source → ads of the input that were not active before"""
    swept: dict[str, int] = field(default_factory=dict)
    """source → ads closed because the snapshot lacks them"""
    waiting: dict[str, int] = field(default_factory=dict)
    """source → ads that the snapshot lacks and that stay for now, because it had unreadable records"""
    withheld: dict[str, tuple[int, int]] = field(default_factory=dict)
    """source → (active ads known, active ads in the snapshot) where it shrank too much to believe"""
    incomplete: bool = False
    """the snapshot had a damaged or refused archive: nothing was closed, whatever it lacks"""
    aged: int = 0
    """ads that expired since the last run: by their own date, or not seen for too long"""
    regrouped: int = 0
    """ads whose group of near-duplicates changed"""

    @property
    def read(self) -> int:
        """Records in the input, readable or not."""
        return self.outcomes.total()

    def quarantined(self, rejected: Rejected) -> None:
        """Count a record that can't be read."""
        self.outcomes["quarantined"] += 1
        self.reasons[rejected.reason] += 1

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `outcomes` has every one of OUTCOMES."""
        return {
            "run": self.run,
            "mode": self.mode,
            "read": self.read,
            "outcomes": {name: self.outcomes[name] for name in OUTCOMES},
            "quarantined": dict(sorted(self.reasons.items())),
            "warnings": dict(sorted(self.warnings.items())),
            "not_in_snapshot": {"closed": self.swept, "kept_for_now": self.waiting, "withheld": list(self.withheld)},
            "incomplete": self.incomplete,
            "expired": self.aged,
            "regrouped": self.regrouped,
        }

    def lines(self) -> list[str]:
        """Return the summary for people: the records, then what was not in the input."""
        parts = ", ".join(f"{self.outcomes[name]:,} {name.replace('_', ' ')}" for name in OUTCOMES if self.outcomes[name])
        found = [f"{self.read:,} records: {parts or 'none'}"]
        for title, counts in (("quarantined", self.reasons), ("mended or left out", self.warnings)):
            if counts:
                found.append(f"{title}: " + ", ".join(f"{n:,} {name}" for name, n in counts.most_common()))
        for title, ads in (
            ("not in the snapshot, closed", self.swept),
            ("not in the snapshot, kept until the next one because of unreadable records", self.waiting),
        ):
            found += [f"{title}: " + ", ".join(f"{n:,} of source {source}" for source, n in ads.items())] if ads else []
        found += [f"expired by their date or age: {self.aged:,}"] if self.aged else []
        found += [f"regrouped near-duplicates: {self.regrouped:,}"] if self.regrouped else []
        return found


def sync(
    ledger: AdsLedger,
    records: Iterable[JobAd | Rejected],
    *,
    mode: Mode,
    now: int,
    max_age_days: int,
    force: bool = False,
    quarantine: Callable[[Rejected], None] = lambda _rejected: None,
) -> SyncReport:
    """Bring the ledger up to date with an input, in chunks that are each committed whole.

    `now` is in seconds since 1970. Ads not seen for `max_age_days` expire. `force` sweeps also after a snapshot that shrank, or
    had unreadable records. Closing comes last: a run that is killed, or whose input ends in an error, has closed nothing that
    its records did not close themselves.
    """
    report = SyncReport(ledger.begin(mode, now), mode)
    for chunk in batched(records, CHUNK):
        ads = [item for item in chunk if isinstance(item, JobAd)]
        for item in chunk:
            if isinstance(item, Rejected):
                quarantine(item)
                report.quarantined(item)
        if ads:
            _Chunk(ledger, report, mode, now).store(ads)
    _expire(ledger, report, now, max_age_days)  # first: what is over anyway is not what a snapshot lacks
    if mode == "snapshot":
        _sweep(ledger, report, now, force=force)
    settle_groups(ledger, report.run, report)
    ledger.finish(report.run, now)
    return report


def erase(ledger: AdsLedger, ids: Sequence[str], now: int) -> None:
    """Turn ads into tombstones without text that no later input brings back.

    The run is finished by the next indexing, which purges what it erased.
    """
    run = ledger.begin("erase", now)
    _bury(ledger, f"ad_id IN ({','.join('?' * len(ids))})", ids, ERASED, run, now)
    with ledger.transaction() as db:
        db.execute("DELETE FROM frozen")  # the means are made again, without what these ads had in them
    settle_groups(ledger, run)


def expire(ledger: AdsLedger, now: int, max_age_days: int) -> SyncReport:
    """Expire what is over by its own date, or was not seen for `max_age_days`; needs no input."""
    report = SyncReport(ledger.begin("expire", now), "expire")
    _expire(ledger, report, now, max_age_days)
    settle_groups(ledger, report.run, report)
    ledger.finish(report.run, now)
    return report


class _Chunk:
    """Decides on up to CHUNK ads and writes what follows in one transaction."""

    def __init__(self, ledger: AdsLedger, report: SyncReport, mode: Mode, now: int) -> None:
        self._ledger = ledger
        self._report = report
        self._mode = mode
        self._now = now
        self._mentioned: list[str] = []
        self._read: list[tuple[int | None, int | None, str]] = []
        self._rows: dict[str, tuple[object, ...]] = {}
        self._blocks: set[str] = set()

    def store(self, ads: Sequence[JobAd]) -> None:
        known = self._ledger.known({ad.ad_id for ad in ads})
        for ad in _newest(ads, self._report.outcomes):
            outcome = self._decide(ad, known.get(ad.ad_id))
            self._report.outcomes[outcome] += 1
        self._write()

    def _decide(self, ad: JobAd, known: Known | None) -> str:
        """Return one of OUTCOMES, and note what has to be written."""
        if ad.status == ACTIVE:
            self._report.sources.add(ad.source_id)
        if known and known.status == ERASED:
            return "erased"
        if _is_mention(ad):
            if known is None or known.status != ACTIVE:
                return "without_content"
            self._mentioned.append(ad.ad_id)
            return "unchanged"
        if known is None:
            return self._end_or_put(ad, None, "new")
        again = known.read_run == self._report.run
        if again and _order(ad) <= _known_order(known):
            return "repeated"
        return self._compare(ad, known)

    def _compare(self, ad: JobAd, known: Known) -> str:
        """Decide on a record of an ad that is known; at equal or missing times a closing wins."""
        if _is_older(ad, known):
            return self._touch(ad, "stale")
        if ad.status == CLOSED or _is_over(ad, self._now):
            return self._end_or_put(ad, known, "updated")
        if known.status == ACTIVE:
            if (ad.text_hash, ad.payload_hash) == (known.text_hash, known.payload_hash):
                return self._touch(ad, "unchanged")
            return self._put(_created(ad, known.created_at), ACTIVE, known, "updated")
        if not self._is_back(ad, known):
            return self._touch(ad, "stale")
        if known.status in (CLOSED, GONE):
            ad = msgspec.structs.replace(ad, created_at=_reopened_at(ad, known, self._now))
        return self._put(ad, ACTIVE, known, "reopened")

    def _end_or_put(self, ad: JobAd, known: Known | None, outcome: str) -> str:
        """Store a record as what it is: closed, over by its own date, or active."""
        status = CLOSED if ad.status == CLOSED else EXPIRED if _is_over(ad, self._now) else ACTIVE
        if known and (known.status == status != ACTIVE or (status == EXPIRED and known.status != ACTIVE)):
            return self._touch(ad, "unchanged")
        return self._put(ad, status, known, outcome if status == ACTIVE else status)

    def _is_back(self, ad: JobAd, known: Known) -> bool:
        """Tell whether an active record brings back an ad that had ended.

        A snapshot does, unless the sender closed the ad at a time that the record does not reach. A delta does when it says that
        the ad was changed later: an old one may be read again.
        """
        mine = _changed_at(ad)
        if self._mode == "snapshot":
            return known.status != CLOSED or known.closed_at is None or mine is None or mine > known.closed_at
        ended = _known_at(known) if known.status != CLOSED or known.closed_at else known.ended_at
        return mine is not None and mine > (ended or known.ended_at or 0)

    def _touch(self, ad: JobAd, outcome: str) -> str:
        """Note that an ad was read, and that its sender touched it: what is older from now on is stale."""
        self._read.append((ad.modified_at, ad.closed_at, ad.ad_id))
        return outcome

    def _put(self, ad: JobAd, status: str, known: Known | None, outcome: str) -> str:
        """Note a row to be written; `ad` still has the hashes of the input, which later inputs are compared with.

        An ad that does not say when it was created counts from when it was first seen.
        """
        if ad.created_at is None:
            ad = _created(ad, (known.created_at if known else None) or self._now)
        settled = settle_language(ad) if status == ACTIVE else ad
        block = block_key(settled) if status == ACTIVE else None
        self._blocks |= {name for name in (block, known.block if known else None) if name}
        run, ended_at = self._report.run, None if status == ACTIVE else self._now
        closed_at = (ad.closed_at or ad.modified_at) if status == CLOSED else None
        record = encode(settled) if status == ACTIVE else None
        self._rows[ad.ad_id] = (
            ad.ad_id, ad.source_id, ad.reference, status, ad.created_at, ad.modified_at, closed_at, ad.apply_by, ended_at,
            self._now, run, run, ad.text_hash, ad.payload_hash, run, block, ad.ad_id, record,
        )  # fmt: skip
        if status == ACTIVE:
            self._report.warnings.update(settled.warnings)
        if outcome in ("new", "reopened"):
            self._report.fresh[ad.source_id] += 1
        return outcome

    def _write(self) -> None:
        run, now = self._report.run, self._now
        with self._ledger.transaction() as db:
            db.executemany(_UPSERT, self._rows.values())
            db.executemany(
                "UPDATE ads SET modified_at = max(coalesce(modified_at, 0), coalesce(?, modified_at)), "
                "closed_at = iif(status = 'closed', max(coalesce(closed_at, 0), coalesce(?, closed_at)), closed_at), "
                "last_seen = ?, seen_run = ?, read_run = ?, missed_at = NULL WHERE ad_id = ?",
                ((modified, closed, now, run, run, ad_id) for modified, closed, ad_id in self._read),
            )
            db.executemany(
                "UPDATE ads SET last_seen = ?, seen_run = ?, missed_at = NULL WHERE ad_id = ?",
                ((now, run, ad_id) for ad_id in self._mentioned),
            )
            db.executemany("INSERT OR IGNORE INTO unsettled_blocks VALUES (?)", ((block,) for block in self._blocks))


def _newest(ads: Sequence[JobAd], outcomes: Counter[str]) -> Iterator[JobAd]:
    """Yield each ad of a chunk once, the newest version of it; count the others as repeated."""
    best: dict[str, JobAd] = {}
    for ad in ads:
        if ad.ad_id in best:
            outcomes["repeated"] += 1
        if ad.ad_id not in best or _order(ad) > _order(best[ad.ad_id]):
            best[ad.ad_id] = ad
    yield from best.values()


_Order = tuple[int, bool, bool, str, str]


def _order(ad: JobAd) -> _Order:
    """Return what decides between two records of one ad in one input: time, a closing, a text; then any, but always the same."""
    return (_changed_at(ad) or 0, ad.status == CLOSED, not _is_mention(ad), ad.payload_hash, ad.text_hash)


def _known_order(known: Known) -> _Order:
    return (_known_at(known) or 0, known.status == CLOSED, True, known.payload_hash, known.text_hash)


def _is_mention(ad: JobAd) -> bool:
    """Tell whether a record only says that an ad exists, as change lists do."""
    return ad.status == ACTIVE and "content_missing" in ad.warnings


def _changed_at(ad: JobAd) -> int | None:
    """Return when the sender last changed this ad."""
    times = [time for time in (ad.modified_at, ad.closed_at) if time is not None]
    return max(times, default=None)


def _known_at(known: Known) -> int | None:
    """Return when its sender last changed what is known; an ad that is missing or too old was not changed by that."""
    times = [known.modified_at] + ([known.closed_at] if known.status == CLOSED else [])
    return max((time for time in times if time is not None), default=None)


def _is_older(ad: JobAd, known: Known) -> bool:
    mine, theirs = _changed_at(ad), _known_at(known)
    return mine is not None and theirs is not None and mine < theirs


def _is_over(ad: JobAd, now: int) -> bool:
    return ad.apply_by is not None and ad.apply_by < now


def _created(ad: JobAd, at_least: int | None) -> JobAd:
    """Return the ad with a creation time, no earlier than one: a re-opened ad stays young when it is changed."""
    created = max((time for time in (ad.created_at, at_least) if time is not None), default=None)
    return msgspec.structs.replace(ad, created_at=created)


def _reopened_at(ad: JobAd, known: Known, now: int) -> int:
    """Return the creation time of an ad that is back: its own where that is later than the end, else that of its change."""
    ended = known.closed_at or known.ended_at or 0
    return next((time for time in (ad.created_at, ad.modified_at) if time is not None and time > ended), now)


def _sweep(ledger: AdsLedger, report: SyncReport, now: int, *, force: bool) -> None:
    """Close what a finished snapshot lacks, source by source.

    Not where an archive broke off, nor where too few of a source's ads are left, or none of those known. Where a record could not
    be read it may be any of the missing ads: these wait for a later snapshot that lacks them too.
    """
    report.incomplete = any(report.reasons[reason] for reason in UNFINISHED) and not force
    doubtful = report.outcomes["quarantined"] > 0 and not force
    for source in sorted(report.sources):
        seen, lacking = _counts(ledger, source, report.run)
        kept = seen - report.fresh[source]
        before = lacking + kept
        unseen = "source_id = ? AND status = 'active' AND seen_run < ?"
        values: tuple[object, ...] = (source, report.run)
        if not lacking:
            continue
        if report.incomplete:
            report.waiting[source] = lacking
            continue
        if before >= SHRINK_FROM and (seen < SHRINK_LIMIT * before or not kept) and not force:
            report.withheld[source] = (before, seen)
            continue
        if doubtful:
            with ledger.transaction() as db:
                db.execute(f"UPDATE ads SET missed_at = coalesce(missed_at, ?) WHERE {unseen}", (now, *values))  # noqa: S608
            unseen, values = f"{unseen} AND missed_at <= ?", (*values, now - MISSED_FOR_S)
        closed = _bury(ledger, unseen, values, GONE, report.run, now)
        if closed:
            report.swept[source] = closed
        if lacking > closed:
            report.waiting[source] = lacking - closed


def _counts(ledger: AdsLedger, source: str, run: int) -> tuple[int, int]:
    """Return how many active ads of a source a run has seen, and how many not."""
    query = (
        "SELECT coalesce(sum(seen_run = ?), 0), coalesce(sum(seen_run < ?), 0) FROM ads "
        "WHERE source_id = ? AND status = 'active'"
    )
    seen, lacking = next(ledger.read(query, (run, run, source)))
    return int(seen), int(lacking)


def _expire(ledger: AdsLedger, report: SyncReport, now: int, max_age_days: int) -> None:
    where = "status = 'active' AND (apply_by < ? OR last_seen < ?)"
    report.aged = _bury(ledger, where, (now, now - max_age_days * DAY_S), EXPIRED, report.run, now)


def _bury(ledger: AdsLedger, where: str, values: Sequence[object], status: str, run: int, now: int) -> int:
    """Turn the ads of a condition into tombstones; return their number."""
    with ledger.transaction() as db:
        db.execute(
            f"INSERT OR IGNORE INTO unsettled_blocks SELECT DISTINCT block FROM ads WHERE block IS NOT NULL AND {where}",  # noqa: S608
            values,
        )
        done = db.execute(
            f"UPDATE ads SET status = ?, ended_at = ?, changed = ?, block = NULL, dup_group = ad_id, record = NULL WHERE {where}",  # noqa: S608
            (status, now, run, *values),
        )
    return done.rowcount


def settle_groups(ledger: AdsLedger, run: int, report: SyncReport | None = None) -> None:
    """Group the near-duplicates of every block in which something changed; each block is settled whole or later."""
    for (block,) in list(ledger.read("SELECT block FROM unsettled_blocks ORDER BY block")):
        present = ledger.block(block)
        groups: Mapping[str, str] = group([ad for ad, _ in present])
        moved = [(groups[ad.ad_id], run, ad.ad_id) for ad, before in present if groups[ad.ad_id] != before]
        with ledger.transaction() as db:
            db.executemany("UPDATE ads SET dup_group = ?, changed = ? WHERE ad_id = ?", moved)
            db.execute("DELETE FROM unsettled_blocks WHERE block = ?", (block,))
        if report:
            report.regrouped += len(moved)
