"""The reader of the CSV package: both real layouts, several languages, packings, and what is wrong with a row."""

import gzip
import zipfile
from datetime import UTC, datetime

import pytest

from ingest.esco import compare, read_taxonomy
from search.errors import SourceError

ESCO = "http://data.europa.eu/esco/"
DEV, LEAD = f"{ESCO}occupation/dev", f"{ESCO}occupation/lead"
CODE, PYTHON = f"{ESCO}skill/code", f"{ESCO}skill/python"
OCCUPATIONS = f"""conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,\
regulatedProfessionNote,scopeNote,definition,inScheme,description,code
Occupation,{DEV},2512,developer,"coder
 programmer
developer",develper,released,2016-07-05T13:58:41Z,{ESCO}regulated-professions/unregulated,Excludes testers.,,"{ESCO}concept-scheme\
/occupations,
{ESCO}concept-scheme/8ae4b9f3-507e-4057-a145-2f96f0132613",Develops software.,2512.4
Occupation,{LEAD},2512,lead developer,,,released,2022-07-05T14:34:33.959Z,,,,,Leads.,2512.4.1
Occupation,{ESCO}occupation/old,2512,old,,,obsolete,,,,,,,2512.9
"""
SKILLS = f"""conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,\
definition,inScheme,description
KnowledgeSkillCompetence,{CODE},skill/competence,cross-sector,write code,,,released,,,,{ESCO}concept-scheme/green,Write.
KnowledgeSkillCompetence,{PYTHON},knowledge,,Python,,,released,,,,,
"""
ISCO = f"""conceptType,conceptUri,code,preferredLabel,altLabels,inScheme,description
ISCOGroup,{ESCO}isco/C2512,2512,Software developers,,,Design.
ISCOGroup,{ESCO}isco/C251,251,Software developers and analysts,,,
"""
SKILL_GROUPS = f"""conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,\
description,code
SkillGroup,{ESCO}skill/group,programming,,,released,,,,,S5.6
SkillGroup,{ESCO}isced-f/0613,software,,,released,,,,,
"""
PACKAGE = {
    "occupations_en": OCCUPATIONS,
    "skills_en": SKILLS,
    "ISCOGroups_en": ISCO,
    "skillGroups_en": SKILL_GROUPS,
    "occupationSkillRelations": f"occupationUri,relationType,skillType,skillUri\n{DEV},essential,skill/competence,{CODE}\n"
    f"{DEV},optional,knowledge,{PYTHON}\n{ESCO}occupation/absent,optional,knowledge,{PYTHON}\n",
    "skillSkillRelations": "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n"
    f"{CODE},skill/competence,optional,knowledge,{PYTHON}\n",
    "broaderRelationsOccPillar": f"conceptType,conceptUri,broaderType,broaderUri\nOccupation,{DEV},ISCOGroup,{ESCO}isco/C2512\n"
    f"Occupation,{LEAD},Occupation,{DEV}\nISCOGroup,{ESCO}isco/C2512,ISCOGroup,{ESCO}isco/C251\n",
    "broaderRelationsSkillPillar": f"conceptType,conceptUri,broaderType,broaderUri\nSkill,{CODE},SkillGroup,{ESCO}skill/group\n"
    f"Skill,{PYTHON},Skill,{CODE}\nSkill,{PYTHON},SkillGroup,{ESCO}isced-f/0613\n",
    "digitalSkillsCollection_en": f"conceptType,conceptUri,preferredLabel\nKnowledgeSkillCompetence,{PYTHON},Python\n",
    "conceptSchemes_en": "not,read\nat all\n",
}
TURTLE = f"""
@prefix e: <http://data.europa.eu/esco/model#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix t: <http://purl.org/iso25964/skos-thes#> .
<{DEV}> a e:Occupation ; t:status "released" ; skos:notation "2512.4" ; skos:prefLabel "developer"@en ;
    skos:altLabel "coder"@en, "programmer"@en ; skos:hiddenLabel "develper"@en ; dct:description "Develops software."@en ;
    skos:scopeNote "Excludes testers."@en ; dct:modified "2016-07-05T13:58:41Z" ; skos:broader <{ESCO}isco/C2512> ;
    e:regulatedProfessionNote <{ESCO}regulated-professions/unregulated> ; e:relatedEssentialSkill <{CODE}> ;
    e:relatedOptionalSkill <{PYTHON}> ; skos:inScheme <{ESCO}concept-scheme/8ae4b9f3-507e-4057-a145-2f96f0132613> .
<{LEAD}> a e:Occupation ; t:status "released" ; skos:notation "2512.4.1" ; skos:prefLabel "lead developer"@en ;
    dct:description "Leads."@en ; dct:modified "2022-07-05T14:34:33.959+00:00" ; skos:broader <{DEV}> .
<{CODE}> a e:Skill ; e:skillType <{ESCO}skill-type/skill> ; e:skillReuseLevel <{ESCO}skill-reuse-level/cross-sector> ;
    skos:prefLabel "write code"@en ; dct:description "Write."@en ; skos:inScheme <{ESCO}concept-scheme/green> ;
    skos:broader <{ESCO}skill/group> .
<{PYTHON}> a e:Skill ; e:skillType <{ESCO}skill-type/knowledge> ; skos:prefLabel "Python"@en ; e:isOptionalSkillFor <{CODE}> ;
    skos:broader <{CODE}>, <{ESCO}isced-f/0613> ; skos:inScheme <{ESCO}concept-scheme/6c930acd-c104-4ece-acf7-f44fd7333036> .
<{ESCO}isco/C2512> a skos:Concept ; skos:notation "2512" ; skos:prefLabel "Software developers"@en ;
    dct:description "Design."@en ; skos:broader <{ESCO}isco/C251> .
<{ESCO}isco/C251> a skos:Concept ; skos:notation "251" ; skos:prefLabel "Software developers and analysts"@en .
<{ESCO}skill/group> a skos:Concept ; skos:notation "S5.6" ; skos:prefLabel "programming"@en .
<{ESCO}isced-f/0613> a skos:Concept ; skos:prefLabel "software"@en .
"""


