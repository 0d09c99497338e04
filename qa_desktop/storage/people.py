"""The people who use the program."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.tables import PersonRow
from qa_desktop.storage.writes import put


class PersonRepository:
    """Reviewers, leads and administrators."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._ledger = Ledger(connection, device)

    def get(self, key: UUID) -> Person | None:
        """A person."""
        row = self._connection.execute(select(PersonRow.name, PersonRow.role).where(PersonRow.key == key)).first()
        return None if row is None else Person(row.name, PersonRole(row.role))

    def all(self) -> Sequence[Person]:
        """Everybody, by name."""
        rows = self._connection.execute(select(PersonRow.name, PersonRow.role))
        people = [Person(row.name, PersonRole(row.role)) for row in rows]
        return sorted(people, key=lambda person: (person.name.casefold(), person.name))

    def put(self, person: Person) -> None:
        """Add a person or change the role."""
        if self.get(person.key) == person:
            return
        self._ledger.write(RecordKind.PERSON, person.key, person)
        show(self._connection, person)


def show(connection: Connection, person: Person) -> None:
    """Write what holds of a person into the table."""
    put(connection, PersonRow, {"key": person.key}, {"name": person.name, "role": person.role.value})
