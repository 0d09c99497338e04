"""What the sound server of a Linux desktop has to play on, asked of it over a connection of our own.

Qt does not tell when a device that is not the default goes away, and keeps listing it; the server would then move the
sound to another device, so that a customer is heard by the whole room. PipeWire speaks the same protocol.

About a tenth of a second may still be heard there, until the next look: that a stream is not to be moved would have to
be said when it is made, by Qt, which does not offer it; and whoever subscribes to removals hears of one after the move.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_int, c_uint8, c_uint32, c_void_p
from dataclasses import dataclass

_LIBRARY = "libpulse.so.0"
_READY, _FAILED = 4, 5
_NO_AUTOSPAWN = 1
_STEP_US = 20_000
_SILENT_S = 1.0
"""Seconds without an answer after which a server counts as gone."""


class _SinkInfo(ctypes.Structure):
    """The beginning of pa_sink_info."""

    _fields_ = [("name", c_char_p), ("index", c_uint32), ("description", c_char_p)]


class _SampleSpec(ctypes.Structure):
    _fields_ = [("format", c_int), ("rate", c_uint32), ("channels", c_uint8)]


class _ServerInfo(ctypes.Structure):
    """The beginning of pa_server_info."""

    _fields_ = [
        *((name, c_char_p) for name in ("user_name", "host_name", "server_version", "server_name")),
        ("sample_spec", _SampleSpec),
        ("default_sink_name", c_char_p),
    ]


_SINK_CALLBACK = ctypes.CFUNCTYPE(None, c_void_p, POINTER(_SinkInfo), c_int, c_void_p)
_SERVER_CALLBACK = ctypes.CFUNCTYPE(None, c_void_p, POINTER(_ServerInfo), c_void_p)


@dataclass(frozen=True, slots=True)
class Sinks:
    """The server's devices by id with their names for people, and the id of its default."""

    names: dict[str, str]
    default: str


class PulseWatch:
    """Asks the sound server what it has; for one thread. Raises OSError where there is no library to ask with."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pulse = _library()
        self._loop = self._pulse.pa_mainloop_new()
        self._context: int | None = None
        self._found: dict[str, str] = {}
        self._default = ""
        self._pending = 0
        self._asked_at = 0.0
        self._answer: Sinks | None = None
        self._on_sink = _SINK_CALLBACK(self._hear_sink)
        self._on_server = _SERVER_CALLBACK(self._hear_server)

    def ask(self, patience: float = 0.0) -> Sinks | None:
        """What the server has, as far as it has answered by now; None while it is not there or silent.

        The answer is that to the question before unless `patience` seconds are enough for a fresh one.
        """
        if self._context is None:
            self._connect()
        until = self._clock() + patience
        self._iterate()
        if self._ready() and not self._pending:
            self._question()
        while self._context is not None and (self._pending or not self._ready()) and self._clock() < until:
            self._iterate(_STEP_US)
            if self._ready() and not self._pending and self._answer is None:
                self._question()
        hangs = self._pending > 0 and self._clock() - self._asked_at > _SILENT_S
        return None if hangs else self._answer

    def answers(self, patience: float) -> bool:
        """Whether the server answers now, within so many seconds."""
        until = self._clock() + patience
        while self._pending and self._context is not None and self._clock() < until:
            self._iterate(_STEP_US)
        self._answer = None if self._pending else self._answer
        return not self._pending and self.ask(until - self._clock()) is not None and not self._pending

    def close(self) -> None:
        """Lets go of the connection."""
        self._disconnect()
        if self._loop:
            self._pulse.pa_mainloop_free(self._loop)
            self._loop = None

    def _connect(self) -> None:
        api = self._pulse.pa_mainloop_get_api(self._loop)
        self._context = self._pulse.pa_context_new(api, b"QA Desktop devices")
        if self._pulse.pa_context_connect(self._context, None, _NO_AUTOSPAWN, None) < 0:
            self._disconnect()

    def _disconnect(self) -> None:
        self._answer, self._pending = None, 0
        if self._context is not None:
            self._pulse.pa_context_disconnect(self._context)
            self._pulse.pa_context_unref(self._context)
            self._context = None

    def _ready(self) -> bool:
        return self._context is not None and self._pulse.pa_context_get_state(self._context) == _READY

    def _iterate(self, wait_us: int = 0) -> None:
        while True:
            if self._pulse.pa_mainloop_prepare(self._loop, wait_us) < 0 or self._pulse.pa_mainloop_poll(self._loop) < 0:
                break
            if self._pulse.pa_mainloop_dispatch(self._loop) <= 0 or wait_us:
                break
        if self._context is not None and self._pulse.pa_context_get_state(self._context) >= _FAILED:
            self._disconnect()

    def _question(self) -> None:
        self._found, self._pending, self._asked_at = {}, 2, self._clock()
        for operation in (
            self._pulse.pa_context_get_server_info(self._context, self._on_server, None),
            self._pulse.pa_context_get_sink_info_list(self._context, self._on_sink, None),
        ):
            if operation:
                self._pulse.pa_operation_unref(operation)

    def _hear_server(self, context: int, info: ctypes._Pointer[_ServerInfo], data: int) -> None:
        self._default = _text(info.contents.default_sink_name) if info else ""
        self._pending -= 1

    def _hear_sink(self, context: int, info: ctypes._Pointer[_SinkInfo], last: int, data: int) -> None:
        if not last and info:
            self._found[_text(info.contents.name)] = _text(info.contents.description)
            return
        self._pending -= 1
        self._answer = Sinks(self._found, self._default)


def _text(words: bytes | None) -> str:
    return (words or b"").decode("utf-8", "replace")


def _library() -> ctypes.CDLL:
    pulse = ctypes.CDLL(_LIBRARY)
    for name, result, arguments in (
        ("pa_mainloop_new", c_void_p, []),
        ("pa_mainloop_free", None, [c_void_p]),
        ("pa_mainloop_get_api", c_void_p, [c_void_p]),
        ("pa_mainloop_prepare", c_int, [c_void_p, c_int]),
        ("pa_mainloop_poll", c_int, [c_void_p]),
        ("pa_mainloop_dispatch", c_int, [c_void_p]),
        ("pa_context_new", c_void_p, [c_void_p, c_char_p]),
        ("pa_context_connect", c_int, [c_void_p, c_char_p, c_int, c_void_p]),
        ("pa_context_get_state", c_int, [c_void_p]),
        ("pa_context_disconnect", None, [c_void_p]),
        ("pa_context_unref", None, [c_void_p]),
        ("pa_context_get_server_info", c_void_p, [c_void_p, _SERVER_CALLBACK, c_void_p]),
        ("pa_context_get_sink_info_list", c_void_p, [c_void_p, _SINK_CALLBACK, c_void_p]),
        ("pa_operation_unref", None, [c_void_p]),
    ):
        function = getattr(pulse, name)
        function.restype, function.argtypes = result, arguments
    return pulse
