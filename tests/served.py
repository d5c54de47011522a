"""The HTTP service as a client meets it: on a real socket, over the small index."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from ram import ram_folder
from small import WordEncoder, make_taxonomy
from small_ads import engine_with_ads

from api.app import SERVED, create_app
from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.map_files import make_map, write_map
from search.projection import make_projection
from search.settings import Settings
from search.store.embedded import EmbeddedStore


@contextmanager
def small_engine() -> Iterator[Engine]:
    """Give an engine over the small taxonomy, published as generation 1."""
    with ram_folder() as folder:
        store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
        with EmbeddingCache(folder / "embeddings.sqlite") as cache:
            index_taxonomy(make_taxonomy(), store, encoder, cache)
        yield Engine(store, encoder)
        store.close()


def store_map(engine: Engine, folder: Path) -> None:
    """Make the map of an index, and store it for the service."""
    view = engine.view()
    write_map(make_map(view, make_projection(view)), folder)


@contextmanager
def serving_map(folder: Path) -> Iterator[str]:
    """Run the service over the small index with job ads, and with a map in its data folder; give its address."""
    with engine_with_ads() as engine:
        store_map(engine, folder)
        with serving(engine, Settings(_env_file=None, data_dir=folder)) as url:
            yield url


@contextmanager
def serving(engine: Engine, settings: Settings) -> Iterator[str]:
    """Run the service on a free loopback port; give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(engine, settings), **SERVED))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
