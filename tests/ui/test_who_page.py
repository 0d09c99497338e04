"""Who you are: names that are known, and their roles."""

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


def test_names_are_offered_wherever_the_letters_stand(qapp: QApplication, qtbot: QtBot) -> None:
    who = page(qapp, qtbot)
    who.offer([BEN, Person("Ann")])
    completer = who.name.completer()
    completer.setCompletionPrefix("lea")
    assert completer.completionCount() == 1
    assert completer.currentCompletion() == "Ben Lead"


def test_enter_and_the_button_go_on_with_name_and_role(qapp: QApplication, qtbot: QtBot) -> None:
    who = page(qapp, qtbot)
    who.name.setText("Mia")
    for go_on in (who.name.returnPressed.emit, who.go.click):
        with qtbot.waitSignal(who.chosen) as told:
            go_on()
        assert told.args == ["Mia", PersonRole.REVIEWER]
