from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_ads import DAY, NOW, changed, closing, make_ad
from ram import ram_folder

from ingest.ads.ledger import AdsLedger
from ingest.ads.sync import SyncReport, erase, expire, sync
from ingest.eures.raw import Rejected
from ingest.eures.record import JobAd, Location
from search.errors import StoreLocked

BROKEN = Rejected("ads.zip!7.xml", "malformed", "line 3")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[AdsLedger]:
    with AdsLedger(tmp_path / "ads.sqlite") as found:
        yield found


def run(ledger: AdsLedger, records: Iterable[JobAd | Rejected], mode: str = "delta", now: int = NOW, **options) -> SyncReport:
    return sync(ledger, records, mode=mode, now=now, max_age_days=90, **options)


def statuses(ledger: AdsLedger) -> dict[str, str]:
    return dict(ledger.read("SELECT reference, status FROM ads ORDER BY reference"))


def created(ledger: AdsLedger, reference: str) -> int:
    return next(ledger.read("SELECT created_at FROM ads WHERE reference = ?", (reference,)))[0]


def outcomes(report: SyncReport) -> dict[str, int]:
    return {name: n for name, n in report.outcomes.items() if n}


def test_a_second_run_of_the_same_input_changes_nothing(ledger: AdsLedger) -> None:
    ads = [make_ad(str(n), text=f"Text number {n} about web pages.") for n in range(20)]
    run(ledger, ads, "snapshot")
    before = list(ledger.read("SELECT ad_id, status, changed, record FROM ads ORDER BY ad_id"))

    second = run(ledger, ads, "snapshot", now=NOW + 60)

    assert {"unchanged": 20} == outcomes(second)
    assert before == list(ledger.read("SELECT ad_id, status, changed, record FROM ads ORDER BY ad_id"))


def test_the_outcomes_add_up_to_the_records_read(ledger: AdsLedger) -> None:
    old = make_ad("old", modified_at=NOW - DAY)
    run(ledger, [old, make_ad("kept")])

    report = run(
        ledger,
        [
            make_ad("fresh"),
            make_ad("kept"),
            changed(old, text="Another text.", modified_at=NOW),
            changed(old, text="An older text.", modified_at=NOW - 2 * DAY),
            make_ad("over", apply_by=NOW - 1),
            closing(make_ad("unknown"), NOW),
            BROKEN,
        ],
    )

    assert 7 == report.read == sum(outcomes(report).values())
    assert {"new": 1, "unchanged": 1, "updated": 1, "repeated": 1, "expired": 1, "closed": 1, "quarantined": 1} == outcomes(
        report
    )


