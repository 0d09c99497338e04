from dataclasses import replace
from uuid import uuid4

from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.storage.database import SqlDatabase
from tests.storage.samples import ANN, BEN


def test_people_come_back_by_key_and_by_name(database: SqlDatabase) -> None:
    cid = Person("cid")
    with database.writing() as work:
        for person in (cid, BEN, ANN):
            work.people.put(person)
    with database.reading() as work:
        assert work.people.all() == [ANN, BEN, cid]
        assert work.people.get(BEN.key) == BEN
        assert work.people.get(uuid4()) is None


def test_putting_a_person_again_changes_the_role(database: SqlDatabase) -> None:
    promoted = replace(ANN, role=PersonRole.ADMINISTRATOR)
    with database.writing() as work:
        work.people.put(ANN)
        work.people.put(promoted)
        assert work.people.all() == [promoted]
