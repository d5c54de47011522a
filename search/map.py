"""The questions put to the map: every occupation with its place, where a resume lies, the way between two, the job ads."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.ad_filters import live
from search.catalogue import shown_label
from search.demand import DECLARED
from search.encoder import Vectors
from search.errors import InputError
from search.map_ads import Places, median_place
from search.map_files import StoredMap, read_map
from search.named import Named, named
from search.neighbours import Neighbourhood, Transition
from search.projection import mean_vectors
from search.store.base import ADS, FACET_VALUES, OCCUPATIONS, scroll_all
from search.view import View

MAX_ADS = 100_000
"""ads in one answer"""
_GROUPS_TO = 2
"""length of the ISCO codes that are named: major and sub-major groups"""


@dataclass(frozen=True, slots=True)
class MapPoints:
    """Every occupation, as columns: one value for each row.

    `places` has shape (n, 2). `demand` counts the live ads that declare each, None where no ads are indexed. `collections` is
    name → rows. `groups` are ISCO's major and sub-major groups by code.
    """

    occupations: Sequence[Named]
    places: npt.NDArray[np.float64]
    demand: Sequence[int] | None
    collections: Mapping[str, Sequence[int]]
    groups: Sequence[Named]
    language: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a query lies: the median place of the nearest occupations, their rows, and the cosine to each row, shape (n,)."""

    place: tuple[float, float]
    nearest: Sequence[int]
    cosines: Vectors


@dataclass(frozen=True, slots=True)
class MapPath:
    """A way over occupations that are near each other, with what each step takes; one occupation more than steps."""

    occupations: Sequence[Named]
    rows: Sequence[int]
    steps: Sequence[Transition]
    language: str


@dataclass(frozen=True, slots=True)
class MapAds:
    """A page of the live ads, as columns. `current` says whether no ads have changed since the map was made; `total` counts all
    that pass, `countries` all live ones by country.
    """

    total: int
    places: Places
    occupation: Sequence[int]
    ids: Sequence[str]
    countries: Mapping[str, int]
    current: bool


class OccupationMap:
    """Answers questions about one stored map and the view that it was made of. Thread-safe.

    `now`, in seconds since 1970, decides which ads can still be applied to.
    """

    def __init__(self, view: View, stored: StoredMap) -> None:
        stored.check(view)
        self.view = view
        self.stored = stored
        self._named: dict[str, tuple[list[Named], dict[str, list[int]]]] = {}
        self._vectors: dict[str, Vectors] = {}

    def points(self, now: int, language: str | None = None) -> MapPoints:
        """Return every occupation. Raises UnknownValue for a language that is not indexed."""
        languages = self.view.languages(language)
        occupations, collections = self._columns(languages)
        demand = None
        if self.view.catalogue.has_ads:
            counts = self.view.reader.facet(ADS, DECLARED, live(now), FACET_VALUES)
            demand = [counts.get(uri, 0) for uri in self.stored.uris]
        groups = [
            named(group, languages) for code, group in self.view.catalogue.isco_groups.items() if len(code) <= _GROUPS_TO
        ]
        return MapPoints(occupations, self.stored.places, demand, collections, groups, languages[0])

    def place(self, whole: Vectors, language: str) -> Placed:
        """Place a query of shape (dim,) and unit length amid the occupations nearest to it, compared in one language."""
        cosines = self._compared(language) @ whole
        x, y = median_place(self.stored.places, cosines).tolist()
        nearest = np.argsort(-cosines, kind="stable")[:5].tolist()
        return Placed((x, y), nearest, cosines)

    def path(self, start: str, target: str, now: int, language: str | None = None) -> MapPath:
        """Return the shortest way between two occupations, each given as URI, UUID, code or label.

        Raises UnknownValue for an occupation or language that is not indexed, InputError where both are the same.
        """
        languages = self.view.languages(language)
        ends = [self._row(name) for name in (start, target)]
        if ends[0] == ends[1]:
            raise InputError("start and target are the same occupation")
        rows = self.stored.graph.shortest(ends[0], ends[1])
        if not rows:
            raise InputError("there is no way between these two over occupations that are near each other")
        near = Neighbourhood(self.view, now)
        uris = [self.stored.uris[row] for row in rows]
        steps = [near.transition(here, there, language=languages[0]) for here, there in pairwise(uris)]
        return MapPath([self._columns(languages)[0][row] for row in rows], rows, steps, languages[0])

    def ads(self, now: int, *, countries: Sequence[str] = (), limit: int = MAX_ADS, offset: int = 0) -> MapAds:
        """Return the ads that can still be applied to, in any of these countries, by id: the first ones are a random sample.

        Raises AdsMissing where none are indexed or none were when the map was made, UnknownValue for a country that no ad names.
        """
        known = [self.view.catalogue.ads.country(code) for code in countries]
        ads = self.stored.ads
        if ads is None:
            raise InputError("the map was made before there were job ads; run `careerspace projection` to make it again")
        rows = ads.live(now, known)
        page = rows[offset : offset + limit]
        counts: dict[str, int] = {}
        sets, numbers = np.unique(ads.countries[ads.live(now)], return_counts=True)
        for row, number in zip(sets.tolist(), numbers.tolist(), strict=True):
            for code in filter(None, ads.sets[row].split("+")):
                counts[code] = counts.get(code, 0) + number
        return MapAds(
            len(rows),
            ads.places[page],
            ads.occupation[page].tolist(),
            [item.decode() for item in ads.ids[page].tolist()],
            dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))),
            self.stored.ads_revision == self.view.manifest.ads_revision,
        )

    def _row(self, name: str) -> int:
        uri = self.view.catalogue.occupation_uri(name)
        try:
            return self.stored.uris.index(uri)
        except ValueError:
            raise InputError(f"{name} has no place on the map: it has no vectors") from None

    def _columns(self, languages: Sequence[str]) -> tuple[list[Named], dict[str, list[int]]]:
        """Return the names of the rows, and collection → rows."""
        if languages[0] not in self._named:
            fields = ["uri", "code", "preferred", "collections"]
            records = scroll_all(self.view.reader, OCCUPATIONS, with_payload=fields)
            payloads = {payload["uri"]: payload for payload in (record.payload or {} for record in records)}
            collections: dict[str, list[int]] = {}
            for row, uri in enumerate(self.stored.uris):
                for name in payloads[uri].get("collections") or ():
                    collections.setdefault(name, []).append(row)
            names = [Named(uri, shown_label(payloads[uri], languages)[0], payloads[uri]["code"]) for uri in self.stored.uris]
            self._named[languages[0]] = names, dict(sorted(collections.items()))
        return self._named[languages[0]]

    def _compared(self, language: str) -> Vectors:
        if language not in self._vectors:
            self._vectors[language] = mean_vectors(self.view, self.view.languages(language))[1]
        return self._vectors[language]


class MapFile:
    """The stored map of a service, read again when the file or the published generation is another one. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._held: tuple[int, OccupationMap] | None = None

    def of(self, view: View) -> OccupationMap:
        """Return the map of a view. Raises MapMissing where there is none, or where it was made of another index."""
        with self._lock:
            try:
                written = self._path.stat().st_mtime_ns
            except FileNotFoundError:
                written = 0
            if self._held is None or self._held[0] != written or self._held[1].view is not view:
                self._held = written, OccupationMap(view, read_map(self._path))
            return self._held[1]
