import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import NeedsDayOrder, NotRecognised, Role, Transcript
from qa_desktop.transcripts import generic_csv
from qa_desktop.transcripts.source import Source


def read(text: str) -> tuple[Transcript, ...]:
    return generic_csv.read(Source(text.encode()))


def only(text: str) -> Transcript:
    (transcript,) = read(text)
    return transcript


def spans(transcript: Transcript) -> list[tuple[float | None, float | None]]:
    return [(turn.start, turn.end) for turn in transcript.turns]


def test_the_usual_columns() -> None:
    transcript = only("start,end,speaker,text,sentiment\n0.5,2,Agent,Hello,POSITIVE\n2.5,3,Kim,Hi,\n")
    first, second = transcript.turns
    assert (first.start, first.end, first.role, first.speaker, first.text) == (0.5, 2.0, Role.AGENT, "Agent", "Hello")
    assert (first.sentiment, second.sentiment) == ("POSITIVE", None)
    assert (second.role, second.speaker) == (Role.UNKNOWN, "Kim")
    assert (transcript.format, transcript.channel, transcript.skipped) == ("generic-csv", "call", ())


@pytest.mark.parametrize(
    "header",
    ["Start Time,Participant Role,Content", "start_time;Sender Type;Message", "BeginOffset|from|Utterance",
     "Time (s),Role,Body"],
)  # fmt: skip
def test_headers_by_many_names(header: str) -> None:
    delimiter = next(sign for sign in ",;|" if sign in header)
    transcript = only(header + "\n" + delimiter.join(["3", "visitor", "Hello there"]))
    assert (transcript.turns[0].start, transcript.turns[0].role) == (3.0, Role.CUSTOMER)
    assert transcript.turns[0].text == "Hello there"


def test_a_column_in_milliseconds() -> None:
    assert spans(only("start_ms,end_ms,text\n40,5050,Hello\n")) == [(0.04, 5.05)]


def test_a_duration_gives_the_end() -> None:
    assert spans(only("start,duration,text\n1,2.5,Hello\n")) == [(1.0, 3.5)]


def test_a_missing_end_is_the_next_start() -> None:
    assert spans(only("time\tspeaker\ttext\n00:00\tAgent\ta\n00:06\tAgent\tb\n00:06\tAgent\tc\n")) == [
        (0.0, 6.0),
        (6.0, 6.0),
        (6.0, None),
    ]


def test_minutes_that_repeat_keep_the_order_of_the_file() -> None:
    rows = "".join(f"05/25/2020 11:0{minute} PM,Customer,{text}\n" for minute, text in [(9, "b"), (9, "a"), (8, "z")])
    transcript = only("Date/Time,From,Message\n" + rows)
    assert [turn.text for turn in transcript.turns] == ["z", "b", "a"]
    assert [turn.start for turn in transcript.turns] == [0.0, 60.0, 60.0]
    assert (transcript.channel, transcript.started_at) == ("chat", "2020-05-25T23:08:00")


@pytest.mark.parametrize(
    "rows", ["05/04/2020 10:00,A,one\n04/05/2020 10:00,B,two\n", "05/04/2020 10:00,A,one\n05/04/2020 10:02,B,two\n"]
)
def test_dates_whose_day_and_month_could_be_swapped_are_asked_about(rows: str) -> None:
    table = f"time,from,message\n{rows}"
    with pytest.raises(NeedsDayOrder, match="dates such as 05/04/2020, and nothing tells which is the day"):
        read(table)
    for day_first, started in ((True, "2020-04-05T10:00:00"), (False, "2020-05-04T10:00:00")):
        (transcript,) = generic_csv.read(Source(table.encode(), day_first=day_first))
        assert transcript.started_at == min(started, "2020-04-05T10:00:00" if "04/05" in rows else started)
        assert not transcript.skipped


def test_a_date_that_is_the_same_either_way_asks_nothing() -> None:
    assert only("time,from,message\n05/05/2020 10:00,A,one\n").started_at == "2020-05-05T10:00:00"


def test_one_conversation_for_each_value_of_its_column() -> None:
    first, second = read(
        "conversationId,sendTime,senderType,text\n"
        "1,2021-03-22T05:55:51+01:00,visitor,Hi\n"
        "2,2021-03-23T09:57:51Z,visitor,hello\n"
        "1,2021-03-22T04:56:51Z,agent,Hello\n"
    )
    assert (first.conversation, [turn.start for turn in first.turns]) == ("1", [0.0, 60.0])
    assert first.started_at == "2021-03-22T05:55:51+01:00"
    assert (second.conversation, second.started_at) == ("2", "2021-03-23T09:57:51Z")


