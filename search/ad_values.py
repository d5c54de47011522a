"""What the ads of one generation say, in memory: the values that filters may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qdrant_client import models
from rapidfuzz import process

from search.errors import UnknownValue
from search.store.base import ADS, FACET_VALUES, Reader

EURES_COUNTRIES: Mapping[str, str] = {"EL": "GR", "UK": "GB"}
"""the European Union's own codes → ISO 3166; NUTS codes keep the former"""
_SUGGESTIONS = 5


class AdValues:
    """The countries, regions, sources… that any indexed ad names, expired or not.

    Read when first asked for, and again for a value that is not among them: ads come and go in a server's generation.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, dict[str, int]] = {}

    def country(self, code: str) -> str:
        """Return a country's ISO code; EL and UK are understood. Raises UnknownValue with those that ads name."""
        return self._find("country", "countries", code, [EURES_COUNTRIES.get(_upper(code), _upper(code))])

    def nuts_code(self, code: str) -> str:
        """Return a NUTS code of any level as stored. Raises UnknownValue with the nearest."""
        return self._find("NUTS code", "nuts_codes", code, _nuts_forms(_upper(code)))

    def schedule(self, name: str) -> str:
        """Return a working time as stored ("Full-Time" is "fulltime"). Raises UnknownValue with those that ads name."""
        return self._find("schedule", "schedule", name, [_lower(name), _lower(name).replace("-", "")])

    def language(self, tag: str) -> str:
        """Return a language of texts as stored ("de-AT" is "de"). Raises UnknownValue with those that ads have."""
        return self._find("language", "languages", tag, [_lower(tag), _lower(tag).split("-")[0]])

    def source(self, name: str) -> str:
        """Return a data source's id. Raises UnknownValue with the nearest."""
        return self._find("source", "source_id", name, [name.strip()])

    def has(self, key: str, value: str) -> bool:
        """Return whether any ad has this value in this field."""
        return value in self._values(key) or value in self._values(key, again=True)

    def _find(self, field: str, key: str, given: str, forms: Sequence[str]) -> str:
        """Return the first form that ads have. Raises UnknownValue: the most alike first, then the most frequent."""
        for again in (False, True):
            values = self._values(key, again=again)
            for form in forms:
                if form in values:
                    return form
        alike = [value for value, _, _ in process.extract(forms[0], list(values), limit=_SUGGESTIONS, score_cutoff=60)]
        raise UnknownValue(field, given, list(dict.fromkeys([*alike, *values]))[:_SUGGESTIONS])

    def _values(self, key: str, *, again: bool = False) -> dict[str, int]:
        """Return value → number of ads, most frequent first."""
        if again or key not in self._known:
            self._known[key] = self._reader.facet(ADS, key, limit=FACET_VALUES)
        return self._known[key]


def _upper(text: str) -> str:
    return text.strip().upper()


def _lower(text: str) -> str:
    return text.strip().lower()


def any_of(key: str, values: Sequence[str]) -> models.FieldCondition:
    """Return the condition that a field holds any of these values."""
    return models.FieldCondition(key=key, match=models.MatchAny(any=list(values)))


def _nuts_forms(code: str) -> list[str]:
    """Return a code as given, and with the other name of its country: EL30 and GR30."""
    others = [EURES_COUNTRIES.get(code[:2]), *(eu for eu, iso in EURES_COUNTRIES.items() if iso == code[:2])]
    return [code, *(other + code[2:] for other in others if other)]
