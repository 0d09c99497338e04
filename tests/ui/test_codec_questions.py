"""Recordings without a header: held back by an import, told by what they are on the page of its report."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desktop.domain.interactions import Recording
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.ui.codec_questions import CodecQuestions
from tests.ui.room import Room


def raw(path: Path, seconds: int = 1) -> Path:
    """A headerless file; another name makes another content."""
    path.write_bytes(bytes((at * len(path.stem) * 31) % 251 for at in range(8000 * seconds)))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "alte Anlage"
    place.mkdir()
    for name in ("a.ulaw", "bb.ulaw", "ccc.vox"):
        raw(place / name)
    return place


def recordings(room: Room) -> dict[str, Recording]:
    """What is in the database under the folder, by file."""
    with room.database.reading() as work:
        lines = work.interactions.worklist(room.person.key, WorklistFilter())
    found = (line.interaction.recording for line in lines)
    return {each.path: each for each in found if each is not None and each.root == "alte Anlage"}


def bring(room: Room, place: Path) -> CodecQuestions:
    """Import the folder and read what it asks."""
    room.window.files.import_paths([place], room.person)
    room.until(lambda: "held back. Their codec has to be said once." in room.window.notice.text)
    room.settle()
    assert [button.text() for button in room.window.notice._actions][:1] == ["Say the codec…"]
    room.window.notice._actions[0].click()
    assert room.window.report.isVisible()
    return room.window.report.questions


def labels(questions: CodecQuestions) -> list[str]:
    """What is asked, and what is proposed."""
    return [
        f"{line._what.text()} {line.codec.currentText()} {line.rate.currentText()} {line.channels.currentText()}"
        for line in questions.lines
    ]


def test_an_import_asks_once_for_each_ending_and_proposes_what_is_usual(room: Room, folder: Path) -> None:
    questions = bring(room, folder)
    assert labels(questions) == [
        "2 files ending in .ulaw in “alte Anlage” G.711 µ-law 8000 Hz one channel",
        "1 file ending in .vox in “alte Anlage” Dialogic ADPCM (VOX) 8000 Hz one channel",
    ]
    assert "held back" in room.window.report._text.toPlainText()
    assert recordings(room) == {}


def test_the_answer_is_given_by_key_alone_and_remembered(room: Room, folder: Path) -> None:
    questions = bring(room, folder)
    assert QApplication.focusWidget() is questions.lines[0].codec
    room.press("Down")  # A-law
    focused: list[QWidget | None] = []
    while questions.go not in focused:
        assert len(focused) < 10
        room.press("Tab")
        focused.append(QApplication.focusWidget())
    assert questions.go.text() == "Import these"
    room.press("Space")
    assert room.window.review.isVisible()
    room.until(lambda: "3 added" in room.window.notice.text)
    room.settle()
    assert {path: each.raw for path, each in recordings(room).items()} == {
        "a.ulaw": "alaw/8000/1",
        "bb.ulaw": "alaw/8000/1",
        "ccc.vox": "vox/8000/1",
    }
    raw(folder / "dddd.ulaw")
    room.window.files.import_paths([folder], room.person)
    room.until(lambda: "1 added" in room.window.notice.text)
    assert recordings(room)["dddd.ulaw"].raw == "alaw/8000/1"


def test_a_wrong_answer_is_put_right_by_importing_again(room: Room, folder: Path) -> None:
    bring(room, folder).go.click()
    room.until(lambda: "3 added" in room.window.notice.text)
    room.settle()
    room.window.actions_by_id["last_report"].trigger()
    questions = room.window.report.questions
    asked = labels(questions)[0]
    assert asked == "2 files ending in .ulaw in “alte Anlage” are read as G.711 µ-law 8000 Hz one channel"
    assert questions._grid.count() == 4 * len(questions.lines)
    assert not questions.go.isEnabled()
    line = questions.lines[0]
    line.codec.setCurrentIndex(line.codec.findData("s16le"))
    assert questions.go.text() == "Read them so"
    questions.go.click()
    room.until(lambda: "2 updated" in room.window.notice.text)
    assert {each.raw for path, each in recordings(room).items() if path.endswith(".ulaw")} == {"s16le/8000/1"}


def test_another_codec_brings_its_usual_rate(room: Room, folder: Path) -> None:
    line = bring(room, folder).lines[0]
    line.codec.setCurrentIndex(line.codec.findData("g722"))
    assert line.format == RawFormat("g722", 16000)
    line.codec.setCurrentIndex(line.codec.findData("s16le"))
    assert line.format == RawFormat("s16le", 8000)
    line.rate.setCurrentIndex(line.rate.findData(44100))
    line.channels.setCurrentIndex(1)
    assert line.format == RawFormat("s16le", 44100, 2)


def test_a_report_without_questions_shows_none(room: Room, folder: Path, tmp_path: Path) -> None:
    bring(room, folder)
    empty = tmp_path / "empty.vtt"
    empty.write_text("")
    room.window.files.import_paths([empty], room.person)
    room.until(lambda: "refused" in room.window.notice.text)
    room.settle()
    assert not room.window.report.questions.isVisibleTo(room.window.report)
    assert room.window.report.questions.lines == []


def test_long_names_and_large_text_fit(room: Room, tmp_path: Path) -> None:
    place = tmp_path / ("Gesprächsaufzeichnungsanlage" * 3)
    place.mkdir()
    raw(place / "a.ulaw")
    room.window.theme.set_scale(1.6)
    questions = bring(room, place)
    room.settle()
    page = room.window.report
    for widget in (questions.go, questions.lines[0].channels, questions.lines[0].codec):
        assert widget.mapTo(page, widget.rect().bottomRight()).x() <= page.width()
