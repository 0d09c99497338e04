"""Sealing personal text by a salted digest, so that it can be erased later while every hash over it stays true.

What is hashed holds the digest only; text and salt stand beside it. Erasing takes both away: without the salt nobody
can try which text it was.
"""

import hashlib
import secrets


def new_salt() -> str:
    """A salt that nobody can guess: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def digest(salt: str, text: str) -> str:
    """SHA-256 of the salt and the text, in hexadecimal."""
    return hashlib.sha256((salt + text).encode("utf-8", "surrogatepass")).hexdigest()


def is_erased(salt: str, text_digest: str) -> bool:
    """Whether the text was taken away after it had been sealed."""
    return salt == "" and text_digest != ""


def holds(salt: str, text: str, text_digest: str) -> bool:
    """Whether the text is the one that was sealed, or was erased."""
    return is_erased(salt, text_digest) or digest(salt, text) == text_digest
