#!/usr/bin/env python3
"""Measures speed: runs the modules of dev/bench/, see measuring/runner.py."""

import sys

from measuring.runner import main

if __name__ == "__main__":
    sys.exit(main("bench", sys.argv[1:]))
