"""The window, the demo, the doctor and the import."""

from pathlib import Path

from qa_desktop.cli.parsers.commands import (
    Commands,
    add_database,
    add_dates,
    add_json,
    add_mapping,
    add_person,
    add_usual,
    count,
)


def add(commands: Commands) -> None:
    """Put them on the command line."""
    window = commands.add("gui", "window", "run", "open the window (the default)")
    add_database(window)
    add_person(window, "who you are, this time")
    demo = commands.add(
        "demo", "demo", "run", "fill a demo database, run the main job, leave database, workbook, pictures"
    )
    demo.add_argument("--headless", action="store_true", help="do not open the window afterwards")
    demo.add_argument("--folder", type=Path, metavar="DIR", help="where to leave the results (default: demo-output)")
    add_json(demo)
    doctor = commands.add("doctor", "doctor", "run", "versions, folders, audio formats and devices, database health")
    add_usual(doctor)
    importing = commands.add(
        "import", "importing", "run", "bring recordings, transcripts, chats and sheets into the database"
    )
    importing.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="files or folders; if one is refused the rest is imported"
    )
    importing.add_argument(
        "--sheet", type=Path, metavar="FILE", help="CSV or XLSX table that describes the interactions"
    )
    add_mapping(
        importing, "template or YAML file that says how to read tables or JSON not known here (README: Mappings)"
    )
    importing.add_argument(
        "--codec",
        action="append",
        default=[],
        metavar="ENDING=CODEC",
        help="what recordings without a header hold: .ulaw=mulaw/8000/1 (codec/rate/channels), or one codec for all; "
        "remembered for the folder",
    )
    importing.add_argument(
        "--names",
        metavar="REGEX",
        help="what names of files tell, by named groups id, agent, started, leg … (README: What belongs together); "
        "default: that of the window's settings, “” for none",
    )
    importing.add_argument(
        "--watch",
        action="store_true",
        help="go on with what comes into the folders, until Ctrl+C; --json: a line a batch",
    )
    importing.add_argument(
        "--every",
        type=count,
        default=10,
        metavar="SECONDS",
        help="how often to look (10); a file is taken when two looks find it the same",
    )
    add_dates(importing)
    add_person(importing, "who imports (default: you)")
    add_usual(importing)
