"""The readers on real data: excerpts of three releases, a closed cut, and a whole release as RDF and as CSV."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.esco import compare, read_taxonomy
from search.errors import SourceError

DATA = Path(os.environ.get("CAREERSPACE_TEST_DATA") or Path(__file__).parents[2] / "shared" / "data") / "esco"
ESCO = "http://data.europa.eu/esco/"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="no ESCO files under CAREERSPACE_TEST_DATA/esco"),
]


def real(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no {name} among the test data")
    return path


@pytest.fixture(scope="module")
def from_rdf():
    return read_taxonomy(real("esco-en-de.ttl.gz"), ("en", "de"), release="1.1.1")


@pytest.fixture(scope="module")
def from_csv():
    return read_taxonomy(real("esco-v1.1.1-en-csv.zip"))


def test_the_excerpt_of_the_first_release_is_read():
    taxonomy, report = read_taxonomy(real("esco-v1.0.x-real-samples.ttl"), ("en", "de", "en-us"), excerpt=True)
    (skill,) = taxonomy.skills.values()

    assert skill.preferred == {"en": "add paint hardeners", "de": "Farbhärter zugeben", "en-us": "add paint hardeners"}
    assert skill.alternatives["en"] == ("add paint hardener", "append paint hardeners", "supplement paint hardeners")
    assert (skill.skill_type, skill.reuse_level) == ("skill", "occupation-specific")
    assert skill.modified == datetime(2016, 12, 20, 20, 4, 40, tzinfo=UTC)
    assert report.languages == {"ar": 1, "de": 1, "en": 1, "en-us": 1}
    assert report.dangling["optional: occupation absent"].count == 1


def test_an_excerpt_without_occupations_is_refused_as_a_release():
    with pytest.raises(SourceError, match="no released ESCO occupation"):
        read_taxonomy(real("esco-v1.0.x-real-samples.ttl"))


def test_the_excerpt_of_1_0_8_is_read():
    taxonomy, report = read_taxonomy(real("esco-v1.0.8-official-excerpt.ttl"), ("en", "de", "ro"), excerpt=True)

    assert (taxonomy.release, report.release_from) == ("1.0.8", "file name")
    assert report.units > 200


def test_the_excerpt_of_1_2_1_is_read():
    taxonomy, report = read_taxonomy(real("esco-v1.2.1-real-samples.ttl"))
    occupation = taxonomy.occupations[f"{ESCO}occupation/64c7d461-152c-477f-a8e2-c2c537e9d617"]

    assert taxonomy.release == "1.2.1"
    assert occupation.preferred == {"en": "ICT network technician"}
    assert (occupation.code, occupation.nace, occupation.regulated) == ("3513.2", ("611",), False)
    assert [skill.collections for skill in taxonomy.skills.values()] == [("digital",)]
    assert sorted(group.code for group in taxonomy.skill_groups.values()) == ["068", "S1.12"]
    assert report.dangling["broader: isco group absent"].count == 1


def test_the_closed_cut_has_no_dangling_links_in_its_cut():
    taxonomy, report = read_taxonomy(real("esco-mini.ttl.gz"), ("en", "de"))

    assert (report.occupations, report.skills) == (25, 418)
    assert {occupation.isco_groups[-1] for occupation in taxonomy.occupations.values()} == {
        "2512", "2521", "2611", "3513", "5321", "7115",
    }  # fmt: skip
    assert report.dangling == {}


@pytest.mark.parametrize("language", ["de", "el", "ga", "bg"])
def test_the_1_0_8_package_of_occupations_is_read_in_many_languages(language):
    taxonomy, report = read_taxonomy(real("occupations-1.0.8"), (language,))

    assert (taxonomy.release, report.occupations, report.isco_groups) == ("1.0.8", 2942, {1: 10, 2: 43, 3: 130, 4: 436})
    assert all(occupation.preferred and occupation.broader for occupation in taxonomy.occupations.values())
    assert len(report.languages) >= 26


def test_the_whole_release_has_the_published_counts(from_rdf):
    _, report = from_rdf

    assert report.units == 2_606_114
    assert (report.occupations, report.skills, report.skill_groups) == (3007, 13_896, 640)
    assert report.isco_groups == {1: 10, 2: 43, 3: 130, 4: 436}
    dangling = {kind: found.count for kind, found in report.dangling.items()}
    assert dangling == {"essential: occupation absent": 55, "optional: occupation absent": 12}
    assert (report.essential_links, report.optional_links) == (64_946 - 55, 58_909 - 12)
    assert (report.skill_essential_links, report.skill_optional_links) == (191, 5708)
    assert report.missing["preferred label de"] == {"occupation": 1, "skill": 1101}
    assert (report.missing["skill type"], report.missing["reuse level"]) == ({"skill": 6}, {"skill": 5})


def test_the_whole_release_is_read_in_less_than_500_mb():
    source = real("esco-en-de.ttl.gz")
    script = (
        "import sys; from pathlib import Path; from ingest.esco import read_taxonomy\n"
        "print(read_taxonomy(Path(sys.argv[1]), ('en', 'de'))[1].peak_memory_mb)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, source], capture_output=True, text=True, check=True
    )  # its memory alone

    assert float(done.stdout) < 500


def test_every_collection_has_its_size(from_rdf):
    taxonomy, _ = from_rdf
    sizes = {}
    for concept in (*taxonomy.occupations.values(), *taxonomy.skills.values()):
        for name in concept.collections:
            sizes[name] = sizes.get(name, 0) + 1

    assert sizes == {"digcomp": 26, "digital": 1201, "green": 570, "languages": 346, "research": 162, "transversal": 96}


def test_rdf_and_csv_give_equal_english_records(from_rdf, from_csv):
    comparison = compare(from_rdf[0], from_csv[0], ("en",))

    assert not any(comparison.added.values())
    assert not any(comparison.gone.values())
    # The RDF file at hand lacks the hidden labels of skill groups; everything else is equal.
    assert {difference.field for difference in comparison.differences} == {"hidden en"}
    assert all(difference.uri in from_csv[0].skill_groups and difference.old is None for difference in comparison.differences)
    assert len(comparison.differences) == 17


def test_twelve_thousand_skills_of_the_csv_repeat_their_preferred_label(from_csv):
    _, report = from_csv

    assert report.hygiene["repeats of the preferred label"]["en"] > 12_187
    assert report.hygiene["trimmed"]["en"] == 185


def test_parents_derived_from_codes_are_those_of_the_table(from_csv, tmp_path):
    import zipfile

    with zipfile.ZipFile(real("esco-v1.1.1-en-csv.zip")) as archive:
        for name in ("occupations_en.csv", "ISCOGroups_en.csv"):
            archive.extract(name, tmp_path)
    derived, _ = read_taxonomy(tmp_path)

    assert {uri: occupation.broader for uri, occupation in derived.occupations.items()} == {
        uri: occupation.broader for uri, occupation in from_csv[0].occupations.items()
    }
