import pytest

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services import people
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import NOW


def test_somebody_new_is_added(database: SqlDatabase) -> None:
    person, changes = people.introduce(database, "  Zoë   Straße ", PersonRole.REVIEWER, NOW)
    assert person == Person("Zoë Straße")
    assert changes == Changes.of(Changed.PERSON, person.key)
    assert people.everybody(database) == (person,)
    with database.reading() as work:
        (entry,) = work.audit.of(person.key)
    assert (entry.action, entry.kind, entry.detail, entry.at) == ("person added", "person", "Zoë Straße: reviewer", NOW)


@pytest.mark.parametrize("name", ["ZOË STRASSE", "zoë  straße", " Zoë Straße"])
def test_another_case_is_the_same_person(database: SqlDatabase, name: str) -> None:
    person, _ = people.introduce(database, "Zoë Straße", PersonRole.REVIEWER, NOW)
    assert people.introduce(database, name, PersonRole.REVIEWER, NOW) == (person, Changes())
    assert people.find(database, name) == person
    assert people.everybody(database) == (person,)


def test_a_change_of_role_keeps_the_name_and_is_audited(database: SqlDatabase) -> None:
    people.introduce(database, "Ann", PersonRole.REVIEWER, NOW)
    person, changes = people.introduce(database, "ANN", PersonRole.LEAD, NOW)
    assert person == Person("Ann", PersonRole.LEAD)
    assert changes == Changes.of(Changed.PERSON, person.key)
    assert people.everybody(database) == (person,)
    with database.reading() as work:
        trail = work.audit.of(person.key)
    assert [(entry.action, entry.detail) for entry in trail] == [
        ("person added", "Ann: reviewer"),
        ("role changed", "Ann: lead"),
    ]


def test_nobody_is_found_where_nobody_is(database: SqlDatabase) -> None:
    assert people.find(database, "Ann") is None
    assert people.everybody(database) == ()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Type your name"),
        (" \t\n", "Type your name"),
        ("x" * 81, "has 81 characters; use at"),
        ("/home/ann/call.wav", "“/home/ann/call.wav” is no name of a person"),
        ("C:\\calls\\1.wav", "is no name of a person: leave out slashes"),
        ("file:///" + "x" * 90, "x…” is no name"),
        ("Ann\x00", r"“Ann\?” is no name of a person"),
        ("Ann\x1b[0m", "control characters"),
    ],
)
def test_a_name_that_cannot_be_is_refused(database: SqlDatabase, name: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        people.introduce(database, name, PersonRole.REVIEWER, NOW)
    assert people.everybody(database) == ()


@pytest.mark.parametrize("name", ["Zoë O’Straße-Łęcka, Dr.", "عبد الرحمن", "نرگس\u200cخاتون", "Ann (night)"])
def test_names_of_people_are_taken(database: SqlDatabase, name: str) -> None:
    assert people.introduce(database, name, PersonRole.REVIEWER, NOW)[0].name == name


def test_the_longest_name_is_taken(database: SqlDatabase) -> None:
    assert people.introduce(database, "x" * 80, PersonRole.REVIEWER, NOW)[0].name == "x" * 80
