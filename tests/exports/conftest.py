"""A calibration to look at, drawn and written once."""

from pathlib import Path

import pytest

from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.exports.calibration_workbook import write_calibration
from tests.exports.builders import NOW, believable


@pytest.fixture(scope="session")
def calibration() -> CalibrationMaterial:
    return believable()


@pytest.fixture(scope="session")
def written(calibration: CalibrationMaterial, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("workbook") / "calibration.xlsx"
    write_calibration(calibration, target, NOW)
    return target
