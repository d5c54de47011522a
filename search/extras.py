"""Libraries that only some questions need, and that only an extra brings."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from search.errors import InputError


def need(module: str, extra: str) -> Any:  # noqa: ANN401 - a module of the extra
    """Import a module that an extra brings. Raises InputError, which says what to install, where it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(f"this needs {module.split('.', maxsplit=1)[0]}: pip install 'careerspace[{extra}]'") from error
