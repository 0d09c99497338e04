"""What commands print: one JSON document, or lines for people."""

import json
import sys
from collections.abc import Sequence
from typing import Any


def print_json(document: Any) -> None:
    """Print one JSON document in UTF-8, whatever the encoding of the terminal."""
    _print_bytes(json.dumps(document, ensure_ascii=False, indent=1))


def print_json_line(document: Any) -> None:
    """Print one of several JSON documents, on a line of its own."""
    _print_bytes(json.dumps(document, ensure_ascii=False))


def _print_bytes(text: str) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def print_table(rows: Sequence[tuple[str, ...]], indent: str = "") -> None:
    """Print rows with their columns aligned."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    for row in rows:
        print(indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def counted(number: int, what: str) -> str:
    """A number with its noun: “1 form”, “2 forms”."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def clock(seconds: float, *, tenths: bool = False) -> str:
    """Seconds as `1:14`, `1:02:03`, or with tenths `1:14.2`, as the window writes them."""
    whole, tenth = divmod(int(max(seconds, 0) * 10 + 1e-6), 10)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    shown = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    return f"{shown}.{tenth}" if tenths else shown


def show_progress(done: int, total: int, name: str) -> None:
    """One line on standard error that changes and then goes; where nobody watches what comes at the end is enough."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K[{done}/{total}] {name}" + ("\r\x1b[K" if done == total else ""))
        sys.stderr.flush()


def tell(line: str) -> None:
    """Say on standard error what is being done."""
    print(line, file=sys.stderr, flush=True)
