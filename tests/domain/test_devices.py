"""When an installation must write under another id: the machine, the database and the copy of either changed."""

from uuid import UUID, uuid4

from qa_desktop.domain.devices import Installation, Renewal, Writer

USUAL = UUID(int=1)
ROOM, OTHER = UUID(int=10), UUID(int=11)


def test_a_first_database_gets_the_usual_id() -> None:
    nothing = Installation()
    assert nothing.renewal(ROOM, USUAL, "here", 0) is None
    assert nothing.writer(ROOM, USUAL) == USUAL


def test_a_second_database_gets_an_id_of_its_own() -> None:
    one = Installation().witnessing(ROOM, USUAL, "here", 3)
    assert one.renewal(OTHER, USUAL, "here", 0) is Renewal.FIRST
    two = one.renewed(OTHER, "here")
    assert two.writer(ROOM, USUAL) == USUAL != two.writer(OTHER, USUAL)
    assert two.renewal(OTHER, USUAL, "here", 0) is None


def test_a_database_that_has_less_than_was_written_needs_another_id() -> None:
    seen = Installation().witnessing(ROOM, USUAL, "here", 7)
    assert seen.renewal(ROOM, USUAL, "here", 7) is None
    assert seen.renewal(ROOM, USUAL, "here", 8) is None
    assert seen.renewal(ROOM, USUAL, "here", 6) is Renewal.BEHIND
    again = seen.renewed(ROOM, "here")
    assert again.writer(ROOM, USUAL) != USUAL
    assert again.renewal(ROOM, USUAL, "here", 0) is None


def test_settings_on_another_machine_lose_all_their_ids() -> None:
    seen = Installation().witnessing(ROOM, USUAL, "here", 7).witnessing(OTHER, uuid4(), "here", 2)
    assert seen.renewal(ROOM, USUAL, "there", 7) is Renewal.MACHINE
    moved = seen.renewed(ROOM, "there")
    assert (moved.machine, set(moved.writers)) == ("there", {ROOM})
    assert moved.writer(ROOM, USUAL) != USUAL


def test_a_machine_that_cannot_be_told_is_no_other_machine() -> None:
    assert Installation().witnessing(ROOM, USUAL, "here", 7).renewal(ROOM, USUAL, "", 7) is None
    unknown = Installation().witnessing(ROOM, USUAL, "", 7)
    assert unknown.renewal(ROOM, USUAL, "here", 7) is None
    assert unknown.witnessing(ROOM, USUAL, "here", 8).machine == "here"


def test_the_highest_number_seen_never_falls_unless_the_id_is_another() -> None:
    seen = Installation().witnessing(ROOM, USUAL, "here", 7).witnessing(ROOM, USUAL, "here", 5)
    assert seen.writers[ROOM] == Writer(USUAL, 7)
    other = uuid4()
    assert seen.witnessing(ROOM, other, "here", 1).writers[ROOM] == Writer(other, 1)
