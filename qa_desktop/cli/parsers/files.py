"""Commands on files alone, without a database."""

import argparse
import math
from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_dates, add_json, add_mapping


def add(commands: Commands) -> None:
    """Put them on the command line."""
    score = commands.add("score", "files", "score", "score answers on a form file, without a database")
    score.add_argument("form", type=Path, metavar="FORM", help="form file (YAML)")
    score.add_argument("answers", type=Path, metavar="ANSWERS", help="answers (YAML or JSON): standard id to answer")
    add_json(score)
    transcript = commands.add("transcript", "files", "transcript", "read a transcript or chat and print it")
    transcript.add_argument("file", type=Path, metavar="FILE", help="transcript or chat")
    add_mapping(
        transcript, "template or YAML file that says where the turns stand in a table or JSON (README: Mappings)"
    )
    add_dates(transcript)
    add_json(transcript)
    recording = commands.add("recording", "files", "recording", "say what a recording is, and who spoke when")
    recording.add_argument("file", type=Path, metavar="FILE", help="recording")
    recording.add_argument("--speech", action="store_true", help="also who spoke when")
    recording.add_argument(
        "--codec", metavar="CODEC/RATE/CHANNELS", help="how to read a file without a header, mulaw/8000/1 for one"
    )
    add_json(recording)
    agreement = commands.add(
        "agreement", "agreement", "agreement", "agreement statistics of a table of ratings, without a database"
    )
    agreement.add_argument(
        "ratings",
        type=Path,
        metavar="RATINGS.csv",
        help="rows are items, first column “item”, then one for each reviewer; or item, reviewer, mark; or the cross "
        "table of two reviewers",
    )
    agreement.add_argument(
        "--level",
        choices=("nominal", "ordinal", "interval", "ratio"),
        help="the level of measurement, which picks the headline (default: what the answers suggest)",
    )
    agreement.add_argument(
        "--categories", metavar="A,B,C", type=_categories, help="the scale in its order (default: what was answered)"
    )
    agreement.add_argument(
        "--counts", action="store_true", help="the columns after “item” are categories, and say how many gave each"
    )
    agreement.add_argument("--gauge", metavar="COLUMN", help="the reviewer whom the others are measured against")
    agreement.add_argument(
        "--tolerance",
        metavar="POINTS",
        type=_points,
        help="how far from the gauge is near enough (default: 0 nominal, 1 ordinal, 5 above)",
    )
    agreement.add_argument(
        "--spread-tolerance", metavar="POINTS", type=_points, help="the same for all answers to an item"
    )
    agreement.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="weights for kappa: a square matrix with “disagreement” or “agreement” as its first cell",
    )
    agreement.add_argument(
        "--na", choices=("category", "missing"), default="category", help="what the answer NA counts as (category)"
    )
    add_json(agreement)


def _categories(written: str) -> list[str]:
    names = [name.strip() for name in written.split(",")]
    if not all(names):
        raise argparse.ArgumentTypeError("a category is empty; separate them by single commas")
    return names


def _points(written: str) -> float:
    """A number from 0 on."""
    try:
        points = float(written)
    except ValueError:
        points = math.nan
    if not 0 <= points < math.inf:
        raise argparse.ArgumentTypeError("give a number from 0 on")
    return points
