from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import NeedsDayOrder, Role, Transcript
from qa_desktop.transcripts.detect import read_transcripts


def read(text: str, day_first: bool | None = None) -> Transcript:
    (transcript,) = read_transcripts(text.encode(), "chat.txt", day_first)
    assert transcript.format == "whatsapp"
    return transcript


@pytest.mark.parametrize(
    ("line", "started"),
    [
        ("25/03/2026, 21:15 - ", "2026-03-25T21:15:00"),
        ("03/25/26, 9:15 PM - ", "2026-03-25T21:15:00"),
        ("3/25/26, 9:15\u202fPM - ", "2026-03-25T21:15:00"),
        ("25.03.26, 21:15 - ", "2026-03-25T21:15:00"),
        ("25-03-2026 21:15 - ", "2026-03-25T21:15:00"),
        ("[25.03.26, 21:15:30] ", "2026-03-25T21:15:30"),
        ("\u200e[25/03/2026, 9:15:30 p.m.] ", "2026-03-25T21:15:30"),
        ("[2026-03-25, 9:15:30 PM] ", "2026-03-25T21:15:30"),
        ("2026/03/25 21:15 - ", "2026-03-25T21:15:00"),
        ("25/3/2026, 9:15 p. m. - ", "2026-03-25T21:15:00"),
        ("25/3/2026 klo 21.15 - ", "2026-03-25T21:15:00"),
        ("2026. 3. 25. 오후 9:15, ", "2026-03-25T21:15:00"),
        ("2026年3月25日 下午9:15 - ", "2026-03-25T21:15:00"),
        ("٢٥/٣/٢٠٢٦، ٩:١٥ م - ", "2026-03-25T21:15:00"),
        ("25/03/2026, 12:05 am - ", "2026-03-25T00:05:00"),
        ("25/03/2026, 00:05 a. m. - ", "2026-03-25T00:05:00"),
        ("٢٥\u200f/٣\u200f/٢٠٢٦، ٩:١٥ م - ", "2026-03-25T21:15:00"),
        ("۲۵/۳/۲۰۲۶،\u200f ۲۱:۱۵ - ", "2026-03-25T21:15:00"),
        ("25.03.26 г., 21:15 - ", "2026-03-25T21:15:00"),
        ("2026/03/25, 21:15. - ", "2026-03-25T21:15:00"),
        ("25.03.26 21.15.30: ", "2026-03-25T21:15:30"),
        ("21:15, 25/03/2026 - ", "2026-03-25T21:15:00"),
        ("25/3/2569 21:15 - ", "2026-03-25T21:15:00"),
        ("[03.25.26, 21:15:30] ", "2026-03-25T21:15:30"),
    ],
)
def test_phones_of_many_countries(line: str, started: str) -> None:
    transcript = read(f"{line}Agent Kim: Hello: you\n{line}Lee 🤓: Hi\nsecond line\n\nthird\n")
    assert (transcript.started_at, transcript.channel) == (started, "chat")
    first, second = transcript.turns
    assert (first.start, first.role, first.speaker, first.text) == (0.0, Role.AGENT, "Agent Kim", "Hello: you")
    assert (second.role, second.speaker, second.text) == (Role.UNKNOWN, "Lee 🤓", "Hi\nsecond line\n\nthird")
    assert transcript.skipped == ()


def test_notices_are_no_messages_and_are_told() -> None:
    transcript = read(
        "25.03.26, 10:00 - Group: Messages and calls are end-to-end encrypted.\n"
        '25.03.26, 10:01 - Kim changed the subject from "a" to "b: c"\n25.03.26, 10:02 - Kim: a\n'
        "25.03.26, 10:03 - Lee left\n"
    )
    assert [turn.text for turn in transcript.turns] == ["a"]
    assert transcript.started_at == "2026-03-25T10:02:00"
    (note,) = transcript.skipped
    assert (note.where, note.reason.endswith("so are 2 more lines")) == ("line 1", True)


AMBIGUOUS = "05/03/2026, 10:00 - Kim: a\n06/03/2026, 10:00 - Lee: b\n"


def test_where_nothing_tells_the_day_from_the_month_it_is_asked() -> None:
    with pytest.raises(NeedsDayOrder) as caught:
        read(AMBIGUOUS)
    assert str(caught.value) == (
        "“chat.txt” writes dates such as 5/3, and nothing tells which is the day; say which comes first."
    )
    assert caught.value.example == "5/3"
    assert read(AMBIGUOUS, True).started_at == "2026-03-05T10:00:00"
    assert read(AMBIGUOUS, False).started_at == "2026-05-03T10:00:00"
    assert [turn.start for turn in read(AMBIGUOUS, True).turns] == [0.0, 86_400.0]


@pytest.mark.parametrize(
    ("days", "started"),
    [
        (("05/03/2026", "01/04/2026"), "2026-03-05T10:00:00"),  # else the second would be the earlier
        (("03/05/2026", "04/01/2026"), "2026-03-05T10:00:00"),
        (("04/04/2026", "04/04/2026"), "2026-04-04T10:00:00"),
        (("05/03/2026", "05/13/2026"), "2026-05-03T10:00:00"),
    ],
)
def test_the_order_of_the_messages_and_other_dates_may_tell(days: tuple[str, str], started: str) -> None:
    assert read("".join(f"{day}, 10:00 - Kim: a\n" for day in days)).started_at == started


def test_american_dates_are_taken_as_such_and_that_is_told() -> None:
    transcript = read("3/5/26, 10:00 AM - Kim: a\n3/5/26, 10:01 AM - Lee: b\n")
    assert transcript.started_at == "2026-03-05T10:00:00"
    assert "month/day" in transcript.skipped[0].reason
    with pytest.raises(NeedsDayOrder):
        read("3/5/26, 10:00 am - Kim: a\n3/5/26, 10:01 am - Lee: b\n")


def test_a_date_that_is_none_leaves_the_turn_without_a_time() -> None:
    transcript = read("25/03/2026, 10:00 - Kim: a\n31/02/2026, 10:00 - Lee: b\n")
    assert [turn.start for turn in transcript.turns] == [0.0, None]
    assert transcript.skipped[0].where == "line 2"


def test_a_chat_of_notices_alone_is_refused() -> None:
    with pytest.raises(InputError, match="without any message"):
        read("25.03.26, 10:00 - Kim left\n25.03.26, 10:00 - Lee left\n")


@pytest.mark.parametrize(
    ("name", "turns", "started"),
    [("pokemon_ddmmyyyy_dots.txt", 18, "2016-08-06T13:23:00"),
     ("support_account_lockout.txt", 11, "2026-03-05T10:15:00"),
     ("test_ddmmyy_24hrs.txt", 7, "2019-01-01T11:25:00"), ("test_mmddyyyy_12hrs.txt", 7, "2019-01-01T11:25:00")],
)  # fmt: skip
def test_real_files(shared_data: Path, name: str, turns: int, started: str) -> None:
    transcript = read((shared_data / "interactions/chat/whatsapp" / name).read_text("utf-8"))
    assert (len(transcript.turns), transcript.started_at) == (turns, started)
    assert all(turn.start is not None for turn in transcript.turns)
