from pathlib import Path

from qa_desktop.services.recording_places import recording_file
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import CALL, interaction


def test_the_file_lies_under_its_root(database: SqlDatabase, tmp_path: Path) -> None:
    with database.writing() as work:
        work.roots.put("calls", str(tmp_path))
        assert recording_file(work, CALL) == tmp_path / "märz" / "a b.wav"


def test_an_unknown_root_and_no_recording_give_no_file(database: SqlDatabase) -> None:
    with database.reading() as work:
        assert recording_file(work, CALL) is None
        assert recording_file(work, interaction("K-1")) is None
