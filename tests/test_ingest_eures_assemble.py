"""From what a reader found to an ad: what is kept, what is left out with which warning, and what the hashes stand for."""

import re
import string
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.eures.assemble import WARNINGS, assemble, settle_language
from ingest.eures.raw import RawAd, RawLocation, RawProfile, RawSalary, RejectedRecord
from ingest.eures.record import JobAd, Location, OccupationCode, Profile, RequiredLanguage, Salary

UUID = "92a2e38a-925e-530e-8b8c-ca3f39b1287e"
GERMAN = (
    "Wir suchen für unser Werk eine erfahrene Schweißerin oder einen erfahrenen Schweißer. Sie schweißen Rohre und Rahmen nach"
    " Zeichnung, prüfen die Nähte und halten die Maschinen sauber. Wir bieten ein gutes Gehalt und geregelte Arbeitszeiten."
)
ENGLISH = (
    "We are looking for an experienced welder for our plant. You weld pipes and frames by drawing, check the seams and keep the"
    " machines clean. We offer a good salary, regular working hours and a friendly team that helps you on your first days."
)


def raw(*profiles, **fields):
    """Return a record of source 121 with the profiles given, or an English one."""
    profiles = [RawProfile(*profile) for profile in profiles or [("en", "Welder", ENGLISH)]]
    return RawAd("hrxml", "ads.zip!1.xml", **{"source_id": "121", "reference": "23026", "profiles": profiles} | fields)


def test_a_full_record_becomes_a_full_ad():
    ad = assemble(
        raw(
            ("en", "Welder &amp; fitter\n(m/f)", "<p>Weld.</p>"),
            document_id=77,
            status="Active",
            created="2024-03-01T00:00:00Z",
            modified=1_709_337_600_000,
            apply_by="31.03.2024",
            codes=[("ISCO2008", "7212\n"), ("ISCO2008", f"http://data.europa.eu/esco/occupation/{UUID}")],
            skills=[f"http://data.europa.eu/esco/skill/{UUID}", "welding"],
            locations=[RawLocation("EL", "el30", " Athens ", "105 57"), RawLocation("GRC", "EL30", "Athens", "105 57")],
            remote=False,
            employer="Stahl  GmbH",
            nace=["C25", "C25"],
            positions="2",
            offering=["DirectHire"],
            schedule=["FullTime"],
            salary=RawSalary("2.500", "3.100", "eur", "MONTH"),
            experience="2",
            education=["EQF 4"],
            languages=[("en", "B1"), ("EN", "B2"), ("el", None), ("klingon", "A1")],
            licences=["B"],
            apply_url="https://example.org/7",
        )
    )

    assert ad == JobAd(
        ad_id="MjMwMjYgMTIx",
        source_id="121",
        reference="23026",
        document_id="77",
        created_at=1_709_251_200,
        modified_at=1_709_337_600,
        apply_by=1_711_929_599,
        language="en",
        declared_language="en",
        profiles={"en": Profile("Welder & fitter (m/f)", "Weld.")},
        occupations=(
            OccupationCode("isco08", "7212"),
            OccupationCode("esco", uri=f"http://data.europa.eu/esco/occupation/{UUID}"),
        ),
        isco_groups=("7", "72", "721", "7212"),
        locations=(Location("GR", "EL30", None, "Athens", "105 57"),),
        countries=("GR",),
        nuts_codes=("EL", "EL3", "EL30"),
        remote="no",
        employer="Stahl GmbH",
        nace=("C25",),
        positions=2,
        offering=("direct_hire",),
        schedule=("fulltime",),
        salary=Salary(2500.0, 3100.0, "EUR", "month"),
        experience_years=2.0,
        education=("EQF 4",),
        languages_required=(RequiredLanguage("el"), RequiredLanguage("en", "B2")),
        licences=("B",),
        skills=(f"http://data.europa.eu/esco/skill/{UUID}",),
        apply_url="https://example.org/7",
        text_hash=ad.text_hash,
        payload_hash=ad.payload_hash,
    )
    assert ad.uri == "eures:121:23026"


@pytest.mark.parametrize("profiles", [[], [(None, None, None)], [("en", "", " null "), ("de", "\u200b", "<p>&nbsp;</p>")]])
def test_an_open_ad_without_any_text_is_refused(profiles):
    record = replace(raw(), profiles=[RawProfile(*profile) for profile in profiles])

    with pytest.raises(RejectedRecord, match="title") as caught:
        assemble(record)

    assert caught.value.reason == "empty"


@pytest.mark.parametrize("profile", [("en", "Welder", None), ("en", None, "Weld.")])
def test_a_title_or_a_description_is_enough(profile):
    assert assemble(raw(profile)).status == "active"


@pytest.mark.parametrize("fields", [{"removed": True}, {"status": "CLOSED"}])
def test_a_closed_ad_needs_no_text(fields):
    ad = assemble(replace(raw(closed=1_700_000_000, **fields), profiles=[]))

    assert (ad.status, ad.closed_at, ad.profiles, ad.language) == ("closed", 1_700_000_000, {}, "und")


