"""The composition root: builds the parts, and hands them to each other."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from qa_desktop import paths, settings
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext
    from PySide6.QtWidgets import QApplication

    from qa_desktop.services.ports import Database
    from qa_desktop.ui.frame import Frame
    from qa_desktop.ui.main_window import MainWindow

SWITCH_S = 0.0005
"""For how long a thread may keep the interpreter from another; a tenth of what is usual: the screen waits for it."""
OF_NO_USE = ("This plugin does not support propagateSizeHints", "PulseAudioService: ")
"""What Qt says of windows that nobody sees, and of machines without a sound server; `doctor` tells of the latter."""


def open_database(address: str | None, kept: Settings, passphrase: Passphrase | None = None) -> "Database":
    """Open the database named, or the usual one, with the forms that ship in a new one.

    Where it is encrypted and no passphrase is given, the one in the file that the environment names is used.
    """
    from qa_desktop.services import erasures, form_library, identity
    from qa_desktop.storage.database import open_database as open_sql
    from qa_desktop.storage.recoding import is_encrypted

    place = address or kept.database or settings.default_database()
    if passphrase is None and is_encrypted(place):
        passphrase = settings.passphrase_from_file()
    database = open_sql(place, UUID(kept.device), passphrase=passphrase)
    identity.settle(database, UUID(kept.device))
    erasures.settle_quietly(database)
    form_library.publish_shipped(database, paths.forms(), datetime.now(UTC))
    return database


def has_screen() -> bool:
    """Whether somebody could see a window."""
    if sys.platform in ("win32", "darwin"):
        return True
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform:
        return platform.split(":")[0] not in ("offscreen", "minimal", "vnc")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def draw_offscreen() -> None:
    """Let windows be drawn where there is no screen; Qt would end the process otherwise."""
    if not has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def make_application() -> "QApplication":
    """The Qt application, or the one that is there already."""
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(_pass_on)
    sys.setswitchinterval(SWITCH_S)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("QA Desktop")
    application.setDesktopFileName("qa-desktop")
    return application


def _pass_on(kind: object, context: "QMessageLogContext", message: str) -> None:
    """Pass Qt's messages on, but for those that are of no use to anyone who runs the program."""
    category = context.category or ""
    if not category.startswith("qt.multimedia") and not message.startswith(OF_NO_USE):
        print(message, file=sys.stderr)


def make_window(
    application: "QApplication",
    kept: Settings,
    open_work: "Callable[[], Database]",
    person: str = "",
    address: str | None = None,
    unattended: bool = False,
) -> "MainWindow":
    """The main window on a database that is opened in the background, once the window has been painted.

    `address` says where it lies if that is not the usual place. `unattended` lets it find out who spoke how much in
    every recording while nothing else is to be done.
    """
    from qa_desktop.ui.garbage import Garbage
    from qa_desktop.ui.main_window import MainWindow
    from qa_desktop.ui.opener import Locksmith, Opener
    from qa_desktop.ui.operations import Operations
    from qa_desktop.ui.preferences import Preferences
    from qa_desktop.ui.theme import Theme

    theme = Theme(application, kept.theme, kept.text_scale)
    operations = Operations(open_work, application)
    preferences = Preferences(kept)
    locksmith = Locksmith(_fits, _recode, _clear_copies)
    opener = Opener(
        operations, preferences, lambda other, words: open_database(other, kept, words), address, _move, locksmith
    )
    window = MainWindow(operations, preferences, theme, opener, person)
    theme.dress()
    window.ready.connect(Garbage(window).settle)
    if unattended:
        from qa_desktop.ui.measuring import Measuring

        measuring = Measuring(
            operations, window, lambda: settings.sound_folder(preferences.settings, preferences.encrypted)
        )
        window.ready.connect(measuring.begin)
        measuring.measured.connect(window.review.refresh_figures)
        window.ready.connect(window.safekeeping.begin)
    return window


def _move(source: str, target: str, words: Passphrase | None) -> None:
    from qa_desktop.storage.ciphering import key_for
    from qa_desktop.storage.engine import file_of, parse_address
    from qa_desktop.storage.moving import move

    file = file_of(parse_address(source))
    move(source, target, None if file is None else key_for(file, words or settings.passphrase_from_file()))


def _fits(address: str, words: Passphrase | None) -> None:
    from qa_desktop.storage.ciphering import key_for

    key_for(Path(address), words)


def _recode(database: "Database", old: Passphrase | None, new: Passphrase | None) -> None:
    from qa_desktop.storage.recoding import recode_open

    recode_open(database.close, database.address, old, new)


def _clear_copies(address: str) -> tuple[Path, ...]:
    from qa_desktop.storage.recoding import clear_copies

    return tuple(clear_copies(Path(address)))


def draw_pictures(address: str, person: str, folder: Path, tell: Callable[[str], None]) -> list[Path]:
    """Draw every screen on a database into PNG files; works without a screen."""
    draw_offscreen()
    application = make_application()
    kept = replace(settings.load(), theme="light", text_scale=1.0, splits={}, window=[1440, 900])
    window = make_window(application, kept, lambda: open_database(address, kept), person)
    from qa_desktop.ui.pictures import Photographer

    try:
        return list(Photographer(window, window.theme, folder).tour(tell))
    finally:
        window.close()


def start(application: "QApplication", kept: Settings, address: str | None = None, person: str = "") -> "Frame":
    """The window on the screen; it is filled once its frame has been painted."""
    from PySide6.QtCore import Qt

    from qa_desktop.ui.frame import Frame
    from qa_desktop.ui.theme import ground

    application.setPalette(ground(kept.theme))
    frame = Frame(kept.window)

    def fill() -> None:
        from qa_desktop.ui.messages import install_exception_hook

        install_exception_hook()
        frame.fill(make_window(application, kept, lambda: open_database(address, kept), person, address, True))

    frame.painted.connect(fill, Qt.ConnectionType.QueuedConnection)
    return frame


def run(address: str | None = None, person: str = "") -> int:
    """Show the window and stay until it is closed. Raises InputError where there is no display."""
    if not has_screen() and "QT_QPA_PLATFORM" not in os.environ:
        raise InputError(
            "There is no display to open a window on: run it on a desktop, set DISPLAY, "
            "or use the commands listed by qa-desktop --help."
        )
    kept = settings.load()
    application = make_application()
    frame = start(application, kept, address, person)
    frame.show()
    return application.exec()
