"""Write one ad: choose sentences, headings, order and markup. The same brief and seed always give the same ad."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from random import Random
from typing import Any

from ads_builder.brief import Brief, phone
from ads_builder.material import Material, Occupation, genders

WORK = frozenset({"opener", "tasks", "needs"})
"""kinds of parts that are about the work; the others are about the employer, benefits and applying"""
ORDERS = (
    ("about", "opener", "tasks", "needs", "benefits", "apply", "equal"),
    ("opener", "tasks", "needs", "benefits", "about", "apply", "equal"),
    ("opener", "about", "tasks", "needs", "benefits", "equal", "apply"),
    ("about", "benefits", "opener", "tasks", "needs", "apply"),
    ("equal", "about", "opener", "tasks", "needs", "benefits", "apply"),
    ("tasks", "needs", "opener", "about", "benefits", "apply", "equal"),
    ("benefits", "about", "tasks", "needs", "equal", "apply"),
    ("opener", "tasks", "about", "needs", "apply"),
)
SIZES = (0, 1, 1, 1, 2, 2, 3, 4, 7)
"""how wordy an ad is: number of sentences about the employer, and more"""


@dataclass(frozen=True)
class Part:
    """A passage. Without heading and not `apart` it continues the paragraph before it."""

    kind: str
    lines: tuple[str, ...]
    heading: str | None = None
    bullets: bool = False
    apart: bool = True

    @property
    def text(self) -> str:
        """The sentences, without heading or markup."""
        return " ".join(self.lines)


@dataclass(frozen=True)
class Text:
    """Title and passages; `derived` says that the sentences come from the taxonomy, not from hand."""

    title: str
    parts: tuple[Part, ...]
    derived: bool

    def plain(self) -> str:
        """Return plain text, blocks on lines of their own."""
        return "\n".join(line for block in self._blocks() for line in block).strip()

    def html(self, style: str = "p") -> str:
        """Return HTML: "p" with paragraphs and lists, "br" with line breaks only, "div" without white space between blocks."""
        if style == "br":
            return "<br/>\n".join(escape(line, quote=False) for block in self._blocks() for line in block)
        tag, glue = ("div", "") if style == "div" else ("p", "\n")
        return glue.join(_html_block(block, tag) for block in self._blocks() if any(block))

    def _blocks(self) -> list[list[str]]:
        blocks: list[list[str]] = []
        for part in self.parts:
            lines = [f"- {line}" for line in part.lines] if part.bullets else [" ".join(part.lines)]
            if part.heading:
                blocks += [[""], [part.heading]] if blocks else [[part.heading]]
            elif not part.apart and blocks and not blocks[-1][0].startswith("- "):
                blocks[-1][-1] += " " + lines.pop(0)
            elif blocks:
                blocks.append([""])
            if lines:
                blocks.append(lines)
        return blocks


def _html_block(block: list[str], tag: str) -> str:
    if block[0].startswith("- "):
        return "<ul>" + "".join(f"<li>{escape(line[2:], quote=False)}</li>" for line in block) + "</ul>"
    if len(block) == 1 and len(block[0]) < 40 and block[0][-1:] not in ".!":
        return f"<h3>{escape(block[0], quote=False)}</h3>"
    return "".join(f"<{tag}>{escape(line, quote=False)}</{tag}>" for line in block)


@dataclass
class _Writer:
    material: Material
    brief: Brief
    rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = Random(self.brief.seed)  # noqa: S311 - reproducible, not secret
        self.phrases: dict[str, Any] = self.material.phrases[self.brief.language]
        self.occupation = self.material.occupations[self.brief.slug]
        self.written = self.material.written[self.brief.language].get(self.brief.slug)
        self.wordiness = self.rng.choice(SIZES)
        self.bare_title = self._bare_title()

    def write(self) -> Text:
        order = self.rng.choice(ORDERS)
        headed = self.rng.random() < 0.65
        joined = not headed and self.rng.random() < 0.5
        parts = [part for kind in order if (part := self._part(kind, headed, joined))]
        return Text(self._title(), tuple(parts), self.written is None)

    def _bare_title(self) -> str:
        if self.written:
            titles = self.written["titles"]
            return titles[(self.brief.use + self.rng.randrange(2)) % len(titles)]
        label = self.rng.choice(self.occupation.labels[self.brief.language]).strip()
        return genders(label) if self.brief.language == "de" else label[0].upper() + label[1:]

    def _title(self) -> str:
        title = self.bare_title
        if self.brief.level:
            title = f"{self.phrases['levels'][self.brief.level]} {title}"
        if "(" not in title:
            title += self.rng.choice(self.phrases["suffixes"])
        if self.rng.random() < 0.04:
            title = self.phrases["urgent"] + title
        title = self._filled(title)
        return title.upper() if self.rng.random() < 0.03 else title

    def _part(self, kind: str, headed: bool, joined: bool) -> Part | None:
        lines = getattr(self, f"_{kind}")()
        if not lines:
            return None
        lines = [self._filled(line) for line in lines]
        sentences = all(line[-1] in ".!?" for line in lines)
        listed = kind in {"tasks", "needs", "benefits"} and len(lines) > 1
        # fragments are no prose: they are always a list
        bullets = listed and (not sentences or (headed and self.rng.random() < 0.75))
        heading = None
        if kind != "opener" and (headed or bullets) and (bullets or kind != "equal" or self.rng.random() < 0.5):
            heading = self.rng.choice(self.phrases["headings"][kind])
            if self.rng.random() < 0.3 and heading[-1] != "?":
                heading += ":"
        if not bullets:
            lines = [line if line[-1] in ".!?" else f"{line}." for line in lines]
        return Part(kind, tuple(lines), heading, bullets, apart=not joined)

    def _filled(self, text: str) -> str:
        if "{" not in text:
            return text
        brief = self.brief
        words = {
            "employer": brief.employer,
            "city": brief.city,
            "title": self.bare_title,
            "schedule": self.phrases["schedule"][brief.schedule],
            "reference": brief.reference,
            "staff": self.rng.choice((35, 80, 140, 260, 540, 900, 2300)),
            "mail": f"{self.rng.choice(('jobs', 'career', 'hr'))}@example.{self.rng.choice(('org', 'com', 'net'))}",
            "phone": phone(self.material, brief.country, self.rng),
            "url": f"https://www.example.org/jobs/{brief.reference}",
        }
        return text.format_map(words)

    def _some(self, lines: list[str], count: int) -> list[str]:
        """Take `count` neighbours, starting where the ad before this one ended."""
        start = self.brief.use * count
        return [lines[(start + step) % len(lines)] for step in range(min(count, len(lines)))]

    def _about(self) -> list[str]:
        sector = self.phrases["sectors"][self.brief.sector]
        lines = [self.rng.choice(sector)] if self.rng.random() < 0.8 else []
        return lines + self.rng.sample(self.phrases["company"], self.wordiness)

    def _opener(self) -> list[str]:
        lines = [self.rng.choice(self.phrases["openers"])] if self.rng.random() < 0.85 else []
        if self.written is None and self.rng.random() < 0.35:
            lines += _in_short(self.occupation, self.brief.language)
        return lines

    def _tasks(self) -> list[str]:
        if self.written:
            tasks = self.written["tasks"]
            more = self._derived("skill")[: self.rng.choice((0, 0, 1, 2))] if self.brief.language == "en" else []
            return [*self._some(tasks, max(2, (len(tasks) + 1) // 2)), *more, *self._general("tasks")]
        return [*self._derived("skill")[: self.rng.randint(3, 6)], *self._general("tasks")]

    def _needs(self) -> list[str]:
        if self.written:
            needs = self.written["needs"]
            return [*self._some(needs, max(1, (len(needs) + 1) // 2)), *self._general("needs")]
        return [*self._derived("knowledge")[: self.rng.randint(1, 4)], *self._general("needs")]

    def _general(self, kind: str) -> list[str]:
        """Return sentences that fit nearly any work."""
        lines = self.phrases[f"general_{kind}"]
        return self.rng.sample(lines, min(self.rng.choice((0, 1, 1, 2, 1 + self.wordiness)), 4))

    def _derived(self, kind: str) -> list[str]:
        """Return sentences on the occupation's skills, in English and German."""
        if self.brief.language not in self.occupation.labels:
            return []
        skills = [skill for skill in self.occupation.skills if skill.kind == kind]
        self.rng.shuffle(skills)
        skills.sort(key=lambda skill: not skill.essential)
        lines = []
        for skill in skills:
            if kind == "skill" and self.rng.random() < 0.5:
                lines.append(skill.about[self.brief.language])
                continue
            label = self.rng.choice(skill.labels[self.brief.language]).strip()
            form = self.rng.choice(self.phrases["does" if kind == "skill" else "knows"])
            if kind == "skill" and label[0].isupper():
                form = "{Skill}"  # a German noun, such as Belastbarkeit, is nothing that one does
            lines.append(form.replace("{skill}", label).replace("{Skill}", label[0].upper() + label[1:]))
        return lines

    def _benefits(self) -> list[str]:
        return self.rng.sample(self.phrases["benefits"], min(1 + self.wordiness * 2, 8))

    def _apply(self) -> list[str]:
        return self.rng.sample(self.phrases["apply"], min(1 + self.wordiness, 6))

    def _equal(self) -> list[str]:
        return self.rng.sample(self.phrases["equal"], 1 + (self.wordiness > 1))


def _in_short(occupation: Occupation, language: str) -> list[str]:
    """Turn the taxonomy's description into a sentence where it begins with a verb."""
    about = occupation.about.get(language, "")
    if not about.split(" ")[0].rstrip(",").endswith({"en": "s", "de": "t"}[language]):
        return []
    person = {"en": "The successful candidate", "de": "Die gesuchte Person"}[language]
    return [f"{person} {about[0].lower()}{about[1:]}"]


def write(material: Material, brief: Brief) -> Text:
    """Write the ad of a brief."""
    return _Writer(material, brief).write()
