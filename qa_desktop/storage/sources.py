"""What is known of a source of recordings: on which channel its agents are, and the format of its headerless files."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, select

from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.interactions import JOINED
from qa_desktop.domain.keys import key_from_outside
from qa_desktop.domain.raw_formats import RawFormat, parse
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.tables import RecordingRow, SourceFormatRow, SourceRow
from qa_desktop.storage.writes import put


class SourceRepository:
    """Answers that were given once for everything under a root."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._ledger = Ledger(connection, device)

    def agent_channel(self, root: str) -> int | None:
        """The agent's channel in the recordings of a root; none holds for all that were joined from two legs."""
        if root == JOINED:
            return None
        return self._stored_channel(root)

    def set_agent_channel(self, root: str, channel: int) -> None:
        """Remember the agent's channel for a root."""
        if self._stored_channel(root) != channel:
            self._write({**self._told(root), "agent_channel": channel})

    def inheriting(self, root: str) -> list[UUID]:
        """The interactions whose recording takes the agent's channel from the root."""
        untold = (RecordingRow.agent_channel.is_(None), RecordingRow.channels > 1)
        wanted = select(RecordingRow.interaction).where(RecordingRow.root == root, RecordingRow.root != JOINED, *untold)
        return list(self._connection.scalars(wanted))

    def formats(self, root: str) -> dict[str, RawFormat]:
        """The format of headerless files under a root, by their ending."""
        wanted = select(SourceFormatRow.suffix, SourceFormatRow.format).where(SourceFormatRow.root == root)
        return {row.suffix: parse(row.format) for row in self._connection.execute(wanted)}

    def set_format(self, root: str, suffix: str, raw: RawFormat) -> None:
        """Remember the format of the headerless files with that ending under a root."""
        told = self._told(root)
        if told["formats"].get(suffix) != str(raw):
            self._write({**told, "formats": {**told["formats"], suffix: str(raw)}})

    def _stored_channel(self, root: str) -> int | None:
        return self._connection.scalar(select(SourceRow.agent_channel).where(SourceRow.root == root))

    def _told(self, root: str) -> dict[str, Any]:
        formats = {suffix: str(raw) for suffix, raw in self.formats(root).items()}
        return {"root": root, "agent_channel": self._stored_channel(root), "formats": formats}

    def _write(self, told: dict[str, Any]) -> None:
        self._ledger.write(RecordKind.SOURCE, source_key(told["root"]), told)
        show(self._connection, told)


def source_key(root: str) -> UUID:
    """The key of a source, equal on every device."""
    return key_from_outside("source", root)


def show(connection: Connection, told: Mapping[str, Any]) -> None:
    """Write what holds of a source into the tables."""
    root = told["root"]
    if told["agent_channel"] is not None:
        put(connection, SourceRow, {"root": root}, {"agent_channel": told["agent_channel"]})
    for suffix, raw in told["formats"].items():
        put(connection, SourceFormatRow, {"root": root, "suffix": suffix}, {"format": raw})


def answers_for_recording() -> ColumnElement[bool]:
    """What joins a recording to what is known of its source: nothing where it has one channel, or was joined."""
    return and_(SourceRow.root == RecordingRow.root, SourceRow.root != JOINED, RecordingRow.channels > 1)
