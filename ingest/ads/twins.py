"""Tell whether two texts advertise the same job: near-identical on the work, and no number, code or negation that differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import combinations, pairwise
from zlib import crc32

from rapidfuzz.distance import Indel, Prefix

from ingest.ads.relevance import ADDRESS, PHONE, split_relevance
from ingest.ads.titles import folded, unaccented

SIMILAR = 0.9
"""least share of words, in their order, that two texts on the work have in common: 2 × common / (words of one + of the other)"""
SAME_WORD, SHORTEST_STEM = 0.75, 6
"""least share of its letters, from the first on, that a replaced word has in common with what replaces it, and its least length"""
CUT_CHARACTERS = 1_500
"""least characters of a description that may be the beginning of another one; sources cut at 2,000"""
ALL_PAIRS = 40
"""different texts up to which every pair is compared (780 pairs)"""
WINDOW = 4
"""neighbours that a text is compared with above ALL_PAIRS, in each of four orders: at most 16 comparisons for each text"""
SKETCHES = (1, 2, 3)
"""seeds of the hashes by which three of the orders sort"""
SKETCH = 16
"""smallest hashes of a text's pairs of words that an order looks at"""

_PASSING = re.compile(  # what a repost changes and no job is told by: full dates, labelled reference numbers
    r"(?i)\b(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d)\b"
    r"|\b(?:ref(?:erenz|erence|erencia|erenznummer)?|référence|riferimento|kennziffer|job-?id)\b[\s.:#-]{0,4}[\w/-]{0,40}\d{3}[\w/-]{0,40}"
)
_THOUSANDS = re.compile(r"(?<=\d)[.,' \xa0](?=\d{3}(?!\d))")
_TOKEN = re.compile(r"[^\W_]+[+#]*")
_NEGATIONS = frozenset(
    folded("""no not without nicht kein keine keinen keiner ohne pas sans aucun aucune sin non senza niet geen zonder sem não
    bez nie inte ej utan ingen inget ikke intet uden uten ei ilman nu fără δεν χωρίς nem nélkül není nejsou""").split()
)
_TERMS = frozenset(
    folded("""full part fulltime parttime vollzeit teilzeit minijob befristet unbefristet befristete unbefristete temporary
    permanent temps partiel plein complet cdi cdd voltijd deeltijd fulltijds parttijds heltid deltid heltids deltids kokoaikainen
    night nacht nachtschicht nuit noche notte weekend wochenende maternity parental elternzeit elternzeitvertretung
    fixed term sunday sundays sonntag sonntags sonntagsdienst dimanche domingo domenica
    mutterschaftsvertretung vertretung interim seasonal saison saisonnier
    junior senior trainee apprentice azubi auszubildende werkstudent praktikum internship""").split()
)
"""words on hours, contract and level: two texts that differ in them are not the same job, whatever else they share"""


@dataclass(frozen=True, eq=False)
class AdText:
    """A description in its language, and what is compared of it; each is computed once, when it is first needed."""

    language: str
    description: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words, folded; addresses, telephone numbers, full dates and reference numbers left out."""
        return tuple(_words(self.description))

    @cached_property
    def work(self) -> tuple[str, ...]:
        """Those that are on the work and its requirements."""
        return tuple(_words(split_relevance(self.description, self.language)[0]))

    @cached_property
    def marks(self) -> Counter[str]:
        """Numbers, and words on hours, contract and level, of the whole text."""
        return Counter(word for word in self.words if word in _TERMS or any(map(str.isdigit, word)))

    def sketch(self, seed: int) -> tuple[int, ...]:
        """Return the smallest hashes of its pairs of words, SKETCH of them at most, each once."""
        hashes = {crc32(f"{one} {other}".encode(), seed) for one, other in pairwise(self.words)}
        return tuple(nsmallest(SKETCH, hashes))


def are_twins(one: AdText, other: AdText) -> bool:
    """Return whether two texts are one ad's: in the same language, and cut from, equal to or near-identical to each other."""
    if one.language != other.language:
        return False
    if one.words == other.words or is_cut(one, other) or is_cut(other, one):
        return True
    if one.marks != other.marks or _signs(one.work) != _signs(other.work):
        return False
    if Indel.normalized_similarity(one.work, other.work, score_cutoff=SIMILAR) < SIMILAR:
        return False
    return _harmless(Counter(one.work), Counter(other.work))


def is_cut(short: AdText, whole: AdText) -> bool:
    """Return whether `short` is the beginning of `whole`: all its words but the last, which may be cut in two."""
    head = len(short.words) - 1
    return (
        len(short.words) < len(whole.words)
        and len(short.description.rstrip()) >= CUT_CHARACTERS
        and short.words[:head] == whole.words[:head]
    )


def pairs_to_compare(texts: Sequence[AdText]) -> Iterator[tuple[int, int]]:
    """Yield the positions of texts to compare: all pairs up to ALL_PAIRS texts, else near ones.

    Near are those at most WINDOW apart when sorted by their words, which brings beginnings together, or by the smallest hashes
    of their pairs of words, which texts that differ in few places share. The order of `texts` changes no pair.
    """
    if len(texts) <= ALL_PAIRS:
        yield from combinations(range(len(texts)), 2)
        return
    yield from _near([(text.words, text.language) for text in texts])
    for seed in SKETCHES:
        yield from _near([(text.sketch(seed), text.words, text.language) for text in texts])


def _near(keys: Sequence[tuple[object, ...]]) -> Iterator[tuple[int, int]]:
    order = sorted(range(len(keys)), key=keys.__getitem__)
    for place, at in enumerate(order):
        yield from ((at, near) for near in order[place + 1 : place + 1 + WINDOW])


def _words(text: str) -> Iterator[str]:
    for pattern in (ADDRESS, _PASSING, PHONE):
        text = pattern.sub(" ", text)
    for token in _TOKEN.findall(unaccented(_THOUSANDS.sub("", text))):
        yield token if _is_code(token) else token.casefold()


def _is_code(word: str) -> bool:
    """Return whether a word is a licence, level or class: the C of "licence C"."""
    return len(word) <= 2 and word.isupper()


def _signs(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return what weighs in a text, in its order: "B2 … C1" is not "C1 … B2". A negation counts with the words around it."""
    return [
        tuple(words[max(0, at - 2) : at + 2]) if word in _NEGATIONS else (word,)
        for at, word in enumerate(words)
        if _weighs(word)
    ]


def _harmless(one: Counter[str], other: Counter[str]) -> bool:
    """Return whether words were only added, or replaced by another form of themselves."""
    fewer, more = sorted((one - other, other - one), key=Counter.total)
    if any(map(_weighs, fewer + more)):
        return False
    return all(any(_same_word(word, new) for new in more) for word in fewer)


def _weighs(word: str) -> bool:
    return _is_code(word) or word in _NEGATIONS or word in _TERMS or any(map(str.isdigit, word)) or word[-1] in "+#"


def _same_word(one: str, other: str) -> bool:
    """Tell whether two words differ in their ending only: "Neurologie" and "Nephrologie" are two departments."""
    shorter, longer = sorted((len(one), len(other)))
    return shorter >= SHORTEST_STEM and Prefix.similarity(one, other) >= SAME_WORD * longer
