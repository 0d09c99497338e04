"""Make the project's .venv and add what the system lacks; needs nothing but the standard library.

It runs before anything is installed, and also under a Python that is too old, to say so: no syntax newer than 3.7.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "set-up.json"
PACKAGE_LIST = Path(__file__).resolve().parent / "debian-packages.txt"
PURPOSES = ("demo", "test", "package", "ci")
OLDEST_PYTHON = (3, 11)
OLDEST_PIP = (22, 3)  # The first whose --python installs into another environment.
NO_APT = "QA_DESKTOP_NO_APT"


class SetUpError(Exception):
    """The machine lacks something; the message is one line that says what to do."""


class Need(NamedTuple):
    """One thing that the system must have, and for what."""

    packages: tuple[str, ...]  # alternatives, best first
    probe: str
    required: frozenset[str]
    optional: frozenset[str]


def say(text: str) -> None:
    """Print a line of progress at once."""
    print(text, flush=True)


def short_version() -> str:
    """Return the running Python's version as Debian names its packages, such as 3.11."""
    return "{}.{}".format(*sys.version_info[:2])


def check_python() -> None:
    """Raise SetUpError if the running Python is too old."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise SetUpError(
            f"QA Desktop needs Python 3.11 or newer and this is {short_version()}: "
            "install a newer one and name it, for example: make demo PYTHON=python3.12"
        )


def follow(command: list[str], shown: tuple[str, ...], environment: dict[str, str] | None = None) -> tuple[int, str]:
    """Run a command, print those of its lines that start as given; return its exit status and last lines."""
    last: deque[str] = deque(maxlen=25)
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last.append(line)
            if line.lstrip().startswith(shown):
                say("      " + line.strip()[:100])
    return process.returncode, "".join(last)


def succeeds(command: list[str]) -> bool:
    """Tell whether a command runs and ends with 0; its output is dropped."""
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


# The system's packages


def read_needs(text: str) -> list[Need]:
    """Read the table of Debian packages."""
    needs = []
    for line in text.replace("{python}", short_version()).splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        optional = frozenset(word[:-1] for word in words[2:] if word.endswith("?"))
        required = frozenset(word for word in words[2:] if not word.endswith("?"))
        needs.append(Need(tuple(words[0].split("|")), words[1], required, optional))
    return needs


def is_there(probe: str) -> bool:
    """Tell whether the system has what a probe of the table looks for."""
    kind, _, name = probe.partition(":")
    if kind == "program":
        return shutil.which(name) is not None
    if kind == "file":
        return next(Path("/").glob(name.lstrip("/")), None) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_needs(purpose: str) -> tuple[list[Need], list[Need]]:
    """Return what the system lacks for a purpose: the required and the optional."""
    needs = read_needs(PACKAGE_LIST.read_text(encoding="utf-8"))
    required = [need for need in needs if purpose in need.required and not is_there(need.probe)]
    optional = [need for need in needs if purpose in need.optional and not is_there(need.probe)]
    return required, optional


def rights() -> list[str] | None:
    """Return what to put before a command so that it runs as root; None where that cannot be."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin.isatty() and sys.stderr.isatty() else None


def may_install() -> bool:
    """Tell whether packages of the system can be installed from here."""
    if os.environ.get(NO_APT, "") not in ("", "0"):
        return False
    return shutil.which("apt-get") is not None and rights() is not None


def known_package(need: Need) -> str:
    """Return the first of a need's alternatives that apt can install."""
    for name in need.packages[:-1]:
        if succeeds(["apt-cache", "show", "--no-all-versions", name]):
            return name
    return need.packages[-1]


def advice(names: list[str], why: str = "system libraries") -> str:
    """Return the one line that says how to install packages by hand."""
    listed = " ".join(names)
    if shutil.which("apt-get") is None:
        return (
            f"QA Desktop needs {why} that are missing here. With your system's package manager install "
            f"what Debian calls: {listed}; then run the same command again."
        )
    return (
        f"QA Desktop needs {why} that are missing here. Run: sudo apt-get install -y "
        f"--no-install-recommends {listed} (then the same command again)."
    )


def apt(*arguments: str) -> tuple[int, str]:
    """Run apt-get as root without questions, waiting for a lock that another one holds."""
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]
    return follow([*(rights() or []), *command, *arguments], ("Need to get", "Setting up", "E: ", "sudo:"))


def install(names: list[str]) -> str:
    """Install Debian packages; return why that failed, empty when it did not."""
    status, output = apt("install", "-y", "--no-install-recommends", *names)
    return "" if status == 0 else output


