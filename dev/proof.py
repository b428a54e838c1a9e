#!/usr/bin/env python3
"""Proves at full size: runs the modules of dev/proof/, see measuring/runner.py."""

import sys

from measuring.runner import main

if __name__ == "__main__":
    sys.exit(main("proof", sys.argv[1:]))
