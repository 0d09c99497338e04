"""How the cells of a filled-in workbook are told: what each would change, and what is wrong with it."""

from collections import Counter

from PySide6.QtCore import QCoreApplication

from qa_desktop.services.workbook_reading import Change, Preview, Problem
from qa_desktop.ui.calibration.cells_table import Row

NOTHING = "–"


def fields() -> dict[str, str]:
    """What every field that is filled in is called."""
    return {
        "consensus": _say("Consensus"),
        "reason": _say("Reason"),
        "external": _say("External score"),
        "flag": _say("Why they differ"),
        "ruling": _say("Ruling"),
        "action": _say("Action"),
        "owner": _say("Owner"),
        "due": _say("Due"),
        "state": _say("State"),
    }


def field(name: str) -> str:
    """What a cell is about; nothing where a problem is about a whole row or sheet."""
    return fields().get(name, "")


def change_row(of: Change) -> Row:
    """A change: cell, interaction, standard, field, before, after."""
    before, after = of.before or NOTHING, of.after or NOTHING
    return Row((of.where, of.interaction, of.standard, field(of.field), before, f"→ {after}"))


def problem_row(of: Problem) -> Row:
    """A problem: cell, interaction, standard, field, sentence; the sign tells where the program changed meanwhile."""
    sign, tone = ("↔", "warn") if of.meanwhile else ("!", "bad")
    return Row((f"{sign} {of.where}", of.interaction, of.standard, field(of.field), of.sentence), tone)


def head(of: Change | Problem) -> str:
    """Which cell it is, in one line."""
    return " · ".join(filter(None, (of.where, of.interaction, of.standard, field(of.field))))


def summary(found: Preview) -> str:
    """What is to be done with the workbook."""
    count, meanwhile = len(found.problems), sum(each.meanwhile for each in found.problems)
    if not count:
        return counted(found) + " " + _say("Nothing stands in the way.")
    told = _say("1 problem. Until it is put right in the workbook, saved and read again, nothing is taken over.")
    if count > 1:
        told = _say(
            "{0} problems. Until they are put right in the workbook, saved and read again, nothing is taken over."
        ).format(count)
    if meanwhile:
        words = _say("↔ {0} of them: the program was told something else after the workbook was exported.")
        told += "\n" + words.format(meanwhile)
    return told


def counted(found: Preview) -> str:
    """How many changes there are."""
    count = len(found.changes)
    return _say("1 change.") if count == 1 else _say("{0} changes.").format(count)


def note(found: Preview) -> str:
    """What is changed how often, where it can be taken over, and whether somebody may still be typing."""
    counts = Counter(each.field for each in found.changes)
    told = " · ".join(f"{words} {counts[name]}" for name, words in fields().items() if counts[name])
    parts = [] if found.problems else [told]
    if found.open_elsewhere:
        parts.append(_say("The workbook is open in another program: what is not saved there is not read."))
    return "\n".join(filter(None, parts))


def _say(words: str) -> str:
    return QCoreApplication.translate("Calibration", words)
