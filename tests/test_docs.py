"""The documentation says what the code does: every command, option, setting, route, problem type and decision, and no dead link."""

from __future__ import annotations

import ast
import re
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from api import problems
from api.app import create_app
from cli.main import app as command_line
from cli.output import EXIT_CODES
from search.engine import Engine
from search.settings import Settings
from search.store.embedded import EmbeddedStore
from search.view import ATTRIBUTION

ROOT = Path(__file__).parents[1]
IGNORED = frozenset(
    {".git", ".venv", ".careerspace", ".hypothesis", ".pytest_cache", ".ruff_cache", ".mypy_cache", "node_modules"}
)
FOLDERS = [folder for folder in ROOT.iterdir() if folder.is_dir() and folder.name not in IGNORED]
PAGES = sorted(
    page
    for page in (*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in folder.rglob("*.md")))
    if IGNORED.isdisjoint(page.parts)
)
CODE = re.compile(r"^```.*?^```", re.M | re.S)


def read(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def tracked() -> list[str]:
    """Paths under version control; a copy without git can't tell."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git work tree")
    return [path for path in done.stdout.split("\0") if path]


def walk(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every command that does something, with its full name."""
    below = getattr(command, "commands", {})
    if not below:
        yield path, command
    for name, child in below.items():
        yield from walk(child, (*path, name))


COMMANDS = list(walk(typer.main.get_command(command_line)))


def section(page: str, heading: str) -> str:
    """The part of a page below a heading that begins like this, up to the next heading of the same level."""
    match = re.search(rf"^## {re.escape(heading)}(?![\w-]).*?(?=^## |\Z)", page, re.M | re.S)

    assert match, f"there is no section {heading!r}"
    return match[0]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    store = EmbeddedStore(tmp_path_factory.mktemp("docs") / "index")
    return create_app(Engine(store, encoder=None), Settings(_env_file=None))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name):
    assert f"`CAREERSPACE_{name.upper()}`" in read("docs", "settings.md")


def test_the_page_of_settings_is_the_generated_one():
    generated = runpy.run_path(str(ROOT / "docs" / "generate_settings.py"))["render"]()

    assert generated == read("docs", "settings.md"), "run: python docs/generate_settings.py"


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_command_has_a_section_that_names_its_options_and_arguments(path, command):
    text = section(read("docs", "cli.md"), f"careerspace {' '.join(path)}")
    options = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    wanted = {f"`{name}`" for name in options if name.startswith("--")}
    arguments = {name.upper() for name in options if not name.startswith("-")}

    assert set() == {name for name in wanted if name not in text} | {name for name in arguments if name not in text}


def test_no_option_is_documented_that_no_command_has():
    known = {name for _, command in COMMANDS for option in command.params for name in (*option.opts, *option.secondary_opts)}
    named = set(re.findall(r"^\| .*?\|", read("docs", "cli.md"), re.M))
    options = {option for row in named for option in re.findall(r"`(--[\w-]+)`", row)}

    assert options <= known


def test_every_exit_code_is_documented():
    codes = {str(code) for _, code in EXIT_CODES} | {"0", "1", "2", "130"}

    assert codes <= set(re.findall(r"^\| (\d+) \|", read("docs", "cli.md"), re.M))


def test_every_route_is_documented(service):
    page = read("docs", "http.md")
    spec = service.openapi()["paths"]
    routes = [f"`{method.upper()} {path}`" for path, methods in spec.items() for method in methods] + [
        "`GET /`",
        f"`GET {service.openapi_url}`",
    ]

    assert [] == [route for route in routes if route not in page]


ASKING = (
    "match",
    "skills",
    "gap",
    "gap/group",
    "report",
    "openings",
    "openings/group",
    "cohort",
    "cohort/resumes",
    "ads/search",
    "ads/export",
)


@pytest.mark.parametrize("route", [f"/v1/{name}" for name in ASKING])
def test_every_field_of_a_question_and_every_parameter_is_documented(service, route):
    page = read("docs", "http.md")
    schema = service.openapi()["paths"][route]["post"]["requestBody"]["content"]["application/json"]["schema"]
    if "$ref" in schema:
        schema = service.openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    body = schema["properties"]
    parameters = {
        parameter["name"]
        for methods in service.openapi()["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
    }

    assert set() == {name for name in {*body, *parameters} if f"`{name}`" not in page}


def problem_types() -> set[str]:
    """Every type that the service can answer: those of the table, and those written out in a call of `problem(status, type, …)`."""
    found = {kind for _, _, kind in problems._TABLE}
    for path in (ROOT / "api").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "problem"
                and isinstance(node.args[1], ast.Constant)
            ):
                found.add(node.args[1].value)
    return found


@pytest.mark.parametrize("kind", sorted(problem_types()))
def test_every_problem_type_is_documented(kind):
    assert f"\n| `{kind}` |" in section(read("docs", "http.md"), "Problems")


def test_every_decision_is_listed_and_numbered_once():
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    index = read("docs", "decisions", "README.md")

    assert [] == [name for name in records if f"]({name})" not in index]
    assert len(records) == len({name[:4] for name in records})


def links(text: str) -> Iterator[str]:
    """Targets of links and images, those in code left out."""
    yield from re.findall(r"\]\(([^()\s]+)\)", re.sub(r"`[^`\n]*`", "", CODE.sub("", text)))


def anchors(page: Path) -> set[str]:
    """The anchors that Git hosts give to headings: lower case, signs dropped, blanks to hyphens."""
    headings = re.findall(r"^#{1,6} (.+)$", CODE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page):
    broken = []
    for target in links(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        goal = (page.parent / name).resolve() if name else page
        if not goal.exists() or (anchor and goal.suffix == ".md" and anchor not in anchors(goal)):
            broken.append(target)

    assert [] == broken


def test_the_readme_names_every_top_level_folder_in_at_most_eight_words():
    folders = sorted({path.split("/", 1)[0] for path in tracked() if "/" in path})
    rows = [row for block in re.findall(r"^```\n(.*?)^```", read("README.md"), re.M | re.S) for row in block.splitlines()]
    named = {match[1]: match[2].split() for row in rows if (match := re.match(r"(\.?[\w-]+)/\s+(\S.*)", row))}

    assert [] == [folder for folder in folders if folder not in named]
    assert {} == {folder: words for folder, words in named.items() if len(words) > 8}


def test_the_attribution_is_in_the_readme_and_in_the_description_of_the_service(service):
    sentence = "This service uses the ESCO classification of the European Commission."

    assert sentence == ATTRIBUTION
    assert sentence in " ".join(read("README.md").split())
    assert sentence in service.openapi()["info"]["description"]


def test_no_file_holds_a_path_of_somebodys_machine():
    own = re.compile(
        r"(?<![\w.])/(?:work|root|home/(?!careerspace\b)\w+|Users/\w+)/"
    )  # what precedes is no URL and no relative path
    found = []
    for name in tracked():
        path = ROOT / name
        if not path.is_file() or path == Path(__file__):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {match[0]}" for match in own.finditer(text)]

    assert [] == found
