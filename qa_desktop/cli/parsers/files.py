"""Commands on files alone, without a database."""

from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_json


def add(commands: Commands) -> None:
    """Put them on the command line."""
    score = commands.add("score", "files", "score", "score answers on a form file, without a database")
    score.add_argument("form", type=Path, metavar="FORM", help="form file (YAML)")
    score.add_argument("answers", type=Path, metavar="ANSWERS", help="answers (YAML or JSON): standard id to answer")
    add_json(score)
    transcript = commands.add("transcript", "files", "transcript", "read a transcript or chat and print it")
    transcript.add_argument("file", type=Path, metavar="FILE", help="transcript or chat")
    add_json(transcript)
    recording = commands.add("recording", "files", "recording", "say what a recording is, and who spoke when")
    recording.add_argument("file", type=Path, metavar="FILE", help="recording")
    recording.add_argument("--speech", action="store_true", help="also who spoke when")
    recording.add_argument(
        "--codec", metavar="CODEC/RATE/CHANNELS", help="how to read a file without a header, mulaw/8000/1 for one"
    )
    add_json(recording)