class TestSnapshot:
    def test_closes_what_it_does_not_hold(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad(str(n)) for n in range(5)], "snapshot")

        report = run(ledger, [make_ad(str(n)) for n in range(4)], "snapshot", now=NOW + 60)

        assert {"121": 1} == report.swept
        assert "gone" == statuses(ledger)["4"]

    def test_never_closes_ads_of_another_source(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad("1", source="121"), make_ad("2", source="261")], "snapshot")

        run(ledger, [make_ad("1", source="121")], "snapshot", now=NOW + 60)

        assert {"1": "active", "2": "active"} == statuses(ledger)

    def test_that_shrank_by_more_than_thirty_percent_closes_nothing(self, ledger: AdsLedger) -> None:
        ads = [make_ad(str(n)) for n in range(20)]
        run(ledger, ads, "snapshot")

        report = run(ledger, ads[:13], "snapshot", now=NOW + 60)

        assert {"121": (20, 13)} == report.withheld
        assert {"active"} == set(statuses(ledger).values())

    def test_does_not_count_as_shrunk_by_ads_that_are_over(self, ledger: AdsLedger) -> None:
        lasting = [make_ad(f"lasting {n}") for n in range(12)]
        run(ledger, [*lasting, *(make_ad(str(n), apply_by=NOW + DAY) for n in range(8))], "snapshot")

        report = run(ledger, lasting, "snapshot", now=NOW + 2 * DAY)

        assert ({}, 8) == (report.withheld, report.aged)

    def test_that_shrank_by_thirty_percent_closes(self, ledger: AdsLedger) -> None:
        ads = [make_ad(str(n)) for n in range(20)]
        run(ledger, ads, "snapshot")

        report = run(ledger, ads[:14], "snapshot", now=NOW + 60)

        assert {"121": 6} == report.swept

    def test_that_holds_none_of_the_ads_known_closes_nothing_however_many_are_new(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad(str(n)) for n in range(20)], "snapshot")

        report = run(ledger, [make_ad(f"other {n}") for n in range(40)], "snapshot", now=NOW + 60)

        assert {"121": (20, 40)} == report.withheld

    def test_that_shrank_closes_when_forced(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad(str(n)) for n in range(20)], "snapshot")

        report = run(ledger, [make_ad("1")], "snapshot", now=NOW + 60, force=True)

        assert {"121": 19} == report.swept

    def test_without_any_ad_closes_nothing(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad("1")], "snapshot")

        run(ledger, [], "snapshot", now=NOW + 60)

        assert {"1": "active"} == statuses(ledger)

    def test_with_unreadable_records_closes_only_what_that_of_a_day_before_lacked_too(self, ledger: AdsLedger) -> None:
        ads = [make_ad(str(n)) for n in range(5)]
        run(ledger, ads, "snapshot")

        first, again, next_day = (
            run(ledger, [*ads[:4], BROKEN], "snapshot", now=NOW + seconds) for seconds in (60, 120, 60 + DAY)
        )

        assert [({}, {"121": 1})] * 2 == [(first.swept, first.waiting), (again.swept, again.waiting)]
        assert {"121": 1} == next_day.swept

    def test_with_an_archive_that_broke_off_closes_nothing_however_often(self, ledger: AdsLedger) -> None:
        ads = [make_ad(str(n)) for n in range(5)]
        run(ledger, ads, "snapshot")

        reports = [run(ledger, [*ads[:4], Rejected("ads.zip", "archive", "")], "snapshot", now=NOW + n) for n in range(3)]

        assert [(True, {"121": 1})] * 3 == [(report.incomplete, report.waiting) for report in reports]
        assert "active" == statuses(ledger)["4"]

    def test_an_ad_that_was_readable_again_between_is_not_closed(self, ledger: AdsLedger) -> None:
        ads = [make_ad(str(n)) for n in range(5)]
        run(ledger, ads, "snapshot")
        run(ledger, [*ads[:4], BROKEN], "snapshot", now=NOW + 60)
        run(ledger, ads, "snapshot", now=NOW + 120)

        run(ledger, [*ads[:4], BROKEN], "snapshot", now=NOW + 2 * DAY)

        assert "active" == statuses(ledger)["4"]

    def test_that_ends_in_an_error_closes_nothing(self, ledger: AdsLedger) -> None:
        ads = [make_ad(str(n)) for n in range(2000)]
        run(ledger, ads, "snapshot")

        def broken_off() -> Iterator[JobAd]:
            yield from ads[:1500]
            raise OSError("the disk is gone")

        with pytest.raises(OSError, match="the disk is gone"):
            run(ledger, broken_off(), "snapshot", now=NOW + 60)

        assert {"active"} == set(statuses(ledger).values())

    def test_brings_back_an_ad_that_an_earlier_one_lacked(self, ledger: AdsLedger) -> None:
        ads = [make_ad(str(n), created_at=NOW - DAY, modified_at=NOW - DAY) for n in range(5)]
        run(ledger, ads, "snapshot")
        run(ledger, ads[:4], "snapshot", now=NOW + 60)

        report = run(ledger, ads, "snapshot", now=NOW + 120)

        assert {"unchanged": 4, "reopened": 1} == outcomes(report)
        assert NOW + 120 == created(ledger, "4")


