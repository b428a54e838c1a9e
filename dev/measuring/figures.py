"""One measured figure, and the table of them."""

import json
from dataclasses import asdict, dataclass


@dataclass
class Figure:
    """A line of the table.

    :param name: what was measured
    :param value: number (or text) found
    :param unit: such as ``1/s``, ``s``, ``MB``
    :param reference: the same for what it is compared with, or what it must equal
    :param against: what the reference is, such as ``Odoo's survey``
    :param memory: peak resident memory in bytes
    :param want: the least ratio (value to reference) that is good enough
    :param most: the highest ratio that is, where less is better
    :param ok: whether the figure is as it must be, if ``want`` does not say it
    """

    name: str
    value: float | int | str
    unit: str = ""
    reference: float | int | str | None = None
    against: str = ""
    memory: int | None = None
    want: float | None = None
    most: float | None = None
    ok: bool | None = None

    def __post_init__(self):
        if self.want is not None and self.ok is None:
            self.ok = (self.ratio or 0) >= self.want
        if self.most is not None and self.ok is None:
            self.ok = self.ratio is not None and self.ratio <= self.most

    @property
    def ratio(self):
        """How many times the reference; None if that cannot be said."""
        try:
            return self.value / self.reference
        except (TypeError, ZeroDivisionError):
            return None

    def row(self):
        ratio = f"{self.ratio:.2f} x" if self.ratio is not None else ""
        if ratio and self.want is not None:
            ratio += f" (want {self.want:g})"
        if ratio and self.most is not None:
            ratio += f" (at most {self.most:g})"
        reference = "" if self.reference is None else _text(self.reference, self.unit)
        if reference and self.against:
            reference += f" {self.against}"
        return (
            self.name,
            _text(self.value, self.unit),
            reference,
            ratio,
            f"{self.memory / 1e6:.0f} MB" if self.memory else "",
            {True: "ok", False: "MISSED", None: ""}[self.ok],
        )


def _text(value, unit):
    if isinstance(value, float):
        value = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    elif isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:,}"
    return f"{value} {unit}".strip()


def table(figures):
    """The figures as lines of text, in columns."""
    rows = [("figure", "value", "reference", "ratio", "memory", "")]
    rows += [figure.row() for figure in figures]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()


def to_json(name, figures, **more):
    return json.dumps(
        {
            "name": name,
            **more,
            "figures": [{**asdict(f), "ratio": f.ratio} for f in figures],
        },
        ensure_ascii=False,
        indent=1,
        default=str,
    )
