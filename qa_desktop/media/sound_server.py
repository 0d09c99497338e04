"""Whether the sound server of a Linux desktop is still the one that Qt has connected to.

Qt 6.11 tries once, five seconds after the server has died, to reach it again; when that fails, the next sink ends the
whole program with an assertion in libpulse. So a sink may only be started while the server is the same.
"""

import os
import socket
import struct
import sys
from pathlib import Path

_TIMEOUT = 0.2
_UNKNOWN = 0


def server_identity() -> int | None:
    """A number that changes when the sound server is another one; None when there should be one and is not.

    Always the same on systems without such a server, and for servers on other machines.
    """
    if sys.platform != "linux":
        return _UNKNOWN
    path = _socket_path()
    if path is None:
        return _UNKNOWN
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.settimeout(_TIMEOUT)
            link.connect(str(path))
            credentials = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    except OSError:
        return None
    return int(struct.unpack("3i", credentials)[0])


def _socket_path() -> Path | None:
    named = os.environ.get("PULSE_SERVER", "")
    if named:
        path = named.split("}")[-1].removeprefix("unix:")
        return Path(path) if path.startswith("/") else None
    runtime = os.environ.get("PULSE_RUNTIME_PATH")
    if runtime:
        return Path(runtime, "native")
    session = os.environ.get("XDG_RUNTIME_DIR")
    return Path(session, "pulse", "native") if session else None
