import re
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LINES = [
    line
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lines_are_names_and_versions_only() -> None:
    for line in LINES:
        assert re.fullmatch(r'[\w.-]+==[\w.]+(; python_version (>=|<) "3\.\d+")?', line), line


def test_every_dependency_is_pinned_to_a_version_that_it_allows() -> None:
    pinned = {normal(line.split("==")[0]): line.split("==")[1].split(";")[0] for line in LINES}
    for text in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]:
        requirement = Requirement(text)
        assert pinned[normal(requirement.name)] in requirement.specifier, text


def test_what_the_program_needs_here_is_pinned_down_to_the_last() -> None:
    pinned = {normal(line.split("==")[0]) for line in LINES}
    for name in sorted(pinned):
        if name == "audioop-lts":
            continue
        for text in metadata.requires(name) or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                assert normal(requirement.name) in pinned, f"{requirement.name}, asked for by {name}"
