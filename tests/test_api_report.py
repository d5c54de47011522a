"""The report as a page and over HTTP: it names nobody, escapes everything, loads nothing, and says the same in each language."""

from __future__ import annotations

import re
import tomllib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from string import Formatter

import httpx
import pypdfium2
import pytest
from lxml import html as parser
from served import serving
from small_ads import engine_with_ads, make_ad, publish_ads

import api
from api.report_page import ROOMS, pdf_library, render_html, render_pdf, report_language, report_languages
from ingest.resume import Resume, read_resume, segments_of
from search.engine import Engine
from search.errors import InputError, UnknownValue
from search.report import Report, make_report
from search.settings import Settings

FILES = Path(api.__file__).parent / "report_files"
TEXT = (
    "Ada Example\nada@example.org\n\nExperience\nTen years as a web developer: I use JavaScript every day. I have no experience "
    "with dress wounds."
)
GERMAN = (
    "Erika Beispiel\nerika@example.org\n\nBerufserfahrung\nSeit zehn Jahren arbeite ich als Webentwicklerin. Ich kann JavaScript "
    "anwenden und betreue die Kunden."
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with engine_with_ads() as engine:
        yield engine


@pytest.fixture(scope="module")
def client(engine) -> Iterator[httpx.Client]:
    with serving(engine, Settings(max_upload_mb=1)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


@pytest.fixture
def with_pdf() -> None:
    """Skip where the machine lacks what a PDF needs."""
    try:
        pdf_library()
    except InputError as error:
        pytest.skip(str(error))


def made(engine: Engine, text: str, language: str | None = None, **asked: object) -> tuple[Report, Resume, str]:
    """What a page and a PDF are drawn from."""
    resume = read_resume(text)
    spoken = report_language(language, resume.language)
    return make_report(engine, resume.text, segments_of(resume), language=spoken, **asked), resume, spoken


def page_of(engine: Engine, text: str, language: str | None = None, **asked: object) -> str:
    return render_html(*made(engine, text, language, **asked))


def sheets(report: Report, resume: Resume, language: str) -> tuple[pypdfium2.PdfDocument, str]:
    """The PDF, and what stands there."""
    document = pypdfium2.PdfDocument(render_pdf(report, resume, language))
    return document, " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def words(page: str) -> str:
    """The text of a page as it is read, blanks made one."""
    return " ".join(parser.fromstring(page).xpath("string(//body)").split())


def test_the_page_says_what_fits_why_what_is_open_and_what_to_do(engine):
    said = words(page_of(engine, TEXT))

    assert "web developer 2513.3 Web and multimedia developers" in said
    assert "Shows: “use JavaScript”" in said
    assert "1 of 2 · 50%" in said
    assert "Essential (1) style web pages" in said
    assert "Ask about essential skills that the resume does not mention: style web pages." in said
    assert "Web developer, front-end coder Example Works" in said
    assert "This service uses the ESCO classification of the European Commission." in said
    assert "ESCO 1.2.1 · encoder word-encoder@1 · index generation 2" in said
    assert "2 February 2026" in said


def test_an_open_skill_is_never_called_missing(engine):
    said = words(page_of(engine, TEXT))

    assert ["What the resume does not mention is open, never missing."] == re.findall(r"[^. ][^.]*\bmissing\b[^.]*\.", said)


def test_a_denied_skill_is_shown_with_its_quote(engine):
    said = words(page_of(engine, TEXT, to="specialist nurse"))

    assert "dress wounds denied: “dress wounds”" in said
    assert "Look for training or practice in what the resume denies: dress wounds." in said


def test_occupations_that_there_is_no_room_for_are_counted(engine):
    report, *rest = made(engine, TEXT)
    gap = replace(report.gap, alternatives=[report.gap.occupation] * 5)
    said = words(render_html(replace(report, gap=gap), *rest))

    assert 3 == said.count("essential found")
    assert re.search(r"essential found( · live ads that name it: \d+)? and 2 more", said)


def test_the_page_names_nobody_and_counts_what_was_removed(engine):
    page = page_of(engine, TEXT)

    assert not re.search(r"\bAda\b|example\.org", page)
    assert "e-mail ×1" in page
    assert "name ×1" in page


def test_no_text_of_a_resume_or_an_ad_becomes_markup(engine):
    evil = (
        'Experience\nI use <script>alert(1)</script>JavaScript" onload="x every day. '
        "I <b>style web pages</b> & use '</style> JavaScript."
    )
    page = page_of(engine, evil, to="web developer")
    tree = parser.fromstring(page)

    assert [] == tree.xpath("//script | //img | //b[not(ancestor::section[@class='method'])] | //@onload | //@style")
    assert 1 == len(tree.xpath("//style"))
    assert "<script>alert" not in page


def test_an_ad_with_markup_in_its_fields_stays_text(tmp_path, indexed, word_encoder):
    ad = make_ad("x", "<script>web developer</script>", "A web developer with JavaScript.", occupation="web", days_left=None)
    publish_ads(indexed, word_encoder, [ad])
    page = page_of(Engine(indexed, word_encoder), TEXT)

    assert "&lt;script&gt;web developer&lt;/script&gt;" in page
    assert "<script" not in page


def test_the_page_is_one_file_that_may_load_nothing(engine):
    tree = parser.fromstring(page_of(engine, TEXT))
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    style = tree.xpath("string(//style)")

    assert [] == tree.xpath("//link | //script | //@src | //iframe")
    assert "url(" not in style
    assert "@import" not in style
    assert policy.startswith("default-src 'none'; ")
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy


def test_the_page_has_a_language_one_title_and_headings_in_order(engine):
    tree = parser.fromstring(page_of(engine, TEXT))
    levels = [int(heading.tag[1]) for heading in tree.iter("h1", "h2", "h3")]

    assert ("en", "Career report: web developer") == (tree.get("lang"), tree.findtext(".//title"))
    assert [1] == [level for level in levels if level == 1]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [] == tree.xpath("//th[not(@scope)]")


def test_a_german_resume_has_a_german_report(engine):
    page = page_of(engine, GERMAN)
    said = words(page)

    assert 'lang="de"' in page
    assert "Webentwickler/Webentwicklerin" in said
    assert "Was noch offen ist" in said
    assert "2. Februar 2026" in said
    assert "Erika" not in page


def test_a_report_can_be_in_another_language_than_the_resume(engine):
    page = page_of(engine, GERMAN, "en")

    assert "from a resume in German" in page
    assert "web developer" in page


def test_languages_are_those_that_have_a_catalogue():
    assert ["de", "en"] == report_languages()
    assert ("de", "de", "en") == (report_language(None, "de"), report_language("de-AT", "en"), report_language(None, "fr"))
    with pytest.raises(UnknownValue, match="de, en"):
        report_language("xx", "en")


def places(catalogue: Mapping[str, object], path: str = "") -> dict[str, set[str | None]]:
    """Key → what is filled in, of every text."""
    found: dict[str, set[str | None]] = {}
    for key, value in catalogue.items():
        if isinstance(value, dict):
            found |= places(value, f"{path}{key}.")
        else:
            texts = value if isinstance(value, list) else [value]
            found[f"{path}{key}"] = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}
    return found


@pytest.mark.parametrize("language", report_languages())
def test_every_catalogue_has_the_texts_of_the_english_one_with_the_same_places(language):
    read = {name: tomllib.loads((FILES / f"{name}.toml").read_text(encoding="utf-8")) for name in ("en", language)}

    assert places(read["en"]) == places(read[language])
    assert 12 == len(read[language]["months"])


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_has_the_contrast_that_wcag_aa_asks_for(theme):
    style = (FILES / "report.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#\w{6})", re.findall(r":root \{(.*?)\}", style, re.S)[theme]))
    pairs = [(ink, paper) for ink in ("ink", "muted", "accent", "warn") for paper in ("paper", "soft")]
    low = {}
    for ink, paper in pairs:
        lighter, darker = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
        low[ink, paper] = (lighter + 0.05) / (darker + 0.05)

    assert {} == {pair: ratio for pair, ratio in low.items() if ratio < 4.5}