def test_an_open_ad_has_no_time_of_closing():
    assert assemble(raw(closed=1_700_000_000)).closed_at is None


def test_an_entry_of_a_change_list_passes_without_text():
    ad = assemble(replace(raw(warnings=["content_missing"]), profiles=[]))

    assert (ad.status, ad.profiles, ad.anonymous, ad.warnings) == ("active", {}, False, ("content_missing",))


def test_an_ad_where_everything_else_is_null_is_an_ad():
    fields = ("created", "modified", "apply_by", "remote", "employer", "positions", "experience", "apply_url")
    null = dict.fromkeys(fields, "null")
    ad = assemble(raw(**null, codes=[("null", "null")], locations=[RawLocation("null", "null", "null", "null")]))

    assert (ad.warnings, ad.anonymous, ad.employer, ad.locations, ad.occupations) == ((), True, None, (), ())


@pytest.mark.parametrize(
    ("fields", "warning"),
    [
        ({"created": "yesterday"}, "odd_date"),
        ({"apply_by": "1.1.2999"}, "odd_date"),
        ({"salary": RawSalary(13, 17_341, "EUR", "hour")}, "odd_salary"),
        ({"codes": [("ISCO2008", "9999")]}, "unknown_isco"),
        ({"codes": [(None, "welder")]}, "odd_code"),
        ({"locations": [RawLocation("Atlantis")]}, "odd_country"),
        ({"locations": [RawLocation("AT", "DE2")]}, "contradicting_region"),
        ({"handle": "7"}, "odd_handle"),
        ({"handle": "MjMwMjYgMTIx", "reference": "5"}, "odd_identity"),
        ({"warnings": ["repaired_encoding"]}, "repaired_encoding"),
        ({"profiles": [RawProfile("en", "a", "b"), RawProfile("eng", "a", "c")]}, "duplicate_language"),
        ({"profiles": [RawProfile("en", "a", "weld " * 400)]}, "cut_description"),
    ],
)
def test_what_was_mended_or_left_out_is_said(fields, warning):
    ad = assemble(raw(**fields))

    assert ad.warnings == (warning,)
    assert warning in WARNINGS


def test_every_code_of_a_warning_has_a_meaning():
    sources = (Path(__file__).parents[1] / "ingest" / "eures").glob("*.py")
    words = "|".join({code.partition("_")[0] for code in WARNINGS})
    code = re.compile(rf'"((?:{words})_[a-z]+)"')

    used = {found for source in sources for found in code.findall(source.read_text("utf-8"))}

    assert set() == used - set(WARNINGS)


@pytest.mark.parametrize("text", ["w" * 1_999 + ".", "w" * 1_990, "w" * 2_010, "<p>" + "w" * 1_950 + "</p>"])
def test_a_whole_description_is_not_called_cut(text):
    assert assemble(raw(("en", "Welder", text))).warnings == ()


def test_warnings_are_sorted_and_said_once():
    ad = assemble(raw(created="x", modified="y", salary=RawSalary(5, 1), warnings=["repaired_entities", "Not A Code"]))

    assert ad.warnings == ("odd_date", "odd_salary", "repaired_entities")


def test_contacts_leave_titles_and_descriptions():
    ad = assemble(
        raw(("en", "Welder, call +49 30 1234567", "<p>Weld.</p><p>Contact person: Jane Doe<br>jane@example.org</p>"))
    )

    assert ad.profiles == {"en": Profile("Welder", "Weld.")}


def test_the_longest_of_several_texts_in_one_language_is_kept_whatever_their_order():
    texts = [("en", "Welder", "short"), ("en-GB", "Welder", "a longer one"), ("eng", "Welder", "x")]

    assert (
        assemble(raw(*texts)).profiles == assemble(raw(*reversed(texts))).profiles == {"en": Profile("Welder", "a longer one")}
    )


def test_the_longest_text_is_the_one_to_embed():
    assert assemble(raw(("de", "Schweißer", "kurz"), ("en", "Welder", ENGLISH))).language == "en"


# hashes


def test_hashes_are_the_same_in_every_run():
    """SHA-256 of canonical JSON: a change here makes every stored ad look changed."""
    ad = assemble(raw(("en", "Welder", "Weld."), created=1_700_000_000))

    assert ad.text_hash == "338b51d239717c166842c073bb91837d2dc23038dc21d22e0ddd385ccf50b7f8"
    assert ad.payload_hash == "01f4604e3f1ad2bc5f2eca183ccbb3d4a85995765bb49266156e057abf8b9e63"


def test_the_text_hash_is_over_texts_alone():
    one, other = assemble(raw()), assemble(raw(employer="Stahl GmbH", modified=1_700_000_000))

    assert one.text_hash == other.text_hash
    assert one.payload_hash != other.payload_hash
    assert one.text_hash != assemble(raw(("en", "Welder", ENGLISH + " Apply."))).text_hash


