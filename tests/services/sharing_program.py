"""A program that submits, shares through a folder, and says on standard output what is safe and what is shared.

Usage: python sharing_program.py DATABASE FOLDER DEVICE
"""

import sys
from itertools import count
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from datetime import timedelta

from qa_desktop.services.team_folder import TeamFolder
from qa_desktop.storage.database import open_database
from tests.services.furniture import NOW
from tests.services.sharing_furniture import CALLS, PEOPLE, submit


def main() -> None:
    """Go on until somebody ends it."""
    file, folder, device = sys.argv[1:]
    database = open_database(file, UUID(device))
    team = TeamFolder(Path(folder))
    print("ready", flush=True)
    for number in count():
        written = []
        for each in range(3):
            by, call = PEOPLE[each], CALLS[number % len(CALLS)]
            written.append(submit(database, call, by, NOW + timedelta(seconds=number)).key)
            print("submitted", written[-1], flush=True)
        if not team.exchange(database).problem:
            for key in written:
                print("shared", key, flush=True)


if __name__ == "__main__":
    main()
