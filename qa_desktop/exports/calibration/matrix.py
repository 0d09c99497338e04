"""The Matrix sheet: one row for each interaction and standard, the people side by side.

The yellow consensus becomes the reference, and everything else in the workbook follows from that by key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from qa_desktop.domain.answers import Answer, AudioSpan, Evidence, TurnSpan
from qa_desktop.domain.forms import AnswerType, Scope, Standard
from qa_desktop.exports.calibration.context import KIND_WORDS, NONE, Context, clock
from qa_desktop.exports.calibration.formulas import averages, number
from qa_desktop.exports.calibration.inputs import Input
from qa_desktop.exports.calibration.scale import Scale, takes_consensus
from qa_desktop.exports.canvas import Canvas, Column, Columns, fitting_width, row_height
from qa_desktop.exports.plan import CellValue, Choices, Colour, Note, Sheet, area, at, letter
from qa_desktop.exports.text import NOTE_LIMIT, clean, one_line
from qa_desktop.statistics.calibration import Agreement
from qa_desktop.statistics.marks import Mark, Settings, can_fail, pairs_agree, spread, tolerance_of

TITLE = "Matrix"
FIRST = 6
_WHO, _HEAD = 4, 5
_NOTE_SIGNS = 36  # longer ones stand whole on the Data sheet
_SCOPES = {Scope.SECTION: "section", Scope.TOP_SECTION: "top section", Scope.FORM: "form"}
_ABOUT = (
    Column("standard", "Standard", 34, "wrap"),
    Column("section", "Section", 20, "wrap"),
    Column("kind", "Kind", 11, "centre_muted"),
    Column("weight", "Weight", 7, "weight"),
    Column("fails", "Auto-fail", 10, "centre"),
)
_RIGHT = (
    Column("consensus", "Consensus", 13, "input"),
    Column("reference", "Reference", 13, "answer_strong"),
    Column("pairs", "Pairs agree", 8, "share"),
    Column("exact", "Exact", 8, "share"),
    Column("within", "Within tolerance", 10, "share"),
    Column("range", "Range, levels", 8, "count"),
    Column("dev", "Net deviation", 10, "signed"),
    Column("discuss", "Discuss?", 13, "centre"),
    Column("evidence", "Evidence", 16, "centre_muted"),
    Column("reason", "Reason for the consensus", 30, "input_text"),
    Column("row", "Row key", 9, "key", hidden=True),
    Column("std", "Standard key", 9, "key", hidden=True),
    Column("mode", "Compare by", 9, "key", hidden=True),
    Column("step", "Scale row", 9, "key", hidden=True),
    Column("credit", "Reference credit", 9, "key", hidden=True),
    Column("place", "Reference place", 9, "key", hidden=True),
    Column("strike", "Reference auto-fail", 9, "key", hidden=True),
    Column("open", "To discuss", 9, "key", hidden=True),
    Column("settled", "Settled", 9, "key", hidden=True),
)
_LEFT = 1 + len(_ABOUT)
_NAMED = {"m_key": "row", "m_ref": "reference", "m_ref_credit": "credit", "m_ref_place": "place"}
_NAMED |= {"m_ref_strike": "strike", "m_exact": "exact", "m_within": "within", "m_dev": "dev", "m_discuss": "discuss"}
_NAMED |= {"m_open": "open", "m_settled": "settled", "m_pairs": "pairs"}
_BY_EQUALITY, _BY_LEVEL, _BY_LOOKUP = 0, 1, 2


@dataclass
class MatrixSheet:
    """Draws the Matrix sheet."""

    context: Context
    scale: Scale
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))
    inputs: list[Input] = field(default_factory=list)
    """The cells that a lead fills in."""

    @cached_property
    def columns(self) -> Columns:
        """The columns, with one for each person."""
        width = fitting_width(self.context.titles.values(), 16, 34)
        first = Column("interaction", "Interaction", width, "strong_wrap")
        people = (
            Column(self.context.person_keys[person], self.context.starred(person), 13, "answer")
            for person in self.context.people
        )
        return Columns((first, *_ABOUT, *people, *_RIGHT))

    def sheet(self) -> Sheet:
        """The finished sheet."""
        columns, canvas = self.columns, self.canvas
        canvas.heading("Matrix", f"The people side by side.{self.context.star}")
        canvas.put(3, 1, _LEGEND, "subtitle")
        canvas.put(3, columns["section"], _HOW_TO, "subtitle")
        canvas.header(_HEAD, columns, least=row_height(2))
        canvas.hidden_rows = (_WHO,)
        for person in self.context.people:
            key = self.context.person_keys[person]
            canvas.put(_WHO, columns[key], key, "key")
        choices = []
        for place, marks in enumerate(self.context.figures.rows):
            choices += self._line(FIRST + place, place, marks)
        last = max(FIRST + len(self.context.figures.rows) - 1, FIRST)
        for name, key in _NAMED.items():
            canvas.name(name, columns[key], FIRST, last)
        return canvas.sheet(
            columns,
            colours=self._colours(last),
            choices=tuple(choices),
            freeze=at(FIRST, columns["section"]),
            filter=area(_HEAD, 1, last, columns.last),
            page=canvas.page(self._starts(), last, columns.last_shown, (_HEAD,), self._groups()),
        )

    def _starts(self) -> list[int]:
        """The first row of each interaction."""
        rows = [marks[0].interaction.key for marks in self.context.figures.rows]
        return [FIRST + place for place, key in enumerate(rows) if not place or key != rows[place - 1]]

    def _groups(self) -> list[int]:
        """The first column of each group that stays on one printed page; what a row is about stands on every page."""
        columns = self.columns
        people = [columns[self.context.person_keys[person]] for person in self.context.people]
        return [
            columns["section"],
            *people,
            *(columns[key] for key in ("consensus", "reference", "pairs", "dev", "reason")),
        ]

    def _line(self, row: int, place: int, marks: Sequence[Mark]) -> list[Choices]:
        standard = marks[0].standard
        self._about(row, marks)
        self._put(row, "row", self.context.row_keys[place])
        self._put(row, "std", self.context.standard_keys[standard.id])
        for mark in marks:
            key = self.context.person_keys[mark.person]
            shown = self.context.shown(mark)
            if isinstance(shown, str) and not standard.scored:
                shown = one_line(shown, _NOTE_SIGNS)
            self.canvas.put(row, self.columns[key], shown, "answer", note=self._note(mark))
        self.canvas.fit(row, self.columns)
        if not standard.scored:
            for key in ("consensus", "reference", "pairs", "exact", "within", "range", "dev", "discuss", "reason"):
                self.canvas.put(row, self.columns[key], None, "centre_muted")
            return []
        choices = self._inputs(row, place, marks)
        self._reference(row, marks[0], self.context.reference(marks))
        self._put(row, "pairs", number(pairs_agree(marks)))
        self._put(row, "range", number(spread(marks)))
        self._agreement(row, marks, self.context.figures.row_agreement(marks))
        self.canvas.fit(row, self.columns)
        return choices

    def _inputs(self, row: int, place: int, marks: Sequence[Mark]) -> list[Choices]:
        """What a lead fills in: the consensus, where answers come from a list, and its reason."""
        standard = marks[0].standard
        agreed, key = self.context.agreed(marks[0]), self.context.row_keys[place]
        self._put(row, "reason", clean(agreed.reason) or None)
        self.inputs.append(Input(TITLE, key, "reason", clean(agreed.reason)))
        value = self.context.shown(replace(marks[0], answer=Answer(agreed.value))) if agreed.value is not None else None
        if not takes_consensus(standard):
            self.canvas.put(row, self.columns["consensus"], value, "centre_muted")
            return []
        self._put(row, "consensus", value)
        self.inputs.append(Input(TITLE, key, "consensus", value))
        return [Choices(at(row, self.columns["consensus"]), self.scale.choices(standard))]

    def _about(self, row: int, marks: Sequence[Mark]) -> None:
        standard = marks[0].standard
        values: dict[str, CellValue] = {
            "interaction": self.context.titles[marks[0].interaction.key],
            "section": self.context.section_path(standard),
            "standard": clean(standard.text),
            "kind": KIND_WORDS[standard.kind],
            "weight": float(standard.weight) if standard.scored else NONE,
            "fails": _reach(standard),
            "evidence": _moments([item for mark in marks for item in mark.answer.evidence]),
            "mode": self._mode(standard),
        }
        for key, value in values.items():
            self._put(row, key, value)

    def _mode(self, standard: Standard) -> CellValue:
        if not standard.scored:
            return None
        if standard.answer_type is AnswerType.NUMBER:
            return _BY_LOOKUP
        if standard.answer_type is not AnswerType.LEVELS:
            return _BY_EQUALITY
        labels = [self.context.option_label(standard, option.id) for option in standard.options]
        return _BY_LEVEL if labels == list(range(1, len(labels) + 1)) else _BY_LOOKUP

    def _note(self, mark: Mark) -> Note | None:
        parts = [mark.answer.comment, *(f"• {reason}" for reason in mark.answer.reasons)]
        text = clean("\n".join(part for part in parts if part.strip()), NOTE_LIMIT)
        name = self.context.name(mark.person)
        return Note(name, f"{name}:\n{text}") if mark.given and text else None

    def _reference(self, row: int, first: Mark, reference: Mark) -> None:
        shown, standard = self.context.shown(reference), first.standard
        gauge = self.context.gauge
        own = self._cell(row, self.context.person_keys[gauge]) if gauge else f'"{NONE}"'
        credit = float(reference.credit) if reference.credit is not None else None
        if not takes_consensus(standard):
            self._put(row, "reference", shown, own if gauge and reference == first else "")
            self._put(row, "credit", number(credit))
            self._put(row, "place", number(reference.position))
            self._put(row, "strike", int(reference.strikes))
            return
        agreed, step = self._cell(row, "consensus"), self._cell(row, "step")
        self._put(row, "reference", shown, f'IF(AND(Basis="Consensus",{agreed}<>""),{agreed},{own})')
        wanted = f'{self._cell(row, "std")}&"|"&{self._cell(row, "reference")}'
        self._put(row, "step", self.scale.find(standard, shown), f"SUMPRODUCT((sc_key={wanted})*sc_row)")
        looked_up = {
            "credit": number(credit),
            "place": number(reference.position),
            "strike": int(reference.strikes),
        }
        for key, value in looked_up.items():
            missing = "0" if key == "strike" else f'"{NONE}"'
            self._put(row, key, value, f"IF({step}=0,{missing},INDEX(sc_{key},{step}))")

    def _agreement(self, row: int, marks: Sequence[Mark], found: Agreement) -> None:
        standard, settings = marks[0].standard, self.context.figures.settings
        mine = averages(f'd_row,{self._cell(row, "row")},d_role,"Reviewer"')
        self._put(row, "exact", number(found.exact.value), mine("d_exact"))
        self._put(row, "within", number(found.within.value), mine("d_within"))
        self._put(row, "dev", number(found.deviation.value), mine("d_dev"))
        exact, within = self._cell(row, "exact"), self._cell(row, "within")
        words = f'IF({within}<1,"≠ discuss",IF({exact}<1,"≈ differs",""))'
        if can_fail(standard):
            strikes = f'SUMIFS(d_strike,d_row,{self._cell(row, "row")},d_role,"Reviewer")'
            words = f'IF({strikes}>0,"‼ auto-fail",{words})'
        shown, between = to_discuss(found, marks, settings), self._between(row, marks)
        self._put(row, "discuss", shown, f"IF(ISNUMBER({exact}),{words},{between})")
        agreed = self.canvas.cells[row, self.columns["consensus"]].value is not None
        settled = f'IF({self._cell(row, "consensus")}="",0,1)'
        self._put(row, "settled", int(agreed), settled)
        apart = int(bool(shown) or agreed)
        self._put(row, "open", apart, f'IF(AND({self._cell(row, "discuss")}="",{self._cell(row, "settled")}=0),0,1)')

    def _between(self, row: int, marks: Sequence[Mark]) -> str:
        """The formula of what is to be discussed where nothing is the reference: only the tolerance can change it."""
        narrow, wide = (_apart(marks, Settings(rating=rating)) for rating in (len(marks[0].standard.options), 0))
        if narrow == wide:
            return f'"{wide}"'
        return f'IF({self._cell(row, "range")}<=Tol_Rating,"{narrow}","{wide}")'

    def _colours(self, last: int) -> tuple[Colour, ...]:
        columns = self.columns
        people = area(FIRST, _LEFT + 1, last, _LEFT + len(self.context.people))
        mine = at(FIRST, _LEFT + 1)
        reference, key, mode, fails = (
            f"${letter(columns[name])}{FIRST}" for name in ("reference", "row", "mode", "fails")
        )
        who = f"{letter(_LEFT + 1)}${_WHO}"
        apart = f'OR({mode}="",{mine}="{NONE}",{reference}="{NONE}")'
        looked_up = f"SUMIFS(d_within,d_row,{key},d_who,{who})=0"
        far = f"IF(AND(ISNUMBER({mine}),ISNUMBER({reference})),ABS({mine}-{reference})>Tol_Rating,{mine}<>{reference})"
        beyond = f"IF({mode}=2,{looked_up},IF({mode}=1,{far},{mine}<>{reference}))"
        strike = f'IF(OR({apart},{fails}=""),FALSE,SUMIFS(d_strike,d_row,{key},d_who,{who})>0)'
        discuss = area(FIRST, columns["discuss"], last, columns["discuss"])
        word = f"${letter(columns['discuss'])}{FIRST}"
        # LibreOffice shows one conditional format to a cell, so the lines keep clear of the coloured columns.
        plain = ((1, _LEFT), (columns["consensus"], columns["dev"]), (columns["evidence"],) * 2)
        group = f"$A{FIRST}<>$A{FIRST - 1}"
        return (
            *(Colour(area(FIRST, first, last, end), group, "first_of_group") for first, end in plain),
            Colour(people, strike, "strike"),
            Colour(people, f"IF({apart},FALSE,{beyond})", "beyond"),
            Colour(people, f"IF({apart},FALSE,{mine}<>{reference})", "differs"),
            *(
                Colour(discuss, f'LEFT({word},1)="{sign}"', look)
                for sign, look in (("‼", "word_strike"), ("≠", "word_beyond"), ("≈", "word_differs"))
            ),
        )

    def _cell(self, row: int, key: str) -> str:
        return at(row, self.columns[key])

    def _put(self, row: int, key: str, value: CellValue, formula: str = "") -> None:
        place = self.columns[key]
        self.canvas.put(row, place, value, self.columns.all[place - 1].look, formula)


_LEGEND = "≈ in tolerance   ≠ beyond it   ‼ auto-fail differs   – no answer"
_HOW_TO = (
    "Type what was agreed into the yellow cells: reference, agreement and deviation follow. Method lists what does not."
)


def to_discuss(found: Agreement, marks: Sequence[Mark], settings: Settings) -> str:
    """Whether the answers to a row are to be discussed, in a sign and a word; empty where all are the same.

    They are held against the reference, or against each other where there is none.
    """
    if found.exact.value is None or found.within.value is None:
        return _apart(marks, settings)
    if found.strike_count:
        return "‼ auto-fail"
    if found.exact.value == 1:
        return ""
    return "≠ discuss" if found.within.value < 1 else "≈ differs"


def _apart(marks: Sequence[Mark], settings: Settings) -> str:
    """The same, held against each other."""
    given = [mark for mark in marks if mark.given]
    if pairs_agree(given) in (None, 1):
        return ""
    standard = given[0].standard
    if can_fail(standard) and len({mark.strikes for mark in given}) > 1:
        return "‼ auto-fail"
    placed = [mark.position for mark in given if mark.position is not None]
    near = len(placed) == len(given) and max(placed) - min(placed) <= tolerance_of(standard, settings)
    return "≈ differs" if near else "≠ discuss"


def _reach(standard: Standard) -> str | None:
    """How far an auto-fail of the standard reaches, in words; the widest if there are several."""
    if not can_fail(standard):
        return None
    scopes = {option.auto_fail for option in standard.options}
    return next(word for scope, word in reversed(_SCOPES.items()) if scope in scopes)


def _moments(evidence: Sequence[Evidence], most: int = 3) -> str | None:
    """Where the evidence begins, each place once, earliest first."""
    times = sorted({item.start_ms // 1000 for item in evidence if isinstance(item, AudioSpan)})
    turns = sorted({item.first + 1 for item in evidence if isinstance(item, TurnSpan)})
    places = [clock(1000 * time) for time in times] + [f"turn {turn}" for turn in turns]
    return ", ".join(places[:most]) + (" …" if len(places) > most else "") if places else None
