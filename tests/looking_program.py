"""A victim that tells what it was born with, and waits to be killed where it is told to stay."""

import gc
import os
import sqlite3
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.victims import PROGRAMS


def main(arguments: list[str]) -> None:
    """Say what this process has."""
    if arguments == ["stay"]:
        print(os.getpid(), flush=True)
        threading.Event().wait()
    opened = [each.resolve() for each in Path("/proc/self/fd").iterdir() if int(each.name) > sys.__stderr__.fileno()]
    print("loaded", *(each for each in PROGRAMS if each in sys.modules), flush=True)
    print("threads", sum(1 for _ in Path("/proc/self/task").iterdir()), flush=True)
    print("files", [each for each in opened if each.is_file()], flush=True)
    print("connections", sum(isinstance(each, sqlite3.Connection) for each in gc.get_objects()), flush=True)
    print("application", QCoreApplication.instance(), flush=True)
