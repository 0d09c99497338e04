from dataclasses import replace
from pathlib import Path

import pytest

from qa_desktop import paths
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import Form, FormVersion
from qa_desktop.domain.forms import publish as version_of
from qa_desktop.domain.interactions import Channel
from qa_desktop.services import form_library
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import ANN, NOW, interaction, write_form


def publish(database: SqlDatabase, *files: Path) -> tuple[tuple[FormVersion, ...], Changes]:
    return form_library.publish_files(database, files, ANN.key, NOW)


def test_publishing_the_same_again_is_the_same_version(database: SqlDatabase, tmp_path: Path) -> None:
    file = write_form(tmp_path)
    (first,), changes = publish(database, file)
    assert (first.label, changes) == ("Greeting v1", Changes.of(Changed.FORM, first.key))
    assert publish(database, file) == ((first,), Changes())
    assert form_library.newest(database) == (first,)
    with database.reading() as work:
        (entry,) = work.audit.of(first.key)
    assert (entry.action, entry.author, entry.detail) == ("form published", ANN.key, "Greeting v1")


def test_changed_content_is_the_next_version(database: SqlDatabase, tmp_path: Path) -> None:
    (first,), _ = publish(database, write_form(tmp_path))
    (second,), changes = publish(database, write_form(tmp_path, text="Greets warmly"))
    assert (first.number, second.number) == (1, 2)
    assert changes == Changes.of(Changed.FORM, second.key)
    assert form_library.newest(database) == (second,)


def test_an_older_version_published_again_is_neither_new_nor_newest(database: SqlDatabase, tmp_path: Path) -> None:
    (first,), _ = publish(database, write_form(tmp_path))
    (second,), _ = publish(database, write_form(tmp_path, text="Greets warmly"))
    assert publish(database, write_form(tmp_path)) == ((first,), Changes())
    assert form_library.newest(database) == (second,)
    with database.reading() as work:
        assert len(work.audit.of(first.key)) == 1


def test_a_file_named_twice_is_published_once(database: SqlDatabase, tmp_path: Path) -> None:
    file = write_form(tmp_path)
    versions, changes = publish(database, file, file)
    assert versions[0] == versions[1]
    assert len(changes.items) == 1
    with database.reading() as work:
        assert len(work.audit.of(versions[0].key)) == 1


def test_one_faulty_file_keeps_all_of_them_out(database: SqlDatabase, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("id: x\ntitle: X\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"faulty\.yaml"):
        publish(database, write_form(tmp_path), faulty)
    assert form_library.newest(database) == ()


def test_the_forms_that_ship_go_into_a_database_without_forms(database: SqlDatabase) -> None:
    changes = form_library.publish_shipped(database, paths.forms(), NOW)
    known = form_library.newest(database)
    assert [version.form.id for version in known] == ["chat-email", "collections", "inbound-support"]
    assert changes == Changes.of(Changed.FORM, *(version.key for version in known))
    assert form_library.publish_shipped(database, paths.forms(), NOW) == Changes()


def test_a_team_with_forms_of_its_own_is_left_alone(database: SqlDatabase, tmp_path: Path) -> None:
    versions, _ = publish(database, write_form(tmp_path))
    assert form_library.publish_shipped(database, paths.forms(), NOW) == Changes()
    assert form_library.newest(database) == versions


@pytest.mark.parametrize("name", ["greeting", "Greeting", "GREETING V2", "Greeting v2"])
def test_a_form_is_found_by_id_title_and_label(database: SqlDatabase, tmp_path: Path, name: str) -> None:
    publish(database, write_form(tmp_path))
    (second,), _ = publish(database, write_form(tmp_path, text="Greets warmly"))
    assert form_library.named(database, name) == second


def test_a_form_that_is_not_there_is_told_with_those_that_are(database: SqlDatabase, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no form “x” in the database; it has: none yet"):
        form_library.named(database, "x")
    publish(database, write_form(tmp_path), write_form(tmp_path, "parting", "Parting"))
    with pytest.raises(InputError, match="it has: greeting, parting"):
        form_library.named(database, "x")


# Which form is proposed

ANY = Form("any", "Any", ())
CALLS = replace(ANY, id="calls", title="Calls", channels=("call",))
ARREARS = replace(ANY, id="arrears", title="Arrears", queues=("Arrears", "Collections"))
ARREARS_CALLS = replace(ARREARS, id="arrears-calls", title="A", channels=("call",))
CHATS = replace(ANY, id="chats", title="Chats", channels=("chat", "email"))


def proposed(*forms: Form, **about: object) -> str | None:
    version = form_library.suited([version_of(form, 1) for form in forms], interaction(**about))  # type: ignore[arg-type]
    return version.form.id if version else None


@pytest.mark.parametrize(
    ("about", "form"),
    [
        ({"queue": "arrears"}, "arrears"),
        ({"queue": "COLLECTIONS"}, "arrears"),
        ({"queue": "Faults"}, "calls"),
        ({}, "calls"),
        ({"channel": Channel.CHAT}, "chats"),
        ({"channel": Channel.EMAIL}, "chats"),
        ({"channel": Channel.CHAT, "queue": "Arrears"}, "arrears"),
        ({"channel": Channel.OTHER}, "any"),
    ],
)
def test_the_form_made_for_the_queue_then_the_channel_then_any(about: dict[str, object], form: str) -> None:
    forms = (ANY, CALLS, ARREARS, CHATS)
    assert proposed(*forms, **about) == form
    assert proposed(*reversed(forms), **about) == form


def test_a_form_for_the_queue_on_another_channel_is_not_proposed() -> None:
    assert proposed(ARREARS_CALLS, CHATS, channel=Channel.CHAT, queue="Arrears") == "chats"


def test_a_form_for_other_queues_is_proposed_after_one_for_any() -> None:
    assert proposed(ARREARS_CALLS, ANY, queue="Faults") == "any"


def test_equally_suited_forms_are_taken_by_title() -> None:
    assert proposed(replace(CALLS, id="second", title="B"), replace(CALLS, id="first", title="A")) == "first"


def test_where_nothing_suits_there_is_still_a_form_to_begin_with() -> None:
    assert proposed(CHATS) == "chats"
    assert proposed() is None