def test_the_payload_hash_is_not_over_times_of_modification():
    assert assemble(raw()).payload_hash == assemble(raw(modified=1_700_000_000)).payload_hash
    assert assemble(raw()).payload_hash != assemble(raw(apply_by=1_700_000_000)).payload_hash


def test_the_escaping_and_the_order_of_texts_change_no_hash():
    one = assemble(raw(("en", "Welder", "<p>Weld.</p>"), ("de", "Schweißer", "x")))

    assert one.text_hash == assemble(raw(("de", "Schweißer", "x"), ("en", "Welder", "&lt;p&gt;Weld.&lt;/p&gt;"))).text_hash


# languages


def test_an_ad_with_right_labels_is_returned_as_it_is():
    ad = assemble(raw(("en", "Welder", ENGLISH), ("de", "Schweißer", GERMAN)))

    assert settle_language(ad) is ad


@pytest.mark.parametrize("label", [None, "xx", ""])
def test_a_text_without_a_label_gets_the_detected_language(label):
    ad = settle_language(assemble(raw((label, "Schweißer", GERMAN))))

    assert (ad.language, ad.declared_language, list(ad.profiles), ad.warnings) == ("de", None, ["de"], ("language_detected",))


def test_a_surely_wrong_label_is_replaced_and_remembered():
    before = assemble(raw(("en", "Schweißer", GERMAN)))
    ad = settle_language(before)

    assert (ad.language, ad.declared_language, list(ad.profiles)) == ("de", "en", ["de"])
    assert ad.warnings == ("language_relabelled",)
    assert (ad.text_hash, ad.payload_hash) != (before.text_hash, before.payload_hash)
    assert settle_language(ad) is ad


@pytest.mark.parametrize("profile", [("en", "Schweißer", ""), ("lb", "Schweißer", GERMAN), (None, "Welder", None)])
def test_a_label_stays_where_nothing_is_sure(profile):
    ad = assemble(raw(profile))

    assert settle_language(ad) is ad


def test_of_several_texts_one_with_the_right_label_is_embedded():
    ad = settle_language(assemble(raw(("fr", "Schweißer", GERMAN + GERMAN), ("en", "Welder", ENGLISH))))

    assert (ad.language, ad.declared_language, sorted(ad.profiles)) == ("en", "en", ["de", "en"])


def test_a_relabelled_text_does_not_stand_beside_another_of_its_language():
    ad = settle_language(assemble(raw(("en", "Schweißer", GERMAN), ("de", "Schweißer", GERMAN + " Bewerben Sie sich."))))

    assert ad.profiles == {"de": Profile("Schweißer", GERMAN + " Bewerben Sie sich.")}
    assert ad.warnings == ("duplicate_language", "language_relabelled")


# anything


SCALARS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.sampled_from(["null", "2024-03-01", "DE", "7212", "<p>a</p>", "\ud800"]),
)
LISTS = st.lists(SCALARS.filter(lambda value: value is not None), max_size=3)
ONE = (
    "handle source_id reference document_id status created modified closed apply_by remote employer positions experience"
    " apply_url"
)
MANY = "skills nace offering schedule education licences"
RAW_ADS = st.builds(
    RawAd,
    st.just("any"),
    st.just("place"),
    **dict.fromkeys(ONE.split(), SCALARS),
    **dict.fromkeys(MANY.split(), LISTS),
    removed=st.booleans(),
    profiles=st.lists(st.builds(RawProfile, SCALARS, SCALARS, SCALARS), max_size=3),
    codes=st.lists(st.tuples(SCALARS, SCALARS), max_size=3),
    locations=st.lists(st.builds(RawLocation, SCALARS, SCALARS, SCALARS, SCALARS), max_size=3),
    salary=st.none() | st.builds(RawSalary, SCALARS, SCALARS, SCALARS, SCALARS),
    languages=st.lists(st.tuples(SCALARS, SCALARS), max_size=3),
    warnings=st.lists(st.text(max_size=20), max_size=2),
)


@settings(max_examples=300, deadline=None)
@given(RAW_ADS)
def test_any_record_is_an_ad_or_refused_and_the_same_every_time(record):
    try:
        ad = assemble(record)
    except RejectedRecord:
        return

    assert ad == assemble(record)
    assert ad == msgspec.json.decode(msgspec.json.encode(ad), type=JobAd)
    assert ad.status in {"active", "closed"}
    assert all(profile.title or profile.description for profile in ad.profiles.values())


@given(
    st.text(alphabet=string.printable, max_size=60),
    st.from_regex(r"\A[a-z]{1,8}[._][a-z]{1,8}@[a-z]{2,8}\.(?:org|de)\Z"),
    st.sampled_from(["+49 30 1234567", "0171 2345678"]),
)
def test_no_address_or_number_survives(words, address, number):
    ad = assemble(raw(("en", f"Welder {address}", f"<p>{words}</p><p>Write to {address} or call {number}, {words}</p>")))

    text = "".join(profile.title + profile.description for profile in ad.profiles.values())
    assert address not in text
    assert number not in text
