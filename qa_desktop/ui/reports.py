"""What long work has to say when it is done: in one line, and in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.scoring import Outcome, Score
from qa_desktop.domain.sharing import Refusal
from qa_desktop.ui import text

if TYPE_CHECKING:
    from qa_desktop.services.history import History, Step
    from qa_desktop.services.import_headerless import FormatQuestion
    from qa_desktop.services.import_report import FileOutcome, ImportReport, Unrecognised

REFUSED = "refused"
HELD = "held"


@dataclass(frozen=True)
class Row:
    """What became of one file, row or thing, and what there is to say about it."""

    name: str
    result: str
    sentence: str = ""


@dataclass(frozen=True)
class Report:
    """A title, a line that sums up, notes about the whole, and what became of each file.

    `questions` are about headerless files among what was imported from `paths`; the answers import them. What is
    `unrecognised` can be read once somebody has said how.
    """

    title: str
    line: str
    notes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    questions: tuple[FormatQuestion, ...] = ()
    paths: tuple[Path, ...] = ()
    unrecognised: tuple[Unrecognised, ...] = ()
    about_rows: str = ""
    """What the rows are; "" for files and rows of sheets."""

    @property
    def asks(self) -> bool:
        """Whether files wait for an answer."""
        return any(question.known is None for question in self.questions)

    @property
    def worth_reading(self) -> bool:
        """Whether there is more to say than the line says."""
        return self.asks or bool(self.notes) or any(row.sentence for row in self.rows)

    @property
    def text(self) -> str:
        """All of it as plain text, one thing a line."""
        rows = ("\t".join((row.name, row.result, row.sentence)).rstrip() for row in self.rows)
        return "\n".join((self.title, self.line, "", *self.notes, "", *rows)).rstrip() + "\n"


def of_import(done: ImportReport, paths: Sequence[Path] = ()) -> Report:
    """What an import did; files that were refused or about which there is something to say come first."""
    turned_away = refused(done)
    told = [each for each in done.outcomes if each.sentence and each.result not in (REFUSED, HELD)]
    remarks = len(done.notes) + len(told)
    line = done.summary
    if remarks:
        line = f"{line.rstrip('.')}; {_counted_notes(remarks)}."
    if len(turned_away) == 1:
        line = f"{line} {turned_away[0].name}: {turned_away[0].sentence}"
    say = QCoreApplication.translate
    if any(asked.known is None for asked in done.questions):
        line = f"{line} {say('Reports', 'Their codec has to be said once.')}"
    if done.unsure_days:
        line = f"{line} {say('Reports', 'In their dates, is the day first or the month?')}"
    names = {
        "added": say("Reports", "added"),
        "updated": say("Reports", "updated"),
        "unchanged": say("Reports", "unchanged"),
        HELD: say("Reports", "held back"),
        REFUSED: say("Reports", "refused"),
    }
    first = {REFUSED: 0, HELD: 1}
    sorted_outcomes = sorted(done.outcomes, key=lambda each: (first.get(each.result, 2), not each.sentence))
    rows = tuple(Row(each.name, names[each.result], each.sentence) for each in sorted_outcomes)
    lacking = {
        "a recording without a transcript": say("Reports", "a recording without a transcript"),
        "a transcript without a recording": say("Reports", "a transcript without a recording"),
        "a row without a file": say("Reports", "a row without a file"),
    }
    alone = tuple(Row(each.name, say("Reports", "not joined"), lacking[each.lacks]) for each in done.unjoined)
    hint = say("Reports", "{0} may belong together: choose one in the worklist, then “Join with another” on both.")
    notes = (hint.format(len(alone)), *done.notes) if alone else done.notes
    return Report(
        say("Reports", "What was imported"),
        line,
        notes,
        (*alone, *rows),
        done.questions,
        tuple(paths),
        done.unrecognised,
    )


def of_history(found: Sequence[History]) -> Report:
    """Who changed what in the evaluations of an interaction, the newest first."""
    say = QCoreApplication.translate
    title = say("Reports", "History of {0}").format(found[0].interaction if found else "")
    steps = [(each, step) for each in found for step in each.steps]
    steps.sort(key=lambda pair: pair[1].at, reverse=True)
    several = say("Reports", "{0} steps, the newest first.").format(len(steps))
    line = say("Reports", "1 step.") if len(steps) == 1 else several
    rows = [row for history, step in steps for row in _history_rows(history, step)]
    return Report(title, line, rows=tuple(rows), about_rows=say("Reports", "What was done"))


def of_refusals(found: Sequence[Refusal]) -> Report:
    """What came from others and was not taken, the newest first."""
    say = QCoreApplication.translate
    several = say("Reports", "{0} things were not taken, the newest first.").format(len(found))
    line = several if len(found) != 1 else say("Reports", "1 thing was not taken.")
    notes = (
        say("Reports", "Nothing of yours was changed by it. It is taken as soon as it arrives as it was written."),
        say("Reports", "Have “qa-desktop db check” run where it comes from: it may be damaged there."),
    )
    rows = tuple(Row(text.day_and_time(each.at), each.kind, each.why) for each in found)
    return Report(
        say("Reports", "Refused from others"),
        line,
        notes if found else (),
        rows,
        about_rows=say("Reports", "What it was"),
    )


def _history_rows(history: History, step: Step) -> Iterator[Row]:
    say = QCoreApplication.translate
    done = {
        "submitted": say("Reports", "submitted"),
        "corrected": say("Reports", "corrected"),
        "conflict resolved": say("Reports", "resolved the conflict"),
        "deleted": say("Reports", "deleted the evaluation"),
        "restored": say("Reports", "restored the evaluation"),
    }
    who = f"{step.author} {done.get(step.done, step.done)}"
    whose = "" if step.author == history.reviewer else say("Reports", "evaluation of {0}").format(history.reviewer)
    marks = say("Reports", "{0} answers").format(len({change.standard for change in step.changes if change.standard}))
    where = say("Reports", "device {0}").format(str(step.device)[-6:])
    first = marks if step.done == "submitted" else ""
    erased = say("Reports", "words erased") if step.erased else ""
    told = " · ".join(part for part in (whose, step.reason, first, erased, where) if part)
    yield Row(text.day_and_time(step.at), who, told)
    for change in step.changes if step.done != "submitted" else ():
        about = f"{change.standard} ({change.what})" if change.standard and change.what != "mark" else change.standard
        yield Row("", about or change.what, f"{change.before or '–'} → {change.after or '–'}")


def of_workbook(name: str, left_out: Sequence[str]) -> Report:
    """What a workbook leaves out."""
    say = QCoreApplication.translate
    line = say("Reports", "Workbook written to {0}.").format(name)
    if left_out:
        line = f"{line.rstrip('.')}; {_counted_notes(len(left_out))}."
    return Report(say("Reports", "What the workbook leaves out"), line, tuple(left_out))


def of_submission(interaction: Interaction, score: Score, revision: int) -> str:
    """What was submitted, and what it is worth."""
    say = QCoreApplication.translate
    agent = f"{interaction.agent.name}, " if interaction.agent else ""
    verdict = {Outcome.PASS: say("Reports", "Pass"), Outcome.FAIL: say("Reports", "Fail"), None: ""}[score.outcome]
    worth = ", ".join(part for part in (text.score(score.total), verdict) if part)
    sentence = say("Reports", "Submitted: {0} – {1}.") if revision == 1 else say("Reports", "Corrected: {0} – {1}.")
    return sentence.format(f"{agent}{interaction.external_id}", worth)


def refused(done: ImportReport) -> list[FileOutcome]:
    """The files and rows that an import refused."""
    return [each for each in done.outcomes if each.result == REFUSED]


def _counted_notes(number: int) -> str:
    say = QCoreApplication.translate
    return say("Reports", "1 note") if number == 1 else say("Reports", "{0} notes").format(number)
