"""The command line: everything that can run unattended, by the same services that the screens call."""

import io
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Sequence

from qa_desktop.cli.parser import build_parser
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import NeedsRawFormat


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it went well, 2 and one sentence when the input is at fault, 1 for a failure of ours."""
    _print_any_character()
    try:
        try:
            return _run(build_parser().parse_args(arguments))
        finally:
            if sys.stdout is not None:  # a window started by a double click has none
                sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough, as in `| head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: Namespace) -> int:
    try:
        return int(options.run(options) or 0)
    except NeedsRawFormat as error:
        print(f"{error} Add --codec {error.usual or 'mulaw/8000/1'}, for one.", file=sys.stderr)
        return 2
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:
        if options.debug:
            traceback.print_exc()
        else:
            what = ": ".join([type(error).__name__, *str(error).splitlines()[:1]])
            print(f"QA Desktop failed ({what}). Try again with --debug.", file=sys.stderr)
        return 1


def _print_any_character() -> None:
    """Print a question mark for what the terminal cannot show, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
