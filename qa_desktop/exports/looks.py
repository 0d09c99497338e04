"""How cells look: one small set of looks, named by what a cell is, never by its colour."""

from dataclasses import dataclass, replace
from typing import Final

INK: Final = "1F2A37"
MUTED: Final = "5B6675"
LINE: Final = "D3D9E1"
RULE: Final = "8A97A8"
HEAD: Final = "E8EDF3"
BAND: Final = "F4F6F9"
INPUT: Final = "FFF6CC"
BLUE: Final = "0072B2"
SKY: Final = "A9CFE6"
ORANGE: Final = "D55E00"
PALE_ORANGE: Final = "F2C9A5"

SHARE: Final = "0%"
SIGNED: Final = '+0.0;"−"0.0;0.0'
POINTS: Final = "0.0"
COEFFICIENT: Final = '0.00;"−"0.00;0.00'


@dataclass(frozen=True)
class Look:
    """Font, fill, lines, alignment and number format of a kind of cell."""

    size: float = 10
    bold: bool = False
    colour: str = INK
    fill: str = ""
    horizontal: str = "left"
    vertical: str = "center"
    wrap: bool = False
    indent: int = 0
    number: str = "General"
    top: str = ""
    bottom: str = ""


@dataclass(frozen=True)
class Mark:
    """What a conditional format adds: a fill, a colour and a sign before the value; or a line above alone."""

    fill: str = ""
    colour: str = ""
    bold: bool = False
    sign: str = ""
    decimals: int = 0
    line: str = ""

    @property
    def number(self) -> str:
        """The number format that writes the sign before numbers and texts alike."""
        digits = "0." + "0" * self.decimals if self.decimals else "General"
        plus = "+" if self.decimals else ""
        sign = f'"{self.sign} "'
        return f'{sign}{plus}{digits};{sign}"−"{digits};{sign}{digits};{sign}@' if self.sign else ""


_CELL = Look(bottom=LINE)
_FIGURE = replace(_CELL, horizontal="center")
_TILE = Look(fill=BAND, horizontal="center")

LOOKS: Final[dict[str, Look]] = {
    "title": Look(size=18, bold=True),
    "subtitle": Look(colour=MUTED),
    "subtitle_wrap": Look(colour=MUTED, wrap=True, vertical="top"),
    "section": Look(size=12, bold=True, bottom=RULE),
    "head": Look(size=9.5, bold=True, fill=HEAD, horizontal="center", wrap=True, bottom=RULE),
    "head_left": Look(size=9.5, bold=True, fill=HEAD, wrap=True, bottom=RULE),
    "text": _CELL,
    "wrap": replace(_CELL, wrap=True),
    "wrap_top": replace(_CELL, wrap=True, vertical="top"),
    "strong": replace(_CELL, bold=True),
    "strong_wrap": replace(_CELL, bold=True, wrap=True),
    "strong_top": replace(_CELL, bold=True, wrap=True, vertical="top"),
    "muted": replace(_CELL, colour=MUTED),
    "muted_wrap": replace(_CELL, colour=MUTED, wrap=True),
    "text_apart": replace(_CELL, indent=1),
    "muted_apart": replace(_CELL, colour=MUTED, wrap=True, vertical="top", indent=1),
    "centre": _FIGURE,
    "centre_muted": replace(_FIGURE, colour=MUTED),
    "answer": replace(_FIGURE, wrap=True),
    "answer_strong": replace(_FIGURE, bold=True, wrap=True),
    "centre_strong": replace(_FIGURE, bold=True),
    "count": replace(_FIGURE, number="0"),
    "day": replace(_FIGURE, colour=MUTED, number="yyyy-mm-dd"),
    "weight": replace(_FIGURE, number="0.##"),
    "share": replace(_FIGURE, number=SHARE),
    "signed": replace(_FIGURE, number=SIGNED),
    "points": replace(_FIGURE, number=POINTS),
    "points_strong": replace(_FIGURE, bold=True, number=POINTS),
    "within_points": replace(_FIGURE, number='"± "0.##'),
    "coefficient": replace(_FIGURE, number=COEFFICIENT),
    "exact_number": replace(_FIGURE, number="0.0###"),
    "input": replace(_FIGURE, fill=INPUT),
    "input_text": replace(_CELL, fill=INPUT, wrap=True),
    "input_points": replace(_FIGURE, fill=INPUT, number="0.##"),
    "input_date": replace(_FIGURE, fill=INPUT, number="yyyy-mm-dd"),
    "input_share": replace(_FIGURE, fill=INPUT, number=SHARE),
    "plain": Look(),
    "plain_wrap": Look(wrap=True),
    "plain_centre": Look(horizontal="center"),
    "plain_share": Look(horizontal="center", number=SHARE),
    "plain_signed": Look(horizontal="center", number=SIGNED),
    "plain_weight": Look(horizontal="center", number="0.##"),
    "key": Look(size=8, colour=MUTED),
    "tile_label": replace(_TILE, size=9, colour=MUTED, top=BLUE, wrap=True),
    "tile_share": replace(_TILE, size=22, bold=True, number=SHARE),
    "tile_points": replace(_TILE, size=22, bold=True, number=POINTS),
    "tile_count": replace(_TILE, size=22, bold=True, number="0"),
    "tile_note": replace(_TILE, size=8, colour=MUTED, wrap=True),
    "tile_verdict": replace(_TILE, size=9, bold=True, colour=MUTED, wrap=True),
    "small": Look(size=8, colour=MUTED, wrap=True, vertical="top"),
}

MARKS: Final[dict[str, Mark]] = {
    "differs": Mark("FFE8B0", "6B4500", sign="≈"),
    "beyond": Mark("F8C8BC", "7A1F0E", bold=True, sign="≠"),
    "strike": Mark("8F1A1A", "FFFFFF", bold=True, sign="‼"),
    "word_differs": Mark("FFE8B0", "6B4500"),
    "word_beyond": Mark("F8C8BC", "7A1F0E", bold=True),
    "word_strike": Mark("8F1A1A", "FFFFFF", bold=True),
    "gap": Mark("F8C8BC", "7A1F0E", bold=True, decimals=1, sign="≠"),
    "first_of_group": Mark(line=RULE),
    "word_met": Mark("D7EBDD", "14532D"),
}
