"""What tells interactions apart that are called alike."""

from qa_desktop.domain.interactions import Agent, Channel, Interaction, Recording, interaction_key
from qa_desktop.domain.telling_apart import apart, place


def call(number: int, external_id: str = "call", path: str = "", root: str = "calls") -> Interaction:
    recording = Recording(root, path, str(number), 1.0, 8000, 2) if path else None
    return Interaction(interaction_key("x", str(number)), external_id, Channel.CALL, Agent("Ann"), recording=recording)


def told(*calls: Interaction) -> list[str | None]:
    found = apart(calls, lambda each: each.agent)
    return [found.get(each.key) for each in calls]


def test_nothing_is_said_of_those_that_are_not_alike() -> None:
    assert apart((call(1), call(2, "other")), lambda each: each.external_id) == {}


def test_the_number_is_enough_where_it_differs() -> None:
    assert told(call(1, "A-1", "x/call.wav"), call(2, "A-2", "y/call.wav")) == ["A-1", "A-2"]


def test_the_file_is_named_or_the_folder_where_the_files_are_called_alike() -> None:
    assert told(call(1, path="x/one.wav"), call(2, path="x/two.wav")) == ["one.wav", "two.wav"]
    assert told(call(1, path="x/call.wav"), call(2, path="y/call.wav")) == ["x", "y"]
    assert told(call(1, path="x/1/call.wav"), call(2, path="y/1/call.wav")) == ["x/1", "y/1"]
    assert told(call(1, path="call.wav"), call(2, path="call.wav", root="old")) == ["calls", "old"]


def test_file_and_folder_where_neither_alone_is_enough() -> None:
    paths = ("x/call.wav", "y/call.wav", "y/call.mp3")
    assert told(*(call(number, path=path) for number, path in enumerate(paths))) == list(paths)


def test_one_without_a_recording_is_told_by_the_others() -> None:
    assert told(call(1), call(2, path="x/call.wav")) == ["", "call.wav"]


def test_without_anything_else_the_end_of_the_key_tells() -> None:
    one, other = call(1), call(2)
    assert told(one, other) == [str(one.key)[-12:], str(other.key)[-12:]]


def test_a_place_is_root_and_path() -> None:
    assert place(call(1, path="x/call.wav")) == "calls/x/call.wav"
    assert place(call(1)) == ""
