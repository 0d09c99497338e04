"""Packages for the tests of sharing."""

import hashlib
from uuid import UUID

from qa_desktop.domain.sharing import Entry
from qa_desktop.sharing.names import PackageName
from qa_desktop.sharing.packages import Header, pack

DEVICE, DATABASE = UUID(int=7), UUID(int=8)
SCHEMA = "0003"


def header(count: int, first: int = 1, last: int | None = None, schema: str = SCHEMA) -> Header:
    return Header(schema, "0.3.0", DEVICE, DATABASE, first, last or first + max(count - 1, 0), count)


def entries(count: int) -> list[Entry]:
    return [
        Entry("record", str(UUID(int=number)), {"n": number, "text": "Grüße 👋\u2028\0"}) for number in range(count)
    ]


def named(content: bytes, first: int = 1, last: int = 1, device: UUID = DEVICE) -> PackageName:
    return PackageName(device, first, last, hashlib.sha256(content).hexdigest())


def package(count: int = 3) -> tuple[PackageName, bytes]:
    content = pack(header(count), entries(count))
    return named(content, 1, max(count, 1)), content
