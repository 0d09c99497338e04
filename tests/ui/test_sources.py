"""What the sources of the screens must not hold, and a fault of one PySide6 release that must not come back."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

UI = Path(__file__).resolve().parents[2] / "qa_desktop" / "ui"
SOURCES = sorted(UI.rglob("*.py"))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call by the last part of its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def translated(source: str) -> list[str]:
    """Texts given to `tr` that are not plain texts, with their line: lupdate would take them wrongly or not at all."""
    wrong = []
    for name, call in calls(ast.parse(source)):
        if name in ("tr", "translate", "QT_TRANSLATE_NOOP") and call.args:
            text = call.args[0 if name == "tr" else -1]
            built = isinstance(text, ast.JoinedStr | ast.BinOp)
            formatted = (
                isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr == "format"
            )
            if built or formatted:
                wrong.append(f"line {call.lineno}: {ast.unparse(text)}")
    return wrong


def test_the_check_finds_texts_that_are_built() -> None:
    assert translated('self.tr(f"{count} left")') == ["line 1: f'{count} left'"]
    assert translated('self.tr("a" + b)')
    assert translated('self.tr("{0}".format(1))')
    assert translated('self.tr("{0} left").format(1)') == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(UI).as_posix())
def test_translated_texts_are_plain(file: Path) -> None:
    assert translated(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(UI).as_posix())
def test_texts_on_the_screen_go_through_tr(file: Path) -> None:
    """Words handed straight to a widget would never be translated."""
    setters = {"setText", "setToolTip", "setPlaceholderText", "setAccessibleName", "setWindowTitle", "showMessage"}
    widgets = {"QLabel", "QPushButton", "QCheckBox", "QRadioButton"}
    plain = []
    for name, call in calls(ast.parse(file.read_text(encoding="utf-8"))):
        text = call.args[0] if name in setters | widgets and call.args else None
        words = str(text.value).split() if isinstance(text, ast.Constant) else ()
        if any(len(word) > 3 and word.isalpha() for word in words) and words != ["QA", "Desktop"]:
            plain.append(f"line {call.lineno}: {ast.unparse(call)}")
    assert plain == []


def test_messages_are_shown_by_one_module() -> None:
    users = [
        file.relative_to(UI).as_posix()
        for file in SOURCES
        if any(
            isinstance(node, ast.Name) and node.id == "QMessageBox"
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
        )
    ]
    assert users == ["messages.py"]


def test_nothing_waits_on_the_screen_thread() -> None:
    waits = {"sleep", "exec_", "processEvents", "waitForFinished", "waitForDone"}
    found = {
        (file.relative_to(UI).as_posix(), name)
        for file in SOURCES
        for name, _ in calls(ast.parse(file.read_text("utf-8")))
        if name in waits
    }
    assert found == {("pictures.py", "processEvents")}  # draws pictures for the demo, without a person


def test_none_keeps_its_references(qapp: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 returned None without owning it: the process ended after some thousand calls."""
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 100
