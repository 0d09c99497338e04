from qa_desktop.domain.transcripts import Turn
from qa_desktop.transcripts.timeline import Timed, lay_out, usual_kind
from qa_desktop.transcripts.times import Kind, read_time


def rows(*times: str) -> list[Timed]:
    return [Timed(line, Turn(text=str(line)), read_time(cell)) for line, cell in enumerate(times, start=2)]


def test_turns_stand_by_time_and_those_without_one_stay_behind_their_neighbour() -> None:
    line = lay_out(rows("9", "", "1", "1"), Kind.OFFSET, ends_known=False)
    assert [turn.text for turn in line.turns] == ["4", "5", "2", "3"]
    assert [(turn.start, turn.end) for turn in line.turns] == [(1.0, 1.0), (1.0, 9.0), (9.0, None), (None, None)]


def test_a_time_of_another_kind_is_told() -> None:
    line = lay_out(rows("1", "2020-05-25 10:00"), Kind.OFFSET, ends_known=True)
    assert [turn.start for turn in line.turns] == [1.0, None]
    assert [note.where for note in line.skipped] == ["line 3"]


def test_the_kind_is_that_of_most() -> None:
    assert usual_kind([read_time("2020-05-25 10:00"), read_time("1"), read_time("2"), None]) is Kind.OFFSET
    assert usual_kind([]) is Kind.OFFSET
