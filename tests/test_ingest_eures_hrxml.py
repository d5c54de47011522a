"""HR-XML: safe parsing, one repair, several documents in a stream, and every field of a PositionOpening."""

import io
import json
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.eures.hrxml import read, read_ad
from ingest.eures.raw import RawAd, RawLocation, RawProfile, RawSalary, Rejected, RejectedRecord
from ingest.eures.sources import Document, Limits
from ingest.eures.xml import parse

HR = 'xmlns="http://www.hr-xml.org/3"'
OAGIS = "http://www.openapplications.org/oagis/9"
AD = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<PositionOpening {HR} xmlns:ns2="{OAGIS}" majorVersionID="3" minorVersionID="2" validFrom="2026-03-01">
  <DocumentID schemeID="ID-1" schemeAgencyID="SAMPLE">4711</DocumentID>
  <AlternateDocumentID>A-1</AlternateDocumentID>
  <PositionOpeningStatusCode name="Active">Active</PositionOpeningStatusCode>
  <PostingRequester><PartyID>1</PartyID><PartyName>Employment Service</PartyName>
    <PersonContact><PersonName>Requester Person</PersonName></PersonContact></PostingRequester>
  <PositionProfile languageCode="sv" validTo="2026-07-01">
    <PostingInstruction><PostingOptionCode>EURESFlag</PostingOptionCode><ApplicationMethod>
      <Instructions type="x">&lt;a href="https://jobs.example/apply?a=1&amp;amp;b=2"&gt;Apply&lt;/a&gt;
        or call Carla Contact</Instructions>
      <PersonContact><PersonName><FamilyName>Contact</FamilyName></PersonName><Communication><ChannelCode>Email</ChannelCode>
        <ns2:URI>https://carla.example</ns2:URI><Address><CountryCode>XX</CountryCode></Address></Communication></PersonContact>
    </ApplicationMethod></PostingInstruction>
    <PositionTitle typeCode="t">Receptionist</PositionTitle>
    <PositionLocation><Address type="a"><ns2:AddressLine>Main street 1</ns2:AddressLine><ns2:CityName>TÄLLBERG</ns2:CityName>
      <ns2:CountrySubDivisionCode>
        SE312
      </ns2:CountrySubDivisionCode><CountryCode>SE</CountryCode><ns2:PostalCode>79370</ns2:PostalCode></Address></PositionLocation>
    <PositionLocation><Address><CountryCode>NO</CountryCode></Address></PositionLocation>
    <PositionLocation><Address/></PositionLocation>
    <PositionOrganization><OrganizationIdentifiers><OrganizationName>Hotel AB</OrganizationName>
      <OrganizationLegalID>55</OrganizationLegalID></OrganizationIdentifiers><IndustryCode>I55.1.0</IndustryCode>
      <OrganizationContact><OrganizationName>Contact Carla</OrganizationName></OrganizationContact></PositionOrganization>
    <PositionOpenQuantity>4</PositionOpenQuantity>
    <JobCategoryCode listName="ISCO2008" listVersionID="2008">4224</JobCategoryCode>
    <JobCategoryCode listName="ESCO_Occupations">
      http://data.europa.eu/esco/occupation/1
    </JobCategoryCode>
    <PositionOfferingTypeCode>OnCall</PositionOfferingTypeCode>
    <PositionQualifications>
      <PositionCompetency><CompetencyID schemeID="ISO-639-1/2-Languages">fr</CompetencyID><TaxonomyID>language</TaxonomyID>
        <RequiredProficiencyLevel><ScoreText>B2</ScoreText></RequiredProficiencyLevel></PositionCompetency>
      <PositionCompetency><CompetencyID>de</CompetencyID><TaxonomyID>language</TaxonomyID><CompetencyDimension>
        <CompetencyDimensionTypeCode>CEF-Speaking</CompetencyDimensionTypeCode><Score><ScoreText>A2</ScoreText></Score>
        </CompetencyDimension></PositionCompetency>
      <PositionCompetency><CompetencyID>http://data.europa.eu/esco/skill/7</CompetencyID><TaxonomyID>other</TaxonomyID>
        </PositionCompetency>
      <EducationRequirement><EducationLevelCode listName="EURES_ISCEDEducationLevel">3</EducationLevelCode></EducationRequirement>
      <ExperienceSummary><ExperienceCategory><CategoryCode listName="ISCO2008">9999</CategoryCode>
        <Measure unitCode="year">1</Measure></ExperienceCategory></ExperienceSummary>
      <LicenseTypeCode>B</LicenseTypeCode>
    </PositionQualifications>
    <PositionFormattedDescription><Content>We welcome guests.</Content></PositionFormattedDescription>
    <WorkingLanguageCode>SV</WorkingLanguageCode><WorkingLanguageCode>EN</WorkingLanguageCode>
    <PositionScheduleTypeCode>FlexTime</PositionScheduleTypeCode>
    <OfferedRemunerationPackage>
      <RemunerationRange><RemunerationTypeCode>Bonus</RemunerationTypeCode>
        <RemunerationMinimumAmount currencyID="SEK">1</RemunerationMinimumAmount></RemunerationRange>
      <RemunerationRange><RemunerationTypeCode>BasePay</RemunerationTypeCode>
        <RemunerationMinimumAmount currencyID="NOK">13</RemunerationMinimumAmount>
        <RemunerationMaximumAmount currencyID="NOK">17341</RemunerationMaximumAmount>
        <RemunerationRateIntervalCode>Month</RemunerationRateIntervalCode></RemunerationRange></OfferedRemunerationPackage>
    <ApplicationCloseDate>2026-06-16</ApplicationCloseDate>
  </PositionProfile>
