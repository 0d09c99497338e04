"""The page of personal data: looked at, written down, erased, and taken out of backups; for leads alone."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.privacy import About
from qa_desktop.services import privacy
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.privacy_page import AGE, AGENT, PrivacyPage
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room
from tests.ui.test_accessibility import nameless

LEAD = "Bo Lead"


@pytest.fixture
def agent(database: SqlDatabase) -> str:
    with database.reading() as work:
        call = next(iter(work.interactions.by_external_id("L-1001")))
    assert call.agent is not None
    return call.agent.name


@pytest.fixture
def led(clean: MakeRoom, database: SqlDatabase) -> Room:
    """A window on the furnished database, as a lead."""
    with database.writing() as work:
        work.people.put(Person(LEAD, PersonRole.LEAD))
    return clean(database, LEAD)


def page_of(room: Room) -> PrivacyPage:
    room.window.actions_by_id["privacy"].trigger()
    page = room.window.privacy.page
    room.bot.waitUntil(page.isVisible)
    return page


def look_at(room: Room, page: PrivacyPage, kind: str, typed: str) -> None:
    page.whose.setCurrentIndex(page.whose.findData(kind))
    page.who.setText(typed)
    room.bot.keyClick(page.who, Qt.Key.Key_Return)
    room.bot.waitUntil(lambda: page._preview is not None, timeout=20_000)


def test_an_agent_is_looked_at_and_erased_by_keys_alone(led: Room, agent: str) -> None:
    page = page_of(led)
    assert page.who.hasFocus()
    look_at(led, page, AGENT, agent)
    assert "gone once it is erased" in page.told.text()
    assert page.list.count() > 0
    assert page.why.hasFocus()
    assert not page.erase.isEnabled()
    led.bot.keyClicks(page.why, "request 17")
    led.bot.keyClick(page.why, Qt.Key.Key_Tab)
    assert page.erase.hasFocus()
    led.bot.keyClick(page.erase, Qt.Key.Key_Return)
    led.bot.waitUntil(lambda: page.told.text().startswith("Erased:"), timeout=60_000)
    assert privacy.held(led.database, About(agent=agent)).interactions == ()
    assert nameless(led.window) == []


def test_nobody_of_that_name_is_told_and_nothing_offered(led: Room) -> None:
    page = page_of(led)
    look_at(led, page, AGENT, "Nobody At All")
    assert page.told.text() == "Nothing is held."
    assert not page.erase.isVisible()
    page.who.clear()
    page.look.click()
    assert "Type whose data" in page.told.text()


def test_a_rule_is_remembered_and_shows_what_would_go_today(led: Room) -> None:
    page = page_of(led)
    page.whose.setCurrentIndex(page.whose.findData(AGE))
    page.number.setValue(1)
    page.unit.setCurrentIndex(page.unit.findData("d"))
    page.look.click()
    led.bot.waitUntil(lambda: page._preview is not None, timeout=20_000)
    assert led.window._preferences.settings.retention == "1d"
    assert page._preview is not None
    assert page._preview.holding == privacy.held(led.database, page._preview.about)
    page_of(led)
    assert (page.number.value(), page.unit.currentData()) == (1, "d")


def test_what_is_held_is_written_down(led: Room, agent: str, tmp_path: Path) -> None:
    page = page_of(led)
    look_at(led, page, AGENT, agent)
    page.export.click()
    (dialog,) = led.window.findChildren(QFileDialog)
    out = tmp_path / "person.json"
    dialog.filesSelected.emit([str(out)])
    led.bot.waitUntil(out.exists, timeout=20_000)
    assert json.loads(out.read_bytes())["interactions"]
    assert out.stat().st_mode & 0o777 == 0o600
    dialog.close()


def test_backups_that_hold_it_still_are_named_and_taken_away(led: Room, agent: str) -> None:
    keeper = led.database.keeper
    assert keeper is not None
    old = keeper.make()
    page = page_of(led)
    look_at(led, page, AGENT, agent)
    page.why.setText("request 17")
    page.erase.click()
    led.bot.waitUntil(page.prune.isVisible, timeout=60_000)
    assert old.name in page.rest.text()
    page.prune.click()
    led.bot.waitUntil(lambda: not old.exists() and not page.prune.isVisible(), timeout=60_000)
    assert len(keeper.listed()) == 1


def test_a_reviewer_is_told_whose_business_it_is(room: Room) -> None:
    page = page_of(room)
    assert "leads and administrators" in page.told.text()
    assert not page.look.isEnabled()
    assert page.back.hasFocus()
