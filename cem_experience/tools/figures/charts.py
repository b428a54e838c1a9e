"""Charts as SVG, for what is printed or mailed and so has no browser to draw it.

Plain SVG 1.1 with attributes only: no style sheet and no script, so that wkhtmltopdf,
mail readers and office programs draw it alike. Each chart has a fixed size in pixels.
A figure that is None leaves a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

INK, MUTED, GRID = "#212529", "#5f6972", "#d5d9dd"
LINE, BAND, BAD, PALE = "#2c6fad", "#cfe1f2", "#b3261e", "#9db9d4"
FONT = "Noto Sans, DejaVu Sans, Noto Sans CJK SC, sans-serif"
# Width of a letter and of an ideograph in ems, on the safe side
NARROW, WIDE = 0.58, 1.0


def trend(
    labels: Sequence[str],
    points: Sequence[Any],
    bounds: tuple[float, float],
    text: Callable[[float], str],
    size: tuple[int, int] = (860, 220),
) -> str:
    """A line with its interval as a band.

    :param labels: names of the months
    :param points: (value, low, high) of each, None where nothing may be shown
    :param bounds: (lowest, highest) value of the scale
    :param text: function of a value to what is written beside the scale
    :return: SVG as text
    """
    width, height = size
    left, right, top, bottom = 48, 12, 12, 34
    lowest, highest = bounds
    step = (width - left - right) / max(len(points) - 1, 1)

    def x(index: int) -> float:
        return left + index * step

    def y(value: float) -> float:
        value = min(max(value, lowest), highest)
        span = height - top - bottom
        return height - bottom - (value - lowest) / (highest - lowest) * span

    drawing = []
    # whole numbers on the scale: by 2 of 10, by 25 of 100, by 50 of 200
    parts = 5 if highest - lowest == 10 else 4
    for part in range(parts + 1):
        value = lowest + (highest - lowest) * part / parts
        drawing += [
            _line(left, y(value), width - right, y(value), GRID),
            _text(left - 6, y(value) + 4, text(value), "end", 10, MUTED),
        ]
    for run in _runs([low is not None for _value, low, _high in points]):
        edge = [(x(i), y(points[i][2])) for i in run]
        edge += [(x(i), y(points[i][1])) for i in reversed(run)]
        if len(run) > 1:
            drawing.append(f'<polygon points="{_points(edge)}" fill="{BAND}"/>')
        else:
            drawing.append(_line(*edge[0], *edge[1], BAND, 6))
    for run in _runs([value is not None for value, _low, _high in points]):
        line = [(x(i), y(points[i][0])) for i in run]
        drawing.append(
            f'<polyline points="{_points(line)}" fill="none" stroke="{LINE}"'
            ' stroke-width="2"/>'
        )
        drawing += [_circle(*point, 3, LINE) for point in line]
    every = max(1, -(-len(labels) * 56 // max(width - left - right, 1)))
    for index in range(0, len(labels), every):
        place = x(index) if len(labels) > 1 else (left + width - right) / 2
        anchor = "middle"
        if len(labels) > 1 and index in (0, len(labels) - 1):
            anchor = "end" if index else "start"
        drawing.append(
            _text(place, height - bottom + 18, labels[index], anchor, 10, MUTED)
        )
    return _svg(size, drawing)


def waterfall(steps: Sequence[Any], width: int = 860, row: int = 26) -> str:
    """Bars, each beginning where the one before ended, most negative first.

    :param steps: list of (name, from, to, text): see ``figures.waterfall``; ``text`` is
        written at the end of the bar
    """
    left, right = _margin([step[0] for step in steps]), 150
    ends = [0.0, *(end for step in steps for end in step[1:3])]
    x = _scale(min(ends), max(ends), left, width - right)
    drawing = [_line(x(0), 4, x(0), 4 + row * len(steps), MUTED)]
    for index, (name, start, end, text) in enumerate(steps):
        y = 4 + index * row
        low, high = sorted((start, end))
        colour = BAD if end < start else LINE
        drawing += [
            _text(left - 8, y + row / 2 + 4, _cut(name, left - 12), "end"),
            _bar(x(low), y + 4, x(high) - x(low), row - 8, colour),
            _text(width - right + 8, y + row / 2 + 4, text, "start", 11, MUTED),
        ]
        if index + 1 < len(steps):
            drawing.append(_line(x(end), y + row - 4, x(end), y + row + 4, MUTED))
    return _svg((width, 8 + row * max(len(steps), 1)), drawing)


def bars(rows: Sequence[Any], width: int = 860, row: int = 26) -> str:
    """Horizontal bars from 0, with the interval as a whisker.

    :param rows: list of (name, value, low, high, text, is_sure); pale where chance may
        explain the value
    """
    left, right = _margin([one[0] for one in rows]), 150
    ends = [0.0]
    for one in rows:
        ends += [end for end in one[1:4] if end is not None]
    x = _scale(min(ends), max(ends), left, width - right)
    drawing = [_line(x(0), 4, x(0), 4 + row * len(rows), MUTED)]
    for index, (name, value, low, high, text, is_sure) in enumerate(rows):
        y = 4 + index * row
        middle = y + row / 2
        drawing += [
            _text(left - 8, middle + 4, _cut(name, left - 12), "end"),
            _text(width - right + 8, middle + 4, text, "start", 11, MUTED),
        ]
        if value is not None:
            start, end = sorted((x(0), x(value)))
            colour = LINE if is_sure else PALE
            drawing.append(_bar(start, y + 5, end - start, row - 10, colour))
        if low is not None:
            drawing += [_line(x(low), middle, x(high), middle, INK, 1.5)]
            drawing += [
                _line(x(end), middle - 4, x(end), middle + 4, INK, 1.5)
                for end in (low, high)
            ]
    return _svg((width, 8 + row * max(len(rows), 1)), drawing)


def importance_performance(
    points: Sequence[Any],
    cross: Any,
    corners: Any,
    axes: Any,
    size: tuple[float, float] = (860, 340),
) -> str:
    """The importance-performance chart with its cross-hair.

    :param points: list of (name, performance, importance, is_key), 0-10
    :param cross: (performance, importance) where the cross-hair stands
    :param corners: names of the quadrants ``concentrate``, ``keep``, ``low``,
        ``overkill``
    :param axes: names of the two axes, across and up
    """
    width, height = size
    left, right, top, bottom = 44, 12, 10, 42
    across = _bounds([point[1] for point in points], cross[0])
    up = _bounds([point[2] for point in points], cross[1])
    x = _scale(*across, left, width - right)
    y = _scale(*up, height - bottom, top)
    drawing = [
        f'<rect x="{left}" y="{top}" width="{width - left - right}"'
        f' height="{height - top - bottom}" fill="none" stroke="{GRID}"/>',
        _line(x(cross[0]), top, x(cross[0]), height - bottom, MUTED, 1, "5 4"),
        _line(left, y(cross[1]), width - right, y(cross[1]), MUTED, 1, "5 4"),
        _text(left + 6, top + 16, corners["concentrate"], "start", 11, MUTED),
        _text(width - right - 6, top + 16, corners["keep"], "end", 11, MUTED),
        _text(left + 6, height - bottom - 8, corners["low"], "start", 11, MUTED),
        _text(
            width - right - 6,
            height - bottom - 8,
            corners["overkill"],
            "end",
            11,
            MUTED,
        ),
        _text((left + width - right) / 2, height - 6, axes[0], "middle", 11, MUTED),
        f'<g transform="rotate(-90 12 {(top + height - bottom) / 2:.1f})">'
        + _text(12, (top + height - bottom) / 2, axes[1], "middle", 11, MUTED)
        + "</g>",
    ]
    for value in range(11):
        if across[0] <= value <= across[1]:
            place = height - bottom + 15
            drawing.append(_text(x(value), place, str(value), "middle", 10, MUTED))
        if up[0] <= value <= up[1]:
            drawing.append(_text(left - 6, y(value) + 4, str(value), "end", 10, MUTED))
    taken = []
    for name, performance, importance, is_key in points:
        px, py = x(performance), y(importance)
        drawing.append(_diamond(px, py, 7, BAD) if is_key else _circle(px, py, 5, LINE))
        far = px > (left + width - right) / 2
        start = px - 11 - text_width(name) if far else px + 11
        label = _free(taken, start, start + text_width(name), py + 4)
        place = px + (-11 if far else 11)
        drawing.append(_text(place, label, name, "end" if far else "start"))
    return _svg(size, drawing)


def _bounds(values: Any, line: Any) -> tuple[float, float]:
    """A whole number below and above all, within 0-10."""
    lowest, highest = min([*values, line]), max([*values, line])
    return max(int(lowest - 0.5), 0), min(int(highest + 1.5), 10)


def _free(taken: Any, start: float, end: float, y: float) -> float:
    """A height near ``y`` at which a name does not lie on another one."""
    for step in (0, 13, -13, 26, -26, 39, -39):
        if not any(
            abs(y + step - height) < 12 and start < right and end > left
            for left, right, height in taken
        ):
            break
    taken.append((start, end, y + step))
    return y + step


def _scale(
    lowest: float, highest: float, start: float, end: float
) -> Callable[[float], float]:
    span = (highest - lowest) or 1.0
    return lambda value: start + (value - lowest) / span * (end - start)


def _runs(known: Sequence[Any]) -> list[Any]:
    """Runs of places without a gap."""
    runs = []
    for index, is_known in enumerate(known):
        if is_known and index and known[index - 1]:
            runs[-1].append(index)
        elif is_known:
            runs.append([index])
    return runs


def text_width(text: str, size: float = 12) -> float:
    """About how wide a text is, in pixels; ideographs are twice as wide."""
    return sum(WIDE if ord(letter) > 0x2E80 else NARROW for letter in text) * size


def _margin(names: Iterable[str]) -> float:
    """Room for the longest name, within reason."""
    return min(max([60.0, *(text_width(name) + 16 for name in names)]), 220.0)


def _cut(name: str, room: float) -> str:
    if text_width(name) <= room:
        return name
    while name and text_width(name) + 12 > room:
        name = name[:-1]
    return f"{name.rstrip()}…"


def _svg(size: tuple[float, float], drawing: Iterable[str]) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" font-family={quoteattr(FONT)}>'
        + "".join(drawing)
        + "</svg>"
    )


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    colour: str,
    width: float = 1,
    dashes: str | None = None,
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        f' stroke="{colour}" stroke-width="{width}"{dashed}/>'
    )


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}"'
        f' height="{height:.1f}" fill="{colour}"/>'
    )


def _circle(x: float, y: float, radius: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>'


def _diamond(x: float, y: float, size: float, colour: str) -> str:
    corners = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]
    return f'<polygon points="{_points(corners)}" fill="{colour}"/>'


def _text(
    x: float,
    y: float,
    text: str,
    anchor: str = "start",
    size: float = 12,
    colour: str = INK,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
        f' fill="{colour}">{escape(str(text))}</text>'
    )
