"""A bound on how often somebody may try, kept in the memory of one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any


class Throttle:
    """Count tries per key in windows of time.

    It is cheap rather than exact: each worker process counts for itself, and when
    more than ``most_keys`` different keys come in, all are forgotten. Tokens are too
    long to be guessed anyway; this keeps the guessing from costing anything.

    :param tries: how many are allowed per window
    :param seconds: length of the window
    """

    def __init__(
        self,
        tries: int,
        seconds: float,
        most_keys: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tries = tries
        self.seconds = seconds
        self.most_keys = most_keys
        self.clock = clock
        self._lock = threading.Lock()
        self._counts = {}

    def blocked(self, key: Hashable) -> bool:
        """Whether ``key`` has used up its tries."""
        begun, count = self._counts.get(key, (0, 0))
        return count >= self.tries and self.clock() - begun < self.seconds

    def note(self, key: Hashable) -> None:
        """Count one try of ``key``."""
        now = self.clock()
        with self._lock:
            begun, count = self._counts.get(key, (now, 0))
            if now - begun >= self.seconds:
                begun, count = now, 0
            if key not in self._counts and len(self._counts) >= self.most_keys:
                self._counts.clear()
            self._counts[key] = begun, count + 1


class AtMostEvery:
    """Call something now, or a little later if it has just been called.

    However often it is wanted, it is called once in that time, and always once more
    after the last wish.

    :param seconds: the shortest time between two calls with the same key
    :param later: as :class:`threading.Timer`
    """

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        later: Callable[..., Any] = threading.Timer,
    ) -> None:
        self.seconds = seconds
        self.clock = clock
        self.later = later
        self._lock = threading.Lock()
        self._next = {}
        self._waiting = set()

    def __call__(self, key: Hashable, function: Callable[[], Any]) -> None:
        """Call ``function`` now, or later in a thread of its own."""
        with self._lock:
            if key in self._waiting:
                return
            pause = self._next.get(key, 0) - self.clock()
            if pause > 0:
                self._waiting.add(key)
            else:
                self._next[key] = self.clock() + self.seconds
        if pause > 0:
            self.later(pause, self._call_late, (key, function)).start()
        else:
            function()

    def _call_late(self, key: Hashable, function: Callable[[], Any]) -> None:
        with self._lock:
            self._waiting.discard(key)
            self._next[key] = self.clock() + self.seconds
        function()
