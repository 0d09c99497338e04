"""Opens the window beside a listener that asks for announcements as a screen reader does, and prints what it is told.

Usage: announcing_program.py DATABASE, within a session bus of its own and on a screen.
"""

import sys
from subprocess import DEVNULL, PIPE, Popen

from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QAccessible

from qa_desktop import app, settings
from qa_desktop.ui.pictures import settle, wait_until

REGISTRY = "org.a11y.atspi.Registry"


def ask(bus: QDBusConnection, place: tuple[str, str, str, str], *arguments: object) -> list[object]:
    message = QDBusMessage.createMethodCall(*place)
    message.setArguments(list(arguments))
    return bus.call(message).arguments()


session = QDBusConnection.sessionBus()
application = app.make_application()
[address] = ask(session, ("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress"))
bus = QDBusConnection.connectToBus(str(address), "listener")
ask(bus, (REGISTRY, "/org/a11y/atspi/registry", REGISTRY, "RegisterEvent"), "object:announcement")
watched = "interface='org.a11y.atspi.Event.Object',member='Announcement'"
with Popen(["dbus-monitor", "--address", str(address), watched], stdout=PIPE, stderr=DEVNULL, text=True) as monitor:
    try:
        kept = settings.load()
        window = app.make_window(application, kept, lambda: app.open_database(sys.argv[1], kept), "Ann Reviewer")
        window.show()
        window.activateWindow()
        wait_until(QAccessible.isActive, "the listener")
        review = window.review
        wait_until(lambda: bool(review.worklist.model.items), "the worklist")
        review.open(review.worklist.model.items[0].interaction.key)
        wait_until(lambda: bool(review.form.current), "the form")
        window.actions_by_id["answer_yes"].trigger()
        settle()
        window.notice.warn("The end.")
        assert monitor.stdout is not None
        for line in monitor.stdout:
            if line.strip().startswith("variant"):
                print(line.split('"')[1], flush=True)
                if "The end." in line:
                    break
    finally:  # else leaving waits for it, and nobody hears what went wrong
        monitor.terminate()
window.close()
