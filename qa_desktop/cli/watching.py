"""`qa-desktop import --watch`: whatever comes into the folders is imported, until it is told to end."""

import os
import signal
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from qa_desktop.cli.output import tell
from qa_desktop.domain.errors import InputError
from qa_desktop.services.watching import Watch
from qa_desktop.transcripts.mapping import Mapping


def watch(
    options: Namespace, mapping: Mapping | None, take: Callable[[tuple[Path, ...], Callable[[], bool]], None]
) -> None:
    """Hand each batch of new files to `take`, with what says whether to go on, until Ctrl+C or SIGTERM.

    A batch that cannot be taken (InputError) is told once and tried again. Raises InputError where a path is no folder.
    """
    folders = [Path(os.path.abspath(path)) for path in options.paths]  # noqa: PTH100 -- as the import writes them
    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"“{folder.name}” is no folder that can be watched; give folders with --watch.")
    watched, told = Watch(folders, mapping), ""
    with ending() as ended:
        tell(f"Watching {', '.join(f'“{folder}”' for folder in folders)}; Ctrl+C ends it.")
        while True:
            try:
                watched.take(lambda ready: take(ready, lambda: not ended.is_set()))
                told = ""
            except InputError as error:
                if str(error) != told:
                    told = str(error)
                    tell(f"{told} It is tried again.")
            if ended.wait(options.every):
                return


@contextmanager
def ending() -> Iterator[threading.Event]:
    """An event that Ctrl+C or SIGTERM sets, so that what is at hand ends in order; a second one ends at once."""
    ended = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        if ended.is_set():
            raise KeyboardInterrupt
        ended.set()

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
