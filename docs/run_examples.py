"""Write the examples of README.md and docs/cli.md again: `python docs/run_examples.py`, after `make demo`.

In fenced blocks, what stands below `$ careerspace` with `match`, `gap`, `ads`, `occupation`, `neighbours`, `transition`,
`clusters` or `openings` is replaced by what the command prints on the demo's index. Other commands, whose output changes from run
to run, stay as they are. How many ads are live depends on the day.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "cli.md")
_FENCE = re.compile(r"^```\n(.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"^\$ (?P<line>.*\n(?: .*\n)?)(?P<output>(?:(?!\$ ).*\n)*)", re.M)
_RERUN = re.compile(r"(echo .*\| )?careerspace (match|gap|ads|occupation|neighbours|transition|clusters|openings) ")


def main() -> None:
    """Rewrite every page in place."""
    for page in PAGES:
        page.write_text(_FENCE.sub(_block, page.read_text(encoding="utf-8")), encoding="utf-8")


def _block(fence: re.Match[str]) -> str:
    return f"```\n{_COMMAND.sub(_example, fence[1])}```"


def _example(example: re.Match[str]) -> str:
    line = example["line"].rstrip("\n")
    if not _RERUN.match(line) or not example["output"]:
        return example[0]
    environment = os.environ | {"CAREERSPACE_DATA_DIR": str(ROOT / ".careerspace" / "demo"), "COLUMNS": "120"}
    environment["PATH"] = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(  # noqa: S602 - the examples of our own pages
        line, shell=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    printed = "\n".join(text.rstrip() for text in done.stdout.strip().splitlines())
    blank = "\n" if example["output"].endswith("\n\n") else ""
    return f"$ {line}\n{printed}\n{blank}"


if __name__ == "__main__":
    main()
