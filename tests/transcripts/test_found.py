"""What fuzzing has found (tests/fuzz): inputs over which a reader once failed otherwise than by a sentence."""

import contextlib
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.transcripts.detect import read_transcripts
from qa_desktop.transcripts.formats import FORMATS
from qa_desktop.transcripts.source import Source

FOUND = sorted((Path(__file__).parent / "found").iterdir())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_every_finding_is_read_or_refused(path: Path) -> None:
    data = path.read_bytes()
    for each in FORMATS:
        source = Source(data, path.name, True)
        each.recognises(source)
        with contextlib.suppress(InputError):
            each.read(source)
    with contextlib.suppress(InputError):
        read_transcripts(data, path.name, True)
