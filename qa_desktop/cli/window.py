"""`qa-desktop` and `qa-desktop gui`."""

from argparse import Namespace

from qa_desktop import app


def run(options: Namespace) -> int:
    """Open the window, or test the program itself."""
    if getattr(options, "self_test", False):
        from qa_desktop.self_test import self_test

        return self_test(options.screenshot)
    return app.run(options.database, options.person)
