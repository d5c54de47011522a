"""The log of rankings, and making one again from it: the same files, rubric and index give the same order and scores.

`rankings.jsonl` has one line for each finished screening. Lines are only added; `erase` alone changes one: it puts a tombstone
where a person was, and the line says how many.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ingest.screening.ranking import Ranking, order, read_ranking
from ingest.screening.sources import Given
from ingest.screening.table import ScreeningTable
from ingest.screening.work import assess, digest_of
from search.errors import ResumeError, StoreUnavailable, UnknownValue
from search.rubric import Rubric, rubric_of
from search.screening import Assessment, JobSpec, Screener
from search.store.files import hold, replace_file

ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out: `equal` order, gates and scores, or the `differences`. `changes` are those of encoder, index and rubric.

    `erased` people are left out on both sides.
    """

    id: str
    equal: bool
    compared: int
    erased: int
    differences: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


def log_path(folder: Path) -> Path:
    """Return where the log of a data folder is."""
    return folder / "rankings.jsonl"


def log_finished(folder: Path, table: ScreeningTable, job: str, *, max_upload_mb: int) -> None:
    """Append a finished screening; who was erased while that was done, or all where it was deleted, leaves a tombstone."""
    ranking = read_ranking(table, table.job(job), None)
    items = {item.item for item in table.items(job)}
    write_entry(folder, ranking, {"max_upload_mb": max_upload_mb})
    if gone := items - {item.item for item in table.items(job)}:
        erase_from_log(folder, {job: gone})


def write_entry(folder: Path, ranking: Ranking, settings: Mapping[str, Any]) -> str:
    """Append a finished screening, unless it is there; return the entry's id."""
    job = ranking.job
    results = [{"item": best.item, "gate": best.result.gate, "score": best.result.score} for best in ranking.candidates]
    copies = {copy.item: candidate.item for candidate in ranking.candidates for copy in candidate.copies}
    content = {
        "job": job.job,
        "spec": asdict(job.spec),
        "rubric": asdict(job.rubric),
        "rubric_hash": job.rubric_hash,
        "source": job.source,
        "inputs": ERASED if job.erased else job.inputs,  # the files of who is gone are part of it
        "esco_version": job.esco_version,
        "model": job.model,
        "generation": job.generation,
        "settings": dict(settings),
        "results": results,
        "copies": copies,
        "broken": [{"item": item.item, "reason": item.reason} for item in ranking.broken],
        "erased": job.erased,
    }
    name = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
    with _locked(folder):
        if all(entry["id"] != name for entry in entries(folder)):
            line = json.dumps({"id": name, "at": int(time.time()), **content}, ensure_ascii=False) + "\n"
            _append(log_path(folder), line.encode())
    return name


