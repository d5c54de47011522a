"""What a screening goes by: gates and weighted criteria, written down before any resume is read.

    [gates]
    must = ["JavaScript"]
    must_not = ["SAP R3"]
    skill_levels = [3, 4]
    roles = ["does"]

    [[criteria]]
    name = "essential skills"
    kind = "essential"      # essential, optional, match, or skills with a list of its own
    weight = 3

Age, gender, origin, religion, health, family and the like are nobody's merit: a criterion that names one is refused
(search/protected.py).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from search.errors import InputError
from search.levels import DOES, ROLES
from search.protected import refuse_protected
from search.texts import digest

ESSENTIAL, OPTIONAL, MATCH, SKILLS = "essential", "optional", "match", "skills"
KINDS = (ESSENTIAL, OPTIONAL, MATCH, SKILLS)
MAX_CHARACTERS = 100_000
"""of a rubric's file"""
MAX_CRITERIA = 50
MAX_SKILLS = 200
"""skills in one list"""

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""characters that do not show, or turn the direction of what does"""


@dataclass(frozen=True, slots=True)
class Gates:
    """What is asked for. `must` and `must_not` are skills; of `skill_levels` and `roles` (search/levels.py) one is enough."""

    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    skill_levels: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One part of the score. `kind` is one of `KINDS`: the share of the job's essential or optional skills that are found, the
    likeness to the job, or the share of `skills` that are found.
    """

    name: str
    kind: str
    weight: float = 1.0
    skills: tuple[str, ...] = ()


DEFAULT = (
    Criterion("essential skills", ESSENTIAL, 3.0),
    Criterion("optional skills", OPTIONAL),
    Criterion("match", MATCH, 2.0),
)


@dataclass(frozen=True, slots=True)
class Rubric:
    """Gates and criteria; `hash` changes with any of them."""

    gates: Gates = field(default_factory=Gates)
    criteria: tuple[Criterion, ...] = DEFAULT

    @property
    def hash(self) -> str:
        """SHA-256 of what it says, without comments and layout."""
        return digest(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False))

    def asking(self, must: Sequence[str] = (), must_not: Sequence[str] = ()) -> Rubric:
        """Return the rubric with more skills in its gates. Raises InputError for too many."""
        gates = replace(
            self.gates,
            must=_skills("must", [*self.gates.must, *must]),
            must_not=_skills("must_not", [*self.gates.must_not, *must_not]),
        )
        return replace(self, gates=gates)


def read_rubric(text: str) -> Rubric:
    """Read a rubric in TOML. Raises InputError that names what is wrong, and what may not be asked for."""
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"the rubric has more than {MAX_CHARACTERS:,} characters")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the rubric is no TOML: {error}") from None
    except RecursionError:
        raise InputError("the rubric nests its parts too deeply") from None
    return rubric_of(data)


def rubric_of(data: Mapping[str, Any]) -> Rubric:
    """Return the rubric for its parsed form, which is also what `dataclasses.asdict` gives."""
    _known("the rubric", data, ("gates", "criteria"))
    gates, criteria = data.get("gates", {}), data.get("criteria")
    if not isinstance(gates, Mapping):
        raise InputError("`gates` of the rubric is a table: [gates]")
    if criteria is None:
        return Rubric(_gates(gates))
    if not isinstance(criteria, list | tuple) or not criteria or not all(isinstance(item, Mapping) for item in criteria):
        raise InputError("`criteria` of the rubric are tables: [[criteria]]; leave them out for the usual ones")
    if len(criteria) > MAX_CRITERIA:
        raise InputError(f"the rubric has {len(criteria)} criteria, more than {MAX_CRITERIA}")
    read = tuple(_criterion(item) for item in criteria)
    if len({criterion.name for criterion in read}) < len(read):
        raise InputError("two criteria of the rubric have the same name")
    return Rubric(_gates(gates), read)


def _gates(data: Mapping[str, Any]) -> Gates:
    _known("[gates]", data, ("must", "must_not", "skill_levels", "roles"))
    levels, roles = data.get("skill_levels", ()), data.get("roles", ())
    if not isinstance(levels, list | tuple) or not all(type(level) is int and 1 <= level <= 4 for level in levels):
        raise InputError("`skill_levels` of the rubric are numbers from 1 to 4")
    if not isinstance(roles, list | tuple) or not all(role in (*ROLES, DOES) for role in roles):
        raise InputError("`roles` of the rubric are leads, sells, teaches or does")
    return Gates(
        _skills("must", data.get("must", ())),
        _skills("must_not", data.get("must_not", ())),
        tuple(sorted(set(levels))),
        tuple(dict.fromkeys(roles)),
    )


def _criterion(data: Mapping[str, Any]) -> Criterion:
    _known("[[criteria]]", data, ("name", "kind", "weight", "skills"))
    name, kind, weight = data.get("name"), data.get("kind"), data.get("weight", 1.0)
    if not isinstance(name, str) or not name.strip() or len(name) > 200:
        raise InputError("a criterion of the rubric has no `name`, or one of more than 200 characters")
    if CONTROL.search(name):
        raise InputError(f"the name of the criterion {name!r} has a line break or a control character in it")
    refuse_protected(name, "the criterion")
    if kind not in KINDS:
        raise InputError(f"the criterion {name!r} is of the kind {kind!r}; there are {', '.join(KINDS)}")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0.001 <= weight <= 1000:
        raise InputError(f"the weight of the criterion {name!r} is a number from 0.001 to 1000")
    skills = _skills(name, data.get("skills", ()))
    if (kind == SKILLS) != bool(skills):
        raise InputError(f"the criterion {name!r}: a list of `skills` belongs to the kind {SKILLS}, and to no other")
    return Criterion(name.strip(), str(kind), float(weight), skills)


def _skills(name: str, given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not all(isinstance(skill, str) and skill.strip() for skill in given):
        raise InputError(f"{name!r} of the rubric is a list of skills: URIs, UUIDs or labels")
    if len(given) > MAX_SKILLS:
        raise InputError(f"{name!r} of the rubric lists more than {MAX_SKILLS} skills")
    return tuple(dict.fromkeys(skill.strip() for skill in given))


def _known(place: str, data: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in data:
        if name not in names:
            refuse_protected(str(name)[:200], "the entry")
            raise InputError(f"{place} has an unknown entry {str(name)[:40]!r}; it takes {', '.join(names)}")
