"""HR-XML 3.2 `PositionOpening`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from ads_builder.ad import Ad
from ads_builder.formats.writing import zipped

SCHEDULES = {"fulltime": "FullTime", "parttime": "PartTime"}


def hrxml(ad: Ad) -> bytes:
    """Return an HR-XML 3.2 PositionOpening with one profile per language."""
    texts = {ad.declared_language: (ad.title, ad.html), **ad.others}
    profiles = "".join(_profile(ad, language, title, html) for language, (title, html) in texts.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<PositionOpening xmlns="http://www.hr-xml.org/3" xmlns:oa="http://www.openapplications.org/oagis/9"'
        ' majorVersionID="3" minorVersionID="2">\n'
        f'  <DocumentID schemeID="JV" schemeAgencyID="{ad.source}" schemeVersionID="1.3">{ad.reference}</DocumentID>\n'
        '  <PositionOpeningStatusCode name="Active">Active</PositionOpeningStatusCode>\n'
        "  <PostingRequester>\n    <PersonContact>\n      <PersonName><oa:FamilyName>Nobody</oa:FamilyName></PersonName>\n"
        "      <Communication><ChannelCode>Email</ChannelCode><oa:URI>nobody@example.org</oa:URI></Communication>\n"
        f"    </PersonContact>\n  </PostingRequester>\n{profiles}</PositionOpening>\n"
    ).encode()


def _profile(ad: Ad, language: str | None, title: str, html: str) -> str:
    code = f' languageCode="{language}"' if language else ""
    parts = [
        "<PostingInstruction><PostingOptionCode>EURESFlag</PostingOptionCode><ApplicationMethod><Instructions>"
        f"https://www.example.org/jobs/{ad.reference}</Instructions></ApplicationMethod></PostingInstruction>",
        f"<PositionTitle>{escape(title)}</PositionTitle>",
        *(_location(place) for place in ad.locations),
        _organization(ad),
        f"<PositionOpenQuantity>{ad.positions}</PositionOpenQuantity>",
        *(f"<JobCategoryCode listName={quoteattr(name)}>{escape(value)}</JobCategoryCode>" for name, value in ad.codes),
        "<PositionOfferingTypeCode>DirectHire</PositionOfferingTypeCode>",
        _qualifications(ad),
        f"<PositionFormattedDescription><Content>{_content(ad, html)}</Content></PositionFormattedDescription>",
        f"<WorkingLanguageCode>{ad.brief.language}</WorkingLanguageCode>",
        f"<PositionScheduleTypeCode>{SCHEDULES[ad.brief.schedule]}</PositionScheduleTypeCode>",
        f"<ApplicationCloseDate>{ad.apply_by}</ApplicationCloseDate>" if ad.apply_by else "",
        _remuneration(ad),
    ]
    body = "\n    ".join(part for part in parts if part)
    return f"  <PositionProfile{code}>\n    {body}\n  </PositionProfile>\n"


def _content(ad: Ad, html: str) -> str:
    match ad.markup:
        case "cdata":
            return f"<![CDATA[{html}]]>"
        case "raw":
            return html
        case _:
            return escape(html)


def _location(place: Mapping[str, str | None]) -> str:
    parts = [
        f"<oa:CityName>{escape(place['city'])}</oa:CityName>" if place["city"] else "",
        f"<oa:CountrySubDivisionCode>{place['nuts']}</oa:CountrySubDivisionCode>" if place["nuts"] else "",
        f"<CountryCode>{place['country']}</CountryCode>",
        f"<oa:PostalCode>{place['postal_code']}</oa:PostalCode>" if place["postal_code"] else "",
    ]
    return f"<PositionLocation><Address>{''.join(parts)}</Address></PositionLocation>"


def _organization(ad: Ad) -> str:
    name = f"<OrganizationName>{escape(ad.employer)}</OrganizationName>" if ad.employer else ""
    return f"<PositionOrganization><OrganizationIdentifiers>{name}</OrganizationIdentifiers></PositionOrganization>"


def _qualifications(ad: Ad) -> str:
    skills = "".join(
        f'<PositionCompetency><CompetencyID schemeID="ESCO_Skills">{uri}</CompetencyID></PositionCompetency>'
        for uri in ad.skills
    )
    years = f'<Measure unitCode="YEAR">{ad.experience}</Measure>'
    experience = f"<ExperienceSummary><ExperienceCategory>{years}</ExperienceCategory></ExperienceSummary>"
    inner = (experience if ad.experience else "") + skills
    return f"<PositionQualifications>{inner}</PositionQualifications>" if inner else ""


def _remuneration(ad: Ad) -> str:
    if not (pay := ad.salary):
        return ""
    amounts = "".join(
        f'<Remuneration{name}Amount currencyID="{pay["currency"]}">{pay[key]}</Remuneration{name}Amount>'
        for name, key in (("Minimum", "min"), ("Maximum", "max"))
    )
    interval = f"<RemunerationRateIntervalCode>{pay['period'].title()}</RemunerationRateIntervalCode>"
    kind = "<RemunerationTypeCode>BasePay</RemunerationTypeCode>"
    inner = f"<RemunerationRange>{kind}{interval}{amounts}</RemunerationRange>"
    return f"<OfferedRemunerationPackage>{inner}</OfferedRemunerationPackage>"


def hrxml_zip(ads: Iterable[Ad]) -> bytes:
    """Return a zip of one HR-XML document per ad, with fixed times."""
    return zipped((f"{ad.reference}.xml", hrxml(ad)) for ad in ads)