def ensure_system(purpose: str) -> None:
    """Install what the system lacks for a purpose; raise SetUpError if it can't be."""
    if not sys.platform.startswith("linux"):
        return
    required, optional = missing_needs(purpose)
    if not required and not optional:
        say("[1/2] System libraries: all there.")
        return
    if not may_install():
        if required:
            raise SetUpError(advice([need.packages[-1] for need in required]))
        names = " ".join(need.packages[-1] for need in optional)
        say(f"[1/2] System libraries: all there. Missing, so that some tests are skipped: {names}")
        return
    say(f"[1/2] System packages: apt-get installs them as root ({NO_APT}=1 refuses):")
    apt("update", "-q")  # A failure shows in what follows, if it matters.
    for needs in (required, optional):
        add_packages([known_package(need) for need in needs], needs is required)
    still_missing, _ = missing_needs(purpose)
    if still_missing:
        raise SetUpError(advice([need.packages[-1] for need in still_missing]))


def add_packages(names: list[str], required: bool) -> None:
    """Install packages of the system, saying which; raise SetUpError if required ones can't be."""
    if not names:
        return
    say("      " + " ".join(names))
    problem = install(names)
    if problem and required:
        say(problem)
        raise SetUpError(advice(names))
    if problem:
        say("      These could not be installed; the tests that need them are skipped.")


# The environment of Python


def fingerprint() -> dict[str, str]:
    """Return what the environment is made from; a change of any of it makes it again."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return {"folder": str(ROOT), "python": short_version(), "made_from": digest.hexdigest()}


def read_stamp() -> dict[str, str]:
    """Return what the environment was made from; empty if that isn't known."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def environment_is_usable() -> bool:
    """Tell whether .venv works, is for this Python and still lies where it was made."""
    check = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])!r})"
    return read_stamp().get("folder", str(ROOT)) == str(ROOT) and succeeds([str(VENV_PYTHON), "-c", check])


def own_pip_can_serve() -> bool:
    """Tell whether the running Python has a pip that installs into other environments."""
    if importlib.util.find_spec("pip") is None:
        return False
    found = importlib.metadata.version("pip")
    return tuple(int(part) for part in found.split(".")[:2] if part.isdigit()) >= OLDEST_PIP


def make_environment() -> None:
    """Make an empty .venv, with or without a pip of its own."""
    if importlib.util.find_spec("ensurepip") is None and not own_pip_can_serve():
        names = [f"python{short_version()}-venv"]
        if not may_install():
            raise SetUpError(advice(names, "Python's venv and pip"))
        say(f"      apt-get installs {names[0]} as root ({NO_APT}=1 refuses)")
        apt("update", "-q")
        add_packages(names, required=True)
        importlib.invalidate_caches()
    # Debian keeps ensurepip in a package of its own; the pip outside can fill an environment that has none.
    bare = ["--without-pip"] if importlib.util.find_spec("ensurepip") is None else []
    status, output = follow([sys.executable, "-m", "venv", "--clear", *bare, str(VENV)], ())
    if status != 0:
        raise SetUpError(f"The environment {VENV} could not be made: {output.strip()}")


def pip_command() -> list[str]:
    """Return the pip that fills .venv."""
    if succeeds([str(VENV_PYTHON), "-c", "import pip"]):
        return [str(VENV_PYTHON), "-m", "pip"]
    if own_pip_can_serve():
        return [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
    raise SetUpError(f"There is no pip to fill {VENV}: remove that folder and run the same command again.")


def pip_install(*arguments: str) -> None:
    """Install into .venv by constraints.txt, showing what is fetched."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    command = [*pip_command(), "install", "--constraint", str(ROOT / "constraints.txt"), *arguments]
    status, output = follow(command, ("Downloading", "Installing collected", "ERROR"), quiet)
    if status != 0:
        say(output)
        raise SetUpError("The Python packages could not be installed; the lines above say why (often: no connection).")


def ensure_environment() -> None:
    """Make .venv and install the project in it, unless that is done already."""
    wanted = fingerprint()
    if read_stamp() == wanted and os.access(VENV_PYTHON, os.X_OK):
        say("[2/2] Python packages: all there.")
        return
    say("[2/2] Python packages into .venv (the first time about 350 MB to fetch, a minute or a few):")
    if not environment_is_usable():
        make_environment()
    STAMP.unlink(missing_ok=True)
    pip_install("hatchling")
    pip_install("--no-build-isolation", "--editable", ".[dev]")
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Set the project up for one purpose; return the exit status."""
    parser = argparse.ArgumentParser(description="Set QA Desktop up on this machine.")
    parser.add_argument("--for", dest="purpose", choices=PURPOSES, default="demo")
    purpose = parser.parse_args(arguments).purpose
    try:
        check_python()
        ensure_system(purpose)
        ensure_environment()
    except SetUpError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