def entries(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries, oldest first. A last line that was cut off by a kill is left out."""
    yield from (entry for _, entry in _lines(folder) if entry is not None)


def _lines(folder: Path) -> Iterator[tuple[bytes, dict[str, Any] | None]]:
    """Yield each line with its entry, None where it can't be parsed."""
    path = log_path(folder)
    try:
        lines = path.read_bytes().split(b"\n") if path.exists() else []
    except OSError as error:
        raise StoreUnavailable(f"can't read {path}: {error}") from error
    for line in filter(None, lines):
        try:
            yield line, json.loads(line)
        except ValueError:
            yield line, None


def entry_of(folder: Path, name: str) -> dict[str, Any]:
    """Return one entry, by its id or that of its screening, the newest, or by the beginning of one where only one begins so.

    Raises UnknownValue where there is none.
    """
    known = list(entries(folder))
    found = [entry for entry in known if name in (entry["id"], entry["job"])]
    if not found and name:
        found = [entry for entry in known if entry["id"].startswith(name) or entry["job"].startswith(name)]
    if len({entry["job"] for entry in found}) != 1:
        raise UnknownValue("ranking", name, [entry["id"] for entry in known][-3:])
    return found[-1]


def entry_job(entry: Mapping[str, Any]) -> tuple[JobSpec, Rubric]:
    """Return what an entry was ranked by."""
    return JobSpec(**entry["spec"]), rubric_of(entry["rubric"])


def replay(entry: Mapping[str, Any], given: Iterable[Given], screener: Screener, key: bytes, max_bytes: int) -> Replay:
    """Rank the files of an entry again, and say what differs."""
    manifest = screener.view.manifest
    changes = [
        f"{name}: {was} was used, {now} is used now"
        for name, was, now in (
            ("encoder", entry["model"], manifest.model),
            ("ESCO release", entry["esco_version"], manifest.esco_version),
            ("index generation", entry["generation"], manifest.generation),
            ("rubric", entry["rubric_hash"], screener.rubric.hash),
        )
        if was != now
    ]
    differences = []
    wanted = {result["item"]: result for result in entry["results"] if result["item"] != ERASED}
    results: dict[str, Assessment] = {}
    for file in given:
        item = digest_of(file)[:10]
        if item in wanted and item not in results:
            try:
                results[item] = assess(screener, key, file, max_bytes).result
            except ResumeError as error:
                differences.append(f"{item}: can't be read any more ({error.reason})")
    differences += [f"{item}: no file has this hash any more" for item in wanted if item not in results]
    for item, result in results.items():
        was = wanted[item]
        if was["score"] != result.score or was["gate"] != result.gate:
            differences.append(f"{item}: was {was['gate']} {was['score']}, is {result.gate} {result.score}")
    before = [item for item in wanted if item in results]
    if before != order(results):
        differences.append("the order differs")
    erased = sum(result["item"] == ERASED for result in entry["results"])
    return Replay(entry["id"], not differences, len(results), erased, differences, changes)


def erase_from_log(folder: Path, items: Mapping[str, Iterable[str]], *, dry_run: bool = False) -> int:
    """Put a tombstone where job → items stand; return how many entries changed. Scores and order of others stay."""
    if not log_path(folder).exists():
        return 0
    kept, changed = [], 0
    with _locked(folder):
        for line, entry in _lines(folder):
            gone = set(items.get(entry["job"], ())) if entry else set()
            if entry and gone & _named(entry):
                changed += 1
                line = json.dumps(_without(entry, gone), ensure_ascii=False).encode()  # noqa: PLW2901 - this is what is kept
            kept.append(line + b"\n")
        if changed and not dry_run:
            _replace(log_path(folder), b"".join(kept))
    return changed


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep the log to oneself, among threads and processes; a lock on the log itself would go with its replacement."""
    path = folder / "rankings.lock"
    try:
        path.touch(mode=0o600)
        lock = hold(path, fcntl.LOCK_EX)
    except OSError as error:
        raise StoreUnavailable(f"can't lock {path}: {error}") from error
    try:
        yield
    finally:
        lock.release()


def _named(entry: Mapping[str, Any]) -> set[str]:
    return {str(result["item"]) for result in (*entry["results"], *entry["broken"])} | set(entry["copies"])


def _without(entry: Mapping[str, Any], gone: set[str]) -> dict[str, Any]:
    """Return an entry with tombstones; the hash over all inputs, which the person's file is part of, goes as well.

    Where nobody is left, so does the place of the files: the name of a single one may be a person's.
    """
    tombstone = {"item": ERASED}
    left = _named(entry) - gone - {ERASED}
    return {
        **entry,
        "source": entry["source"] if left else "",
        "inputs": ERASED,
        "results": [tombstone if result["item"] in gone else result for result in entry["results"]],
        "broken": [tombstone if broken["item"] in gone else broken for broken in entry["broken"]],
        "copies": {copy: best for copy, best in entry["copies"].items() if copy not in gone and best not in gone},
        "erased": entry["erased"] + len(gone & _named(entry)),
    }


def _append(path: Path, line: bytes) -> None:
    try:
        cut = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            file.write((b"\n" if cut else b"") + line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreUnavailable(f"can't write {path}: {error}") from error


def _replace(path: Path, data: bytes) -> None:
    try:
        replace_file(path, data, mode=0o600)
    except OSError as error:
        raise StoreUnavailable(f"can't write {path}: {error}") from error
