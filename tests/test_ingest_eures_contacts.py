"""Persons, addresses and numbers leave an ad's text; figures, dates, hours and everything about the work stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.eures.contacts import without_contacts


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Send it to jobs@example.org now", "Send it to now"),
        ("E-Mail: a.b@example.org", ""),
        ("mailto:a.b@example.org", ""),
        ("Write to max (at) example.org today", "Write to today"),
        ("Write to max @ example.org today", "Write to today"),
        ("Apply (jobs@example.org).", "Apply."),
        ("Tel.: +49 (0)30 1234567", ""),
        ("Call +47 22 33 44 55 today", "today"),
        ("Fragen? 030/1234567", "Fragen?"),
        ("Telefon 12 34 56", ""),
        ("01.23.45.67.89", ""),
        ("(555) 123-4567", ""),
        ("0043 1 234567 ist die Nummer", "ist die Nummer"),
        ("912 345 678", ""),
        ("Questions: Jane Doe, phone 555 123 4567", "Questions:"),
        ("Senior Welder, call +49 30 1234567", "Senior Welder"),
        ("Anna, jobs@example.org, 030 1234567, Berlin", "Anna, Berlin"),
        ("- 030 1234567, Berlin", "- Berlin"),
        ("- jobs@example.org", ""),
        ("Berlin | jobs@example.org | C#, .NET", "Berlin | C#, .NET"),
    ],
)
def test_addresses_and_numbers_go_and_the_words_around_them_stay(text, rest):
    assert rest == without_contacts(text)


@pytest.mark.parametrize(
    "text",
    [
        "01.03.2019 - 31.12.2024",
        "2019-03-01 to 2019-12-31",
        "08.00 - 16.30 or 0800-1630",
        "2.500 - 3.100 EUR, 12 500 - 14 000 NOK, 1 000 000 users",
        "Ref. 12345678 and 10000-1190123456-S",
        "80331 München, 00-950 Warszawa",
        "ISO 9001:2015, EN 1090-2, 100 % in 2019 2020 2021",
        "Kontaktfreudig: Sie reden gern",
        "Contact: our team in Berlin is nice",
        "Kontakt: Kunden und Lieferanten",
        "Follow us @company",
        "You contact customers and suppliers.",
    ],
)
def test_figures_dates_hours_and_the_work_stay(text):
    assert text == without_contacts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ansprechpartner: Frau Anna Müller",
        "Ihre Ansprechpartnerin: Anna Müller",
        "Contact person: Jane Doe",
        "Contact person:\nJane Doe",
        "Contact details:\nJane Doe",
        "Contacto: María García - maria@example.org",
        "Contact: Jane Doe, HR",
        "Kontakt Frau Meier, a@example.org",
        "Personne à contacter : Marie Dupont",
        "Kontaktperson: Kari Nordmann, tlf 22 33 44 55",
        "Referente: Anna Rossi",
        "Frau Anna Müller\nTel. 030 1234567",
    ],
)
def test_the_line_of_a_contact_person_goes(text):
    assert without_contacts(f"We weld.\n{text}\nApply soon.") == "We weld.\nApply soon."


def test_the_name_that_an_address_is_made_of_goes_anywhere():
    text = "Anna Müller leads the team.\nWrite to Frau Anna Müller (anna.mueller@example.org)."

    assert without_contacts(text) == "leads the team.\nWrite to."


@pytest.mark.parametrize(
    "line",
    [
        "Anna Müller, anna.mueller@example.org, +49 30 1234567",
        "Frau Anna Müller; 030 1234567; anna.mueller@example.org",
        "Anna Müller | anna.mueller@example.org | 030 1234567",
    ],
)
def test_a_line_of_nothing_but_name_address_and_number_leaves_no_marks(line):
    assert "We weld.\nApply soon." == without_contacts(f"We weld.\n{line}\nApply soon.")


def test_the_words_that_a_departments_address_is_made_of_stay():
    assert without_contacts("Human Resources\nhuman.resources@example.org") == "Human Resources"


@given(
    st.text(alphabet="abc .,:()\n@-<>", max_size=40),
    st.sampled_from(["jane.doe@example.org", "j@x.co", "a_b+c@mail.example.com"]),
)
def test_no_address_survives_between_other_words(words, address):
    assert address not in without_contacts(f"{words} {address} {words}")


@given(
    st.sampled_from(
        ["+49 30 1234567", "+33 1 23 45 67 89", "0049 30 1234567", "030 1234567", "(0171) 1234567", "+1 555-123-4567"]
    ),
    st.sampled_from(["", "Tel. ", "Phone: ", "call us on ", "und "]),
    st.sampled_from(["", ".", ", or", " (Jane)", "\nWeld"]),
)
def test_no_number_survives_between_other_words(number, before, after):
    assert number[-5:] not in without_contacts(f"Weld {before}{number}{after}")


@pytest.mark.parametrize("piece", ["a@", "A-", "0 ", "(", "a@b.", "Frau A ", "contact:\n", "1234567 "])
def test_a_megabyte_of_anything_is_read(piece):
    assert isinstance(without_contacts("x.y@example.org " + piece * (1_000_000 // len(piece))), str)
