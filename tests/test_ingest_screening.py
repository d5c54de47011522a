"""Screening of a folder: copies, safe archives, a kill at any moment, the log and its replay, and erasing one person bytewise."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ingest.screening import sources, uploads
from ingest.screening.erase import delete_job, delete_old, erase_person, sought
from ingest.screening.people import (
    NEAR_TEXT,
    SAME_EMAIL,
    SAME_FILE,
    SAME_PHONE,
    SAME_TEXT,
    Person,
    group,
    load_key,
    person_of,
    why_same,
)
from ingest.screening.ranking import read_ranking
from ingest.screening.replay import entries, entry_job, entry_of, erase_from_log, log_finished, log_path, replay, write_entry
from ingest.screening.sources import Given, read_given
from ingest.screening.table import FAILED, FINISHED, RUNNING, ScreeningTable, table_path
from ingest.screening.uploads import Worker, open_jobs, resume, submit
from ingest.screening.work import begin, finish, items_of, record_decision, work
from search.errors import EncoderError, InputError, StoreUnavailable, UnknownValue
from search.rubric import Rubric
from search.screening import JobSpec, find_job
from search.settings import Settings

MAX = 1_000_000
KEY = b"k" * 32
LONG = (
    "Web developer for shops with ten years of practice. I plan and build pages with JavaScript, talk to customers, write tests, "
    "review what others wrote, and run the servers below. Before that I drew maps for a town and taught evening courses on it."
)
RESUMES = {
    "ada.txt": f"Ada Zweigstein\nada@example.org\n+49 30 23125 417\n\nExperience\n{LONG} I use JavaScript.",
    "ben.txt": "Ben Ohnesorg\nben@example.org\n\nExperience\nFive years on a ward. I dress wounds, day and night, and like it.",
    "cleo.txt": "Cleo Tintenfass\ncleo@example.org\n\nExperience\nI install electrical wiring in houses and have a dog called Rex.",
    "again.md": f"# Ada Zweigstein\nada@example.org\n\n## Experience\n{LONG} I also style web pages.",
}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder of four resumes of three people, and a broken one."""
    given = tmp_path / "given"
    given.mkdir()
    for name, text in RESUMES.items():
        (given / name).write_text(text, "utf-8")
    (given / "broken.pdf").write_bytes(b"%PDF-1.4 cut off")
    return given


@pytest.fixture
def data(tmp_path) -> Path:
    """A data folder of its own."""
    return tmp_path / "data"


def screener_of(engine, rubric=None):
    return engine.screener(find_job(engine.view(), "web developer"), rubric or Rubric())


def begun(engine, table, folder, *, rubric=None, keep_text=False):
    """Begin the screening of a folder."""
    return begin(
        table,
        read_given(folder, MAX),
        source=folder,
        spec=find_job(engine.view(), "web developer"),
        rubric=rubric or Rubric(),
        rubric_path="",
        provenance=engine.view().provenance,
        keep_text=keep_text,
    )


def screened(engine, data, folder, **more):
    """Screen a folder to its end; return the ranking."""
    with ScreeningTable(table_path(data)) as table:
        job = begun(engine, table, folder, **more)
        work(table, job, items_of(read_given(folder, MAX)), screener_of(engine), load_key(data), max_bytes=MAX)
        log_finished(data, table, job.job, max_upload_mb=1)
        finish(table, job.job)
        return read_ranking(table, table.job(job.job), engine.view().provenance)


def everything(data: Path) -> bytes:
    """Return every byte of every file of a data folder."""
    return b"".join(path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file())


