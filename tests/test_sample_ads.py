"""The shipped sample ads: made from their source alone, read whole, and spoilt in the ways that they are said to be."""

import itertools
import json
import re
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ingest.esco import read_taxonomy
from ingest.eures.raw import REASONS, Rejected
from ingest.eures.reader import ReadSummary, read_ads

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "sample" / "ads"
TRUTH = json.loads((SHIPPED / "truth.json").read_text(encoding="utf-8"))
BY_ID = {ad["ad_id"]: ad for ad in TRUTH["ads"]}


@pytest.fixture(scope="module")
def build():
    return runpy.run_path(str(ROOT / "sample" / "build_ads.py"))


@pytest.fixture(scope="module")
def occupations():
    """The released occupations of the sample taxonomy, by URI."""
    return read_taxonomy(ROOT / "sample" / "taxonomy" / "esco-sample.ttl")[0].occupations


@pytest.fixture(scope="module")
def ads():
    """Every record of the good files, by ad_id; what was refused is a Rejected under its place."""
    return {found.place if isinstance(found, Rejected) else found.ad_id: found for found in _read_all()}


def _read_all():
    for name, about in TRUTH["files"].items():
        source = about["sources"][0] if len(about["sources"]) == 1 else None
        yield from read_ads([SHIPPED / name], source=source)


def _planted(ads, kind):
    found = [(ads[truth["ad_id"]], truth) for truth in TRUTH["ads"] if kind in truth["planted"]]
    assert len(found) == TRUTH["planted"][kind]
    return found


def _text(ad):
    return ad.profiles[ad.language].description


def _sentences(ad):
    return set(re.split(r"(?<=[.!?])\s+|\n+", _text(ad)))


def _shared(one, other):
    return len(_sentences(one) & _sentences(other)) / max(len(_sentences(one)), len(_sentences(other)))


def test_building_again_gives_the_shipped_files(build):
    assert build["differences"](build["build"](), SHIPPED) == []


