"""Job ads for the tests of `ingest/eures`, all invented, in the shapes of the field."""

import json

from ingest.eures.raw import Rejected
from ingest.eures.reader import read_ads

HR_XML = (
    '<PositionOpening xmlns="http://www.hr-xml.org/3"><DocumentID>77</DocumentID>'
    "<PositionOpeningStatusCode>Active</PositionOpeningStatusCode>"
    '<PositionProfile languageCode="no"><PositionTitle>Kjøkkenassistent</PositionTitle><PositionFormattedDescription>'
    "<Content>&lt;p&gt;Rydder og vasker.&lt;/p&gt;</Content></PositionFormattedDescription></PositionProfile></PositionOpening>"
)
JV = {
    "id": "MjMwMjYgMTIx",
    "title": "Pastry cook",
    "description": "<p>Bakes tarts.</p><p>Early shift.</p>",
    "creationDate": 1704067200000,
    "lastModificationDate": "1704153600000",
    "numberOfPosts": 2,
    "locationMap": {"NO": ["NO081"]},
    "jobCategoriesCodes": ["http://data.europa.eu/esco/isco/C7512"],
    "positionScheduleCodes": ["fulltime"],
    "positionOfferingCode": "directhire",
    "employer": {"name": "Nordlys Bakeri", "website": None, "sectorCodes": ["C10"]},
    "availableLanguages": ["en"],
    "translations": {},
}
DETAIL = {
    "id": "MjMwMjYgMTIx",
    "reference": "23026",
    "documentId": "99001",
    "connectionPointId": 121,
    "source": "SE",
    "creationDate": 1704067200000,
    "lastModificationDate": None,
    "jvProfiles": {
        "en": {
            "title": "Pastry cook",
            "description": "Bakes tarts.",
            "jobCategoriesCodes": ["http://data.europa.eu/esco/isco/C7512"],
            "locations": [{"countryCode": "se", "region": "SE110", "cityName": "Solna", "postalCode": "17100"}],
            "employer": {"name": "Nordlys Bakeri"},
            "positionLanguages": [{"languageCode": "sv", "requiredSkillLevel": "B1"}],
            "workingLanguageCodes": ["en"],
            "requiredYearsOfExperience": 2,
            "requiredDrivingLicenses": ["B"],
            "requiredEducationLevelCode": "bachelor",
            "offeredRemunerationPackage": {
                "salaries": [
                    {"minimumSalary": 2500, "maximumSalary": 3100, "currencyCode": "EUR", "payingIntervalCode": "month"}
                ]
            },
            "lastApplicationDate": 1735603200000,
            "applicationInstructions": ['Apply <a href="https://jobs.example.org/23026">here</a> or ask Ms Berg'],
            "personContacts": [{"givenName": "Kari", "familyName": "Berg"}],
        },
        "sv": {
            "title": "Konditor",
            "description": "Bakar tårtor.",
            "locations": [{"countryCode": "se", "region": "SE110", "cityName": "Solna", "postalCode": "17100"}],
        },
    },
}
POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "identifier": {"@type": "PropertyValue", "name": "Example", "value": "J-7"},
    "title": "Forklift driver",
    "description": "<p>Drives a forklift.</p>",
    "datePosted": "2024-03-01",
    "validThrough": "2024-04-01T00:00:00Z",
    "employmentType": ["FULL_TIME", "TEMPORARY"],
    "hiringOrganization": {"@type": "Organization", "name": "Example Logistics"},
    "jobLocation": {
        "@type": "Place",
        "address": {"addressCountry": "DE", "addressRegion": "DE211", "addressLocality": "Ingolstadt"},
    },
    "baseSalary": {"currency": "EUR", "value": {"minValue": 15, "maxValue": 18, "unitText": "HOUR"}},
    "occupationalCategory": "8344",
    "url": "https://jobs.example.org/j/7",
}
SWEDISH = {
    "id": "24681012",
    "headline": "Elektriker till Göteborg",
    "description": {"text": "Du installerar el.", "text_formatted": "<p>Du installerar el.</p>"},
    "publication_date": "2024-03-01T09:00:00",
    "application_deadline": "2024-04-01T23:59:59",
    "number_of_vacancies": 3,
    "employment_type": {"concept_id": "x", "label": "Vanlig anställning"},
    "working_hours_type": {"concept_id": "y", "label": "Heltid"},
    "employer": {"name": "Exempel El AB", "phone_number": "031-000000", "email": None},
    "occupation": {"concept_id": "z", "label": "Elektriker", "legacy_ams_taxonomy_id": "2131"},
    "occupation_group": {"concept_id": "w", "label": "Elektriker", "legacy_ams_taxonomy_id": "7411"},
    "workplace_address": {"country_code": "199", "country": "Sverige", "region_code": "14", "municipality": "Göteborg"},
    "must_have": {"skills": [{"label": "Elinstallation"}], "languages": [{"label": "Svenska"}]},
    "driving_license": [{"label": "B"}],
    "webpage_url": "https://jobs.example.org/24681012",
    "removed": False,
    "timestamp": 1709280000000,
}
OWN = {
    "id": "4711",
    "title": "Electrician",
    "description": "Wires houses.",
    "language": "en",
    "country": "AT",
    "nuts": "AT130",
}
CSV = "id;title;description;country;nuts\n4711;Electrician;Wires houses.;AT;AT130\n4712;Painter;Paints houses.;AT;AT130\n"


def details(*, content=HR_XML, **fields):
    """An answer of the Input API about one ad."""
    entry = {"reference": "23026", "source": "121", "status": "ACTIVE", "content": content}
    return {"details": {"23026": entry | fields}}


def item(*, hrxml=HR_XML, **header):
    """An item of the Output API."""
    known = {"handle": "MjMwMjYgMTIx", "dataSourceId": 121, "dataSourceName": "SE", "dataSourceJvReference": "23026"}
    audit = {"creationTimestamp": "2018-07-03T09:16:44", "modificationTimestamp": "2018-07-31T12:37:53"}
    return {"jobVacancy": {"header": known | header, "hrxml": hrxml}, "auditInfo": audit}


class Folder:
    """A folder that test files are written to and read from."""

    def __init__(self, path):
        self.path = path

    def read(self, data, name="ads.dat", **options):
        """Write `data` (bytes, text, or what becomes JSON) and return all that is read from it."""
        file = self.path / name
        if not isinstance(data, bytes | str):
            data = json.dumps(data, ensure_ascii=False)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(read_ads([file], **options))

    def one(self, data, **options):
        """Return the only ad."""
        (ad,) = self.read(data, **options)
        assert not isinstance(ad, Rejected), ad
        return ad

    def reasons(self, data, **options):
        """Return for every record the reason why it was rejected, or the reference of the ad."""
        found = self.read(data, **options)
        return [record.reason if isinstance(record, Rejected) else record.reference for record in found]