class TestCopies:
    def person(self, text: str, contact: str = "", file: str = "") -> Person:
        return person_of(KEY, file, f"{contact}\n{text}", text)

    @pytest.mark.parametrize(
        ("one", "other", "why"),
        [
            (("a b c", "x@example.org", "1"), ("d e f", "y@example.org", "1"), SAME_FILE),
            (("a b c", "Mail: X@Example.org"), ("d e f", "x@example.org"), SAME_EMAIL),
            (("a b c", "+49 30 23125 417"), ("d e f", "Tel. 030 23125417"), SAME_PHONE),
            ((f"{LONG}!", "x@example.org"), (LONG,), SAME_TEXT),
            (("A b,  c!", "x@example.org"), ("a b c",), NEAR_TEXT),
            (("A b,  c!", "x@example.org"), ("a b c", "y@example.org"), None),
            ((LONG, "x@example.org"), (LONG, "+49 30 23125 417"), None),
            (("a b c", "max (at) example (dot) org"), ("d e f", "Max@example.org"), SAME_EMAIL),
            (("a b c", "max @ example . org"), ("d e f", "m\u00adax@exam\u200bple.org"), SAME_EMAIL),
            (("a b c", "max at example dot org"), ("d e f", "max@example.org. Then"), SAME_EMAIL),
            (("a b c", "max@m\u00fcnchen.example"), ("d e f", "\uff4dax@xn--mnchen-3ya.example"), SAME_EMAIL),
            (("a b c", "06 12 34 56 78"), ("d e f", "+33 6 12 34 56 78"), SAME_PHONE),
            (("a b c", "0664 1234567"), ("d e f", "+43 664 1234567"), SAME_PHONE),
            ((f"a b c {LONG * 90}\n+49 30 23125 417",), ("d e f", "030 23125417"), SAME_PHONE),
            (("a b c", "01.2019 - 12.2020"), ("d e f", "01.2019 - 12.2020"), None),
            (("a b c", "05.2005–07.2008"), ("d e f", "05.2005–07.2008"), None),
            (("a b c", "Geboren am 05.12.1985"), ("d e f", "05.12.1985"), None),
            (("a b c", "02/16 — 05/19, 2016/02 - 2019/05"), ("d e f", "02/16 — 05/19, 2016/02 - 2019/05"), None),
            ((LONG,), (LONG.replace("a town", "a city"),), NEAR_TEXT),
            ((LONG, "x@example.org"), (LONG.replace("a town", "a city"), "y@example.org"), None),
            ((LONG,), ("I dress wounds on a ward and have done nothing else for years.",), None),
        ],
    )
    def test_are_told_by_file_contact_and_text(self, one, other, why):
        assert why == why_same(self.person(*one), self.person(*other)) == why_same(self.person(*other), self.person(*one))

    @pytest.mark.parametrize(
        ("ada", "ben", "end"),
        [
            ("ada@example.org", "ben@example.org", "References: Peter Lang, peter.lang@refs.example.com"),
            ("", "", "References: Peter Lang, peter.lang@refs.example.com"),
            ("", "", "Reference contact:\nPeter Lang\npeter.lang@refs.example.com"),
            ("", "", "References\n\nPeter Lang\n\n+49 30 23125 999"),
            ("", "ben@example.org", "Arbeitgeber: Lang GmbH, peter.lang@refs.example.com"),
            ("ada@example.org", "ben@example.org", f"{LONG}\nPeter Lang, peter.lang@refs.example.com"),
        ],
    )
    def test_are_not_told_by_whom_one_may_ask(self, ada, ben, end):
        one, other = self.person("", f"Ada\n{ada}\nDeveloper\n{end}"), self.person("", f"Ben\n{ben}\nChef\n{end}")

        assert why_same(one, other) not in (SAME_EMAIL, SAME_PHONE)
        assert set(one.others) & set(other.others)
        assert one.contacts == self.person("", ada).contacts

    def test_that_state_no_address_join_no_two_who_do(self):
        people = {
            "a": self.person(LONG, "a@example.org"),
            "b": self.person(LONG, "b@example.org"),
            "none": self.person(LONG),
        }
        for given in (people, dict(reversed(people.items()))):
            groups = group(given)
            assert groups["a"] != groups["b"]

    def test_are_grouped_by_way_of_each_other_whatever_the_order(self):
        people = {
            "c": self.person("one text here", "x@example.org"),
            "a": self.person("another text there", "x@example.org +49 30 23125 417"),
            "b": self.person("a third text", "+49 30 23125 417"),
            "d": self.person("a fourth text", "z@example.org"),
        }
        expected = {"a": "a", "b": "a", "c": "a", "d": "d"}

        assert expected == group(people) == group(dict(reversed(people.items())))

    def test_are_known_by_hashes_of_this_installation_alone(self, data):
        one, other = person_of(KEY, "", "x@example.org", ""), person_of(b"o" * 32, "", "x@example.org", "")

        assert one.emails != other.emails
        assert "example" not in repr(one)
        assert load_key(data) == load_key(data)
        assert 0o600 == stat.S_IMODE((data / "screening.key").stat().st_mode)

    def test_are_made_with_one_key_by_whoever_comes_first(self, data, monkeypatch):
        first_is_there, may_go_on, urandom = threading.Event(), threading.Event(), os.urandom

        def slow_at_first(length: int) -> bytes:
            if length == 32 and not first_is_there.is_set():
                first_is_there.set()
                may_go_on.wait(30)
            return urandom(length)

        monkeypatch.setattr(os, "urandom", slow_at_first)
        with ThreadPoolExecutor(1) as other:
            slow = other.submit(load_key, data)
            assert first_is_there.wait(30)
            try:
                key = load_key(data)
            finally:
                may_go_on.set()

            assert key == slow.result() == load_key(data)
        assert ["screening.key"] == [path.name for path in data.iterdir()]

    def test_a_damaged_key_is_told(self, data):
        load_key(data)
        (data / "screening.key").write_bytes(b"short")
        with pytest.raises(StoreUnavailable, match="damaged"):
            load_key(data)


class TestSources:
    def test_of_a_folder_are_its_files_by_name_without_hidden_ones_and_links_that_lead_out(self, folder, tmp_path):
        (folder / ".hidden").write_text("x")
        (folder / "sub").mkdir()
        (folder / "sub" / "z.txt").write_text("z")
        (tmp_path / "secret.txt").write_text("secret")
        (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
        given = {item.name: item for item in read_given(folder, MAX)}

        assert [*sorted(RESUMES), "broken.pdf", "link.txt", "sub/z.txt"] == sorted(given, key=lambda n: (n not in RESUMES, n))
        assert ("unsupported", b"") == (given["link.txt"].reason, given["link.txt"].data)

    def test_of_a_zip_are_read_in_memory_and_capped(self, tmp_path):
        path = tmp_path / "all.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", "a")
            archive.writestr("../evil.txt", "e")
            archive.writestr("/abs.txt", "e")
            archive.writestr("large.txt", b"0" * (MAX + 1))
            link = zipfile.ZipInfo("link")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
            archive.writestr("__MACOSX/._a.txt", "m")
        given = {item.name: item.reason for item in read_given(path, MAX)}

        assert {
            "a.txt": "",
            "../evil.txt": "unsupported",
            "/abs.txt": "unsupported",
            "large.txt": "too_large",
            "link": "unsupported",
        } == given
        assert ["all.zip"] == [path.name for path in tmp_path.iterdir()]

    def test_of_a_bomb_are_refused(self, tmp_path):
        path = tmp_path / "bomb.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(20):
                archive.writestr(f"{number}.txt", b"0" * 1_000_000)
        with pytest.raises(InputError, match="far more than its size"):
            list(read_given(path, MAX))

    @pytest.mark.parametrize(
        ("parts", "one"),
        [
            (("[Content_Types].xml", "word/document.xml"), True),
            (("[Content_Types].xml", "xl/workbook.xml"), True),
            (("mimetype", "content.xml"), True),
            (("content.xml", "META-INF/manifest.xml"), True),
            (("content.xml", "ada.txt"), False),
            (("mimetype", "ada.txt"), False),
            (("word/ada.txt",), False),
        ],
    )
    def test_a_document_that_is_a_zip_itself_is_one_resume(self, tmp_path, parts, one):
        path = tmp_path / "a.docx"
        with zipfile.ZipFile(path, "w") as archive:
            for part in parts:
                archive.writestr(part, "<Types/>")

        assert (["a.docx"] if one else sorted(parts)) == [item.name for item in read_given(path, MAX)]

    @pytest.mark.parametrize("packed", [False, True])
    def test_without_a_resume_are_refused(self, shared_engine, data, tmp_path, packed):
        empty = tmp_path / "empty"
        if packed:
            zipfile.ZipFile(empty, "w").close()
        else:
            empty.mkdir()
        with ScreeningTable(table_path(data)) as table:
            with pytest.raises(InputError, match="there is no resume in "):
                begun(shared_engine, table, empty)
            assert [] == table.jobs()

    def test_with_names_that_are_not_utf_8_are_shown(self, tmp_path):
        (tmp_path / os.fsdecode(b"r\xe9sum\xe9.txt")).write_text("x")
        (tmp_path / os.fsdecode(b"\xff.txt")).symlink_to("/etc/passwd")
        assert ["r?sum?.txt", "?.txt"] == [given.name for given in read_given(tmp_path, MAX)]

    def test_that_are_not_there_are_told(self, tmp_path):
        with pytest.raises(InputError, match="no folder or file"):
            list(read_given(tmp_path / "none", MAX))


