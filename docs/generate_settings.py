"""Write docs/settings.md from search/settings.py.

python docs/generate_settings.py
"""

from __future__ import annotations

from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from search.settings import Settings

TARGET = Path(__file__).with_name("settings.md")
HEAD = """# Settings

Every setting has a default. An environment variable overrides a line of the file `.env` in the working directory, and that line
overrides the default. In `.env` the names are the same. An empty value stands for the default, and overrides a line of `.env` too.

This page is generated: `python docs/generate_settings.py`.

| environment variable | default | meaning |
|---|---|---|
"""


def render() -> str:
    """Return the page."""
    prefix = Settings.model_config.get("env_prefix", "")
    rows = [
        f"| `{prefix}{name.upper()}` | {_default(field)} | {_cell(field.description or '')} |"
        for name, field in Settings.model_fields.items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:  # made at run time: data_dir alone, and its value is the machine's
        return "`careerspace` in the user data folder of the platform (Linux: `~/.local/share`)"
    if field.default is None:
        return "unset"
    if isinstance(field.default, tuple):
        return f"`{','.join(map(str, field.default))}`"
    return f"`{field.default}`"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
