"""The name under which scripts of others import the arithmetic of drivers."""

from .judge.drivers import (
    DriverError,
    correlations,
    general_dominance,
    general_dominance_from_correlation,
    relative_weights,
    relative_weights_from_correlation,
)

__all__ = [
    "DriverError",
    "correlations",
    "general_dominance",
    "general_dominance_from_correlation",
    "relative_weights",
    "relative_weights_from_correlation",
]
