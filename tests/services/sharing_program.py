"""A program that submits, shares through a folder, and says on standard output what is safe and what is shared.

Arguments: DATABASE FOLDER DEVICE
"""

from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

from qa_desktop.services.team_folder import TeamFolder
from qa_desktop.storage.database import open_database
from tests.services.furniture import NOW
from tests.services.sharing_furniture import CALLS, PEOPLE, submit


def main(arguments: list[str]) -> None:
    """Go on until somebody ends it."""
    file, folder, device = arguments
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
