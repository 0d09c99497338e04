"""Short ways to write a form file with one thing in question."""

from pathlib import Path

from qa_desktop.domain.findings import Severity
from qa_desktop.domain.forms import Standard
from qa_desktop.form_files.reader import check_file, read_form

HEAD = """\
id: f
title: F
sections:
  - id: s
    title: S
    standards:
      - id: d
        text: Driver
        kind: foundation
"""  # nine lines; what follows begins on line 10


def write(tmp_path: Path, text: str) -> Path:
    """A form file with this text."""
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def standards(tmp_path: Path, *fields: str) -> Path:
    """A form with one more standard `x`, whose fields begin on line 12."""
    lines = "".join(f"        {field}\n" for field in fields)
    return write(tmp_path, f"{HEAD}      - id: x\n        text: X\n{lines}")


def read_x(tmp_path: Path, *fields: str) -> Standard:
    """The standard `x` as it is read."""
    return read_form(standards(tmp_path, *fields)).standard_by_id["x"]


def errors(path: Path) -> list[str]:
    """Line and message of every error."""
    return [f"{f.line}: {f.message}" for f in check_file(path) if f.severity is Severity.ERROR]
