"""Mappings under names: written so that they read the same, kept, renamed, deleted, brought back, and offered."""

from datetime import timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role
from qa_desktop.services import mapping_templates as kept
from qa_desktop.services.mapping_files import read_mapping
from qa_desktop.services.mapping_preview import open_sample
from qa_desktop.services.mapping_writing import written
from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.mapping import Lookup, Mapping, TimeFormat, Times

PLAIN = Mapping("m", {"text": "Gesagtes", "time": "Wann"}, Times(TimeFormat.DAY_FIRST))
FULL = Mapping(
    name="m",
    fields={"text": "body.text", "time": "at", "conversation": "no"},
    times=Times(TimeFormat.EPOCH_MILLISECONDS, zone=timezone(timedelta(hours=-3, minutes=-30))),
    applies_to=("north-*.json", "*: odd"),
    channel="chat",
    encoding="cp1252",
    turns=JsonPath("messages[]"),
    conversations=JsonPath("data.chats[]"),
    lines=True,
    lookups=(Lookup("role", JsonPath("$.people[]"), JsonPath("id"), JsonPath("kind")),),
    roles={"teammate": Role.AGENT, "yes": Role.CUSTOMER, "1": Role.BOT, "ä: “x”": Role.SYSTEM},
    keep={"type": ("MESSAGE", "true", "007"), "open": ("",)},
    internal_when=("staff", "null"),
)


@pytest.mark.parametrize(
    "mapping",
    [
        PLAIN,
        FULL,
        Mapping("m", {"text": "#3"}, Times(pattern="%d.%m.%Y %H:%M", decimal_comma=True), delimiter="\t", header=False),
        Mapping("m", {"text": "text"}, Times(zone=ZoneInfo("Europe/Berlin")), delimiter=";"),
    ],
)
def test_what_is_written_reads_the_same(mapping: Mapping, tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(written(mapping), encoding="utf-8")
    assert read_mapping(file) == mapping


def test_a_template_is_kept_renamed_deleted_and_brought_back() -> None:
    assert kept.templates() == ()
    assert kept.save(PLAIN, "  Chats  of the north ").name == "Chats of the north"
    assert kept.find("chats OF the north") == kept.find_or_read("Chats of the north")
    assert kept.find("Chats of the north").fields == PLAIN.fields
    with pytest.raises(InputError, match="There is a template “Chats of the north” already"):
        kept.save(FULL, "CHATS of the north")
    kept.save(FULL, "CHATS of the north", over=True)
    assert [(each.name, each.mapping.turns) for each in kept.templates() if each.mapping] == [
        ("Chats of the north", JsonPath("messages[]"))
    ]
    assert kept.rename("chats of the north", "North") == "North"
    assert kept.rename("North", "NORTH") == "NORTH"
    kept.save(PLAIN, "South")
    with pytest.raises(InputError, match="already"):
        kept.rename("South", "north")
    gone = kept.delete("South")
    assert [each.name for each in kept.templates()] == ["NORTH"]
    kept.bring_back(gone)
    assert kept.find("South").fields == PLAIN.fields
    with pytest.raises(InputError, match="already"):
        kept.bring_back(gone)


@pytest.mark.parametrize(
    "name", ["", "  ", "a/b", "..", ".x", "a\\b", "con", "LPT1.x", "x" * 81, "a\tb\0", "end.", 'a"b', "a:b"]
)
def test_a_name_that_is_none_of_a_file_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        kept.save(PLAIN, name)
    assert kept.templates() == ()


def test_one_that_is_not_there_is_told_with_what_is(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no template “Nord”; none is saved yet: give the path of a YAML"):
        kept.find_or_read("Nord")
    kept.save(PLAIN, "Norden")
    with pytest.raises(InputError, match=r'There is no template “Nord”; did you mean "Norden"\?$'):
        kept.find_or_read("Nord")
    with pytest.raises(InputError, match="cannot be opened"):
        kept.find_or_read(str(tmp_path / "none.yaml"))


def test_one_with_mistakes_is_listed_with_them() -> None:
    kept.save(PLAIN, "Good")
    bad = kept.templates()[0].file.with_name("Bad.yaml")
    bad.write_text("fields: {text: a}\nroles: {x: boss}\n", encoding="utf-8")
    first, second = kept.templates()
    assert (first.name, first.mapping, second.trouble) == ("Bad", None, "")
    assert "Bad.yaml:2:" in first.trouble


def test_a_template_is_offered_for_a_file_of_the_same_shape_only(tmp_path: Path) -> None:
    kept.save(PLAIN, "Table")
    kept.save(FULL, "Else")
    kept.save(Mapping("", {"text": "#2", "time": "#1"}, Times(TimeFormat.CLOCK), header=False), "Bare")

    def offered(text: str) -> tuple[str, ...]:
        file = tmp_path / "b.csv"
        file.write_text(text, encoding="utf-8")
        return kept.fitting(open_sample(file), kept.templates())

    assert offered("Wann;Gesagtes;Mehr\n3/4/2026 10:00;Hallo;1\n3/4/2026 10:01;Ja;2\n") == ("Table",)
    assert offered("Wann;Was\n3/4/2026 10:00;Hallo\n") == ()
    assert offered("Wann;Gesagtes\nbald;Hallo\nspäter;Ja\n") == ()  # its times are written in another way
    assert offered("0:01;Hallo\n0:02;Ja\n") == ("Bare",)
    assert offered("Wann;Gesagtes\n3/4/2026 10:00;\n3/4/2026 10:01;Ja\n") == ("Table",)
    assert offered("0:01;\n0:02;Ja\n") == ()  # half of it says nothing
