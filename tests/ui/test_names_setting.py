from pathlib import Path

from pytestqt.qtbot import QtBot

from qa_desktop import settings
from qa_desktop.settings import Settings
from qa_desktop.ui.names_setting import EXAMPLE, NamesSetting
from qa_desktop.ui.preferences import Preferences


def test_the_expression_is_kept_where_it_is_one_and_tried_on_the_names_in_a_folder(
    qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("Maya_20260114T0931_c1.wav", "other.wav"):
        (tmp_path / name).touch()
    preferences = Preferences(Settings())
    page = NamesSetting(preferences)
    qtbot.addWidget(page)
    page.written.setText(EXAMPLE)
    page.written.editingFinished.emit()
    assert preferences.settings.name_pattern == EXAMPLE
    page.try_on(tmp_path)
    qtbot.waitUntil(lambda: "1 of 2 names fit." in page.told.text())
    assert "id c1" in page.told.text()
    assert "other.wav: does not fit" in page.told.text()
    page.written.setText("(?P<id>")
    page.written.editingFinished.emit()
    assert "no regular expression" in page.told.text()
    assert preferences.settings.name_pattern == EXAMPLE
    page.written.setText("(?P<id>.)")
    page.try_on(tmp_path / "nowhere")
    qtbot.waitUntil(lambda: page.told.text().startswith("“nowhere”"))
    page.written.setText("")
    page.written.editingFinished.emit()
    preferences.flush()
    assert settings.load().name_pattern == ""
