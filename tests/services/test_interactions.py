from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.keys import new_key
from qa_desktop.services import interactions
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import ANN, CALL, NOW, furnish, interaction

CHAT = interaction("K-1")


def test_the_agents_channel_is_kept_and_audited(database: SqlDatabase) -> None:
    furnish(database)
    changes = interactions.set_agent_channel(database, CALL.key, 1, ANN, NOW)
    assert changes == Changes.of(Changed.INTERACTION, CALL.key)
    with database.reading() as work:
        kept = work.interactions.get(CALL.key)
        (entry,) = work.audit.of(CALL.key)
    assert kept is not None
    assert kept.recording is not None
    assert kept.recording.agent_channel == 1
    assert kept.queue == CALL.queue
    assert (entry.author, entry.detail) == (ANN.key, "right")


def test_saying_it_again_changes_nothing(database: SqlDatabase) -> None:
    furnish(database)
    interactions.set_agent_channel(database, CALL.key, 0, ANN, NOW)
    assert interactions.set_agent_channel(database, CALL.key, 0, ANN, NOW) == Changes()
    with database.reading() as work:
        assert len(work.audit.of(CALL.key)) == 1


def test_where_there_is_no_recording_nothing_changes(database: SqlDatabase) -> None:
    furnish(database, CHAT)
    assert interactions.set_agent_channel(database, CHAT.key, 1, ANN, NOW) == Changes()
    assert interactions.set_agent_channel(database, new_key(), 1, ANN, NOW) == Changes()
