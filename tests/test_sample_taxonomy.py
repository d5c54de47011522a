"""The sample taxonomy that ships with the product."""

import runpy
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph
import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "sample" / "taxonomy" / "esco-sample.ttl"
MODEL = "http://data.europa.eu/esco/model#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
STATUS = "http://purl.org/iso25964/skos-thes#status"
WITHOUT_GERMAN_DESCRIPTION = "9612.1"


class _Sample:
    """The shipped file, as subject → predicate → objects."""

    def __init__(self):
        self.about = defaultdict(lambda: defaultdict(list))
        for triple in pyoxigraph.parse(path=str(SHIPPED), format=pyoxigraph.RdfFormat.TURTLE):
            self.about[triple.subject.value][triple.predicate.value].append(triple.object)

    def typed(self, name):
        kind = pyoxigraph.NamedNode(MODEL + name)
        return {uri for uri, data in self.about.items() if kind in data["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"]}

    def values(self, uri, predicate):
        return [value.value for value in self.about[uri][predicate]]

    def notation(self, uri):
        return self.values(uri, SKOS + "notation")[0]

    def preferred(self, uri):
        return {label.language: label.value for label in self.about[uri][SKOS + "prefLabel"]}

    def descriptions(self, uri):
        nodes = self.values(uri, DCT + "description")
        return {self.values(n, MODEL + "language")[0]: self.values(n, MODEL + "nodeLiteral")[0] for n in nodes}


@pytest.fixture(scope="module")
def sample():
    return _Sample()


@pytest.fixture(scope="module")
def build():
    return runpy.run_path(str(ROOT / "sample" / "build_taxonomy.py"))


def test_building_again_gives_the_shipped_bytes(build, tmp_path):
    again = tmp_path / "esco-sample.ttl"
    build["write"](build["build"](build["read"](build["SOURCE"])), again)

    assert SHIPPED.read_bytes() == again.read_bytes()


def test_the_file_is_small_enough_to_ship():
    assert SHIPPED.stat().st_size < 2.7e6


def test_occupations_cover_all_ten_major_groups(sample):
    codes = [sample.notation(uri) for uri in sample.typed("Occupation")]

    assert len(codes) >= 120
    assert set("0123456789") == {code[0] for code in codes}
    assert len(codes) == len(set(codes))


def test_there_are_skills_of_both_types_and_all_reuse_levels(sample):
    skills = sample.typed("Skill")
    types = Counter(kind.rsplit("/", 1)[1] for uri in skills for kind in sample.values(uri, MODEL + "skillType"))
    levels = {level.rsplit("/", 1)[1] for uri in skills for level in sample.values(uri, MODEL + "skillReuseLevel")}

    assert len(skills) >= 300
    assert set(types) == {"skill", "knowledge"}
    assert levels == {"transversal", "cross-sector", "sector-specific", "occupation-specific"}


@pytest.mark.parametrize("kind", ["Occupation", "Skill"])
def test_every_concept_has_both_languages_except_the_planted_one(sample, kind):
    for uri in sample.typed(kind):
        languages = {"en"} if sample.values(uri, SKOS + "notation") == [WITHOUT_GERMAN_DESCRIPTION] else {"en", "de"}

        assert set(sample.preferred(uri)) == {"en", "de"}
        assert set(sample.descriptions(uri)) == languages


def test_no_description_equals_any_other(sample):
    texts = Counter(text for uri in sample.typed("NodeLiteral") for text in sample.values(uri, MODEL + "nodeLiteral"))

    assert [text for text, count in texts.items() if count > 1] == []