class TestDelta:
    def test_concludes_nothing_from_what_it_lacks(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad("1"), make_ad("2")])

        run(ledger, [make_ad("1")], now=NOW + 60)

        assert {"1": "active", "2": "active"} == statuses(ledger)

    def test_an_older_version_never_overwrites_a_newer_one(self, ledger: AdsLedger) -> None:
        newer = make_ad("1", text="The newer text.", modified_at=NOW)
        run(ledger, [newer])

        report = run(ledger, [changed(newer, text="The older text.", modified_at=NOW - 1)], now=NOW + 60)

        assert {"stale": 1} == outcomes(report)
        assert "The newer text." == ledger.records([newer.ad_id])[0].profiles["en"].description

    def test_closing_leaves_a_tombstone_without_text(self, ledger: AdsLedger) -> None:
        ad = make_ad("1", modified_at=NOW - DAY)
        run(ledger, [ad])

        run(ledger, [closing(ad, NOW)], now=NOW + 60)

        assert [("closed", NOW, None)] == list(ledger.read("SELECT status, closed_at, record FROM ads"))

    def test_an_old_delta_read_again_does_not_bring_back_a_closed_ad(self, ledger: AdsLedger) -> None:
        ad = make_ad("1", modified_at=NOW - DAY)
        run(ledger, [ad])
        run(ledger, [closing(ad, NOW)], now=NOW + 60)

        report = run(ledger, [ad], now=NOW + 120)

        assert {"stale": 1} == outcomes(report)
        assert {"1": "closed"} == statuses(ledger)

    def test_an_old_delta_read_again_does_not_bring_back_what_a_snapshot_lacked(self, ledger: AdsLedger) -> None:
        ads = [make_ad(str(n), modified_at=NOW - DAY) for n in range(5)]
        run(ledger, ads, "snapshot")
        run(ledger, ads[:4], "snapshot", now=NOW + 60)

        run(ledger, ads, now=NOW + 120)

        assert "gone" == statuses(ledger)["4"]

    def test_a_closing_that_comes_before_the_ad_still_wins(self, ledger: AdsLedger) -> None:
        ad = make_ad("1", modified_at=NOW - DAY)
        run(ledger, [closing(ad, NOW)])

        run(ledger, [ad], now=NOW + 60)

        assert {"1": "closed"} == statuses(ledger)

    def test_a_reopened_ad_keeps_its_id_and_gets_a_new_creation_time(self, ledger: AdsLedger) -> None:
        ad = make_ad("1", created_at=NOW - 30 * DAY, modified_at=NOW - DAY)
        run(ledger, [ad])
        run(ledger, [closing(ad, NOW)])

        report = run(ledger, [changed(ad, modified_at=NOW + 100)], now=NOW + 200)

        assert {"reopened": 1} == outcomes(report)
        assert NOW + 100 == created(ledger, "1")
        assert NOW + 100 == ledger.records([ad.ad_id])[0].created_at

    def test_a_change_list_says_that_an_ad_is_alive_without_its_text(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad("1")])
        listed = [make_ad(name, title="", text="", warnings=("content_missing",)) for name in ("1", "2")]

        report = run(ledger, listed, now=NOW + 60)

        assert {"unchanged": 1, "without_content": 1} == outcomes(report)
        assert {"1": "active"} == statuses(ledger)

    def test_the_newest_of_several_versions_in_one_input_is_kept(self, ledger: AdsLedger) -> None:
        versions = [make_ad("1", text=f"Version {n}.", modified_at=NOW + n) for n in (2, 3, 1)]

        report = run(ledger, versions)

        assert {"new": 1, "repeated": 2} == outcomes(report)
        assert "Version 3." == ledger.records([versions[0].ad_id])[0].profiles["en"].description

    def test_a_change_list_and_the_details_of_one_ad_in_one_input_store_the_details(self, ledger: AdsLedger) -> None:
        known = [make_ad(str(n), text=f"Old {n}.", modified_at=NOW - DAY) for n in range(8)]
        run(ledger, known)
        listed = [make_ad(str(n), title="", text="", modified_at=NOW, warnings=("content_missing",)) for n in range(9)]
        details = [make_ad(str(n), text=f"New {n}.", modified_at=NOW) for n in range(9)]

        for number, records in enumerate((listed + details, [*details, *listed])):
            report = run(ledger, records, now=NOW + 60 + number)
            texts = {ad.profiles["en"].description for ad in ledger.records([ad.ad_id for ad in details])}
            assert {f"New {n}." for n in range(9)} == texts
        assert 9 == report.outcomes["unchanged"]

    def test_details_in_a_later_chunk_than_the_change_list_are_stored(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad("1", text="Old.")])
        listed = make_ad("1", title="", text="", warnings=("content_missing",))
        others = [make_ad(f"other {n}") for n in range(600)]

        run(ledger, [listed, *others, make_ad("1", text="New.")], now=NOW + 60)

        assert "New." == ledger.records([listed.ad_id])[0].profiles["en"].description

    @pytest.mark.parametrize("reference", [str(n) for n in range(6)])
    def test_a_closing_without_a_time_wins_and_stays(self, ledger: AdsLedger, reference: str) -> None:
        ad = make_ad(reference)
        closed = JobAd(ad.ad_id, ad.source_id, ad.reference, status="closed")

        run(ledger, [ad, closed])
        run(ledger, [closed, ad], now=NOW + 60)
        run(ledger, [ad], now=NOW + 120)

        assert {reference: "closed"} == statuses(ledger)

    def test_a_later_change_brings_back_an_ad_closed_without_a_time(self, ledger: AdsLedger) -> None:
        ad = make_ad("1")
        run(ledger, [ad])
        run(ledger, [JobAd(ad.ad_id, ad.source_id, ad.reference, status="closed")], now=NOW + 60)

        report = run(ledger, [changed(ad, modified_at=NOW + 120)], now=NOW + 180)

        assert {"reopened": 1} == outcomes(report)

    def test_a_snapshot_brings_back_an_ad_closed_without_a_time(self, ledger: AdsLedger) -> None:
        ad = make_ad("1", modified_at=NOW - DAY)
        run(ledger, [ad])
        run(ledger, [JobAd(ad.ad_id, ad.source_id, ad.reference, status="closed")], now=NOW + 60)

        report = run(ledger, [ad], "snapshot", now=NOW + 120)

        assert {"reopened": 1} == outcomes(report)

    def test_a_reopened_ad_stays_as_young_when_it_is_changed(self, ledger: AdsLedger) -> None:
        ad = make_ad("1", created_at=NOW - 30 * DAY, modified_at=NOW - DAY)
        run(ledger, [ad])
        run(ledger, [closing(ad, NOW)])
        run(ledger, [changed(ad, modified_at=NOW + 100)], now=NOW + 200)

        run(ledger, [changed(ad, text="Another text.", modified_at=NOW + 300)], now=NOW + 400)

        assert NOW + 100 == created(ledger, "1")

    def test_undated_versions_far_apart_in_one_input_end_the_same_in_every_run(self, ledger: AdsLedger) -> None:
        others = [make_ad(f"other {n}") for n in range(600)]
        versions = [make_ad("1", text="One."), make_ad("1", text="Two.")]
        found = []
        for number, (first, second) in enumerate((versions, versions[::-1])):
            run(ledger, [first, *others, second], now=NOW + number)
            found.append(ledger.records([first.ad_id])[0].profiles["en"].description)

        assert found[0] == found[1]


