"""ELAN and Praat: annotations in tiers."""

from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.detect import read_transcripts

LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 3
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "Agent"
        xmin = 0
        xmax = 3
        intervals: size = 2
        intervals [1]:
            xmin = -0
            xmax = 1.5
            text = "say ""hello"" ! 7
twice"
        intervals [2]:
            xmin = 1.5
            xmax = 3
            text = ""
    item [2]:
        class = "TextTier"
        name = "Customer"
        xmin = 0
        xmax = 3
        points: size = 1
        points [1]:
            number = 1.25
            mark = "mhm"
"""
SHORT = """File type = "ooTextFile"
Object class = "TextGrid"

0
3
<exists>
2
"IntervalTier"
"Agent"
0
3
2
0 ! a comment with 5 in it
1.5
"say ""hello"" ! 7
twice"
1.5
3
""
"TextTier"
"Customer"
0
3
1
1.25
"mhm"
"""


def read(text: str, encoding: str = "utf-8") -> Transcript:
    (transcript,) = read_transcripts(text.encode(encoding))
    return transcript


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("grid", [LONG, SHORT, LONG.replace("\n", "\r\n")])
def test_a_text_grid_in_every_form(grid: str, encoding: str) -> None:
    transcript = read(grid, encoding)
    assert (transcript.format, transcript.skipped) == ("praat-textgrid", ())
    first, second = transcript.turns
    assert (first.start, first.end, first.role, first.text) == (0.0, 1.5, Role.AGENT, 'say "hello" ! 7\ntwice')
    assert (second.start, second.end, second.speaker, second.text) == (1.25, None, "Customer", "mhm")


def test_a_text_grid_that_is_cut_off_keeps_what_was_whole() -> None:
    transcript = read(SHORT[: SHORT.index('"TextTier"') + 25])
    assert [turn.speaker for turn in transcript.turns] == ["Agent"]
    assert transcript.skipped[0].reason.startswith("it ends in the middle")


@pytest.mark.parametrize("count", ["9e99", "-4", "1e400"])
def test_a_text_grid_that_lies_about_its_size(count: str) -> None:
    with pytest.raises(InputError, match="without any text"):
        read(SHORT[: SHORT.index("<exists>")] + f'<exists>\n{count}\n"IntervalTier"\n"a"\n0\n1\n9e99\n')


EAF = """<?xml version="1.0"?><ANNOTATION_DOCUMENT><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="500"/><TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="1500"/>
<TIME_SLOT TIME_SLOT_ID="c"/>
</TIME_ORDER>
<TIER TIER_ID="t1" PARTICIPANT="Agent"><ANNOTATION>
<ALIGNABLE_ANNOTATION ANNOTATION_ID="1" TIME_SLOT_REF1="a" TIME_SLOT_REF2="b"><ANNOTATION_VALUE>Hello</ANNOTATION_VALUE>
</ALIGNABLE_ANNOTATION></ANNOTATION><ANNOTATION>
<ALIGNABLE_ANNOTATION ANNOTATION_ID="2" TIME_SLOT_REF1="c" TIME_SLOT_REF2="x"><ANNOTATION_VALUE>late</ANNOTATION_VALUE>
</ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="kim"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="3" ANNOTATION_REF="1">
<ANNOTATION_VALUE>Hallo</ANNOTATION_VALUE>
</REF_ANNOTATION></ANNOTATION><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="4" ANNOTATION_REF="4">
<ANNOTATION_VALUE>round</ANNOTATION_VALUE>
</REF_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>"""


def test_elan_tiers_are_speakers() -> None:
    transcript = read(EAF)
    assert transcript.format == "elan"
    assert [(turn.start, turn.end, turn.speaker, turn.text) for turn in transcript.turns] == [
        (0.5, 1.5, "Agent", "Hello"), (None, None, "Agent", "late"), (0.5, 1.5, "kim", "Hallo"),
        (None, None, "kim", "round")]  # fmt: skip
    assert transcript.turns[0].role is Role.AGENT
    assert [note.where for note in transcript.skipped] == ["annotation 2 of “Agent”", "annotation 4 of “kim”"]


def test_elan_expands_and_fetches_nothing() -> None:
    hostile = EAF.replace("?>", '?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>', 1).replace("Hello", "&y;")
    with pytest.raises(InputError, match="XML entities"):
        read(hostile)


@pytest.mark.parametrize(
    ("name", "turns"),
    [("elan/harper_valley_A.eaf", 18), ("elan/pympi_sample_2.7_cut.eaf", 36), ("praat/mary.TextGrid", 22),
     ("praat/mary_with_negative_zero.TextGrid", 22), ("praat/bobby_words_with_newlines_longfile_elan.TextGrid", 9)],
)  # fmt: skip
def test_real_files(shared_data: Path, name: str, turns: int) -> None:
    path = shared_data / "interactions" / "transcripts" / name
    (transcript,) = read_transcripts(path.read_bytes(), path.name)
    assert len(transcript.turns) == turns
    assert not any(turn.text == "" for turn in transcript.turns)
