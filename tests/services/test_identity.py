"""Under which id an installation writes: kept for each database, and another after a restore or a move of settings."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop import paths
from qa_desktop.domain.devices import Renewal
from qa_desktop.domain.errors import InputError
from qa_desktop.services import identity
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.furniture import furnish
from tests.services.sharing_furniture import submit

USUAL = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
Open = Callable[[str], SqlDatabase]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(closing(open_database(tmp_path / name, USUAL)))


def test_the_first_database_is_written_under_the_usual_id_and_the_next_under_another(opened: Open) -> None:
    one, two = opened("one.db"), opened("two.db")
    assert identity.settle(one, USUAL) is None
    assert identity.settle(two, USUAL) is Renewal.FIRST
    assert one.device == USUAL != two.device
    again = opened("two.db")
    assert identity.settle(again, USUAL) is None
    assert again.device == two.device


def test_a_database_that_was_brought_back_is_written_under_another_id(opened: Open, tmp_path: Path) -> None:
    first = opened("one.db")
    identity.settle(first, USUAL)
    furnish(first)
    submit(first)
    identity.witness(first)
    with first.writing() as work:
        work.roots.put("calls", "/calls")
    first.close()
    shutil.copy(tmp_path / "one.db", tmp_path / "backup.db")
    working = opened("one.db")
    submit(working)
    identity.witness(working)
    working.close()
    shutil.copy(tmp_path / "backup.db", tmp_path / "one.db")
    restored = opened("one.db")
    assert identity.settle(restored, USUAL) is Renewal.BEHIND
    assert restored.device != USUAL
    assert submit(restored).device == restored.device
    with restored.reading() as work:
        assert work.roots.all() == {"calls": "/calls"}
    assert identity.settle(opened("one.db"), USUAL) is None


def test_settings_that_were_carried_to_another_machine(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "fingerprint", lambda: "here")
    identity.settle(opened("one.db"), USUAL)
    monkeypatch.setattr(identity, "fingerprint", lambda: "there")
    moved = opened("one.db")
    assert identity.settle(moved, USUAL) is Renewal.MACHINE
    assert moved.device != USUAL
    other = opened("two.db")
    assert identity.settle(other, USUAL) is None or other.device != moved.device


@pytest.mark.parametrize("content", ["", "[]", "null", '{"machine": 1}', '{"machine": "", "databases": {"x": 1}}'])
def test_a_file_that_says_nothing_counts_as_none(opened: Open, content: str) -> None:
    (paths.user_data() / "devices.json").write_text(content)
    database = opened("one.db")
    assert identity.settle(database, USUAL) is None
    told = json.loads((paths.user_data() / "devices.json").read_text())
    assert [each["device"] for each in told["databases"].values()] == [str(USUAL)]


def test_a_file_that_cannot_be_read_is_told(opened: Open) -> None:
    (paths.user_data() / "devices.json").mkdir()
    with pytest.raises(InputError, match=r"devices\.json” cannot be read"):
        identity.settle(opened("one.db"), USUAL)


def test_the_file_is_for_the_owner_only(opened: Open) -> None:
    identity.settle(opened("one.db"), USUAL)
    assert (paths.user_data() / "devices.json").stat().st_mode & 0o777 == 0o600
