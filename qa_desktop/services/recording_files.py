"""Where the recording of an interaction lies on this device."""

from pathlib import Path

from qa_desktop.domain.interactions import Interaction
from qa_desktop.services.ports import UnitOfWork


def recording_file(work: UnitOfWork, interaction: Interaction) -> Path | None:
    """The file, whether or not it is there; None where there is no recording or its root is not known here."""
    recording = interaction.recording
    folder = work.roots.all().get(recording.root) if recording else None
    return Path(folder, recording.path) if recording and folder is not None else None
