"""The RDF reader, one irregularity at a time: each case is a handful of triples."""

import gzip
import json
import zipfile
from datetime import UTC, datetime

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.esco import compare, read_taxonomy
from search.errors import SourceError

ESCO = "http://data.europa.eu/esco/"
PREFIXES = """
@prefix esco: <http://data.europa.eu/esco/model#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix iso-thes: <http://purl.org/iso25964/skos-thes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix nace: <http://data.europa.eu/ux2/nace2.1/> .
@prefix o: <http://data.europa.eu/esco/occupation/> .
@prefix s: <http://data.europa.eu/esco/skill/> .
@prefix i: <http://data.europa.eu/esco/isco/> .
@prefix f: <http://data.europa.eu/esco/isced-f/> .
@prefix n: <http://data.europa.eu/esco/node-literal/> .
@prefix c: <http://data.europa.eu/esco/concept-scheme/> .
"""
DEVELOPER = 'o:dev a esco:Occupation ; iso-thes:status "released" ; skos:notation "2512.4" ; skos:prefLabel "developer"@en .'
TAXONOMY = """
o:dev a esco:Occupation, esco:MemberConcept, skos:Concept ; iso-thes:status "released" ; skos:notation "2512.4" ;
    skos:prefLabel "developer"@en, "Entwickler/Entwicklerin"@de ; skos:altLabel "coder"@en, "Entwickler"@de, "programmer"@en ;
    skos:hiddenLabel "develper"@en ; dct:description n:1, n:2 ; skos:scopeNote n:3 ; skos:broader i:C2512 ;
    esco:relatedEssentialSkill s:code ; esco:relatedOptionalSkill s:python ; esco:hasNACECode nace:6210, nace:611 ;
    esco:regulatedProfessionNote <http://data.europa.eu/esco/regulated-professions/unregulated> ;
    skos:inScheme c:occupations, c:8ae4b9f3-507e-4057-a145-2f96f0132613 ; dct:modified "2024-01-25T09:26:44.875Z"^^xsd:dateTime .
s:code a esco:Skill, skos:Concept ; iso-thes:status "released" ; skos:prefLabel "write code"@en, "programmieren"@de ;
    esco:skillType <http://data.europa.eu/esco/skill-type/skill> ; skos:broader s:group ; esco:isEssentialSkillFor o:dev ;
    esco:skillReuseLevel <http://data.europa.eu/esco/skill-reuse-level/cross-sector> ; skos:inScheme c:green, c:skills ;
    dct:description "Write programs."@en .
s:python a esco:Skill, skos:Concept ; iso-thes:status "released" ; skos:prefLabel "Python"@en ;
    esco:skillType <http://data.europa.eu/esco/skill-type/knowledge> ; skos:broader f:0613, s:code ;
    esco:isOptionalSkillFor o:dev, s:code ; skos:inScheme c:6c930acd-c104-4ece-acf7-f44fd7333036, c:digcomp .
s:group a skos:Concept ; iso-thes:status "released" ; skos:notation "S5.6" ; skos:prefLabel "programming"@en .
f:0613 a skos:Concept ; iso-thes:status "released" ; skos:prefLabel "software"@en ; skos:broader f:061 .
f:061 a skos:Concept ; iso-thes:status "released" ; skos:notation "061" ; skos:prefLabel "ICTs"@en .
i:C2512 a skos:Concept ; iso-thes:status "released" ; skos:notation "2512" ; skos:prefLabel "Software developers"@en .
n:1 a esco:NodeLiteral ; esco:language "en"^^xsd:language ; esco:nodeLiteral "Develops software." .
n:2 a esco:NodeLiteral ; esco:language "de"^^xsd:language ; esco:nodeLiteral "Entwickelt Software." .
n:3 a esco:NodeLiteral ; esco:language "en"^^xsd:language ; esco:nodeLiteral "Excludes testers." .
"""
SERIALISERS = {"ttl": "turtle", "nt": "nt", "rdf": "pretty-xml", "xml": "xml", "jsonld": "json-ld"}


