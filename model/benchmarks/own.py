"""One's own ads and resumes with known occupations, through the published index, as users are answered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.benchmarks.metrics import Ranking
from model.benchmarks.task import Task
from search.engine import Engine
from search.errors import InputError, ResumeError, SourceError

TOP = 100
LEVELS = (4, 3, 2, 1)
"""digits of the ISCO groups that are looked at beside the occupation"""


@dataclass(frozen=True, slots=True)
class Case:
    """A text in segments, the occupations that are right (URIs or labels), and their ISCO unit groups."""

    key: str
    segments: tuple[str, ...]
    language: str
    occupations: frozenset[str]
    isco: frozenset[str]


def read_ads_truth(folder: Path) -> list[Case]:
    """Read `truth.json` ("ads": a list of ad_id, file, gold and isco) and the ad files that it names.

    Raises InputError where there is none, SourceError for one that can't be read or names an ad twice.
    """
    from ingest.ads.points import embedded_text
    from ingest.eures.assemble import settle_language
    from ingest.eures.reader import read_ads
    from ingest.eures.record import JobAd

    truth = _truth(folder)
    listed = truth.get("ads")
    if not isinstance(listed, list) or not all(isinstance(ad, dict) and {"ad_id", "file", "gold"} <= set(ad) for ad in listed):
        raise InputError(f"{folder / 'truth.json'} needs 'ads': a list of objects with ad_id, file, gold and isco")
    _refuse_again(folder, [ad["ad_id"] for ad in listed])
    right = {ad["ad_id"]: ad for ad in listed if ad["gold"]}
    cases = {}
    for item in _read_each(folder, right.values(), read_ads):
        if isinstance(item, JobAd) and item.ad_id in right:
            ad = settle_language(item)
            known, text = right[ad.ad_id], embedded_text(ad)
            if text:
                isco = frozenset({str(known["isco"])} if known.get("isco") else ())
                cases[ad.ad_id] = Case(ad.ad_id, (text,), ad.language, frozenset({known["gold"]}), isco)
    return [cases[key] for key in sorted(cases)]


def read_resumes_truth(folder: Path) -> list[Case]:
    """Read `truth.json` (file → occupations as labels or URIs, isco, language) and the resumes beside it.

    Raises InputError where there is none.
    """
    from ingest.resume import read_resume, segments_of

    cases = []
    for name, known in _truth(folder).items():
        if not (folder / name).is_file():
            raise InputError(f"{folder / 'truth.json'} names {name}, which is not there")
        try:
            resume = read_resume(folder / name)
        except ResumeError as error:
            raise SourceError(str(folder / name), str(error)) from error
        segments = tuple(segments_of(resume))
        isco = frozenset(map(str, known.get("isco", ())))
        cases.append(Case(name, segments, resume.language, frozenset(known.get("occupations", ())), isco))
    return cases


def rank_own(
    name: str, cases: list[Case], engine: Engine, sources: tuple[Path, ...], progress: Callable[[int, int], None] | None = None
) -> list[tuple[Task, dict[str, Ranking]]]:
    """Match every case; return a task and a run for the occupation and for each level of ISCO groups.

    A case none of whose occupations is indexed is left out and counted, at its level.
    """
    ranked: dict[str, list[tuple[str, str, float]]] = {}
    for place, case in enumerate(cases, start=1):
        matches = engine.match(case.segments, detected=case.language, top=TOP).matches
        ranked[case.key] = [(match.occupation["uri"], match.occupation["code"], match.score) for match in matches]
        if progress:
            progress(place, len(cases))
    labels = _uris_by_label(engine)
    known = set().union(*labels.values()) if labels else set()
    wanted = {
        case.key: {uri for one in case.occupations for uri in ({one} & known) | labels.get(one.casefold(), set())}
        for case in cases
    }
    runs = {key: [(uri, score) for uri, _, score in hits] for key, hits in ranked.items()}
    results = [_task(f"{name}-occupation", wanted, runs, cases, sources)]
    for digits in LEVELS:
        groups = {case.key: {code[:digits] for code in case.isco} for case in cases}
        cut = {key: _groups(hits, digits) for key, hits in ranked.items()}
        results.append(_task(f"{name}-isco-{digits}", groups, cut, cases, sources))
    return results


def _task(
    name: str, wanted: Mapping[str, set[str]], runs: Mapping[str, Ranking], cases: list[Case], sources: tuple[Path, ...]
) -> tuple[Task, dict[str, Ranking]]:
    kept = [case for case in cases if wanted[case.key]]
    task = Task(
        name=name,
        queries={case.key: case.key for case in kept},  # never the text of a resume
        candidates=(),
        qrels={case.key: dict.fromkeys(sorted(wanted[case.key]), 1) for case in kept},
        query_language="",
        candidate_language="",
        by_concept=True,
        isco={item: item for items in wanted.values() for item in items if item.isdigit()},
        left_out=len(cases) - len(kept),
        note=f"through the published index, the best {TOP} occupations",
        sources=sources,
    )
    return task, {case.key: runs[case.key] for case in kept}


def _groups(hits: Iterable[tuple[str, str, float]], digits: int) -> Ranking:
    best: dict[str, float] = {}
    for _, code, score in hits:
        best.setdefault(code.split(".")[0][:digits], score)
    return list(best.items())


def _uris_by_label(engine: Engine) -> dict[str, set[str]]:
    """Return label, in lower case → URIs of occupations, preferred labels and alternatives of every language."""
    from search.store.base import OCCUPATIONS, scroll_all

    found: dict[str, set[str]] = {}
    for record in scroll_all(engine.view().reader, OCCUPATIONS, with_payload=["uri", "preferred", "alternatives"]):
        payload = record.payload or {}
        texts = [*payload.get("preferred", {}).values()]
        texts += [text for labels in payload.get("alternatives", {}).values() for text in labels]
        for text in texts:
            found.setdefault(text.casefold(), set()).add(payload["uri"])
    return found


def _unique(folder: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _refuse_again(folder, [name for name, _ in pairs])
    return dict(pairs)


def _refuse_again(folder: Path, names: Iterable[str]) -> None:
    """Raise SourceError for a name that is there twice."""
    if again := [name for name, count in Counter(names).items() if count > 1]:
        raise SourceError(str(folder / "truth.json"), f"{again[0]!r} is there twice; leave one of them out")


def _truth(folder: Path) -> dict[str, Any]:
    path = folder / "truth.json"
    try:
        truth = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=lambda pairs: _unique(folder, pairs))
    except FileNotFoundError:
        raise InputError(f"{folder} has no truth.json that says which occupations are right") from None
    except (OSError, ValueError) as error:
        raise SourceError(str(path), f"can't be read: {error}") from error
    if not isinstance(truth, dict):
        raise SourceError(str(path), "is not a JSON object")
    return truth


def _read_each(folder: Path, listed: Iterable[dict[str, Any]], read_ads: Callable[..., Iterable[object]]) -> Iterable[object]:
    sources: dict[str, str | None] = {}
    for ad in listed:
        sources.setdefault(ad["file"], ad.get("source"))
    for name in sources:
        if not (folder / name).is_file():
            raise InputError(f"{folder / 'truth.json'} names {name}, which is not there")
    for name, source in sources.items():
        yield from read_ads([folder / name], source=source)