class TestAScreening:
    def test_ranks_people_and_counts_what_is_broken(self, shared_engine, data, folder):
        ranking = screened(shared_engine, data, folder)

        assert ({"waiting": 0, "done": 4, "broken": 1}, 3) == (ranking.counts, len(ranking.candidates))
        assert {"ada.txt", "again.md"} == {ranking.candidates[0].name, ranking.candidates[0].copies[0].name}
        assert [("broken.pdf", "corrupt")] == [(item.name, item.reason) for item in ranking.broken]
        assert () == ranking.stale

    @pytest.mark.parametrize("after", range(5))
    def test_that_was_stopped_goes_on_to_an_equal_result(self, shared_engine, data, folder, tmp_path, after):
        expected = screened(shared_engine, tmp_path / "calm", folder)
        with ScreeningTable(table_path(data)) as table:
            job, key = begun(shared_engine, table, folder), load_key(data)
            with pytest.raises(KeyboardInterrupt):
                work(
                    table, job, _cut(items_of(read_given(folder, MAX)), after), screener_of(shared_engine), key, max_bytes=MAX
                )
            assert 5 - after == table.counts(job.job)["waiting"]
        ranking = screened(shared_engine, data, folder)

        assert expected.job.job == ranking.job.job
        assert (expected.candidates, expected.broken) == (ranking.candidates, ranking.broken)

    def test_leaves_out_a_file_that_ended_the_process_twice(self, shared_engine, data, folder):
        with ScreeningTable(table_path(data)) as table:
            job = begun(shared_engine, table, folder)
            fatal = next(item.item for item in table.items(job.job) if item.name == "ben.txt")
            for _ in range(2):
                screener = _killed_at(screener_of(shared_engine), "ben.txt")
                with pytest.raises(_Killed):
                    work(table, job, items_of(read_given(folder, MAX)), screener, load_key(data), max_bytes=MAX)
        ranking = screened(shared_engine, data, folder)

        broken = {item.item: (item.reason, item.detail) for item in ranking.broken}
        assert ("crashed", "the process ended while reading it, 2 times") == broken[fatal]
        assert {"waiting": 0, "done": 3, "broken": 2} == ranking.counts

    def test_holds_no_interruption_against_the_file_that_is_being_read(self, shared_engine, data, folder, monkeypatch):
        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        with ScreeningTable(table_path(data)) as table:
            job = begun(shared_engine, table, folder)
            screener = screener_of(shared_engine)
            monkeypatch.setattr(type(screener), "assess", interrupted)
            for _ in range(3):
                with pytest.raises(KeyboardInterrupt):
                    work(table, job, items_of(read_given(folder, MAX)), screener, KEY, max_bytes=MAX)
            monkeypatch.undo()

        assert {"waiting": 0, "done": 4, "broken": 1} == screened(shared_engine, data, folder).counts

    def test_reads_again_what_failed_by_an_error_of_the_program(self, shared_engine, data, folder, monkeypatch):
        def stumbles(*_: object) -> None:
            raise RuntimeError("stumbled")

        with monkeypatch.context() as patch:
            patch.setattr(type(screener_of(shared_engine)), "assess", stumbles)
            first = screened(shared_engine, data, folder)
        again = screened(shared_engine, data, folder)

        assert {"failed", "corrupt"} == {item.reason for item in first.broken}
        assert ({"waiting": 0, "done": 4, "broken": 1}, FINISHED) == (again.counts, again.job.state)
        assert again.candidates == screened(shared_engine, data, folder).candidates

    def test_that_failed_runs_again_with_the_same_command(self, shared_engine, data, folder):
        with ScreeningTable(table_path(data)) as table:
            job = begun(shared_engine, table, folder)
            table.fail(job.job, "its ad is closed", job.created_at)
            assert (FAILED, "its ad is closed") == (table.job(job.job).state, table.job(job.job).reason)
            again = begun(shared_engine, table, folder)

        assert (job.job, RUNNING, "") == (again.job, again.state, again.reason)

    def test_keeps_no_text_unless_the_operator_wants_it_and_then_without_identity(self, shared_engine, data, folder):
        screened(shared_engine, data, folder)
        assert b"drew maps for a town" not in everything(data)
        screened(shared_engine, data, folder, keep_text=True)
        kept = everything(data)

        assert b"drew maps for a town" in kept
        assert not any(word in kept for word in (b"Zweigstein", b"ada@example.org", b"23125"))

    def test_is_readable_by_its_owner_alone(self, shared_engine, data, folder):
        screened(shared_engine, data, folder)

        assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}

    def test_notices_a_file_that_changed_or_went_while_it_ran(self, shared_engine, data, folder):
        with ScreeningTable(table_path(data)) as table:
            job = begun(shared_engine, table, folder)
            (folder / "ben.txt").unlink()
            work(table, job, items_of(read_given(folder, MAX)), screener_of(shared_engine), KEY, max_bytes=MAX)

            assert ["gone"] == [item.reason for item in table.items(job.job) if item.name == "ben.txt"]

    def test_is_stale_once_another_rubric_was_used(self, shared_engine, data, folder):
        first = screened(shared_engine, data, folder).job
        other = Rubric().asking(["use JavaScript"])
        with ScreeningTable(table_path(data)) as table:
            table.add(replace(first, job="later", created_at=first.created_at + 1, rubric=other, rubric_hash=other.hash), [])
            (reason,) = read_ranking(table, first, None).stale
            assert () == read_ranking(table, table.job("later"), None).stale
            assert () == read_ranking(table, replace(first, spec=replace(first.spec, text="another job")), None).stale

        assert "another rubric since: later" in reason

    def test_is_stale_once_the_index_changed(self, shared_engine, data, folder):
        first = screened(shared_engine, data, folder)
        with ScreeningTable(table_path(data)) as table:
            now = replace(shared_engine.view().provenance, model="other@1", generation=9)
            told = read_ranking(table, table.job(first.job.job), now).stale
        assert ("the encoder is now other@1", "the index is now generation 9") == told

    def test_records_decisions_that_nothing_can_change(self, shared_engine, data, folder):
        job = screened(shared_engine, data, folder).job
        with ScreeningTable(table_path(data)) as table:
            item = table.items(job.job)[0].item
            record_decision(table, job, item, "hold", "Ask for a sample of work.")
            with pytest.raises(InputError, match="needs a reason"):
                record_decision(table, job, item, "decline", "  ")
            with pytest.raises(UnknownValue, match=f"unknown resume 'nobody'; nearest: {item}"):
                record_decision(table, job, "nobody", "hold", "Reason.")
        with sqlite3.connect(table_path(data)) as database, pytest.raises(sqlite3.IntegrityError, match="only added"):
            database.execute("UPDATE decisions SET decision = 'decline'")

    def test_holds_the_last_decision_of_one_second_on_whichever_copy(self, shared_engine, data, folder, monkeypatch):
        first = screened(shared_engine, data, folder)
        best, copy = first.candidates[0].item, first.candidates[0].copies[0].item
        monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
        with ScreeningTable(table_path(data)) as table:
            record_decision(table, first.job, copy, "invite", "Has built shops.")
            record_decision(table, first.job, best, "decline", "Has withdrawn.")
            candidate = read_ranking(table, first.job, None).candidates[0]

        assert ("decline", ["invite", "decline"]) == (candidate.decision, [made.decision for made in candidate.decisions])

    def test_takes_no_reason_with_what_does_not_show(self, shared_engine, data, folder):
        job = screened(shared_engine, data, folder).job
        with ScreeningTable(table_path(data)) as table:
            item = table.items(job.job)[0].item
            for reason in ("Good.\x00", "Good.\u202edoog", "Good.\x1b[2J"):
                with pytest.raises(InputError, match="control character"):
                    record_decision(table, job, item, "hold", reason)
            record_decision(table, job, item, "hold", "Good.\n\tReally.")

    def test_takes_no_decision_on_what_is_deleted_meanwhile(self, shared_engine, data, folder):
        job = screened(shared_engine, data, folder).job
        with ScreeningTable(table_path(data)) as table, ScreeningTable(table_path(data)) as other:
            items = [item.item for item in table.items(job.job) if item.state == "done"]
            other.erase_items({job.job: items[:1]})
            assert not table.decide(job.job, items[0], "hold", "Reason.", 1)
            delete_job(other, data, job)
            with pytest.raises(UnknownValue, match="unknown screening"):
                record_decision(table, job, items[1], "hold", "Reason.")
            assert {} == table.decisions(job.job)

    def test_is_added_with_what_can_t_be_read_or_not_at_all(self, shared_engine, data, folder):
        given = [Given("large.txt", reason="too_large", detail="is too large"), Given("a.txt", b"a")]
        view = shared_engine.view()
        asked = find_job(view, "web developer")
        table_path(data).parent.mkdir()
        with ScreeningTable(table_path(data)) as table:
            with sqlite3.connect(table_path(data)) as database:
                database.execute("CREATE TRIGGER full BEFORE UPDATE ON items BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
            job = submit(data, given, asked, Rubric(), view.provenance, keep_text=False)

            assert {"waiting": 1, "done": 0, "broken": 1} == table.counts(job.job)
            assert ["too_large", ""] == [item.reason for item in table.items(job.job)]


class _Killed(BaseException):
    """Ends the work as a kill does: nothing catches it."""


def _killed_at(screener, name):
    """Make a screener die of the file of this name."""
    assess, text = screener.assess, RESUMES[name].splitlines()[-1]

    def dies(said, *more):
        if text in said:
            raise _Killed
        return assess(said, *more)

    screener.assess = dies
    return screener


def _cut(given, after):
    for number, item in enumerate(given):
        if number == after:
            raise KeyboardInterrupt
        yield item


class TestRetention:
    def test_deletes_what_finished_too_long_ago(self, shared_engine, data, folder):
        job = screened(shared_engine, data, folder).job
        day = 86_400
        with ScreeningTable(table_path(data)) as table:
            assert 0 == delete_old(table, data, None, job.finished_at + 900 * day)
            assert 0 == delete_old(table, data, 30, job.finished_at + 29 * day)
            assert 1 == delete_old(table, data, 30, job.finished_at + 31 * day)
            assert [] == table.jobs()

    def test_deletes_what_never_finished_by_when_it_was_last_worked_on(self, shared_engine, data, folder):
        day = 86_400
        with ScreeningTable(table_path(data)) as table:
            job = begun(shared_engine, table, folder)
            table.fail(job.job, "its ad is closed", job.created_at + 10 * day)

            assert 0 == delete_old(table, data, 30, job.created_at + 39 * day)
            assert 1 == delete_old(table, data, 30, job.created_at + 41 * day)

    def test_counts_each_resume_that_was_begun_as_work(self, shared_engine, data, folder):
        with ScreeningTable(table_path(data)) as table:
            job = begun(shared_engine, table, folder)
            table.attempt(job.job, table.items(job.job)[0].item, job.created_at + 10)

            assert job.created_at + 10 == table.job(job.job).changed_at


class TestTheLog:
    def test_replays_a_ranking_to_an_equal_one(self, shared_engine, data, folder):
        name = screened(shared_engine, data, folder).job.job
        entry = entry_of(data, name)
        spec, rubric = entry_job(entry)
        found = replay(entry, read_given(folder, MAX), shared_engine.screener(spec, rubric), load_key(data), MAX)

        assert (True, 3, [], []) == (found.equal, found.compared, found.differences, found.changes)

    def test_finds_an_entry_by_the_beginning_of_its_id_or_its_screenings(self, shared_engine, data, folder):
        entry = entry_of(data, screened(shared_engine, data, folder).job.job)
        write_entry(data, screened(shared_engine, data, folder / "ben.txt"), {})

        assert entry == entry_of(data, entry["id"][:8]) == entry_of(data, entry["job"][:8])
        for unclear in ("", "nothing"):
            with pytest.raises(UnknownValue):
                entry_of(data, unclear)

    def test_names_what_differs(self, shared_engine, data, folder):
        entry = entry_of(data, screened(shared_engine, data, folder).job.job)
        (folder / "cleo.txt").unlink()
        entry["results"][0]["score"] = 0.0
        entry["generation"] = 7
        found = replay(entry, read_given(folder, MAX), screener_of(shared_engine), load_key(data), MAX)

        assert not found.equal
        assert 2 == len(found.differences)
        assert ["index generation: 7 was used, 1 is used now"] == found.changes

    def test_has_one_line_for_each_screening_and_mends_a_cut_one(self, shared_engine, data, folder):
        screened(shared_engine, data, folder)
        screened(shared_engine, data, folder)
        assert 1 == len(list(entries(data)))
        with log_path(data).open("a") as file:
            file.write('{"id": "cut')
        screened(shared_engine, data, folder, keep_text=True)

        assert 2 == len(list(entries(data)))

    def test_has_one_line_though_several_write_it_at_once_and_loses_none_to_an_erasure(self, shared_engine, data, folder):
        ranking = screened(shared_engine, data, folder)
        barrier = threading.Barrier(8)

        def written(number: int) -> None:
            barrier.wait(30)
            write_entry(data, ranking, {"round": number // 4})
            erase_from_log(data, {ranking.job.job: [ranking.candidates[number % 3].item]})
            write_entry(data, ranking, {"own": number})

        with ThreadPoolExecutor(8) as writers:
            list(writers.map(written, range(8)))
        settings = [entry["settings"] for entry in entries(data)]

        assert 8 == sum("own" in made for made in settings)
        assert [0, 1] == sorted({made["round"] for made in settings if "round" in made})
        assert len(settings) == len({json.dumps(entry["id"]) for entry in entries(data)})

    def test_names_nobody_who_is_erased_while_it_is_written(self, shared_engine, data, folder):
        class Interrupted(ScreeningTable):
            asked = 0

            def items(self, job):
                found = super().items(job)
                self.asked += 1
                if self.asked == 2:  # what is to be logged has been read
                    erase_person(data, sought(data, "ben@example.org", MAX))
                return found

        with Interrupted(table_path(data)) as table:
            job = begun(shared_engine, table, folder)
            work(table, job, items_of(read_given(folder, MAX)), screener_of(shared_engine), load_key(data), max_bytes=MAX)
            table.asked = 0
            log_finished(data, table, job.job, max_upload_mb=1)
            left = {item.item for item in table.items(job.job)}
        (entry,) = entries(data)

        assert 1 == entry["erased"]
        assert {"erased"} == {result["item"] for result in entry["results"]} - left

    def test_keeps_line_ends_of_unicode_and_lines_that_it_cant_parse(self, shared_engine, data, folder, tmp_path):
        odd = tmp_path / "a\u2028b\x85c"
        folder.rename(odd)
        screened(shared_engine, data, odd)
        with log_path(data).open("ab") as file:
            file.write(b'{"id": "cut \xc3\n')
        erase_person(data, sought(data, "ben@example.org", MAX))

        assert [(str(odd), 1)] == [(entry["source"], entry["erased"]) for entry in entries(data)]
        assert log_path(data).read_bytes().endswith(b'}\n{"id": "cut \xc3\n')


class TestTheWorker:
    def until(self, true) -> None:
        for _ in range(600):
            if true():
                return
            time.sleep(0.05)
        raise AssertionError("waited in vain")

    def finished(self, data, name) -> bool:
        with ScreeningTable(table_path(data)) as table:
            return table.job(name).state == FINISHED

    def submitted(self, engine, data, folder, **spec) -> str:
        view = engine.view()
        asked = JobSpec(**spec) if spec else find_job(view, "web developer")
        return submit(data, read_given(folder, MAX), asked, Rubric(), view.provenance, keep_text=False).job

    def worked(self, engine, data, true, **settings) -> None:
        """Let a worker work until something is true."""
        worker = Worker(engine, Settings(data_dir=data, _env_file=None, **settings))
        worker.start()
        try:
            self.until(true)
        finally:
            worker.stop()

    def test_fails_a_screening_whose_job_is_gone_with_the_reason_and_keeps_its_files(self, shared_engine, data, folder):
        name = self.submitted(shared_engine, data, folder, kind="ad", name="closed", label="Closed")
        with ScreeningTable(table_path(data)) as table:
            self.worked(shared_engine, data, lambda: table.job(name).state == FAILED)
            self.worked(shared_engine, data, lambda: True)  # and sweeps
            assert "unknown ad 'closed'" in table.job(name).reason
            assert 5 == table.counts(name)["waiting"] == len(list((data / "screenings" / name).iterdir()))
        assert 0 == open_jobs(data)

    def test_goes_on_with_one_that_failed_once_somebody_says_so(self, shared_engine, data, folder):
        name = self.submitted(shared_engine, data, folder)
        with ScreeningTable(table_path(data)) as table:
            with pytest.raises(InputError, match="is running; only one that failed"):
                resume(table, table.job(name))
            with sqlite3.connect(table_path(data)) as database:
                database.execute("UPDATE jobs SET model = 'other@1'")
            self.worked(shared_engine, data, lambda: table.job(name).state == FAILED)
            assert table.job(name).reason.startswith("it was begun with the encoder other@1")
            with sqlite3.connect(table_path(data)) as database:
                database.execute("UPDATE jobs SET model = ?", (shared_engine.view().provenance.model,))
            resume(table, table.job(name))
            self.worked(shared_engine, data, lambda: table.job(name).state == FINISHED)

            assert ("", {"waiting": 0, "done": 4, "broken": 1}) == (table.job(name).reason, table.counts(name))

    def test_reads_again_what_failed_by_an_error_of_the_program_once_it_is_resumed(
        self, shared_engine, data, folder, monkeypatch
    ):
        name = self.submitted(shared_engine, data, folder)
        screener = type(screener_of(shared_engine))
        seen = []

        def stumbles(*_: object) -> None:
            seen.append(1)
            if len(seen) == 4:
                raise EncoderError("cut off")
            raise RuntimeError("stumbled")

        with monkeypatch.context() as patch, ScreeningTable(table_path(data)) as table:
            patch.setattr(screener, "assess", stumbles)
            self.worked(shared_engine, data, lambda: table.job(name).state == FAILED)
            assert 3 == len(table.failed(name))
            assert 2 == len(erase_person(data, sought(data, "ada@example.org", MAX), dry_run=True).resumes[name])
        with ScreeningTable(table_path(data)) as table:
            self.worked(shared_engine, data, lambda: True)  # and sweeps
            resume(table, table.job(name))
            self.worked(shared_engine, data, lambda: table.job(name).state == FINISHED)

            assert {"waiting": 0, "done": 4, "broken": 1} == table.counts(name)
            assert not (data / "screenings" / name).exists()

    def test_deletes_what_is_kept_no_longer_at_its_start_and_from_time_to_time(self, shared_engine, data, folder, monkeypatch):
        first = screened(shared_engine, data, folder).job
        monkeypatch.setattr(uploads, "TIDY_S", 0.05)
        worker = Worker(shared_engine, Settings(data_dir=data, screening_keep_days=1, _env_file=None))
        with ScreeningTable(table_path(data)) as table, sqlite3.connect(table_path(data), isolation_level=None) as database:
            database.execute("UPDATE jobs SET finished_at = 1")
            worker.start()
            try:
                self.until(lambda: not table.jobs())
                table.add(replace(first, job="later", state=FINISHED, finished_at=1), [])
                self.until(lambda: not table.jobs())
            finally:
                worker.stop()

    def test_lets_no_screening_wait_for_one_whose_job_is_gone(self, shared_engine, data, folder):
        closed = self.submitted(shared_engine, data, folder, kind="ad", name="closed", label="Closed")
        with sqlite3.connect(table_path(data)) as database:
            database.execute("UPDATE jobs SET created_at = 0")
        name = self.submitted(shared_engine, data, folder)
        worker = Worker(shared_engine, Settings(data_dir=data, _env_file=None))
        worker.start()
        try:
            self.until(lambda: self.finished(data, name))
        finally:
            worker.stop()

        assert not self.finished(data, closed)

    def test_goes_on_after_an_error_of_the_system(self, shared_engine, data, folder):
        name = self.submitted(shared_engine, data, folder)
        (data / "screening.lock").mkdir()
        worker = Worker(shared_engine, Settings(data_dir=data, _env_file=None))
        with capture_logs() as logs:
            worker.start()
            try:
                self.until(lambda: logs)
                (data / "screening.lock").rmdir()
                worker.wake()
                self.until(lambda: self.finished(data, name))
            finally:
                worker.stop()

        assert ("screening failed", "IsADirectoryError") == (logs[0]["event"], logs[0]["error"])

    def test_removes_what_a_kill_left_at_its_start_and_nothing_that_is_submitted_later(self, shared_engine, data, folder):
        left, later = data / "screenings" / "left" / "item", data / "screenings" / "later" / "item"
        left.parent.mkdir(parents=True)
        left.write_text("x")
        worker = Worker(shared_engine, Settings(data_dir=data, _env_file=None))
        worker.start()
        try:
            assert not left.exists()
            later.parent.mkdir(parents=True)
            later.write_text("x")
            name = self.submitted(shared_engine, data, folder)
            worker.wake()
            self.until(lambda: self.finished(data, name))
        finally:
            worker.stop()

        assert later.exists()

    def test_sweeps_nothing_that_another_process_is_submitting(self, shared_engine, data, folder):
        halfway, may_go_on = threading.Event(), threading.Event()

        def slowly():
            for number, given in enumerate(read_given(folder, MAX)):
                if number == 3:
                    halfway.set()
                    may_go_on.wait(30)
                yield given

        view = shared_engine.view()
        asked = find_job(view, "web developer")
        worker = Worker(shared_engine, Settings(data_dir=data, _env_file=None))
        with ThreadPoolExecutor(2) as other:
            submitted = other.submit(submit, data, slowly(), asked, Rubric(), view.provenance, keep_text=False)
            assert halfway.wait(30)
            started = other.submit(worker.start)
            wait([started], timeout=1)
            may_go_on.set()
            name = submitted.result().job
            started.result()
        worker.wake()
        try:
            self.until(lambda: self.finished(data, name))
        finally:
            worker.stop()

        with ScreeningTable(table_path(data)) as table:
            assert {"waiting": 0, "done": 4, "broken": 1} == table.counts(name)


class TestErasing:
    def test_finds_by_their_address_who_is_still_waiting_to_be_read(self, shared_engine, data, folder):
        with ScreeningTable(table_path(data)) as table:
            job = begun(shared_engine, table, folder)
        given = list(read_given(folder, MAX))
        now = shared_engine.view().provenance
        other = submit(data, given, job.spec, job.rubric, now, keep_text=False)
        erased = erase_person(data, sought(data, "ada@example.org", MAX))

        assert ({job.job, other.job}, 2) == (set(erased.resumes), erased.uploads)
        assert {2} == {len(items) for items in erased.resumes.values()}
        assert b"Zweigstein" not in everything(data)
        assert b"Ohnesorg" in everything(data)

    @pytest.mark.parametrize("who", ["file", "ada@example.org", "030 23125417"])
    def test_leaves_no_byte_of_the_person_and_the_results_of_others(self, shared_engine, data, folder, who):
        before = screened(shared_engine, data, folder, keep_text=True)
        names = {candidate.item: candidate for candidate in before.candidates}
        with ScreeningTable(table_path(data)) as table:
            record_decision(table, before.job, before.candidates[0].item, "invite", "Zweigstein has built shops.")
        ada = {copy.item for copy in before.candidates[0].copies} | {before.candidates[0].item}
        person = str(folder / "ada.txt") if who == "file" else who
        would = erase_person(data, sought(data, person, MAX), dry_run=True)
        assert b"drew maps" in everything(data)
        erased = erase_person(data, sought(data, person, MAX))

        assert (ada, 2, 1, 1) == (set(erased.resumes[before.job.job]), erased.texts, erased.decisions, erased.log_entries)
        assert (would.resumes, would.log_entries) == (erased.resumes, erased.log_entries)
        left = everything(data)
        words = ("Zweigstein", "drew maps", "ada.txt", "again.md", "build pages with", *ada)
        assert [] == [word for word in words if word.encode() in left]
        with ScreeningTable(table_path(data)) as table:
            after = read_ranking(table, table.job(before.job.job), None)
        assert 2 == after.job.erased
        assert [replace(names[found.item], rank=found.rank) for found in after.candidates] == list(after.candidates)

    def test_puts_a_tombstone_into_the_log_which_then_replays_without_the_person(self, shared_engine, data, folder):
        job = screened(shared_engine, data, folder).job
        erase_person(data, sought(data, "ben@example.org", MAX))
        entry = entry_of(data, job.job)
        found = replay(entry, read_given(folder, MAX), screener_of(shared_engine), load_key(data), MAX)

        assert (1, {"item": "erased"}) == (entry["erased"], next(item for item in entry["results"] if "score" not in item))
        assert (True, 2, 1) == (found.equal, found.compared, found.erased)
        assert 0o600 == stat.S_IMODE(log_path(data).stat().st_mode)

    @pytest.mark.parametrize("uploaded", [False, True])
    def test_keeps_the_hash_over_all_files_out_of_later_entries(self, shared_engine, data, folder, uploaded):
        if uploaded:
            view = shared_engine.view()
            asked = find_job(view, "web developer")
            job = submit(data, read_given(folder, MAX), asked, Rubric(), view.provenance, keep_text=False)
            erase_person(data, sought(data, "ben@example.org", MAX))
            with ScreeningTable(table_path(data)) as table:
                write_entry(data, read_ranking(table, table.job(job.job), None), {})
        else:
            job = screened(shared_engine, data, folder).job
            erase_person(data, sought(data, "ben@example.org", MAX))
            screened(shared_engine, data, folder)

        assert job.inputs not in log_path(data).read_text("utf-8")

    def test_leaves_near_duplicates_without_contacts_and_names_them(self, shared_engine, data, folder):
        near = RESUMES["ada.txt"].split("Experience\n")[1].replace("a town", "a city")
        (folder / "near.txt").write_text(f"Experience\n{near}", "utf-8")
        job = screened(shared_engine, data, folder).job.job
        with ScreeningTable(table_path(data)) as table:
            names = {item.name: item.item for item in table.items(job)}
        would = erase_person(data, sought(data, "ada@example.org", MAX), also=[names["near.txt"]], dry_run=True)
        erased = erase_person(data, sought(data, "ada@example.org", MAX))

        assert {job: [names["near.txt"]]} == erased.alike
        assert {names["ada.txt"], names["again.md"]} == set(erased.resumes[job])
        assert ({}, {names["ada.txt"], names["again.md"], names["near.txt"]}) == (would.alike, set(would.resumes[job]))
        also = erase_person(data, sought(data, "ada@example.org", MAX), also=[f"{job}/{names['near.txt']}"])
        assert {job: [names["near.txt"]]} == also.resumes
        with pytest.raises(UnknownValue, match="unknown resume 'none'"):
            erase_person(data, sought(data, "ada@example.org", MAX), also=["none"])

    def test_by_the_address_of_a_referee_names_those_who_give_it_and_erases_the_referee(self, shared_engine, data, folder):
        for name in ("ben.txt", "cleo.txt"):
            with (folder / name).open("a") as file:
                file.write("\n\nReferences: Ada Zweigstein, ada@example.org")
        job = screened(shared_engine, data, folder).job.job
        with ScreeningTable(table_path(data)) as table:
            names = {item.name: item.item for item in table.items(job)}
        erased = erase_person(data, sought(data, "ada@example.org", MAX), dry_run=True)

        assert {names["ada.txt"], names["again.md"]} == set(erased.resumes[job])
        assert {names["ben.txt"], names["cleo.txt"]} == set(erased.alike[job])
        assert {job: [names["ben.txt"]]} == erase_person(data, sought(data, "ben@example.org", MAX)).resumes

    def test_takes_the_name_of_a_single_file_along(self, shared_engine, data, folder):
        screened(shared_engine, data, folder / "ben.txt")
        assert b"ben.txt" in everything(data)
        erased = erase_person(data, sought(data, "ben@example.org", MAX))

        assert 1 == erased.log_entries
        assert b"ben.txt" not in everything(data)

    def test_goes_on_where_the_source_of_another_screening_is_damaged(self, shared_engine, data, folder, tmp_path):
        packed = tmp_path / "all.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(folder / "cleo.txt", "cleo.txt")
        with ScreeningTable(table_path(data)) as table:
            begun(shared_engine, table, packed)
            job = begun(shared_engine, table, folder).job
        packed.write_bytes(packed.read_bytes()[:-30] + b"PK")
        erased = erase_person(data, sought(data, "ben@example.org", MAX))

        assert [job] == list(erased.resumes)
        assert 1 == len(erased.unseen)

    def test_goes_on_where_a_folder_that_waits_has_grown_too_large(self, shared_engine, data, folder, tmp_path, monkeypatch):
        other = tmp_path / "other"
        other.mkdir()
        (other / "ben.txt").write_text(RESUMES["ben.txt"], "utf-8")
        job = screened(shared_engine, data, other).job.job
        with ScreeningTable(table_path(data)) as table:
            waiting = begun(shared_engine, table, folder).job
        monkeypatch.setattr(sources, "MAX_FILES", 1)
        erased = erase_person(data, sought(data, "ben@example.org", MAX))

        assert ({job, waiting}, (waiting,)) == (set(erased.resumes), erased.unseen)  # the file is known by its hash

    @pytest.mark.parametrize("packed", [False, True])
    def test_finds_a_file_that_is_too_large_by_its_bytes(self, shared_engine, data, folder, tmp_path, packed):
        large = folder / "large.txt"
        large.write_bytes(b"Zweigstein " * 100_000)
        given = tmp_path / "all.zip" if packed else folder
        if packed:
            with zipfile.ZipFile(given, "w") as archive:
                archive.write(large, "large.txt")
        screened(shared_engine, data, given)
        other = submit(
            data,
            uploads.unpacked([("l.txt", large.read_bytes())], MAX),
            JobSpec("ad", "a", "A"),
            Rubric(),
            shared_engine.view().provenance,
            keep_text=False,
        )
        elsewhere = large.rename(tmp_path / "mine.txt")
        erased = erase_person(data, sought(data, str(elsewhere), MAX))

        assert (2, 2) == (len(erased.resumes), erased.broken)
        assert other.job in erased.resumes

    def test_finds_a_broken_file_by_its_bytes(self, shared_engine, data, folder):
        screened(shared_engine, data, folder)
        erased = erase_person(data, sought(data, str(folder / "broken.pdf"), MAX))

        assert (1, 0) == (erased.broken, erased.results)

    def test_that_is_cut_off_at_the_log_can_be_done_again(self, shared_engine, data, folder):
        screened(shared_engine, data, folder)
        log = log_path(data).read_bytes()
        log_path(data).unlink()
        log_path(data).mkdir()
        with pytest.raises(StoreUnavailable):
            erase_person(data, sought(data, "ben@example.org", MAX))
        log_path(data).rmdir()
        log_path(data).write_bytes(log)

        assert 1 == erase_person(data, sought(data, "ben@example.org", MAX)).log_entries

    def test_of_nobody_removes_nothing_and_of_nonsense_is_refused(self, shared_engine, data, folder):
        screened(shared_engine, data, folder)
        before = everything(data)
        assert {} == erase_person(data, sought(data, "nobody@example.org", MAX)).resumes
        assert before == everything(data)
        with pytest.raises(InputError, match="no file, e-mail address"):
            sought(data, "Ada", MAX)

    def test_a_screening_that_is_cut_off_leaves_it_to_be_deleted_again_and_no_file(self, shared_engine, data, folder):
        view = shared_engine.view()
        asked = find_job(view, "web developer")
        job = submit(data, read_given(folder, MAX), asked, Rubric(), view.provenance, keep_text=False)
        with ScreeningTable(table_path(data)) as table, sqlite3.connect(table_path(data), isolation_level=None) as database:
            database.execute("CREATE TRIGGER cut BEFORE DELETE ON jobs BEGIN SELECT RAISE(ABORT, 'cut off'); END")
            with pytest.raises(StoreUnavailable, match="cut off"):
                delete_job(table, data, job)
            assert not (data / "screenings" / job.job).exists()
            database.execute("DROP TRIGGER cut")

            assert 5 == delete_job(table, data, table.job(job.job))
            assert [] == table.jobs()

    def test_a_screening_leaves_its_row_and_files_while_its_log_cant_be_written(self, shared_engine, data, folder):
        view = shared_engine.view()
        asked = find_job(view, "web developer")
        job = submit(data, read_given(folder, MAX), asked, Rubric(), view.provenance, keep_text=False)
        log_path(data).mkdir()
        with ScreeningTable(table_path(data)) as table:
            with pytest.raises(StoreUnavailable):
                delete_job(table, data, job)
            assert job.job == table.job(job.job).job
            assert 5 == len(list((data / "screenings" / job.job).iterdir()))

    def test_a_screening_removes_all_of_it(self, shared_engine, data, folder):
        job = screened(shared_engine, data, folder, keep_text=True).job
        with ScreeningTable(table_path(data)) as table:
            assert 5 == delete_job(table, data, job)
        left = everything(data)

        assert not any(word in left for word in (b"ada.txt", b"drew maps", b"JavaScript</", b"dress wounds, day"))
        assert {json.dumps({"item": "erased"})} == {json.dumps(item) for item in next(entries(data))["results"]}
