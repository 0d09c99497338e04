"""In which order files of tests are given to the workers of a run: the long ones first.

Whoever comes last to a file of a minute, such as one that waits for servers or kills, keeps all others waiting. The
files that take longest are named; of the others those with many tests go first, as pytest-xdist orders all.
"""

from collections import Counter
from typing import Final

import pytest

LONG: Final = (
    *("media/test_sound", "media/test_earcons", "end_to_end/test_kill", "media/test_player_stall"),  # alone
    "media/test_sound_devices",
    *("exports/test_calibration_workbook", "storage/test_server_upgrades", "storage/test_servers"),
    *("storage/test_salvage", "storage/test_power_loss", "domain/test_scoring_properties"),
    *("ui/test_redaction_tasks", "ui/review/test_draft_keeper", "ui/review/test_session", "ui/test_main_window"),
    *("ui/review/test_form_panel", "ui/test_settings_page", "ui/test_keys_page", "ui/review/test_form_keys"),
    *("end_to_end/test_keyboards", "end_to_end/test_keyboard_only", "end_to_end/test_screen_reader"),
    *("end_to_end/test_session_by_four", "storage/test_kills", "storage/test_crashes", "storage/test_concurrency"),
    *("services/test_sharing_crashes", "services/test_sharing_properties", "media/test_speech_dispatcher"),
    *("media/test_formats", "media/test_activity", "services/test_joining", "services/test_workbook_reading"),
    *("storage/test_logins", "storage/test_moving", "storage/test_moving_whole", "cli/test_encryption"),
    *("cli/test_main", "cli/test_workbooks", "packaging/test_wheel", "sharing/test_names"),
)
"""What takes longest for its number of tests, without `tests/` and `.py`."""


def longest_first(items: list[pytest.Item]) -> None:
    """Put the tests of long files before those of short ones; within a file nothing moves."""
    rank = {f"tests/{name}.py": number for number, name in enumerate(LONG)}
    tests = Counter(map(file_of, items))
    items.sort(key=lambda item: (rank.get(file_of(item), len(rank)), -tests[file_of(item)], file_of(item)))


def file_of(item: pytest.Item) -> str:
    """The file of a test, below the root of the run."""
    return item.nodeid.partition("::")[0]
