"""Who spoke how much, kept for each interaction: when a recording was opened, or for all that lack it, unattended."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Interaction, Recording
from qa_desktop.domain.raw_formats import RawFormat, parse
from qa_desktop.domain.speech import Speech
from qa_desktop.domain.speech_turns import speech_of_turns, with_sides
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.services.import_report import Progress
from qa_desktop.services.ports import Database
from qa_desktop.services.recording_places import recording_file

if TYPE_CHECKING:
    from qa_desktop.media.pcm import SampleMemory

METHOD: Final = 3
"""The version of how speech is found; a higher one makes every figure be taken anew."""

_MOST_IN_MEMORY: Final = 96 << 20
"""Bytes of samples: fifty minutes of two telephone channels."""
_MOST_ON_DISK: Final = 512 << 20
"""Bytes of samples: more than four hours of two telephone channels."""
_NO_SPEAKERS = "Its transcript does not say when agent and customer speak."


@dataclass(frozen=True)
class Measured:
    """How many interactions have got figures, of which there can be none and why, and how many wait for their file."""

    done: int = 0
    problems: tuple[tuple[str, str], ...] = ()
    waiting: int = 0
    stopped: bool = False
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True)
class _Problem:
    sentence: str


class _Stopped(Exception):  # noqa: N818 -- not an error: the caller asked for it
    """The work was to end before this interaction was done."""


def keep(database: Database, interaction: UUID, heard: Speech, now: datetime) -> Changes:
    """Keep what was found in a recording that was opened; the same figures again change nothing.

    Where one channel cannot tell the sides apart, those of a transcript that can are kept.
    """
    with database.reading() as work:
        if work.interactions.get(interaction) is None:
            return Changes()
        found = with_sides(heard, work.interactions.transcript(interaction))
        if work.speech.method(interaction) == METHOD and work.speech.get(interaction) == found:
            return Changes()
    with database.writing() as work:
        work.speech.put(interaction, found, METHOD, now)
    return Changes.of(Changed.SPEECH, interaction)


def lacking(database: Database) -> tuple[UUID, ...]:
    """The interactions without figures of the present method, newest first."""
    with database.reading() as work:
        return tuple(work.speech.lacking(METHOD))


def measure(
    database: Database,
    interactions: Iterable[UUID],
    stopped: Callable[[], bool] = lambda: False,
    tell: Callable[[Progress], object] = lambda _: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    folder: Path | None = None,
) -> Measured:
    """Decode one recording after the other and keep who spoke how much; nothing decoded outlasts its turn.

    What is decoded lies in a private file under `folder`, or in memory where there is none or it cannot be used. No
    transaction is open meanwhile. What cannot be decoded is noted, and not tried again; a file that is not there is
    left for another time. `stopped` ends it within moments.
    """
    keys = tuple(interactions)
    report = Measured()
    for number, key in enumerate(keys, start=1):
        try:
            found = None if stopped() else _read(database, key)
            result = _figures(*found, stopped, folder) if found else None
        except _Stopped:
            return replace(report, stopped=True)
        if stopped():
            return replace(report, stopped=True)
        if found is not None:
            report = _kept(database, found[0], result, report, clock())
            tell(Progress(number, len(keys), found[0].external_id))
    return report


_Material = tuple[Interaction, Transcript | None, Path | None]


def _read(database: Database, key: UUID) -> _Material | None:
    with database.reading() as work:
        found = work.interactions.get(key)
        if found is None or work.speech.method(key) == METHOD:  # perhaps opened meanwhile, which measured it
            return None
        return found, work.interactions.transcript(key), recording_file(work, found)


def _kept(
    database: Database, interaction: Interaction, result: Speech | _Problem | None, report: Measured, now: datetime
) -> Measured:
    if result is None:
        return replace(report, waiting=report.waiting + 1)
    with database.writing() as work:
        again = work.interactions.get(interaction.key)
        if again is None or _sound_of(again.recording) != _sound_of(interaction.recording):
            return report  # another recording has come meanwhile, and waits for its turn
        if isinstance(result, _Problem):
            work.speech.put_problem(interaction.key, result.sentence, METHOD, now)
            return replace(report, problems=(*report.problems, (interaction.external_id, result.sentence)))
        work.speech.put(interaction.key, result, METHOD, now)
    changes = report.changes | Changes.of(Changed.SPEECH, interaction.key)
    return replace(report, done=report.done + 1, changes=changes)


def _sound_of(recording: Recording | None) -> tuple[str, str]:
    return (recording.sha256, recording.raw) if recording else ("", "")


def _figures(
    interaction: Interaction,
    transcript: Transcript | None,
    file: Path | None,
    stopped: Callable[[], bool],
    folder: Path | None,
) -> Speech | _Problem | None:
    """What is found; None where the file of the recording is not there now."""
    recording = interaction.recording
    if recording is None:
        told = speech_of_turns(transcript) if transcript else None
        return told or _Problem(_NO_SPEAKERS)
    if file is None or not file.is_file():
        return None
    try:
        heard = _heard(file, parse(recording.raw) if recording.raw else None, stopped, folder)
    except InputError as error:
        return _Problem(str(error)) if _is_readable(file) and not _is_full(error) else None
    except OSError:
        return None
    return with_sides(heard, transcript)


def _heard(file: Path, raw: RawFormat | None, stopped: Callable[[], bool], folder: Path | None) -> Speech:
    """Who speaks how much in a recording, whose samples are gone afterwards."""
    from qa_desktop.media.activity import MeasuringStopped, speech_activity
    from qa_desktop.media.ingest import IngestProgress, IngestStopped, ingest

    with _place(folder) as (place, most):

        def goes_on(progress: IngestProgress) -> bool:
            if progress.frames * progress.pcm.frame_bytes > most:
                raise InputError(
                    f"“{file.name}” is too long to be measured beforehand; its figures come when it is opened."
                )
            return not stopped()

        try:
            ingested = ingest(file, place, goes_on, raw)
            return speech_activity(ingested.pcm, ingested.peaks, stopped).speech()
        except (IngestStopped, MeasuringStopped) as ended:
            raise _Stopped from ended


@contextmanager
def _place(folder: Path | None) -> Iterator["tuple[Path | SampleMemory, int]"]:
    """Where to decode to, and how many bytes at most; what a crash leaves in the folder, its next user sweeps."""
    from qa_desktop.media.cache import PcmCache
    from qa_desktop.media.pcm import SampleMemory

    cache = None
    with suppress(InputError):  # the folder cannot be used
        cache = PcmCache(folder) if folder is not None else None
    if cache is None:
        yield SampleMemory(2 * _MOST_IN_MEMORY), _MOST_IN_MEMORY
        return
    with closing(cache):
        yield cache.folder / "measured.pcm", _MOST_ON_DISK


def _is_full(error: InputError) -> bool:
    """Whether it was the disk that has no room now."""
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in (ENOSPC, EDQUOT, EFBIG)


def _is_readable(file: Path) -> bool:
    """Whether it was the content: a share that went away, or a file of somebody else, may be there another time."""
    try:
        with file.open("rb") as opened:
            opened.read(1)
    except OSError:
        return False
    return True
