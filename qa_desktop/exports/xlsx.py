"""Writes a plan to an Excel file: openpyxl makes everything but the cells, which `xlsx_cells` writes.

openpyxl takes 0.3 s to load, so it is imported inside the functions that need it.
"""
# mypy: disable-error-code="import-untyped"

from collections.abc import Callable
from io import BytesIO
from typing import Any

from qa_desktop.exports.looks import LOOKS, MARKS, Look, Mark
from qa_desktop.exports.plan import (
    MARGINS,
    Cell,
    Chart,
    Colour,
    Gradient,
    Note,
    Series,
    Sheet,
    Workbook,
    letter,
    places_of,
)
from qa_desktop.exports.text import escaped
from qa_desktop.exports.xlsx_cells import rows_xml, used_area
from qa_desktop.exports.xlsx_package import SheetCells, finish

FONT = "Calibri"
_QUOTED = ("=", "+", "-", "@", "'")


def to_bytes(plan: Workbook, watch: Callable[[str], None] = lambda _: None) -> bytes:
    """The Excel file. The same plan gives the same bytes. `watch` hears of each sheet before it is written."""
    import openpyxl
    from openpyxl.workbook.defined_name import DefinedName

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = plan.author
    book.properties.title = escaped(plan.title)
    book.calculation.fullCalcOnLoad = True
    styles = _Styles(book)
    cells = []
    for sheet in plan.sheets:
        watch(sheet.title)
        _Writer(book.create_sheet(sheet.title), sheet).write(plan)
        cells.append(SheetCells(used_area(sheet.cells), rows_xml(sheet, styles.of)))
        for name, named in sheet.names.items():
            first, _, last = named.partition(":")
            target = f"{sheet.title}!{_fixed(first)}" + (f":{_fixed(last)}" if last and last != first else "")
            book.defined_names[name] = DefinedName(name, attr_text=target)
    book.active = 0
    raw = BytesIO()
    book.save(raw)
    return finish(raw.getvalue(), cells, plan.made)


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


class _Styles:
    """One style of the workbook for each look, shared by all its cells."""

    def __init__(self, book: Any) -> None:
        scratch = book.create_sheet("styles")
        self._of = {}
        for row, (name, look) in enumerate(LOOKS.items(), 1):
            for column, quoted in enumerate((False, True), 1):
                cell = scratch.cell(row, column)
                _apply(cell, look)
                cell.quotePrefix = quoted
                self._of[name, quoted] = int(cell.style_id)
        book.remove(scratch)

    def of(self, cell: Cell) -> int:
        """The number of a cell's style; texts that look like formulas keep a quote in front when they are edited."""
        text = cell.value if isinstance(cell.value, str) and not cell.formula else ""
        return self._of[cell.look, text.startswith(_QUOTED)]


def _apply(cell: Any, look: Look) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell.font = Font(name=FONT, size=look.size, bold=look.bold, color=look.colour)
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    lines = {
        edge: Side("medium" if edge == "top" else "thin", color=colour)
        for edge, colour in (("top", look.top), ("bottom", look.bottom))
        if colour
    }
    if lines:
        cell.border = Border(**lines)
    cell.alignment = Alignment(look.horizontal, look.vertical, wrap_text=look.wrap, indent=look.indent)
    cell.number_format = look.number