def write_folder(folder, tables=PACKAGE, suffix=""):
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        data = text.encode("utf-8-sig")
        (folder / f"{name}.csv{suffix}").write_bytes(gzip.compress(data) if suffix else data)
    return folder


@pytest.fixture(params=["folder", "gz folder", "zip", "zip of 1.2"])
def package(request, tmp_path):
    """Return the path of the small package, packed in one of the ways that circulate."""
    if request.param == "folder":
        return write_folder(tmp_path / "esco-1.1.1")
    if request.param == "gz folder":
        return write_folder(tmp_path / "esco-1.1.1", suffix=".gz")
    path = tmp_path / "ESCO dataset - v1.1.1 - classification -  - en - csv.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in PACKAGE.items():
            language = "" if request.param == "zip" or "_" in name else "_en"  # 1.2 gave the link tables a language
            archive.writestr(f"package/{name}{language}.csv", text)
    return path


def test_a_package_gives_the_same_taxonomy_as_the_same_release_in_turtle(package, tmp_path):
    (tmp_path / "esco-1.1.1.ttl").write_text(TURTLE, encoding="utf-8")
    from_csv, report = read_taxonomy(package)
    from_rdf, _ = read_taxonomy(tmp_path / "esco-1.1.1.ttl")

    assert from_csv == from_rdf
    assert compare(from_csv, from_rdf).same
    assert (report.form, report.release, report.release_from) == ("CSV", "1.1.1", "file name")


def test_rows_become_records(package):
    taxonomy, report = read_taxonomy(package)
    occupation, python = taxonomy.occupations[DEV], taxonomy.skills[PYTHON]

    assert occupation.labels("en") == ("developer", "coder", "programmer", "develper")
    assert (occupation.code, occupation.regulated, occupation.collections) == ("2512.4", False, ("research",))
    assert occupation.modified == datetime(2016, 7, 5, 13, 58, 41, tzinfo=UTC)
    assert (occupation.essential_skills, occupation.optional_skills) == ((CODE,), (PYTHON,))
    assert (python.skill_type, python.groups, python.optional_for_skills) == ("knowledge", ("0613", "S5.6"), (CODE,))
    assert python.collections == ("digital",)
    assert report.unreleased == {"occupation": 1}
    assert {kind: dangling.count for kind, dangling in report.dangling.items()} == {"optional: occupation absent": 1}
    assert report.hygiene == {"repeats of the preferred label": {"en": 1}, "trimmed": {"en": 1}}


def test_several_languages_of_a_package_are_joined(tmp_path):
    german = OCCUPATIONS.replace("lead developer", "Chefentwickler").replace(",developer,", ",Entwickler/Entwicklerin,")
    folder = write_folder(tmp_path / "esco", {**PACKAGE, "occupations_de": german})
    taxonomy, report = read_taxonomy(folder, ("de", "en"))

    assert taxonomy.occupations[DEV].preferred == {"de": "Entwickler/Entwicklerin", "en": "developer"}
    assert taxonomy.occupations[DEV].alternatives["de"] == ("coder", "developer", "programmer")
    assert taxonomy.skills[CODE].preferred == {"en": "write code"}
    assert report.languages == {"de": 3, "en": 9}


def test_a_language_that_lacks_labels_falls_back_to_english_then_to_any(tmp_path):
    irish = "conceptType,conceptUri,preferredLabel\nOccupation,{0},{2}\nOccupation,{1},\n"
    french = "conceptType,conceptUri,preferredLabel\nOccupation,{0},développeur\nOccupation,{1},chef\n"
    tables = {"occupations_ga": irish.format(DEV, LEAD, "forbróir"), "occupations_fr": french.format(DEV, LEAD)}
    taxonomy, report = read_taxonomy(write_folder(tmp_path / "without English", tables), ("ga",))
    with_english, _ = read_taxonomy(write_folder(tmp_path / "with English", {**PACKAGE, **tables}), ("ga",))

    assert {uri: occupation.preferred for uri, occupation in taxonomy.occupations.items()} == {
        DEV: {"ga": "forbróir"},
        LEAD: {"fr": "chef"},
    }
    assert with_english.occupations[LEAD].preferred == {"en": "lead developer"}
    assert report.fallbacks == {"label": {"fr": 1}}


