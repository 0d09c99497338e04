"""What a PostgreSQL server refuses, each as one plain sentence; `{0}` stands for the address."""

from typing import Final

from sqlalchemy.exc import DBAPIError

_CONNECT: Final = "No connection to the database “{0}”: "
_LOST: Final = (
    "The connection to the database “{0}” was lost. If something was being saved, look whether it is there; "
    "the next try connects again."
)
_LOGIN: Final = (
    _CONNECT + "the server does not know this name or password. Put the password into the file ~/.pgpass "
    "(HOST:PORT:DATABASE:NAME:PASSWORD, readable by you alone) or the variable PGPASSWORD."
)
_NO_ANSWER: Final = _CONNECT + "no server answers there. See that it runs, and that host and port are right."
_STARTING: Final = _CONNECT + "the server is starting or stopping: try again in a moment."
_FULL_HOUSE: Final = _CONNECT + "the server has as many connections as it allows: try again when others have closed."
_MAY_NOT: Final = (
    "The database “{0}” does not let this login do that: ask whoever administers it for the right to, "
    "or log in as somebody who has it."
)
_NOT_YOURS: Final = (
    "The database “{0}” lets this login write in the name of its own person only: choose that person, "
    "or log in as the other one."
)

_BY_CODE: Final = {
    "55P03": "BUSY",
    "40001": "BUSY",
    "40P01": "BUSY",
    "57014": "BUSY",
    "42501": _MAY_NOT,
    "25006": "The database “{0}” can be read but not changed: its server is a copy that follows another one. "
    "Name the other one.",
    "53100": "The disk of the server that holds the database “{0}” is full: make room there, then try again.",
    "53200": "The server of the database “{0}” has no memory left: try again later.",
    "53300": _FULL_HOUSE,
    "53400": "The server of the database “{0}” has reached a limit of its own: ask whoever administers it.",
    "57P01": _LOST,
    "57P02": _LOST,
    "57P03": _STARTING,
    "57P05": _LOST,
    "25P03": _LOST,
    "3D000": _CONNECT + "there is no database of this name on the server. Create it, as “createdb” does.",
    "28000": _LOGIN,
    "28P01": _LOGIN,
    "22003": "A number is too large for the database “{0}”: correct it.",
    "22P05": "The database “{0}” cannot hold a character of this text: write it anew.",
    "54000": "A text is too long for the database “{0}”: shorten it.",
    "58030": "The disk of the server that holds the database “{0}” failed: ask whoever administers it.",
    "XX001": "The database “{0}” is damaged: have whoever administers it bring back a backup.",
    "XX002": "The database “{0}” is damaged: have whoever administers it bring back a backup.",
}

_BY_WORDS: Final = (
    (("failed to resolve host", "could not translate host name"), _CONNECT + "there is no host of this name."),
    (("password authentication failed", "no password supplied"), _LOGIN),
    (("authentication failed", "no pg_hba.conf entry", "pg_hba.conf rejects"), _CONNECT + "the server does not let "
     "this login in from this computer: ask whoever administers it."),
    (("certificate", "server does not support ssl"), _CONNECT + "the encryption asked for (sslmode) does not work "
     "with this server: ask whoever administers it."),
    (("too many clients", "remaining connection slots", "too many connections"), _FULL_HOUSE),
    (("starting up", "shutting down", "in recovery mode", "not yet accepting"), _STARTING),
    (("permission denied for database",), _MAY_NOT),
    (("connection refused", "no such file or directory", "timeout expired", "timed out", "no route to host",
      "network is unreachable"), _NO_ANSWER),
    (("definition of service",), _CONNECT + "the service that it names is in no service file."),
)  # fmt: skip
"""What the driver says while connecting, when there is no code yet. The server may say it in another language."""


def server_sentence(error: DBAPIError, busy: str) -> str | None:
    """The sentence for a failure of the server or the way to it; None when it is a bug."""
    cause = error.orig
    code: str | None = getattr(cause, "sqlstate", None)
    if code == "42501" and "row-level security" in str(cause):
        return _NOT_YOURS
    if code is not None:
        sentence = _BY_CODE.get(code) or (_LOST if code.startswith("08") else None)
        return busy if sentence == "BUSY" else sentence
    if type(cause).__module__.partition(".")[0] != "psycopg" or not hasattr(cause, "pgconn"):
        return None
    if error.connection_invalidated:
        return _LOST
    return _while_connecting(str(cause)) if _is_operational(cause) else None


def _is_operational(cause: BaseException | None) -> bool:
    return any(kind.__name__ == "OperationalError" for kind in type(cause).__mro__)


def _while_connecting(said: str) -> str:
    lowered = said.casefold()
    if "does not exist" in lowered:
        return _BY_CODE["3D000"] if "database" in lowered.partition("fatal:")[2] else _LOGIN
    for words, sentence in _BY_WORDS:
        if any(word in lowered for word in words):
            return sentence
    last = (said.strip().splitlines() or ["it gave no reason"])[-1].replace("{", "(").replace("}", ")")
    return f"{_CONNECT}{last.strip()}."
