"""The example in the README is what people copy: it has to be right and complete."""

import re
from fractions import Fraction
from pathlib import Path

from qa_desktop import paths
from qa_desktop.domain.findings import Severity
from qa_desktop.domain.scoring import score
from qa_desktop.form_files.answers import read_answers
from qa_desktop.form_files.options import LEVEL_KEYS, OPTION_KEYS, RANGE_KEYS
from qa_desktop.form_files.reader import FORM_KEYS, SECTION_KEYS, check_file, read_form
from qa_desktop.form_files.standards import STANDARD_KEYS


def _blocks(tmp_path: Path) -> tuple[Path, Path]:
    readme = (paths.forms() / "README.md").read_text(encoding="utf-8")
    form, answers = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "form.yaml").write_text(form, encoding="utf-8")
    (tmp_path / "answers.yaml").write_text(answers, encoding="utf-8")
    return tmp_path / "form.yaml", tmp_path / "answers.yaml"


def test_the_example_has_no_errors_and_shows_every_key(tmp_path: Path) -> None:
    path, _ = _blocks(tmp_path)
    assert [finding for finding in check_file(path) if finding.severity is Severity.ERROR] == []
    written = path.read_text(encoding="utf-8")
    for key in {*FORM_KEYS, *SECTION_KEYS, *STANDARD_KEYS, *LEVEL_KEYS, *OPTION_KEYS, *RANGE_KEYS}:
        assert re.search(rf"\b{key}:", written), key


def test_the_answers_beside_it_can_be_read_and_scored(tmp_path: Path) -> None:
    path, answers = _blocks(tmp_path)
    form = read_form(path)
    result = score(form, read_answers(form, answers))
    # Opening 30: (1 + 0 x 2 + 1) / 4. Conversation 70: (3/4 + 1 + 1/2) / 3.
    assert result.before_auto_fail == Fraction(30, 100) * Fraction(1, 2) + Fraction(70, 100) * Fraction(3, 4)
    assert result.total == 0
    assert result.auto_failed == ("verifies",)
    assert result.missing == ()