class _Writer:
    """Writes everything of one sheet but its cells."""

    def __init__(self, sheet: Any, plan: Sheet) -> None:
        self.sheet, self.plan = sheet, plan

    def write(self, book: Workbook) -> None:
        """Write it."""
        for place, cell in self.plan.cells.items():
            if cell.note:
                self._note(place, cell.note)
        for merged in self.plan.merged:
            self.sheet.merged_cells.add(merged)
        self._sizes()
        self._behaviour()
        for colour in self.plan.colours:
            self._colour(colour)
        for gradient in self.plan.gradients:
            self._gradient(gradient)
        for chart in self.plan.charts:
            self.sheet.add_chart(_chart(chart), _anchor(chart))
        self._page(book)

    def _note(self, place: tuple[int, int], note: Note) -> None:
        from openpyxl.comments import Comment

        lines = sum(1 + len(line) // 42 for line in note.text.split("\n"))
        height = min(24 + 18 * lines, 400)
        self.sheet.cell(*place).comment = Comment(escaped(note.text), escaped(note.author), height=height, width=320)

    def _sizes(self) -> None:
        for column, width in self.plan.widths.items():
            self.sheet.column_dimensions[letter(column)].width = width
        for column in self.plan.hidden_columns:
            self.sheet.column_dimensions[letter(column)].hidden = True

    def _behaviour(self) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation
        from openpyxl.worksheet.table import Table, TableStyleInfo

        plan, sheet = self.plan, self.sheet
        sheet.sheet_view.showGridLines = False
        sheet.freeze_panes = plan.freeze or None
        if plan.hidden:
            sheet.sheet_state = "hidden"
        if plan.filter:
            sheet.auto_filter.ref = plan.filter
        if plan.table:
            table = Table(displayName=plan.table[0], ref=plan.table[1])
            table._initialise_columns()
            for column in table.tableColumns:
                column.name = str(plan.cells[1, column.id].value)
            table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
            sheet.add_table(table)
        lists: dict[str, Any] = {}
        for choices in plan.choices:
            if choices.source not in lists:
                lists[choices.source] = DataValidation("list", formula1=choices.source, allow_blank=True)
                sheet.add_data_validation(lists[choices.source])
            lists[choices.source].add(choices.area)

    def _colour(self, colour: Colour) -> None:
        from openpyxl.formatting.rule import Rule

        mark = MARKS[colour.look]
        rule = Rule(type="expression", dxf=_differential(mark), formula=[colour.formula], stopIfTrue=not mark.line)
        self.sheet.conditional_formatting.add(colour.area, rule)

    def _gradient(self, gradient: Gradient) -> None:
        from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
        from openpyxl.styles.colors import Color

        scale = ColorScale(
            cfvo=[FormatObject("num", value) for value, _ in gradient.points],
            color=[Color(colour) for _, colour in gradient.points],
        )
        self.sheet.conditional_formatting.add(gradient.area, Rule(type="colorScale", colorScale=scale))

    def _page(self, book: Workbook) -> None:
        from openpyxl.worksheet.pagebreak import Break, ColBreak

        sheet, page = self.sheet, self.plan.page
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.orientation = "portrait" if page.portrait else "landscape"
        sheet.page_setup.fitToWidth = len(page.column_breaks) + 1
        sheet.page_setup.fitToHeight = 1 if page.one_page else 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left, margins.right, margins.top, margins.bottom = MARGINS
        margins.header = margins.footer = 0.3
        if page.repeat:
            sheet.print_title_rows = page.repeat
        if page.area:
            sheet.print_area = page.area
        for row in page.breaks:
            sheet.row_breaks.append(Break(row))
        if page.repeat_columns:
            sheet.print_title_cols = page.repeat_columns
        if page.column_breaks:  # what belongs to the same rows lies together in the pile
            sheet.page_setup.pageOrder = "overThenDown"
            sheet.col_breaks = ColBreak(brk=tuple(map(Break, page.column_breaks)))
        sheet.oddFooter.left.text = book.footer.replace("&", "&&")
        sheet.oddFooter.center.text = self.plan.title
        sheet.oddFooter.right.text = "&P / &N"
        for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right):
            part.size = 8


def _differential(mark: Mark) -> Any:
    from openpyxl.styles import Border, Font, PatternFill, Side
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.styles.numbers import NumberFormat

    if mark.line:
        return DifferentialStyle(border=Border(top=Side("thin", color=mark.line)))
    number = None
    if mark.number:
        # Ids up to 163 are Excel's own.
        number = NumberFormat(numFmtId=200 + sorted(MARKS).index(_name(mark)), formatCode=mark.number)
    return DifferentialStyle(
        font=Font(color=mark.colour, bold=mark.bold or None),
        fill=PatternFill(bgColor=mark.fill),
        numFmt=number,
    )


def _name(mark: Mark) -> str:
    return next(name for name, each in MARKS.items() if each is mark)


def _anchor(plan: Chart) -> Any:
    """Where a chart stands: at a cell, or over an area."""
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

    if not plan.until:
        return plan.anchor
    (top, left, *_), (bottom, right, *_) = places_of(plan.anchor), places_of(plan.until)
    return TwoCellAnchor(
        _from=AnchorMarker(col=left - 1, row=top - 1),
        to=AnchorMarker(col=right, row=bottom),
    )


