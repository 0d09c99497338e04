"""What is said of clips and of what is redacted in them."""

from PySide6.QtCore import QCoreApplication

from qa_desktop.domain.clips import Span
from qa_desktop.ui import text


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


def redacted_side(side: str, span: Span) -> str:
    """Whose voice was redacted just now, `agent`, `customer` or `both`, and from when to when."""
    whose = {
        "agent": _tr("Redacted on the agent's side, {0} to {1}."),
        "customer": _tr("Redacted on the customer's side, {0} to {1}."),
    }.get(side, _tr("Redacted on both sides, {0} to {1}."))
    return whose.format(text.clock(span.start_ms / 1000), text.clock(span.end_ms / 1000))


def removed(count: int) -> str:
    """What is heard again."""
    return _tr("1 redaction is removed.") if count == 1 else _tr("{0} redactions are removed.").format(count)


def _tr(words: str) -> str:
    return QCoreApplication.translate("ClipWords", words)
