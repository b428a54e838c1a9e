"""Processes of a measurement: started, waited for, and ended by their number."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import free_port as ports

HOST = "127.0.0.1"


def free_port():
    """A port of 127.0.0.1 that nobody listens on now."""
    # Several clones measure at once: not all of them begin at the same number.
    start = random.randrange(20000, 30000)
    return next(port for port in range(start, start + 500) if ports.free(HOST, port))


def peak_rss(pid=None):
    """Most resident memory so far, in bytes: of this process, or of another one with
    all its living children."""
    if pid is None:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    import psutil

    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(_high_water(member.pid) for member in family)


def _high_water(pid):
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(
        (
            int(line.split()[1]) * 1024
            for line in text.splitlines()
            if line.startswith("VmHWM:")
        ),
        0,
    )


class Process:
    """A child of ours, in a session of its own, with a log file."""

    def __init__(self, command, log, **environment):
        self.log = Path(log)
        with self.log.open("ab") as stream:
            self.popen = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
                env=os.environ | environment,
            )

    @property
    def pid(self):
        return self.popen.pid

    def alive(self):
        return self.popen.poll() is None

    def peak_rss(self):
        return peak_rss(self.pid)

    def tail(self, lines=30):
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def kill(self):
        """SIGKILL for it and its children: no handler runs, nothing is tidied up."""
        if self.alive():
            os.killpg(self.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self, seconds=30):
        """Ask it to end; make it, if it does not."""
        if self.alive():
            self.popen.terminate()
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()


class Server(Process):
    """An Odoo server: ``url``, ``port``, ``pid``, ``log``, and what Process has."""

    def __init__(self, options, log):
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        super().__init__(
            [
                *(sys.executable, "-m", "odoo", "-c", os.environ["CEM_CONF"]),
                *(f"--http-port={self.port}", f"--gevent-port={free_port()}"),
                *options,
            ],
            log,
        )

    def wait(self, seconds=120):
        end = time.monotonic() + seconds
        while self.alive() and time.monotonic() < end:
            if ports.answers(f"{self.url}/web/health", 1):
                return
        raise RuntimeError(
            f"no answer from Odoo; the end of its log:\n{self.tail()}"
        ) from None


def log_file(name):
    return Path(os.environ["CEM_MEASURE_OUT"]) / f"{os.environ['CEM_DB']}-{name}.log"


@contextmanager
def spawn(command, name, **environment):
    """Another program, ended at the end of the ``with``."""
    log = log_file(name)
    log.unlink(missing_ok=True)
    process = Process(command, log, **environment)
    try:
        yield process
    finally:
        process.stop(5)


@contextmanager
def server(*options, workers=0, crons=0, name="odoo"):
    """A real Odoo server on the database of this measurement.

    :param options: more options of its command line, such as ``--log-level=warn``
    :param workers: processes that answer; 0 is one process with threads
    :param crons: threads or processes for scheduled actions
    """
    log = log_file(name)
    log.unlink(missing_ok=True)
    odoo = Server(
        [f"--workers={workers}", f"--max-cron-threads={crons}", *options], log
    )
    try:
        odoo.wait()
        yield odoo
    finally:
        odoo.stop()
