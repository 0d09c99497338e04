"""The tables of the later steps of a calibration."""

from qa_desktop.ui.calibration import steps
from qa_desktop.ui.calibration.board import Board
from tests.exports.builders import agreed_on, believable, without_gauge


def totals(board: Board) -> list[tuple[str, str]]:
    *_, (_, rows, _) = steps.contents(board)
    return [(row[1], row[2]) for row in rows]


def test_customers_stand_beside_what_the_reference_comes_to() -> None:
    session = believable(3)
    assert all(reference != "–" for _, reference in totals(Board(session)))
    assert all(reference == "–" for _, reference in totals(Board(without_gauge(session))))
    form = session.form.form
    all_agreed = {
        (place, standard.id): session.submitted[interaction.key, session.gauge.key].answers[standard.id].value
        for place, interaction in enumerate(session.interactions)
        for standard in form.standards
        if session.gauge is not None and standard.id in session.submitted[interaction.key, session.gauge.key].answers
    }
    agreed = agreed_on(without_gauge(session), all_agreed)
    assert [each for _, each in totals(Board(agreed))] == [each for _, each in totals(Board(session))]
