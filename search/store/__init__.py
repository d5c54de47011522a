"""Where the index is kept: one contract, two engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.settings import Settings
    from search.store.base import Store


def open_store(settings: Settings) -> Store:
    """Return the Qdrant server's store where `qdrant_url` is set, else the embedded one under `data_dir`/index.

    Raises StoreUnavailable when the server can't be reached or is too old.
    """
    if settings.qdrant_url:
        from search.store.server import ServerStore  # the client takes half a second to import

        return ServerStore.connect(settings)
    from search.store.embedded import EmbeddedStore

    return EmbeddedStore(settings.data_dir / "index")
