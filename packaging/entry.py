"""Where the packaged program starts."""

import multiprocessing
import sys

from qa_desktop.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
