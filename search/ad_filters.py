"""What an answer about job ads is limited to. As for occupations, every value is checked against the index first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from qdrant_client import models

from search.ad_values import any_of
from search.catalogue import Catalogue
from search.errors import UnknownValue

_UNITS_S = {"h": 3600, "d": 86_400, "w": 604_800}
_EXAMPLES = ("12h", "14d", "3w", "2026-01-31")


@dataclass(frozen=True, slots=True)
class AdFilter:
    """Limits on ads. Empty means no limit; of several values any one is enough.

    `countries` are ISO 3166 codes of two letters (EL and UK are understood); `nuts` and `isco` are codes of any level;
    `occupations` are URIs, UUIDs, codes or labels, declared by the ad or predicted for it; `schedule` is fulltime, parttime…;
    `since` is how long ago an ad may have been created (`12h`, `14d`, `3w`), or the date; `remote` keeps ads that offer work from
    home, wholly or partly; `languages` are those of the ad's texts; `sources` are ids of data sources.
    """

    countries: tuple[str, ...] = ()
    nuts: tuple[str, ...] = ()
    isco: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    schedule: tuple[str, ...] = ()
    since: str | None = None
    remote: bool = False
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def resolve(self, catalogue: Catalogue, now: int) -> models.Filter:
        """Return the engine's filter, which also leaves out ads that can't be applied to any more at `now` (seconds since 1970).

        Raises UnknownValue for a value that the index does not have, AdsMissing where it has no ads.
        """
        known = catalogue.ads
        fields = {
            "countries": [known.country(code) for code in self.countries],
            "nuts_codes": [known.nuts_code(code) for code in self.nuts],
            "isco_groups": [isco_code(catalogue, code) for code in self.isco],
            "schedule": [known.schedule(name) for name in self.schedule],
            "languages": [known.language(tag) for tag in self.languages],
            "source_id": [known.source(name) for name in self.sources],
            "remote": ["yes", "partly"] if self.remote else [],
        }
        must: list[models.Condition] = [any_of(key, values) for key, values in fields.items() if values]
        if self.occupations:
            uris = [_occupation_uri(catalogue, name) for name in self.occupations]
            must.append(models.Filter(should=[any_of("occupation_uris", uris), any_of("predicted_uris", uris)]))
        if self.since is not None:
            must.append(models.FieldCondition(key="created_at", range=models.Range(gte=_start(self.since, now))))
        return live(now, *must)


def live(now: int, *must: models.Condition) -> models.Filter:
    """Return the filter for ads that can still be applied to at `now`, and meet every condition. No last day is no end."""
    expired = models.FieldCondition(key="apply_by", range=models.Range(lt=now))
    return models.Filter(must=list(must) or None, must_not=[expired])


def isco_code(catalogue: Catalogue, given: str) -> str:
    """Return an ISCO code that the taxonomy or an ad has. Raises UnknownValue with the nearest codes."""
    try:
        return str(catalogue.isco(given)["code"])
    except UnknownValue as unknown:
        if catalogue.ads.has("isco_groups", unknown.value):
            return unknown.value
        raise


def _occupation_uri(catalogue: Catalogue, name: str) -> str:
    try:
        return catalogue.occupation_uri(name)
    except UnknownValue:
        if catalogue.ads.has("occupation_uris", name.strip()):  # of another release of the taxonomy
            return name.strip()
        raise


def _start(since: str, now: int) -> int:
    """Return the first second that counts. Raises UnknownValue for what is neither a duration nor a date."""
    text = since.strip()
    if match := re.fullmatch(r"([0-9]{1,4})([hdw])", text.lower()):
        return now - int(match[1]) * _UNITS_S[match[2]]
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise UnknownValue("since", since, _EXAMPLES) from None
