"""`export`: workbooks and clips."""

from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_person, add_usual

_TARGET = "OUT.xlsx for the workbook, OUT.csv for its answers, OUT.pdf for its summary; one that is there is replaced"


def add(commands: Commands) -> None:
    """Put the group on the command line."""
    export = commands.group("export", "write workbooks and clips")
    _clip(export)
    book = export.add("calibration", "calibration", "export", "write a calibration session: workbook, CSV or PDF")
    book.add_argument("session", metavar="SESSION", help="name or key of the session")
    book.add_argument("target", type=Path, metavar="OUT.xlsx", help=_TARGET)
    add_person(book, "who looks at it")
    add_usual(book)
    back = commands.add(
        "read-workbook", "workbooks", "read", "read a calibration workbook back that was filled in: preview, or apply"
    )
    back.add_argument("workbook", type=Path, metavar="FILE.xlsx", help="the workbook; it is only read")
    back.add_argument("--apply", action="store_true", help="enter the changes, all of them or nothing")
    add_person(back, "who enters them: a lead or an administrator")
    add_usual(back)


def _clip(export: Commands) -> None:
    clip = export.add("clip", "clips", "export", "cut spans of a recording out as WAV, MP3 or Opus, redacted")
    named = "its id, the name of its recording (folder/name where several are called alike), or any audio file"
    clip.add_argument("what", metavar="INTERACTION", help=named)
    clip.add_argument("target", type=Path, metavar="OUT", help="OUT.wav, OUT.mp3 or OUT.opus; a folder for --evidence")
    clip.add_argument("--from", dest="start", metavar="TIME", help="where it begins: seconds or a clock time (1:02.5)")
    clip.add_argument("--to", dest="end", metavar="TIME", help="where it ends; without a span all is taken")
    for option, metavar, text in (
        ("--span", "A-B", "a span, 1:02-1:30 for one; several make a reel in the order given"),
        ("--redact", "A-B[:SIDE]", "redact this too, on both sides or one (1:10-1:14:customer); may be repeated"),
    ):
        clip.add_argument(option, action="append", default=[], metavar=metavar, help=text)
    clip.add_argument("--redact-digits", action="store_true", help="redact the digits that are read out, by transcript")
    clip.add_argument("--evidence", action="store_true", help="all evidence of the newest evaluation: reel or folder")
    clip.add_argument("--merge", action="store_true", help="make one of evidence that overlaps")
    add_person(clip, "whose evaluation")
    clip.add_argument("--side", choices=("both", "agent", "customer", "mixed"), default="both", help="who is heard")
    clip.add_argument("--agent", choices=("left", "right"), help="which channel is the agent, where it is not known")
    clip.add_argument("--codec", metavar="CODEC/RATE", help="what a headerless file holds, mulaw/8000 for one")
    masks = clip.add_mutually_exclusive_group()
    masks.add_argument("--beep", action="store_true", help="a tone in place of what is redacted (the default)")
    masks.add_argument("--silence", action="store_true", help="silence in its place")
    clip.add_argument("--fade", metavar="SECONDS", help="fade in and out")
    clip.add_argument("--level", action="store_true", help="bring the speech of each side to one loudness")
    clip.add_argument("--tone", action="store_true", help="a soft tone between the spans of a reel")
    clip.add_argument("--format", choices=("wav", "mp3", "opus"), default="mp3", help="of the files in a folder (mp3)")
    clip.add_argument("--replace", action="store_true", help="replace files that are there already")
    clip.add_argument("--title", default="", help="title in the file")
    clip.add_argument("--comment", default="", help="comment in the file")
    add_usual(clip)
