"""The distribution and its containers: generic names are ours alone, versions are pinned, nothing is open that need not be."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from importlib.metadata import metadata, packages_distributions
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PACKAGES = ("search", "ingest", "api", "model", "cli")


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    """The name of a distribution as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_installed_distribution_ships_our_package_names(name):
    assert set(packages_distributions().get(name, [])) <= {"careerspace"}


def test_our_packages_are_the_ones_of_this_repository():
    found = {name: Path(__import__(name).__file__).parent.resolve() for name in PACKAGES}

    assert {name: (ROOT / name).resolve() for name in PACKAGES} == found


def test_the_distribution_lists_exactly_these_packages():
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]

    assert sorted(PACKAGES) == sorted(tools["hatch"]["build"]["targets"]["wheel"]["packages"])


def test_the_distribution_is_private(project):
    assert "Private :: Do Not Upload" in project["classifiers"]
    assert "Private :: Do Not Upload" in (metadata("careerspace").get_all("Classifier") or [])


def test_every_direct_dependency_is_pinned(project):
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {normal(line.split("==")[0]) for line in lines if "==" in line}
    wanted = [*project["dependencies"], *(item for extra in project["optional-dependencies"].values() for item in extra)]
    names = {normal(match[0]) for item in wanted if (match := re.match(r"[\w.-]+", item))}

    assert set() == names - pinned - {"careerspace"}  # an extra may take in another


def test_every_line_of_the_constraints_pins_one_version():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    assert [] == [
        line for line in lines if line.strip() and not line.startswith("#") and not re.fullmatch(r"[\w.-]+==[\w.+!-]+", line)
    ]


def test_qdrant_is_pinned_to_the_release_that_the_client_speaks_and_has_a_health_check(compose):
    qdrant = compose["services"]["qdrant"]

    assert re.fullmatch(r"qdrant/qdrant:v1\.20\.\d+", qdrant["image"])
    assert qdrant["healthcheck"]["test"]


def test_every_image_that_is_not_built_here_is_pinned(compose):
    images = [service["image"] for service in compose["services"].values() if "image" in service and "build" not in service]

    assert [] == [image for image in images if not re.search(r":v?\d+\.\d+\.\d+$", image)]


def test_no_port_is_published_beyond_loopback(compose):
    ports = [str(port) for service in compose["services"].values() for port in service.get("ports", [])]

    assert [] == [port for port in ports if not port.startswith("127.0.0.1:")]
    assert not any(service.get("network_mode") == "host" for service in compose["services"].values())


def test_no_profile_of_the_stack_asks_for_a_variable():
    """A required one would stop every profile: variables are put in before profiles are chosen."""
    assert not re.search(r"\$\{\w+:?\?", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("release", "more"), [("", []), ("1.2.0", ["--release", "1.2.0"])])
def test_the_stack_names_the_release_only_where_one_is_given(compose, tmp_path, release, more):
    stub = tmp_path / "careerspace"
    stub.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n", encoding="utf-8")
    stub.chmod(0o755)
    command = [part.replace("$$", "$") for part in compose["services"]["ingest"]["entrypoint"]]
    variables = {"PATH": f"{tmp_path}:{os.defpath}", "ESCO_FILE": "ESCO dataset.zip", "ESCO_RELEASE": release}
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=True)

    assert ["ingest", "esco", "/esco/ESCO dataset.zip", *more] == done.stdout.splitlines()


def test_every_service_waits_for_a_healthy_qdrant(compose):
    """The service itself waits for the ingest, which waits for Qdrant."""
    waits = {name: service.get("depends_on", {}) for name, service in compose["services"].items() if name != "qdrant"}

    assert "service_healthy" == waits["ingest"]["qdrant"]["condition"] == waits["tests"]["qdrant"]["condition"]
    assert "service_completed_successfully" == waits["api"]["ingest"]["condition"]


def stages(dockerfile: str) -> dict[str, tuple[str, list[str]]]:
    """Stage → (base, instructions); an unnamed stage is called by its number."""
    found: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in re.sub(r"\\\n", " ", dockerfile).splitlines():
        if match := re.match(r"(?i)FROM\s+(\S+)(?:\s+AS\s+(\S+))?", line):
            name = match[2] or str(len(found))
            found[name] = (match[1], [])
        elif line.strip() and not line.startswith("#"):
            found[name][1].append(line.strip())
    return found


def user_of(name: str, all_stages: dict[str, tuple[str, list[str]]]) -> str:
    """The user that a stage ends with; a stage without USER has that of its base, an image from outside root."""
    if name not in all_stages:
        return "root"
    base, instructions = all_stages[name]
    users = [line.split(maxsplit=1)[1] for line in instructions if line.upper().startswith("USER ")]
    return users[-1] if users else user_of(base, all_stages)


def test_no_stage_of_the_image_ends_as_root():
    found = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))

    assert found
    assert {} == {name: user for name in found if (user := user_of(name, found)).split(":")[0] in {"root", "0"}}


def test_images_from_outside_are_named_with_a_version():
    found = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))

    assert [] == [base for base, _ in found.values() if base not in found and not re.search(r":\d+\.\d+", base)]