</PositionOpening>
"""


def opening(inside="", attributes=HR, profile=""):
    profile = f"<PositionProfile {profile}>{inside}</PositionProfile>"
    return f"<PositionOpening {attributes}><DocumentID>1</DocumentID>{profile}</PositionOpening>"


def described(content, head=""):
    """Return the description of an ad with that content."""
    inside = f"<PositionFormattedDescription><Content>{content}</Content></PositionFormattedDescription>"
    return profile_of(f"{head}{opening(inside)}").description


def profile_of(document):
    data = document if isinstance(document, bytes) else document.encode()
    return read_ad(data, "ad.xml").profiles[0]


def read_all(data, **limits):
    stream = io.BufferedReader(io.BytesIO(data if isinstance(data, bytes) else data.encode()))
    return list(read(Document("ads.xml", stream), Limits(**limits)))


def outcomes(data, **limits):
    """Title of each ad, reason of each rejection."""
    return [found.reason if isinstance(found, Rejected) else found.profiles[0].title for found in read_all(data, **limits)]


def titled(*titles):
    return [opening(f"<PositionTitle>{title}</PositionTitle>") for title in titles]


def refused(data):
    with pytest.raises(RejectedRecord) as refusal:
        parse(data if isinstance(data, bytes) else data.encode())
    return refusal.value.reason


# fields


def test_every_field_of_an_ad_is_read():
    assert [
        RawAd(
            "hrxml",
            "ads.xml",
            reference="4711",
            document_id="4711",
            status="Active",
            created="2026-03-01",
            apply_by="2026-06-16",
            profiles=[RawProfile("sv", "Receptionist", "We welcome guests.")],
            codes=[("ISCO2008", "4224"), ("ESCO_Occupations", "http://data.europa.eu/esco/occupation/1")],
            skills=["http://data.europa.eu/esco/skill/7"],
            locations=[RawLocation("SE", "SE312", "TÄLLBERG", "79370"), RawLocation("NO")],
            employer="Hotel AB",
            nace=["I55.1.0"],
            positions="4",
            offering=["OnCall"],
            schedule=["FlexTime"],
            salary=RawSalary("13", "17341", "NOK", "Month"),
            experience="1",
            education=["3"],
            languages=[("fr", "B2"), ("de", "A2"), ("SV", None), ("EN", None)],
            licences=["B"],
            apply_url="https://jobs.example/apply?a=1&b=2",
        )
    ] == read_all(AD)


def test_contact_persons_are_never_read():
    assert not {
        word for word in ("Carla", "Contact", "Person", "carla.example", "XX") if word in json.dumps(asdict(read_all(AD)[0]))
    }


@pytest.mark.parametrize("name", ["PersonContact", "HiringManagerContact", "RecruiterPersonName"])
def test_nothing_is_looked_for_in_an_element_about_a_person(name):
    assert profile_of(opening(f"<{name}><PositionTitle>Carla</PositionTitle></{name}>")).title is None


def test_inside_an_envelope_the_document_has_an_id_and_no_reference():
    ad = read_ad(AD.encode(), "page.json#1")

    assert ("page.json#1", None, "4711") == (ad.place, ad.reference, ad.document_id)


@pytest.mark.parametrize(
    ("prefix", "namespace"), [("oa", OAGIS), ("x1", OAGIS), ("ns2", "http://elsewhere.example"), ("ns2", "")], ids=str
)
def test_address_parts_are_found_under_any_prefix_and_namespace(prefix, namespace):
    changed = AD.replace(f'xmlns:ns2="{OAGIS}"', f'xmlns:{prefix}="{namespace}"' if namespace else "")
    changed = changed.replace("ns2:", f"{prefix}:" if namespace else "")

    assert RawLocation("SE", "SE312", "TÄLLBERG", "79370") == read_all(changed)[0].locations[0]


@pytest.mark.parametrize("attributes", ["", 'xmlns="http://www.hr-xml.org/2"'], ids=["none", "other"])
def test_the_namespace_of_hr_xml_may_be_absent_or_another(attributes):
    assert read_all(AD.replace(HR, attributes))[0] == read_all(AD)[0]


def test_all_elements_may_have_a_prefix():
    profile = '<h:PositionProfile h:x="1"><h:PositionTitle>Cook</h:PositionTitle></h:PositionProfile>'

    assert ["Cook"] == outcomes(f'<h:PositionOpening xmlns:h="http://www.hr-xml.org/3">{profile}</h:PositionOpening>')


def test_a_profile_without_a_language_is_english_by_the_format():
    assert ["en", "nb"] == [profile_of(opening(profile=given)).language for given in ("", 'xml:lang="nb"')]


def test_profiles_of_several_languages_are_united_without_repeating_what_they_share():
    shared = (
        "<JobCategoryCode>2512</JobCategoryCode><PositionLocation><Address><CountryCode>FI</CountryCode></Address></PositionLocation>"
        "<WorkingLanguageCode>fi</WorkingLanguageCode>"
    )
    profiles = "".join(
        f'<PositionProfile languageCode="{language}"><PositionTitle>{title}</PositionTitle>{shared}{more}</PositionProfile>'
        for language, title, more in (("fi", "Kehittäjä", ""), ("en", "Developer", "<JobCategoryCode>251</JobCategoryCode>"))
    )
    [ad] = read_all(f"<PositionOpening {HR}>{profiles}</PositionOpening>")

    assert [("fi", "Kehittäjä"), ("en", "Developer")] == [(profile.language, profile.title) for profile in ad.profiles]
    assert [(None, "2512"), (None, "251")] == ad.codes
    assert ([RawLocation("FI")], [("fi", None)]) == (ad.locations, ad.languages)


def test_elements_are_found_wherever_an_exporter_puts_them():
    inside = "<Details><PositionTitle>Cook</PositionTitle><Codes><JobCategoryCode>5120</JobCategoryCode></Codes></Details>"
    [ad] = read_all(f"<PositionOpening><UserArea>{inside}</UserArea></PositionOpening>")

    assert ("Cook", "en", [(None, "5120")]) == (ad.profiles[0].title, ad.profiles[0].language, ad.codes)


def test_an_ad_in_which_everything_is_empty_is_read_and_says_nothing():
    empty = "<PositionTitle/><PositionLocation/><JobCategoryCode> \n </JobCategoryCode><PositionFormattedDescription/>"
    empty += "<PositionQualifications><PositionCompetency/></PositionQualifications><OfferedRemunerationPackage/>"
    [ad] = read_all(f"<PositionOpening {HR}><PositionProfile>{empty}</PositionProfile></PositionOpening>")

    assert RawAd("hrxml", "ads.xml", profiles=[RawProfile("en")]) == ad


def test_months_of_experience_keep_their_unit():
    [ad] = read_all(opening('<ExperienceSummary><Measure unitCode="month">18</Measure></ExperienceSummary>'))

    assert "18 month" == ad.experience


def test_dates_are_given_as_written_and_the_end_of_validity_stands_for_a_missing_closing_date():
    dates = [
        ("<ApplicationCloseDate>01.03.2019</ApplicationCloseDate>", "01.03.2019"),
        ("<ApplicationCloseDate><DateText>snarest</DateText></ApplicationCloseDate>", "snarest"),
        ("", "2026-07-01"),
    ]

    assert [want for _, want in dates] == [
        read_all(opening(inside, profile='validTo="2026-07-01"'))[0].apply_by for inside, _ in dates
    ]


def test_instructions_without_a_web_address_are_not_read():
    instructions = (
        "<PostingInstruction><ApplicationMethod><Instructions>{}</Instructions></ApplicationMethod></PostingInstruction>"
    )

    assert [None, "http://a.example/x"] == [
        read_all(opening(instructions.format(text)))[0].apply_url
        for text in ("Write to carla@a.example", "See http://a.example/x.")
    ]


# texts


def test_escaped_and_cdata_html_come_out_the_same():
    html = "<p>Bread &amp; rolls</p><ul><li>Early</li></ul>"
    escaped = html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert [html, html] == [described(escaped), described(f"<![CDATA[{html}]]>")]


def test_raw_markup_is_html_again_so_that_its_words_are_not_glued():
    raw = 'Start<p>Bread &amp; <b class="x">rolls</b></p>tail<br/><h:ul xmlns:h="urn:x"><h:li>Early</h:li></h:ul>end'

    assert "Start<p>Bread &amp; <b>rolls</b></p>tail<br/><ul><li>Early</li></ul>end" == described(raw)


def test_double_escaping_passes_through_unharmed():
    assert "&#xa0;caf&eacute; &lt;b&gt;" == described("&amp;#xa0;caf&amp;eacute; &amp;lt;b&amp;gt;")


def test_comments_and_processing_instructions_do_not_cut_a_text():
    assert "one two" == described("one <!-- a comment --><?pi x?>two")


def test_several_descriptions_of_a_profile_are_joined():
    one, two = (f"<PositionFormattedDescription><Content>{text}</Content></PositionFormattedDescription>" for text in "ab")

    assert "a\n\nb" == profile_of(opening(one + two)).description


# safety

LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + opening("<PositionTitle>&b;</PositionTitle>")
LONG_COMMENT = f"<!-- {'x' * 100_000} -->"


@pytest.mark.parametrize(
    "document",
    [
        LAUGHS,
        f"{LONG_COMMENT}{LAUGHS}",
        f"<?xml version='1.0'?>\n<?pi x?><!-- <a> -->\n{LAUGHS}",
        LAUGHS.replace("<!DOCTYPE", "\x0b<!DOCTYPE"),
        LAUGHS.replace("<!DOCTYPE", "<!doctype"),
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    ],
    ids=["plain", "comment", "instructions", "control", "lower", "external"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_doctype_is_refused_in_any_encoding_and_behind_anything(document, encoding):
    data = document.encode(encoding)

    assert "doctype" == refused(data)
    assert ["doctype"] == outcomes(data)


def test_a_doctype_in_utf_7_is_not_decoded():
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'

    assert "malformed" == refused(hidden)


def test_the_word_doctype_in_a_text_is_text():
    assert "<!DOCTYPE html><p>a</p>" == described("<![CDATA[<!DOCTYPE html><p>a</p>]]>")
    assert "<!DOCTYPE html>" == described("&lt;!DOCTYPE html&gt;", head="<!-- <!DOCTYPE html> -->")


def test_a_document_over_the_cap_is_too_large():
    assert "too_large" == refused(opening("x" * 2_000_001))


def test_deep_nesting_is_malformed_and_ends():
    for depth in (300, 200_000):
        assert ["malformed"] == outcomes(opening("<a>" * depth + "</a>" * depth))


def test_what_lies_too_deep_is_not_looked_for():
    [ad] = read_all(opening("<a>" * 200 + "<PositionTitle>Cook</PositionTitle>" + "</a>" * 200))

    assert ad.profiles[0].title is None


# repair


def repaired(data):
    ad = read_ad(data if isinstance(data, bytes) else data.encode(), "ad.xml")
    return ad.profiles[0].title, ad.warnings


def test_a_clean_document_has_no_warnings():
    assert ("Köchin", []) == repaired(titled("Köchin")[0])


@pytest.mark.parametrize(
    "bad", ["\x0b", "\x00", "&#11;", "&#x0;", "&#xFFFF;", "&#xD800;", "&#99999999999999999999;", "\ufffe"]
)
def test_illegal_characters_are_dropped_and_so_are_their_numbers(bad):
    assert ("Cook", ["repaired_characters"]) == repaired(titled(f"Co{bad}ok")[0])


def test_named_html_entities_are_turned_into_characters():
    assert ("Café\xa0& <b>", ["repaired_entities"]) == repaired(titled("Caf&eacute;&nbsp;&amp; &lt;b&gt;")[0])


def test_entities_in_cdata_stay_as_they_are_while_others_are_repaired():
    title = "<![CDATA[R&D &nbsp; &#0;]]>&nbsp;!"

    assert ("R&D &nbsp; &#0;\xa0!", ["repaired_entities"]) == repaired(titled(title)[0])


def test_windows_1252_is_read_where_it_is_not_utf_8():
    assert ("Köchin – „Café“", ["repaired_encoding"]) == repaired(titled("Köchin – „Café“")[0].encode("cp1252"))


def test_only_the_bytes_that_are_not_utf_8_are_read_as_windows_1252():
    data = titled("Köchin, Koch-X")[0].encode().replace(b"-X", b" \x96 \xe9")

    assert ("Köchin, Koch – é", ["repaired_encoding"]) == repaired(data)


@pytest.mark.parametrize(
    ("encoding", "title"), [("ISO-8859-1", "Köchin"), ("windows-1251", "Повар"), ("ISO-8859-2", "Kuchař")]
)
def test_an_eight_bit_encoding_that_is_declared_is_no_repair(encoding, title):
    data = f'<?xml version="1.0" encoding="{encoding}"?>{titled(title)[0]}'.encode(encoding)

    assert (title, []) == repaired(data)


def test_a_wrong_declaration_does_not_harm_utf_8():
    assert ("Köchin", []) == repaired(f'<?xml version="1.0" encoding="ISO-8859-1"?>{titled("Köchin")[0]}')


def test_what_one_repair_does_not_mend_is_malformed_with_its_line_and_none_of_its_text():
    with pytest.raises(RejectedRecord) as refusal:
        parse(b"<a>\x0b\n\n<secret>&unknown;</a>")

    assert ("malformed", "line 3: undeclared entity") == (refusal.value.reason, str(refusal.value))


def test_a_repair_is_noted_only_with_the_ad_that_needed_it():
    ads = read_all(f"<Jobs>{''.join(titled('a', 'b&nbsp;', 'c'))}</Jobs>")

    assert [[], ["repaired_entities"], []] == [ad.warnings for ad in ads]


def test_blank_lines_before_the_declaration_do_no_harm():
    assert ["Cook"] == outcomes("\n  <?xml version='1.0'?>" + titled("Cook")[0])


# streams of several

STREAMS = {
    "bare": "\n".join(titled("a", "b", "c")),
    "declared": "".join(f"<?xml version='1.0' encoding='UTF-8'?>\n{document}" for document in titled("a", "b", "c")),
    "wrapped": f"<?xml version='1.0'?><Jobs><Page>{''.join(titled('a', 'b', 'c'))}</Page></Jobs>",
    "prefixed": '<j:Jobs xmlns:j="urn:j" xmlns:h="http://www.hr-xml.org/3">'
    + "".join(f"<h:PositionOpening><h:PositionTitle>{t}</h:PositionTitle></h:PositionOpening>" for t in "abc")
    + "</j:Jobs>",
    "one broken": "".join(titled("a", "b", "<i>broken", "c")),
}
STREAMS["long"] = f"<Jobs>{''.join(titled('a', 'b', 'c'))}<!-- {'<PositionOpening>' * 150} --></Jobs>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("name", ["bare", "declared", "wrapped", "prefixed", "long"])
@pytest.mark.parametrize("document", [2_000_000, 500], ids=["whole", "cut"])
def test_several_documents_in_a_stream_are_all_read(name, encoding, document):
    data = STREAMS[name].encode(encoding)

    assert ["a", "b", "c"] == outcomes(data, document=document)
    assert ["ads.xml#1", "ads.xml#2", "ads.xml#3"] == [found.place for found in read_all(data, document=document)]


@pytest.mark.parametrize("size", [1, 7, 100, 1000])
def test_it_does_not_matter_where_the_chunks_end(monkeypatch, size):
    monkeypatch.setattr("ingest.eures.xml_stream._CHUNK", size)
    for name in ("declared", "prefixed"):
        assert ["a", "b", "c"] == outcomes(STREAMS[name] if size < 1000 else STREAMS[name] * 10, document=400)[:3]


@pytest.mark.parametrize("document", [2_000_000, 500], ids=["whole", "cut"])
@pytest.mark.parametrize("broken", ["<i>", "</PositionProfile></x>", "&unknown;", "<PositionTitle", "<a b=>", "\x00&"])
def test_a_broken_document_costs_only_itself(broken, document):
    a, b, c = titled("a", "b", "c")

    assert ["a", "malformed", "c"] == outcomes(a + b.replace("<PositionTitle>", broken) + c, document=document)
    assert ["a", "malformed", "c"] == outcomes(f"<Jobs>{a}{b.replace('<PositionTitle>', broken)}{c}</Jobs>", document=document)


@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>"])
def test_a_document_without_its_end_costs_only_itself(before):
    a, b, c = (before + document for document in titled("a", "b", "c"))

    assert ["a", "malformed", "c"] == outcomes(a + b.removesuffix("</PositionOpening>") + c)
    assert ["a", "b", "malformed"] == outcomes(a + b + c[:-5])


@pytest.mark.parametrize("around", ["{}", "<Jobs>{}</Jobs>"])
def test_a_document_whose_start_tag_is_broken_is_not_lost_in_silence(around):
    a, b, c = titled("a", "b", "c")

    assert ["a", "malformed", "c"] == outcomes(around.format(a + b.replace(">", " ", 1) + c))


def test_what_a_comment_without_end_hides_is_not_lost_in_silence():
    assert ["a", "malformed"] == outcomes(titled("a")[0] + "<!-- " + titled("b")[0])


def test_a_text_can_neither_end_its_document_nor_begin_another():
    forged = (
        "<![CDATA[</PositionTitle></PositionProfile></PositionOpening><PositionOpening><PositionTitle>x</PositionTitle>]]>"
    )
    stream = "".join(titled(f"a{forged}", f"<!-- {forged} -->b", "c"))

    assert 3 == len(read_all(stream))
    assert ["b", "c"] == outcomes(stream)[1:]


def test_a_comment_that_never_ends_costs_a_few_caps_and_not_the_rest():
    a, b, c = titled("a", "<!-- b", "c")

    assert ["a", "too_large", *["c"] * 40] == [
        outcome
        for outcome in outcomes(
            a + b + " " * 70_000 + c * 40,
            document=500,
        )
        if outcome != "malformed"
    ]


def test_a_document_over_the_cap_is_skipped_to_the_next():
    stream = titled("a")[0] + titled("b" * 400_000)[0] + titled("c")[0]

    assert ["a", "too_large", "c"] == outcomes(stream, document=1_000)
    huge, a, c = titled("b" * 400_000, "a", "c")
    assert ["too_large", "doctype", "c"] == outcomes(f"{huge}<!DOCTYPE x>{a}{c}", document=1_000)


def test_a_doctype_refuses_its_document_and_the_next_goes_on():
    a, b, c = titled("a", "b", "c")

    assert ["a", "doctype", "c"] == outcomes(f"{a}<?xml version='1.0'?><!DOCTYPE x>{b}<?xml version='1.0'?>{c}")


def test_a_doctype_before_the_root_refuses_all_below_it():
    assert ["doctype"] == outcomes(f"<!DOCTYPE x><Jobs>{''.join(titled('a', 'b'))}</Jobs>")


def test_a_root_that_does_not_end_is_said_to():
    assert ["a", "b", "malformed"] == outcomes(f"<Jobs>{''.join(titled('a', 'b'))}")


def test_an_encoding_that_is_declared_once_counts_for_all():
    stream = f"<?xml version='1.0' encoding='windows-1251'?><Jobs>{''.join(titled('Повар', 'Врач', '<i>'))}</Jobs>"

    assert ["Повар", "Врач", "malformed"] == outcomes(stream.encode("windows-1251"))


def test_a_stream_larger_than_the_cap_is_not_held(monkeypatch):
    document = titled("a" + "x" * 10_000)[0].encode()
    held = []

    class Endless(io.RawIOBase):
        sent = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            block = (document * 4)[: len(buffer)] if self.sent < 30_000_000 else b""
            start = self.sent % len(document)
            block = (document * 8)[start : start + len(buffer)] if block else b""
            buffer[: len(block)] = block
            self.sent += len(block)
            return len(block)

    source = Endless()
    for number, _ in enumerate(read(Document("x", io.BufferedReader(source)), Limits(document=20_000))):
        held.append(source.sent - number * len(document))

    assert len(held) > 2_900
    assert max(held) < 200_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "malformed"),
        (b"not XML", "malformed"),
        (b"<html/>", "not_an_ad"),
        (b"<a>" * 9, "malformed"),
        (b"\xff\xfe", "malformed"),
    ],
)
def test_what_has_no_ad_in_it_is_rejected_once(data, reason):
    assert [reason] == outcomes(data)


def test_a_large_stream_without_an_ad_is_rejected_once():
    assert ["not_an_ad"] == outcomes(b"<x>" + b"<y>z</y>" * 50_000 + b"</x>", document=1_000)


def test_an_envelope_takes_only_a_document_with_one_ad():
    for document in ("<a/>", STREAMS["wrapped"]):
        with pytest.raises(RejectedRecord, match="PositionOpening"):
            read_ad(document.encode(), "page.json")


SEEDS = [AD.encode(), AD.encode("utf-16"), STREAMS["declared"].encode(), STREAMS["wrapped"].encode(), LAUGHS.encode()]
SPLINTERS = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<!DOCTYPE x [",
    b"\x00",
    b"\xff",
    b"&nbsp;",
    b"&#0;",
    b"<?xml ",
]


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.sampled_from(SPLINTERS), st.binary(max_size=4))),
        max_size=6,
    ),
    st.sampled_from([400, 5_000, 2_000_000]),
)
def test_any_change_of_bytes_gives_ads_or_rejections_and_never_an_exception(data, changes, document):
    for place, length, splinter in changes:
        start = int(place * len(data))
        data = data[:start] + splinter + data[start + length :]
    found = read_all(data, document=document)

    assert found
    assert all(isinstance(record, RawAd | Rejected) for record in found)
