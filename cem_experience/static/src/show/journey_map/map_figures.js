/**
 * How a figure of the map looks and sounds: band, symbol, text. A band is told by its
 * symbol as well as by its colour, and every figure comes with its number of answers.
 */
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/views/fields/formatters";

// Orange to blue: told apart with any kind of colour vision, and in grey by the symbol.
export const BANDS = [
    {id: "best", from: 8, symbol: "▲", fill: "#2166ac", ink: "#ffffff"},
    {id: "good", from: 6, symbol: "△", fill: "#b9dcee", ink: "#10222e"},
    {id: "weak", from: 4, symbol: "▽", fill: "#fdd9a8", ink: "#33200a"},
    {id: "bad", from: 0, symbol: "▼", fill: "#a8500a", ink: "#ffffff"},
];
export const NO_BAND = {id: "none", symbol: "", fill: "#f1f1f1", ink: "#4a4a4a"};

export function bandLabel(band) {
    return {
        best: _t("8 and more"),
        good: _t("6 to 8"),
        weak: _t("4 to 6"),
        bad: _t("below 4"),
    }[band.id];
}

/** The band is that of the figure as it is printed: 7.96 is read as 8.0. */
export function bandOf(score) {
    if (score === null || score === undefined) {
        return NO_BAND;
    }
    const printed = Math.round(score * 10) / 10;
    return BANDS.find((band) => printed >= band.from) || NO_BAND;
}

export function formatScore(value, digits = 1) {
    if (value === null || value === undefined) {
        return "—";
    }
    return formatFloat(value, {digits: [16, digits]}).replace("-", "−");
}

/** A feeling from -2 to 2, with its sign; whole numbers without a decimal. */
export function formatEmotion(value) {
    if (value === null || value === undefined) {
        return "—";
    }
    const text = formatScore(value, Number.isInteger(value) ? 0 : 1);
    return value > 0 ? `+${text}` : text;
}

export function hasInterval(figure) {
    return figure.low !== null && figure.low !== undefined;
}

export function intervalText(figure) {
    return hasInterval(figure)
        ? `${formatScore(figure.low)}–${formatScore(figure.high)}`
        : "";
}

/** What stands where there are answers and yet no figure. */
export function hiddenText(count, minimum) {
    return count < minimum ? _t("too few (%s)", count) : _t("not shown (%s)", count);
}

export function spokenHidden(count, minimum) {
    return count < minimum
        ? _t("%(count)s answers, too few to show", {count})
        : _t(
              "%(count)s answers, not shown because a smaller group could be worked out",
              {count}
          );
}

/** In words, for tooltips and for those who listen to the page. */
export function spokenFigure(figure, minimum) {
    if (figure.hidden) {
        return spokenHidden(figure.count, minimum);
    }
    if (figure.score === null) {
        return _t("no answers yet");
    }
    const score = formatScore(figure.score);
    if (!hasInterval(figure)) {
        return _t("score %(score)s of 10, %(count)s answers", {
            score,
            count: figure.count,
        });
    }
    return _t(
        "score %(score)s of 10, %(count)s answers, interval %(low)s to %(high)s",
        {
            score,
            count: figure.count,
            low: formatScore(figure.low),
            high: formatScore(figure.high),
        }
    );
}

export function standardsText(count) {
    return _t("%s standards", count);
}

export function keptText(count) {
    return _t("✓ %s kept", count);
}

export function brokenText(count) {
    return _t("✗ %s broken", count);
}

/** What the letter n means, and from which number of answers on figures are shown. */
export function minimumText(minimum) {
    return _t("n: number of answers; fewer than %s are not shown", minimum);
}
