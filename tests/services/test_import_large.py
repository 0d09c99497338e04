"""Importing files of many conversations: those that are too large to be read whole, and those that number none."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services.importing import Progress, Result, import_paths
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.transcripts import cutting

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Person("Ann Reviewer")


def _calls(number: int, with_ids: bool = True) -> list[str]:
    segments = [[{"start": 0.0, "end": 1.0, "text": f"call {each}"}] for each in range(number)]
    return [
        json.dumps({"segments": said, **({"id": f"N{at}"} if with_ids else {})}) for at, said in enumerate(segments)
    ]


def _numbers(database: SqlDatabase) -> list[str]:
    with database.reading() as work:
        lines = work.interactions.worklist(ANN.key, WorklistFilter())
    return sorted(line.interaction.external_id for line in lines)


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is too large to be read whole, here: 80 calls, one broken line, and the row of one of them."""
    monkeypatch.setattr(cutting, "LARGEST_TEXT", 4000)
    monkeypatch.setattr(cutting, "_PIECE", 1500)
    lines = _calls(80)
    lines.insert(40, '{"id": ')
    file = tmp_path / "in" / "calls.jsonl"
    file.parent.mkdir()
    file.write_text("\n".join(lines), encoding="utf-8")
    (file.parent / "sheet.csv").write_text("external_id,agent,queue\nN75,Maya Brandt,North\n", encoding="utf-8")
    return file


def test_a_large_file_is_imported_conversation_by_conversation(database: SqlDatabase, large: Path) -> None:
    report = import_paths(database, [large.parent], None, ANN, NOW)
    assert report.counts[Result.ADDED] == 80
    assert any("line 41: it is not JSON and was left out" in each.sentence for each in report.outcomes)
    assert _numbers(database) == sorted(f"N{each}" for each in range(80))
    with database.reading() as work:
        assert work.interactions.by_external_id("N75")[0].queue == "North"
    again = import_paths(database, [large.parent], None, ANN, NOW)
    assert again.counts[Result.UNCHANGED] == 80


def test_a_large_file_can_be_stopped_in_its_middle_and_gone_on_with(database: SqlDatabase, large: Path) -> None:
    told: list[Progress] = []

    def stop(progress: Progress) -> bool:
        told.append(progress)
        return False

    report = import_paths(database, [large], None, ANN, NOW, stop)
    assert report.stopped
    assert report.left == 1
    assert 0 < len(_numbers(database)) < 80
    rest = import_paths(database, [large], None, ANN, NOW)
    assert len(_numbers(database)) == 80
    assert rest.counts[Result.ADDED] == 80 - report.counts[Result.ADDED]


def test_conversations_without_a_number_are_each_one_of_its_own(database: SqlDatabase, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text("\n".join(_calls(3, with_ids=False)), encoding="utf-8")
    assert import_paths(database, [file], None, ANN, NOW).counts[Result.ADDED] == 3
    assert _numbers(database) == ["calls, 1", "calls, 2", "calls, 3"]
    assert import_paths(database, [file], None, ANN, NOW).counts[Result.UNCHANGED] == 3
