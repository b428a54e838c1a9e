"""The name under which scripts of others import the arithmetic of NPS."""

from .figures.nps import NPS, NPSDifference, nps, nps_difference

__all__ = ["NPS", "NPSDifference", "nps", "nps_difference"]
