"""Speaks through Speech Dispatcher, the speech server of Linux desktops, by its protocol SSIP; no call ever waits.

Qt's own way to it, QTextToSpeech, asks for every voice while it is made: that takes 1.1 s with the interpreter
locked, and without an end where the server has no sound; so it is not used here.
"""

import os
import re
from collections import deque
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, QStandardPaths, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

PROGRAM = "speech-dispatcher"
ADDRESS = "SPEECHD_ADDRESS"
TRIES, PAUSE_MS = 30, 100
"""How often, and after how long a pause, a server that has just been started is asked."""
PATIENCE_MS = 4000
"""For how long a message may stay unspoken before the server counts as dumb."""
CANCEL = "CANCEL SELF"


def address() -> Path | None:
    """Where the server listens; None where that is on another machine, or nowhere."""
    named = os.environ.get(ADDRESS, "")
    if named:
        return Path(named.removeprefix("unix_socket:")) if named.startswith("unix_socket:") else None
    runtime = os.environ.get("XDG_RUNTIME_DIR") or str(Path.home() / ".cache")
    return Path(runtime, "speech-dispatcher", "speechd.sock")


def is_there() -> bool:
    """Whether a server runs or can be started."""
    place = address()
    return place is not None and (place.exists() or bool(QStandardPaths.findExecutable(PROGRAM)))


class SpeechDispatcher(QObject):
    """A client of the server; `lost` says that it cannot be heard through it, and nothing more is said then."""

    lost = Signal()

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands: deque[str] = deque()
        self._asked = False  # whether an answer to a command is awaited
        self._data = ""  # the text that belongs to the command just sent
        self._texts: deque[str] = deque()
        self._tries = 0
        self._over = False
        self._closing = False
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(lambda: self._introduce(language))
        self._socket.errorOccurred.connect(lambda _: self._try_again())
        self._socket.readyRead.connect(self._read)
        self._again = _timer(self, PAUSE_MS, self._connect)
        self._dumb = _timer(self, PATIENCE_MS, self._lose)
        self._connect()

    def say(self, text: str) -> None:
        """Say it when what came before has been said."""
        if self._over or not text.strip():
            return
        self._texts.append(text)
        self._commands.append("SPEAK")
        if not self._dumb.isActive():
            self._dumb.start()
        self._send()

    def stop(self) -> None:
        """Be silent at once, and forget what is waiting."""
        self._dumb.stop()
        waiting = sum(command == "SPEAK" for command in self._commands)
        for _ in range(waiting):
            self._texts.pop()
        kept = [command for command in self._commands if command not in ("SPEAK", CANCEL)]
        self._commands = deque([*kept, CANCEL])
        self._send()

    def close(self) -> None:
        """Be silent, and go once the server knows."""
        self._closing = True
        self.setParent(QCoreApplication.instance())
        self.stop()

    def _connect(self) -> None:
        place = address()
        if place is None:
            self._lose()
            return
        self._socket.connectToServer(str(place))

    def _introduce(self, language: str) -> None:
        opening = (
            "SET SELF CLIENT_NAME user:qa-desktop:main",
            f"SET SELF LANGUAGE {language}",
            "SET SELF PRIORITY MESSAGE",
            "SET SELF NOTIFICATION BEGIN ON",
        )
        self._commands.extendleft(reversed(opening))
        self._send()

    def _try_again(self) -> None:
        """Start the server where there is none or it has gone, and wait for it; one that was named is not ours."""
        self._tries += 1
        if self._tries == 1 and ADDRESS not in os.environ:
            _start_server()
        if self._over or self._asked or self._tries > TRIES:
            self._lose()
        else:
            self._again.start()

    def _lose(self) -> None:
        if not self._over:
            self._over = True
            self._dumb.stop()
            self._again.stop()
            self._socket.abort()
            self.lost.emit()
            if self._closing:
                self.deleteLater()

    def _send(self) -> None:
        """Send the next command; the server answers each before it takes another."""
        if self._asked or self._over or self._socket.state() is not QLocalSocket.LocalSocketState.ConnectedState:
            return
        if self._commands:
            command = self._commands.popleft()
            self._data = self._texts.popleft() if command == "SPEAK" else ""
            self._asked = True
            self._write(command)
        elif self._closing:
            self._over = True
            self._socket.disconnectFromServer()
            self.deleteLater()

    def _write(self, text: str) -> None:
        self._socket.write(f"{text}\r\n".encode())
        self._socket.flush()

    def _read(self) -> None:
        while self._socket.canReadLine():
            line = bytes(self._socket.readLine().data()).decode("utf-8", "replace").rstrip()
            if re.match(r"\d{3} ", line):  # with a hyphen in place of the blank, more of the answer follows
                self._take(int(line[:3]))

    def _take(self, code: int) -> None:
        if code == 701:  # a message begins to be heard
            self._dumb.stop()
        elif 700 <= code < 800:  # other news of messages
            return
        elif code == 230:  # the server waits for the text
            self._write(re.sub(r"(?m)^\.", "..", self._data.replace("\r", " ")).replace("\n", "\r\n") + "\r\n.")
        elif code >= 300 and self._data:
            self._lose()
        else:
            self._asked = False
            self._send()


def _timer(parent: QObject, milliseconds: int, run: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(run)
    return timer


def _start_server() -> None:
    """Start the server with the environment of the desktop: the packaged program's libraries are not for it."""
    environment = QProcessEnvironment.systemEnvironment()
    before = environment.value("LD_LIBRARY_PATH_ORIG", "")
    environment.remove("LD_LIBRARY_PATH")
    if before:
        environment.insert("LD_LIBRARY_PATH", before)
    process = QProcess()
    process.setProgram(PROGRAM)
    process.setArguments(["--spawn"])
    process.setProcessEnvironment(environment)
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    process.startDetached()