@pytest.mark.usefixtures("with_pdf")
def test_the_pdf_says_the_same_is_tagged_and_has_a_title(engine):
    document, said = sheets(*made(engine, TEXT))

    assert 1 == len(document)
    assert "Career report: web developer" == document.get_metadata_dict()["Title"]
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    assert "The way to: web developer" in said
    assert "style web pages" in said
    assert "Ada" not in said


def longer(report: Report, matches: int) -> Report:
    """The same with so many matches, 40 open skills and 5 ads."""
    return replace(
        report,
        matches=replace(report.matches, matches=report.matches.matches[:1] * matches),
        gap=replace(report.gap, open=report.gap.open[:1] * 40),
        ads=replace(report.ads, matches=report.ads.matches[:1] * 5),
    )


@pytest.mark.usefixtures("with_pdf")
def test_the_lists_of_the_pdf_are_as_short_as_one_sheet_needs(engine):
    report, *rest = made(engine, TEXT)
    first, last = (f"and {40 - room['essential']} more" for room in (ROOMS[0], ROOMS[-1]))

    assert first in words(render_html(longer(report, 13), *rest))
    document, said = sheets(longer(report, 13), *rest)
    assert (1, False) == (len(document), first in said)
    document, said = sheets(longer(report, 40), *rest)  # no list is so short that these would fit
    assert (True, True, False) == (len(document) > 1, first in said, last in said)


