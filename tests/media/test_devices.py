import subprocess
import sys

import pytest

from qa_desktop.media.devices import audio_support, output_devices
from qa_desktop.media.playback import OutputDevice


def test_the_usual_codecs_are_there() -> None:
    support = audio_support()
    assert {"PCM", "MP3", "Opus", "GSM 6.10", "G.711 µ-law and A-law"} <= set(support.codecs)
    assert support.missing == ()
    assert {"wav", "mp3", "ogg"} <= set(support.containers)


def test_devices_are_listed_with_at_most_one_default(qapp) -> None:
    devices = output_devices()
    assert all(isinstance(device, OutputDevice) for device in devices)
    assert sum(device.is_default for device in devices) <= 1


@pytest.mark.parametrize(
    "module",
    ["probe", "ingest", "cache", "peaks", "activity", "engine", "player", "playback", "loading", "devices"],
)
def test_importing_loads_neither_decoder_nor_widgets(module: str) -> None:
    program = (
        f"import sys, qa_desktop.media.{module}\n"
        "heavy = {'av', 'numpy', 'PySide6.QtMultimedia', 'PySide6.QtWidgets'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