@pytest.fixture
def read(tmp_path):
    """Return a function that reads Turtle text."""

    def read_text(turtle, languages=("en",), **options):
        path = tmp_path / "esco-v1.2.0.ttl"
        path.write_text(PREFIXES + turtle, encoding="utf-8")
        return read_taxonomy(path, languages, **options)

    return read_text


def serialised(extension):
    graph = rdflib.Graph().parse(data=PREFIXES + TAXONOMY, format="turtle")
    return graph.serialize(format=SERIALISERS[extension], encoding="utf-8")


def check_whole_taxonomy(taxonomy):
    occupation = taxonomy.occupations[f"{ESCO}occupation/dev"]
    code, python = taxonomy.skills[f"{ESCO}skill/code"], taxonomy.skills[f"{ESCO}skill/python"]

    assert occupation.preferred == {"en": "developer", "de": "Entwickler/Entwicklerin"}
    assert occupation.alternatives == {"en": ("coder", "programmer"), "de": ("Entwickler",)}
    assert occupation.hidden == {"en": ("develper",)}
    assert occupation.description == {"en": "Develops software.", "de": "Entwickelt Software."}
    assert occupation.scope_note == {"en": "Excludes testers."}
    assert occupation.isco_groups == ("2", "25", "251", "2512")
    assert occupation.broader == (f"{ESCO}isco/C2512",)
    assert occupation.essential_skills == (code.uri,)
    assert occupation.optional_skills == (python.uri,)
    assert occupation.nace == ("611", "6210")
    assert occupation.regulated is False
    assert occupation.collections == ("research",)
    assert occupation.modified == datetime(2024, 1, 25, 9, 26, 44, 875000, tzinfo=UTC)
    assert (code.skill_type, code.reuse_level, code.collections) == ("skill", "cross-sector", ("green",))
    assert code.description == {"en": "Write programs."}
    assert (python.skill_type, python.reuse_level, python.collections) == ("knowledge", None, ("digcomp", "digital"))
    assert python.optional_for_skills == (code.uri,)
    assert (code.groups, python.groups) == (("S5.6",), ("061", "0613", "S5.6"))
    assert [(group.code, group.kind) for group in taxonomy.skill_groups.values()] == [
        ("061", "isced-f"),
        ("0613", "isced-f"),
        ("S5.6", "skill"),
    ]
    assert [(group.code, group.kind) for group in taxonomy.isco_groups.values()] == [("2512", "isco")]


@pytest.mark.parametrize("packing", ["plain", "gz", "zip"])
@pytest.mark.parametrize("extension", SERIALISERS)
def test_every_format_and_packing_gives_the_same_taxonomy(tmp_path, extension, packing):
    data = serialised(extension)
    path = tmp_path / f"esco.{extension}"
    if packing == "plain":
        path.write_bytes(data)
    elif packing == "gz":
        path = tmp_path / f"esco.{extension}.gz"
        path.write_bytes(gzip.compress(data))
    else:
        path = tmp_path / "esco.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"classification/esco.{extension}", data)
            archive.writestr("readme.txt", "not RDF")
    taxonomy, report = read_taxonomy(path, ("en", "de"), release="1.2.0")

    check_whole_taxonomy(taxonomy)
    assert (report.occupations, report.skills, report.isco_groups, report.skill_groups) == (1, 2, {4: 1}, 3)
    assert (report.essential_links, report.optional_links, report.skill_optional_links) == (1, 1, 1)


@pytest.mark.parametrize("extension", SERIALISERS)
def test_a_format_is_recognised_by_content_where_the_name_does_not_tell(tmp_path, extension):
    path = tmp_path / "dump.data"
    path.write_bytes(gzip.compress(serialised(extension)))

    check_whole_taxonomy(read_taxonomy(path, ("en", "de"), release="1.2.0")[0])


def test_a_zip_with_several_rdf_members_is_one_taxonomy(tmp_path):
    lines = serialised("nt").splitlines(keepends=True)
    with zipfile.ZipFile(tmp_path / "esco-v1.2.0.zip", "w") as archive:
        archive.writestr("a.nt", b"".join(lines[::2]))
        archive.writestr("b.nt.gz", gzip.compress(b"".join(lines[1::2])))

    check_whole_taxonomy(read_taxonomy(tmp_path / "esco-v1.2.0.zip", ("en", "de"))[0])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(serialised("nt").count(b"\n"))))
