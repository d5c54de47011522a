"""A report as a page: one self-contained HTML file in a language of `report_files/`, and the same as PDF.

The file holds no script and loads nothing; its policy (CSP) allows its own style by hash and nothing else. docs/decisions/0020 says
why the PDF is made of the same HTML.
"""

from __future__ import annotations

import io
import tomllib
import warnings
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import chain
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.filters import do_truncate
from markupsafe import Markup, escape

from ingest.resume import Resume
from search.errors import InputError, UnknownValue
from search.evidence import FOUND, RELATED, Coverage, SkillEvidence
from search.extras import need
from search.linker import SkillMention
from search.matches import Match
from search.report import Report, Step, likelihood

FILES = "report_files"
FORMATS: Mapping[str, str] = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
"""format → media type"""
ROOMS: Sequence[Mapping[str, int]] = (
    {"found": 7, "essential": 8, "optional": 3, "near": 4, "less": 3, "ads": 5},
    {"found": 6, "essential": 6, "optional": 2, "near": 3, "less": 3, "ads": 4},
    {"found": 5, "essential": 5, "optional": 1, "near": 2, "less": 2, "ads": 3},
    {"found": 4, "essential": 3, "optional": 1, "near": 2, "less": 1, "ads": 3},
)
"""How many of each list a page shows; what is left out is counted. A PDF takes the first with which it fits on one sheet."""
_REASONS = 3
_VARIANT = "pdf/ua-1"
_QUOTED = 48
"""characters of a quote"""
NO_PANGO = (
    "a PDF needs the system library Pango, which is not installed here: apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0 (on a Mac: brew install pango); or take HTML, and print that from a browser"
)


def report_languages() -> list[str]:
    """Return the languages that there is a catalogue for."""
    files = resources.files("api") / FILES
    return sorted(file.name.removesuffix(".toml") for file in files.iterdir() if file.name.endswith(".toml"))


def report_language(asked: str | None, detected: str) -> str:
    """Return the language of a report: the one asked for ("de-AT" is "de"), else that of the resume, else English.

    Raises UnknownValue for one that there is no catalogue for.
    """
    known = report_languages()
    if asked is None:
        return detected if detected in known else "en"
    language = asked.strip().lower().split("-")[0]
    if language not in known:
        raise UnknownValue("language of a report", asked, known)
    return language


def render(kind: str, report: Report, resume: Resume, language: str) -> bytes:
    """Return the report in a format of `FORMATS`, in a language that `report_language` returned."""
    return render_pdf(report, resume, language) if kind == "pdf" else render_html(report, resume, language).encode()


def render_html(report: Report, resume: Resume, language: str, room: Mapping[str, int] = ROOMS[0]) -> str:
    """Return the report as one HTML file, in a language that `report_language` returned."""
    page = _Page(report, resume, language, _catalogue(language), room)
    return _environment().get_template("report.html").render(page.names())


def render_pdf(report: Report, resume: Resume, language: str) -> bytes:
    """Return the same as a tagged PDF (PDF/UA-1) on one sheet of A4; on more, with longer lists, where the shortest do not fit.

    Raises InputError as `pdf_library` does.
    """
    weasyprint = pdf_library()
    loads_nothing = weasyprint.URLFetcher(allowed_protocols=())

    def drawn(room: Mapping[str, int]) -> Any:  # noqa: ANN401 - of a module of an extra
        page = weasyprint.HTML(string=render_html(report, resume, language, room), url_fetcher=loads_nothing)
        return page.render(pdf_variant=_VARIANT)

    longest = drawn(ROOMS[0])
    each = chain([longest], map(drawn, ROOMS[1:]))
    document = next((document for document in each if len(document.pages) == 1), longest)
    return bytes(document.write_pdf(pdf_variant=_VARIANT))


def pdf_library() -> Any:  # noqa: ANN401 - a module of an extra
    """Return WeasyPrint. Raises InputError, which says what to install, where it or the system library that it needs is missing."""
    try:
        # where it finds no Pango it prints advice, and where Pango is of an older system it warns that later versions need more
        with redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            return need("weasyprint", "report")
    except OSError as error:
        raise InputError(NO_PANGO) from error