class TestExpiry:
    def test_an_ad_whose_last_day_has_passed_expires(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad("1", apply_by=NOW + DAY), make_ad("2")])

        report = expire(ledger, NOW + 2 * DAY, 90)

        assert 1 == report.aged
        assert {"1": "expired", "2": "active"} == statuses(ledger)

    def test_an_ad_not_seen_for_long_expires(self, ledger: AdsLedger) -> None:
        run(ledger, [make_ad("1"), make_ad("2")])
        run(ledger, [make_ad("1")], now=NOW + 60 * DAY)

        expire(ledger, NOW + 91 * DAY, 90)

        assert {"1": "active", "2": "expired"} == statuses(ledger)

    def test_a_later_last_day_brings_it_back_with_its_creation_time(self, ledger: AdsLedger) -> None:
        ad = make_ad("1", apply_by=NOW + DAY, created_at=NOW - DAY, modified_at=NOW - DAY)
        run(ledger, [ad])
        expire(ledger, NOW + 2 * DAY, 90)

        run(ledger, [changed(ad, apply_by=NOW + 30 * DAY, modified_at=NOW + 3 * DAY)], now=NOW + 3 * DAY)

        assert {"1": "active"} == statuses(ledger)
        assert NOW - DAY == created(ledger, "1")


