"""What stands on the sheets, read from the plan, before there is a file."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest

from qa_desktop.domain.answers import YES, Chosen
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.forms import Form, Section
from qa_desktop.exports.calibration.book import context_of, plan
from qa_desktop.exports.canvas import lines_of, row_height
from qa_desktop.exports.looks import LOOKS
from qa_desktop.exports.plan import Sheet
from qa_desktop.exports.xlsx import to_bytes
from qa_desktop.statistics.disagreement import of_standards
from qa_desktop.statistics.trend import past_of
from tests.exports.builders import (
    NOW,
    agreed_on,
    believable,
    interaction,
    levels,
    material,
    without_gauge,
    yes_no,
)

LONG = ("20240507-101112-25df19c4-with-a-name-that-goes-on", "20240507-101112-99aa00bb-with-a-name-that-goes-on")


@pytest.fixture(scope="module")
def real() -> dict[str, Sheet]:
    """A session on calls called as their recordings are; the second one has no agent."""
    calls = [interaction(1, LONG[0]), replace(interaction(2, LONG[1]), agent=None)]
    source = believable(2)
    moved = {
        (calls[place].key, person): content
        for place, call in enumerate(source.interactions)
        for (key, person), content in source.submitted.items()
        if key == call.key
    }
    return sheets(replace(source, interactions=tuple(calls), submitted=moved))


@pytest.fixture(scope="module")
def usual(calibration: CalibrationMaterial) -> dict[str, Sheet]:
    return sheets(calibration)


def sheets(source: CalibrationMaterial) -> dict[str, Sheet]:
    return {sheet.title: sheet for sheet in plan(context_of(source, NOW)).sheets}


def texts(sheet: Sheet) -> list[str]:
    return [str(cell.value) for cell in sheet.cells.values() if cell.value is not None]


@pytest.mark.parametrize("title", ["Matrix", "Scores", "Data"])
def test_a_long_id_stands_whole_in_its_cell(real: dict[str, Sheet], title: str) -> None:
    sheet = real[title]
    found = [(place, cell) for place, cell in sheet.cells.items() if str(cell.value).endswith(LONG)]
    assert {LONG[0] in str(cell.value) for _, cell in found} == {True, False}
    for (row, column), cell in found:
        look = LOOKS[cell.look]
        lines = lines_of(str(cell.value), sheet.widths[column], bold=look.bold)
        assert look.wrap
        assert sheet.heights[row] >= row_height(lines)


def test_the_matrix_names_the_agent_where_one_is_known(real: dict[str, Sheet]) -> None:
    named = {cell.value for (row, column), cell in real["Matrix"].cells.items() if column == 1 and row > 5}
    assert named == {f"Agent 1 · {LONG[0]}", LONG[1]}


def test_the_matrix_promises_no_more_than_method_keeps(usual: dict[str, Sheet]) -> None:
    legend = next(text for text in texts(usual["Matrix"]) if "yellow" in text)
    assert "every figure" not in legend
    assert "Method lists what does not" in legend
    assert "Figures that do not follow a change" in texts(usual["Method"])


def test_pages_of_the_matrix_begin_with_an_interaction(usual: dict[str, Sheet]) -> None:
    sheet = usual["Matrix"]
    assert sheet.page.breaks
    for row in sheet.page.breaks:
        assert sheet.cells[row, 1].value != sheet.cells[row + 1, 1].value


@pytest.mark.parametrize("title", ["Matrix", "Questions"])
def test_wide_sheets_print_so_that_they_can_be_read(usual: dict[str, Sheet], title: str) -> None:
    sheet = usual[title]
    page = sheet.page
    assert page.column_breaks
    left = {"Matrix": ("Interaction", "Standard"), "Questions": ("Discuss", "Standard")}[title]
    head = int(page.repeat.split(":")[0])
    assert page.repeat_columns == "A:B"
    assert (sheet.cells[head, 1].value, sheet.cells[head, 2].value) == left
    ends = [2, *page.column_breaks, ord(page.area.split(":")[1][0]) - 64]
    for first, end in pairwise(ends):
        width = sum(sheet.widths[column] for column in (1, 2, *range(first + 1, end + 1)))
        assert width * 5.25 * 0.8 <= 767  # letters of 10 points print with 8 at least


def test_pages_of_scores_begin_with_a_heading(usual: dict[str, Sheet]) -> None:
    sheet = usual["Scores"]
    headings = [row for (row, column), cell in sheet.cells.items() if column == 1 and cell.look == "section"]
    assert sheet.page.breaks
    assert {row + 1 for row in sheet.page.breaks} <= set(headings)


def test_data_prints_what_can_be_read_on_paper(usual: dict[str, Sheet]) -> None:
    sheet = usual["Data"]
    last = re.fullmatch(r"A1:([A-Z])\d+", sheet.page.area)
    assert last
    printed = range(1, ord(last[1]) - 63)
    heads = [sheet.cells[1, column].value for column in printed]
    assert heads == ["Interaction", "Standard", "Person", "Answer", "Reference", "Deviation", "Evidence", "Comment"]
    assert sum(sheet.widths[column] for column in printed) < 180  # about 8 points high on A4


def test_totals_of_questions_begin_in_the_first_column(usual: dict[str, Sheet]) -> None:
    sheet = usual["Questions"]
    row = next(row for (row, column), cell in sheet.cells.items() if cell.value == "All standards" and column == 1)
    assert [sheet.cells[place, 4].value for place in (row, row + 1, row + 2)] == [13, 9, 4]
    names = usual["Summary"].charts[0].categories
    assert names == f"Questions!$A${row + 3}:$A${row + 6}"


def test_the_label_of_a_full_bar_has_room(usual: dict[str, Sheet]) -> None:
    chart = usual["Summary"].charts[0]
    assert (chart.high or 0) > 1
    assert chart.step == 0.2


def test_a_reviewer_whose_interval_holds_0_shows_no_lean() -> None:
    form = Form("f", "Form", (Section("a", "Only", (yes_no("check"), levels("tone"))),))
    given = {
        (place, who): {"check": YES, "tone": Chosen(level)}
        for place, both in enumerate((("3", "5"), ("3", "1")))
        for who, level in zip(("Gauge", "Ana"), both, strict=True)
    }
    found = sheets(material(form, given, people=("Gauge", "Ana")))
    assert "no lean shown" in texts(found["Reviewers"])
    assert "no lean shown" in texts(found["Summary"])
    assert any("No lean shown" in text for text in texts(found["Method"]))


def test_without_a_reference_the_summary_lists_what_lies_furthest_apart() -> None:
    source = without_gauge(believable(3))
    found = [each.standard for each in of_standards(source) if any(each.rank)][:5]
    cells = sheets(source)["Summary"].cells
    head = next(row for (row, column), cell in cells.items() if column == 1 and cell.value == "Standard")
    assert [cells[head, column].value for column in (7, 8, 10)] == ["Pairs agree", "Mean apart", "Auto-fail"]
    assert [cells[row, 1].value for row in range(head + 1, head + 6)] == [standard.text for standard in found]
    assert all(0 < float(str(cells[row, 8].value)) <= 1 for row in range(head + 1, head + 6))


def test_with_a_reference_on_some_the_rest_comes_after_as_it_lies_apart() -> None:
    source = agreed_on(without_gauge(believable(3)), {(0, "listens"): Chosen("3")})
    cells = sheets(source)["Summary"].cells
    head = next(row for (row, column), cell in cells.items() if column == 1 and cell.value == "Standard")
    assert cells[head, 7].value == "Exact"
    shown = [(cells[row, 1].value, cells[row, 7].value) for row in range(head + 1, head + 6)]
    rest = [each.standard.text for each in of_standards(source) if each.standard.id != "listens"]
    assert shown[1:] == [(text, "–") for text in rest[:4]]
    assert 0 < float(str(shown[0][1])) < 1


def test_on_a_first_session_the_targets_of_the_trend_are_marked_for_a_line_of_one_point_is_not_drawn() -> None:
    context = context_of(believable(2), NOW)
    alone, later = plan(context), plan(context, [past_of(context.figures)])
    drawn = [zipfile.ZipFile(BytesIO(to_bytes(book))) for book in (alone, later)]
    charts = [[book.read(name) for name in book.namelist() if "charts/chart" in name] for book in drawn]
    dashes = [sum(chart.count(b'symbol val="dash"') for chart in each) for each in charts]
    assert dashes == [2, 0]