def content_policy() -> str:
    """Return the content security policy of a report: its own style, and nothing else."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("api", FILES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _style() -> str:
    return _environment().get_template("report.css").render()


@cache
def _catalogue(language: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("api") / FILES / f"{language}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Page:
    """What the template calls, in one language."""

    report: Report
    resume: Resume
    language: str
    catalogue: Mapping[str, Any]
    room: Mapping[str, int]

    def names(self) -> dict[str, object]:
        """Return what the template knows by name."""
        gap = self.report.gap
        return {
            "report": self.report,
            "gap": gap,
            "resume": self.resume,
            "language": self.language,
            "stamp": gap.provenance,
            "style": Markup(_style()),  # noqa: S704 - our own file
            "policy": content_policy(),
            "room": self.room,
            "made": self.day(datetime.fromtimestamp(self.report.made, UTC).isoformat()),
            "found": [
                (skill, essential)
                for essential, coverage in ((True, gap.occupation.essential), (False, gap.optional))
                for skill in _found(coverage)
            ],
            "near": [skill.evidence for skill in gap.open if skill.evidence.status == RELATED],
            "removed": [
                f"{self.catalogue['removed'].get(item.kind, item.kind)} ×{item.count}" for item in self.resume.removed
            ],
            "best": _best,
            "clip": _clip,
            "place": _place,
            "likelihood": likelihood,
            "reasons": _reasons,
            **{name: getattr(self, name) for name in ("t", "esco", "group", "named", "percent", "day", "told")},
        }

    def t(self, key: str, *names: object, **values: object) -> Markup:
        """Return a text of the catalogue with its places filled in; all of it escaped."""
        text: Any = self.catalogue
        for part in key.split("."):
            text = text[part]
        return escape(text).format(*names, **values)

    def esco(self, label: str) -> Markup:
        """Return a name of ESCO, marked where it is in another language than the page."""
        shown = self.report.gap.language
        return escape(label) if shown == self.language else Markup('<span lang="{}">{}</span>').format(shown, label)

    def group(self, code: str) -> str:
        """Return the name of the ISCO unit group of a code; nothing where the index has none."""
        return self.report.groups.get(code.split(".", maxsplit=1)[0], "")

    def named(self, language: str) -> str:
        """Return the name of a language; its code where the catalogue has none."""
        return str(self.catalogue["languages"].get(language, language))

    def percent(self, share: float) -> Markup:
        """Return a share in whole percent."""
        return self.t("percent", number=round(share * 100))

    def day(self, moment: str) -> Markup:
        """Return the day of a moment in ISO 8601."""
        day = datetime.fromisoformat(moment).date()
        return self.t("date", day=day.day, month=self.catalogue["months"][day.month - 1], year=day.year)

    def told(self, step: Step) -> Markup:
        """Return a step as a sentence."""
        names = [self.esco(name) for name in step.names]
        pairs = [self.t("steps.build_pair", *names[at : at + 2]) for at in range(0, len(names) - 1, 2)]
        listed, joined = Markup(", ").join(names), Markup("; ").join(pairs)
        if step.count > len(step.names):
            listed += " " + self.t("and_more", count=step.count - len(step.names))
        return self.t(f"steps.{step.kind}", *names, names=listed, pairs=joined, count=step.count)


def _found(coverage: Coverage) -> list[SkillEvidence]:
    """Return the skills that are found, those named by a label first, then the surest."""
    found = [skill for skill in coverage.skills if skill.status == FOUND]
    return sorted(found, key=lambda skill: (_best(skill).how == "dense", -_best(skill).score, skill.label))


def _reasons(match: Match) -> Sequence[SkillEvidence]:
    if match.evidence is None:
        return []
    return [*_found(match.evidence.essential), *_found(match.evidence.optional)][:_REASONS]


def _best(skill: SkillEvidence) -> SkillMention:
    """Return the surest place: one where a label stands, if there is one."""
    return max(skill.mentions, key=lambda mention: (mention.how != "dense", mention.score))


def _clip(text: str) -> str:
    """Return a quote on one line, shortened at a word."""
    return do_truncate(_environment(), " ".join(text.split()), _QUOTED, end="…", leeway=0)


def _place(ad: Mapping[str, Any]) -> str:
    """Return the first town of an ad with its country, and how many places there are besides."""
    towns = [place for place in ad["locations"] if place.get("city")]
    if not towns:
        return ", ".join(ad["countries"]) or "–"
    cities = list(dict.fromkeys((place["city"], place.get("country") or "") for place in towns))
    more = f" +{len(cities) - 1}" if len(cities) > 1 else ""
    return ", ".join(filter(None, cities[0])) + more
