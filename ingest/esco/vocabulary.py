"""The words of the ESCO model: namespaces, predicates, IRI prefixes, collections and fixed values.

Sources: the ESCO data model (http://data.europa.eu/esco/model#), SKOS (https://www.w3.org/TR/skos-reference/),
ISO 25964 as SKOS (http://purl.org/iso25964/skos-thes) and the RDF and CSV packages of releases 1.0.3 to 1.2.1.
"""

from __future__ import annotations

from rdflib import Namespace
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

ESCO = Namespace("http://data.europa.eu/esco/model#")
ISO_THES = Namespace("http://purl.org/iso25964/skos-thes#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own is closed and lacks `version`
PAV = Namespace("http://purl.org/pav/")

BASE = "http://data.europa.eu/esco/"
OCCUPATION_PREFIX = f"{BASE}occupation/"
SKILL_PREFIX = f"{BASE}skill/"
"""skills, and skill groups too: only `rdf:type` tells them apart"""
ISCO_PREFIX = f"{BASE}isco/"
ISCED_PREFIX = f"{BASE}isced-f/"
CONCEPT_PREFIXES = (OCCUPATION_PREFIX, SKILL_PREFIX, ISCO_PREFIX, ISCED_PREFIX)
SCHEME_PREFIX = f"{BASE}concept-scheme/"

TYPE = str(RDF.type)
OCCUPATION = str(ESCO.Occupation)
SKILL = str(ESCO.Skill)
CONCEPT = str(SKOS.Concept)

PREFERRED = str(SKOS.prefLabel)
ALTERNATIVE = str(SKOS.altLabel)
HIDDEN = str(SKOS.hiddenLabel)
NOTATION = str(SKOS.notation)
BROADER = str(SKOS.broader)
IN_SCHEME = str(SKOS.inScheme)
SCOPE_NOTE = str(SKOS.scopeNote)
DESCRIPTION = str(DCTERMS.description)
MODIFIED = str(DCTERMS.modified)
STATUS = str(ISO_THES.status)

LANGUAGE = str(ESCO.language)
NODE_LITERAL = str(ESCO.nodeLiteral)
ESSENTIAL_SKILL = str(ESCO.relatedEssentialSkill)
OPTIONAL_SKILL = str(ESCO.relatedOptionalSkill)
ESSENTIAL_FOR = str(ESCO.isEssentialSkillFor)
OPTIONAL_FOR = str(ESCO.isOptionalSkillFor)
SKILL_TYPE = str(ESCO.skillType)
REUSE_LEVEL = str(ESCO.skillReuseLevel)
REGULATED = str(ESCO.regulatedProfessionNote)
NACE = str(ESCO.hasNACECode)

VERSIONS = (str(OWL.versionInfo), str(DCAT.version), str(PAV.version))
"""Where a dump may state its release; the official ones of 1.0 to 1.2 state it nowhere but in the file name."""

COLLECTIONS = {
    f"{SCHEME_PREFIX}6c930acd-c104-4ece-acf7-f44fd7333036": "digital",
    f"{SCHEME_PREFIX}8ae4b9f3-507e-4057-a145-2f96f0132613": "research",  # research occupations
    f"{SCHEME_PREFIX}research": "research",  # research skills
    f"{SCHEME_PREFIX}green": "green",
    f"{SCHEME_PREFIX}digcomp": "digcomp",
    f"{SCHEME_PREFIX}skill-language-groups": "languages",
    f"{SCHEME_PREFIX}skill-transversal-groups": "transversal",
}
"""concept scheme → the short name used in filters"""

COLLECTION_TABLES = {
    "digitalSkillsCollection": "digital",
    "researchOccupationsCollection": "research",
    "researchSkillsCollection": "research",
    "greenSkillsCollection": "green",
    "digCompSkillsCollection": "digcomp",
    "languageSkillsCollection": "languages",
    "transversalSkillsCollection": "transversal",
}
"""name of a table of the CSV package → the same short names"""

HIERARCHY_SCHEME = f"{SCHEME_PREFIX}skills-hierarchy"
RELEASED = "released"
SKILL_TYPES = {"skill": "skill", "skill/competence": "skill", "knowledge": "knowledge"}
REUSE_LEVELS = frozenset({"transversal", "cross-sector", "sector-specific", "occupation-specific"})


def last_segment(value: str) -> str:
    """Return what follows the last "/" or "#" of an IRI: ".../skill-type/knowledge" → "knowledge"."""
    return value.rstrip("/").rpartition("/")[2].rpartition("#")[2]


def concept_kind(uri: str) -> str:
    """Return "occupation", "skill", "isco group", "isced-f field" or "other", by the IRI alone."""
    if uri.startswith(OCCUPATION_PREFIX):
        return "occupation"
    if uri.startswith(SKILL_PREFIX):
        return "skill"
    if uri.startswith(ISCO_PREFIX):
        return "isco group"
    return "isced-f field" if uri.startswith(ISCED_PREFIX) else "other"