def test_the_order_of_triples_does_not_matter(tmp_path, order):
    lines = [line for line in serialised("nt").splitlines(keepends=True) if line.strip()]
    path = tmp_path / "esco-v1.2.0.nt"
    path.write_bytes(b"".join(lines[index] for index in order if index < len(lines)))
    taxonomy, _ = read_taxonomy(path, ("en", "de"))

    check_whole_taxonomy(taxonomy)


def test_only_released_concepts_are_kept_and_the_others_are_counted_by_kind(read):
    taxonomy, report = read(f"""{DEVELOPER}
        o:old a esco:Occupation ; iso-thes:status "obsolete" ; skos:notation "2512.9" ; skos:prefLabel "old"@en .
        s:draft a esco:Skill ; iso-thes:status "draft" ; skos:prefLabel "draft"@en .
        s:bare a esco:Skill ; skos:prefLabel "no status"@en .""")

    assert [*taxonomy.occupations, *taxonomy.skills] == [f"{ESCO}occupation/dev", f"{ESCO}skill/bare"]
    assert report.unreleased == {"occupation": 1, "skill": 1}
    assert report.missing["status (taken as released)"] == {"skill": 1}


def test_the_isco_group_comes_from_the_notation_and_stays_a_string(read):
    taxonomy, _ = read(
        'o:army a esco:Occupation ; skos:notation "0110.3.1" ; skos:broader o:x ; skos:prefLabel "army officer"@en .'
    )

    assert taxonomy.occupations[f"{ESCO}occupation/army"].isco_groups == ("0", "01", "011", "0110")


def test_an_occupation_without_notation_takes_the_code_of_its_isco_group(read):
    taxonomy, report = read("""
        o:dev a esco:Occupation ; skos:broader i:C2512 ; skos:prefLabel "developer"@en .
        i:C2512 a skos:Concept ; skos:prefLabel "Software developers"@en .""")

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].code == "2512"
    assert report.missing["code"] == {"occupation": 1}


def test_two_parents_are_kept(read):
    taxonomy, _ = read(f"""{DEVELOPER} o:dev skos:broader o:b, o:a .
        o:a a esco:Occupation ; skos:prefLabel "a"@en . o:b a esco:Occupation ; skos:prefLabel "b"@en .""")

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].broader == (f"{ESCO}occupation/a", f"{ESCO}occupation/b")


def test_links_that_lead_nowhere_are_dropped_counted_and_shown(read):
    taxonomy, report = read(f"""{DEVELOPER}
        o:dev esco:relatedEssentialSkill s:absent, s:draft ; skos:broader i:C9999 .
        s:draft a esco:Skill ; iso-thes:status "draft" ; skos:prefLabel "draft"@en .
        s:code a esco:Skill ; skos:prefLabel "code"@en ; esco:isOptionalSkillFor o:absent .""")

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].essential_skills == ()
    assert {kind: dangling.count for kind, dangling in report.dangling.items()} == {
        "broader: isco group absent": 1,
        "essential: skill absent": 1,
        "essential: skill left out": 1,
        "optional: occupation absent": 1,
    }
    assert report.dangling["optional: occupation absent"].examples == [(f"{ESCO}occupation/absent", f"{ESCO}skill/code")]


def test_labels_are_trimmed_each_kept_once_and_the_preferred_one_is_not_repeated(read):
    taxonomy, report = read(f"""{DEVELOPER} o:dev skos:altLabel " coder"@en, "coder "@en, "developer"@en, "  "@en, "Coder"@en ;
        skos:hiddenLabel "coder"@en, "develper"@en .""")
    occupation = taxonomy.occupations[f"{ESCO}occupation/dev"]

    assert occupation.alternatives == {"en": ("Coder", "coder")}
    assert occupation.hidden == {"en": ("develper",)}
    assert report.hygiene == {"repeats": {"en": 2}, "repeats of the preferred label": {"en": 1}, "trimmed": {"en": 2}}


