"""What a package is called: who wrote it, which part of what that device has to tell, and the hash of its bytes."""

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

SUFFIX: Final = ".qapack"
_DIGITS: Final = 10
_NAME: Final = re.compile(rf"([0-9a-f]{{32}})-([0-9]{{{_DIGITS}}})-([0-9]{{{_DIGITS}}})-([0-9a-f]{{64}})\{SUFFIX}")


@dataclass(frozen=True, order=True)
class PackageName:
    """The name of a package; names sort by device, then by place in what the device tells."""

    device: UUID
    first: int
    last: int
    digest: str

    def __str__(self) -> str:
        return f"{self.device.hex}-{self.first:0{_DIGITS}}-{self.last:0{_DIGITS}}-{self.digest}{SUFFIX}"


def parse_name(name: str) -> PackageName | None:
    """The package of that file name; None for any other file, such as the copy that a sync folder makes of one."""
    match = _NAME.fullmatch(name)
    if match is None or not 1 <= int(match[2]) <= int(match[3]):
        return None
    return PackageName(UUID(match[1]), int(match[2]), int(match[3]), match[4])
