"""A program that spoils recordings in sixty ways each and decodes them: prints how many ended as they should.

Usage: spoiling_script.py FILE...
"""

import random
import sys
from contextlib import suppress
from pathlib import Path

from qa_desktop.domain.errors import InputError
from qa_desktop.media.ingest import ingest
from qa_desktop.media.probe import probe


def _spoiled(data: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.choice((1, 4, 16, 64))):
        place = chance.randrange(min(len(spoiled), chance.choice((64, 1024, 1 << 20))))
        spoiled[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(5))
    return bytes(spoiled)


for name in sys.argv[1:]:
    path = Path(name)
    whole = path.read_bytes()
    chance = random.Random(path.name)
    ended = 0
    for _ in range(60):
        path.write_bytes(_spoiled(whole, chance))
        with suppress(InputError):
            probe(path)
            ingest(path, None, lambda _: True)
        ended += 1
    print(ended)
