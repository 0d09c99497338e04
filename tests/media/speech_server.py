"""A speech server that answers as a test tells it."""

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TextIO


class Server(threading.Thread):
    """A speech server that answers as it is told; what it hears is kept."""

    def __init__(self, place: Path, answer: Callable[[str], str | None]) -> None:
        super().__init__(daemon=True)
        self.heard: list[str] = []
        self._answer = answer
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(place))
        self._socket.listen()

    def run(self) -> None:
        with contextlib.suppress(OSError):  # whoever speaks may hang up at any time
            self._link, _ = self._socket.accept()
            with self._link as link, link.makefile("r", encoding="utf-8", newline="\r\n") as lines:
                self._talk(link, lines)

    def _talk(self, link: socket.socket, lines: TextIO) -> None:
        text = False
        for line in lines:
            self.heard.append(line.rstrip("\r\n"))
            text = text and self.heard[-1] != "."
            answer = "" if text else self._answer(self.heard[-1])
            text = text or self.heard[-1] == "SPEAK"
            if answer is None:
                return
            link.sendall(answer.encode())

    def hang_up(self) -> None:
        """End as a crash would."""
        self.close()
        self._link.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more callers."""
        self._socket.close()


def polite(line: str) -> str:
    """The answers of a server that works."""
    if line == "SPEAK":
        return "230 OK RECEIVING DATA\r\n"
    if line == ".":
        return "225-21\r\n225 OK MESSAGE QUEUED\r\n701-21\r\n701-1\r\n701 BEGIN\r\n"
    return "210 OK\r\n"
