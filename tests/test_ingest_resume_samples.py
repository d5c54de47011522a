"""The sample resumes: built the same every time, read in full, and the same text whoever the person is."""

import importlib.util
import json
from pathlib import Path

import pytest

from ingest.resume import read_resume
from ingest.resume.outline import heading_kind

SAMPLE = Path(__file__).parents[1] / "sample"
spec = importlib.util.spec_from_file_location("build_resumes", SAMPLE / "build_resumes.py")
build_resumes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build_resumes)
SOURCES = {source["file"]: source for source in build_resumes.sources()}

DETAILS = {
    "phone": "+49 170 1234567",
    "street": "Hauptstraße 5",
    "town": "50667 Köln",
    "birth": "01.02.1990",
    "nationality": "German",
    "status": "married, two children",
}
PEOPLE = {
    "anna": {
        "given": "Anna",
        "family": "Schmidt",
        "gender": "f",
        "email": "anna.schmidt@example.com",
        "link": "linkedin.com/in/anna-schmidt",
    }
    | {"birthplace": "Köln", "photo": "Anna Schmidt in front of a church"},
    "kwame": {
        "given": "Kwame",
        "family": "Mensah",
        "gender": "m",
        "email": "kmensah@example.com",
        "link": "xing.com/profile/Kwame_Mensah",
    }
    | {"birthplace": "Accra, Ghana", "photo": "Kwame at his desk", "phone": "+44 7700 900123", "nationality": "Ghanaian"},
    "fatima": {
        "given": "Fatima",
        "family": "al-Rashid",
        "gender": "f",
        "email": "fatima91@example.com",
        "link": "instagram.com/fatima.ar",
    }
    | {"birthplace": "Damaskus", "photo": "Fatima mit Kopftuch", "status": "ledig", "nationality": "syrisch"},
    "xi": {"given": "Xi", "family": "Li", "gender": "m", "email": "xi.li@example.com", "link": "github.com/xili"}
    | {
        "birthplace": "Chengdu, China",
        "photo": "Li smiling",
        "birth": "May 3, 1992",
        "street": "8 Park Lane",
        "town": "Manchester M1 1AE",
    },
    "job surname": {
        "given": "Sarah",
        "family": "Cook",
        "gender": "f",
        "email": "sarah@example.com",
        "link": "linkedin.com/in/sarahcook",
    }
    | {"birthplace": "Bath", "photo": "me and my dog", "status": "engaged"},
    "word names": {
        "given": "Grace",
        "family": "King",
        "gender": "f",
        "email": "grace.king@example.org",
        "link": "xing.com/profile/GK",
    }
    | {"birthplace": "Graz", "photo": "Porträt im Anzug", "town": "1010 Wien"},
    "country name": {"given": "Jordan", "family": "Price", "gender": "m", "email": "jordan.price@example.org"}
    | {"link": "github.com/jprice", "birthplace": "Amman, Jordan", "photo": "Jordan with friends"},
    "particles": {
        "given": "Karl-Heinz",
        "family": "von der Heide",
        "gender": "m",
        "email": "kh@example.de",
        "link": "xing.com/profile/KH",
    }
    | {"birthplace": "Bad Tölz", "photo": "Karl-Heinz von der Heide", "street": "Am Anger 7", "status": "verwitwet"},
}


def test_building_again_gives_the_same_bytes(tmp_path):
    build_resumes.build(tmp_path)
    built = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    assert {name: (SAMPLE / "resumes" / name).read_bytes() for name in built} == built


def test_samples_are_small_and_every_one_has_its_truth():
    truth = json.loads((SAMPLE / "resumes" / "truth.json").read_text("utf-8"))

    assert set(SOURCES) == set(truth)
    assert sum(path.stat().st_size for path in (SAMPLE / "resumes").rglob("*") if path.is_file()) < 500_000


@pytest.mark.parametrize("name", SOURCES)
def test_a_sample_is_read_in_its_language_and_nothing_of_its_work_is_lost(name):
    source = SOURCES[name]
    resume = read_resume(SAMPLE / "resumes" / name)
    words = set(resume.text.split())
    kept = [
        right
        for section in source["sections"]
        if heading_kind(section["heading"]) != "personal"
        for kind, _, right in build_resumes.entries(section["text"])
        if kind in {"entry", "bullet"} and "{" not in right
    ]

    assert (source["language"], "ok") == (resume.language, resume.status)
    assert resume.language_confidence > 0.9
    assert [] == [line for line in kept if not set(line.split()) - {"{their}"} <= words | {f"({line})" for line in words}]


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_of_the_person_is_left_in_a_sample_or_its_repr(name):
    person = SOURCES[name]["person"]
    resume = read_resume(SAMPLE / "resumes" / name)
    private = [person[key] for key in ("given", "email", "phone", "link", "street", "birth", "photo")]

    assert [] == [value for value in private if value in resume.text or value in repr(resume)]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", SOURCES)
def test_the_text_is_the_same_whoever_the_person_is(name, who):
    source = SOURCES[name]
    own = read_resume(build_resumes.render(source), filename=name)
    other = read_resume(build_resumes.render(source, DETAILS | PEOPLE[who]), filename=name)

    assert own.text == other.text
    assert (own.language, own.language_confidence) == (other.language, other.language_confidence)