@pytest.mark.usefixtures("with_pdf")
def test_the_pdf_has_letters_of_other_scripts(engine):
    report, *rest = made(engine, TEXT)
    ad = report.ads.matches[0]
    foreign = replace(ad, ad=replace(ad.ad, fields={**ad.ad.fields, "employer": "Έργα Παράδειγμα · Пример"}))

    assert "Έργα Παράδειγμα · Пример" in sheets(replace(report, ads=replace(report.ads, matches=[foreign])), *rest)[1]


def test_the_service_sends_a_page_that_is_not_kept_and_may_load_nothing(client):
    answer = client.post("/v1/report", json={"text": TEXT, "to": "web developer", "top": 3}).raise_for_status()

    assert "text/html; charset=utf-8" == answer.headers["content-type"]
    assert 'inline; filename="career-report.html"' == answer.headers["content-disposition"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert ("no-store", "nosniff") == (answer.headers["cache-control"], answer.headers["x-content-type-options"])
    assert "The way to: web developer" in answer.text
    assert "Ada" not in answer.text


@pytest.mark.usefixtures("with_pdf")
def test_the_service_sends_a_pdf_of_a_file(client):
    form = {"format": "pdf", "language": "de", "countries": ["DE", "AT"]}
    answer = client.post("/v1/report", files={"file": ("a.txt", TEXT.encode())}, data=form).raise_for_status()

    assert ("application/pdf", "de") == (answer.headers["content-type"], answer.headers["content-language"])
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"to": "web developer"}, "give a text"),
        ({"text": TEXT, "to": "web develper"}, "web developer"),
        ({"text": TEXT, "format": "docx"}, "format"),
        ({"text": TEXT, "language": "fr"}, "de"),
        ({"text": TEXT, "countries": ["XX"]}, "country"),
        ({"text": TEXT, "top": 11}, "top"),
        ({"text": TEXT, "remove_identity": False}, "never names the person"),
        ({"text": TEXT, "formats": "pdf"}, "nearest: format"),
        ({"text": ""}, "empty"),
    ],
)
def test_what_can_not_be_answered_is_refused_with_a_reason(client, body, expected):
    refused = client.post("/v1/report", json=body)

    assert 422 == refused.status_code
    assert expected in refused.json()["detail"]
    assert "JavaScript every day" not in refused.text
