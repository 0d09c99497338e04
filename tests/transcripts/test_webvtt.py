import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.transcripts import webvtt
from qa_desktop.transcripts.source import Source


def read(text: str) -> Transcript:
    (transcript,) = webvtt.read(Source(text.encode()))
    return transcript


def cue(payload: str) -> Turn:
    (turn,) = read(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{payload}\n").turns
    return turn


def test_a_teams_export() -> None:
    transcript = read(
        "WEBVTT\n\n4f1c-1/1-0\n00:00:00.040 --> 01:00:05.050\n<v Agent Example>Thank you for calling</v>\n\n"
        "2\n00:06.310 --> 00:10.450 align:start\n<v.loud Kim>Hi</v>\n"
    )
    assert transcript.turns == (
        Turn("Thank you for calling", Role.AGENT, "Agent Example", 0.04, 3605.05),
        Turn("Hi", Role.UNKNOWN, "Kim", 6.31, 10.45),
    )
    assert transcript.format == "webvtt"


def test_notes_styles_and_regions_are_not_speech() -> None:
    transcript = read(
        "WEBVTT - title\nKind: captions\n\nSTYLE\n::cue{}\n\nREGION\nid:a\n\nNOTE\nmade by\nme\n\n"
        "00:01.000 --> 00:02.000\nHello\n\nNOTE last\n"
    )
    assert [turn.text for turn in transcript.turns] == ["Hello"]
    assert transcript.skipped == ()


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ("Like a <00:19.000>big-a <c.yellow>pizza</c> <i>pie</i>", "Like a big-a pizza pie"),
        ("<b>Bold</b> &lt;3 &amp; &#39;quoted&#39;", "Bold <3 & 'quoted'"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("one line\nand the next", "one line and the next"),
        ("- one speaker\n- the other", "- one speaker\n- the other"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
        ("Well: that is it", "Well: that is it"),
        ("[laughter] sure", "[laughter] sure"),
    ],
)
def test_tags_and_entities(payload: str, text: str) -> None:
    turn = cue(payload)
    assert (turn.text, turn.speaker) == (text, "")


@pytest.mark.parametrize(
    "payload", ["<v Agent>Hello", "Agent: Hello", "[Agent] Hello", "[Agent]: Hello", "(Agent) Hello"]
)
def test_ways_to_name_the_speaker(payload: str) -> None:
    turn = cue(payload)
    assert (turn.role, turn.speaker, turn.text) == (Role.AGENT, "Agent", "Hello")


def test_names_before_most_cues_are_speakers() -> None:
    body = "".join(
        f"00:0{i}.000 --> 00:0{i}.500\n{name}: hello\n\n" for i, name in enumerate(["Kim Lee", "Ann", "Kim Lee"])
    )
    assert [turn.speaker for turn in read("WEBVTT\n\n" + body).turns] == ["Kim Lee", "Ann", "Kim Lee"]


def test_two_voices_in_one_cue_are_two_turns() -> None:
    transcript = read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Hi</v>\n<v Customer>Hello</v>\n")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [("Agent", "Hi"), ("Customer", "Hello")]


def test_people_who_take_turns_in_one_cue() -> None:
    transcript = read("WEBVTT\n\n00:01.000 --> 00:02.000\n>> AGENT: Good day.\n>> CUSTOMER: Hi.\n>> and you\n")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("AGENT", "Good day."), ("CUSTOMER", "Hi."), ("", ">> and you"),
    ]  # fmt: skip
    assert cue("- <v Agent>much").text == "much"
    dashed = read("WEBVTT\n\n00:01.000 --> 00:02.000\n- Agent: Good day.\n- Customer: Hi.\n")
    assert [(turn.speaker, turn.text) for turn in dashed.turns] == [("Agent", "Good day."), ("Customer", "Hi.")]


def test_the_speaker_beside_the_number_of_the_cue() -> None:
    transcript = read(
        'WEBVTT\n\n1 "Agent Kim" (337)\n00:01.000 --> 00:02.000\nHello\n2 "Lee" (0)\n00:02.000 --> 00:03.000\nHi: you\n'
    )
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [("Agent Kim", "Hello"), ("Lee", "Hi: you")]


def test_cues_that_are_metadata_objects() -> None:
    told = '{"startDateTime":"2026-01-05T11:39:47Z","speakerName":"Kim","spokenText":"2 < 3","spokenLanguage":"en-us"}'
    turn = cue(told)
    assert (turn.speaker, turn.text) == ("Kim", "2 < 3")
    assert cue('{"a": 1}').text == '{"a": 1}'
    assert cue("{" * 5000).speaker == ""


def test_names_above_the_text_of_every_cue() -> None:
    told = ["Kim Ray\nHello", "Lee\nHi\nyou", "Kim Ray\nFine", "Lee\nBye"]
    body = "".join(f"00:0{i}.000 --> 00:0{i}.500\n{payload}\n\n" for i, payload in enumerate(told))
    assert [(turn.speaker, turn.text) for turn in read(body).turns] == [
        ("Kim Ray", "Hello"), ("Lee", "Hi you"), ("Kim Ray", "Fine"), ("Lee", "Bye"),
    ]  # fmt: skip
    other = body.replace("Kim Ray", "we said that").replace("Lee\n", "and then.\n")
    assert {turn.speaker for turn in read(other).turns} == {""}


def test_a_tag_inside_of_a_name() -> None:
    assert cue("<v Agent <b>>Hello").speaker == "Agent"


def test_what_cannot_be_read_is_told_by_line() -> None:
    transcript = read(
        "WEBVTT\n\n00:05.000 --> 00:02.000\nbackwards\n\nno time here\n\n00:75.000 --> 00:80.000\nbad\n\n"
        "00:06.000 --> 00:07.000\narrow --> inside\n\n00:08.000 --> 00:09.000\n<i></i>\n\n00:00:09.0"
    )
    assert [turn.text for turn in transcript.turns] == ["backwards", "arrow --> inside"]
    assert {note.where for note in transcript.skipped} == {"line 3", "line 6", "line 8", "line 14", "line 17"}


def test_cues_without_a_blank_line_between() -> None:
    transcript = read("WEBVTT\n\n1\n00:01.000 --> 00:02.000\nHi\n2\n00:03.000 --> 00:04.000\nHello\n")
    assert [turn.text for turn in transcript.turns] == ["Hi", "Hello"]


def test_no_cue_at_all_is_refused() -> None:
    with pytest.raises(InputError):
        read("WEBVTT\n\n")


def test_recognised_without_its_header_but_not_when_it_is_srt() -> None:
    assert webvtt.recognises(Source(b"WEBVTT"))
    assert webvtt.recognises(Source(b"1\n00:00:01.000 --> 00:00:02.000\nHi"))
    assert not webvtt.recognises(Source(b"1\n00:00:01,000 --> 00:00:02,000\nHi"))
    assert not webvtt.recognises(Source(b"start,text\n1,a --> b\n"))
