"""How long customers waited for the agent."""

from qa_desktop.domain.response_times import ResponseTimes, response_times
from qa_desktop.domain.transcripts import Role, Turn


def turn(role: Role, start: float | None, internal: bool = False) -> Turn:
    """A message at that time."""
    return Turn("x", role, start=start, internal=internal)


def test_a_wait_lasts_from_the_first_unanswered_message_to_the_answer_that_the_customer_sees() -> None:
    turns = (
        turn(Role.AGENT, 0),
        turn(Role.CUSTOMER, 10),
        turn(Role.CUSTOMER, 20),
        turn(Role.BOT, 21),
        turn(Role.AGENT, 25, internal=True),
        turn(Role.AGENT, 40),
        turn(Role.AGENT, 45),
        turn(Role.CUSTOMER, 50),
        turn(Role.AGENT, 60),
        turn(Role.CUSTOMER, 70),
    )
    assert response_times(turns) == ResponseTimes(first=30, average=20, responses=2)


def test_nothing_is_said_where_nobody_was_answered_or_no_time_is_known() -> None:
    assert response_times(()) is None
    assert response_times((turn(Role.CUSTOMER, 1), turn(Role.BOT, 2))) is None
    assert response_times((turn(Role.CUSTOMER, None), turn(Role.AGENT, None))) is None
