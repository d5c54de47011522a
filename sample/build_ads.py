"""Build the sample ads in `sample/ads/` from the texts in `sample/ads/source/` and the sample taxonomy.

Usage: `python sample/build_ads.py [--out FOLDER] [--check]`. The same source always gives the same files (of the zip: the same
members; its packing depends on the version of zlib). `--check` writes nothing and says which files are not as they would be built.

`generate(n, seed)` yields any number of such ads, with what is true of them, for experiments.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

# found whether this file is run, imported as sample.build_ads, or loaded by a test
sys.path.insert(0, str(Path(__file__).resolve().parent))

from ads_builder import broken, formats
from ads_builder.ad import ISO, REFERENCE_TIME, Ad, make_ad
from ads_builder.brief import make_brief
from ads_builder.copies import modified
from ads_builder.generate import Generated
from ads_builder.generate import generate as _generate
from ads_builder.material import Material, load
from ads_builder.plan import SEED, Plan, make_plan

TARGET = Path(__file__).parent / "ads"
FILES = {
    "hrxml": ("eures-hrxml.zip", formats.hrxml_zip),
    "input_api": ("input-api.json", formats.input_api),
    "output_api": ("output-api.json", formats.output_api),
    "portal_search": ("portal-search.json", formats.portal_search),
    "portal_details": ("portal-details.jsonl", formats.portal_details),
    "jsonl": ("ads.jsonl", formats.own_jsonl),
    "csv": ("ads.csv", formats.own_csv),
    "schema_org": ("schema-org.json", formats.schema_org),
    "jobtech": ("jobtech.jsonl", formats.jobtech),
}
"""format → file and what writes it"""
DELTA = "changes-input-api.json"
TRUTH = "truth.json"


def generate(n: int, seed: str | int = SEED) -> Iterator[Generated]:
    """Yield `n` ads over all occupations and languages, with gold occupation, repost group and kinds of passages.

    About one in twelve is a repost, and one in thirty a near miss, of one of the thousand before it. The same `n` and `seed`
    always give the same ads.
    """
    yield from _generate(load(), n, seed)


def build() -> dict[str, bytes]:
    """Return file name, relative to `sample/ads/` → content, of all files."""
    material = load()
    plan = make_plan(material)
    files = {name: write(plan.files[form]) for form, (name, write) in FILES.items()}
    changes, delta = _delta(material, plan)
    files[DELTA] = formats.dumped(changes)
    files |= {f"broken/{name}": data for name, (data, _) in broken.files().items()}
    files[TRUTH] = _truth_file(plan, delta)
    return files


def _delta(material: Material, plan: Plan) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a change list on input-api.json with its details, and what it does."""
    ads = [ad for ad in plan.files["input_api"] if ad.group is None and not ad.planted]
    moment = REFERENCE_TIME + timedelta(days=3)
    closed, changed, stale = ads[:4], ads[4:7], ads[7]
    made = [
        make_ad(material, make_brief(material, language, slug, f"new-{number}", f"{SEED}/delta/{number}"), "261")
        for number, (language, slug) in enumerate((("de", "electrician"), ("en", "data-analyst")))
    ]
    for ad in made:
        ad.created = ad.modified = moment
    details = [*made, *(modified(ad, material, moment) for ad in changed)]
    details.append(modified(stale, material, stale.created - timedelta(days=30)))
    gone = [formats.input_entry(ad, status="CLOSED", content=False, closed=moment) for ad in closed]
    for entry in gone:
        entry["lastModificationTimestamp"] = formats.millis(moment)
    # listed, but with content: an entry of its own in `details`
    changes = {
        "createdReferences": [formats.input_entry(ad, content=False) for ad in made],
        "modifiedReferences": [formats.input_entry(ad, content=False) for ad in details[len(made) :]],
        "closedReferences": gone,
        "details": {ad.reference: formats.input_entry(ad) for ad in details},
    }
    truth = {
        "file": DELTA,
        "source": "261",
        "created": [ad.ad_id for ad in made],
        "modified": [ad.ad_id for ad in changed],
        "closed": [ad.ad_id for ad in closed],
        "older_than_known": [stale.ad_id],
    }
    return changes, truth


def _truth_file(plan: Plan, delta: dict[str, Any]) -> bytes:
    ads = plan.ads()
    groups: dict[str, list[str]] = {}
    for _, ad in ads:
        if ad.group:
            groups.setdefault(ad.group, []).append(ad.ad_id)
    return formats.dumped(
        {
            "about": "Made by sample/build_ads.py; do not edit. See README.md beside this file.",
            "reference_time": REFERENCE_TIME.isoformat(),
            "files": {
                name: {"ads": len(plan.files[form]), "sources": sorted({ad.source for ad in plan.files[form]})}
                for form, (name, _) in FILES.items()
            },
            "languages": _counted(ad.brief.language for _, ad in ads),
            "countries": _counted(country for _, ad in ads for country in _countries(ad)),
            "coded": _counted(ad.coded for _, ad in ads),
            "planted": _counted(kind for _, ad in ads for kind in ad.planted),
            "groups": dict(sorted(groups.items())),
            "near_misses": [{"kind": kind, "ads": [one.ad_id, other.ad_id]} for kind, one, other in plan.near_misses],
            "delta": delta,
            "broken": {f"broken/{name}": reasons for name, (_, reasons) in broken.files().items()},
            "ads": [_truth(FILES[form][0], ad) for form, ad in ads],
        }
    )


def _truth(file: str, ad: Ad) -> dict[str, Any]:
    return {
        "ad_id": ad.ad_id,
        "file": file,
        "source": ad.source,
        "reference": ad.reference,
        "gold": ad.gold,
        "isco": ad.isco,
        "languages": sorted({ad.brief.language, *ad.others}),
        "countries": _countries(ad),
        "coded": ad.coded,
        "written": "derived" if ad.text.derived else "by hand",
        "group": ad.group,
        "planted": ad.planted,
    }


def _countries(ad: Ad) -> list[str]:
    return sorted({ISO.get(country, country) for place in ad.locations if (country := place["country"])})


def _counted(values: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def content(name: str, data: bytes) -> object:
    """Return what two builds of a file must share: bytes, or of a zip its members and their times."""
    if not name.endswith(".zip"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, info.date_time, archive.read(info)) for info in archive.infolist()]


def differences(files: dict[str, bytes], folder: Path) -> list[str]:
    """Return the files of a folder that are missing or not as they are built."""
    return [
        name
        for name, data in files.items()
        if not (folder / name).is_file() or content(name, (folder / name).read_bytes()) != content(name, data)
    ]


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write the files that differ, each to a temporary name first."""
    for name in differences(files, folder):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}.partial")
        unfinished.write_bytes(files[name])
        unfinished.replace(target)


def main() -> None:
    """Build the sample ads, or with `--check` say what is not up to date and exit with 1."""
    parser = argparse.ArgumentParser(description="Build the sample ads.")
    parser.add_argument("--out", type=Path, default=TARGET, help="folder to write to")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, exit with 1 if a file is not as it would be built"
    )
    arguments = parser.parse_args()
    files = build()
    if arguments.check:
        stale = differences(files, arguments.out)
        sys.exit(f"not as built: {', '.join(stale)}; run python sample/build_ads.py" if stale else 0)
    write(files, arguments.out)
    print(f"{arguments.out}: {len(files)} files, {sum(map(len, files.values())) // 1024} KiB")


if __name__ == "__main__":
    main()
