"""Tables that were read by what their columns are called, and that somebody wants read otherwise."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop.domain.people import Person
from qa_desktop.domain.transcripts import Role
from qa_desktop.services import mapping_templates
from qa_desktop.services.import_report import ImportReport, Result, Unrecognised
from qa_desktop.services.importing import import_paths
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.transcripts.mapping import Mapping, TimeFormat, Times

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TABLE = (
    "conversationId,sendTime,senderType,sender,text\n"
    "1,2026-01-14T09:00:00Z,visitor,Kim,Hi\n1,2026-01-14T09:02:00Z,agent,Maya,Hello\n"
    "1,2026-01-14T09:03:00Z,typing,Maya,...\n2,2026-01-15T09:00:00Z,visitor,Lee,Anyone?\n"
)
FIELDS = {
    "text": "text",
    "time": "sendTime",
    "speaker": "sender",
    "role": "senderType",
    "conversation": "conversationId",
}
MAPPING = Mapping(
    "",
    FIELDS,
    Times(TimeFormat.ISO),
    roles={"visitor": Role.AGENT, "agent": Role.AGENT},
    keep={"senderType": ("visitor", "agent")},
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "chats.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def brought(database: SqlDatabase, file: Path, mapping: Mapping | None = None) -> ImportReport:
    return import_paths(database, [file], None, Person("Ann"), NOW, mapping=mapping)


@pytest.mark.parametrize("conversations", ["", ",2,"])
def test_a_template_is_offered_and_takes_the_place_of_what_was_guessed(
    tmp_path: Path, table: Path, conversations: str
) -> None:
    if not conversations:  # of one conversation only, which is known by its content
        table.write_text(
            "".join(line for line in TABLE.splitlines(True) if not line.startswith("2,")), encoding="utf-8"
        )
    database = open_database(tmp_path / "room.db", UUID(int=1))
    first = brought(database, table)
    assert first.unrecognised == ()
    mapping_templates.save(MAPPING, "Swapped")
    again = brought(database, table)
    assert again.unrecognised == (Unrecognised(table.as_posix(), ("Swapped",), guessed=True),)
    mapped = brought(database, table, mapping_templates.find("Swapped"))
    assert set(mapped.interactions.values()) == {Result.UPDATED}
    assert set(mapped.interactions) == set(first.interactions)
    assert mapped.unrecognised == ()
    with database.reading() as work:
        told = [work.interactions.transcript(key) for key in mapped.interactions]
    turns = [(turn.text, turn.role) for each in told if each for turn in each.turns if each.conversation == "1"]
    assert turns == [("Hi", Role.AGENT), ("Hello", Role.AGENT)]
    database.close()
