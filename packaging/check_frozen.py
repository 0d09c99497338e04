"""Check a packaged program: no library missing, nothing of the build in it, and its own self-test.

Usage: check_frozen.py FOLDER. The libraries are checked by name, not on this machine: what happens to be installed here
must not hide what is missing elsewhere.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PROGRAM = "qa-desktop"
SELF_TEST_SECONDS = 120

# What every target system has: glibc, the graphics drivers' front ends and the base of X (README.md, Targets).
OF_THE_SYSTEM = re.compile(
    r"^(ld-linux-.*|lib(c|m|mvec|dl|rt|pthread|util|resolv))\.so\.\d+$"
    r"|^lib(GL|EGL|GLX|OpenGL|drm|xcb|X11|X11-xcb|fontconfig|freetype|z|expat|uuid|asound|cups|wayland-\w+)\.so\.\d+$"
    r"|^lib(gcc_s|stdc\+\+)\.so\.\d+$"
)


def libraries(folder: Path) -> list[Path]:
    """Return the ELF files of a folder, each once."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    found.append(path)
    return found


def needed_by(library: Path | str) -> list[str]:
    """Return the names of the libraries that one asks for."""
    output = subprocess.run(["objdump", "-p", library], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^\s*NEEDED\s+(\S+)", output, re.MULTILINE)


def missing_libraries(folder: Path) -> Iterator[str]:
    """Yield what is asked for and neither in the bundle nor part of every system."""
    bundled = {path.name for path in folder.rglob("*.so*")}
    for library in libraries(folder):
        for name in needed_by(library):
            if name not in bundled and not OF_THE_SYSTEM.match(name):
                yield f"{library.relative_to(folder)} asks for {name}, which is not in the bundle"


def missing_parts(folder: Path) -> Iterator[str]:
    """Yield the files that the program can't do without."""
    patterns = (
        PROGRAM,
        "_internal/PySide6/Qt/plugins/platforms/libqxcb.so",
        "_internal/PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "_internal/PySide6/Qt/plugins/multimedia/libffmpegmediaplugin.so",
        "_internal/PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "_internal/PySide6/Qt/plugins/imageformats/libqsvg.so",
        "_internal/qa_desktop/storage/migrations/env.py",
        "_internal/qa_desktop/storage/migrations/versions/*.py",
        "_internal/resources/*",
        "_internal/forms/*.yaml",
        "_internal/NOTICES.md",
        "_internal/licences/GPL-3.0.txt",
        "_internal/av-*.dist-info/licenses/*",
    )
    for pattern in patterns:
        if next(folder.glob(pattern), None) is None:
            yield f"{pattern} is not in the bundle"


def self_test(folder: Path) -> Iterator[str]:
    """Run the program's self-test without a screen, outside the checkout; yield what went wrong."""
    with tempfile.TemporaryDirectory() as scratch:
        picture = Path(scratch) / "window.png"
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_", "VIRTUAL"))
        }
        environment |= {"QT_QPA_PLATFORM": "offscreen", "QA_DESKTOP_HOME": str(Path(scratch) / "home")}
        command = [str(folder.resolve() / PROGRAM), "--self-test", "--screenshot", str(picture), "--debug"]
        try:
            result = subprocess.run(command, cwd=scratch, env=environment, timeout=SELF_TEST_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            yield f"the self-test did not end within {SELF_TEST_SECONDS} s"
            return
        if result.returncode != 0:
            yield f"the self-test ended with {result.returncode}"
        elif not picture.is_file():
            yield "the self-test left no picture"


def size_in_mib(folder: Path) -> float:
    """Return the size of a folder's files in MiB."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


def main() -> int:
    """Check the folder named on the command line; return the exit status."""
    folder = Path(sys.argv[1])
    problems = list(missing_parts(folder))
    if sys.platform.startswith("linux"):
        problems += missing_libraries(folder)
    problems += self_test(folder)
    for problem in problems:
        print(f"packaged program: {problem}", file=sys.stderr)
    if not problems:
        print(f"packaged program: sound, {size_in_mib(folder):.0f} MiB in {folder}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
