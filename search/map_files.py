"""The map of one index as a file: made by `careerspace projection`, read by the service."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.errors import MapMissing
from search.map_ads import PlacedAds, Progress, place_ads
from search.map_graph import Graph, make_graph
from search.projection import Projection, mean_vectors
from search.store.files import replacing
from search.view import View

NAME = "map.npz"
"""file in the data folder"""
_COMMAND = "run `careerspace projection`"


@dataclass(frozen=True, slots=True)
class StoredMap:
    """Occupations with their places, shape (n, 2), the graph of the nearest among them, and the job ads.

    `ads` is None where none were indexed. `made_of` says what it was made of, `content` identifies the taxonomy and encoder.
    """

    uris: tuple[str, ...]
    places: npt.NDArray[np.float64]
    graph: Graph
    ads: PlacedAds | None
    made_of: Mapping[str, str]
    trustworthiness: float
    content: str
    ads_revision: int

    def check(self, view: View) -> None:
        """Raise MapMissing where it was made of another taxonomy or encoder than the published ones."""
        if self.content != content_of(view):
            made = f"ESCO {self.made_of['esco_version']} with {self.made_of['model']}"
            raise MapMissing(f"the map was made of another index ({made}); {_COMMAND} to make it of the published one")


def content_of(view: View) -> str:
    """Return what a map stands or falls with: the taxonomy and the encoder, not the job ads."""
    manifest = view.manifest
    return manifest.content_hash or f"{manifest.esco_version} {manifest.model} {manifest.generation}"


def make_map(view: View, projection: Projection, progress: Progress | None = None) -> StoredMap:
    """Make what the service needs of a projection of this view: graph and job ads."""
    occupations, vectors = mean_vectors(view, view.languages(projection.made_of["language"]))
    uris = tuple(item.uri for item in occupations)
    ads = place_ads(view.reader, uris, projection.positions, vectors, progress) if view.catalogue.has_ads else None
    return StoredMap(
        uris=uris,
        places=projection.positions,
        graph=make_graph(vectors),
        ads=ads,
        made_of=projection.made_of,
        trustworthiness=projection.trustworthiness,
        content=content_of(view),
        ads_revision=view.manifest.ads_revision,
    )


def write_map(made: StoredMap, folder: Path) -> Path:
    """Write the map into the data folder, whole or not at all, and return its path."""
    about = {
        "made_of": dict(made.made_of),
        "trustworthiness": made.trustworthiness,
        "content": made.content,
        "ads_revision": made.ads_revision,
        "sets": list(made.ads.sets) if made.ads else None,
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "about": np.array(json.dumps(about)),
        "uris": np.array(made.uris),
        "places": made.places,
        "first": made.graph.first,
        "second": made.graph.second,
        "cosine": made.graph.cosine,
    }
    if made.ads:
        names = ("ids", "places", "occupation", "countries", "until")
        arrays |= {f"ads_{name}": getattr(made.ads, name) for name in names}
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / NAME) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    return folder / NAME


def read_map(path: Path) -> StoredMap:
    """Read what `write_map` wrote. Raises MapMissing where there is none, or where it can't be read."""
    try:
        with np.load(path, allow_pickle=False) as held:
            about = json.loads(str(held["about"]))
            uris = tuple(held["uris"].tolist())
            ads = None
            if about["sets"] is not None:
                names = ("ids", "places", "occupation", "countries", "until")
                ads = PlacedAds(**{name: held[f"ads_{name}"] for name in names}, sets=tuple(about["sets"]))
            graph = Graph(len(uris), held["first"], held["second"], held["cosine"])
            places = held["places"]
    except FileNotFoundError:
        raise MapMissing(f"no map has been made yet; {_COMMAND}") from None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise MapMissing(f"the map can't be read ({error}); {_COMMAND} to make it again") from None
    known = ("made_of", "trustworthiness", "content", "ads_revision")
    return StoredMap(uris=uris, places=places, graph=graph, ads=ads, **{name: about[name] for name in known})