def test_a_second_preferred_label_becomes_an_alternative(read):
    taxonomy, report = read(f'{DEVELOPER} o:dev skos:prefLabel "app developer"@en .')
    occupation = taxonomy.occupations[f"{ESCO}occupation/dev"]

    assert (occupation.preferred, occupation.alternatives) == ({"en": "app developer"}, {"en": ("developer",)})
    assert report.hygiene == {"several preferred": {"en": 1}}


def test_pairs_of_male_and_female_labels_stay_as_they_are(read):
    taxonomy, _ = read(f'{DEVELOPER} o:dev skos:prefLabel "Entwickler/Entwicklerin"@de .', ("de",))

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].preferred == {"de": "Entwickler/Entwicklerin"}


def test_missing_texts_and_properties_are_counted(read):
    _, report = read(
        f'{DEVELOPER} o:dev skos:prefLabel "Entwickler"@de . s:code a esco:Skill ; skos:prefLabel "code"@en .', ("de", "en")
    )

    assert report.missing == {
        "description de": {"occupation": 1, "skill": 1},
        "description en": {"occupation": 1, "skill": 1},
        "preferred label de": {"skill": 1},
        "reuse level": {"skill": 1},
        "skill type": {"skill": 1},
        "status (taken as released)": {"skill": 1},
    }


def test_a_missing_language_falls_back_to_english_and_then_to_any_and_the_key_says_which(read):
    taxonomy, report = read(
        f"""{DEVELOPER} o:dev skos:prefLabel "forbróir"@ga .
        s:code a esco:Skill ; skos:prefLabel "code"@en, "programmieren"@de ; dct:description "Write code."@en .
        s:wein a esco:Skill ; skos:prefLabel "vin"@fr, "Wein"@de .""",
        ("ga",),
    )

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].preferred == {"ga": "forbróir"}
    assert taxonomy.skills[f"{ESCO}skill/code"].preferred == {"en": "code"}
    assert taxonomy.skills[f"{ESCO}skill/code"].description == {"en": "Write code."}
    assert taxonomy.skills[f"{ESCO}skill/wein"].preferred == {"de": "Wein"}
    assert report.fallbacks == {"description": {"en": 1}, "label": {"de": 1, "en": 1}}
    assert report.languages == {"de": 2, "en": 2, "fr": 1, "ga": 1}


def test_a_concept_without_any_label_is_left_out_and_counted(read):
    taxonomy, report = read(f"{DEVELOPER} s:code a esco:Skill .")

    assert taxonomy.skills == {}
    assert report.left_out == {"skill: no label in any language": 1}


def test_the_forms_of_the_first_release_are_read(read):
    taxonomy, _ = read(f"""{DEVELOPER}
        o:dev dct:description n:1, n:2 ; esco:hasLabelRole "http://data.europa.eu/esco/label-role/female" .
        n:1 esco:language "en" ; esco:nodeLiteral "Colours." .
        n:2 esco:language "en-us"^^xsd:language ; esco:nodeLiteral "Colors." .
        s:us a esco:Skill ; skos:prefLabel "color grading"@en-US ; dct:description n:2 .""")

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].description == {"en": "Colours."}
    assert taxonomy.skills[f"{ESCO}skill/us"].preferred == {"en": "color grading"}
    assert taxonomy.skills[f"{ESCO}skill/us"].description == {"en": "Colors."}


def test_a_regional_language_can_be_asked_for_by_itself(read):
    taxonomy, _ = read(f'{DEVELOPER} o:dev skos:prefLabel "Dev"@en-US .', ("EN_us",))

    assert taxonomy.languages == ("en-us",)
    assert taxonomy.occupations[f"{ESCO}occupation/dev"].preferred == {"en-us": "Dev"}


