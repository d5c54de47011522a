"""What reading a release found: counts, what was left out and why, what is missing, and what it cost."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search.records import Taxonomy

MAX_EXAMPLES = 5


@dataclass(slots=True)
class Dangling:
    """Links of one kind that lead nowhere: how many, and the first few as (holder, target)."""

    count: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)

    def add(self, holder: str, target: str) -> None:
        """Count one link."""
        self.count += 1
        if len(self.examples) < MAX_EXAMPLES:
            self.examples.append((holder, target))


@dataclass(slots=True)
class ReadReport:
    """The account of one reading; every count is of released concepts unless its name says otherwise."""

    source: str = ""
    """the path that was read"""
    form: str = ""
    """"RDF" or "CSV" """
    release: str = "unknown"
    release_from: str = "unknown"
    """"given" by the caller, "stated" by the source, "file name", or "unknown" """
    wanted: tuple[str, ...] = ()
    languages: dict[str, int] = field(default_factory=dict)
    """language → preferred labels seen; every language of an RDF file. In a CSV package 0 stands for a language that was
    there and not needed."""
    units: int = 0
    """triples or rows read"""
    occupations: int = 0
    skills: int = 0
    isco_groups: dict[int, int] = field(default_factory=dict)
    """ISCO level (1 to 4) → groups"""
    skill_groups: int = 0
    """skill groups and ISCED-F fields"""
    isced_fields: int = 0
    """the ISCED-F fields among them"""
    essential_links: int = 0
    """from occupations to skills, as `optional_links`"""
    optional_links: int = 0
    skill_essential_links: int = 0
    """from skills to skills, as `skill_optional_links`"""
    skill_optional_links: int = 0
    unreleased: dict[str, int] = field(default_factory=dict)
    """kind of concept → those left out for their status"""
    left_out: dict[str, int] = field(default_factory=dict)
    """other reasons → concepts left out"""
    dangling: dict[str, Dangling] = field(default_factory=dict)
    """what is wrong ("essential: occupation absent") → the links dropped for it"""
    missing: dict[str, dict[str, int]] = field(default_factory=dict)
    """what is missing ("description de") → kind of concept → how many lack it"""
    hygiene: dict[str, dict[str, int]] = field(default_factory=dict)
    """what was mended in labels → language → how many labels"""
    fallbacks: dict[str, dict[str, int]] = field(default_factory=dict)
    """"label" or "description" → language used → concepts that have the text in no wanted language but in that one"""
    seconds: float = 0.0
    """wall time"""
    peak_memory_mb: float = 0.0
    """the most this process has held resident so far, in MB (10⁶ bytes)"""
    warnings: list[str] = field(default_factory=list)

    def count(self, taxonomy: Taxonomy) -> None:
        """Take release and counts from the taxonomy that was read."""
        occupations, skills = taxonomy.occupations.values(), taxonomy.skills.values()
        self.release = taxonomy.release
        self.occupations, self.skills = len(occupations), len(skills)
        self.isco_groups = dict(sorted(Counter(len(group.code) for group in taxonomy.isco_groups.values()).items()))
        self.skill_groups = len(taxonomy.skill_groups)
        self.isced_fields = sum(group.kind == "isced-f" for group in taxonomy.skill_groups.values())
        self.essential_links = sum(len(occupation.essential_skills) for occupation in occupations)
        self.optional_links = sum(len(occupation.optional_skills) for occupation in occupations)
        self.skill_essential_links = sum(len(skill.essential_for_skills) for skill in skills)
        self.skill_optional_links = sum(len(skill.optional_for_skills) for skill in skills)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values (dictionaries, lists, strings and numbers)."""
        values = asdict(self)
        values["isco_groups"] = {str(level): count for level, count in self.isco_groups.items()}
        values["seconds"] = round(self.seconds, 3)
        values["peak_memory_mb"] = round(self.peak_memory_mb, 1)
        return values

    def lines(self) -> list[str]:
        """Return the report as lines for people; empty sections are left out."""
        unit = "triples" if self.form == "RDF" else "rows"
        levels = "/".join(str(self.isco_groups[level]) for level in sorted(self.isco_groups))
        total = sum(self.isco_groups.values())
        lines = [
            f"ESCO {self.release} ({self.release_from}), {self.form}, {self.units:,} {unit}",
            f"languages: {', '.join(self.wanted)} of {', '.join(sorted(self.languages)) or 'none'}",
            f"{self.occupations:,} occupations, {self.skills:,} skills, {total:,} ISCO groups ({levels or 'none'}), "
            f"{self.skill_groups:,} skill groups ({self.isced_fields:,} ISCED-F fields)",
            f"{self.essential_links:,} essential and {self.optional_links:,} optional skills of occupations, "
            f"{self.skill_essential_links:,} and {self.skill_optional_links:,} of skills",
        ]
        lines += _section("left out, not released", self.unreleased)
        lines += _section("left out", self.left_out)
        lines += _section("links dropped", {kind: dangling.count for kind, dangling in self.dangling.items()})
        for title, table in (("missing", self.missing), ("labels", self.hygiene), ("fallback", self.fallbacks)):
            for name, counts in table.items():
                lines += _section(f"{title}: {name}", counts)
        lines.append(f"read in {self.seconds:.1f} s, peak memory {self.peak_memory_mb:,.0f} MB")
        return lines + [f"warning: {warning}" for warning in self.warnings]


def _section(title: str, counts: dict[str, int]) -> list[str]:
    return [f"{title}: " + ", ".join(f"{count:,} {name}" for name, count in counts.items())] if counts else []


class Tally:
    """Counters with two keys, for `missing`, `hygiene` and `fallbacks`."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, detail: str, count: int = 1) -> None:
        """Count `count` cases of `name` in `detail`; 0 leaves no trace."""
        if count:
            self._counts[name, detail] += count

    def nested(self) -> dict[str, dict[str, int]]:
        """Return name → detail → count, both sorted."""
        result: dict[str, dict[str, int]] = {}
        for (name, detail), count in sorted(self._counts.items()):
            result.setdefault(name, {})[detail] = count
        return result


def peak_memory_mb() -> float:
    """Return this process's highest resident size in MB; 0.0 where the system doesn't tell (Windows)."""
    if sys.platform == "win32":
        return 0.0
    if sys.platform == "linux":  # getrusage would count the parent's memory too, in a child that it started
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes
