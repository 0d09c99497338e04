"""The domain stands on the standard library alone."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import qa_desktop.domain

MODULES = sorted(module.name for module in pkgutil.iter_modules(qa_desktop.domain.__path__))


def _loaded_by(names: list[str]) -> set[str]:
    code = (
        "import sys, importlib, json\n"
        "before = set(sys.modules)\n"
        f"[importlib.import_module(name) for name in {names}]\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in set(sys.modules) - before})))"
    )
    root = Path(qa_desktop.domain.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    return set(json.loads(done.stdout))


def test_every_domain_module_loads_the_standard_library_only() -> None:
    loaded = _loaded_by([f"qa_desktop.domain.{name}" for name in MODULES])
    assert "scoring" in MODULES
    assert loaded - set(sys.stdlib_module_names) == {"qa_desktop"}


def test_the_probe_sees_a_third_party_module() -> None:
    assert "hypothesis" in _loaded_by(["hypothesis"])
