"""Living through a restart of the sound server of a Linux desktop.

Two faults of Qt 6.11.3 are worked around. When the server has died, Qt tries to reach it again only if the attempt
before failed late; an attempt at a socket that is gone fails at once, and is its last. So a second address is named
that always refuses late. And a sink that starts while Qt is without a server ends the whole program with an assertion
in libpulse; Qt has a server while the threads that serve it run, and those can be counted.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

_REFUSES = "tcp4:127.0.0.1:1"
_THREAD = "QPulseAudioEngi"


def outlive_restarts() -> None:
    """Prepares the environment so that Qt finds a restarted server; to be called before Qt plays anything.

    Also makes it speak PulseAudio's protocol, which PipeWire understands: that way is the one that is tested.
    """
    path = _socket_path() if sys.platform == "linux" else None
    named = os.environ.get("PULSE_SERVER", "")
    if path is None or _REFUSES in named:
        return
    if path.exists():
        os.environ.setdefault("QT_AUDIO_BACKEND", "pulseaudio")
    elif not named and shutil.which("pulseaudio"):
        return  # libpulse would start the server itself, but not for an address that is named
    os.environ["PULSE_SERVER"] = f"{named or f'unix:{path}'} {_REFUSES}"


def connections() -> int:
    """How many connections Qt has to the sound server: one to list devices, and one for all sinks from the first on."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        return 0
    return sum(_name(task) == _THREAD for task in tasks.iterdir())


def _name(task: Path) -> str:
    try:
        return (task / "comm").read_text().strip()
    except OSError:
        return ""  # a thread that has just ended


def _socket_path() -> Path | None:
    named = os.environ.get("PULSE_SERVER", "").split()
    if named:
        path = named[0].split("}")[-1].removeprefix("unix:")
        return Path(path) if path.startswith("/") else None
    runtime = os.environ.get("PULSE_RUNTIME_PATH")
    if runtime:
        return Path(runtime, "native")
    session = os.environ.get("XDG_RUNTIME_DIR")
    return Path(session, "pulse", "native") if session else None
