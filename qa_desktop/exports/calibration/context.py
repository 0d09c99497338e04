"""What all sheets of the workbook share: keys that are safe in formulas, labels as shown, the figures.

Formulas find rows by made-up keys (`R0001`, `S01`, `P1`), never by what people wrote: a name may hold `*`, `?`, `~`
or `>`, which Excel takes for wildcards and comparisons.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from qa_desktop.domain.answers import Amount, Answer, AudioSpan, Chosen, Day, Evidence, NotApplicable, Note, Several
from qa_desktop.domain.consensus import Consensus
from qa_desktop.domain.forms import AnswerType, Kind, Option, Section, Standard
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.exports.plan import CellValue
from qa_desktop.exports.text import clean, one_line
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.statistics.marks import Mark, State

NONE: Final = "–"
"""How a missing answer or figure is shown."""

NA: Final = "N/A"

NO_REFERENCE: Final = "needs a reference"
"""Stands in place of a verdict while a session without a gauge has no consensus to hold answers against."""

KIND_WORDS: Final = {Kind.FOUNDATION: "Foundation", Kind.FINESSE: "Finesse", Kind.INFO: "Info"}

_ASK: Final = (
    "Nobody is the gauge here, so these figures need a reference: type what was agreed into the yellow cells of Matrix."
)
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,14}")


@dataclass(frozen=True)
class Context:
    """The figures, and how everything in them is keyed and named in the workbook."""

    figures: Calibration
    dated: datetime

    @property
    def people(self) -> tuple[Person, ...]:
        """The gauge first, where there is one, then the reviewers."""
        return self.figures.material.people

    @property
    def gauge(self) -> Person | None:
        """Who is measured against where no consensus stands; in some sessions nobody."""
        return self.figures.material.gauge

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """The interactions, in the order of the session."""
        return self.figures.material.interactions

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        """Every standard of the form, info ones too."""
        return self.figures.material.form.form.standards

    @cached_property
    def person_keys(self) -> dict[Person, str]:
        """`P1` and on, in the order of the people."""
        return {person: f"P{number}" for number, person in enumerate(self.people, 1)}

    @cached_property
    def standard_keys(self) -> dict[str, str]:
        """`S01` and on, in the order of the form."""
        return {standard.id: f"S{number:02}" for number, standard in enumerate(self.standards, 1)}

    @cached_property
    def section_keys(self) -> dict[str, str]:
        """`A1` and on, for the top sections."""
        return {section.id: f"A{number}" for number, section in enumerate(self.top_sections, 1)}

    @property
    def top_sections(self) -> tuple[Section, ...]:
        """The form's own sections."""
        return self.figures.material.form.form.sections

    @cached_property
    def scored_sections(self) -> tuple[Section, ...]:
        """The top sections that hold a scored standard."""
        return tuple(
            section for section in self.top_sections if any(standard.scored for standard in section.all_standards())
        )

    @cached_property
    def row_keys(self) -> tuple[str, ...]:
        """`R0001` and on, for each interaction and standard."""
        return tuple(f"R{number:04}" for number in range(1, len(self.figures.rows) + 1))

    @cached_property
    def call_keys(self) -> dict[UUID, str]:
        """`I01` and on, in the order of the session."""
        return {each.key: f"I{place:02}" for place, each in enumerate(self.interactions, 1)}

    @cached_property
    def labels(self) -> dict[UUID, str]:
        """How each interaction is called: its outside number, told apart where two are the same."""
        named = {
            each.key: one_line(each.external_id, 60) or f"Interaction {number}"
            for number, each in enumerate(self.interactions, 1)
        }
        counted = list(named.values())
        return {
            key: name if counted.count(name) == 1 else f"{name} #{place}"
            for place, (key, name) in enumerate(named.items(), 1)
        }

    @cached_property
    def titles(self) -> dict[UUID, str]:
        """How each interaction is called where nothing else says whose it is: `agent · number`."""
        return {
            each.key: f"{agent} · {self.labels[each.key]}"
            if (agent := one_line(each.agent.name, 60) if each.agent else "")
            else self.labels[each.key]
            for each in self.interactions
        }

    def agreed(self, mark: Mark) -> Consensus:
        """All that was agreed on the interaction and standard of a mark; empty where nothing was."""
        material, interaction, standard = self.figures.material, mark.interaction.key, mark.standard.id
        return material.consensus.get((interaction, standard), Consensus(material.session.key, interaction, standard))

    def reference(self, row: Sequence[Mark]) -> Mark:
        """What the marks of a row are held against: the consensus, else the gauge's mark, else a blank."""
        return self.figures.reference(row) or replace(row[0], state=State.BLANK, answer=Answer())

    @property
    def star(self) -> str:
        """What the star before a name says; nothing where nobody bears it."""
        return " ★ is the gauge." if self.gauge else ""

    @property
    def lack(self) -> str:
        """What stands where nothing can be judged for want of a reference; nothing in a session with a gauge."""
        return "" if self.gauge else NO_REFERENCE

    @property
    def ask_for_reference(self) -> tuple[str, str]:
        """The sentence on sheets of figures while a session without a gauge has no consensus, and its formula."""
        if self.gauge:
            return "", ""
        shown = "" if self.figures.overall.n else _ASK
        return shown, f'IF(COUNTIFS(d_exact,">=0")=0,"{_ASK}","")'

    def name(self, person: Person) -> str:
        """The person's name, as a cell shows it."""
        return one_line(person.name, 80) or "(no name)"

    def starred(self, person: Person) -> str:
        """The name as a heading, the gauge with a star."""
        return f"★ {self.name(person)}" if person == self.gauge else self.name(person)

    def section_path(self, standard: Standard) -> str:
        """The titles of the sections around a standard, from the top."""
        path = self.figures.material.form.form.path_of[standard.id]
        return one_line(" › ".join(section.title for section in path))

    def section_key(self, standard: Standard) -> str:
        """The key of the standard's top section."""
        return self.section_keys[self.figures.material.form.form.path_of[standard.id][0].id]

    @cached_property
    def option_labels(self) -> dict[tuple[str, str], CellValue]:
        """How each option is shown, by standard and option; within a standard no two look alike."""
        return {
            (standard.id, option.id): _typed(label)
            for standard in self.standards
            for option, label in _distinct(standard)
        }

    def option_label(self, standard: Standard, option: str) -> CellValue:
        """How an option is shown; N/A is a word."""
        return self.option_labels.get((standard.id, option), NA if option == NA else clean(option))

    def shown(self, mark: Mark) -> CellValue:
        """A mark as its cell shows it."""
        match mark.answer.value:
            case None:
                return NONE
            case NotApplicable():
                return NA
            case Chosen(option):
                return self.option_label(mark.standard, option)
            case Amount(number):
                return float(number)
            case Note(text):
                return clean(text)
            case Day(day):
                return day.isoformat()
            case Several(options):
                return ", ".join(str(self.option_label(mark.standard, option)) for option in options)


