"""What a counsellor's report on one resume holds: the matches with their reasons, the gap to one of them, ads, and what to do next.

Everything comes from the questions that there are already: `Engine.match`, `Engine.gap` and `AdSearch.search`. What is new are the
next steps, each of which follows by a rule from the gap (`next_steps`), and the words for a probability (`likelihood`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.ad_filters import AdFilter
from search.ads import AdsResult
from search.catalogue import shown_label
from search.engine import Engine
from search.evidence import FOUND, MISSING, RELATED, UNKNOWN
from search.gap import Gap, OpenSkill
from search.matches import MatchResult
from search.store.base import OCCUPATIONS, point_id
from search.view import View

MAX_TOP = 10
"""occupations that a page has room for"""
ALTERNATIVES = 3
ADS = 5
_NAMED = 3
"""skills that a step names; the gap lists the others"""
LIKELIHOODS: tuple[tuple[float, str], ...] = (
    (0.90, "very_likely"),
    (0.66, "likely"),
    (0.33, "even"),
    (0.10, "unlikely"),
    (0.0, "very_unlikely"),
)
"""least probability → word: the likelihood scale of the IPCC (Mastrandrea et al. 2010, table 1)"""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `kind` says what, `names` are what it is about, `count` is how many there are of these in all."""

    kind: str
    names: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of one resume, from one generation of the index at `made` (seconds since 1970).

    `gap` leads to the occupation asked for, or the first match; `regulated` is whether that is a regulated profession: yes, no or
    unknown. `ads` are live ads of that occupation, or, where `ads_of_occupation` is False, the nearest to the resume of any
    occupation; None where no ads are indexed. `groups` is ISCO unit group → name. `countries` limit the ads, and nothing else.
    """

    matches: MatchResult
    gap: Gap
    regulated: str
    groups: dict[str, str]
    ads: AdsResult | None
    ads_of_occupation: bool
    countries: tuple[str, ...]
    steps: list[Step]
    made: int


def make_report(
    engine: Engine,
    text: str,
    segments: Sequence[str],
    *,
    to: str | None = None,
    top: int = 5,
    language: str | None = None,
    countries: Sequence[str] = (),
) -> Report:
    """Return the report on a text without identity, and the segments of it that are matched.

    `language` is the one to compare in and to show, where it is indexed; else the first indexed one is taken. Raises what
    `Engine.match`, `Engine.gap` and `AdSearch.search` raise; AdsMissing only where `countries` are given;
    StoreLocked as `Engine.steadily`.
    """
    return engine.steadily(lambda view: _gather(engine, view, text, segments, to, top, language, tuple(countries)))


def _gather(
    engine: Engine,
    view: View,
    text: str,
    segments: Sequence[str],
    to: str | None,
    top: int,
    language: str | None,
    countries: tuple[str, ...],
) -> Report:
    known = engine.ads() if view.catalogue.has_ads or countries else None
    if known:
        AdFilter(countries=countries).resolve(view.catalogue, engine.now)  # refuse before anything is encoded
    said = engine.evidence(text, detected=language)
    matches = engine.match(segments, detected=language, top=top, explain=said)
    gap = engine.gap(said, to or matches.matches[0].occupation["uri"], detected=language, alternatives=ALTERNATIVES)
    (record,) = view.reader.retrieve(OCCUPATIONS, [point_id(gap.occupation.uri)], with_payload=["regulated"])
    regulated = str((record.payload or {})["regulated"])
    ads, of_occupation = None, False
    if known:
        own = AdFilter(occupations=(gap.occupation.uri,), countries=countries)
        ads = known.search(segments, filters=own, top=ADS, detected=language)
        of_occupation = bool(ads.matches)
        if not of_occupation:
            ads = known.search(segments, filters=AdFilter(countries=countries), top=ADS, detected=language)
    codes = {match.occupation["isco_groups"][-1] for match in matches.matches} | {gap.occupation.code.split(".")[0]}
    groups, languages = view.catalogue.isco_groups, view.languages(gap.language)
    names = {code: shown_label(groups[code], languages)[0] for code in sorted(codes) if code in groups}
    steps = next_steps(gap, regulated, ads.total if ads and of_occupation else 0)
    return Report(matches, gap, regulated, names, ads, of_occupation, countries, steps, engine.now)


def next_steps(gap: Gap, regulated: str, ads: int) -> list[Step]:
    """Return what follows from a gap: `regulated` of its occupation is yes, no or unknown, `ads` is how many live ads ask for it.

    - regulated: the profession is regulated, so its rules come first.
    - ask: essential skills of which the resume says nothing. They are asked about before anything is learned.
    - learn: essential skills that the resume denies.
    - build: essential skills one step from a found one, each followed by the one to build on.
    - confirm: essential skills that are found by their meaning alone, which is wrong more often.
    - nothing_open: every essential skill is found.
    - consider: of the alternatives, the first of which a larger share is found.
    - read_ads: live ads ask for the occupation.
    """
    essential = [skill for skill in gap.open if skill.essential]
    unsure = [skill.label for skill in gap.occupation.essential.skills if skill.status == FOUND and not skill.is_named]
    near = [skill.evidence for skill in essential if skill.evidence.status == RELATED]
    pairs = [name for skill in near[:2] if skill.neighbour for name in (skill.label, skill.neighbour.label)]
    shown = gap.occupation.essential.share or 0.0
    better = [other for other in gap.alternatives if (other.essential.share or 0.0) > shown]
    steps = [
        Step("regulated", (gap.occupation.label,) if regulated == "yes" else ()),
        _about("ask", essential, UNKNOWN),
        _about("learn", essential, MISSING),
        Step("build", tuple(pairs), len(near)),
        Step("confirm", tuple(unsure[:_NAMED]), len(unsure)),
        Step("nothing_open", (gap.occupation.label,) if gap.occupation.essential.total and not essential else ()),
        *(Step("consider", (other.label,), other.open) for other in better[:1]),
        Step("read_ads", (gap.occupation.label,) if ads else (), ads),
    ]
    return [step for step in steps if step.names]


def _about(kind: str, skills: Sequence[OpenSkill], status: str) -> Step:
    names = [skill.evidence.label for skill in skills if skill.evidence.status == status]
    return Step(kind, tuple(names[:_NAMED]), len(names))


def likelihood(probability: float) -> str:
    """Return the word for a probability, a key of `LIKELIHOODS`."""
    return next(word for least, word in LIKELIHOODS if probability >= least)
