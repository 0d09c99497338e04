"""Everything that the calibration room shows and plays, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from qa_desktop.domain.calibration import CalibrationMaterial, CalibrationSession
from qa_desktop.domain.consensus import Consensus, ExternalScore
from qa_desktop.domain.people import Person
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.services import calibrating
from qa_desktop.services.agreeing import Entry
from qa_desktop.services.ports import Database
from qa_desktop.services.recording_places import recording_file


@dataclass(frozen=True)
class RoomMaterial:
    """What is compared, with the recordings that are here and the transcripts, by interaction."""

    material: CalibrationMaterial
    recordings: Mapping[UUID, Path]
    transcripts: Mapping[UUID, Transcript]


def load(database: Database, session: CalibrationSession, viewer: Person) -> RoomMaterial:
    """The material of a revealed session. Raises InputError before the reveal."""
    material = calibrating.comparison(database, session, viewer)
    with database.reading(viewer.key) as work:
        files = {each.key: recording_file(work, each) for each in material.interactions if each.recording}
        read = {each.key: work.interactions.transcript(each.key) for each in material.interactions}
    here = {key: file for key, file in files.items() if file is not None and file.is_file()}
    return RoomMaterial(material, here, {key: each for key, each in read.items() if each is not None})


def before(material: CalibrationMaterial, entry: Entry) -> Entry:
    """What stands where an entry is to stand: entered again, it takes the entry back."""
    if isinstance(entry, Consensus):
        known = material.consensus.get((entry.interaction, entry.standard))
        return known or Consensus(entry.session, entry.interaction, entry.standard)
    return material.external.get(entry.interaction) or ExternalScore(entry.session, entry.interaction, None)
