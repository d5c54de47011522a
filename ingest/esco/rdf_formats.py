"""Tell which RDF format a file is, by its name and else by its first bytes."""

from __future__ import annotations

import re

from pyoxigraph import RdfFormat

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".turtle": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".ntriples": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}


def format_by_name(name: str) -> RdfFormat | None:
    """Return the RDF format that a file name's extension promises, None for any other extension."""
    stem, dot, extension = name.lower().rpartition(".")
    return FORMATS.get(dot + extension) if stem else None


def format_by_content(head: bytes) -> RdfFormat | None:
    """Guess the format from the first bytes of a file; None where they look like no RDF. N-Triples is a part of Turtle."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<?xml", b"<rdf:RDF", b"<!DOCTYPE")):
        return RdfFormat.RDF_XML
    if start.startswith((b"{", b"[")):
        return RdfFormat.JSON_LD
    return RdfFormat.TURTLE if start.lower().startswith((b"@prefix", b"@base", b"prefix", b"base", b"<", b"#")) else None


MAX_ENTITY = 1024
"""bytes; RDF/XML uses entities as short names of namespaces"""
_ENTITY = re.compile(rb"""<!ENTITY\s+[^"'>]*(?:"([^"]*)"|'([^']*)')""")
_ROOT = re.compile(rb"<[A-Za-z]")


def has_entity_bomb(head: bytes) -> bool:
    """Tell whether the start of an XML file declares entities that could swell: nested ones, long ones, or more of them than
    fit before the root element. pyoxigraph expands every entity it meets.
    """
    if b"<!DOCTYPE" not in head:
        return False
    values = [double or single for double, single in _ENTITY.findall(head)]
    return not _ROOT.search(head) or any(b"&" in value or len(value) > MAX_ENTITY for value in values)