def test_every_relation_is_said_directly_inversely_and_reified(sample):
    said = defaultdict(set)
    for uri in sample.typed("Occupation"):
        for name in ("Essential", "Optional"):
            said["direct"] |= {(uri, name, skill) for skill in sample.values(uri, f"{MODEL}related{name}Skill")}
    for uri in sample.typed("Skill"):
        for name in ("Essential", "Optional"):
            said["inverse"] |= {(occupation, name, uri) for occupation in sample.values(uri, f"{MODEL}is{name}SkillFor")}
    for uri in sample.typed("AssociationObject"):
        name = sample.values(uri, DCT + "type")[0].rsplit("/", 1)[1].split("-")[0].title()
        said["reified"].add((sample.values(uri, MODEL + "isAssociationFor")[0], name, sample.values(uri, MODEL + "target")[0]))
    (dangling,) = said["direct"] - said["inverse"]

    assert said["direct"] == said["reified"]
    assert dangling[2] not in sample.typed("Skill")
    assert sample.notation(dangling[0]) == "9333.1"


def test_every_parent_is_described_and_has_a_shorter_code(sample):
    for uri in sample.typed("Occupation"):
        (parent,) = sample.values(uri, SKOS + "broader")

        assert sample.notation(parent) == sample.notation(uri).rpartition(".")[0]
        assert parent in sample.values(uri, SKOS + "broaderTransitive")


def test_a_german_pair_also_has_a_label_for_each_gender(sample):
    (web_developer,) = (uri for uri in sample.typed("Occupation") if sample.notation(uri) == "2513.1")
    roles = {
        sample.about[label]["http://www.w3.org/2008/05/skos-xl#literalForm"][0].value: {
            role.rsplit("/", 1)[1] for role in sample.values(label, MODEL + "hasLabelRole")
        }
        for label in sample.values(web_developer, "http://www.w3.org/2008/05/skos-xl#altLabel")
    }

    assert sample.preferred(web_developer)["de"] == "Webentwickler/Webentwicklerin"
    assert roles["Webentwickler"] == {"male", "standard-male"}
    assert roles["Webentwicklerin"] == {"female", "standard-female"}


def test_the_planted_irregularities_are_there(sample):
    concepts = sample.typed("Occupation") | sample.typed("Skill")
    unreleased = {sample.preferred(uri)["en"] for uri in concepts if sample.values(uri, STATUS) != ["released"]}
    untyped = {sample.preferred(uri)["en"] for uri in sample.typed("Skill") if not sample.values(uri, MODEL + "skillType")}
    blank = {(tag, label) for uri in concepts for tag, label in sample.preferred(uri).items() if label != label.strip()}
    repeated = {
        label.value
        for uri in concepts
        for label in sample.about[uri][SKOS + "altLabel"]
        if label in sample.about[uri][SKOS + "prefLabel"]
    }

    assert unreleased == {"telephone switchboard operator", "send telex messages"}
    assert untyped == {"computer hardware"}
    assert blank == {("en", "bus driver  "), ("de", "Polnisch  ")}
    assert repeated == {"baker"}


def test_every_irregularity_is_listed_in_the_readme(build):
    readme = (SHIPPED.parent / "README.md").read_text(encoding="utf-8")
    notes = [planted["note"] for planted in build["read"](build["SOURCE"]).planted]

    assert len(notes) == 8
    assert [note for note in notes if note not in readme] == []


def test_the_release_stands_on_the_scheme_of_occupations(sample):
    scheme = "http://data.europa.eu/esco/concept-scheme/occupations"

    assert sample.values(scheme, "http://www.w3.org/2002/07/owl#versionInfo") == ["sample-1"]


def test_a_source_with_mistakes_is_refused_with_all_of_them(build):
    source = build["read"](build["SOURCE"])
    source.occupations["baker"]["essential"].append("juggle")
    source.occupations["cook"]["code"] = "5121.1"
    del source.skills["python"]["de"]

    found = "\n".join(build["problems"](source))

    assert "occupation baker: unknown skills juggle" in found
    assert "ISCO groups that are missing: ['5121']" in found
    assert "skill python (de): no preferred label" in found


def test_a_slug_written_twice_is_refused(build, tmp_path):
    for file in build["SOURCE"].glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "occupations-0.yaml").open("a", encoding="utf-8") as file:
        file.write("sergeant: {}\n")

    with pytest.raises(build["SourceError"], match="sergeant"):
        build["read"](tmp_path)
