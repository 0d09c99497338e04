"""The total that the reference of an interaction comes to: what totals of reviewers are held against.

The reference's marks (the consensus where one was entered, else the gauge's) are scored by the form's own rules, as if
somebody had answered so. A form that asks for more after a certain answer asks the reference too.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from qa_desktop.domain.answers import Answers
from qa_desktop.domain.forms import Form
from qa_desktop.domain.scoring import score

NOTHING: Final = "there is no reference: no gauge's evaluation, and no consensus"
_NAMED: Final = 2


@dataclass(frozen=True)
class ReferenceTotal:
    """The reference's total before auto-fail, from 0 to 1; None where there is none, and `reason` says why."""

    share: Fraction | None
    reason: str = ""


def reference_total(form: Form, answers: Answers) -> ReferenceTotal:
    """What these marks come to; undefined where one that the form asks for is missing, or where nothing applies."""
    if not answers:
        return ReferenceTotal(None, NOTHING)
    found = score(form, answers)
    lacking = [form.standard_by_id[key].text for key in found.missing if form.standard_by_id[key].scored]
    if lacking:
        more = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
        names = ", ".join(f"“{text}”" for text in lacking[:_NAMED])
        return ReferenceTotal(None, f"the reference has no mark on {names}{more}")
    if found.before_auto_fail is None:
        return ReferenceTotal(None, "nothing of it applies")
    return ReferenceTotal(found.before_auto_fail)
