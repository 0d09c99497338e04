"""The rulings of calibration sessions, which stand beside their standards ever after."""

from collections.abc import Collection, Mapping

from qa_desktop.domain.consensus import Precedent
from qa_desktop.services.ports import UnitOfWork

Precedents = Mapping[tuple[str, str], tuple[Precedent, ...]]
"""The rulings under (form id, standard id), the newest first; a standard without one has no entry."""


def of_forms(work: UnitOfWork, forms: Collection[str], standard: str = "") -> Precedents:
    """The rulings on all standards of forms, over all their versions; on one standard where its id is given."""
    rulings = work.consensus.rulings(forms, standard)
    known = {session.key: session for session in work.sessions.all()} if rulings else {}
    found = []
    for form, interaction, each in rulings:
        session = known[each.session]
        on = session.revealed_at or session.created_at
        found.append((on is not None, on, form, Precedent(each, session.name, interaction, on.date() if on else None)))
    found.sort(key=lambda one: (one[0], one[1], one[3].consensus.key), reverse=True)
    under: dict[tuple[str, str], list[Precedent]] = {}
    for _, _, form, precedent in found:
        under.setdefault((form, precedent.consensus.standard), []).append(precedent)
    return {key: tuple(each) for key, each in under.items()}
