"""The mark of the machine."""

from pathlib import Path

import pytest

from qa_desktop.sharing import machine


def test_it_is_the_same_each_time_and_does_not_tell_the_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.sys, "platform", "linux")
    file = tmp_path / "machine-id"
    monkeypatch.setattr(machine, "_LINUX", (tmp_path / "none", file))
    assert machine.fingerprint() == ""
    file.write_text("b08dfa6083e7567a1921a715000001fb\n")
    first = machine.fingerprint()
    assert first == machine.fingerprint() != ""
    assert "b08dfa60" not in first
    file.write_text("another\n")
    assert machine.fingerprint() not in ("", first)
