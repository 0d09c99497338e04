"""How long the workbook of 10 reviewers, 30 standards and 20 interactions takes, and how much memory.

Against openpyxl writing the same bare cells (no look, no cached value, no chart) in the same run, both in processor
time, so that a busy machine measures the same. Memory is what Python holds at most while the workbook is made.
"""

import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import openpyxl  # type: ignore[import-untyped]

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.forms import Form, Section
from qa_desktop.exports.calibration.book import context_of, plan
from qa_desktop.exports.calibration_workbook import write_calibration
from tests.exports.builders import NOW, levels, material, yes_no

REVIEWERS: Final = 10
CALLS: Final = 20
SECTIONS: Final = 6
ROUNDS: Final = 3
SECONDS_GOAL: Final = 5.0
RATIO_GOAL: Final = 0.75
MEMORY_GOAL: Final = 166.0
"""Megabytes: what the first sketch took."""
_COMMENT: Final = "A comment as people write it, of one or two lines, so that there is something to wrap in its cell."


def session() -> CalibrationMaterial:
    """Thirty standards, half of them scales, answered by a gauge and ten reviewers, with some comments and evidence."""
    chance = random.Random(1)
    sections = tuple(
        Section(
            f"part{place}",
            f"Section {place}",
            tuple(
                (yes_no if number % 2 else levels)(f"s{place}_{number}", f"Standard {number} of section {place}")
                for number in range(5)
            ),
        )
        for place in range(SECTIONS)
    )
    form = Form("big", "Big form", sections)
    people = [f"Reviewer {number}" for number in range(REVIEWERS + 1)]

    def answer(graded: bool) -> Answer:
        value = chance.choice("34445") if graded else chance.choice(["yes"] * 8 + ["no"])
        told = chance.random() < 0.2
        return Answer(Chosen(value), _COMMENT if told else "", (AudioSpan(1000, 5000),) if told else ())

    given = {
        (call, who): {standard.id: answer(len(standard.options) > 2) for standard in form.standards}
        for call in range(CALLS)
        for who in people
    }
    return material(form, given, people=people)


def bare(source: CalibrationMaterial) -> Callable[[], None]:
    """Writes the same cells by openpyxl alone."""
    sheets = plan(context_of(source, NOW)).sheets

    def write() -> None:
        book = openpyxl.Workbook()
        for sheet in sheets:
            target = book.create_sheet(sheet.title)
            for (row, column), cell in sheet.cells.items():
                target.cell(row, column).value = f"={cell.formula}" if cell.formula else cell.value
        book.save(BytesIO())

    return write


def seconds(run: Callable[[], object]) -> float:
    """The processor time that something takes; the best of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        run()
        taken.append(time.process_time() - begun)
    return min(taken)


def main() -> None:
    """Print each figure beside its goal; ends with 1 where one is missed."""
    source = session()
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        target = Path(folder) / "calibration.xlsx"
        own = seconds(lambda: write_calibration(source, target, NOW))
        theirs = seconds(bare(source))
        tracemalloc.start()
        write_calibration(source, target, NOW)
        memory = tracemalloc.get_traced_memory()[1] / 1e6
        size = target.stat().st_size / 1e6
    print(f"workbook {own:.2f} s (goal {SECONDS_GOAL}), bare openpyxl {theirs:.2f} s")
    print(f"ratio {own / theirs:.2f} (goal {RATIO_GOAL})")
    print(f"memory {memory:.0f} MB (goal {MEMORY_GOAL:.0f}), file {size:.1f} MB")
    sys.exit(own > SECONDS_GOAL or own / theirs > RATIO_GOAL or memory > MEMORY_GOAL)


if __name__ == "__main__":
    main()
