"""Figures of answers that are weighed to known shares of the population.

Answers come as :class:`~.figures.Sums` of cells (the combinations of tier, region...);
``raking`` finds one weight a cell. A weighted figure is worth less than its number of
answers: as many as Kish's effective number says, and its interval is that of so many.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..base.messages import ToolError, _lt
from .figures import BINS, Sums
from .intervals import Sample
from .raking import rake

NOBODY_KNOWN = _lt("Nobody who answered belongs to a group whose share is known.")

# Where the group of a respondent is not known
UNKNOWN = None


class Weighted(NamedTuple):
    """Weighted answers summed up; serves where :class:`~.figures.Sums` does.

    ``mass`` is the sum of the weights, ``square_mass`` that of their squares,
    ``answers`` the number of answers; the rest are weighted sums.
    """

    mass: float
    square_mass: float
    answers: int
    total: float
    squares: float
    bins: tuple

    @property
    def whole(self) -> bool:
        """Answers are weighed, not counted."""
        return False

    @classmethod
    def of(cls, cells: Any) -> Weighted:
        """:param cells: pairs (weight, :class:`~.figures.Sums`)"""
        result = NOTHING
        for weight, sums in cells:
            result = result.plus(
                cls(
                    weight * sums.count,
                    weight**2 * sums.count,
                    sums.count,
                    weight * sums.total,
                    weight * sums.squares,
                    tuple(weight * number for number in sums.bins),
                )
            )
        return result

    def plus(self, other: Weighted) -> Weighted:
        """Of two groups together, weighed alike, which have no answer in common."""
        if not other.answers:
            return self
        if not isinstance(other, Weighted):
            other = Weighted.of([(1.0, other)])
        return Weighted(
            self.mass + other.mass,
            self.square_mass + other.square_mass,
            self.answers + other.answers,
            self.total + other.total,
            self.squares + other.squares,
            tuple(a + b for a, b in zip(self.bins, other.bins, strict=True)),
        )

    @property
    def effective(self) -> float:
        """Kish's effective number of answers; 0 where all weights are 0."""
        return self.mass**2 / self.square_mass if self.square_mass else 0.0

    @property
    def count(self) -> int:  # type: ignore[override]
        """Effective number of answers in whole ones, on the safe side."""
        return int(self.effective + 1e-9)

    @property
    def sums(self) -> tuple[float, float, float]:
        """(count, sum, sum of squares) of as many answers as these are worth."""
        if not self.mass:
            return 0, 0.0, 0.0
        worth = self.count / self.mass
        return self.count, self.total * worth, self.squares * worth

    @property
    def sample(self) -> Sample:
        if not self.count:
            return Sample(0, None, None)
        mean = self.total / self.mass
        if self.count < 2:
            return Sample(1, mean, None)
        rest = self.squares / self.mass - mean * mean
        rest = rest if rest > 1e-9 * max(self.squares / self.mass, 1e-9) else 0.0
        return Sample(self.count, mean, (rest * self.count / (self.count - 1)) ** 0.5)

    @property
    def _scaled(self) -> list[float]:
        """The histogram of as many answers as these are worth."""
        return [number * self.count / self.mass for number in self.bins]

    @property
    def nps_counts(self) -> tuple[float, float, float]:
        """(detractors, passives, promoters), weighted"""
        return Sums(self.count, bins=tuple(self._scaled)).nps_counts

    def share(self, least: int) -> tuple[float, float]:
        """(how many of at least so much, of how many), weighted"""
        return min(sum(self._scaled[least:]), float(self.count)), self.count


NOTHING = Weighted(0.0, 0.0, 0, 0.0, 0.0, (0.0,) * BINS)


def cell_weights(cells: Any, shares: Any) -> Any:
    """One weight per cell, so that the answers meet the known shares.

    Who belongs to no known group (an anonymous answer, a customer without a region)
    keeps the share that such answers have; the known shares hold among the others.

    :param cells: mapping of a tuple of groups (one per attribute, in the order of
        ``shares``; None where not known) to its number of answers
    :param shares: mapping of attribute to mapping of group to known share (0-1)
    :return: :class:`~.raking.Raked`; its weights are in the order of ``cells``
    :raises ToolError: (a ValueError) see :func:`~.raking.rake`
    """
    total = sum(cells.values())
    attributes, wanted = {}, {}
    for place, (name, known) in enumerate(shares.items()):
        groups = [key[place] if key[place] in known else UNKNOWN for key in cells]
        stray = sum(
            count
            for group, count in zip(groups, cells.values(), strict=True)
            if group is UNKNOWN
        )
        left = stray / total if total else 0.0
        if left >= 1:
            # nobody's group is known: this attribute weighs nothing
            continue
        attributes[name] = groups
        wanted[name] = {group: share * (1 - left) for group, share in known.items()}
        if left:
            wanted[name][UNKNOWN] = left
    if not attributes:
        raise ToolError(NOBODY_KNOWN)
    return rake(attributes, wanted, list(cells.values()))
