from dataclasses import replace
from uuid import uuid4

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.keys import new_key
from qa_desktop.storage.database import SqlDatabase
from tests.storage.samples import ANN, BEN, CALL, VERSION, call, furnish


def session(key_ms: int) -> CalibrationSession:
    return CalibrationSession(
        new_key(key_ms),
        f"Week {key_ms}",
        VERSION.key,
        BEN.key,
        (BEN.key, ANN.key),
        (call(2).key, CALL.key, call(1).key),
    )


def test_sessions_keep_the_order_of_people_and_interactions(database: SqlDatabase) -> None:
    first, second = session(1_000), session(2_000)
    with database.writing() as work:
        furnish(work)
        for number in (1, 2):
            work.interactions.put(call(number))
        work.sessions.put(first)
        work.sessions.put(second)
    with database.reading() as work:
        assert work.sessions.all() == [second, first]
        assert work.sessions.get(first.key) == first
        assert work.sessions.get(uuid4()) is None


def test_a_session_can_be_changed(database: SqlDatabase) -> None:
    smaller = replace(session(1_000), reviewers=(ANN.key,), interactions=())
    with database.writing() as work:
        furnish(work)
        for number in (1, 2):
            work.interactions.put(call(number))
        work.sessions.put(replace(session(1_000), key=smaller.key))
        work.sessions.put(smaller)
        assert work.sessions.all() == [smaller]
