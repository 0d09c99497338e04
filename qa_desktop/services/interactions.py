"""What is said about an interaction after it was imported."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.people import Person
from qa_desktop.services.ports import AuditEntry, Database


def set_agent_channel(database: Database, key: UUID, channel: int, author: Person, now: datetime) -> Changes:
    """Say which channel of the recording is the agent: 0 for the left, 1 for the right."""
    with database.writing() as work:
        found = work.interactions.get(key)
        if found is None or found.recording is None:
            return Changes()
        if not work.interactions.put(replace(found, recording=replace(found.recording, agent_channel=channel))):
            return Changes()
        detail = ("left", "right")[channel]
        work.audit.add(AuditEntry(now, database.device, author.key, "agent's side set", "interaction", key, detail))
    return Changes.of(Changed.INTERACTION, key)
