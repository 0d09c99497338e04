"""What the records tell of interactions that were joined by hand."""

from uuid import UUID

from sqlalchemy import Connection

from qa_desktop.domain.chains import Record, RecordKind
from qa_desktop.domain.interactions import Interaction, Joining
from qa_desktop.storage import records
from qa_desktop.storage.tables import RecordRow


def joining_of(connection: Connection, given: UUID) -> Joining | None:
    """How the interaction into which one was joined changed by that; None where it is not known any more.

    Its record was written just before that of the one that was joined, on the same device.
    """
    told = records.newest_kept(connection, RecordKind.INTERACTION, given)
    kept = _read(told[-1]).joined_into if told else None
    if kept is None:
        return None
    of_kept = records.load(connection, RecordRow.subject == kept, RecordRow.kind == RecordKind.INTERACTION.value)
    by_key = {each.key: each for each in of_kept}
    until = [each for each in of_kept if each.at <= told[-1].at and each.device == told[-1].device]
    after = max(until, key=lambda each: (each.number, each.at), default=None)
    parents = [by_key[key] for key in after.parents if key in by_key] if after else []
    before = max(parents, key=lambda each: (each.number, each.at), default=None)
    if after is None or before is None or after.content is None or before.content is None:
        return None
    return Joining(_read(before), _read(after), after.at)


def _read(record: Record) -> Interaction:
    import msgspec

    return msgspec.json.decode(record.content or "", type=Interaction)
