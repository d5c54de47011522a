"""`careerspace calibrate`: fit the confidence of matches for the encoder of the published index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.output import new_folder, out, print_json
from cli.progress import Bars


def calibrate(
    *,
    data: Annotated[Path, typer.Option(help="Folder that holds titles.csv (or .gz): vacancy titles and occupation URIs.")],
    to: Annotated[Path | None, typer.Option("--out", help="File to write; default: the installation's own.")] = None,
    titles: Annotated[int, typer.Option(help="How many titles.", min=100)] = 2000,
    documents: Annotated[int, typer.Option(help="How many made-up resumes.", min=100)] = 1000,
    report: Annotated[Path | None, typer.Option(help="Write reliability tables and plots into this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reliability as JSON.")] = False,
) -> None:
    """Fit the confidence on half of the development data, and report how reliable it is on the other half."""
    import json
    from contextlib import closing

    from model.benchmarks.metrics import EXTRA
    from model.calibration import calibrate as fit
    from model.calibration import summary, write_report
    from search import confidence
    from search.encoder import check_encoder, encoder_of
    from search.extras import need
    from search.settings import get_settings
    from search.store import open_store
    from search.store.files import replace_file

    need("sklearn", EXTRA)  # first: it is cheap to refuse
    if report is not None:
        need("matplotlib.figure", EXTRA)
    settings = get_settings()
    store = open_store(settings)
    with closing(store.open()) as reader:
        manifest = reader.manifest
    encoder = encoder_of(settings)
    check_encoder(manifest.model, manifest.dimension, encoder)
    folder = Path(confidence.__file__).parent / "calibration"
    new_folder(to.parent if to else folder)
    if report is not None:
        new_folder(report)
    with Bars() as bars:
        made = fit(store, encoder, data, titles=titles, documents=documents, watch=bars.update)
    file = to or folder / confidence.file_name(made.model, made.language)
    replace_file(file, json.dumps(made.to_json(), indent=1) + "\n")
    if report is not None:
        write_report(made, report)
    if as_json:
        print_json(dict(made.about))
        return
    for kind in made.kinds:
        for line in summary(kind, made.about[kind]):
            out.print(line, soft_wrap=True)
    out.print(f"Wrote {file.name}.", soft_wrap=True)