def test_check_says_which_file_is_not_as_built(build, tmp_path):
    build["write"](build["build"](), tmp_path)
    (tmp_path / "ads.csv").write_text("id,title\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "sample" / "build_ads.py"), "--check", "--out", str(tmp_path)]
    checked = subprocess.run(command, check=False, capture_output=True, text=True)

    assert checked.returncode == 1
    assert checked.stderr.startswith("not as built: ads.csv;")


def test_the_files_are_small_enough_to_ship():
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 2.5e6


def test_there_are_400_ads_of_six_languages_and_at_least_ten_countries():
    assert len(BY_ID) == sum(about["ads"] for about in TRUTH["files"].values()) == 400
    assert set(TRUTH["languages"]) == {"de", "en", "es", "fr", "it", "nl"}
    assert min(TRUTH["languages"].values()) >= 30
    assert len([country for country, count in TRUTH["countries"].items() if count >= 15]) >= 10


def test_the_gold_occupations_are_released_ones_of_the_sample_taxonomy(occupations):
    assert {ad["gold"] for ad in TRUTH["ads"]} <= occupations.keys()
    assert [ad for ad in TRUTH["ads"] if not occupations[ad["gold"]].code.startswith(ad["isco"])] == []
    assert len({ad["gold"] for ad in TRUTH["ads"]}) >= 150


def test_a_quarter_declares_only_isco_and_a_tenth_nothing():
    assert 0.2 <= TRUTH["coded"]["isco"] / 400 <= 0.3
    assert 0.08 <= TRUTH["coded"]["none"] / 400 <= 0.12


def test_every_good_record_is_read_and_is_who_the_truth_says(ads):
    assert [found for found in ads.values() if isinstance(found, Rejected)] == []
    assert set(ads) == set(BY_ID)


@pytest.mark.parametrize("name", TRUTH["files"])
def test_every_file_holds_as_many_ads_as_the_truth_says(name):
    about, summary = TRUTH["files"][name], ReadSummary()

    assert len(list(read_ads([SHIPPED / name], summary=summary))) == about["ads"]
    assert summary.notices == []
    assert len([ad for ad in TRUTH["ads"] if ad["file"] == name]) == about["ads"]


@pytest.mark.parametrize("name", TRUTH["broken"])
def test_broken_records_are_refused_for_the_reasons_given(name):
    reasons = {found.reason for found in read_ads([SHIPPED / name]) if isinstance(found, Rejected)}

    assert sorted(reasons) == sorted(TRUTH["broken"][name])
    assert reasons <= REASONS.keys()


def test_countries_are_as_the_truth_says(ads):
    assert [ad_id for ad_id, truth in BY_ID.items() if sorted(ads[ad_id].countries) != truth["countries"]] == []


def test_what_is_declared_is_read(ads):
    for ad_id, truth in BY_ID.items():
        schemes = {code.scheme for code in ads[ad_id].occupations} - {"national"}
        expected = {"esco": {"esco"}, "retired": {"esco"}, "isco": {"isco08"}, "both": {"esco", "isco08"}, "none": set()}

        assert schemes == expected[truth["coded"]], ad_id
        if truth["coded"] in {"esco", "both"}:
            assert truth["gold"] in {code.uri for code in ads[ad_id].occupations}


def test_retired_uris_are_not_in_the_taxonomy(ads, occupations):
    assert [ad for ad, _ in _planted(ads, "retired_esco") if ad.occupations[0].uri in occupations] == []


def test_no_markup_is_left_of_any_way_to_write_html(ads):
    for kind in ("html_cdata", "html_raw", "double_escaped", "glued_blocks"):
        for ad, _ in _planted(ads, kind):
            assert not re.search(r"</?\w+>|&\w*;|&#|\xad", _text(ad)), kind
    assert not [ad for ad, _ in _planted(ads, "literal_null") if _text(ad).endswith("null")]


def test_codes_are_read_through_line_breaks_and_lower_case(ads):
    for kind in ("newline_in_code", "lower_case_isco"):
        for ad, truth in _planted(ads, kind):
            assert truth["gold"] in {code.uri for code in ad.occupations} or truth["isco"] in ad.isco_groups


def test_contradicting_codes_are_both_there(ads):
    for ad, truth in _planted(ads, "contradicting_codes"):
        assert truth["isco"][0] not in ad.isco_groups
        assert len(ad.occupations) == 2


def test_several_profiles_and_countries_are_kept(ads):
    assert [ad for ad, _ in _planted(ads, "several_profiles") if sorted(ad.profiles) != ["de", "en"]] == []
    assert [ad for ad, _ in _planted(ads, "several_countries") if len(ad.countries) != 3] == []


def test_nuts_codes_are_of_several_levels_upper_case_or_missing(ads):
    assert [ad for ad, _ in _planted(ads, "lower_case_nuts") if "".join(ad.nuts_codes).islower() or not ad.nuts_codes] == []
    assert [ad for ad, _ in _planted(ads, "no_nuts") if ad.nuts_codes] == []
    for ad, _ in _planted(ads, "mixed_nuts"):
        assert {len(place.nuts or "") for place in ad.locations} & {3, 4}


def test_placeholders_make_the_employer_anonymous(ads):
    assert [truth for ad, truth in _planted(ads, "placeholder_employer") if not ad.anonymous] == []


def test_descriptions_are_empty_or_cut_where_planted(ads):
    for kind in ("empty_description", "zero_width_description"):
        assert [_text(ad) for ad, _ in _planted(ads, kind) if _text(ad)] == []
    assert [ad for ad, _ in _planted(ads, "cut_description") if "cut_description" not in ad.warnings] == []


def test_an_absurd_salary_is_planted_three_times(ads):
    assert [ad.salary for ad, _ in _planted(ads, "odd_salary")] == [None, None, None]


def test_addresses_of_contact_persons_are_not_kept(ads):
    for ad, _ in _planted(ads, "personal_data"):
        assert not re.search(r"@|Mustermann|Sample,|\d{3} \d{3}", _text(ad))


def test_only_the_planted_ads_are_expired(ads):
    reference = 1_793_520_000
    expired = {ad.ad_id for ad in ads.values() if ad.apply_by and ad.apply_by < reference}

    assert expired == {ad.ad_id for ad, _ in _planted(ads, "expired")}


def test_a_wrong_language_label_differs_from_the_language(ads):
    for ad, truth in _planted(ads, "wrong_language_label"):
        assert ad.declared_language not in truth["languages"]


def test_reposts_share_title_place_employer_and_nearly_all_of_the_text(ads):
    assert len(TRUTH["groups"]) == 12
    for members in TRUTH["groups"].values():
        for one, other in itertools.combinations([ads[member] for member in members], 2):
            assert one.profiles[one.language].title == other.profiles[other.language].title
            assert one.employer == other.employer
            assert {place.city for place in one.locations} == {place.city for place in other.locations}
            assert 0.6 < _shared(one, other) < 1


def test_near_misses_differ_in_what_makes_them_another_job(ads):
    kinds = Counter(pair["kind"] for pair in TRUTH["near_misses"])
    for pair in TRUTH["near_misses"]:
        one, other = (ads[ad_id] for ad_id in pair["ads"])
        differs = {
            "level": one.profiles[one.language].title != other.profiles[other.language].title,
            "city": one.locations[0].city != other.locations[0].city,
            "employer": one.employer != other.employer,
            "anonymous": other.anonymous and not one.anonymous,
        }

        assert differs[pair["kind"]], pair
        assert BY_ID[one.ad_id]["group"] is None
    assert kinds == {"level": 3, "city": 3, "employer": 3, "anonymous": 3}


def test_two_ads_of_one_occupation_hardly_share_sentences_on_the_work(build):
    material = build["load"]()
    tasks = {
        (language, sentence)
        for language, written in material.written.items()
        for record in written.values()
        for sentence in record["tasks"]
    }
    plan = build["make_plan"](material)
    copies = {id(copy) for _, _, copy in plan.near_misses}
    seen = Counter()
    for _, ad in plan.ads():
        if "repost" not in ad.planted and id(ad) not in copies:
            lines = {line for part in ad.text.parts if part.kind == "tasks" for line in part.lines}
            seen.update((ad.brief.language, line) for line in lines if (ad.brief.language, line) in tasks)

    assert sum(count > 1 for count in seen.values()) < 0.08 * len(seen)


def test_the_change_list_closes_opens_and_changes_what_the_truth_says():
    delta = TRUTH["delta"]
    found = list(read_ads([SHIPPED / delta["file"]]))
    closed = [ad.ad_id for ad in found if ad.status == "closed"]
    texts = {ad.ad_id: ad for ad in found if ad.profiles}
    known = {ad.ad_id: ad for ad in read_ads([SHIPPED / "input-api.json"])}

    assert closed == delta["closed"]
    assert set(delta["closed"]) <= known.keys()
    assert set(texts) == {*delta["created"], *delta["modified"], *delta["older_than_known"]}
    assert known.keys().isdisjoint(delta["created"])
    assert all(texts[ad_id].text_hash != known[ad_id].text_hash for ad_id in delta["modified"])
    assert all(texts[ad_id].modified_at > known[ad_id].modified_at for ad_id in delta["modified"])
    assert all(texts[ad_id].modified_at < known[ad_id].modified_at for ad_id in delta["older_than_known"])


def test_every_irregularity_is_in_the_readme():
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")

    assert [kind for kind in TRUTH["planted"] if f"`{kind}`" not in readme] == []
    assert [name for name in TRUTH["files"] if f"`{name}`" not in readme] == []


def test_addresses_are_of_example_domains():
    texts = [path.read_text(encoding="utf-8") for path in sorted(SHIPPED.glob("*.*")) if path.suffix != ".zip"]
    hosts = set(re.findall(r"[\w.]+@([\w.-]+\w)|https?://(?:www\.|jobs\.)?([\w.-]+\w)", "\n".join(texts)))
    namespaces = {"hr-xml.org", "openapplications.org", "data.europa.eu", "schema.org"}

    assert {mail or web for mail, web in hosts} - namespaces <= {"example.org", "example.com", "example.net"}


def test_generate_gives_any_number_of_ads_always_the_same(build):
    first, again = list(build["generate"](300, 7)), list(build["generate"](300, 7))
    other = list(build["generate"](300, 8))
    groups = Counter(one.group for one in first)

    assert first == again
    assert [one.fields["title"] for one in first] != [one.fields["title"] for one in other]
    assert 10 <= sum(count > 1 for count in groups.values()) <= 50
    assert {one.near_miss for one in first} - {None} <= groups.keys()
    assert {"opener", "tasks", "needs", "about", "benefits", "apply", "equal"} == {
        kind for one in first for kind, _ in one.parts
    }


def test_generated_hrxml_is_read_with_the_same_codes(build, tmp_path):
    for number, one in enumerate(build["generate"](20, 7)):
        (tmp_path / f"{number:02d}.xml").write_bytes(one.hrxml)
    found = list(read_ads([tmp_path], source="gen"))

    assert [ad.ad_id for ad in found] == [one.ad_id for one in build["generate"](20, 7)]
