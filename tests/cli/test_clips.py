"""`export clip`, as scripts and people call it."""

import math
import shutil
import struct
import wave
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import av
import pytest

from qa_desktop import settings
from qa_desktop.domain.answers import YES, Answer, AudioSpan
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.people import Person
from qa_desktop.services import interactions, redactions, reviewing
from qa_desktop.storage.database import open_database
from tests.cli.conftest import Run

TALK = """WEBVTT

00:00:00.000 --> 00:00:01.500
<v Agent>Good morning.

00:00:02.000 --> 00:00:04.000
<v Customer>It is one two three four five six.
"""


@pytest.fixture
def call(tmp_path: Path) -> Path:
    """Ten seconds: the agent left with 700 Hz, the customer right with 1300 Hz; and its transcript."""
    folder = tmp_path / "für Müller"
    folder.mkdir()
    file = folder / "anruf_agentL_customerR.wav"
    samples = (
        round(8000 * math.sin(2 * math.pi * hertz * place / 8000)) for place in range(80_000) for hertz in (700, 1300)
    )
    with wave.open(str(file), "wb") as stream:
        stream.setparams((2, 2, 8000, 0, "NONE", ""))
        stream.writeframes(struct.pack("<160000h", *samples))
    file.with_suffix(".vtt").write_text(TALK, encoding="utf-8")
    return file


@pytest.fixture
def room(tmp_path: Path, call: Path, run: Run) -> Path:
    """A database with that call."""
    file = tmp_path / "room.sqlite3"
    assert run("import", call.parent, "--database", file).status == 0
    return file


def frames(file: Path) -> list[tuple[int, ...]]:
    with wave.open(str(file)) as stream:
        data = stream.readframes(stream.getnframes())
        return list(struct.iter_unpack(f"<{stream.getnchannels()}h", data))


@pytest.mark.parametrize("ending", ["wav", "mp3", "opus"])
def test_a_span_becomes_a_file_that_is_described(call: Path, tmp_path: Path, run: Run, ending: str) -> None:
    target = tmp_path / f"clip für dich.{ending}"
    ended = run("export", "clip", call, target, "--from", "0:02", "--to", "4.5", "--redact", "2.5-3", "--json")
    assert (ended.status, ended.err) == (0, "")
    assert ended.document == {
        "source": "anruf_agentL_customerR",
        "files": [
            {
                "file": str(target),
                "format": ending,
                "seconds": 2.5,
                "sample_rate": 8000,
                "channels": 2,
                "spans": [{"start": 2.0, "end": 4.5, "redacted": [{"start": 2.5, "end": 3.0, "side": "both"}]}],
                "notes": [],
            }
        ],
        "digits_not_redacted": [],
    }
    told = run("recording", target, "--json").document
    assert told["duration"] == pytest.approx(2.5, abs=0.1)


def test_a_file_needs_no_database_and_makes_none(call: Path, tmp_path: Path, run: Run) -> None:
    assert run("export", "clip", call, tmp_path / "clip.wav", "--to", "1").out == f"{tmp_path / 'clip.wav'}: 0:01\n"
    assert not settings.default_database().exists()


def test_a_file_without_a_header_is_cut_once_its_codec_is_told(tmp_path: Path, run: Run) -> None:
    file, target = tmp_path / "call.sln", tmp_path / "clip.wav"
    file.write_bytes(b"".join(struct.pack("<h", place % 1000) for place in range(80_000)))
    refused = run("export", "clip", file, target, "--from", "1", "--to", "2")
    assert refused.status == 2
    assert "codec" in refused.err
    assert run("export", "clip", file, target, "--from", "1", "--to", "2", "--codec", "s16le/8000").status == 0
    assert frames(target)[0] == (8000 % 1000,)


