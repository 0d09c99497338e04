"""Who you are: names that are known, and their roles."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.ui.theme import Theme
from qa_desktop.ui.who_page import WhoPage

BEN = Person("Ben Lead", PersonRole.LEAD)


def page(qapp: QApplication, qtbot: QtBot) -> WhoPage:
    """The page alone."""
    theme = Theme(qapp, "light")
    made = WhoPage(theme)
    qtbot.addWidget(made)
    theme.setParent(made)
    return made


def role(who: WhoPage) -> str:
    """The role that is chosen."""
    return next(button.objectName() for button in who.roles.buttons() if button.isChecked())


def test_a_known_name_brings_its_role(qapp: QApplication, qtbot: QtBot) -> None:
    who = page(qapp, qtbot)
    who.offer([BEN])
    assert role(who) == PersonRole.REVIEWER
    who.name.setText("ben  lead")
    assert role(who) == PersonRole.LEAD


def test_names_that_arrive_late_leave_what_is_being_typed(qapp: QApplication, qtbot: QtBot) -> None:
    who = page(qapp, qtbot)
    QTest.keyClicks(who.name, "Mia")
    who.offer([BEN])
    assert who.name.text() == "Mia"
    who.offer([BEN], "Zoe")
    assert who.name.text() == "Zoe"


def rows(who: WhoPage) -> list[str]:
    """Who is offered."""
    items = (who.known.item(row) for row in range(who.known.count()))
    return [item.text() for item in items if not item.isHidden()]


def test_those_who_are_known_are_offered_and_fewer_the_more_is_typed(qapp: QApplication, qtbot: QtBot) -> None:
    who = page(qapp, qtbot)
    assert who.known.isHidden()
    who.offer([Person("Ann"), BEN])
    assert rows(who) == ["Ann · Reviewer", "Ben Lead · Lead"]
    QTest.keyClicks(who.name, "lea")
    assert rows(who) == ["Ben Lead · Lead"]
    who.offer([Person("Ann"), BEN])  # it arrives late: what is being typed counts
    assert rows(who) == ["Ben Lead · Lead"]
    who.begin()
    assert len(rows(who)) == 2
    who.offer([Person("Ann"), BEN])  # the name of who was here stands there, and was not typed
    assert len(rows(who)) == 2


def test_somebody_known_is_chosen_with_the_keyboard(qapp: QApplication, qtbot: QtBot) -> None:
    who = page(qapp, qtbot)
    who.offer([Person("Ann"), BEN])
    who.show()
    who.begin()
    QTest.keyClick(who.name, Qt.Key.Key_Down)
    QTest.keyClick(who.known, Qt.Key.Key_Down)
    assert (who.name.text(), role(who)) == ("Ben Lead", PersonRole.LEAD)
    with qtbot.waitSignal(who.chosen) as told:
        QTest.keyClick(who.known, Qt.Key.Key_Return)
    assert told.args == ["Ben Lead", PersonRole.LEAD]


def test_somebody_new_does_not_get_the_role_of_another(qapp: QApplication, qtbot: QtBot) -> None:
    who = page(qapp, qtbot)
    who.offer([BEN])
    who.name.setText("Ben Lead")
    who.name.setText("Ben Leader")
    assert role(who) == PersonRole.REVIEWER
    who.roles.buttons()[2].click()
    who.name.setText("Mia")
    assert role(who) == PersonRole.ADMINISTRATOR


def test_enter_goes_on_from_the_name_a_role_and_the_button(qapp: QApplication, qtbot: QtBot) -> None:
    who = page(qapp, qtbot)
    who.name.setText("Mia")
    for place in (who.name, who.roles.buttons()[0], who.go):
        told: list[tuple[str, PersonRole]] = []
        who.chosen.connect(lambda *args, told=told: told.append(args))
        QTest.keyClick(place, Qt.Key.Key_Return)
        assert told == [("Mia", PersonRole.REVIEWER)]


def test_what_is_dropped_on_the_name_is_no_name(qapp: QApplication, qtbot: QtBot) -> None:
    assert not page(qapp, qtbot).name.acceptDrops()
