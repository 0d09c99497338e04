from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Agent
from qa_desktop.imports.joining import Call, Sound, Text, join
from qa_desktop.imports.names import GROUPS, LONGEST, NameParts, moment, pattern, with_name
from qa_desktop.imports.sheet import SheetRow

WRITTEN = r"(?P<agent>[^_]+)_(?P<started>[^_]+)_(?P<id>[^_-]+)(-(?P<leg>in|out))?$"
NAMES = pattern(WRITTEN)
AT = datetime(2026, 1, 14, 9, 31).astimezone()


def test_a_name_tells_what_its_groups_say() -> None:
    assert NAMES.read("Maya+Brandt_20260114T0931_c1f20a77-in") == NameParts(
        id="c1f20a77", agent="Maya Brandt", started=AT, leg="in"
    )
    assert NAMES.read("c1f20a77") is None
    everything = pattern("".join(f"(?P<{name}>[^_]+)_?" for name in GROUPS))
    told = everything.read("7_Maya_A7_Billing_Cards_C-1_IN_20260114_out")
    assert told == NameParts(
        "7", "Maya", "A7", "Billing", "Cards", "C-1", "IN", None if told is None else told.started, "out"
    )
    assert told is not None
    assert told.row == SheetRow(
        0,
        external_id="7",
        agent=Agent("Maya", "Billing", "A7"),
        queue="Cards",
        customer_reference="C-1",
        direction="in",
        started_at=datetime(2026, 1, 14).astimezone(),
    )


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("20260114T0931", AT),
        ("2026-01-14_09-31-22", AT.replace(second=22)),
        ("2026-01-14T09%3A31%3a22Z", datetime(2026, 1, 14, 9, 31, 22, tzinfo=UTC)),
        ("20260114093122.5Z", datetime(2026, 1, 14, 9, 31, 22, tzinfo=UTC)),
        ("2026-01-14 09.31 UTC", datetime(2026, 1, 14, 9, 31, tzinfo=UTC)),
        ("1768383060", datetime(2026, 1, 14, 9, 31, tzinfo=UTC)),
        ("1768383060123", datetime(2026, 1, 14, 9, 31, tzinfo=UTC)),
        ("20261399", None),
        ("monday", None),
        ("", None),
    ],
)
def test_times_in_names(written: str, at: datetime | None) -> None:
    assert moment(written) == at


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("(?P<id>", "missing \\), unterminated subpattern|missing"),
        ("[", "unterminated character set"),
        ("(?P<colour>.*)", "group “colour”.*groups are id, agent"),
        (".*", "no named group"),
        ("(?P<id>x)" + "a" * LONGEST, "longer than 500"),
        ("(?P<id>" + "(" * 240 + ")" * 240 + ")", ""),
    ],
)
def test_what_is_no_pattern_is_told(written: str, says: str) -> None:
    if not says:  # deep, and all right
        assert pattern(written).read("a") == NameParts()
        return
    with pytest.raises(InputError, match=says):
        pattern(written)


@pytest.mark.parametrize("hostile", [r"(?P<id>(a|aa)+)$", r"(?P<id>(.*)(.*)(.*)(.*)(.*)\d)$"])
def test_a_hostile_pattern_ends_in_a_sentence(hostile: str) -> None:
    with pytest.raises(InputError, match="takes too long on “aaaa"):
        pattern(hostile).read("a" * 1000 + "!")
    with pytest.raises(InputError, match="takes too long"):
        join(["/c/" + "a" * 1000 + "!.wav"], [], [], pattern(hostile))


@given(st.text(max_size=60), st.text(max_size=40))
def test_whatever_is_typed_is_a_pattern_or_a_sentence(written: str, name: str) -> None:
    try:
        pattern(f"{written}(?P<id>.*)").read(name)
    except InputError as error:
        told = str(error)
    else:
        told = "."
    assert told.endswith(".")


def test_files_with_one_id_belong_together() -> None:
    sounds = ["/c/Maya_20260114T0931_c1.wav", "/c/Maya_20260114T0931_c2.wav"]
    texts = ["/d/Tom_20200101_c2.vtt", "/d/c1.vtt"]
    joining = join(sounds, texts, [SheetRow(2, external_id="C1", queue="Cards", agent=Agent("Ann"))], NAMES)
    first, second = joining.calls
    assert first.sound.paths == (sounds[0],)
    assert first.row == SheetRow(2, external_id="C1", queue="Cards", agent=Agent("Ann"), started_at=AT)
    assert (second.row, second.transcripts) == (
        SheetRow(0, external_id="c2", agent=Agent("Maya"), started_at=AT),
        (texts[0],),
    )
    assert joining.texts == (Text(texts[1]),)


def test_a_text_alone_has_what_its_name_tells() -> None:
    (text,) = join([], ["/c/Maya_20260114T0931_c1.vtt"], [], NAMES).texts
    assert text.named == SheetRow(0, external_id="c1", agent=Agent("Maya"), started_at=AT)


def test_legs_are_those_with_one_id_and_the_customer_comes_first() -> None:
    sides = ["/c/A_1_c1-out.wav", "/c/B_2_c1-in.wav", "/c/A_1_c2-in.wav"]
    joining = join(sides, ["/c/A_1_c1.vtt"], [], NAMES)
    assert [call.sound for call in joining.calls] == [Sound((sides[2],)), Sound((sides[1], sides[0]))]
    assert joining.calls[1].transcripts == ("/c/A_1_c1.vtt",)
    # Three legs of one call are nobody's pair.
    more = join([*sides, "/c/C_1_c1-in.wav"], [], [], NAMES).calls
    assert [call.sound.paths for call in more] == [(path,) for path in (*sides, "/c/C_1_c1-in.wav")]


def test_a_transcript_for_two_is_joined_to_none_and_told() -> None:
    joining = join(["/c/A_1_c1.wav", "/c/B_2_c1.wav"], ["/c/C_3_c1.vtt"], [], NAMES)
    assert [text.path for text in joining.texts] == ["/c/C_3_c1.vtt"]
    assert "C_3_c1.vtt" in joining.notes[0]


def test_without_a_fitting_name_everything_is_as_before() -> None:
    assert join(["/c/a.wav"], ["/c/a.vtt"], [], NAMES).calls == (Call(Sound(("/c/a.wav",)), None, ("/c/a.vtt",)),)
    assert with_name(None, NameParts()) is None
