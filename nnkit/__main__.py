"""Run the command line: ``python -m nnkit``."""

import sys

from nnkit.grading.cli import main

if __name__ == "__main__":
    sys.exit(main())
