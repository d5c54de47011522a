"""Measure reading job ads: our reader against `lxml.etree.iterparse` that does nothing but iterate over the same documents.

    python -m benchmarks.eures_reading [--ads 10000 100000] [--rounds 3] [--json]

Makes HR-XML ads of 2 to 5 kB (seeded) in a zip, in a temporary folder, and reads it both ways in turns. Each reading is a process
of its own: seconds are CPU seconds of reading, without imports; peak memory is that of the whole process. Ours unpacks under the
caps, refuses what is unsafe, and makes the finished record of every ad; theirs unpacks with zipfile and parses.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from html import escape
from pathlib import Path

VOCABULARY = (
    "the a we you our your team customers orders shifts machines tools safety quality service plan check repair prepare deliver"
    " support report clean record daily weekly together careful reliable friendly modern regional permanent training experience"
    " kitchen workshop warehouse office site ward class school hotel farm road bridge software network patients guests children"
)
WORDS = VOCABULARY.split()
JOBS = (
    ("Baker", "7512"), ("Web developer", "2513"), ("Nurse", "2221"), ("Welder", "7212"), ("Waiter", "5131"), ("Cook", "5120"),
    ("Truck driver", "8332"), ("Primary school teacher", "2341"), ("Electrician", "7411"), ("Hotel cleaner", "9112"),
)  # fmt: skip
PLACES = (("DE", "DE212", "München"), ("SE", "SE110", "Stockholm"), ("FR", "FR101", "Paris"), ("NO", "NO081", "Oslo"))
AD = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<PositionOpening xmlns="http://www.hr-xml.org/3" xmlns:ns2="http://www.openapplications.org/oagis/9" majorVersionID="3" \
minorVersionID="2" validFrom="2026-03-0{day}">
    <DocumentID schemeID="SAMPLE" schemeAgencyID="SAMPLE" schemeVersionID="1.3">{number}</DocumentID>
    <PositionOpeningStatusCode name="Active">Active</PositionOpeningStatusCode>
    <PostingRequester><PartyID schemeID="SAMPLE">1</PartyID><PartyName>Sample employment service</PartyName></PostingRequester>
    <PositionProfile languageCode="en">
        <PostingInstruction><ApplicationMethod>
            <Instructions>&lt;a href="https://jobs.example/{number}"&gt;Apply&lt;/a&gt;</Instructions>
            <PersonContact><PersonName><FamilyName>Sample</FamilyName></PersonName></PersonContact>
        </ApplicationMethod></PostingInstruction>
        <PositionTitle typeCode="title">{title}</PositionTitle>
        <PositionLocation>
            <Address currentAddressIndicator="true">
                <ns2:CityName>{city}</ns2:CityName>
                <ns2:CountrySubDivisionCode>{nuts}</ns2:CountrySubDivisionCode>
                <CountryCode>{country}</CountryCode>
                <ns2:PostalCode>{postal}</ns2:PostalCode>
            </Address>
        </PositionLocation>
        <PositionOrganization>
            <OrganizationIdentifiers><OrganizationName>{employer}</OrganizationName></OrganizationIdentifiers>
            <IndustryCode>I56.1.0</IndustryCode>
        </PositionOrganization>
        <PositionOpenQuantity>{positions}</PositionOpenQuantity>
        <JobCategoryCode listName="ISCO2008" listURI="http://ec.europa.eu/esco/ConceptScheme/ISCO2008" listVersionID="2008">
            {isco}
        </JobCategoryCode>
        <PositionOfferingTypeCode>DirectHire</PositionOfferingTypeCode>
        <PositionQualifications>
            <PositionCompetency><CompetencyID schemeID="ISO-639-1/2-Languages">en</CompetencyID><TaxonomyID>language</TaxonomyID>
                <RequiredProficiencyLevel><ScoreText>B2</ScoreText></RequiredProficiencyLevel></PositionCompetency>
            <EducationRequirement><EducationLevelCode listName="EURES_ISCEDEducationLevel">3</EducationLevelCode>
            </EducationRequirement>
            <ExperienceSummary><ExperienceCategory><CategoryCode listName="ISCO2008">{isco}</CategoryCode>
                <Measure unitCode="year">2</Measure></ExperienceCategory></ExperienceSummary>
            <LicenseTypeCode>B</LicenseTypeCode>
        </PositionQualifications>
        <PositionFormattedDescription><Content>{description}</Content></PositionFormattedDescription>
        <WorkingLanguageCode>en</WorkingLanguageCode>
        <ImmediateStartIndicator>false</ImmediateStartIndicator>
        <PositionScheduleTypeCode>FullTime</PositionScheduleTypeCode>
        <OfferedRemunerationPackage><RemunerationRange>
            <RemunerationMinimumAmount currencyID="EUR">{pay}</RemunerationMinimumAmount>
            <RemunerationRateIntervalCode>Month</RemunerationRateIntervalCode>
        </RemunerationRange></OfferedRemunerationPackage>
        <ApplicationCloseDate>2026-06-16</ApplicationCloseDate>
    </PositionProfile>
</PositionOpening>
"""