@pytest.mark.parametrize(
    "node",
    [
        'n:1 esco:language "en" . o:x a skos:Concept . n:1 esco:nodeLiteral "Text." .',
        'n:1 esco:nodeLiteral "Text." . o:x a skos:Concept . n:1 esco:language "EN"^^xsd:language .',
        'n:1 esco:nodeLiteral "Text."@en .',
    ],
    ids=["language first", "text first", "tagged"],
)
def test_a_node_literal_is_joined_from_separate_triples(read, node):
    taxonomy, _ = read(f"{node} {DEVELOPER} o:dev dct:description n:1 .")

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].description == {"en": "Text."}


def test_language_tags_are_lower_case(read):
    taxonomy, report = read('o:dev a esco:Occupation ; skos:prefLabel "developer"@EN ; skos:altLabel "coder"@En .', ("EN",))

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].labels("en") == ("developer", "coder")
    assert report.languages == {"en": 1}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2016-12-20T20:04:40Z", datetime(2016, 12, 20, 20, 4, 40, tzinfo=UTC)),
        ("2024-01-25T10:26:44.875000+01:00", datetime(2024, 1, 25, 9, 26, 44, 875000, tzinfo=UTC)),
        ("2016-12-20T20:04:40", datetime(2016, 12, 20, 20, 4, 40, tzinfo=UTC)),
        ("last week", None),
    ],
)
def test_dates_are_aware(read, text, date):
    taxonomy, report = read(f'{DEVELOPER} o:dev dct:modified "{text}" .')

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].modified == date
    assert report.missing.get("readable date") == ({text: 1} if date is None else None)


def test_groups_above_a_skill_survive_a_cycle(read):
    taxonomy, _ = read(f"""{DEVELOPER} s:a a esco:Skill ; skos:prefLabel "a"@en ; skos:broader s:b, s:g .
        s:b a esco:Skill ; skos:prefLabel "b"@en ; skos:broader s:a .
        s:g a skos:Concept ; skos:notation "S1" ; skos:prefLabel "g"@en ; skos:broader s:g .""")

    assert taxonomy.skills[f"{ESCO}skill/b"].groups == ("S1",)


def test_a_link_that_is_both_essential_and_optional_is_essential(read):
    taxonomy, report = read(f"""{DEVELOPER} s:a a esco:Skill ; skos:prefLabel "a"@en ; esco:isOptionalSkillFor o:dev .
        o:dev esco:relatedEssentialSkill s:a .""")
    occupation = taxonomy.occupations[f"{ESCO}occupation/dev"]

    assert (occupation.essential_skills, occupation.optional_skills) == ((f"{ESCO}skill/a",), ())
    assert "1 links are both essential and optional: kept as essential" in report.warnings


def test_reified_relations_and_labels_are_ignored(read):
    taxonomy, _ = read(f"""{DEVELOPER} s:a a esco:Skill ; skos:prefLabel "a"@en .
        <{ESCO}relation/1> a esco:AssociationObject ; esco:isAssociationFor o:dev ; esco:target s:a .
        <{ESCO}label/1> a <http://www.w3.org/2008/05/skos-xl#Label> ; <http://www.w3.org/2008/05/skos-xl#literalForm> "b"@en .
        <{ESCO}skill-type/skill> a skos:Concept ; skos:prefLabel "skill"@en .""")

    assert taxonomy.occupations[f"{ESCO}occupation/dev"].essential_skills == ()
    assert taxonomy.skill_groups == {}


@pytest.mark.parametrize(
    ("name", "stated", "given", "release", "origin"),
    [
        ("ESCO dataset - v1.1.1 - classification - en.ttl", "", None, "1.1.1", "file name"),
        ("esco.ttl", 'c:occupations owl:versionInfo "v1.2.1" .', None, "1.2.1", "stated"),
        ("esco-1.1.1.ttl", 'c:occupations owl:versionInfo "1.2.1" .', None, "1.2.1", "stated"),
        ("esco-1.1.1.ttl", "", "v1.2.0", "1.2.0", "given"),
        ("dump-2024.05.15.ttl", "", None, "unknown", "unknown"),
    ],
)
def test_the_release_is_given_stated_or_in_the_file_name(tmp_path, name, stated, given, release, origin):
    path = tmp_path / name
    path.write_text(PREFIXES + DEVELOPER + stated, encoding="utf-8")
    taxonomy, report = read_taxonomy(path, release=given)

    assert (taxonomy.release, report.release, report.release_from) == (release, release, origin)