def test_a_wanted_language_without_a_table_raises_naming_those_present(tmp_path):
    folder = write_folder(tmp_path / "esco", {**PACKAGE, "occupations_de": OCCUPATIONS})

    with pytest.raises(SourceError, match=r"no label at all in fr; the languages present are de, en"):
        read_taxonomy(folder, ("en", "fr"))


def test_parents_are_derived_from_codes_where_the_table_is_absent(tmp_path):
    tables = {"occupations_en": OCCUPATIONS, "ISCOGroups_en": ISCO}
    taxonomy, report = read_taxonomy(write_folder(tmp_path / "occupations-1.0.8", tables, ".gz"))

    assert taxonomy.release == "1.0.8"
    assert taxonomy.occupations[LEAD].broader == (DEV,)
    assert taxonomy.occupations[DEV].broader == (f"{ESCO}isco/C2512",)
    assert taxonomy.isco_groups[f"{ESCO}isco/C2512"].broader == (f"{ESCO}isco/C251",)
    assert "parents of occupations and ISCO groups are derived from their codes" in report.warnings
    assert report.missing["status (taken as released)"] == {"isco group": 2}


def test_the_isco_group_stands_in_for_a_code_column_that_is_absent(tmp_path):
    table = f"conceptType,conceptUri,iscoGroup,preferredLabel\nOccupation,{DEV},0110,officer\n"
    taxonomy, _ = read_taxonomy(write_folder(tmp_path / "esco", {"occupations_en": table, "ISCOGroups_en": ISCO}))

    assert taxonomy.occupations[DEV].code == "0110"


def test_nace_codes_of_later_packages_are_read(tmp_path):
    table = f'conceptUri,preferredLabel,naceCode\n{DEV},dev,"http://data.europa.eu/ux2/nace2.1/6210\n611"\n'
    taxonomy, _ = read_taxonomy(write_folder(tmp_path / "esco", {"occupations_en": table}))

    assert taxonomy.occupations[DEV].nace == ("611", "6210")


@pytest.mark.parametrize(
    ("name", "text", "message", "place"),
    [
        ("occupations_en", "conceptUri,label\n", "lacks the column preferredLabel", "occupations_en.csv, row 1, line 1"),
        (
            "occupations_en",
            "",
            "lacks the column conceptUri, preferredLabel; it has none",
            "occupations_en.csv, row 1, line 0",
        ),
        ("occupations_en", OCCUPATIONS + "a,b\n", "2 values under 14 columns", "occupations_en.csv, row 5, line 8"),
        ("skills_en", SKILLS.replace(CODE, "code"), "'code' is not the IRI", "skills_en.csv, row 2, line 2"),
        ("skills_en", SKILLS + 'a,"b"c,d\n', "expected after", "skills_en.csv, row 4, line 4"),
        ("skills_en", SKILLS + 'a,"b\n', "unexpected end of data", "skills_en.csv, row 4, line 4"),
        (
            "occupationSkillRelations",
            f"occupationUri,relationType,skillUri\n{DEV},maybe,{CODE}\n",
            "'maybe' is neither",
            "row 2",
        ),
        ("occupationSkillRelations", f"occupationUri,relationType,skillUri\n{DEV},optional,\n", "'' is not the IRI", "row 2"),
    ],
    ids=["column", "empty", "width", "iri", "quote", "cut", "relation", "end"],
)
def test_a_malformed_table_raises_with_table_and_row(tmp_path, name, text, message, place):
    folder = write_folder(tmp_path / "esco", {**PACKAGE, name: text})
    with pytest.raises(SourceError, match=message) as caught:
        read_taxonomy(folder)

    assert place in caught.value.place


def test_a_table_that_is_not_utf8_raises(tmp_path):
    folder = write_folder(tmp_path / "esco")
    (folder / "occupations_en.csv").write_bytes(OCCUPATIONS.replace("lead", "Führer").encode("latin-1"))

    with pytest.raises(SourceError, match="not UTF-8"):
        read_taxonomy(folder)


def test_a_cut_gzip_table_raises(tmp_path):
    folder = write_folder(tmp_path / "esco", suffix=".gz")
    path = folder / "skills_en.csv.gz"
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(SourceError, match="can't be unpacked"):
        read_taxonomy(folder)


def test_progress_ends_at_the_size_of_all_tables(package):
    calls = []
    read_taxonomy(package, on_progress=lambda done, total: calls.append((done, total)))

    assert calls == sorted(calls)
    assert calls[-1][0] == calls[-1][1] > 0