def evidence_text(evidence: Evidence) -> str:
    """Evidence as `02:39–02:45`, or the turns of a chat, counted from 1."""
    if isinstance(evidence, AudioSpan):
        start, end = clock(evidence.start_ms), clock(evidence.end_ms)
        return start if start == end else f"{start}–{end}"
    first, last = evidence.first + 1, evidence.last + 1
    return f"turn {first}" if first == last else f"turns {first}–{last}"


def clock(milliseconds: int) -> str:
    """A time in a recording as `mm:ss`, with hours where there are any."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def _distinct(standard: Standard) -> list[tuple[Option, str]]:
    """The options with their labels; Excel compares without case, so labels that differ in case only get their id."""
    levels = standard.answer_type is AnswerType.LEVELS
    plain = [one_line(option.id if levels else option.label, 80) or option.id for option in standard.options]
    folded = [label.casefold() for label in plain]
    taken = {NA.casefold(), NONE}
    return [
        (option, label if folded.count(fold) == 1 and fold not in taken else f"{label} ({clean(option.id)})")
        for option, label, fold in zip(standard.options, plain, folded, strict=True)
    ]


def _typed(label: str) -> CellValue:
    """The label, as a number where typing it into Excel would make it one."""
    return int(label) if _WHOLE_NUMBER.fullmatch(label) else label
