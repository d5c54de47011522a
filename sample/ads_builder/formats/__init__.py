"""Ads as bytes in every format that EURES partners, its portal and other sources use, and in our own."""

from ads_builder.formats.hrxml import hrxml, hrxml_zip
from ads_builder.formats.jobtech import jobtech
from ads_builder.formats.own import own_csv, own_fields, own_jsonl
from ads_builder.formats.partner import input_api, input_entry, output_api
from ads_builder.formats.portal import portal_details, portal_search
from ads_builder.formats.schema_org import schema_org
from ads_builder.formats.writing import ZIP_TIME, dumped, millis, zipped

__all__ = [
    "ZIP_TIME",
    "dumped",
    "hrxml",
    "hrxml_zip",
    "input_api",
    "input_entry",
    "jobtech",
    "millis",
    "output_api",
    "own_csv",
    "own_fields",
    "own_jsonl",
    "portal_details",
    "portal_search",
    "schema_org",
    "zipped",
]
