"""`careerspace serve`: the HTTP service."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default CAREERSPACE_HOST, 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default CAREERSPACE_PORT, 8000.")] = None,
) -> None:
    """Serve matches over HTTP. Beyond loopback it needs CAREERSPACE_API_KEY."""
    from api.guards import is_loopback
    from search.errors import InputError
    from search.settings import get_settings

    settings = get_settings()
    address, number = host or settings.host, settings.port if port is None else port
    if not is_loopback(address) and not settings.api_key:
        raise InputError(
            f"{address} can be reached from other machines: set CAREERSPACE_API_KEY to a secret of your choice, "
            "or listen on 127.0.0.1"
        )
    import uvicorn

    from api.app import SERVED, create_app
    from search.engine import Engine
    from search.logs import configure_logs

    configure_logs(settings.log_level)
    engine = Engine.from_settings(settings, index_first=False)
    uvicorn.run(create_app(engine, settings), host=address, port=number, **SERVED)