def test_wrong_and_mixed_releases_are_told(read):
    mixed = f'{DEVELOPER} c:a owl:versionInfo "1.1.1" . c:b owl:versionInfo "1.2.0" .'
    with pytest.raises(SourceError, match=r"several releases \(1\.1\.1, 1\.2\.0\)"):
        read(mixed)
    taxonomy, report = read(mixed, release="1.1.1")
    _, nace = read(f"{DEVELOPER} o:dev esco:hasNACECode nace:611 .", release="1.0.8")
    _, codes = read(f'{DEVELOPER} s:S1.12 a skos:Concept ; skos:notation "S1.12" ; skos:prefLabel "making"@en .')

    assert taxonomy.release == "1.1.1"
    assert report.warnings == [
        "read as release 1.1.1 (given), but the source states 1.1.1, 1.2.0",
        "read as release 1.1.1 (given), but the file name says 1.2.0",
    ]
    assert any("NACE" in warning for warning in nace.warnings)
    assert any("code as IRI" in warning for warning in codes.warnings)


@pytest.mark.parametrize(
    ("extension", "data", "place"),
    [
        ("ttl", (PREFIXES + DEVELOPER + "\no:x nonsense .").encode(), "line 16, column 5"),
        ("nt", b'<http://a/b> <http://a/c> "x" .\n<http://a/b> oops .\n', "line 2, column 14"),
        ("nt", b'<http://a/b> <http://a/c> "\xff" .\n', "line 1, column 28"),
        (
            "rdf",
            b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a></rdf:RDF>',
            "byte 100",
        ),
        ("jsonld", b'[{"@id": "http://a/b",\n oops}]', "line 2, column 2"),
        ("ttl", (PREFIXES + DEVELOPER)[:-30].encode(), "line 15"),
        ("ttl.gz", gzip.compress(DEVELOPER.encode())[:-20], "byte"),
    ],
    ids=["turtle", "n-triples", "not utf-8", "rdf/xml", "json-ld", "cut turtle", "cut gzip"],
)
def test_a_malformed_file_raises_with_its_place(tmp_path, extension, data, place):
    path = tmp_path / f"esco.{extension}"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        read_taxonomy(path)

    assert caught.value.path == str(path)
    assert place in (caught.value.place or "")


def test_a_malformed_member_of_a_zip_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "esco.zip", "w") as archive:
        archive.writestr("a.nt", "oops")
    with pytest.raises(SourceError) as caught:
        read_taxonomy(tmp_path / "esco.zip")

    assert caught.value.place == "a.nt, line 1, column 1"


def test_a_damaged_zip_raises(tmp_path):
    with zipfile.ZipFile(tmp_path / "esco.zip", "w") as archive:
        archive.writestr("a.ttl", PREFIXES + DEVELOPER)
    data = (tmp_path / "esco.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[:200])
    (tmp_path / "esco.zip").write_bytes(data.replace(b"developer", b"devel0per"))

    for name, message in (("cut.zip", "can't be opened"), ("esco.zip", "CRC")):
        with pytest.raises(SourceError, match=message):
            read_taxonomy(tmp_path / name)


@pytest.mark.parametrize("packing", ["gz", "zip"])
def test_an_archive_bomb_is_refused(tmp_path, packing):
    path, blanks = tmp_path / f"esco.ttl.{packing}", b" " * (80 * 2**20)
    if packing == "gz":
        path.write_bytes(gzip.compress(blanks, 6))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("esco.ttl", blanks)

    with pytest.raises(SourceError, match="that is no ESCO file"):
        read_taxonomy(path)


def test_xml_entities_that_could_swell_are_refused_and_those_for_namespaces_are_read(tmp_path):
    path = tmp_path / "esco.rdf"
    xml = serialised("xml").replace(b"?>\n", b'?>\n<!DOCTYPE rdf:RDF [<!ENTITY a "http://a/"><!ENTITY b "x">]>\n', 1)
    path.write_bytes(xml.replace(b'ENTITY b "x"', b'ENTITY b "&a;&a;"'))
    with pytest.raises(SourceError, match="entities"):
        read_taxonomy(path)
    path.write_bytes(xml)

    check_whole_taxonomy(read_taxonomy(path, ("en", "de"))[0])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("absent.ttl", None, "no such file"),
        ("empty.ttl", b"", "the file is empty"),
        ("empty.ttl.gz", gzip.compress(b"", mtime=0), "no released ESCO occupation among 0 triples"),
        ("notes.txt", b"Dear all", "neither its name nor its content"),
        ("other.ttl", b"<http://a/b> <http://a/c> 1 .", "no released ESCO occupation among 1 triples"),
        ("occupations_en.csv", b"conceptUri", "give the package's zip or folder"),
    ],
)
def test_a_file_that_is_no_release_raises_with_help(tmp_path, name, data, message):
    if data is not None:
        (tmp_path / name).write_bytes(data)

    with pytest.raises(SourceError, match=message):
        read_taxonomy(tmp_path / name)


