"""Which version of the program this is."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The version of the installed program."""
    try:
        return version("qa-desktop")
    except PackageNotFoundError:
        return "(not installed)"
