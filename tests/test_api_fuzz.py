"""The service against its own OpenAPI document: every operation, with what the document allows and with what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from served import serving, small_engine
from small import WordEncoder

from api.app import create_app
from search.engine import Engine
from search.settings import Settings
from search.store.embedded import EmbeddedStore

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SETTINGS = Settings(max_upload_mb=1, _env_file=None)

# the document needs no index, so it can be read before there is one
_service = create_app(Engine(EmbeddedStore(Path("nowhere")), WordEncoder()), SETTINGS)
document = schemathesis.openapi.from_dict(_service.openapi())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with small_engine() as engine, serving(engine, SETTINGS) as url:
        yield url


@document.parametrize()
@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_document_tells_of(case: schemathesis.Case, url: str) -> None:
    case.call_and_validate(base_url=url, checks=CHECKS)
