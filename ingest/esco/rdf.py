"""Read ESCO as RDF: one streaming pass of `pyoxigraph.parse` that keeps only the wanted predicates and languages.

No graph is built: each kept triple goes straight to its concept, so memory grows with what is kept, not with the file, and
triples may come in any order (a node literal's language before or after its text, `rdf:type` last, subjects in pieces).
pyoxigraph lower-cases language tags; `lenient` lets the IRIs with blanks pass that some dumps hold.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ingest.esco import vocabulary as v
from ingest.esco.files import Part, Progress, Unpacked, open_part
from ingest.esco.gathered import Gathered, RawConcept, normal_tag
from ingest.esco.rdf_formats import format_by_content, format_by_name, has_entity_bomb
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Term = object
    Handler = Callable[[str, Term], None]

_PLACE = re.compile(r"^Parser error at [^:]*: ")
"""what pyoxigraph puts before its messages; SourceError has a field for it"""
_TYPES = frozenset({v.OCCUPATION, v.SKILL, v.CONCEPT})


def read_rdf(path: Path, parts: Sequence[Part], wanted: tuple[str, ...], progress: Progress) -> Gathered:
    """Read every RDF part into one `Gathered`.

    Raises SourceError with the line and column (or the byte, where the parser gives none) of the first malformed statement.
    """
    gathered = Gathered(wanted)
    handlers = _Triples(gathered).handlers()
    for part in parts:
        with open_part(part, progress) as stream:
            _read_part(path, part, stream, handlers, gathered)
    return gathered


def _read_part(path: Path, part: Part, stream: Unpacked, handlers: dict[str, Handler], gathered: Gathered) -> None:
    buffered = io.BufferedReader(stream, 2**16)
    head = buffered.peek(2**16)
    if head.startswith(codecs.BOM_UTF8):  # editors on Windows write it; pyoxigraph takes it for a subject
        buffered.read(len(codecs.BOM_UTF8))
        head = head.removeprefix(codecs.BOM_UTF8)
    rdf_format = format_by_name(part.name) or format_by_content(head)
    if rdf_format is None:
        raise SourceError(
            str(path), "neither its name nor its content is Turtle, N-Triples, RDF/XML or JSON-LD", stream.place()
        )
    if rdf_format == RdfFormat.RDF_XML and has_entity_bomb(head):
        raise SourceError(str(path), "its XML entities could swell without limit; reading refused", stream.place("byte 0"))
    count = 0
    try:
        for count, triple in enumerate(parse(buffered, format=rdf_format, lenient=True), 1):  # noqa: B007  # used below
            handler = handlers.get(triple.predicate.value)
            if handler is not None:
                handler(triple.subject.value, triple.object)
    except SyntaxError as error:
        detail = _PLACE.sub("", error.msg)
        place = (
            stream.place(f"line {error.lineno}, column {error.offset}")
            if error.lineno
            else stream.place(f"before byte {stream.done}")
        )
        raise SourceError(str(path), f"malformed {rdf_format.name}: {detail}", place) from error
    gathered.units += count


class _Triples:
    """One method per kind of predicate; each takes the subject's IRI and the object term, and ignores what doesn't fit."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._strings: dict[str, str] = {}
        """every IRI that is kept, once"""
        self._node_language: dict[str, str] = {}
        """node literals whose text has not come yet"""
        self._node_text: dict[str, str] = {}
        """node literals whose language has not come yet"""

    def handlers(self) -> dict[str, Handler]:
        """Return predicate IRI → method; a predicate that is not here costs one look-up and nothing else."""
        gathered = self._gathered
        return {
            v.TYPE: self._type,
            v.PREFERRED: self._preferred,
            v.ALTERNATIVE: self._label(lambda concept: concept.alternatives),
            v.HIDDEN: self._label(lambda concept: concept.hidden),
            v.DESCRIPTION: self._text(lambda concept: concept.description, lambda concept: concept.description_nodes),
            v.SCOPE_NOTE: self._text(lambda concept: concept.scope_note, lambda concept: concept.scope_note_nodes),
            v.LANGUAGE: self._language,
            v.NODE_LITERAL: self._node_literal,
            v.BROADER: self._link(gathered.broader),
            v.ESSENTIAL_SKILL: self._link(gathered.essential),
            v.OPTIONAL_SKILL: self._link(gathered.optional),
            v.ESSENTIAL_FOR: self._inverse_link(gathered.essential),
            v.OPTIONAL_FOR: self._inverse_link(gathered.optional),
            v.STATUS: self._value(lambda concept: concept.statuses),
            v.NOTATION: self._value(lambda concept: concept.notations),
            v.IN_SCHEME: self._value(lambda concept: concept.schemes),
            v.MODIFIED: self._value(lambda concept: concept.modified),
            v.SKILL_TYPE: self._value(lambda concept: concept.skill_types),
            v.REUSE_LEVEL: self._value(lambda concept: concept.reuse_levels),
            v.REGULATED: self._value(lambda concept: concept.regulated),
            v.NACE: self._value(lambda concept: concept.nace),
            **dict.fromkeys(v.VERSIONS, self._version),
        }

    def _concept(self, subject: str) -> RawConcept | None:
        concept = self._gathered.concepts.get(subject)
        if concept is None and subject.startswith(v.CONCEPT_PREFIXES):
            return self._gathered.concept(self._strings.setdefault(subject, subject))
        return concept

    def _type(self, subject: str, value: Term) -> None:
        if isinstance(value, NamedNode) and (name := value.value) in _TYPES:
            concept = self._concept(subject)
            if concept is not None:
                concept.types.add(self._strings.setdefault(name, name))

    def _preferred(self, subject: str, value: Term) -> None:
        concept = self._concept(subject)
        if concept is not None and isinstance(value, Literal):
            self._gathered.add_preferred(concept, value.language or "", value.value)

    def _label(self, choose: Callable[[RawConcept], list[tuple[str, str]]]) -> Handler:
        keeps = self._gathered.keeps

        def add(subject: str, value: Term) -> None:
            if isinstance(value, Literal) and keeps(language := value.language or ""):
                concept = self._concept(subject)
                if concept is not None:
                    choose(concept).append((self._strings.setdefault(language, language), value.value))

        return add

    def _text(
        self, choose: Callable[[RawConcept], list[tuple[str, str]]], choose_nodes: Callable[[RawConcept], list[str]]
    ) -> Handler:
        add_literal = self._label(choose)

        def add(subject: str, value: Term) -> None:
            if isinstance(value, NamedNode):
                concept = self._concept(subject)
                if concept is not None:
                    node = value.value
                    choose_nodes(concept).append(self._strings.setdefault(node, node))
            else:
                add_literal(subject, value)

        return add

    def _value(self, choose: Callable[[RawConcept], set[str]]) -> Handler:
        def add(subject: str, value: Term) -> None:
            concept = self._concept(subject)
            if concept is not None and isinstance(value, NamedNode | Literal):
                text = value.value
                choose(concept).add(self._strings.setdefault(text, text))

        return add

    def _link(self, links: dict[str, set[str]]) -> Handler:
        strings = self._strings

        def add(subject: str, value: Term) -> None:
            if isinstance(value, NamedNode) and subject.startswith(v.CONCEPT_PREFIXES):
                target = value.value
                links[strings.setdefault(subject, subject)].add(strings.setdefault(target, target))

        return add

    def _inverse_link(self, links: dict[str, set[str]]) -> Handler:
        strings = self._strings

        def add(subject: str, value: Term) -> None:
            if isinstance(value, NamedNode) and (holder := value.value).startswith(v.CONCEPT_PREFIXES):
                links[strings.setdefault(holder, holder)].add(strings.setdefault(subject, subject))

        return add

    def _language(self, node: str, value: Term) -> None:
        if isinstance(value, Literal):
            language = normal_tag(value.value)
            if node in self._node_text:
                self._join(node, language, self._node_text.pop(node))
            else:
                self._node_language[node] = self._strings.setdefault(language, language)

    def _node_literal(self, node: str, value: Term) -> None:
        if isinstance(value, Literal):
            language = value.language or self._node_language.pop(node, None)
            if language is None:
                self._node_text[node] = value.value
            elif self._gathered.keeps(language):
                self._join(node, language, value.value)

    def _join(self, node: str, language: str, text: str) -> None:
        if self._gathered.keeps(language):
            self._gathered.node_texts[self._strings.setdefault(node, node)] = (language, text)

    def _version(self, subject: str, value: Term) -> None:
        """Note a stated release; versions of single concepts are no releases."""
        if isinstance(value, Literal) and subject.startswith(v.BASE) and not subject.startswith(v.CONCEPT_PREFIXES):
            self._gathered.versions.add(value.value)
