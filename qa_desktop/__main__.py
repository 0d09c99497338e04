"""`python -m qa_desktop` does the same as `qa-desktop`."""

import sys

from qa_desktop.cli import main

sys.exit(main())
