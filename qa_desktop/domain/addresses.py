"""Addresses of databases as they may be shown and kept: never with a password."""

import re

_PASSWORD = re.compile(
    r"^([\w+.-]+://[^:/@]*):.*@"
)  # up to the last @: an unquoted one in a password gives nothing away
_IN_QUERY = re.compile(r"([?&])(?:(?:ssl)?password=[^&]*(?:&|$))+", re.IGNORECASE)


def without_password(address: str) -> str:
    """The address without the password in it; a path, or one without a password, stays as it is."""
    if "://" not in address:
        return address
    bare = _PASSWORD.sub(r"\1@", address)
    return _IN_QUERY.sub(r"\1", bare).rstrip("?&")
