"""Times that can be compared on a machine that is busy with other things."""

import statistics
import time


def timed(function, *args, **kwargs):
    """Seconds that a call takes, and what it returns."""
    start = time.perf_counter()
    result = function(*args, **kwargs)
    return time.perf_counter() - start, result


def interleaved(functions, runs=5, warm=1):
    """Median seconds of each function, called in turn, so that noise hits all alike.

    :param functions: by name, callables without arguments
    :param warm: rounds before the clock runs
    :return: dict from name to seconds
    """
    times = {name: [] for name in functions}
    for number in range(warm + runs):
        for name, function in functions.items():
            seconds, _result = timed(function)
            if number >= warm:
                times[name].append(seconds)
    return {name: statistics.median(values) for name, values in times.items()}
