"""A process that does one scheduled action again and again: ``worker.py MODEL METHOD``.

Odoo's own runner lets one process at a time do an action. Several of these do it at
once, which is harder: what holds here holds there. It ends when it finds a file named
``CEM_STOP``, or is killed.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measuring import environment

if __name__ == "__main__":
    model, method = sys.argv[1:]
    stop = Path(os.environ["CEM_STOP"])
    while not stop.exists():
        with environment() as env:
            getattr(env[model], method)()
            env.cr.commit()
        time.sleep(0.2)
