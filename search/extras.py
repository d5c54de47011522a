"""Libraries that only some questions need, and that only an extra brings."""

from __future__ import annotations

from importlib.util import find_spec

from search.errors import InputError


def need(module: str, extra: str) -> None:
    """Raise InputError, which says what to install, where a library is missing."""
    if find_spec(module) is None:
        raise InputError(f"this needs {module}: pip install 'careerspace[{extra}]'")
