import {CROSS_HAIR, FIGURES, QUADRANTS, count, interval, number} from "./texts";
import {
    driversConfig,
    importanceConfig,
    trendConfig,
    waterfallConfig,
} from "./chart_configs";
import {_t} from "@web/core/l10n/translation";

// Each chart is a title, a configuration by colours, and the table that says the same:
// head, rows and, for some, a note.

/** Names of the figures of which there is a course to draw. */
export function trendsOf(data) {
    const {series} = data.trend;
    return Object.keys(series).filter((name) =>
        series[name].some((point) => point.value !== null)
    );
}

/** The course of a figure month by month: the chosen one, else the first there is. */
export function trendOf(data, chosen) {
    const names = trendsOf(data);
    const name = names.includes(chosen) ? chosen : names[0];
    const {months, series, changes = {}} = data.trend;
    const format = FIGURES[name];
    const points = series[name];
    const range = {nps: [-100, 100], experience: [0, 10]}[name] || [0, 100];
    const text = (point) =>
        [number(point.value, format), interval(point, format), count(point)]
            .filter(Boolean)
            .join(" · ");
    return {
        key: `${name}/${data.period.key}`,
        name,
        title: _t("%(name)s by month", {name: format.name}),
        config: (colours) =>
            trendConfig({months, points, min: range[0], max: range[1], text}, colours),
        head: [_t("Month"), format.name, _t("95 % interval"), _t("Answers")].map(
            String
        ),
        rows: months.map((month, i) => [
            month,
            number(points[i].value, format),
            interval(points[i], format),
            count(points[i]),
        ]),
        // Where the question changed, the figure may, too.
        note: (changes[name] || []).join(" "),
    };
}

/** Importance over experience, in four quadrants. */
export function importanceOf(data) {
    const {rows, cross} = data.dimensions;
    const drawn = rows.filter((row) => row.quadrant);
    const corners = Object.fromEntries(
        Object.entries(QUADRANTS).map(([key, name]) => [key, String(name)])
    );
    const axes = {x: _t("Experience (0-10)"), y: _t("Importance (0-10)")};
    return {
        drawn,
        title: _t("Importance and performance"),
        config: (colours) =>
            importanceConfig({rows: drawn, cross, corners, axes}, colours),
        head: [_t("Dimension"), axes.x, axes.y, _t("Quadrant")].map(String),
        rows: drawn.map((row) => [
            row.name,
            number(row.experience.value),
            number(row.importance.value),
            corners[row.quadrant],
        ]),
        note: _t(
            "Cross-hair: %(rule)s (experience %(experience)s, importance %(importance)s).",
            {
                rule: CROSS_HAIR[cross.rule] || cross.rule,
                experience: number(cross.experience),
                importance: number(cross.importance),
            }
        ),
    };
}

/** Weighted gaps, added up. */
export function waterfallOf(data) {
    const {rows, waterfall: steps} = data.dimensions;
    const byId = Object.fromEntries(rows.map((row) => [row.id, row]));
    const labels = steps.map((step) => byId[step.id].name);
    const text = (step) => {
        const figure = byId[step.id].weighted_gap;
        return [number(figure.value), interval(figure)].filter(Boolean).join(" · ");
    };
    return {
        steps,
        title: _t("Weighted gaps to the ideal"),
        config: (colours) => waterfallConfig({labels, steps, text}, colours),
        head: [_t("Dimension"), _t("Weighted gap"), _t("95 % interval")].map(String),
        rows: steps.map((step) => [
            byId[step.id].name,
            number(byId[step.id].weighted_gap.value),
            interval(byId[step.id].weighted_gap),
        ]),
    };
}

/** A study is weighed by its own choice, and not by that of the page. */
function driversWeighting(data) {
    const name = data.drivers.weighting;
    if (name) {
        return _t("Weighted to “%(name)s”.", {name});
    }
    return data.weighting.chosen ? _t("This study is not weighted.") : "";
}

/** What moves the outcome, by the latest study. */
export function driversOf(data) {
    const study = data.drivers;
    const format = {digits: 0, unit: "%"};
    const text = (row) =>
        [number(row.share, format), interval(row, format)].join(" · ");
    return {
        title: _t("What moves %(outcome)s", {outcome: study.outcome}),
        config: (colours) => driversConfig({rows: study.rows, text}, colours),
        head: [_t("Driver"), _t("Share"), _t("95 % interval"), _t("Sure?")].map(String),
        rows: study.rows.map((row) => [
            row.name,
            number(row.share, format),
            interval(row, format),
            String(row.significant ? _t("yes") : _t("may be chance")),
        ]),
        note: [
            _t("%(count)s complete answers, R² %(r2)s; study of %(date)s.", {
                count: study.count,
                r2: number(study.r2, {digits: 2}),
                date: study.date,
            }),
            driversWeighting(data),
        ]
            .filter(Boolean)
            .join(" "),
    };
}
