from __future__ import annotations

import pytest

from search.records import Occupation, isco_path
from search.sparse import encode_sparse_document, encode_sparse_query, words
from search.texts import best_text, digest, label_texts, split_genders


@pytest.mark.parametrize(
    ("texts", "languages", "expected"),
    [
        ({"en": "nurse", "de": "Pfleger"}, ("de",), ("Pfleger", "de")),
        ({"en": "nurse", "fr": "infirmier"}, ("de",), ("nurse", "en")),
        ({"fr": "infirmier", "it": "infermiere"}, ("de",), ("infirmier", "fr")),
        ({"de": ""}, ("de",), None),
        ({}, ("de",), None),
    ],
)
def test_a_missing_language_falls_back_to_english_then_to_any(texts, languages, expected):
    assert expected == best_text(texts, languages)


@pytest.mark.parametrize(
    ("label", "language", "expected"),
    [
        ("Webentwickler/Webentwicklerin", "de", ("Webentwickler", "Webentwicklerin")),
        ("Koch / Köchin", "de", ("Koch", "Köchin")),
        ("UX/UI designer", "en", ("UX/UI designer",)),
        ("CNC/CAD-Fachkraft", "de", ("CNC/CAD-Fachkraft",)),
        ("a/b/c", "de", ("a/b/c",)),
    ],
)
def test_gendered_pairs_are_split_and_other_slashes_are_not(label, language, expected):
    assert expected == split_genders(label, language)


def test_embedded_labels_hold_no_repeats():
    occupation = Occupation(
        uri="u", preferred={"de": "Koch/Köchin"}, alternatives={"de": ("Köchin", "Küchenchef  im Hotel")}, code="5120.1"
    )

    assert ("Koch", "Köchin", "Küchenchef im Hotel") == label_texts(occupation, "de")


def test_isco_codes_are_strings_so_that_armed_forces_keep_their_zero():
    assert ("0", "01", "011", "0110") == isco_path("0110.1")


def test_digests_keep_the_parts_apart():
    assert digest("ab", "c") != digest("a", "bc")


def test_names_with_signs_are_words_of_their_own():
    assert ["cplusplus", "Csharp", "and", "dotnet"] == words("C++, C# and .NET")


def test_case_and_accents_do_not_matter_to_sparse_vectors():
    assert encode_sparse_query("PÂTISSIER") == encode_sparse_query("patissier")


def test_a_text_without_words_has_an_empty_sparse_vector():
    assert [] == encode_sparse_document("— … —").indices


def test_cplusplus_csharp_and_c_are_three_words():
    codes = {tuple(encode_sparse_query(name).indices) for name in ("C++", "C#", "C")}

    assert 3 == len(codes)
