"""The questions put to the index: which occupations fit, and which job ads? Vectors and words, ranked there, fused here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, Self, TypeVar

from qdrant_client import models

from search.ads import AdSearch
from search.clusters import Clusters, make_clusters
from search.cohort import NEAR, OVERLAP, Cohort, Member, cohort, cohort_of_occupations
from search.confidence import RIVALS, TITLE, Calibration, kind_of, load_calibration
from search.encoder import Encoder, Progress, check_encoder
from search.errors import InputError, StoreLocked
from search.evidence import TextEvidence
from search.filters import OccupationFilter
from search.forms import FormRanker, FormWeights, tuned
from search.fusion import fusion_parts, reciprocal_rank_fusion
from search.gap import Gap, find_gap
from search.levels import count_levels
from search.linker import SkillLinker
from search.matches import MatchResult, explain_matches, keep_confident, make_matches
from search.neighbours import Neighbourhood
from search.occupation_facets import OccupationFacets, count_occupations
from search.openings import REACH, Openings, find_openings
from search.query import Query, read_query
from search.rankings import FORM, PARTS, PARTS_WITH_ADS, WEIGHTS, rank, shared_weights, similarities
from search.rubric import Rubric
from search.screening import NEAREST, JobSpec, Nearest, Screener
from search.settings import Settings
from search.steering import Steering
from search.store.base import FACET_VALUES, FORMS, OCCUPATIONS, Store, point_id, scroll_all
from search.titles import plain_title
from search.view import View

DEPTH = 200
"""candidates taken from each ranking before they are fused"""
MAX_TOP = 1000
_TRIES = 3
"""times that an answer is made anew, where a generation is published meanwhile"""
_KEPT = 8
"""clusterings kept: each takes seconds, and the vectors that it is made of change with a generation only"""
_Made = TypeVar("_Made")
_Clustering = tuple[str, tuple[str, ...], int | None, int | None, str | None]


class Engine:
    """Answers questions from the published generation, following to a new one as soon as it is published. Thread-safe.

    Raises IndexMissing when nothing is published, and IndexMismatch when another encoder, or a release other than
    `pinned_release`, wrote the index. `clock` tells the time, in seconds since 1970: which ads can still be applied to.
    `calibration` returns what was fitted for an encoder's identity and a language.
    """

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        *,
        pinned_release: str | None = None,
        clock: Callable[[], float] = time.time,
        calibration: Callable[[str, str], Calibration | None] = load_calibration,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._pinned_release = pinned_release
        self._clock = clock
        self._calibration = calibration
        self._lock = threading.Lock()
        self._view: View | None = None
        self._linker: SkillLinker | None = None
        self._forms: tuple[View, FormRanker] | None = None
        self._clusters: tuple[View | None, dict[_Clustering, Clusters]] = (None, {})

    @classmethod
    def from_settings(cls, settings: Settings, *, index_first: bool = True) -> Self:
        """Open the store and load the encoder that the settings name.

        `index_first` looks for the index before the model is loaded, so that a missing one is told at once; a service that may
        start before the first ingest sets it to False.
        """
        from search.encoder import encoder_of
        from search.store import open_store

        store = open_store(settings)
        if index_first:
            store.open().close()
        return cls(store, encoder_of(settings), pinned_release=settings.esco_version)

    def view(self) -> View:
        """Return the published generation; follow to a new one when there is one."""
        view = self._view
        if view is not None and self._store.current() == view.manifest.generation:
            return view
        with self._lock:
            if self._view is None or self._store.current() != self._view.manifest.generation:
                reader = self._store.open()
                check_encoder(reader.manifest.model, reader.manifest.dimension, self._encoder)
                self._view = View(reader, self._pinned_release)
            return self._view

    def match(  # noqa: PLR0913 - each is a part of the question
        self,
        segments: Sequence[str] = (),
        *,
        vector: Sequence[float] | None = None,
        language: str | None = None,
        detected: str | None = None,
        filters: OccupationFilter | None = None,
        top: int = 20,
        min_confidence: float | None = None,
        explain: str | TextEvidence | None = None,
        steering: Steering | None = None,
    ) -> MatchResult:
        """Return the occupations nearest to a query.

        The query is `segments` of text, or the caller's own `vector` of the index's encoder (any length but zero; scaled to unit
        length here). `language` chooses among the indexed languages; without it `detected` does where it is indexed, else the first
        one is taken. `min_confidence` (0…1) leaves out matches that are less confident, or whose confidence is not known. `explain`
        is the text that `segments` are of, or what `evidence` found in it: each match is told with what of it speaks for it, and
        quotes are slices of the text.
        `steering` changes the order, and what is dismissed is gone; filters come first, also for what is accepted.
        Raises InputError for an empty query, a vector of another dimension or not finite, or `top` out of 1…1000, or
        `min_confidence` out of 0…1; UnknownValue for a filter value, or a `language`, that the index does not have.
        """
        _check_limits(top, min_confidence)
        segments = [segment for segment in segments if segment.strip()]
        view = self.view()
        # what is cheap to refuse is refused before anything is encoded
        now = self.now
        chosen = _compared_language(view, language, detected)
        condition = (filters or OccupationFilter()).resolve(view.catalogue, now)
        steered = (steering or Steering()).resolve(view.catalogue)
        kind = kind_of(segments)
        if kind == TITLE:
            segments = [plain_title(segments[0], detected or chosen)]
        query = read_query(segments, vector, view.manifest, self._encoder)
        if query is None:
            raise InputError("there is nothing to match: give text or a vector")
        parts = PARTS_WITH_ADS if view.catalogue.has_ads else PARTS
        vectors = {part: f"{part}_{chosen}" for part in parts}
        forms = self._form_ranker(view) if kind == TITLE else None
        weights = _title_weights(view.manifest.model) if forms else WEIGHTS
        asked = {part: vector for part, vector in vectors.items() if weights[part] or part == "label"}
        rankings = rank(view.reader, OCCUPATIONS, query, asked, condition, max(DEPTH, top))
        if forms:
            among = {item for ranking in rankings.values() for item in ranking} if condition else None
            rankings[FORM] = _by_form(view, forms, query, among, chosen, across=detected not in (None, chosen))
        shared = shared_weights(rankings, weights)
        fused = reciprocal_rank_fusion(rankings, shared)
        if steered:
            fused += _not_ranked(view, steered.accepted, fused, condition)
            order = steered.order(view.reader, fused, query.whole, asked, weights)[:top]
        else:
            fused = fused[: max(top, RIVALS)]
            order = [item for item, _ in fused[:top]]
        accepted = steered.accepted if steered else ()
        near = similarities(view.reader, OCCUPATIONS, [item for item, _ in fused], query.whole, vectors)
        calibration = self._calibration(view.manifest.model, chosen)
        matches = make_matches(view, fused, order, accepted, rankings, near, view.languages(chosen), now)
        if calibration:
            matches = [replace(match, confidence=calibration.confidence(kind, match.features)) for match in matches]
        matches, abstained = keep_confident(matches, min_confidence, kind, calibrated=calibration is not None)
        if explain is not None and matches:
            said = self._said(view, explain, chosen)
            adds = [fusion_parts(match.ranks, rankings, shared) for match in matches]
            matches = explain_matches(view, matches, said, adds, query, chosen)
        passing = view.reader.facet(OCCUPATIONS, "isco_groups", condition, FACET_VALUES) if condition else None
        levels = count_levels(view.catalogue.isco_counts if passing is None else passing)
        return MatchResult(matches, chosen, view.provenance, levels, calibration is not None, abstained)

    def read(
        self,
        segments: Sequence[str] = (),
        *,
        vector: Sequence[float] | None = None,
        language: str | None = None,
        detected: str | None = None,
    ) -> tuple[Query, str]:
        """Return a query as vectors, and the indexed language to compare it in; arguments and errors are those of `match`."""
        view = self.view()
        chosen = _compared_language(view, language, detected)
        query = read_query(segments, vector, view.manifest, self._encoder)
        if query is None:
            raise InputError("there is nothing to place: give text or a vector")
        return query, chosen

    @property
    def now(self) -> int:
        """The moment that counts for what is live, in seconds since 1970."""
        return int(self._clock())

    def ads(self) -> AdSearch:
        """Return what answers questions about job ads, from the published generation as of now."""
        return AdSearch(self.view(), self._encoder, self.now)

    def facets(self, filters: OccupationFilter, language: str | None = None) -> OccupationFacets:
        """Return how many occupations each value of each filter would leave; names are in `language`, or the first indexed one."""
        return count_occupations(self.view(), filters, language, self.now)

    def neighbourhood(self) -> Neighbourhood:
        """Return what answers questions about occupations among themselves, from the published generation as of now."""
        return Neighbourhood(self.view(), self.now)

    def clusters(
        self,
        *,
        by: str,
        isco: tuple[str, ...] = (),
        size: int | None = None,
        count: int | None = None,
        language: str | None = None,
    ) -> Clusters:
        """Return what `make_clusters` does, from the published generation; the last `_KEPT` answers of it are kept."""
        view, question = self.view(), (by, isco, size, count, language)
        if self._clusters[0] is not view:
            self._clusters = (view, {})
        kept = self._clusters[1]
        made = kept.get(question)
        if made is None:
            made = kept[question] = make_clusters(view, by=by, isco=isco, size=size, count=count, language=language)
            for oldest in list(kept)[:-_KEPT]:
                kept.pop(oldest, None)
        return made

    def skills(self) -> SkillLinker:
        """Return what finds the skills of the published generation in texts."""
        return self._linker_of(self.view())

    def screener(self, job: JobSpec, rubric: Rubric) -> Screener:
        """Return what assesses resumes against a job, in the published generation as of now. Raises what `Screener` does."""

        def nearest(segments: Sequence[str], language: str) -> list[Nearest]:
            found = self.match(segments, language=language, top=NEAREST).matches
            return [Nearest(match.occupation["code"], match.label) for match in found]

        return Screener(self._linker_of(self.view()), self._encoder, job, rubric, nearest)

    def evidence(self, text: str, *, language: str | None = None, detected: str | None = None) -> TextEvidence:
        """Return the skills that a text speaks of, to be given to several questions about it; `match` tells of the languages."""
        view = self.view()
        return TextEvidence(self._linker_of(view), text, _compared_language(view, language, detected))

    def gap(
        self,
        text: str | TextEvidence,
        to: str,
        *,
        language: str | None = None,
        detected: str | None = None,
        alternatives: int = 5,
    ) -> Gap:
        """Return what lies between a text and the occupation `to`, given as URI, UUID, code or label (search/gap.py).

        The text may be what `evidence` found in it. `language` and `detected` are those of `match`. Raises UnknownValue for an
        occupation or a `language` that the index does not have, InputError as `find_gap` does.
        """
        view = self.view()
        chosen = _compared_language(view, language, detected)
        uri = view.catalogue.occupation_uri(to)
        return find_gap(self._said(view, text, chosen), uri, now=self.now, alternatives=alternatives)

    def openings(
        self,
        texts: Sequence[tuple[str, str | None]],
        *,
        countries: Sequence[str] = (),
        reach: float = REACH,
        top: int = 20,
        language: str | None = None,
        progress: Progress | None = None,
    ) -> Openings:
        """Return the skills that open most live ads to the writers of texts, each with its detected language.

        `progress` is told how many texts are read. Raises what `find_openings` does, and InputError for a text without a letter.
        """
        view = self.view()
        _ = view.catalogue.ads  # told before anything is encoded
        shown = []
        for done, (text, detected) in enumerate(texts, start=1):
            if not any(char.isalpha() for char in text):
                raise InputError("there is no text to look for skills in")
            shown.append(TextEvidence(self._linker_of(view), text, _compared_language(view, language, detected)).found)
            if progress:
                progress(done, len(texts))
        now = self.now
        return find_openings(view, shown, countries=countries, reach=reach, top=top, now=now, language=language)

    def cohort(self, occupations: Sequence[str], **options: Any) -> Cohort:  # noqa: ANN401 - those of `cohort_of_occupations`
        """Return what `cohort_of_occupations` does, from the published generation as of now."""
        return cohort_of_occupations(self.view(), occupations, now=self.now, **options)

    def cohort_of_resumes(
        self,
        resumes: Sequence[tuple[Sequence[str], str, str | None]],
        *,
        near: int = NEAR,
        overlap: float = OVERLAP,
        top: int = 20,
        language: str | None = None,
        progress: Progress | None = None,
    ) -> Cohort:
        """Return where the people of resumes could go, each given as its segments, its text and its detected language.

        A member's nearest occupations are the best `near` matches, and its skills are those that the text shows. `progress` is told
        how many are matched. Raises what `match` and `search.cohort.cohort` do, and StoreLocked where generations follow each other
        faster than the resumes are read.
        """

        def read(view: View) -> Cohort:
            members = []
            for done, (segments, text, detected) in enumerate(resumes, start=1):
                matches = self.match(segments, language=language, detected=detected, top=near).matches
                said = TextEvidence(self._linker_of(view), text, _compared_language(view, language, detected))
                members.append(Member([match.occupation["uri"] for match in matches], said.found))
                if progress:
                    progress(done, len(resumes))
            return cohort(view, members, near=near, overlap=overlap, top=top, now=self.now, language=language)

        return self.steadily(read)

    def steadily(self, read: Callable[[View], _Made]) -> _Made:
        """Return what `read` makes of a generation, where it stays the published one; else make it anew of the next.

        Raises StoreLocked where generations follow each other faster than it is made, and what `read` does.
        """
        for _ in range(_TRIES):
            view = self.view()
            made = read(view)
            if self.view() is view:
                return made
        raise StoreLocked(f"the index was published anew {_TRIES} times while it was read; try again when it is built")

    def _said(self, view: View, text: str | TextEvidence, language: str) -> TextEvidence:
        """Return what a text says in this generation and language: what was found already, where it is of both."""
        linker = self._linker_of(view)
        if isinstance(text, TextEvidence):
            if text.linker is linker and text.language == language:
                return text
            text = text.text
        return TextEvidence(linker, text, language)

    def _linker_of(self, view: View) -> SkillLinker:
        linker = self._linker
        if linker is None or linker.view is not view:
            linker = self._linker = SkillLinker(view, self._encoder)
        return linker

    def _form_ranker(self, view: View) -> FormRanker | None:
        """Return what ranks single labels; None where the generation was written before there were any."""
        if not view.manifest.counts.get(FORMS):
            return None
        held = self._forms
        if held is None or held[0] is not view:
            model = view.manifest.model
            ranker = FormRanker(view.reader, FormWeights.tuned(model), FormWeights.tuned(model, across=True))
            held = self._forms = (view, ranker)
        return held[1]

    def warm(self) -> None:
        """Do now what the first request would have to wait for: open, read the labels, run the model once."""
        view = self.view()
        _ = view.catalogue.occupation_labels, view.catalogue.isco_counts, self._form_ranker(view)
        self._encoder.encode_queries(["warm"])

    def warm_skills(self) -> None:
        """Do now what the first evidence or gap would have to wait for: read the skills, their labels and vectors."""
        self.skills().warm()


def _check_limits(top: int, min_confidence: float | None) -> None:
    if not 1 <= top <= MAX_TOP:
        raise InputError(f"top must be between 1 and {MAX_TOP}, not {top}")
    if min_confidence is not None and not 0 <= min_confidence <= 1:
        raise InputError(f"the least confidence must be between 0 and 1, not {min_confidence}")


def _by_form(
    view: View, forms: FormRanker, query: Query, among: Collection[str] | None, language: str, *, across: bool
) -> list[str]:
    """Return points by their best single label; where a filter is set, of those `among` what it let by: it is about occupations."""
    uris = None if among is None else [view.catalogue.occupation_uris[item] for item in sorted(among)]
    (ranked,) = forms.concepts([query.text], query.whole[None], language=language, uris=uris, across=across)
    return [point_id(uri) for uri, _ in ranked]


def _title_weights(model: str) -> dict[str, float]:
    """Return the weights of a title's rankings, tuned for an encoder; the job centroid stands for the description."""
    weights = tuned("titles", model)
    return {**weights, "centroid": weights["description"]}


def _compared_language(view: View, language: str | None, detected: str | None) -> str:
    """Return the indexed language to compare in: the one asked for, else the detected one, else the first."""
    first = view.languages(language)[0]
    return detected if language is None and detected in view.manifest.languages and detected else first


def _not_ranked(
    view: View, wanted: Sequence[str], fused: Sequence[tuple[str, float]], condition: models.Filter | None
) -> list[tuple[str, float]]:
    """Return those of `wanted` that no ranking holds and that pass the filters, with the score that they have: 0."""
    ranked = {item for item, _ in fused}
    if not (missing := [item for item in wanted if item not in ranked]):
        return []
    passing = models.Filter(must=[models.HasIdCondition(has_id=missing), *([condition] if condition else [])])
    records = scroll_all(view.reader, OCCUPATIONS, scroll_filter=passing, with_payload=False)
    return [(str(record.id), 0.0) for record in records]