def test_no_header() -> None:
    transcript = only("0.5,2.0,Agent,Good morning to you\n2.5,3.0,Customer,Hi\n")
    assert spans(transcript) == [(0.5, 2.0), (2.5, 3.0)]
    assert [turn.role for turn in transcript.turns] == [Role.AGENT, Role.CUSTOMER]
    assert transcript.turns[0].text == "Good morning to you"


def test_duplicate_headers_go_by_position() -> None:
    transcript = only("time,time,text,text\n0,1,hello,x\n")
    assert spans(transcript) == [(0.0, 1.0)]
    assert transcript.turns[0].text == "hello"
    assert [note.where for note in transcript.skipped] == ["line 1"]


def test_rows_that_do_not_fit_are_told_and_the_others_read() -> None:
    transcript = only("start,text,sentiment\n1,a,\nonly one\n1,2,3,4,5\n2,b\n\n3,,\n")
    assert [turn.text for turn in transcript.turns] == ["a", "b"]
    assert [note.where for note in transcript.skipped] == ["line 3", "line 4", "line 7"]


def test_commas_that_were_not_quoted_stay_in_a_last_text() -> None:
    assert only("start,speaker,text\n1,Agent,well, yes, sure\n").turns[0].text == "well, yes, sure"


def test_a_time_that_cannot_be_read_costs_the_time_not_the_turn() -> None:
    transcript = only("start,text\n1,a\nNaN,b\n00:61:75,c\n,d\n2,e\n")
    assert [(turn.start, turn.text) for turn in transcript.turns] == [
        (1.0, "a"), (None, "b"), (None, "c"), (None, "d"), (2.0, "e"),
    ]  # fmt: skip
    assert [note.where for note in transcript.skipped] == ["line 3", "line 4", "line 5"]


def test_an_end_before_the_start_is_left_out() -> None:
    transcript = only("start,end,text\n5,3,a\n")
    assert spans(transcript) == [(5.0, None)]
    assert transcript.skipped[0].where == "line 2"


def test_times_of_day_count_from_the_first_and_past_midnight() -> None:
    transcript = only("time,speaker,text\n11:59 PM,Agent,a\n12:01 AM,Agent,b\n")
    assert [turn.start for turn in transcript.turns] == [0.0, 120.0]
    late = only("time,speaker,text\n14:00:05,Agent,a\n14:00:15,Agent,b\n")
    assert [turn.start for turn in late.turns] == [0.0, 10.0]
    assert "times of day" in late.skipped[0].reason


def test_internal_notes_are_marked() -> None:
    transcript = only("text,internal,public\na,yes,\nb,,FALSE\nc,no,TRUE\n")
    assert [turn.internal for turn in transcript.turns] == [True, True, False]


def test_the_channel_column_names_the_medium_or_the_speaker() -> None:
    assert only("text,channel\nhello,Email\n").channel == "email"
    assert only("start,text,channel\n1,hello,0\n").turns[0].speaker == "channel 0"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("start,end,text\n", "no turns under them"),
        ("start,end,speaker\n1,2,Agent\n", "call that column “text”"),
        ("Dear team,\nthe file you want\nis attached, I hope.\n", "not a table"),
        ("word\n" * 10, "neither speakers nor times nor columns"),
    ],
)
def test_what_is_no_table_of_turns_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(text)


@pytest.mark.parametrize(
    ("text", "mapped"),
    [
        ("Zapis;Kto;Co\n0:01;Anna;Dzień dobry\n0:03;Jan;Witam\n0:05;Anna;Tak\n", True),
        ("Kto;Co\nAgent;Dzień dobry\nKlient;Witam\n", True),
        ("0:01;Anna;Dzień dobry\n0:03;Jan;Witam\n", False),
        ("Agent;Dzień dobry\nKlient;Witam\n", False),
    ],
)
def test_columns_named_by_unknown_words_are_asked_about_and_never_read_as_a_turn(text: str, mapped: bool) -> None:
    if mapped:
        with pytest.raises(NotRecognised, match="names its columns by words that are not known here"):
            read(text)
    else:
        assert len(read(text)[0].turns) == 2


@pytest.mark.parametrize("header", ["start\tend\ttext\n", "start\tend\tspeaker\ttext\n"])
def test_whole_numbers_too_large_for_seconds_are_milliseconds(header: str) -> None:
    speaker = "0\t" if "speaker" in header else ""
    transcript = only(f"{header}0\t3319\t{speaker}The beach was popular\n3319\t6000\t{speaker}People swam\n")
    assert spans(transcript) == [(0.0, 3.319), (3.319, 6.0)]
    assert [note.where for note in transcript.skipped] == ["file"]
    seconds = only(f"{header}0\t3\t{speaker}The beach was popular\n3\t60\t{speaker}People swam\n")
    assert spans(seconds) == [(0.0, 3.0), (3.0, 60.0)]
