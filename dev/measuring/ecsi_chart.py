"""The importance-performance chart of docs/judge.md, drawn by dev/proof/ecsi.py."""

import numpy as np

WIDTH, HEIGHT, MARGIN = 720, 480, 70


def chart(found, means, names):
    """An SVG picture.

    :param found: the study of the drivers
    :param means: of the drivers' items, on their scale from 1 to 10
    :param names: of the drivers, to be printed
    """
    # items are 1-10; the chart is 0-10, as everywhere
    marks = (means - 1) / 9 * 10
    shares = [100 * driver.share for driver in found.drivers]
    low, high = np.floor(marks.min() - 0.3), np.ceil(marks.max() + 0.3)

    def x(mark):
        return MARGIN + (mark - low) / (high - low) * (WIDTH - 2 * MARGIN)

    def y_of(share):
        return HEIGHT - MARGIN - share / 60 * (HEIGHT - 2 * MARGIN)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="14">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]

    def line(x1, y1, x2, y2, colour, dash=""):
        parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-dasharray="{dash}"/>'
        )

    def text(left, top, words, anchor="middle", colour="#333", size=14, turn=""):
        parts.append(
            f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" '
            f'fill="{colour}" font-size="{size}" {turn}>{words}</text>'
        )

    bottom, left, right, top = HEIGHT - MARGIN, MARGIN, WIDTH - MARGIN, MARGIN
    line(left, bottom, right, bottom, "#333")
    line(left, bottom, left, top, "#333")
    for share in range(0, 61, 10):
        text(left - 8, y_of(share) + 5, f"{share} %", "end")
    for mark in np.arange(low, high + 0.1, 0.5):
        text(x(mark), bottom + 20, f"{mark:g}")
    text((left + right) / 2, bottom + 45, "performance: mean of the answers (0-10)")
    turn = f'transform="rotate(-90 20 {(top + bottom) / 2})"'
    text(20, (top + bottom) / 2, "importance: share of R²", turn=turn)
    # the cross-hair: means over the drivers
    line(x(marks.mean()), top, x(marks.mean()), bottom, "#999", "5 4")
    line(left, y_of(25), right, y_of(25), "#999", "5 4")
    text(left + 8, top + 14, "concentrate here", "start", "#999", 13)
    text(right, top + 14, "keep up the good work", "end", "#999", 13)
    text(left + 8, bottom - 8, "low priority", "start", "#999", 13)
    text(right, bottom - 8, "possible overkill", "end", "#999", 13)
    for name, mark, share, driver in zip(
        names, marks, shares, found.drivers, strict=True
    ):
        place = x(mark)
        line(place, y_of(100 * driver.low), place, y_of(100 * driver.high), "#714b67")
        parts.append(
            f'<circle cx="{place:.1f}" cy="{y_of(share):.1f}" r="6" fill="#714b67"/>'
        )
        text(place + 10, y_of(share) - 8, f"{name} {share:.1f} %", "start")
    text(
        WIDTH / 2,
        30,
        f"What explains satisfaction: {found.count} customers of mobile-phone providers, "
        f"R² {found.r2:.2f}",
        size=15,
    )
    text(
        WIDTH / 2,
        50,
        "bars: 95 % by bootstrap; cross-hair: means of the drivers",
        size=12,
        colour="#777",
    )
    parts.append("</svg>")
    return "\n".join(parts) + "\n"