def _chart(plan: Chart) -> Any:
    from openpyxl.chart import BarChart, LineChart
    from openpyxl.chart.layout import Layout, ManualLayout

    chart = LineChart() if plan.lines else BarChart()
    if not plan.lines:
        chart.type = "bar" if plan.horizontal else "col"
        chart.gapWidth, chart.overlap = 60, -5
    chart.width, chart.height = plan.width, plan.height
    chart.title = plan.title or None
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.number_format = plan.number_format
    chart.y_axis.numFmt.sourceLinked = False
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = plan.low, plan.high
    chart.y_axis.majorUnit = plan.step
    chart.y_axis.majorGridlines.spPr = _line("E3E8EE")
    if plan.horizontal:
        chart.x_axis.scaling.orientation = "maxMin"  # first section on top
        chart.y_axis.crosses = "max"  # so that the percentages stand below
    chart.legend.position = "b"
    if len(plan.series) == 1:
        chart.legend = None
    for number, series in enumerate(plan.series):
        chart.series.append(_series(plan, number, series))
    if plan.title:
        _small_title(chart)
        height = 0.58 if plan.lines else 0.7  # names of sessions may take several lines
        inner = ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=0.07, y=0.14, w=0.9, h=height)
        chart.layout = Layout(inner)
    return chart


def _series(plan: Chart, number: int, series: Series) -> Any:
    from openpyxl.chart.data_source import AxDataSource, NumDataSource, StrData, StrRef, StrVal
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.marker import Marker
    from openpyxl.chart.series import Series as Bars
    from openpyxl.chart.series import SeriesLabel
    from openpyxl.chart.shapes import GraphicalProperties

    points = [StrVal(idx=place, v=escaped(name)) for place, name in enumerate(plan.names)]
    names = StrRef(f=plan.categories, strCache=StrData(ptCount=len(points), pt=points))
    bars = Bars(
        idx=number,
        order=number,
        tx=SeriesLabel(v=series.title),
        cat=AxDataSource(strRef=names),
        val=NumDataSource(numRef=_numbers(series.cells, series.values, plan.number_format)),
        spPr=GraphicalProperties() if plan.lines else GraphicalProperties(solidFill=series.colour),
        invertIfNegative=None if plan.lines else False,
    )
    if plan.lines:
        bars.spPr.line.solidFill, bars.spPr.line.width = series.colour, 12_700 if series.plain else 28_575
        alone = "dash" if len(series.values) == 1 else "none"  # a line of one point is not drawn
        bars.marker = Marker(alone if series.plain else "circle", size=7)
        bars.marker.spPr = GraphicalProperties(solidFill=series.colour)
        bars.smooth = False
    else:
        bars.spPr.line.noFill = True
    if series.reach:
        bars.errBars = _error_bars(series)
    elif not plan.lines:
        bars.dLbls = DataLabelList(numFmt=plan.number_format, showVal=True)
        for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
            setattr(bars.dLbls, part, False)
    return bars


def _numbers(cells: str, values: tuple[float | None, ...], number_format: str) -> Any:
    from openpyxl.chart.data_source import NumData, NumRef, NumVal

    points = [NumVal(idx=place, v=repr(value)) for place, value in enumerate(values) if value is not None]
    return NumRef(f=cells, numCache=NumData(formatCode=number_format, ptCount=len(values), pt=points))


def _error_bars(series: Series) -> Any:
    from openpyxl.chart.data_source import NumDataSource
    from openpyxl.chart.error_bar import ErrorBars

    reach = _numbers(series.reach, series.reach_values, "General")
    source = NumDataSource(numRef=reach)
    bars = ErrorBars(errDir=None, errBarType="both", errValType="cust", noEndCap=False, plus=source, minus=source)
    bars.spPr = _line("1F2A37")
    return bars


def _line(colour: str) -> Any:
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(ln=LineProperties(solidFill=colour, w=9525))


def _small_title(chart: Any) -> None:
    from openpyxl.drawing.text import CharacterProperties, ParagraphProperties

    for paragraph in chart.title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=CharacterProperties(sz=1000, b=True))
        for run in paragraph.r:
            run.rPr = CharacterProperties(sz=1000, b=True)
