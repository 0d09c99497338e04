"""Keys: version 7 for what is created here, version 5 for what arrives from outside.

A version 7 key (RFC 9562) sorts by the time of its creation. A version 5 key is made from the source and its own
number, so that the same call imported on two laptops is one call.
"""

import secrets
import time
from uuid import UUID, uuid5

_OUTSIDE = UUID("6f1c1f1e-6a0b-5c1d-9a5b-2f6e1d0c7a41")


def new_key(unix_ms: int | None = None, random_bits: int | None = None) -> UUID:
    """A new UUID version 7 (RFC 9562, section 5.7); time in ms since 1970 and 74 random bits may be given."""
    moment = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    noise = secrets.randbits(74) if random_bits is None else random_bits
    high, low = noise >> 62, noise & ((1 << 62) - 1)
    return UUID(int=(moment << 80) | (7 << 76) | (high << 64) | (2 << 62) | low)


def key_from_outside(kind: str, *parts: str) -> UUID:
    """The UUID version 5 of something that has an identity elsewhere, such as `("agent", "crm", "4711")`."""
    return uuid5(_OUTSIDE, "\x1f".join((kind, *parts)))
