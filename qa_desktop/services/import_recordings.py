"""The recordings of what is imported: probed and hashed, legs joined, those inside other files taken out."""

import hashlib
import os
import wave
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from qa_desktop import paths as folders
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import JOINED, Recording
from qa_desktop.domain.raw_formats import NeedsRawFormat, RawFormat
from qa_desktop.imports.joining import agent_channel_in
from qa_desktop.imports.legs import join_legs
from qa_desktop.imports.sheet import SheetRow
from qa_desktop.services.import_headerless import Headerless
from qa_desktop.services.recording_places import file_hash
from qa_desktop.transcripts.vcon_audio import Inside

if TYPE_CHECKING:
    from qa_desktop.media.probe import RecordingFacts

_BLOCK = 1 << 20


def joined_folder() -> Path:
    """The folder of recordings that the program made; raises InputError where there can be none."""
    place = folders.user_data() / "recordings" / JOINED
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder “{place}” cannot be made: {error.strerror}.") from error
    return place


def joined_sides(sides: Sequence[Inside], name: str, problems: list[str]) -> Path | None:
    """The file of two sides of one call, the agent's as the right channel; None, told, where they cannot be joined."""
    customer, agent = (taken_out(side) for side in sides)
    try:
        stem = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)
        return join_legs(customer, agent, stem, joined_folder(), round(sides[1].offset - sides[0].offset, 3))
    except InputError as error:
        problems.append(f"{error} Each is an interaction of its own.")
        return None


def joined_call(
    paths: Sequence[str], stem: str, later: float, folders_of: Mapping[str, Path], headerless: Headerless
) -> Path:
    """The file of a call of which customer and agent were recorded apart, whatever they were recorded in.

    Raises InputError where a leg cannot be read or they do not fit, NeedsRawFormat where somebody has to say its codec.
    """
    place = joined_folder()
    with TemporaryDirectory(dir=place, prefix="legs-") as room:
        customer, agent = (
            _as_wave(Path(path), folders_of[path], Path(room, f"{side}-{Path(path).stem}"), headerless)
            for side, path in zip(("in", "out"), paths, strict=True)
        )
        return join_legs(customer, agent, stem, place, later)


def _as_wave(leg: Path, folder: Path, place: Path, headerless: Headerless) -> Path:
    """A leg as PCM in a WAV file: itself where it is one, else decoded to `place`."""
    from qa_desktop.media.ingest import ingest

    with suppress(wave.Error, EOFError, OSError), wave.open(str(leg), "rb"):
        return leg
    _, raw = _facts(leg, folder, headerless)
    samples, target = place.with_suffix(".samples"), place.with_suffix(".wav")
    pcm = ingest(leg, samples, lambda _: True, raw).pcm
    with samples.open("rb") as decoded, wave.open(str(target), "wb") as written:
        written.setnchannels(pcm.channels)
        written.setsampwidth(2)
        written.setframerate(pcm.rate)
        while block := decoded.read(_BLOCK):
            written.writeframesraw(block)
    return target


def taken_out(inside: Inside) -> Path:
    """The file of a recording that lay inside another file, named by its content."""
    digest = hashlib.sha256()
    for chunk in inside.chunks():
        digest.update(chunk)
    file = joined_folder() / f"{digest.hexdigest()[:32]}{inside.ending}"
    partial = file.with_suffix(f".{os.getpid()}.part")  # left by a program that was killed, it goes with those of legs
    try:
        if not file.exists():
            with partial.open("wb") as opened:
                opened.writelines(inside.chunks())
            partial.replace(file)
    except OSError as error:
        raise InputError(f"“{file.name}” cannot be written: {error.strerror}.") from error
    return file


def recording_in(file: Path, folder: Path, row: SheetRow | None, headerless: Headerless) -> tuple[Recording, list[str]]:
    """The recording with its root still empty, and what is wrong with it; raises InputError when it cannot be read."""
    facts, raw = _facts(file, folder, headerless)
    side = row.agent_channel if row and row.agent_channel is not None else agent_channel_in(file.stem)
    told = [f"{problem[0].upper()}{problem[1:]}." for problem in facts.problems]
    recording = Recording(
        root="",
        path=file.relative_to(folder).as_posix(),
        sha256=file_hash(file),
        duration=facts.duration,
        sample_rate=facts.sample_rate,
        channels=facts.channels,
        codec=facts.codec,
        agent_channel=side if facts.channels > 1 else None,
        raw=str(raw) if raw else "",
    )
    return recording, told


def _facts(file: Path, folder: Path, headerless: Headerless) -> tuple["RecordingFacts", RawFormat | None]:
    """What a recording is, and its format where it has no header; raises NeedsRawFormat where nobody has said it."""
    from qa_desktop.media.probe import probe

    try:
        facts = probe(file)
    except NeedsRawFormat as needs:
        raw = headerless.format_of(file, folder, needs)
        facts = probe(file, raw)
        _want_sound(file, raw)
        headerless.worked(folder, needs.suffix)
        return facts, raw
    _want_sound(file, None)
    return facts, None


def _want_sound(file: Path, raw: RawFormat | None) -> None:
    """Raise InputError where nothing can be decoded, though the headers promise sound."""
    from qa_desktop.media.ingest import IngestStopped, ingest

    with suppress(IngestStopped):
        ingest(file, None, lambda _: False, raw)  # the first block is enough
