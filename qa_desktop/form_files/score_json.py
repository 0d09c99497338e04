"""A score as the JSON document that other programs may rely on: fractions exact, as strings."""

from fractions import Fraction
from typing import Any

from qa_desktop.domain.answers import Answers
from qa_desktop.domain.forms import Form
from qa_desktop.domain.numbers import percent
from qa_desktop.domain.scoring import score


def score_document(form: Form, answers: Answers) -> dict[str, Any]:
    """What `qa-desktop score --json` prints: null where there is no score."""
    result = score(form, answers)
    return {
        "total": _exact(result.total),
        "percent": percent(result.total) if result.total is not None else None,
        "before_auto_fail": _exact(result.before_auto_fail),
        "foundation": _exact(result.foundation),
        "finesse": _exact(result.finesse),
        "critical": _exact(result.critical),
        "outcome": result.outcome.value if result.outcome else None,
        "band": result.band,
        "auto_failed": list(result.auto_failed),
        "missing": list(result.missing),
        "sections": {section.id: _exact(result.sections.get(section.id)) for _, section in form.walk()},
        "terms": [
            {
                "standard": term.standard,
                "share": str(term.share),
                "credit": str(term.credit),
                "points": str(term.points),
            }
            for term in result.terms
        ],
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
