"""Which release of ESCO a source is: given, stated, or read from its name; and whether the data contradict that.

The official dumps and packages of 1.0 to 1.2 state their release nowhere inside: it stands in the name of the download
("ESCO dataset - v1.1.1 - classification - en - csv.zip", "esco-v1.2.0.ttl").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.esco.gathered import Gathered

UNKNOWN = "unknown"
_NAME = re.compile(r"[\w.-]{1,40}")
_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)(\d\.\d{1,2}(?:\.\d{1,2})?)(?![\d]|\.\d)")


def find_release(gathered: Gathered, given: str | None, path: str, names: Iterable[str]) -> tuple[str, str]:
    """Return (release, where it comes from); contradictions become warnings of `gathered`.

    `names` are tried in turn where the source states nothing. Raises SourceError where the source states several releases
    and the caller gave none: a mixed taxonomy must not look like one release.
    """
    stated = sorted({release for version in gathered.versions if (release := _stated(version))})
    named = next((match[1] for name in names if (match := _NUMBER.search(name))), None)
    if given is None and len(stated) > 1:
        raise SourceError(path, f"states several releases ({', '.join(stated)}): read them apart, or give release=… to insist")
    given_release = given.strip().removeprefix("v") if given else None
    choices = {"given": given_release, "stated": stated[0] if stated else None, "file name": named}
    origin, release = next(((origin, found) for origin, found in choices.items() if found), (UNKNOWN, UNKNOWN))
    claims = {"stated": ("the source states", stated), "file name": ("the file name says", [named] if named else [])}
    for claim, (says, releases) in claims.items():
        if claim != origin and set(releases) - {release}:
            gathered.warnings.append(f"read as release {release} ({origin}), but {says} {', '.join(releases)}")
    gathered.warnings.extend(_contradictions(gathered, release))
    return release or UNKNOWN, origin


def _stated(version: str) -> str | None:
    """Return the number in a version text, or a bare name as it is ("sample-1"); None for prose."""
    number = _NUMBER.search(version)
    return number[1] if number else version if _NAME.fullmatch(version) else None


def _contradictions(gathered: Gathered, release: str) -> list[str]:
    """Compare the release with what only some releases have: NACE codes came with 1.2, UUIDs of skill groups with 1.1.1."""
    if release == UNKNOWN:
        return ["the release is not known: give release=… (the file name holds none)"]
    if not release[0].isdigit():
        return []  # a release of somebody's own
    number = tuple(int(digits) for digits in re.findall(r"\d+", release)[:3])
    found = []
    if number < (1, 2) and any(concept.nace for concept in gathered.concepts.values()):
        found.append(f"occupations have NACE codes, which came with 1.2; is this really {release}?")
    coded = sum(uri.rpartition("/")[2][:1] in "LSTK" and len(uri.rpartition("/")[2]) < 12 for uri in gathered.concepts)
    if number >= (1, 1, 1) and coded:
        found.append(f"{coded} skill groups have their code as IRI, which ended with 1.1.1; is this really {release}?")
    return found
