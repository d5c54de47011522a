"""The HTTP service as a client meets it: on a real socket, over the small index."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from ram import ram_folder
from small import WordEncoder, make_taxonomy

from api.app import create_app
from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
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


@contextmanager
def serving(engine: Engine, settings: Settings) -> Iterator[str]:
    """Run the service on a free loopback port; give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(engine, settings), access_log=False, log_config=None)
    server = uvicorn.Server(config)
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