def test_a_recording_is_never_replaced_and_other_files_only_when_asked(
    room: Path, call: Path, tmp_path: Path, run: Run
) -> None:
    other = tmp_path / "other.wav"
    shutil.copy(call, other)  # another name, the same content
    before = other.read_bytes()
    ended = run("export", "clip", call.stem, other, "--from", "1", "--to", "2", "--replace", "--database", room)
    assert (ended.status, ended.err) == (
        2,
        "“other.wav” is the recording of “anruf_agentL_customerR”; give the clip another name.\n",
    )
    assert other.read_bytes() == before
    target = tmp_path / "clip.wav"
    spans = ("--from", "1", "--to", "2", "--database", room)
    assert run("export", "clip", call.stem, target, *spans).status == 0
    again = run("export", "clip", call.stem, target, *spans)
    assert (again.status, again.err) == (2, "“clip.wav” is there already: name another file, or add --replace.\n")
    assert run("export", "clip", call.stem, target, *spans, "--replace").status == 0


def test_a_redaction_beside_the_clip_is_a_mistake(call: Path, tmp_path: Path, run: Run) -> None:
    ended = run("export", "clip", call, tmp_path / "clip.wav", "--from", "1", "--to", "2", "--redact", "5-6")
    assert ended.status == 2
    assert "lies outside of the clip" in ended.err
    assert not (tmp_path / "clip.wav").exists()


def test_digits_without_a_transcript_cannot_be_promised(call: Path, tmp_path: Path, run: Run) -> None:
    ended = run("export", "clip", call, tmp_path / "clip.wav", "--redact-digits")
    assert ended.status == 2
    assert "no transcript" in ended.err