def test_an_erased_ad_never_comes_back(ledger: AdsLedger) -> None:
    ad = make_ad("1", modified_at=NOW)
    run(ledger, [ad])

    erase(ledger, [ad.ad_id], NOW)
    report = run(ledger, [changed(ad, text="Another text.", modified_at=NOW + DAY)], "snapshot", now=NOW + DAY)

    assert {"erased": 1} == outcomes(report)
    assert [("erased", None)] == list(ledger.read("SELECT status, record FROM ads"))


def test_near_duplicates_get_one_group_and_lose_it_when_one_ends(ledger: AdsLedger) -> None:
    place = {"employer": "Example Web Ltd", "locations": (Location("DE", "DE212", city="München"),), "modified_at": NOW}
    text = "You build web pages with JavaScript and CSS. You know accessibility, testing and code review, and you like teams."
    first, second = make_ad("1", text=text, **place), make_ad("2", source="261", text=text, **place)
    run(ledger, [first, second])
    together = {group for (group,) in ledger.read("SELECT dup_group FROM ads")}

    run(ledger, [closing(min(first, second, key=lambda ad: ad.ad_id), NOW + 1)], now=NOW + 60)

    assert {min(first.ad_id, second.ad_id)} == together
    assert [(max(first.ad_id, second.ad_id),)] == list(ledger.read("SELECT dup_group FROM ads WHERE status = 'active'"))


def test_a_second_writer_is_told_that_the_ledger_is_busy(ledger: AdsLedger) -> None:
    run(ledger, [make_ad("1")])

    with AdsLedger(ledger.path) as other, pytest.raises(StoreLocked):
        run(other, [make_ad("2")])


VERSIONS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 5), st.sampled_from(["open", "close"])), min_size=1, max_size=12
)


@given(versions=VERSIONS, order=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_deltas_arrive_does_not_matter(versions: list[tuple[str, int, str]], order) -> None:
    """One record for each ad and time, as a sender makes them."""
    unique = {(name, time): kind for name, time, kind in versions}
    records = []
    for (name, time), kind in unique.items():
        ad = make_ad(name, text=f"{name} at {time}", modified_at=NOW + time)
        records.append(ad if kind == "open" else closing(ad, NOW + time))
    shuffled = list(records)
    order.shuffle(shuffled)
    found = []
    for sequence in (records, shuffled):
        with ram_folder() as folder, AdsLedger(folder / "ads.sqlite") as ledger:
            for record in sequence:
                run(ledger, [record], now=NOW + 1000)
            rows = ledger.read("SELECT reference, status, modified_at, text_hash FROM ads WHERE status = 'active' ORDER BY 1")
            found.append((list(rows), statuses(ledger)))

    assert found[0] == found[1]
