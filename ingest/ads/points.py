"""Job ads as index points: which text is embedded, what the payload says.

A point has one dense vector `text` (title and relevant text of the ad's own language) and one sparse vector `words` over every
language's text. What depends on the taxonomy is added here, not in the record: the ISCO groups of declared ESCO occupations, and
predicted occupations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from qdrant_client import models

from ingest.ads.relevance import relevant_text
from ingest.eures.record import JobAd, OccupationCode, Profile
from search.encoder import Vectors
from search.sparse import encode_sparse_document
from search.store.base import CollectionSchema, point_id

KEYWORDS = (
    "ad_id", "source_id", "language", "languages", "countries", "nuts_codes", "isco_groups", "occupation_uris", "predicted_uris",
    "schedule", "offering", "remote", "dup_group",
)  # fmt: skip
"""fields of an ad that filters and facets may name"""
TIMES = ("created_at", "modified_at", "apply_by")
"""seconds since 1970, UTC; absent where the ad does not say"""


def ads_schema(dimension: int) -> CollectionSchema:
    """Return what the collection `ads` holds."""
    indexes = dict.fromkeys(KEYWORDS, models.PayloadSchemaType.KEYWORD) | dict.fromkeys(
        TIMES, models.PayloadSchemaType.INTEGER
    )
    return CollectionSchema({"text": dimension}, ("words",), indexes)


def embedded_text(ad: JobAd) -> str | None:
    """Return the text that an ad's vector is made of; None for an ad without any text."""
    profile = own_profile(ad)
    return (relevant_text(profile.title, profile.description, ad.language).strip() or None) if profile else None


def own_profile(ad: JobAd) -> Profile | None:
    """Return the profile in the ad's own language, or the first one."""
    return ad.profiles.get(ad.language) or next(iter(ad.profiles.values()), None)


def ad_point(
    ad: JobAd,
    vector: Vectors,
    *,
    dup_group: str,
    isco_of: Mapping[str, str],
    predicted: Sequence[OccupationCode],
    stamp: Mapping[str, str],
) -> models.PointStruct:
    """Return the finished point. `isco_of` is ESCO occupation URI → its ISCO code; `stamp` names release and model."""
    words = "\n".join(text for profile in ad.profiles.values() for text in (profile.title, profile.description))
    vectors: dict[str, Any] = {"text": np.asarray(vector, dtype=np.float32).tolist()}
    sparse = encode_sparse_document(words)
    if sparse.indices:
        vectors["words"] = sparse
    payload = ad_payload(ad, dup_group=dup_group, isco_of=isco_of, predicted=predicted)
    return models.PointStruct(id=point_id(ad.uri), vector=vectors, payload={**payload, **stamp})


def ad_payload(
    ad: JobAd, *, dup_group: str, isco_of: Mapping[str, str], predicted: Sequence[OccupationCode]
) -> dict[str, Any]:
    """Return what the index says of an ad: the record's fields, and what follows from the taxonomy."""
    declared = [code.uri for code in ad.occupations if code.uri and code.origin == "declared"]
    derived = [
        OccupationCode("isco08", code=isco_of[uri], origin="derived")
        for uri in declared
        if uri in isco_of and isco_of[uri] not in ad.isco_groups
    ]
    own = own_profile(ad)
    fields: dict[str, Any] = msgspec.to_builtins(ad)
    fields.pop("payload_hash", None)
    return {
        **_DEFAULTS,
        **fields,
        "uri": ad.uri,
        "title": own.title if own else "",
        "description": own.description if own else "",
        "languages": list(ad.profiles),
        "occupations": [msgspec.to_builtins(code) for code in dict.fromkeys((*ad.occupations, *derived, *predicted))],
        "occupation_uris": declared,
        "predicted_uris": [code.uri for code in predicted[:1]],
        "isco_groups": sorted({*ad.isco_groups, *(code.code[:length] for code in derived if code.code for length in (1, 2, 3, 4))}),
        "dup_group": dup_group,
    }  # fmt: skip


_DEFAULTS: Mapping[str, Any] = {
    "status": "active",
    "language": "und",
    "remote": "unknown",
    "employer": None,
    "anonymous": False,
    **dict.fromkeys(
        ("countries", "nuts_codes", "locations", "schedule", "offering", "nace", "education", "languages_required", "licences",
         "skills", "warnings"), (),
    ),
}  # fmt: skip
