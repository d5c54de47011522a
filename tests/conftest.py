"""What several test modules share: settings, and an index of the small taxonomy on the embedded engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import opened_page, started_browser
from ram import ram_folder
from small import WordEncoder, make_taxonomy

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.records import Taxonomy
from search.settings import Settings, get_settings
from search.store.embedded import EmbeddedStore


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests first: their files take longest, and whichever file is last runs alone."""
    items.sort(key=lambda item: not item.path.name.startswith("test_web"))


@pytest.fixture
def taxonomy() -> Taxonomy:
    """A small taxonomy."""
    return make_taxonomy()


@pytest.fixture
def word_encoder() -> WordEncoder:
    """A tiny deterministic encoder."""
    return WordEncoder()


@pytest.fixture
def make_word_encoder() -> type[WordEncoder]:
    """The class of the tiny encoder, for tests that need another dimension or identity."""
    return WordEncoder


@pytest.fixture
def embedded_store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """An empty embedded index."""
    store = EmbeddedStore(tmp_path / "index")
    yield store
    store.close()


@pytest.fixture
def indexed(tmp_path: Path, embedded_store: EmbeddedStore, taxonomy: Taxonomy, word_encoder: WordEncoder) -> EmbeddedStore:
    """The small taxonomy, published as generation 1."""
    with EmbeddingCache(tmp_path / "embeddings.sqlite") as cache:
        index_taxonomy(taxonomy, embedded_store, word_encoder, cache)
    return embedded_store


@pytest.fixture
def engine(indexed: EmbeddedStore, word_encoder: WordEncoder) -> Engine:
    """An engine over the small index."""
    return Engine(indexed, word_encoder)


@pytest.fixture(scope="session")
def shared_engine() -> Iterator[Engine]:
    """An engine over the small index, for tests that only read it."""
    with ram_folder() as folder, EmbeddingCache(folder / "embeddings.sqlite") as cache:
        store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
        index_taxonomy(make_taxonomy(), store, encoder, cache)
        yield Engine(store, encoder)
        store.close()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The defaults, with a data folder of the test's own and nothing from the environment."""
    for name in list(os.environ):
        if name.startswith("CAREERSPACE_") and not name.startswith("CAREERSPACE_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CAREERSPACE_DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    return get_settings()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless browser, for the tests of the web application."""
    with started_browser() as started:
        yield started


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over the small taxonomy and its job ads."""
    from served import serving
    from small_ads import engine_with_ads

    folder = tmp_path_factory.mktemp("site")
    with engine_with_ads() as engine, serving(engine, Settings(_env_file=None, data_dir=folder)) as url:
        yield url


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Any]:
    """A browser's page on that service; any error of a script or of the console fails the test."""
    with opened_page(browser, site) as opened:
        yield opened
