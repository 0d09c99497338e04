"""Exchange with other databases."""

from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_usual, address


def add(database: Commands) -> None:
    """Put them into the group `db`."""
    share = database.add("share", "sharing", "share", "exchange what is new with the team folder, once")
    choice = share.add_mutually_exclusive_group()
    choice.add_argument("--folder", type=Path, metavar="DIR", help="the folder, remembered for this database")
    choice.add_argument(
        "--state", action="store_true", help="exchange nothing: list what waits and what was refused, and why"
    )
    choice.add_argument("--stop", action="store_true", help="forget the team folder; what is in it stays")
    text = "take in everything from another database, overwriting nothing"
    merge = database.add("merge", "sharing", "merge", text)
    merge.add_argument("file", type=Path, metavar="FILE", help="the other database, which stays as it is")
    text = "bring the whole database to another place, and work there from now on"
    move = database.add("move", "sharing", "move", text)
    move.add_argument(
        "address", metavar="ADDRESS", type=address, help="a new file, team:FOLDER, or the URL of a server"
    )
    offline = database.group("offline", "take a share of the work along on a laptop")
    take = offline.add("take", "sharing", "take", "make a database that holds a share of the work")
    take.add_argument("file", type=Path, metavar="FILE", help="the database to make")
    take.add_argument("--interactions", type=int, metavar="N", help="at most so many, the newest (default: all)")
    take.add_argument("--queue", default="", metavar="QUEUE", help="only of this queue")
    text = "only what NAME has not submitted yet; what calibration sessions ask of NAME comes first, each session whole"
    take.add_argument("--for", dest="reviewer", default="", metavar="NAME", help=text)
    take.add_argument("--no-recordings", action="store_true", help="leave the recordings where they are")
    away = offline.add("list", "sharing", "away", "say who has taken how much along")
    back = offline.add("return", "sharing", "bring_back", "take in what was done in it")
    back.add_argument("file", type=Path, metavar="FILE", help="the database that was taken along")
    add_usual(share, merge, move, take, away, back)
