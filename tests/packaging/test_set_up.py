"""The set-up script: read as a file, since packaging/ is a folder of scripts and no package."""

import ast
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "set_up.py"


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "set_up", module)
    spec.loader.exec_module(module)
    return module


def use_list(set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, path: Path, text: str) -> None:
    path.write_text(text)
    monkeypatch.setattr(set_up, "PACKAGE_LIST", path)


def test_every_line_of_the_package_list_is_understood(set_up: ModuleType) -> None:
    needs = set_up.read_needs(set_up.PACKAGE_LIST.read_text())
    assert {need.probe.partition(":")[0] for need in needs} == {"library", "program", "file"}
    for need in needs:
        assert need.required | need.optional
        assert need.required | need.optional <= set(set_up.PURPOSES)
    assert all("ci" in need.required for need in needs)


def test_alternatives_and_the_version_of_python_are_filled_in(set_up: ModuleType) -> None:
    [need] = set_up.read_needs("libpython{python}|other library:libpython{python}.so.1.0 ci test?  ")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert need.packages == (f"libpython{version}", "other")
    assert need.probe == f"library:libpython{version}.so.1.0"
    assert (need.required, need.optional) == ({"ci"}, {"test"})


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the list is for Linux")
def test_probes_see_what_is_there_and_what_is_not(set_up: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "font.ttf").write_text("")
    assert set_up.is_there(f"file:{tmp_path}/*.[ot]t[fc]")
    assert not set_up.is_there(f"file:{tmp_path}/*.pfb")
    assert set_up.is_there("program:sh")
    assert not set_up.is_there("program:no-such-program")
    assert set_up.is_there("library:libc.so.6")
    assert not set_up.is_there("library:libnosuch.so.6")


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="there is no apt-get here")
def test_a_refusal_to_install_ends_in_one_line_that_says_what_to_install(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "libc6 library:libc.so.6 demo\nlibone1 library:libone.so.1 demo\nlibtwo2 program:two demo\n"
    use_list(set_up, monkeypatch, tmp_path / "list.txt", lines)
    monkeypatch.setenv("QA_DESKTOP_NO_APT", "1")
    assert set_up.main(["--for", "demo"]) == 2
    [line] = capsys.readouterr().err.split("\n")[1:-1]
    assert "sudo apt-get install -y --no-install-recommends libone1 libtwo2 (" in line


def test_a_system_without_apt_gets_the_names_of_debian(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not set_up.may_install()
    assert "what Debian calls: libone1 libtwo2;" in set_up.advice(["libone1", "libtwo2"])


def test_what_is_only_good_to_have_does_not_stop_the_set_up(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_list(set_up, monkeypatch, tmp_path / "list.txt", "libone1 library:libone.so.1 test? ci\n")
    monkeypatch.setenv("QA_DESKTOP_NO_APT", "1")
    set_up.ensure_system("test")
    assert "some tests are skipped: libone1" in capsys.readouterr().out


def test_an_old_python_is_told_so(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(set_up, "OLDEST_PYTHON", (9, 0))
    assert set_up.main([]) == 2
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


def test_an_old_python_can_read_the_script() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_the_environment_is_made_again_when_what_it_is_made_from_changes(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text("1")
    before = set_up.fingerprint()
    assert set_up.fingerprint() == before
    (tmp_path / "constraints.txt").write_text("2")
    assert set_up.fingerprint() != before


def test_a_broken_stamp_is_no_stamp(set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(set_up, "STAMP", tmp_path / "stamp.json")
    assert set_up.read_stamp() == {}
    (tmp_path / "stamp.json").write_text('{"folder": ')
    assert set_up.read_stamp() == {}


def test_a_command_that_fails_shows_its_last_lines(set_up: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    script = "print('Downloading a'); print('hidden'); raise SystemExit('broken')"
    status, output = set_up.follow([sys.executable, "-c", script], ("Downloading",))
    assert (status, sorted(output.split())) == (1, ["Downloading", "a", "broken", "hidden"])
    assert capsys.readouterr().out == "      Downloading a\n"
