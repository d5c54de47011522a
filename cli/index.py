"""`careerspace status`, `rollback` and `models`: what is indexed, with what, and how to go back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from cli.output import out, print_json

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def status(*, as_json: JsonOption = False) -> None:
    """Show the generations of the index, the current one marked."""
    from rich.table import Column, Table

    from search.settings import get_settings
    from search.store import open_store

    store = open_store(get_settings())
    current, manifests = store.current(), store.manifests()
    if as_json:
        print_json({"current": current, "generations": [manifest.to_json() for manifest in manifests]})
        return
    if not manifests:
        out.print("Nothing is indexed yet. Run `careerspace ingest esco FILE`.")
        return
    table = Table(
        "",
        "generation",
        "ESCO",
        "languages",
        Column("model", overflow="fold"),
        "occupations",
        "skills",
        "ads",
        "published (UTC)",
        box=None,
    )
    for manifest in manifests:
        table.add_row(
            "→" if manifest.generation == current else "",
            str(manifest.generation),
            manifest.esco_version,
            ", ".join(manifest.languages),
            manifest.model,
            f"{manifest.counts.get('occupations', 0):,}",
            f"{manifest.counts.get('skills', 0):,}",
            f"{manifest.counts.get('ads', 0):,}",
            manifest.created_at[:16].replace("T", " "),
        )
    out.print(table)


def rollback(
    generation: Annotated[int | None, typer.Argument(help="Generation to go back to; default: the one before.")] = None,
) -> None:
    """Make an older generation the current one, at once, for every reader."""
    from search.errors import IndexMissing
    from search.settings import get_settings
    from search.store import open_store

    store = open_store(get_settings())
    if generation is None:
        current = store.current()
        earlier = [manifest.generation for manifest in store.manifests() if current is None or manifest.generation < current]
        if not earlier:
            raise IndexMissing("there is no earlier generation to go back to; `careerspace status` lists them")
        generation = earlier[-1]
    store.activate(generation)  # works without a readable current one: it is the way out of that
    out.print(f"Generation {generation} is current.")


def models(*, as_json: JsonOption = False) -> None:
    """List the encoders known by name; any sentence-transformers folder or hub name works as well."""
    from rich.table import Column, Table

    from search.presets import PRESETS

    if as_json:
        print_json({name: asdict(preset) for name, preset in PRESETS.items()})
        return
    table = Table(
        Column("name", no_wrap=True),
        Column("source", overflow="fold"),
        "dims",
        "tokens",
        "languages",
        "licence",
        "note",
        box=None,
    )
    for name, preset in PRESETS.items():
        source = preset.source or "in the installation"
        table.add_row(
            name, source, str(preset.dimension), str(preset.max_tokens), preset.languages, preset.licence, preset.note
        )
    out.print(table)
    out.print("\nChoose one with CAREERSPACE_MODEL=name, then ingest again.")
