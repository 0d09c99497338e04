from datetime import UTC, datetime, timedelta, timezone

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Turn
from qa_desktop.transcripts.detect import read_mapped
from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.mapped import read_with
from qa_desktop.transcripts.mapping import Mapping, TimeFormat, Times
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.times import Kind, Moment

CET = timezone(timedelta(hours=1))
AT = datetime(2026, 4, 5, 9, 0, tzinfo=UTC)


def at(moment: datetime) -> Moment:
    return Moment(Kind.INSTANT, moment.timestamp(), moment)


@pytest.mark.parametrize(
    ("times", "written", "expected"),
    [
        (Times(), "1,5", Moment(Kind.OFFSET, 1.5)),
        (Times(decimal_comma=True), "1.001,5", Moment(Kind.OFFSET, 1001.5)),
        (Times(TimeFormat.MILLISECONDS), 1500, Moment(Kind.OFFSET, 1.5)),
        (Times(TimeFormat.CLOCK), "1:05", Moment(Kind.OFFSET, 65.0)),
        (Times(TimeFormat.EPOCH_SECONDS), AT.timestamp(), at(AT)),
        (Times(TimeFormat.EPOCH_MILLISECONDS), str(int(AT.timestamp()) * 1000), at(AT)),
        (Times(TimeFormat.EPOCH_MICROSECONDS), int(AT.timestamp()) * 1_000_000, at(AT)),
        (Times(TimeFormat.ISO), "2026-04-05T09:00:00Z", at(AT)),
        (Times(TimeFormat.ISO, zone=CET), "2026-04-05T10:00:00", at(AT.astimezone(CET))),
        (Times(TimeFormat.ISO, zone=CET), "2026-04-05T09:00:00Z", at(AT)),
        (Times(TimeFormat.DAY_FIRST, zone=UTC), "05/04/2026 09:00", at(AT)),
        (Times(TimeFormat.MONTH_FIRST, zone=UTC), "04/05/2026 09:00", at(AT)),
        (Times(pattern="%Y%m%d-%H%M", zone=UTC), "20260405-0900", at(AT)),
        (Times(pattern="%Hh%M"), "9h30", Moment(Kind.CLOCK, 34_200)),
        (Times(), "soon", None),
        (Times(), float("nan"), None),
        (Times(), -1, None),
        (Times(TimeFormat.ISO), "09:00", None),
        (Times(TimeFormat.CLOCK), "2026-04-05T09:00:00Z", None),
        (Times(pattern="%H:%M"), "25:00", None),
    ],
)
def test_times_are_read_as_the_mapping_says(times: Times, written: object, expected: Moment | None) -> None:
    assert times.read(written) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", [("", {"a": [{"b": 1}, {"b": 2}, 3]})]),
        ("a[].b", [("a[0].b", 1), ("a[1].b", 2)]),
        ("a[1].b", [("a[1].b", 2)]),
        ("a[7].b", []),
        ("a.b", []),
        ("$.z", [("z", 9)]),
    ],
)
def test_a_path_finds_values_with_their_places(path: str, expected: object) -> None:
    assert list(JsonPath(path).find({"a": [{"b": 1}, {"b": 2}, 3]}, {"z": 9})) == expected


@pytest.mark.parametrize("path", ["a..b", "a[x]", "[", ".a", "a[1"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        JsonPath(path)


def test_a_table_is_read_by_its_mapping() -> None:
    mapping = Mapping(
        "north",
        {"conversation": "Call", "time": "When", "role": "Who", "speaker": "Name", "text": "Words", "internal": "Note"},
        Times(TimeFormat.DAY_FIRST, zone=UTC),
        encoding="cp1252",
        delimiter=";",
        roles={"a": Role.AGENT, "k": Role.CUSTOMER},
        keep={"Type": ("MESSAGE",)},
    )
    rows = (
        "Call;When;Who;Name;Type;Note;Words",
        "1;05/04/2026 09:00;A;Ann;MESSAGE;;Grüße",
        "1;05/04/2026 09:01;K;;MESSAGE;;Hallo",
        "1;05/04/2026 09:02;Z;Zed;EVENT;;joined",
        "2;05/04/2026 10:00;Q;Quin;MESSAGE;X;wer",
    )
    first, second = read_with(mapping, Source("\r\n".join(rows).encode("cp1252")))
    assert first.turns == (
        Turn("Grüße", Role.AGENT, "Ann", 0.0, 60.0),
        Turn("Hallo", Role.CUSTOMER, "K", 60.0),
    )
    assert (first.conversation, first.channel, first.started_at) == ("1", "chat", "2026-04-05T09:00:00Z")
    assert first.skipped == (
        Skipped("file", "1 row or turn was left out, as the mapping keeps only Type = MESSAGE"),
        Skipped("file", "the mapping has no role for “Q”; 1 turn is of an unknown role"),
    )
    assert second.turns == (Turn("wer", Role.UNKNOWN, "Quin", 0.0, internal=True),)


def test_columns_without_names_go_by_number() -> None:
    mapping = Mapping("bare", {"time": "#2", "role": "1", "text": "#3"}, header=False)
    (found,) = read_with(mapping, Source(b"Agent,0,Hello\nCustomer,never,Hi,more\n\nAgent,4\n"))
    assert [(turn.role, turn.start, turn.text) for turn in found.turns] == [
        (Role.AGENT, 0.0, "Hello"),
        (Role.CUSTOMER, None, "Hi"),
    ]
    assert [note.where for note in found.skipped] == ["line 2", "line 4"]


def test_json_lines_are_turns_too() -> None:
    mapping = Mapping(
        "lines", {"conversation": "c", "text": "parts[].t", "time": "s"}, turns=JsonPath("[]"), lines=True
    )
    one = b'{"c": 7, "s": 1, "parts": [{"t": "a"}, {"t": "b"}]}\n'
    (found,) = read_with(mapping, Source(one))
    assert (found.conversation, found.turns) == ("7", (Turn("a\nb", start=1.0),))
    two = read_with(mapping, Source(one + b'{"c": 8, "s": 1, "parts": [{"t": "c"}]}\n{"c": 8}\n'))
    assert [each.conversation for each in two] == ["7", "8"]
    assert two[0].skipped == (Skipped("[2]", "no text"),)


@pytest.mark.parametrize(
    ("mapping", "data", "sentence"),
    [
        (
            Mapping("m", {"text": "Words"}),
            b"a,b\n1,2\n",
            "“x.csv” has no column “Words”, which the mapping “m” names; its columns are “a”, “b”.",
        ),
        (
            Mapping("m", {"text": "#3"}, header=False),
            b"a,b\n1,2\n",
            "“x.csv” has no column “#3”, which the mapping “m” names; its rows have 2 cells.",
        ),
        (Mapping("m", {"text": "a"}), b"a,b\n,2\n", "“x.csv” has no turn with a text by the mapping “m”."),
        (
            Mapping("m", {"text": "a"}, encoding="ascii"),
            "a\nü\n".encode(),
            "“x.csv” is not written in the encoding ascii that its mapping names (byte 3).",
        ),
        (
            Mapping("m", {"text": "a"}, turns=JsonPath("talk[]")),
            b'{"talk": {}}',
            "“x.csv” has no turns at “talk[]”, the path that the mapping “m” names.",
        ),
    ],
)
def test_what_does_not_fit_is_told(mapping: Mapping, data: bytes, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_mapped(mapping, data, "x.csv")
    assert str(caught.value) == sentence
