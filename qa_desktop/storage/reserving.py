"""Which interactions somebody has taken along on a laptop: records like others, so that every database hears of it."""

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Connection, exists

from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.sharing import Reservation
from qa_desktop.storage import records
from qa_desktop.storage.shared_tables import IS_RESERVATION
from qa_desktop.storage.tables import RecordParentRow, RecordRow


def listed(connection: Connection) -> Sequence[Reservation]:
    """All that hold, by interaction; of several that were written apart the one that holds on every device."""
    followed = exists().where(RecordParentRow.parent == RecordRow.key)
    found = records.load(connection, IS_RESERVATION, ~followed)
    last = {each.subject: each for each in sorted(found, key=lambda each: (each.number, each.at, each.key))}
    told = ((each, json.loads(each.content or "{}").get("reviewer")) for each in last.values())
    return [Reservation(each.subject, UUID(reviewer), each.at) for each, reviewer in told if reviewer]


def reserve(connection: Connection, device: UUID, interactions: Iterable[UUID], reviewer: UUID | None) -> int:
    """Reserve interactions for somebody, or for nobody any more; how many were otherwise before."""
    ledger = records.Ledger(connection, device)
    before = {each.interaction: each.reviewer for each in listed(connection)}
    changed = [key for key in sorted(interactions) if before.get(key) != reviewer]
    for key in changed:
        ledger.write(RecordKind.RESERVATION, key, {"reviewer": reviewer}, reviewer)
    return len(changed)
