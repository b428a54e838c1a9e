"""Two workers, and somebody who kills them."""

import random
import sys
import time
from pathlib import Path

from .processes import Process, log_file

WORKER = Path(__file__).with_name("worker.py")


def work_and_kill(
    model, method, left, kills, workers=2, seed=4, patience=3600, batch=0
):
    """Let workers do a scheduled action until nothing is left, and kill them now and then.

    :param left: callable that tells how many items are left to be done
    :param kills: how many times a worker is killed (SIGKILL) and another one started;
        the moments are spread at random over the work
    :param patience: seconds after which it gives up, and all workers are ended
    :param batch: how many items are done at a time; with fewer left nobody is killed
    :raise RuntimeError: a worker ended by itself, or something is left then
    :return: tuple of seconds, kills, peak memory of a worker in bytes
    """
    rng = random.Random(seed)
    stop = log_file("workers").with_suffix(".stop")
    stop.unlink(missing_ok=True)
    total = left()
    # at these numbers of items left somebody dies, and a little later, so that
    # every moment of an item's life may be hit
    moments = sorted(
        (rng.uniform(max(0.05 * total, batch), 0.95 * total) for _n in range(kills)),
        reverse=1,
    )

    def start(number):
        return Process(
            [sys.executable, str(WORKER), model, method],
            log_file(f"worker-{number}"),
            CEM_STOP=str(stop),
        )

    pool = [start(number) for number in range(workers)]
    begin = time.monotonic()
    killed = memory = 0
    try:
        while remaining := left():
            if time.monotonic() - begin > patience:
                raise RuntimeError(
                    f"{remaining} of {total} are left after {patience} s, "
                    f"{killed} workers killed; the end of a log:\n{pool[0].tail()}"
                )
            if killed < kills and remaining <= moments[killed]:
                time.sleep(rng.uniform(0, 0.3))
                number = rng.randrange(workers)
                memory = max(memory, pool[number].peak_rss())
                pool[number].kill()
                pool[number] = start(number)
                killed += 1
            for process in pool:
                if not process.alive():
                    raise RuntimeError(
                        f"a worker ended by itself; the end of its log:\n{process.tail()}"
                    )
                memory = max(memory, process.peak_rss())
            time.sleep(0.1)
        seconds = time.monotonic() - begin
        stop.touch()
        for process in pool:
            process.popen.wait(60)
    finally:
        for process in pool:
            process.kill()
    return seconds, killed, memory
