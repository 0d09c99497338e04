"""Finishes the zip that openpyxl wrote: cached values into formula cells, fixed times, a fixed order of parts.

openpyxl writes formulas without a value, so that previews and protected view would show nothing.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from qa_desktop.exports.plan import CellValue
from qa_desktop.exports.text import escaped

_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)><f>(.*?)</f><v ?(?:/>|></v>)</c>', re.DOTALL)
_CREATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_FIRST_PARTS: Final = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def finish(raw: bytes, cached: Sequence[Mapping[str, CellValue]], made: datetime) -> bytes:
    """The finished package; `cached` are the values by cell of each sheet, in the order of the sheets."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for number, values in enumerate(cached, 1):
        name = f"xl/worksheets/sheet{number}.xml"
        parts[name] = with_values(parts[name], values)
    moment = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts["docProps/core.xml"] = _CREATED.sub(rb"\g<1>" + moment + rb"\g<3>", parts["docProps/core.xml"])
    finished = BytesIO()
    with zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=_order):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same bytes on every system
            package.writestr(entry, parts[name])
    return finished.getvalue()


def _order(name: str) -> tuple[int, str]:
    return (_FIRST_PARTS.index(name) if name in _FIRST_PARTS else len(_FIRST_PARTS), name)


def with_values(sheet: bytes, values: Mapping[str, CellValue]) -> bytes:
    """The sheet's XML with a value in each formula cell."""
    written = 0

    def fill(match: re.Match[bytes]) -> bytes:
        nonlocal written
        written += 1
        place, style, formula = match.groups()
        kind, text = _value(values[place.decode()])
        return b'<c r="%s"%s%s><f>%s</f><v>%s</v></c>' % (place, style, kind, formula, text)

    filled = _FORMULA.sub(fill, sheet)
    if written != len(values):
        raise RuntimeError(f"{len(values)} formulas were planned and {written} found in the file")
    return filled


def _value(value: CellValue) -> tuple[bytes, bytes]:
    if isinstance(value, str) or value is None:
        return b' t="str"', escape(escaped(value or "")).encode()
    return b"", repr(value).encode()