def test_a_release_with_only_unreleased_occupations_says_so(read):
    with pytest.raises(SourceError, match=r"left out: 1 occupation"):
        read('o:dev a esco:Occupation ; iso-thes:status "draft" ; skos:prefLabel "developer"@en .')


def test_a_folder_or_zip_without_a_release_raises_with_what_it_holds(tmp_path):
    (tmp_path / "readme.md").write_text("hello")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.md", "hello")

    for path in (tmp_path, tmp_path / "a.zip"):
        with pytest.raises(SourceError, match=r"readme\.md"):
            read_taxonomy(path)


def test_a_wanted_language_without_any_label_raises_naming_those_present(read):
    with pytest.raises(SourceError, match=r"no label at all in fr, sv; the languages present are de, en"):
        read(f'{DEVELOPER} o:dev skos:prefLabel "Entwickler"@de .', ("en", "fr", "sv"))


@pytest.mark.parametrize("name", ["esco.ttl", "esco", "esco.ttl.gz"])
def test_a_byte_order_mark_before_turtle_is_skipped(tmp_path, name):
    data = b"\xef\xbb\xbf" + (PREFIXES + DEVELOPER).encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)

    taxonomy, _ = read_taxonomy(tmp_path / name)

    assert [occupation.code for occupation in taxonomy.occupations.values()] == ["2512.4"]


@pytest.mark.parametrize(("languages", "error"), [("en", TypeError), ((), ValueError), (("",), ValueError)])
def test_languages_must_be_a_sequence_of_tags(read, languages, error):
    with pytest.raises(error, match="language"):
        read(DEVELOPER, languages)


def test_an_excerpt_may_lack_occupations_and_labels(read):
    taxonomy, report = read('s:code a esco:Skill ; skos:prefLabel "code"@en .', ("de",), excerpt=True)

    assert [skill.preferred for skill in taxonomy.skills.values()] == [{"en": "code"}]
    assert report.occupations == 0


def test_progress_grows_to_the_size_of_the_file(tmp_path):
    path, calls = tmp_path / "esco.ttl", []
    path.write_text(PREFIXES + DEVELOPER + " " * 3_000_000, encoding="utf-8")
    read_taxonomy(path, on_progress=lambda done, total: calls.append((done, total)))

    assert calls == sorted(calls)
    assert len(calls) > 3
    assert calls[-1] == (path.stat().st_size, path.stat().st_size)


def test_the_report_reads_as_json_and_as_text(read):
    taxonomy, report = read(TAXONOMY, ("en", "de"))
    values = json.loads(json.dumps(report.to_json()))

    assert values["isco_groups"] == {"4": 1}
    assert (values["release"], values["release_from"], values["form"]) == ("1.2.0", "file name", "RDF")
    assert values["seconds"] >= 0
    assert values["peak_memory_mb"] > 1
    assert "1 occupations, 2 skills, 1 ISCO groups (1), 3 skill groups (2 ISCED-F fields)" in report.lines()
    assert compare(taxonomy, taxonomy).same
