"""The trend over sessions: figures by reviewer, standard and form version, as a chart and as a table, by key."""

from datetime import timedelta
from uuid import UUID

import pytest

from qa_desktop.domain.answers import Answer, Chosen
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.services import agreeing, calibrating, people, trends
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.calibration.trend_lines import By, trend_of
from qa_desktop.ui.calibration.trend_page import TrendPage
from tests.ui.calibration.test_room import NOW, scale, scored
from tests.ui.calibration.test_room import session as _session
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room

session = _session


@pytest.fixture
def second(database: SqlDatabase, session: CalibrationSession) -> CalibrationSession:
    """March is revealed; in April Ann gives what Ben gives, and Cleo does not take part."""
    ben, ann = (people.find(database, name) for name in ("Ben Lead", "Ann Reviewer"))
    assert ben is not None
    assert ann is not None
    agreeing.reveal(database, session, ben, NOW)
    with database.reading() as work:
        form = work.forms.get(session.form_version)
    assert form is not None
    calls: tuple[UUID, ...] = session.interactions
    made = calibrating.create(database, "April", form, ben, (ann,), calls, ben, NOW + timedelta(30))[0]
    mark = {scale(form.form.standards): Answer(Chosen("5"))}
    for call in calls:
        for who in (ben, ann):
            scored(database, call=call, who=who, session=made, own=mark)
    return agreeing.reveal(database, made, ben, NOW + timedelta(31))[0]


def test_a_line_holds_the_share_within_tolerance_of_each_session(
    database: SqlDatabase, session: CalibrationSession, second: CalibrationSession
) -> None:
    ben = people.find(database, "Ben Lead")
    assert ben is not None
    trend = trend_of(trends.of_sessions(database, ben))
    assert [stop.name for stop in trend.stops] == ["March", "April"]
    by_reviewer = {line.name: line.values for line in trend.lines[By.REVIEWER]}
    assert set(by_reviewer) == {"Everything", "Ann Reviewer", "Cleo Reviewer"}
    cleo = by_reviewer["Cleo Reviewer"]
    assert cleo[1] is None
    assert cleo[0] is not None
    assert cleo[0].value == 1 - 2 / cleo[0].n  # three levels off in both calls
    standard = scale(second_form(database, second).standards)
    name = second_form(database, second).standard_by_id[standard].text
    found = next(line for line in trend.lines[By.STANDARD] if line.name == name)
    assert [(each.value, each.n) for each in found.values if each] == [(0.5, 4), (1.0, 2)]
    assert found.targets == (0.85, 0.85)
    assert len(trend.lines[By.VERSION]) == 2


def second_form(database: SqlDatabase, of: CalibrationSession):
    """The form of a session."""
    with database.reading() as work:
        version = work.forms.get(of.form_version)
    assert version is not None
    return version.form


def shown(room: Room) -> TrendPage:
    """Go to the page by key alone."""
    room.press("Ctrl+2")
    room.settle()
    room.press("T")
    room.settle()
    return room.window.calibration.trend


def test_going_down_the_lines_changes_chart_and_table(
    clean: MakeRoom, database: SqlDatabase, second: CalibrationSession
) -> None:
    room = clean(database, "Ben Lead")
    page = shown(room)
    assert page.lines.hasFocus()
    assert page.scope.currentText() == "Inbound support call"
    room.press("Down", "Down")
    assert page.head.text() == "Cleo Reviewer"
    assert page.chart.accessibleName().startswith("Cleo Reviewer: share within tolerance")
    assert page.table.cell(0, 0).text() == "March"
    assert "too few to judge" in page.table.cell(0, 5).text()
    assert [page.table.cell(1, column).text() for column in (3, 4, 5)] == ["–", "", ""]
    room.press("Shift+Tab", "Down")
    assert page.by.currentData() == By.STANDARD
    assert page.table.cell(0, 6).text() == ""
    page.lines.setCurrentRow(1)
    assert page.table.cell(0, 6).text() in ("85 %", "95 %")
    assert not page.chart.grab().toImage().isNull()
    room.press("Escape")
    assert room.window.calibration.sessions.isVisible()


def test_with_one_session_the_page_says_when_a_trend_begins(
    clean: MakeRoom, database: SqlDatabase, session: CalibrationSession
) -> None:
    room = clean(database, "Ben Lead")
    assert "No session has been revealed yet" in shown(room).told.text()
    room.press("Escape")
    agreeing.reveal(database, session, room.person, NOW)
    page = shown(room)
    assert "“March”. A trend begins with the second" in page.told.text()
    assert page.told.isVisible()


def test_sessions_of_a_series_are_a_scope_of_their_own(
    database: SqlDatabase, session: CalibrationSession, second: CalibrationSession
) -> None:
    ben = people.find(database, "Ben Lead")
    assert ben is not None
    assert [scope.series for scope in trends.scopes(database)] == [None]
    following = calibrating.following(database, second, "May", ben, NOW + timedelta(60), None)[0]
    assert [scope.series for scope in trends.scopes(database)] == [None]  # it is sealed
    scored(database, ben, following.interactions[0], following, {})
    revealed = agreeing.reveal(database, following, ben, NOW + timedelta(61))[0]
    scope = trends.scopes(database)[1]
    assert scope.series == revealed
    points = trends.of_sessions(database, ben, form=scope.form, series=scope.series)
    assert [point.material.session.name for point in points] == ["April", "May"]