def make_ad(number: int, chance: random.Random) -> str:
    """Return one ad; its description has 30 to 500 words, plain, or as HTML that is escaped or in CDATA."""
    title, isco = chance.choice(JOBS)
    country, nuts, city = chance.choice(PLACES)
    sentences = [
        " ".join(chance.choices(WORDS, k=chance.randint(6, 16))).capitalize() + "." for _ in range(chance.randint(3, 30))
    ]
    shape = chance.random()
    if shape < 0.3:
        description = "\n".join(sentences)
    else:
        html = "".join(f"<p>{sentence}</p>" for sentence in sentences) + "<ul><li>Drinks &amp; meals</li><li>Bus</li></ul>"
        description = escape(html) if shape < 0.8 else f"<![CDATA[{html}]]>"
    return AD.format(
        number=number, day=number % 9 + 1, title=title, isco=isco, country=country, nuts=nuts, city=city,
        postal=chance.randint(10000, 99999), employer=f"Company {number % 5000}", positions=chance.randint(1, 5),
        pay=chance.randint(1800, 5200), description=description,
    )  # fmt: skip


def make_archive(path: Path, ads: int, seed: int = 1) -> int:
    """Write a zip of `ads` documents; return their bytes."""
    chance, size = random.Random(seed), 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(ads):
            data = make_ad(number, chance).encode()
            archive.writestr(f"ad-{number:07}.xml", data)
            size += len(data)
    return size


def read_with_careerspace(path: Path) -> int:
    """Read with the whole pipeline and count the ads; fails where one is rejected."""
    from ingest.eures.reader import read_ads
    from ingest.eures.record import JobAd

    count = 0
    for found in read_ads([path], source="1"):
        assert isinstance(found, JobAd), found
        count += 1
    return count


def iterate_with_lxml(path: Path) -> int:
    """Parse every member with `iterparse`, look at nothing, and count the members."""
    from lxml import etree

    count = 0
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            with archive.open(member) as file:
                for _ in etree.iterparse(file):
                    pass
            count += 1
    return count


READERS = {"careerspace": read_with_careerspace, "iterparse": iterate_with_lxml}


def run_reader(reader: str, path: Path) -> None:
    """Print one reader's costs as JSON: what the subprocess does."""
    from ingest.esco.report import peak_memory_mb

    if reader == "careerspace":
        import ingest.eures.reader  # noqa: F401 - what is measured is reading, not importing
    started = time.process_time()
    count = READERS[reader](path)
    seconds = time.process_time() - started
    print(json.dumps({"ads": count, "seconds": seconds, "peak_mb": peak_memory_mb()}))


def measure(path: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Read with both, in turns; return the median seconds and the largest peak memory of each."""
    runs: dict[str, list[dict[str, float]]] = {reader: [] for reader in READERS}
    for _ in range(rounds):
        for reader, found in runs.items():
            command = [sys.executable, "-m", "benchmarks.eures_reading", "--reader", reader, "--file", str(path)]
            found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return {
        reader: {
            "ads": found[0]["ads"],
            "ads_per_s": found[0]["ads"] / statistics.median(run["seconds"] for run in found),
            "peak_mb": max(run["peak_mb"] for run in found),
        }
        for reader, found in runs.items()
    }


def main() -> None:
    """Measure each size and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ads", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.reader:
        run_reader(arguments.reader, arguments.file)
        return
    for ads in arguments.ads:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ads.zip"
            size = make_archive(path, ads)
            results = measure(path, arguments.rounds)
            packed = path.stat().st_size
        ratio = results["careerspace"]["ads_per_s"] / results["iterparse"]["ads_per_s"]
        if arguments.json:
            print(json.dumps({"ads": ads, "mb": size / 1e6, "zip_mb": packed / 1e6, **results, "ratio": ratio}))
            continue
        print(f"{ads:,} ads, {size / 1e6:.0f} MB of XML, mean {size / ads / 1e3:.1f} kB, {packed / 1e6:.0f} MB as a zip")
        print(f"{'':12}{'ads/CPU s':>10}{'peak MB':>10}")
        for reader, costs in results.items():
            print(f"{reader:12}{costs['ads_per_s']:10,.0f}{costs['peak_mb']:10.0f}")
        print(f"{'ratio':12}{ratio:10.2f}\n")
        assert all(costs["ads"] == ads for costs in results.values()), results


if __name__ == "__main__":
    main()
