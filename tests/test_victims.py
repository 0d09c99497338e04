"""What the victims of the kill tests are forked from has opened nothing, and they end as they are told to."""

import os

import pytest

from tests.victims import FORKING, KILLED, PROGRAMS, Victim

pytestmark = pytest.mark.skipif(not FORKING, reason="programs are started anew where they cannot be forked")


def test_it_has_loaded_the_program_and_opened_nothing() -> None:
    victim = Victim("looking_program")
    said = dict(line.split(" ", 1) for line in victim.rest())
    assert (victim.ended_with, victim.complaints) == (0, "")
    assert {*PROGRAMS} <= {*said.pop("loaded").split()}
    assert said == {"threads": "1", "files": "[]", "connections": "0", "application": "None"}


def test_it_is_another_process_and_is_killed() -> None:
    victims = [Victim("looking_program", "stay") for _ in range(2)]
    numbers = [int(victim.line()) for victim in victims]
    assert len({os.getpid(), *numbers}) == 3
    assert victims[0].rest_until_killed(0.0) == []
    os.kill(numbers[1], 0)
    victims[1].kill()
    assert (victims[1].rest(), victims[1].ended_with) == ([], KILLED)
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
