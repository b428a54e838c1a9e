/**
 * The map as one drawing (SVG), from which the picture is made. It uses the fonts of
 * the browser, so that every language has its glyphs, and no library.
 */
import {
    bandOf,
    brokenText,
    formatEmotion,
    formatScore,
    hiddenText,
    intervalText,
    keptText,
    minimumText,
} from "./map_figures";
import {_t} from "@web/core/l10n/translation";
import {textsOf} from "./map_lanes";

const LANE = 130;
export const COLUMN = 200;
export const PAD = 6;
const CURVE = 130;
const INK = "#1f2328";
export const MUTED = "#57606a";
const LINE = "#d0d7de";
const FAMILY = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";
const NO_FIGURE = {score: null, count: 0, hidden: false, low: null};

function escape(text) {
    const names = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"};
    return String(text).replace(/[&<>"]/g, (sign) => names[sign]);
}

/** Pieces between which a line may break; Chinese breaks after every sign. */
function pieces(text) {
    return (
        text.match(
            /[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]|[^\s\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]+\s*|\s+/gu
        ) || []
    );
}

export class MapDrawing {
    /**
     * @param {Object} options `title`, `subtitle`, `columns`, `lanes`, `dimensions`,
     *  `columnName` (function), `bands`, `minimum`, `rtl`
     */
    constructor(options) {
        Object.assign(this, options);
        this.canvas = document.createElement("canvas").getContext("2d");
        this.parts = [];
        this.width = LANE + this.columns.length * COLUMN + 1;
    }

    // ------------------------------------------------------------------
    // Pens
    // ------------------------------------------------------------------

    wrap(text, width, size, limit = 99, weight = 400) {
        this.canvas.font = `${weight} ${size}px ${FAMILY}`;
        const fits = (line) => this.canvas.measureText(line.trimEnd()).width <= width;
        const lines = [""];
        for (const piece of pieces(String(text).replace(/\s*\n\s*/g, " "))) {
            let rest = piece;
            if (!fits(lines.at(-1) + rest) && lines.at(-1)) {
                lines.push("");
            }
            // A word that is longer than the line is cut where it has to be.
            while (!fits(rest) && rest.length > 1) {
                let end = rest.length - 1;
                while (end > 1 && !fits(rest.slice(0, end))) {
                    end -= 1;
                }
                lines[lines.length - 1] = rest.slice(0, end);
                lines.push("");
                rest = rest.slice(end);
            }
            lines[lines.length - 1] += rest;
        }
        if (lines.length > limit) {
            let last = `${lines[limit - 1].trimEnd()}…`;
            while (!fits(last) && last.length > 1) {
                last = `${last.slice(0, -2)}…`;
            }
            return [...lines.slice(0, limit - 1), last];
        }
        return lines;
    }

    /** Where something `width` wide goes whose near edge is at `x`. */
    left(x, width = 0) {
        return this.rtl ? this.width - x - width : x;
    }

    rect(x, y, width, height, fill, stroke = "none") {
        this.parts.push(
            `<rect x="${this.left(x, width)}" y="${y}" width="${width}" height="${height}" fill="${fill}" stroke="${stroke}"/>`
        );
    }

    line(x1, y1, x2, y2, style = `stroke="${LINE}"`) {
        this.parts.push(
            `<line x1="${this.left(x1)}" y1="${y1}" x2="${this.left(x2)}" y2="${y2}" ${style}/>`
        );
    }

    /** One line of text; `y` is its top. */
    text(x, y, text, {size = 12, fill = INK, weight = 400, end = false} = {}) {
        const direction = this.rtl ? ' direction="rtl"' : "";
        const anchor = end ? "end" : "start";
        this.parts.push(
            `<text x="${this.left(x)}" y="${y + size}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${direction}>${escape(text)}</text>`
        );
    }

    /** Several lines; returns the height they take. */
    words(x, y, text, width, {size = 12, limit = 99, ...style} = {}) {
        const lines = this.wrap(text, width, size, limit, style.weight);
        lines.forEach((line, index) =>
            this.text(x, y + index * (size + 3), line.trimEnd(), {size, ...style})
        );
        return lines.length * (size + 3);
    }

    /** A figure on its colour, with symbol and number of answers. */
    score(x, y, figure, size = 12) {
        const band = bandOf(figure.score);
        let words = "—";
        if (figure.hidden) {
            words = hiddenText(figure.count, this.minimum);
        } else if (figure.score !== null) {
            words = `${band.symbol} ${formatScore(figure.score)}  n=${figure.count}`;
        }
        this.canvas.font = `600 ${size}px ${FAMILY}`;
        const width = this.canvas.measureText(words).width + 10;
        if (band.symbol) {
            this.rect(x, y, width, size + 5, band.fill);
        }
        const fill = band.symbol ? band.ink : MUTED;
        this.text(x + 5, y + 1, words, {size, fill, weight: band.symbol ? 600 : 400});
        return width;
    }

    // ------------------------------------------------------------------
    // Lanes: each returns how high it is
    // ------------------------------------------------------------------

    head(column, x, y) {
        let top = y + PAD;
        const name = this.columnName(column);
        const stage = column.stage;
        const star = stage?.is_moment_of_truth ? "★ " : "";
        top += this.words(x + PAD, top, star + name, COLUMN - 2 * PAD, {
            size: 14,
            weight: 700,
            limit: 2,
        });
        if (stage) {
            this.text(x + PAD, top, stage.phase_label, {size: 11, fill: MUTED});
            top += 16;
            this.score(x + PAD, top, stage);
            top += 20;
        }
        return top - y + PAD;
    }

    lane_emotion(column, x, y) {
        const height = (feeling) => y + CURVE / 2 - feeling * (CURVE / 5);
        const middle = x + COLUMN / 2;
        const dash = `stroke="${LINE}" stroke-dasharray="2 4"`;
        this.line(x, height(0), x + COLUMN, height(0), dash);
        for (const [name, style] of [
            ["designed", 'stroke="#7a6c00" stroke-width="2" stroke-dasharray="7 4"'],
            ["measured", 'stroke="#2166ac" stroke-width="3"'],
        ]) {
            const {before, value, after} = column.curve[name];
            if (before !== null) {
                this.line(x, height(before), middle, height(value), style);
            }
            if (after !== null) {
                this.line(middle, height(value), x + COLUMN, height(after), style);
            }
        }
        const {designed, measured} = column;
        if (designed !== null) {
            this.text(
                middle + 5,
                height(designed) - 9,
                `${formatEmotion(designed)} ○`,
                {
                    fill: "#5c5100",
                    end: true,
                }
            );
        }
        if (measured !== null) {
            const count = column.stage.emotion_count;
            const words = `■ ${formatEmotion(measured)} n=${count}`;
            this.text(middle - 5, height(measured) - 9, words, {
                fill: "#1b5690",
                weight: 700,
            });
        }
        if (column.momentCount) {
            this.text(x + PAD, y + 3, `★ ${column.momentCount}`, {fill: "#b35806"});
        }
        return CURVE;
    }

    lane_touchpoints(column, x, y) {
        let top = y + PAD;
        for (const row of column.rows) {
            const left = x + PAD + row.indent * 8;
            const width = COLUMN - 2 * PAD - row.indent * 8;
            const start = top;
            const place = this.parts.length;
            const star = row.is_moment_of_truth ? "★ " : "";
            top += 4;
            top += this.words(left + 10, top, star + row.name, width - 14, {limit: 3});
            const used = this.score(left + 10, top, row, 11);
            const channel = this.wrap(row.channel.name, width - used - 22, 10, 1)[0];
            this.text(left + width - 4, top + 2, channel, {
                size: 10,
                fill: MUTED,
                end: true,
            });
            top += 20;
            const drawn = this.parts.splice(place);
            this.rect(left, start, width, top - start, "#ffffff", LINE);
            this.rect(left, start, 5, top - start, bandOf(row.score).fill);
            this.parts.push(...drawn);
            top += 4;
        }
        return top - y + PAD;
    }

    lane_texts(column, x, y, lane) {
        let top = y + PAD;
        for (const one of textsOf(column, lane.id)) {
            if (!one.text) {
                continue;
            }
            if (one.kind === "touchpoint") {
                top += this.words(x + PAD, top, one.name, COLUMN - 2 * PAD, {
                    size: 10,
                    fill: MUTED,
                    limit: 1,
                });
            }
            top += this.words(x + PAD, top, one.text, COLUMN - 2 * PAD, {size: 11});
            top += 4;
        }
        return top - y + PAD;
    }

    lane_senses(column, x, y) {
        const words = column.senses.map((sense) => `${sense.name} ${sense.count}`);
        return (
            this.words(x + PAD, y + PAD, words.join(" · ") || "–", COLUMN - 2 * PAD) +
            2 * PAD
        );
    }

    lane_standards(column, x, y) {
        const words = [column.standardCount ? String(column.standardCount) : "–"];
        if (column.kept) {
            words.push(keptText(column.kept));
        }
        if (column.broken) {
            words.push(brokenText(column.broken));
        }
        return (
            this.words(x + PAD, y + PAD, words.join("  "), COLUMN - 2 * PAD) + 2 * PAD
        );
    }

    lane_dimensions(column, x, y) {
        let top = y + PAD;
        for (const dimension of this.dimensions) {
            const figure = column.stage?.dimensions[dimension.id] || NO_FIGURE;
            const name = this.wrap(dimension.name, 78, 11, 1)[0];
            this.text(x + PAD, top, name, {size: 11});
            this.score(x + 86, top - 1, figure, 11);
            top += 18;
            if (intervalText(figure)) {
                this.text(x + 91, top - 1, intervalText(figure), {
                    size: 9,
                    fill: MUTED,
                });
                top += 12;
            }
        }
        return top - y + PAD;
    }

    // ------------------------------------------------------------------

    /** One row of the table, as high as its highest cell. */
    row(y, name, draw, background = "#ffffff") {
        const place = this.parts.length;
        const label = this.words(PAD, y + PAD, name, LANE - 2 * PAD, {weight: 700});
        const heights = this.columns.map((column, index) =>
            draw(column, LANE + index * COLUMN)
        );
        const height = Math.max(label + 2 * PAD, ...heights);
        const drawn = this.parts.splice(place);
        this.rect(0, y, this.width, height, background);
        this.columns.forEach((column, index) =>
            this.line(LANE + index * COLUMN, y, LANE + index * COLUMN, y + height)
        );
        this.line(0, y + height, this.width, y + height);
        this.parts.push(...drawn);
        return y + height;
    }

    legend(y) {
        let x = PAD;
        const note = (text) => {
            this.canvas.font = `400 11px ${FAMILY}`;
            const width = this.canvas.measureText(text).width + 18;
            if (x + width > this.width && x > PAD) {
                x = PAD;
                y += 20;
            }
            this.text(x, y, text, {size: 11, fill: MUTED});
            x += width;
        };
        for (const band of this.bands) {
            note(`${band.symbol} ${band.label}`);
        }
        note(_t("○ designed emotion"));
        note(_t("■ measured emotion"));
        note(_t("★ moment of truth"));
        note(minimumText(this.minimum));
        return y + 24;
    }

    /** @returns {string} the drawing; `width` and `height` tell its size */
    draw() {
        let y = 10;
        y += this.words(PAD, y, this.title, this.width - 2 * PAD, {
            size: 20,
            weight: 700,
        });
        if (this.subtitle) {
            y += this.words(PAD, y, this.subtitle, this.width - 2 * PAD, {fill: MUTED});
        }
        y += 6;
        this.line(0, y, this.width, y);
        y = this.row(
            y,
            _t("Stages"),
            (column, x) => this.head(column, x, y),
            "#f6f8fa"
        );
        for (const lane of this.lanes) {
            const own = this[`lane_${lane.id}`] || this.lane_texts;
            y = this.row(y, lane.label, (column, x) =>
                lane.draw
                    ? lane.draw(this, column, x, y)
                    : own.call(this, column, x, y, lane)
            );
        }
        this.height = this.legend(y + 8);
        return (
            `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" ` +
            `viewBox="0 0 ${this.width} ${this.height}" font-family="${escape(FAMILY)}" xml:space="preserve">` +
            `<rect width="100%" height="100%" fill="#ffffff"/>${this.parts.join("")}</svg>`
        );
    }
}
