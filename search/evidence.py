"""What a text shows of an occupation's skills: exact sets of ESCO URIs, with the places of the text that speak for each.

A skill of the occupation is one of four.

- found: the text speaks of it (`search.linker`), and does not deny it. It is named where a label stands there, nearly or to the
  letter; else it is only near in meaning, which is wrong more often.
- missing: the text speaks of it only to deny it ("no experience with JavaScript"; `search.denial`).
- related: the text does not speak of it, but a neighbour in the skill hierarchy, or what ESCO says it needs, is found
  (`search.hierarchy`). It does not count as found.
- unknown: the text says nothing of it, or only that its writer wishes to learn it. That is no evidence against: people leave out
  most of what they can.

Coverage is found / all, over the URIs that ESCO lists; nothing else enters it, and no weight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.catalogue import shown_label
from search.denial import is_denied, is_wished
from search.hierarchy import BESIDE, BROADER, NARROWER, NEEDED
from search.linker import THRESHOLD, SkillLinker, SkillMention

FOUND, MISSING, RELATED, UNKNOWN = "found", "missing", "related", "unknown"
LISTED = 0.5
"""score from which a place speaks of a skill that is looked for by name. Less than what the linker asks of any skill: of all that a
place can mean, what the occupation lists is likelier. docs/experiments.md has what this finds, and how much of it is wrong."""
STATUSES = (FOUND, MISSING, RELATED, UNKNOWN)
"""in the order of answers"""
_RELATIONS = (NARROWER, NEEDED, BROADER, BESIDE)
"""from what says most of a skill to what says least"""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A found skill one step away: "narrower", "needed", "broader" or "beside" the one looked for, and the best place of it.

    `parent` is the URI that both share where it is beside, None otherwise.
    """

    uri: str
    label: str
    relation: str
    parent: str | None
    mention: SkillMention


@dataclass(frozen=True, slots=True)
class SkillEvidence:
    """One skill of an occupation. `mentions` are the places that show it or, where it is missing, that deny it, by place.

    `neighbour` is set for related skills alone.
    """

    uri: str
    label: str
    skill_type: str | None
    status: str
    mentions: tuple[SkillMention, ...] = ()
    neighbour: Neighbour | None = None

    @property
    def is_named(self) -> bool:
        """Whether a label of the skill stands in the text, nearly or to the letter, and not only what is near in meaning."""
        return any(mention.how != "dense" for mention in self.mentions)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The essential or the optional skills of an occupation, each once: found, missing, related, unknown; then by label."""

    skills: tuple[SkillEvidence, ...]

    def count(self, status: str) -> int:
        """Return how many skills are found, missing, related or unknown."""
        return sum(skill.status == status for skill in self.skills)

    @property
    def named(self) -> int:
        """How many of those found are named: a label of the skill stands in the text, and is not denied."""
        return sum(skill.status == FOUND and skill.is_named for skill in self.skills)

    @property
    def total(self) -> int:
        """How many skills ESCO lists."""
        return len(self.skills)

    @property
    def share(self) -> float | None:
        """Found / total; None where ESCO lists none."""
        return self.count(FOUND) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an occupation fits a text.

    `parts` is ranking → what it adds to the score, which is their sum; `similarity` is the cosine of the whole text to "label",
    "description", "ads", "centroid" and "skills" of the occupation, those that exist.
    """

    essential: Coverage
    optional: Coverage
    parts: Mapping[str, float]
    similarity: Mapping[str, float]


class TextEvidence:
    """The skills that one text speaks of, to be held against those of any number of occupations.

    `language` must be indexed; labels are found in every language. A place speaks of a skill from a score of `threshold`. Raises
    what `SkillLinker.link` raises.
    """

    def __init__(self, linker: SkillLinker, text: str, language: str, threshold: float = LISTED) -> None:
        self.linker, self.text, self.language = linker, text, language
        self._languages = linker.view.languages(language)
        self._found: dict[str, list[SkillMention]] = {}
        self._denied: dict[str, list[SkillMention]] = {}
        for mention in linker.link(text, language, threshold):
            place = mention.sentence, mention.start, mention.end
            if is_wished(text, *place):
                continue
            if not is_denied(text, *place):
                self._found.setdefault(mention.uri, []).append(mention)
            elif mention.how != "dense" or mention.score >= THRESHOLD:
                self._denied.setdefault(mention.uri, []).append(mention)

    @property
    def found(self) -> frozenset[str]:
        """URIs of every skill that the text speaks of at a place that does not deny it, whatever is looked for."""
        return frozenset(uri for uri, mentions in self._found.items() if _best(mentions).score >= THRESHOLD)

    def coverage(self, uris: Sequence[str]) -> Coverage:
        """Return what the text shows of these skills."""
        skills = [self.skill(uri) for uri in dict.fromkeys(uris)]
        return Coverage(tuple(sorted(skills, key=lambda skill: (STATUSES.index(skill.status), skill.label, skill.uri))))

    def skill(self, uri: str) -> SkillEvidence:
        """Return what the text shows of one skill; its URI is its label where the index does not hold it."""
        payload = self.linker.payload(uri)
        label, kind = shown_label(payload, self._languages)[0], payload.get("skill_type")
        if uri in self._found:
            return SkillEvidence(uri, label, kind, FOUND, tuple(self._found[uri]))
        if uri in self._denied:
            return SkillEvidence(uri, label, kind, MISSING, tuple(self._denied[uri]))
        neighbour = self._neighbour(uri)
        return SkillEvidence(uri, label, kind, RELATED if neighbour else UNKNOWN, neighbour=neighbour)

    def _neighbour(self, uri: str) -> Neighbour | None:
        """Return the found neighbour that says most: by relation, then by score, ties by URI."""
        best: list[tuple[int, float, str, Neighbour]] = []
        for other, step in self.linker.hierarchy.neighbours(uri).items():
            mention = _best(self._found[other]) if other in self._found else None
            if mention and mention.score >= THRESHOLD:
                neighbour = Neighbour(other, self._label(other), step.relation, step.parent, mention)
                best.append((_RELATIONS.index(step.relation), -mention.score, other, neighbour))
        return min(best, key=lambda item: item[:3])[3] if best else None

    def _label(self, uri: str) -> str:
        return shown_label(self.linker.payload(uri), self._languages)[0]


def _best(mentions: Sequence[SkillMention]) -> SkillMention:
    return max(mentions, key=lambda mention: mention.score)


def evidence_of(
    said: TextEvidence, occupation: Mapping[str, Any], parts: Mapping[str, float], similarity: Mapping[str, float]
) -> Evidence:
    """Return why an occupation, given as its payload, fits a text."""
    return Evidence(
        said.coverage(occupation["essential_skills"]), said.coverage(occupation["optional_skills"]), parts, similarity
    )
