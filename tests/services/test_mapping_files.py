import json
import re
import zoneinfo
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Turn
from qa_desktop.services.mapping_files import read_mapping
from qa_desktop.services.reading import read_conversations

ROOT = Path(__file__).resolve().parents[2]


def _chat() -> dict[str, object]:
    people = [{"id": 1, "kind": "teammate", "name": "Ann Lee"}, {"id": 2, "kind": "visitor", "name": "Bo"}]
    messages = [
        {"type": "MESSAGE", "at": 1775379600000, "from": {"id": 2}, "body": {"text": "Hi"}},
        {"type": "TYPING", "at": 1775379601000, "from": {"id": 1}},
        {"type": "NOTE", "at": 1775379604500, "from": {"id": 1}, "body": {"text": "a regular"}, "visibility": "staff"},
        {"type": "MESSAGE", "at": 1775379605000, "from": {"id": 3}, "body": {"text": "Hello"}},
    ]
    return {"data": {"chats": [{"chat_no": 17, "people": people, "messages": messages}]}}


def test_the_example_in_the_readme_reads_what_it_says(tmp_path: Path) -> None:
    example = re.search(
        r"```yaml\n(name: Chats of the north.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    assert example is not None
    file = tmp_path / "north.yaml"
    file.write_text(example[1], encoding="utf-8")
    mapping = read_mapping(file)
    (chat,) = read_conversations(json.dumps(_chat()).encode(), "North-1.json", None, mapping)
    assert (chat.conversation, chat.channel, chat.started_at) == ("17", "chat", "2026-04-05T09:00:00Z")
    assert chat.turns == (
        Turn("Hi", Role.CUSTOMER, "Bo", 0.0, 4.5),
        Turn("a regular", Role.AGENT, "Ann Lee", 4.5, 5.0, internal=True),
        Turn("Hello", Role.UNKNOWN, "3", 5.0),
    )
    assert [note.reason for note in chat.skipped] == [
        "1 row or turn was left out, as the mapping keeps only type = MESSAGE or NOTE",
        "the mapping has no role for “3”; 1 turn is of an unknown role",
    ]
    with pytest.raises(InputError, match="JSON of a form that is not known"):
        read_conversations(json.dumps(_chat()).encode(), "south.json", None, mapping)


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(
        "delimiter: ';;'\nencoding: latin-99\nfields: {txt: a}\ntime: {format: tomorrow, zone: Nowhere/At All}\n"
        "roles: {A: boss}\nlookups: []\njson: {turns: 'a..b'}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_mapping(file)
    lines = str(caught.value).splitlines()
    told = [line.removeprefix(f"{file}:").split(":", 1)[0] for line in lines]
    assert set("1234 57".replace(" ", "")) == set(told), lines
    assert any("a..b" in line for line in lines)


@pytest.mark.parametrize("content", ["", "- a\n", "a: [\n", "name: x\n", "name: x\nfields: text\n"])
def test_what_is_no_mapping_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"m\.yaml:\d"):
        read_mapping(file)


@pytest.fixture
def no_zones_of_the_system() -> Iterator[None]:
    """As on Windows, where there is no database of zones."""
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()


@pytest.mark.usefixtures("no_zones_of_the_system")
def test_zones_have_names_where_the_system_knows_none(tmp_path: Path) -> None:
    file = tmp_path / "north.yaml"
    file.write_text("name: North\nfields: {text: said, time: at}\ntime: {format: iso, zone: Europe/Berlin}\n", "utf-8")
    zone = read_mapping(file).times.zone
    assert zone is not None
    assert datetime(2026, 7, 1, tzinfo=zone).utcoffset() == timedelta(hours=2)
