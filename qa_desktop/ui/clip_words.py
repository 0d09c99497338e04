"""What is said of clips and of what is redacted in them."""

from PySide6.QtCore import QCoreApplication


def open_digits(count: int) -> str:
    """How many places with digits can still be heard; nothing where there are none."""
    if count == 1:
        return _tr("1 place with digits is not redacted.")
    return _tr("{0} places with digits are not redacted.").format(count) if count else ""


def stored(count: int) -> str:
    """How many stored redactions a clip has."""
    if count == 1:
        return _tr("1 redaction of the recording applies.")
    return _tr("{0} redactions of the recording apply.").format(count) if count else _tr("Nothing is redacted here.")


def redacted_digits(count: int) -> str:
    """How many places with digits are redacted in this clip alone; nothing where there are none."""
    if count == 1:
        return _tr("1 place with digits will be redacted.")
    return _tr("{0} places with digits will be redacted.").format(count) if count else ""


def redacted(count: int) -> str:
    """What was redacted just now."""
    return _tr("1 place is redacted in every clip.") if count == 1 else _tr("{0} places are redacted.").format(count)


def removed(count: int) -> str:
    """What is heard again."""
    return _tr("1 redaction is removed.") if count == 1 else _tr("{0} redactions are removed.").format(count)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ClipWords", text)