def test_the_title_tells_what_is_in_the_clip(call: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "clip.mp3"
    assert run("export", "clip", call, target, "--from", "8", "--to", "500").status == 0
    with av.open(str(target)) as written:
        assert "0:08–0:10" in written.metadata["title"]


def test_an_interaction_is_named_by_its_key(room: Path, tmp_path: Path, run: Run) -> None:
    (listed,) = run("interaction", "list", "--json", "--database", room).document
    target = tmp_path / "clip.wav"
    assert run("export", "clip", listed["key"], target, "--from", "1", "--to", "2", "--database", room).status == 0


def test_an_interaction_is_named_by_its_id(room: Path, call: Path, tmp_path: Path, run: Run) -> None:
    ended = run("export", "clip", call.stem, tmp_path / "clip.wav", "--from", "9", "--database", room)
    assert ended.out == f"{tmp_path / 'clip.wav'}: 0:01\n"


def test_without_a_span_all_is_taken(call: Path, tmp_path: Path, run: Run) -> None:
    told = run("export", "clip", call, tmp_path / "clip.wav", "--json").document
    assert [(each["start"], each["end"]) for each in told["files"][0]["spans"]] == [(0.0, 10.0)]
    assert told["files"][0]["notes"] == []


def test_several_spans_make_a_reel_in_their_order(call: Path, tmp_path: Path, run: Run) -> None:
    ended = run("export", "clip", call, tmp_path / "reel.wav", "--span", "0:06-0:07", "--span", "1-2.5", "--tone")
    assert ended.out == f"{tmp_path / 'reel.wav'}: 0:03.1, 2 spans\n"


def test_one_side_is_heard(call: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "clip.wav"
    assert run("export", "clip", call, target, "--to", "1", "--side", "customer").status == 0
    heard = frames(target)
    assert len(heard[0]) == 1
    assert [value for (value,) in heard[:100]] == [right for _, right in frames(call)[:100]]


def test_a_side_is_redacted_with_silence(call: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "clip.wav"
    ended = run(
        "export", "clip", call, target, "--to", "3", "--redact", "1-2:customer", "--redact", "2.5-2.6:both", "--silence"
    )
    assert ended.out == f"{target}: 0:03, 2 redactions\n"
    heard = frames(target)
    assert not any(right for _, right in heard[8_000:16_000])
    assert any(left for left, _ in heard[8_000:16_000])
    assert not any(left or right for left, right in heard[20_000:20_800])


def test_who_the_agent_is_can_be_said(call: Path, tmp_path: Path, run: Run) -> None:
    plain = call.rename(call.with_name("anruf.wav"))
    wanted = ("export", "clip", plain, tmp_path / "clip.wav", "--to", "1", "--side", "agent")
    assert "not known which channel is the agent" in run(*wanted).sentence
    assert run(*wanted, "--agent", "right").status == 0
    assert [value for (value,) in frames(tmp_path / "clip.wav")[:50]] == [right for _, right in frames(plain)[:50]]


def test_stored_redactions_count_for_the_interaction_and_for_its_file(
    room: Path, call: Path, tmp_path: Path, run: Run
) -> None:

    database = open_database(room, UUID(int=1))
    found = interactions.named(database, call.stem)
    ann = Person("Ann")
    with database.writing() as work:
        work.people.put(ann)
    redactions.add(database, found.key, 1_000, 2_000, 1, "", ann, datetime.now(UTC))
    database.close()
    for what in (call.stem, call):
        wanted = ("export", "clip", what, tmp_path / "clip.wav", "--to", "5", "--replace")
        told = run(*wanted, "--database", room, "--json").document
        assert told["files"][0]["spans"][0]["redacted"] == [{"start": 1.0, "end": 2.0, "side": "customer"}]


def test_digits_are_told_and_redacted_when_asked_for(room: Path, call: Path, tmp_path: Path, run: Run) -> None:
    wanted = ("export", "clip", call.stem, tmp_path / "clip.wav", "--replace", "--database", room)
    ended = run(*wanted)
    assert ended.status == 0
    assert ended.err.startswith("1 place with digits is not redacted (0:01.")
    assert "one two" not in ended.err  # what is to be hidden is not printed
    told = run(*wanted, "--json").document["digits_not_redacted"]
    assert [each["digits"] for each in told] == [6]
    assert run(*wanted, "--to", "1").err == ""
    ended = run(*wanted, "--redact-digits")
    assert (ended.out, ended.err) == (f"{tmp_path / 'clip.wav'}: 0:10, 1 redaction\n", "")
    assert run(*wanted, "--redact-digits", "--json").document["digits_not_redacted"] == []


def test_evidence_of_nobody_is_told(room: Path, call: Path, tmp_path: Path, run: Run) -> None:
    wanted = ("export", "clip", call.stem, tmp_path / "clips", "--evidence", "--database", room)
    assert run(*wanted).sentence == "Say whose evaluation is meant, with --as NAME."
    assert run(*wanted, "--as", "Zoë").sentence == "Nobody is called “Zoë” in the database."
    assert "A file alone has no evaluation" in run("export", "clip", call, tmp_path / "x", "--evidence").sentence
    assert not (tmp_path / "clips").exists()


@pytest.fixture
def scored(room: Path, call: Path) -> Path:
    """The call with three pieces of evidence by Ann, two of which overlap."""

    database = open_database(room, UUID(int=1))
    ann = Person("Ann")
    with database.writing() as work:
        work.people.put(ann)
    review = reviewing.open_review(database, interactions.named(database, call.stem).key, ann)
    first, second = (standard.id for standard in review.form.form.standards[:2])
    content = Content(
        {
            first: Answer(YES, evidence=(AudioSpan(1_000, 2_000), AudioSpan(7_000, 8_000))),
            second: Answer(YES, evidence=(AudioSpan(1_500, 2_500),)),
        }
    )
    draft = replace(review.draft, content=content)
    reviewing.save_draft(database, draft, datetime.now(UTC))
    database.close()
    return room


def test_evidence_becomes_files_or_a_reel(scored: Path, call: Path, tmp_path: Path, run: Run) -> None:
    wanted = ("--evidence", "--as", "Ann", "--database", scored, "--json")
    told = run("export", "clip", call.stem, tmp_path / "clips", "--format", "opus", *wanted).document
    names = sorted(file.name for file in (tmp_path / "clips").iterdir())
    assert [Path(each["file"]).name for each in told["files"]] == names
    assert [name[len(call.stem) : len(call.stem) + 4] for name in names] == [" 01 ", " 01 ", " 02 "]
    assert all(name.endswith(".opus") for name in names)
    reel = run("export", "clip", call.stem, tmp_path / "reel.mp3", *wanted).document["files"]
    assert [each["start"] for each in reel[0]["spans"]] == [1.0, 7.0, 1.5]
    merged = run("export", "clip", call.stem, tmp_path / "merged.mp3", *wanted, "--merge").document["files"]
    assert [(each["start"], each["end"]) for each in merged[0]["spans"]] == [(1.0, 2.5), (7.0, 8.0)]


def test_every_clip_of_an_interaction_stays_on_record(scored: Path, call: Path, tmp_path: Path, run: Run) -> None:
    wanted = ("export", "clip", call.stem, tmp_path / "clip.wav", "--span", "1-2", "--span", "3-4.5")
    assert run(*wanted, "--database", scored, "--as", "Ann").status == 0
    assert run("export", "clip", call, tmp_path / "again.wav", "--to", "1", "--database", scored).status == 0
    database = open_database(scored, UUID(int=1))
    key = interactions.named(database, call.stem).key
    with database.reading() as work:
        ann = next(each for each in work.people.all() if each.name == "Ann")
        found = work.audit.of(key)
    database.close()
    told = [(each.detail, each.author) for each in found if each.action == "clip exported"]
    assert sorted(told) == [("0:00–0:01: again.wav", None), ("0:01–0:02, 0:03–0:04.5: clip.wav", ann.key)]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--from", "soon"), "“soon” is no time"),
        (("--from", "5", "--to", "4"), "0:04 is not after 0:05"),
        (("--from", "20", "--to", "30"), "lies behind the end"),
        (("--from", "1", "--span", "2-3"), "either with --from and --to or with --span"),
        (("--span", "2"), "“2” is no span"),
        (("--redact", "1-2:nobody"), "“nobody” is no side"),
        (("--redact", "1"), "“1” is no span"),
        (("--fade", "60"), "A fade takes at most 10 seconds"),
        (("--side", "left"), "invalid choice: 'left'"),
        (("--beep", "--silence"), "not allowed with"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(
    options: tuple[str, ...], why: str, call: Path, tmp_path: Path, run: Run
) -> None:
    target = tmp_path / "clip.wav"
    target.write_bytes(b"old")
    assert why in run("export", "clip", call, target, "--replace", *options).sentence
    assert target.read_bytes() == b"old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["clip.wav", "für Müller"]


@pytest.mark.parametrize("name", ["clip.m4a", "clip", "clip.wav.txt"])
def test_the_ending_must_be_known(name: str, call: Path, tmp_path: Path, run: Run) -> None:
    assert "does not end in one of .wav, .mp3, .opus" in run("export", "clip", call, tmp_path / name).sentence


def test_what_is_neither_interaction_nor_file_is_told(room: Path, tmp_path: Path, run: Run) -> None:
    ended = run("export", "clip", "anruf", tmp_path / "clip.wav", "--database", room)
    assert ended.sentence.startswith("There is no interaction “anruf” in the database; did you mean")


def test_the_program_says_nothing_else(call: Path, tmp_path: Path, program: Run) -> None:
    """The warnings of pydub at its import reach nobody."""
    ended = program(
        "export", "clip", call, tmp_path / "clip.mp3", "--to", "1", PYTHONWARNINGS="always", PATH="/nowhere"
    )
    assert (ended.status, ended.out, ended.err) == (0, f"{tmp_path / 'clip.mp3'}: 0:01\n", "")
