"""The command line: everything that can run unattended, by the same services that the screens call."""

import sys
import traceback
from collections.abc import Sequence

from qa_desktop.cli.parser import build_parser
from qa_desktop.domain.errors import InputError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it went well, 2 and one sentence when the input is at fault, 1 for a failure of ours."""
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        if options.debug:
            traceback.print_exc()
        else:
            print(f"QA Desktop failed ({type(error).__name__}: {error}). Try again with --debug.", file=sys.stderr)
        return 1
